//! The triangular distribution.

use crate::error::{require, require_interval};
use crate::quantile::{integral_by_excess, integral_of_step, step};
use crate::{ParameterError, Quantile};

/// The triangular distribution: between `low` and `high`, most likely at `mode`.
///
/// The density rises in a straight line from 0 at `low` to `2 / (high - low)` at `mode` and falls in a
/// straight line to 0 at `high`; it is what three answers of an expert amount to. The mode may be one of
/// the ends. With `low == high` it is that value with certainty.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Quantile, Triangular};
///
/// let repair = Triangular::new(1.0, 2.0, 6.0)?;
/// assert!((repair.cdf(2.0) - 0.2).abs() < 1e-15);
/// assert_eq!(repair.mean(), 3.0);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

impl Triangular {
    /// The triangular distribution of a least, a most likely and a greatest value.
    ///
    /// # Errors
    ///
    /// If a value is not finite, they are not in the order `low <= mode <= high`, or the distance of the
    /// ends overflows.
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, ParameterError> {
        require_interval(low, high)?;
        let inside = (low..=high).contains(&mode);
        require(inside, "mode", mode, format!("between `low` ({low}) and `high` ({high})"))?;
        Ok(Self { low, mode, high })
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

    /// The probability of at most `x`, for `x` from the lower end to the mode.
    fn below(&self, x: f64) -> f64 {
        square_over(x - self.low, self.mode - self.low) / self.width()
    }

    /// The probability of more than `x`, for `x` from the mode to the upper end.
    fn above(&self, x: f64) -> f64 {
        square_over(self.high - x, self.high - self.mode) / self.width()
    }

    /// E[max(X - t, 0)].
    fn excess(&self, t: f64) -> f64 {
        if t <= self.low {
            self.mean() - t
        } else if t < self.mode {
            self.mean() - t + self.below(t) * (t - self.low) / 3.0
        } else if t < self.high {
            self.above(t) * (self.high - t) / 3.0
        } else {
            0.0
        }
    }
}

/// `part^2 / whole`, which is 0 where both vanish.
fn square_over(part: f64, whole: f64) -> f64 {
    if part == 0.0 { 0.0 } else { part * (part / whole) }
}

impl Quantile for Triangular {
    fn quantile(&self, p: f64) -> f64 {
        if self.low == self.high {
            return self.low;
        }
        let width = self.width();
        let (rise, fall) = ((self.mode - self.low) / width, (self.high - self.mode) / width);
        if p < rise {
            self.low + width * (p * rise).sqrt()
        } else {
            self.high - width * ((1.0 - p) * fall).sqrt()
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.low == self.high {
            step(self.low, x)
        } else if x <= self.low {
            0.0
        } else if x < self.mode {
            self.below(x)
        } else {
            1.0 - self.survival(x)
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if self.low == self.high {
            1.0 - step(self.low, x)
        } else if x >= self.high {
            0.0
        } else if x >= self.mode {
            self.above(x)
        } else {
            1.0 - self.cdf(x)
        }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if self.low == self.high {
            return integral_of_step(self.low, from, to);
        }
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.low + ((self.mode - self.low) + self.width()) / 3.0
    }
}
