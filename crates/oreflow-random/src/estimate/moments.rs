//! Mean and variance in one pass.

use serde::{Deserialize, Serialize};

use super::{Estimate, interval};

/// Count, mean, variance and range of values, in constant memory.
///
/// # Reproducibility
///
/// Floating-point sums depend on their order: the same values pushed in the same order, or merged in
/// the same order from the same parts, give the same bits. The order is the caller's promise. Infinite
/// values and NaN spoil the mean and the variance, as in any sum; [`Summary`](super::Summary) leaves
/// them out.
///
/// # References
///
/// Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4(3),
/// 1962, 419-420; for merging, Chan, Golub & `LeVeque`, "Algorithms for computing the sample variance",
/// The American Statistician 37(3), 1983, 242-247, equation (2.1).
///
/// # Examples
///
/// ```
/// use oreflow_random::Moments;
///
/// let mut moments = Moments::new();
/// for x in [2.0, 4.0, 9.0] {
///     moments.push(x);
/// }
/// assert_eq!(moments.mean(), 5.0);
/// assert_eq!(moments.variance(), 13.0);
/// assert_eq!(moments.max(), Some(9.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Moments {
    count: u64,
    mean: f64,
    /// Sum of squared distances from the mean.
    squares: f64,
    min: f64,
    max: f64,
}

/// A replicate of a stratum has fewer values than this, so that sums of counts fit 64 bits.
pub(super) const MOST_VALUES: u64 = 1 << 47;

serde_if_sound!(Moments);

impl Default for Moments {
    fn default() -> Self {
        Self::new()
    }
}

impl Moments {
    /// The moments of no values.
    pub fn new() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }

    /// Adds a value.
    pub fn push(&mut self, x: f64) {
        self.count += 1;
        let before = x - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (x - self.mean);
        self.extend_range(x, x);
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (here, there) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        let share = there / (here + there);
        self.count += other.count;
        self.mean += apart * share;
        self.squares += other.squares + apart * apart * here * share;
        self.extend_range(other.min, other.max);
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean; NaN without values.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// The unbiased variance, with divisor `count - 1`; NaN with fewer than two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { f64::NAN } else { self.squares / (self.count - 1) as f64 }
    }

    /// The standard deviation: the root of the [`variance`](Self::variance).
    pub fn sd(&self) -> f64 {
        self.variance().sqrt()
    }

    /// The mean with its 95 % interval: Student's t, for independent values.
    pub fn mean_estimate(&self) -> Estimate {
        Estimate::symmetric(self.mean(), interval::student_half_width(self.sd(), self.count))
    }

    /// The smallest value, if there is one.
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// The largest value, if there is one.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }

    fn is_sound(&self) -> bool {
        self.count < MOST_VALUES
    }

    fn extend_range(&mut self, min: f64, max: f64) {
        if min < self.min {
            self.min = min;
        }
        if max > self.max {
            self.max = max;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments_of(values: &[f64]) -> Moments {
        let mut moments = Moments::new();
        for &x in values {
            moments.push(x);
        }
        moments
    }

    #[test]
    fn few_values() {
        let none = Moments::new();
        assert!(none.mean().is_nan() && none.sd().is_nan());
        assert_eq!((none.min(), none.max()), (None, None));
        let one = moments_of(&[7.0]);
        assert_eq!((one.mean(), one.min(), one.max()), (7.0, Some(7.0), Some(7.0)));
        assert!(one.variance().is_nan());
    }

    #[test]
    fn equal_values_have_no_spread_at_all() {
        let mut moments = moments_of(&[0.1; 1_000]);
        moments.merge(&moments_of(&[0.1; 37]));
        assert_eq!((moments.mean(), moments.sd()), (0.1, 0.0));
    }

    #[test]
    fn a_large_offset_does_not_spoil_the_variance() {
        // The textbook sum of squares gives 0 or less here.
        let moments = moments_of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert_eq!(moments.variance(), 30.0);
    }

    #[test]
    fn merging_nothing_changes_nothing() {
        let moments = moments_of(&[1.0, 5.0, -2.0]);
        let mut merged = moments;
        merged.merge(&Moments::new());
        assert_eq!(merged, moments);
        let mut empty = Moments::new();
        empty.merge(&moments);
        assert_eq!(empty, moments);
    }
}
