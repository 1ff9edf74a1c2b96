//! Draws that go together: the Gaussian copula.

use crate::special::normal;

/// What rounding may leave where there is nothing: of a variance of 1, so much is none.
const ROUNDING: f64 = 1e-9;

/// The Gaussian copula of some members: uniforms that go together as correlated normals do.
///
/// With `R = L L'` the correlations of the normals and `L` their lower triangular root, the independent uniforms `u` of the
/// members become
///
/// ```text
/// z_i = Phi^-1(u_i)        x_i = sum over j of L_ij z_j        v_i = Phi(x_i)
/// ```
///
/// Each `v_i` alone is as uniform as `u_i` was, so that a quantile function of it draws its own distribution. A pair of
/// correlation `rho` has Kendall's tau `2/pi asin(rho)` and Spearman's rank correlation `6/pi asin(rho/2)`, whatever the two
/// distributions are. Extremes of a pair do not come together more often than this: below a correlation of 1 it is
/// independent far out in its tails.
///
/// # Reproducibility
///
/// A member keeps the bits of its own uniform where nothing before it moves it; the first one always does. A member whose
/// correlation with one of these is 1 or -1 has that one's uniform, or 1 less it, exactly. The order of members changes which
/// draws move, but not their distribution.
///
/// # References
///
/// Nelsen, *An Introduction to Copulas*, 2nd edition, Springer 2006, section 2.3; Joe, *Dependence Modeling with Copulas*,
/// CRC Press 2014.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Copula, Quantile, Stream, Trial, Triangular};
///
/// // Where steel is dear, so is concrete.
/// let together = Copula::equal(2, 0.8)?;
/// let streams = [Stream::new(1, "steel", "price"), Stream::new(1, "concrete", "price")];
/// let price = Triangular::new(50.0, 80.0, 200.0)?;
///
/// let both_dear = (0..1_000).map(Trial::from_number).filter(|&trial| {
///     let uniforms = together.uniforms(|member| streams[member].uniform(trial, 0));
///     uniforms.iter().all(|&uniform| price.quantile(uniform) > 160.0)
/// });
/// // Independent prices would both be above it 8 times.
/// assert!(both_dear.count() > 40);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    members: Vec<Member>,
}

/// How a member's uniform follows from the independent ones.
#[derive(Clone, Debug, PartialEq)]
enum Member {
    /// It is that of a member, mostly its own.
    Same(usize),
    /// It is as far from 1 as that of a member is from 0.
    Opposite(usize),
    /// A sum of normals, of all members up to its own, with these weights.
    Mixed(Vec<f64>),
}

