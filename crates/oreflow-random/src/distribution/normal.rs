//! The normal distribution.

use crate::error::{require, require_finite};
use crate::quantile::{integral_by_excess, integral_of_step, step};
use crate::special::normal;
use crate::{ParameterError, Quantile};

/// The normal distribution of a mean and a standard deviation.
///
/// Density `exp(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi))`. With `sd == 0` it is the mean with
/// certainty.
///
/// # Numerics
///
/// The quantile is Wichura's AS 241 (PPND16), with a relative error of the standard quantile below 1e-15;
/// the probabilities are `libm::erfc`, relatively accurate in both tails.
///
/// # References
///
/// Wichura, "Algorithm AS 241", Applied Statistics 37(3), 1988, 477-484.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Normal, Quantile};
///
/// let error = Normal::new(0.0, 1.0)?;
/// assert!((error.quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// The normal distribution of a mean and a standard deviation.
    ///
    /// # Errors
    ///
    /// If `mean` is not finite, or `sd` is negative or not finite.
    pub fn new(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        require_finite("mean", mean)?;
        require(sd.is_finite() && sd >= 0.0, "sd", sd, "finite and at least 0")?;
        Ok(Self { mean, sd })
    }

    /// The standard deviation. (The mean is [`Quantile::mean`].)
    pub fn sd(&self) -> f64 {
        self.sd
    }

    fn standard(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }

    /// E[max(X - t, 0)].
    fn excess(&self, t: f64) -> f64 {
        let z = self.standard(t);
        if z == f64::INFINITY {
            return 0.0;
        }
        self.sd * (normal::density(z) - z * normal::survival(z))
    }
}

impl Quantile for Normal {
    fn quantile(&self, p: f64) -> f64 {
        if self.sd == 0.0 {
            return self.mean;
        }
        self.mean + self.sd * normal::quantile(p)
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.sd == 0.0 {
            return step(self.mean, x);
        }
        normal::cdf(self.standard(x))
    }

    fn survival(&self, x: f64) -> f64 {
        if self.sd == 0.0 {
            return 1.0 - step(self.mean, x);
        }
        normal::survival(self.standard(x))
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if self.sd == 0.0 {
            return integral_of_step(self.mean, from, to);
        }
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}
