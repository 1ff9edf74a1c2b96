//! The exponential distribution.

use crate::error::require;
use crate::{ParameterError, Quantile};

/// The exponential distribution: the waiting time of an event that comes at a constant rate.
///
/// Density `exp(-x / mean) / mean` for positive `x`. It has no memory: what has lasted for any time is
/// expected to last for another `mean`.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Exponential, Quantile};
///
/// let years = Exponential::from_rate(0.04)?; // four events a century
/// assert_eq!(years.mean(), 25.0);
/// assert!((years.cdf(10.0) - 0.3297).abs() < 1e-4); // one within a decade
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

impl Exponential {
    /// The exponential distribution of a mean.
    ///
    /// # Errors
    ///
    /// If `mean` is not positive and finite.
    pub fn new(mean: f64) -> Result<Self, ParameterError> {
        require(mean.is_finite() && mean > 0.0, "mean", mean, "finite and above 0")?;
        Ok(Self { mean })
    }

    /// The exponential distribution of a rate, in events per unit of the variate: its mean is `1 / rate`.
    ///
    /// # Errors
    ///
    /// If `rate` is not positive and finite, or so small that `1 / rate` overflows. An event that never
    /// comes has no waiting time: leave it out instead.
    pub fn from_rate(rate: f64) -> Result<Self, ParameterError> {
        let mean = 1.0 / rate;
        let allowed = rate.is_finite() && rate > 0.0 && mean.is_finite() && mean > 0.0;
        require(allowed, "rate", rate, "finite and above 0")?;
        Ok(Self { mean })
    }

    /// The rate, in events per unit of the variate.
    pub fn rate(&self) -> f64 {
        1.0 / self.mean
    }
}

impl Quantile for Exponential {
    fn quantile(&self, p: f64) -> f64 {
        -self.mean * libm::log1p(-p)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -libm::expm1(-x / self.mean) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { libm::exp(-x / self.mean) }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if from > to {
            return -self.survival_integral(to, from);
        }
        if from < 0.0 {
            // Certain to survive up to 0.
            let end = if to < 0.0 { to } else { 0.0 };
            return end - from + self.survival_integral(0.0, if to < 0.0 { 0.0 } else { to });
        }
        if from == to {
            return 0.0;
        }
        self.mean * self.survival(from) * self.cdf(to - from)
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}
