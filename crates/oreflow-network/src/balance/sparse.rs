//! A sparse symmetric positive semidefinite system.

use clarabel::algebra::CscMatrix;
use clarabel::qdldl::{QDLDLFactorisation, QDLDLSettingsBuilder};

/// Pivots below this part of their diagonal are rounding: their row depends on others.
const DEPENDENT: f64 = 1e-13;
/// Pivot in place of a dependent one, so large that its unknown is zero.
const APART: f64 = 1e100;
/// Rounds of iterative refinement.
const REFINEMENTS: usize = 3;

/// A symmetric matrix by its upper half, column by column with rows in order.
#[derive(Clone, Debug)]
pub(super) struct Symmetric {
    columns: Vec<Vec<(usize, f64)>>,
}

impl Symmetric {
    /// The sum of entries `(row, column, value)`, of which only those with rows not below the diagonal are given.
    pub(super) fn of_sums(order: usize, entries: impl Iterator<Item = (usize, usize, f64)>) -> Self {
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); order];
        for (row, column, value) in entries {
            columns[column].push((row, value));
        }
        for (number, column) in columns.iter_mut().enumerate() {
            column.push((number, 0.0));
            // Stable, so that equal places are summed in the order in which they were given.
            column.sort_by_key(|entry| entry.0);
            column.dedup_by(|later, first| {
                let same = later.0 == first.0;
                if same {
                    first.1 += later.1;
                }
                same
            });
        }
        Self { columns }
    }

    /// Solves the system; unknowns whose rows depend on those eliminated before are zero.
    ///
    /// # Complexity
    /// That of a sparse factorisation after an approximate minimum degree ordering.
    ///
    /// # References
    /// - Amestoy, Davis and Duff (1996), *An approximate minimum degree ordering algorithm*, SIAM Journal on
    ///   Matrix Analysis and Applications 17(4), 886-905.
    /// - Davis (2005), *Algorithm 849: a concise sparse Cholesky factorization package*, ACM Transactions on
    ///   Mathematical Software 31(4), 587-591.
    pub(super) fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        // Scaled to a unit diagonal, so that rounding is measured alike in all rows.
        let scale: Vec<f64> = (0..self.columns.len())
            .map(|at| self.columns[at].last().map_or(0.0, |entry| entry.1))
            .map(|diagonal| if diagonal > 0.0 { 1.0 / diagonal.sqrt() } else { 0.0 })
            .collect();
        let settings = QDLDLSettingsBuilder::default()
            .regularize_enable(true)
            .regularize_eps(DEPENDENT)
            .regularize_delta(APART)
            .build()
            .ok()?;
        let mut factor = QDLDLFactorisation::new(&self.scaled(&scale), Some(settings)).ok()?;
        let mut found = vec![0.0; self.columns.len()];
        for _ in 0..=REFINEMENTS {
            let product = self.times(&found);
            let mut rest: Vec<f64> =
                right.iter().zip(product).zip(&scale).map(|((b, ax), s)| (b - ax) * s).collect();
            factor.solve(&mut rest);
            for ((value, step), s) in found.iter_mut().zip(rest).zip(&scale) {
                *value += step * s;
            }
        }
        Some(found)
    }

    fn scaled(&self, scale: &[f64]) -> CscMatrix<f64> {
        let order = self.columns.len();
        let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
        for (column, entries) in self.columns.iter().enumerate() {
            rows.extend(entries.iter().map(|entry| entry.0));
            values.extend(entries.iter().map(|entry| entry.1 * scale[entry.0] * scale[column]));
            starts.push(rows.len());
        }
        CscMatrix::new(order, order, starts, rows, values)
    }

    fn times(&self, values: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; values.len()];
        for (column, entries) in self.columns.iter().enumerate() {
            for &(row, entry) in entries {
                product[row] += entry * values[column];
                if row != column {
                    product[column] += entry * values[row];
                }
            }
        }
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Symmetric {
        let entries = rows.iter().enumerate().flat_map(|(row, entries)| {
            entries.iter().enumerate().map(move |(column, &value)| (column, row, value))
        });
        Symmetric::of_sums(rows.len(), entries)
    }

    #[test]
    fn a_system_with_a_known_solution() {
        let found =
            matrix(&[&[4.0], &[2.0, 3.0], &[0.0, 1.0, 2.0]]).solve(&[8.0, 11.0, 8.0]).expect("solved");
        for (value, expected) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((value - expected).abs() < 1e-14, "{found:?}");
        }
    }

    #[test]
    fn a_row_that_repeats_another_is_left_out() {
        let found = matrix(&[&[1.0], &[1.0, 1.0]]).solve(&[3.0, 3.0]).expect("solved");
        assert!((found[0] + found[1] - 3.0).abs() < 1e-14, "{found:?}");
        assert!(found.contains(&0.0), "{found:?}");
    }

    #[test]
    fn a_row_of_nothing_has_nothing() {
        assert_eq!(matrix(&[&[2.0], &[0.0, 0.0]]).solve(&[4.0, 0.0]), Some(vec![2.0, 0.0]));
    }

    #[test]
    fn entries_of_one_place_add_up() {
        let sums = Symmetric::of_sums(1, [(0, 0, 1.0), (0, 0, 2.0), (0, 0, 1.0)].into_iter());
        assert_eq!(sums.solve(&[8.0]), Some(vec![2.0]));
    }

    /// A chain of many rows against what Gaussian elimination on the whole matrix finds.
    #[test]
    fn a_large_system_agrees_with_plain_elimination() {
        let order = 60;
        let value = |row: usize, column: usize| match row - column {
            0 => 4.0 + (row % 3) as f64,
            1 | 7 => -1.0 / (1.0 + column as f64),
            _ => 0.0,
        };
        let lower: Vec<Vec<f64>> =
            (0..order).map(|row| (0..=row).map(|column| value(row, column)).collect()).collect();
        let rows: Vec<&[f64]> = lower.iter().map(Vec::as_slice).collect();
        let right: Vec<f64> = (0..order).map(|at| (at as f64 * 0.37).sin()).collect();
        let found = matrix(&rows).solve(&right).expect("solved");
        let full = |row: usize, column: usize| value(row.max(column), row.min(column));
        let mut table: Vec<Vec<f64>> = (0..order)
            .map(|row| (0..order).map(|column| full(row, column)).chain([right[row]]).collect())
            .collect();
        for pivot in 0..order {
            for row in (0..order).filter(|&row| row != pivot) {
                let factor = table[row][pivot] / table[pivot][pivot];
                let above = table[pivot].clone();
                table[row].iter_mut().zip(above).for_each(|(cell, other)| *cell -= factor * other);
            }
        }
        for (at, value) in found.iter().enumerate() {
            assert!((value - table[at][order] / table[at][at]).abs() < 1e-13, "{at}");
        }
    }
}
