//! Sobol' points.

use std::sync::LazyLock;

/// The points of a Sobol' sequence, in any order, with 64 bits.
///
/// Point `index` in each of up to [`Sobol::DIMENSIONS`] dimensions is a pure function of the index, which may be any
/// number of 64 bits. Of the first 2^k points, each dimension has one in each of 2^k equal cells; so has every aligned
/// run of 2^k.
///
/// # Order
///
/// Points come in the order of their binary index. Generators that use a Gray code (`scipy` among them) give the point
/// `index ^ (index >> 1)` in place of this point `index`: the same points in each run of 2^k.
///
/// # References
///
/// Sobol', "On the distribution of points in a cube and the approximate evaluation of integrals", *USSR Computational
/// Mathematics and Mathematical Physics* 7(4), 1967, 86-112. Direction numbers: Joe & Kuo, "Constructing Sobol sequences
/// with better two-dimensional projections", *SIAM Journal on Scientific Computing* 30, 2008, 2635-2654 (their set
/// `new-joe-kuo-6.21201`, under its own licence beside the table).
///
/// # Examples
///
/// ```
/// use oreflow_random::design::Sobol;
///
/// let second = Sobol::new(1)?;
/// let points: Vec<f64> = (0..4).map(|index| second.point(index) as f64 / 2.0_f64.powi(64)).collect();
/// assert_eq!(points, [0.0, 0.5, 0.75, 0.25]);
/// # Ok::<(), oreflow_random::design::SobolError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sobol {
    /// For each bit of the index, what it adds.
    directions: &'static [u64; 64],
}

/// There are no direction numbers for a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "dimension {dimension} is not below {}, the number of dimensions with direction numbers",
    Sobol::DIMENSIONS
)]
pub struct SobolError {
    dimension: usize,
}

static DIRECTIONS: LazyLock<Vec<[u64; 64]>> = LazyLock::new(|| {
    let table = include_str!("joe_kuo.txt").lines().filter(|line| !line.starts_with('#'));
    let first = std::array::from_fn(|bit| 1 << (63 - bit));
    std::iter::once(first).chain(table.map(directions)).collect()
});

/// The direction numbers of a row: degree, inner coefficients of the polynomial, the first of the m.
fn directions(row: &str) -> [u64; 64] {
    let numbers: Vec<u64> = row.split(' ').filter_map(|number| number.parse().ok()).collect();
    let (degree, inner, first) = (numbers[0] as usize, numbers[1], &numbers[2..]);
    let mut directions = [0; 64];
    for bit in 0..64 {
        directions[bit] = if bit < degree {
            first[bit] << (63 - bit)
        } else {
            // The recurrence of Joe & Kuo 2008, equation 3, with all numbers shifted to the top.
            let oldest = directions[bit - degree];
            (1..degree).fold(oldest ^ (oldest >> degree), |sum, k| {
                sum ^ if inner >> (degree - 1 - k) & 1 == 1 { directions[bit - k] } else { 0 }
            })
        };
    }
    directions
}

impl Sobol {
    /// How many dimensions there are.
    pub const DIMENSIONS: usize = 1111;

    /// The points in a dimension, counted from 0.
    ///
    /// # Errors
    ///
    /// If the dimension is not below [`Sobol::DIMENSIONS`].
    pub fn new(dimension: usize) -> Result<Self, SobolError> {
        DIRECTIONS.get(dimension).map(|directions| Self { directions }).ok_or(SobolError { dimension })
    }

    /// The coordinate of a point, as a multiple of 2^-64.
    #[inline]
    pub fn point(self, index: u64) -> u64 {
        let (mut rest, mut point) = (index, 0);
        while rest != 0 {
            point ^= self.directions[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dimensions whose points were taken from `scipy`.
    const SCIPY: [usize; 9] = [0, 1, 2, 3, 4, 9, 99, 511, 1110];

    fn gray(index: u64) -> u64 {
        index ^ (index >> 1)
    }

    #[test]
    fn points_are_those_of_scipy() {
        // `scipy.stats.qmc.Sobol(1111, scramble=False, bits=64).random(8)`, in eighths.
        let eighths = [
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [4, 4, 4, 4, 4, 4, 4, 4, 4],
            [6, 2, 2, 2, 6, 6, 6, 6, 6],
            [2, 6, 6, 6, 2, 2, 2, 2, 2],
            [3, 3, 5, 7, 3, 5, 7, 3, 7],
            [7, 7, 1, 3, 7, 1, 3, 7, 3],
            [5, 1, 7, 5, 5, 3, 1, 5, 1],
            [1, 5, 3, 1, 1, 7, 5, 1, 5],
        ];
        for (index, row) in (0..).zip(eighths) {
            let points = SCIPY.map(|d| Sobol::new(d).expect("a dimension").point(gray(index)) >> 61);
            assert_eq!(points, row, "{index}");
        }
        // The same with 32 bits after `fast_forward(1234567)`, as multiples of 2^-32.
        let far: [u64; 9] = [
            599_644_160,
            2_792_044_544,
            828_979_200,
            3_710_220_288,
            223_983_616,
            2_479_241_216,
            2_311_034_880,
            261_928_960,
            2_219_079_680,
        ];
        let points = SCIPY.map(|d| Sobol::new(d).expect("a dimension").point(gray(1_234_567)) >> 32);
        assert_eq!(points, far);
    }

    #[test]
    fn every_dimension_has_a_point_in_each_cell_of_every_aligned_run() {
        for dimension in 0..Sobol::DIMENSIONS {
            let sobol = Sobol::new(dimension).expect("a dimension");
            for start in [0, 1 << 20, (1 << 50) + (7 << 6), u64::MAX - 63] {
                let cells = (0..64).fold(0_u64, |cells, k| cells | 1 << (sobol.point(start + k) >> 58));
                assert_eq!(cells, u64::MAX, "dimension {dimension} from {start}");
            }
        }
        assert_eq!(Sobol::new(Sobol::DIMENSIONS).err(), Some(SobolError { dimension: 1111 }));
    }

    #[test]
    fn the_first_two_dimensions_fill_every_elementary_box() {
        // A (0, 2)-sequence: 2^10 points have one in each box of 2^-j by 2^(j-10).
        let (x, y) = (Sobol::new(0).expect("one"), Sobol::new(1).expect("two"));
        for wide in 0..=10_u32 {
            let mut seen = vec![false; 1024];
            for index in 0..1024 {
                let column = x.point(index).checked_shr(64 - wide).unwrap_or(0);
                let row = y.point(index).checked_shr(54 + wide).unwrap_or(0);
                seen[(column << (10 - wide) | row) as usize] = true;
            }
            assert!(seen.into_iter().all(|seen| seen), "{wide}");
        }
    }
}