/// Correlations that make no copula. Positions count from 0 here, and from 1 in words.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CopulaError {
    /// There are fewer than two members.
    #[error("correlations join two members at least, and here is {size}")]
    TooFew {
        /// Number of members.
        size: usize,
    },
    /// A row is longer or shorter than there are rows.
    #[error("row {} has {length} correlations for {size} members", .row + 1)]
    NotSquare {
        /// The row.
        row: usize,
        /// Correlations that it has.
        length: usize,
        /// Number of rows.
        size: usize,
    },
    /// A member's correlation with itself is not 1.
    #[error("the correlation of row {} with itself is {value}, not 1", .row + 1)]
    Diagonal {
        /// The row.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// A correlation is beyond -1 or 1, or no number.
    #[error("the correlation in row {}, column {} is {value}, not from -1 to 1", .row + 1, .column + 1)]
    Outside {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// Two members have two different correlations.
    #[error("the correlation in row {}, column {} is {value}, but {mirrored} the other way round", .row + 1, .column + 1)]
    NotSymmetric {
        /// The row; the column comes before it.
        row: usize,
        /// The column.
        column: usize,
        /// What stands there.
        value: f64,
        /// What stands in the row of the column.
        mirrored: f64,
    },
    /// The correlations are not positive semi-definite: some would need the others to be different.
    #[error("these correlations cannot hold together; multiplied by {share}, they could")]
    Apart {
        /// What all of them could be multiplied by, rounded down to thousandths.
        share: f64,
    },
    /// So many members cannot all have this correlation with each other.
    #[error("{size} members may all have a correlation from {least} to 1 with each other, not {value}")]
    Unequal {
        /// Number of members.
        size: usize,
        /// What was asked for.
        value: f64,
        /// The least that is possible.
        least: f64,
    },
}

impl Copula {
    /// The copula of a matrix of correlations between the normals of its members.
    ///
    /// What is right but for rounding, such as a matrix of rank below its size, is taken as right.
    ///
    /// # Errors
    ///
    /// If the matrix is not square with at least two rows, has not 1 on its diagonal or anything beyond -1 and 1 elsewhere, is
    /// not symmetric or not positive semi-definite.
    ///
    /// # Examples
    ///
    /// ```
    /// use oreflow_random::{Copula, CopulaError};
    ///
    /// let row = |correlations: [f64; 3]| correlations.to_vec();
    /// assert!(Copula::new(&[row([1.0, 0.9, 0.0]), row([0.9, 1.0, 0.4]), row([0.0, 0.4, 1.0])]).is_ok());
    /// // Two that both go with the third by 0.9 cannot be independent of each other.
    /// let apart = Copula::new(&[row([1.0, 0.9, 0.0]), row([0.9, 1.0, 0.9]), row([0.0, 0.9, 1.0])]);
    /// assert_eq!(apart, Err(CopulaError::Apart { share: 0.785 }));
    /// ```
    pub fn new(correlations: &[Vec<f64>]) -> Result<Self, CopulaError> {
        check(correlations)?;
        let weights =
            root(correlations, 1.0).ok_or_else(|| CopulaError::Apart { share: share(correlations) })?;
        Ok(Self::of(weights))
    }

    /// The copula of members that all have the same correlation with each other.
    ///
    /// # Errors
    ///
    /// If there are fewer than two members, or the correlation is not from `-1 / (size - 1)` to 1.
    pub fn equal(size: usize, correlation: f64) -> Result<Self, CopulaError> {
        if size < 2 {
            return Err(CopulaError::TooFew { size });
        }
        let least = -1.0 / (size - 1) as f64;
        let refused = CopulaError::Unequal { size, value: correlation, least };
        if !(least..=1.0).contains(&correlation) {
            return Err(refused);
        }
        let row = |own| (0..size).map(|other| if other == own { 1.0 } else { correlation }).collect();
        let correlations: Vec<Vec<f64>> = (0..size).map(row).collect();
        root(&correlations, 1.0).map(Self::of).ok_or(refused)
    }

    fn of(weights: Vec<Vec<f64>>) -> Self {
        Self { members: weights.into_iter().map(Member::of).collect() }
    }

    /// Number of members.
    pub fn size(&self) -> usize {
        self.members.len()
    }

    /// The uniforms of all members, in order, from the independent uniform of each, strictly between 0 and 1.
    pub fn uniforms(&self, independent: impl FnMut(usize) -> f64) -> Vec<f64> {
        let own: Vec<f64> = (0..self.size()).map(independent).collect();
        let normals: Vec<f64> = own.iter().map(|&uniform| normal::quantile(uniform)).collect();
        let joined = |member: &Member| match member {
            Member::Same(of) => own[*of],
            Member::Opposite(of) => inside(1.0 - own[*of]),
            Member::Mixed(weights) => inside(normal::cdf(product(weights, &normals))),
        };
        self.members.iter().map(joined).collect()
    }
}

impl Member {
    /// The member of a row of the root.
    fn of(weights: Vec<f64>) -> Self {
        let mut others = (0..weights.len()).filter(|&of| weights[of] != 0.0);
        match (others.next(), others.next()) {
            (Some(of), None) if weights[of] == 1.0 => Self::Same(of),
            (Some(of), None) if weights[of] == -1.0 => Self::Opposite(of),
            _ => Self::Mixed(weights),
        }
    }
}

/// Keeps a probability strictly between 0 and 1, within the ends of [`Stream::uniform`](crate::Stream::uniform).
fn inside(probability: f64) -> f64 {
    probability.clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0)
}

/// The sum of products, as far as both go.
fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

