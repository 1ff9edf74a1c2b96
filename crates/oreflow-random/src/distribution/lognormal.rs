//! The lognormal distribution.

use crate::error::require;
use crate::quantile::{integral_by_excess, integral_of_step, step};
use crate::special::normal;
use crate::{ParameterError, Quantile};

/// The lognormal distribution of a median and a geometric standard deviation.
///
/// The logarithm is normal with mean `ln median` and standard deviation `ln gsd`: two thirds of the values
/// lie between `median / gsd` and `median * gsd`, 95 % between `median / gsd^1.96` and
/// `median * gsd^1.96`. With `gsd == 1` it is the median with certainty.
///
/// # Numerics
///
/// The quantile at 0.5 is the median exactly; elsewhere its relative error is that of the normal quantile
/// times `|z| ln gsd`, plus one rounding of `libm::exp`. The survival integral uses the closed form of the
/// partial expectation above t, `mean * P(Z < sigma + (ln median - ln t) / sigma)`.
///
/// # References
///
/// Johnson, Kotz & Balakrishnan, *Continuous Univariate Distributions*, volume 1, 2nd edition, 1994,
/// chapter 14 (moments and truncated moments).
///
/// # Examples
///
/// What to expect of a closure that has lasted for 6 months, when half of all closures end within 9:
///
/// ```
/// use oreflow_random::{LogNormal, Quantile};
///
/// let months = LogNormal::new(9.0, 2.0)?;
/// let (elapsed, horizon) = (6.0, 12.0);
/// let expected = months.survival_integral(elapsed, elapsed + horizon) / months.survival(elapsed);
/// assert!((expected - 6.2).abs() < 0.1, "{expected} of the next 12 months");
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    median: f64,
    gsd: f64,
    /// Standard deviation of the natural logarithm.
    sigma: f64,
}

impl LogNormal {
    /// The lognormal distribution of a median and a geometric standard deviation.
    ///
    /// # Errors
    ///
    /// If `median` is not positive and finite, or `gsd` is below 1 or not finite.
    pub fn new(median: f64, gsd: f64) -> Result<Self, ParameterError> {
        require(median.is_finite() && median > 0.0, "median", median, "finite and above 0")?;
        require(gsd.is_finite() && gsd >= 1.0, "gsd", gsd, "finite and at least 1")?;
        Ok(Self { median, gsd, sigma: libm::log(gsd) })
    }

    /// The median, which is also the geometric mean.
    pub fn median(&self) -> f64 {
        self.median
    }

    /// The geometric standard deviation: `exp` of the standard deviation of the logarithm.
    pub fn gsd(&self) -> f64 {
        self.gsd
    }

    /// The standardised logarithm of a positive value.
    fn standard(&self, x: f64) -> f64 {
        libm::log(x / self.median) / self.sigma
    }

    /// E[max(X - t, 0)]: the partial expectation above `t`, less `t` for each of those values.
    fn excess(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return self.mean() - t;
        }
        if t == f64::INFINITY {
            return 0.0;
        }
        let z = self.standard(t);
        self.mean() * normal::survival(z - self.sigma) - t * normal::survival(z)
    }
}

impl Quantile for LogNormal {
    fn quantile(&self, p: f64) -> f64 {
        if self.sigma == 0.0 {
            return self.median;
        }
        self.median * libm::exp(self.sigma * normal::quantile(p))
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.sigma == 0.0 {
            step(self.median, x)
        } else if x <= 0.0 {
            0.0
        } else {
            normal::cdf(self.standard(x))
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if self.sigma == 0.0 {
            1.0 - step(self.median, x)
        } else if x <= 0.0 {
            1.0
        } else {
            normal::survival(self.standard(x))
        }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if self.sigma == 0.0 {
            return integral_of_step(self.median, from, to);
        }
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.median * libm::exp(0.5 * self.sigma * self.sigma)
    }
}
