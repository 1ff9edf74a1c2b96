//! A dense symmetric positive semidefinite system.

/// Pivots below this part of their diagonal are rounding: their row depends on others.
const DEPENDENT: f64 = 1e-13;
/// Rounds of iterative refinement.
const REFINEMENTS: usize = 3;

/// The lower half of a symmetric matrix, row by row.
#[derive(Clone, Debug)]
pub(super) struct Symmetric {
    order: usize,
    entries: Vec<f64>,
}

impl Symmetric {
    pub(super) fn zero(order: usize) -> Self {
        Self { order, entries: vec![0.0; order * (order + 1) / 2] }
    }

    /// Adds to an entry; the column must not exceed the row.
    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.entries[row * (row + 1) / 2 + column] += value;
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * (row + 1) / 2..][..=row]
    }

    /// Solves the system; unknowns whose rows depend on earlier rows are zero.
    ///
    /// # Complexity
    /// A sixth of the cube of the order in products.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        // Scaled to a unit diagonal, so that rounding is measured alike in all rows.
        let scale: Vec<f64> = (0..self.order)
            .map(|at| self.row(at)[at])
            .map(|diagonal| if diagonal > 0.0 { 1.0 / diagonal.sqrt() } else { 0.0 })
            .collect();
        let factor = self.factor(&scale);
        let mut found = vec![0.0; self.order];
        for _ in 0..=REFINEMENTS {
            let product = self.times(&found);
            let mut rest: Vec<f64> =
                right.iter().zip(product).zip(&scale).map(|((b, ax), s)| (b - ax) * s).collect();
            factor.substitute(&mut rest);
            for ((value, step), s) in found.iter_mut().zip(rest).zip(&scale) {
                *value += step * s;
            }
        }
        found
    }

    /// The Cholesky factor; a zero on its diagonal marks a dependent row.
    fn factor(&self, scale: &[f64]) -> Self {
        let mut factor = Self::zero(self.order);
        for row in 0..self.order {
            let (done, rest) = factor.entries.split_at_mut(row * (row + 1) / 2);
            let current = &mut rest[..=row];
            for column in 0..=row {
                let entry = self.row(row)[column] * scale[row] * scale[column];
                if column == row {
                    let pivot = entry - dot(&current[..row], &current[..row]);
                    current[row] = if pivot > DEPENDENT { pivot.sqrt() } else { 0.0 };
                } else {
                    let other = &done[column * (column + 1) / 2..][..=column];
                    let sum = entry - dot(&current[..column], &other[..column]);
                    current[column] = if other[column] > 0.0 { sum / other[column] } else { 0.0 };
                }
            }
        }
        factor
    }

    /// Forward and backward substitution with a factor.
    fn substitute(&self, values: &mut [f64]) {
        for row in 0..self.order {
            let entries = self.row(row);
            let sum = values[row] - dot(&entries[..row], &values[..row]);
            values[row] = if entries[row] > 0.0 { sum / entries[row] } else { 0.0 };
        }
        for row in (0..self.order).rev() {
            let entries = self.row(row);
            values[row] = if entries[row] > 0.0 { values[row] / entries[row] } else { 0.0 };
            let value = values[row];
            for (earlier, entry) in values[..row].iter_mut().zip(entries) {
                *earlier -= entry * value;
            }
        }
    }

    fn times(&self, values: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; self.order];
        for row in 0..self.order {
            let entries = self.row(row);
            product[row] += dot(entries, &values[..=row]);
            for (earlier, entry) in product[..row].iter_mut().zip(entries) {
                *earlier += entry * values[row];
            }
        }
        product
    }
}

/// A scalar product in four fixed lanes, for speed with the same bits everywhere.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (ones, others) = (one.chunks_exact(4), other.chunks_exact(4));
    let tail: f64 = ones.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in ones.zip(others) {
        for lane in 0..4 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Symmetric {
        let mut matrix = Symmetric::zero(rows.len());
        for (row, entries) in rows.iter().enumerate() {
            for (column, &value) in entries.iter().enumerate() {
                matrix.add(row, column, value);
            }
        }
        matrix
    }

    #[test]
    fn a_system_with_a_known_solution() {
        let found = matrix(&[&[4.0], &[2.0, 3.0], &[0.0, 1.0, 2.0]]).solve(&[8.0, 11.0, 8.0]);
        for (value, expected) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((value - expected).abs() < 1e-14, "{found:?}");
        }
    }

    #[test]
    fn a_row_that_repeats_another_is_left_out() {
        let found = matrix(&[&[1.0], &[1.0, 1.0]]).solve(&[3.0, 3.0]);
        assert_eq!(found, [3.0, 0.0]);
    }
}