/// Whether a matrix looks like correlations.
fn check(correlations: &[Vec<f64>]) -> Result<(), CopulaError> {
    let size = correlations.len();
    if size < 2 {
        return Err(CopulaError::TooFew { size });
    }
    if let Some(row) = correlations.iter().position(|row| row.len() != size) {
        return Err(CopulaError::NotSquare { row, length: correlations[row].len(), size });
    }
    for (row, values) in correlations.iter().enumerate() {
        if (values[row] - 1.0).abs() > ROUNDING || values[row].is_nan() {
            return Err(CopulaError::Diagonal { row, value: values[row] });
        }
        for (column, &value) in values.iter().enumerate() {
            if column != row && !(-1.0..=1.0).contains(&value) {
                return Err(CopulaError::Outside { row, column, value });
            }
        }
        for (column, &value) in values[..row].iter().enumerate() {
            let mirrored = correlations[column][row];
            if (value - mirrored).abs() > ROUNDING {
                return Err(CopulaError::NotSymmetric { row, column, value, mirrored });
            }
        }
    }
    Ok(())
}

/// The Cholesky root of correlations multiplied by a share, each row up to its diagonal; none if they are not positive
/// semi-definite.
///
/// A member that is made of those before it has no weight of its own. What is then left of a later one's correlation with it
/// can be no more than the root of what rounding leaves of its variance.
fn root(correlations: &[Vec<f64>], share: f64) -> Option<Vec<Vec<f64>>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(correlations.len());
    for wanted in correlations {
        let mut row = Vec::with_capacity(rows.len() + 1);
        for (column, earlier) in rows.iter().enumerate() {
            let rest = share * wanted[column] - product(&row, earlier);
            let own = earlier[column];
            if own == 0.0 && rest.abs() > ROUNDING.sqrt() {
                return None;
            }
            row.push(if own == 0.0 { 0.0 } else { rest / own });
        }
        let variance = 1.0 - product(&row, &row);
        if variance < -ROUNDING {
            return None;
        }
        row.push(if variance > ROUNDING { variance.sqrt() } else { 0.0 });
        rows.push(row);
    }
    Some(rows)
}

/// The largest share of correlations that can hold together, rounded down to thousandths.
fn share(correlations: &[Vec<f64>]) -> f64 {
    let (mut low, mut high) = (0, 1000);
    while high - low > 1 {
        let middle = i32::midpoint(low, high);
        if root(correlations, f64::from(middle) / 1000.0).is_some() {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::from(low) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<const N: usize>(rows: [[f64; N]; N]) -> Vec<Vec<f64>> {
        rows.map(|row| row.to_vec()).to_vec()
    }

    #[test]
    fn the_root_squared_is_the_matrix() {
        let wanted =
            rows([[1.0, 0.3, -0.5, 0.1], [0.3, 1.0, 0.2, 0.0], [-0.5, 0.2, 1.0, 0.7], [0.1, 0.0, 0.7, 1.0]]);
        let root = root(&wanted, 1.0).unwrap();
        for (i, row) in root.iter().enumerate() {
            for (j, other) in root.iter().enumerate() {
                assert!((product(row, other) - wanted[i][j]).abs() < 1e-15, "{i} {j}");
            }
        }
    }

    #[test]
    fn members_that_are_others_draw_nothing_of_their_own() {
        let copula = Copula::new(&rows([[1.0, 0.0, -1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])).unwrap();
        assert_eq!(copula.members, [Member::Same(0), Member::Same(1), Member::Opposite(0)]);
        let copula = Copula::equal(3, -0.5).unwrap();
        let Member::Mixed(weights) = &copula.members[2] else { panic!("it is mixed of both others") };
        assert_eq!(weights[2], 0.0);
    }

    #[test]
    fn nearly_singular_matrices_are_taken() {
        for distance in [1e-6, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15] {
            let near = 1.0 - distance;
            let (third, zero) = (1.0 / 3.0, 0.0);
            let matrix = rows([
                [1.0, near, third, zero],
                [near, 1.0, third, zero],
                [third, third, 1.0, near],
                [zero, zero, near, 1.0],
            ]);
            // The last two are alike, but not in their correlation with the first.
            assert!(matches!(Copula::new(&matrix), Err(CopulaError::Apart { .. })), "{distance:e}");
            assert!(Copula::equal(40, near).is_ok(), "{distance:e}");
            assert!(Copula::equal(40, -1.0 / 39.0 * near).is_ok(), "{distance:e}");
        }
    }

    #[test]
    fn the_share_is_the_largest() {
        let matrix = rows([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]);
        // Of three with correlations r, r and -r, the limit is 1/2.
        assert_eq!(Copula::new(&matrix), Err(CopulaError::Apart { share: 0.555 }));
        assert!(root(&matrix, 0.555).is_some() && root(&matrix, 0.556).is_none());
    }
}
