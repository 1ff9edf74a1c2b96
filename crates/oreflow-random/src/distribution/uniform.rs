//! The uniform distribution.

use crate::error::require_interval;
use crate::quantile::{integral_by_excess, integral_of_step, step};
use crate::{ParameterError, Quantile};

/// The uniform distribution: any value between `low` and `high`, all alike.
///
/// Density `1 / (high - low)` on the interval. With `low == high` it is that value with certainty.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Quantile, Uniform};
///
/// let lead_time = Uniform::new(2.0, 6.0)?;
/// assert_eq!(lead_time.quantile(0.25), 3.0);
/// assert_eq!(lead_time.survival(5.0), 0.25);
/// assert_eq!(lead_time.mean(), 4.0);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// The uniform distribution between two values.
    ///
    /// # Errors
    ///
    /// If an end is not finite, `low` is above `high`, or their distance overflows.
    pub fn new(low: f64, high: f64) -> Result<Self, ParameterError> {
        require_interval(low, high)?;
        Ok(Self { low, high })
    }

    /// The lower end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.high
    }

    fn width(&self) -> f64 {
        self.high - self.low
    }

    /// E[max(X - t, 0)].
    fn excess(&self, t: f64) -> f64 {
        if t <= self.low {
            self.mean() - t
        } else if t < self.high {
            0.5 * (self.high - t) * ((self.high - t) / self.width())
        } else {
            0.0
        }
    }
}

impl Quantile for Uniform {
    fn quantile(&self, p: f64) -> f64 {
        let x = self.low + self.width() * p;
        if x > self.high { self.high } else { x }
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.low == self.high {
            return step(self.low, x);
        }
        ((x - self.low) / self.width()).clamp(0.0, 1.0)
    }

    fn survival(&self, x: f64) -> f64 {
        if self.low == self.high {
            return 1.0 - step(self.low, x);
        }
        ((self.high - x) / self.width()).clamp(0.0, 1.0)
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if self.low == self.high {
            return integral_of_step(self.low, from, to);
        }
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.low + 0.5 * self.width()
    }
}
