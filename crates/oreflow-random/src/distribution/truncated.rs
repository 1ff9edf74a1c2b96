//! The part of a distribution between two ends.

use std::sync::Arc;

use super::Distribution;
use crate::error::require;
use crate::{ParameterError, Quantile};

/// A distribution, given that the value lies between two ends.
///
/// What lies outside is not moved to the ends but drawn anew inside: the density keeps its form and is scaled up.
///
/// # Numerics
///
/// The quantile is that of the whole distribution between the probabilities of the two ends; at least a thousandth of the
/// distribution must lie between them, so that no digits that matter are lost.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Normal, Quantile, Truncated};
///
/// let months = Truncated::new(Normal::new(6.0, 4.0)?, 0.0, 24.0)?;
/// assert_eq!((months.quantile(0.0), months.quantile(1.0)), (0.0, 24.0));
/// assert!(months.mean() > 6.0); // the lower end cuts more
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    whole: Arc<Distribution>,
    low: f64,
    high: f64,
    /// Probabilities of the whole: of at most the lower end, and of what lies inside.
    below: f64,
    inside: f64,
}

/// The least part that may be left.
const LEAST: f64 = 1e-3;

impl Truncated {
    /// A distribution between two ends, which may be infinite.
    ///
    /// # Errors
    ///
    /// If an end is NaN; if less than a thousandth of the distribution lies between the ends; or if it has single values
    /// of positive probability (a constant, a Bernoulli, a discrete table): leave those outside out instead.
    pub fn new(whole: impl Into<Distribution>, low: f64, high: f64) -> Result<Self, ParameterError> {
        let whole = whole.into();
        require(!low.is_nan(), "low", low, "a number")?;
        let (below, inside) = (whole.cdf(low), whole.survival(low) - whole.survival(high));
        let smooth = !matches!(
            whole,
            Distribution::Constant(_) | Distribution::Bernoulli(_) | Distribution::Discrete(_)
        );
        require(smooth, "low", low, "left out: single values are not truncated")?;
        let allowed = format!("so far above `low` ({low}) that a thousandth of all values lies between");
        require(high > low && inside >= LEAST, "high", high, allowed)?;
        Ok(Self { whole: Arc::new(whole), low, high, below, inside })
    }

    /// The distribution of which this is a part.
    pub fn whole(&self) -> &Distribution {
        &self.whole
    }

    /// The lower end; may be minus infinity.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper end; may be infinity.
    pub fn high(&self) -> f64 {
        self.high
    }

    fn clamp(&self, x: f64) -> f64 {
        x.max(self.low).min(self.high)
    }
}

impl Quantile for Truncated {
    fn quantile(&self, p: f64) -> f64 {
        // The ends themselves, which rounding might miss.
        let inside = if p <= 0.0 || p >= 1.0 { p } else { self.below + p * self.inside };
        self.clamp(self.whole.quantile(inside))
    }

    fn cdf(&self, x: f64) -> f64 {
        if x >= self.high {
            return 1.0;
        }
        ((self.whole.cdf(self.clamp(x)) - self.below) / self.inside).clamp(0.0, 1.0)
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= self.low {
            return 1.0;
        }
        let above = self.whole.survival(self.clamp(x)) - self.whole.survival(self.high);
        (above / self.inside).clamp(0.0, 1.0)
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if from > to {
            return -self.survival_integral(to, from);
        }
        // All survive below the lower end, none above the upper.
        let certain = to.min(self.low) - from.min(self.low);
        let (start, end) = (self.clamp(from), self.clamp(to));
        if start >= end {
            return if certain > 0.0 { certain } else { 0.0 };
        }
        let lost = self.whole.survival(self.high);
        let lost = if lost > 0.0 { lost * (end - start) } else { 0.0 };
        let most = self.survival(start) * (end - start);
        let part = ((self.whole.survival_integral(start, end) - lost) / self.inside).max(0.0);
        let part = if part > most { most } else { part };
        if certain > 0.0 { certain + part } else { part }
    }

    fn mean(&self) -> f64 {
        // E[X; X > t] = t S(t) + the integral of S above t; without a lower end, all of the mean.
        let from_low = if self.low.is_finite() {
            self.low * self.whole.survival(self.low) + self.whole.survival_integral(self.low, f64::INFINITY)
        } else {
            self.whole.mean()
        };
        let from_high = if self.high.is_finite() {
            self.high * self.whole.survival(self.high)
                + self.whole.survival_integral(self.high, f64::INFINITY)
        } else {
            0.0
        };
        self.clamp((from_low - from_high) / self.inside)
    }
}
