//! The gamma distribution.

use crate::error::require;
use crate::quantile::{integral_by_excess, integral_of_step, step};
use crate::special::gamma;
use crate::{ParameterError, Quantile};

/// The gamma distribution of a mean and a standard deviation: positive values whose tail is lighter than that of a
/// lognormal.
///
/// Its shape is `(mean / sd)^2` and its scale `sd^2 / mean`; with `sd == mean` it is exponential, and with `sd == 0` it
/// is the mean with certainty.
///
/// # Numerics
///
/// Probabilities are the regularised incomplete gamma functions, by series and continued fraction; the quantile solves
/// them by Newton's method to about the last digits of an `f64`. The survival integral uses
/// `E[X; X > t] = mean * P(X' > t)`, with `X'` of a shape larger by one.
///
/// # References
///
/// Johnson, Kotz & Balakrishnan, *Continuous Univariate Distributions*, volume 1, 2nd edition, 1994, chapter 17.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Gamma, Quantile};
///
/// let months = Gamma::new(6.0, 3.0)?;
/// assert_eq!((months.shape(), months.scale()), (4.0, 1.5));
/// assert!((months.cdf(months.quantile(0.9)) - 0.9).abs() < 1e-12);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    mean: f64,
    sd: f64,
}

/// Least and greatest ratio of the standard deviation to the mean.
const RATIOS: (f64, f64) = (1e-3, 30.0);

impl Gamma {
    /// The gamma distribution of a mean and a standard deviation.
    ///
    /// # Errors
    ///
    /// If `mean` is not positive and finite, or `sd` is neither 0 nor between a thousandth and 30 times the mean.
    pub fn new(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        require(mean.is_finite() && mean > 0.0, "mean", mean, "finite and above 0")?;
        let (least, most) = RATIOS;
        let allowed = format!("0, or from {least} to {most} times the `mean` ({mean})");
        require(sd == 0.0 || (least..=most).contains(&(sd / mean)), "sd", sd, allowed)?;
        Ok(Self { mean, sd })
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// The shape, `(mean / sd)^2`; infinite for a certain value.
    pub fn shape(&self) -> f64 {
        let ratio = self.mean / self.sd;
        ratio * ratio
    }

    /// The scale, in units of the variate.
    pub fn scale(&self) -> f64 {
        self.sd * (self.sd / self.mean)
    }

    /// E[max(X - t, 0)].
    fn excess(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return self.mean - t;
        }
        if t == f64::INFINITY {
            return 0.0;
        }
        let (shape, x) = (self.shape(), t / self.scale());
        self.mean * gamma::upper(shape + 1.0, x) - t * gamma::upper(shape, x)
    }
}

impl Quantile for Gamma {
    fn quantile(&self, p: f64) -> f64 {
        if self.sd == 0.0 { self.mean } else { self.scale() * gamma::quantile(self.shape(), p) }
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.sd == 0.0 {
            step(self.mean, x)
        } else if x == f64::INFINITY {
            1.0
        } else {
            gamma::lower(self.shape(), x / self.scale())
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if self.sd == 0.0 {
            1.0 - step(self.mean, x)
        } else if x == f64::INFINITY {
            0.0
        } else {
            gamma::upper(self.shape(), x / self.scale())
        }
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
