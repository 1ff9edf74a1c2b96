//! The PERT distribution.

use super::Beta;
use crate::error::{require, require_interval};
use crate::quantile::{integral_of_step, step};
use crate::{ParameterError, Quantile};

/// The PERT distribution: between `low` and `high`, most likely at `mode`, with thinner ends than the triangular.
///
/// A beta distribution stretched over the range, with shapes `1 + 4 (mode - low) / (high - low)` and
/// `1 + 4 (high - mode) / (high - low)`; its mean is `(low + 4 mode + high) / 6`. With `low == high` it is that value
/// with certainty.
///
/// # References
///
/// Malcolm, Roseboom, Clark & Fazar, "Application of a technique for research and development program evaluation",
/// *Operations Research* 7(5), 1959, 646-669.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Pert, Quantile};
///
/// let months = Pert::new(6.0, 12.0, 30.0)?;
/// assert_eq!(months.mean(), 14.0);
/// assert!(months.quantile(0.5) > 13.0 && months.quantile(0.5) < 14.0);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pert {
    low: f64,
    mode: f64,
    high: f64,
    /// What the range is a stretch of.
    share: Beta,
}

impl Pert {
    /// The PERT distribution of a least, a most likely and a greatest value.
    ///
    /// # Errors
    ///
    /// If a value is not finite, they are not in the order `low <= mode <= high`, or the distance of the ends overflows.
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, ParameterError> {
        require_interval(low, high)?;
        let inside = (low..=high).contains(&mode);
        require(inside, "mode", mode, format!("between `low` ({low}) and `high` ({high})"))?;
        let width = high - low;
        let at = if width > 0.0 { (mode - low) / width } else { 0.5 };
        let share = Beta::from_shapes(1.0 + 4.0 * at, 1.0 + 4.0 * (1.0 - at))?;
        Ok(Self { low, mode, high, share })
    }

    /// The lower end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The most likely value.
    pub fn mode(&self) -> f64 {
        self.mode
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.high
    }

    fn width(&self) -> f64 {
        self.high - self.low
    }

    fn is_certain(&self) -> bool {
        self.low == self.high
    }

    /// Where a value lies in the range.
    fn share_of(&self, x: f64) -> f64 {
        (x - self.low) / self.width()
    }
}

impl Quantile for Pert {
    fn quantile(&self, p: f64) -> f64 {
        if self.is_certain() {
            return self.low;
        }
        let value = self.low + self.width() * self.share.quantile(p);
        if value > self.high { self.high } else { value }
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.is_certain() { step(self.low, x) } else { self.share.cdf(self.share_of(x)) }
    }

    fn survival(&self, x: f64) -> f64 {
        if self.is_certain() { 1.0 - step(self.low, x) } else { self.share.survival(self.share_of(x)) }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if self.is_certain() {
            return integral_of_step(self.low, from, to);
        }
        self.width() * self.share.survival_integral(self.share_of(from), self.share_of(to))
    }

    fn mean(&self) -> f64 {
        self.low + ((self.mode - self.low) * 4.0 + self.width()) / 6.0
    }
}
