//! The Weibull distribution.

use crate::error::require;
use crate::quantile::integral_by_excess;
use crate::special::gamma;
use crate::{ParameterError, Quantile};

/// The Weibull distribution: the waiting time of an event whose rate rises (shape above 1) or falls (below 1) with age.
///
/// P(X > x) = `exp(-(x / scale)^shape)`: 63.2 % of all values lie below the scale, which is also called the
/// characteristic life. With shape 1 it is exponential.
///
/// # References
///
/// Johnson, Kotz & Balakrishnan, *Continuous Univariate Distributions*, volume 1, 2nd edition, 1994, chapter 21.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Quantile, Weibull};
///
/// let years = Weibull::new(12.0, 2.5)?; // a plant that ages
/// assert!((years.cdf(12.0) - 0.632).abs() < 1e-3);
/// assert!((Weibull::from_mean(9.0, 2.5)?.mean() - 9.0).abs() < 1e-12);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    scale: f64,
    shape: f64,
    mean: f64,
}

/// Least and greatest shape.
const SHAPES: (f64, f64) = (0.05, 100.0);

impl Weibull {
    /// The Weibull distribution of a scale, in units of the variate, and a shape.
    ///
    /// # Errors
    ///
    /// If `scale` is not positive and finite, `shape` is not between 0.05 and 100, or the mean overflows.
    pub fn new(scale: f64, shape: f64) -> Result<Self, ParameterError> {
        let ratio = mean_of_unit(shape)?;
        let mean = scale * ratio;
        require(scale > 0.0 && mean > 0.0 && mean.is_finite(), "scale", scale, "finite and above 0")?;
        Ok(Self { scale, shape, mean })
    }

    /// The Weibull distribution of a mean and a shape.
    ///
    /// # Errors
    ///
    /// If `mean` is not positive and finite, `shape` is not between 0.05 and 100, or the scale underflows.
    pub fn from_mean(mean: f64, shape: f64) -> Result<Self, ParameterError> {
        let scale = mean / mean_of_unit(shape)?;
        require(scale > 0.0 && mean.is_finite() && scale.is_finite(), "mean", mean, "finite and above 0")?;
        Ok(Self { scale, shape, mean })
    }

    /// The scale: what 63.2 % of all values stay below.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The shape: above 1 if the rate of the event rises with age.
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// The hazard integrated up to a positive `x`.
    fn integrated_hazard(&self, x: f64) -> f64 {
        libm::pow(x / self.scale, self.shape)
    }

    /// E[max(X - t, 0)]: the upper incomplete gamma function of the integrated hazard.
    fn excess(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return self.mean - t;
        }
        let hazard = self.integrated_hazard(t);
        if hazard == f64::INFINITY {
            return 0.0;
        }
        self.mean * gamma::upper(1.0 + 1.0 / self.shape, hazard) - t * libm::exp(-hazard)
    }
}

/// The mean at scale 1.
fn mean_of_unit(shape: f64) -> Result<f64, ParameterError> {
    let (least, most) = SHAPES;
    require((least..=most).contains(&shape), "shape", shape, format!("from {least} to {most}"))?;
    Ok(libm::tgamma(1.0 + 1.0 / shape))
}

impl Quantile for Weibull {
    fn quantile(&self, p: f64) -> f64 {
        self.scale * libm::pow(-libm::log1p(-p), 1.0 / self.shape)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -libm::expm1(-self.integrated_hazard(x)) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { libm::exp(-self.integrated_hazard(x)) }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}
