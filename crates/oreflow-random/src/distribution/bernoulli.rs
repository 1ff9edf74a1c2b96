//! The Bernoulli distribution.

use crate::error::require;
use crate::quantile::integral_of_step;
use crate::{ParameterError, Quantile};

/// The Bernoulli distribution: 1 with probability `p`, 0 otherwise.
///
/// The largest uniforms give 1, so that a larger `p` turns zeros into ones and never the reverse. With
/// `p == 0` or `p == 1` the value is certain.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Bernoulli, Quantile};
///
/// let strikes = Bernoulli::new(0.3)?;
/// assert_eq!(strikes.quantile(0.69), 0.0);
/// assert_eq!(strikes.quantile(0.71), 1.0);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bernoulli {
    p: f64,
}

impl Bernoulli {
    /// The Bernoulli distribution of a probability.
    ///
    /// # Errors
    ///
    /// If `p` is not between 0 and 1.
    pub fn new(p: f64) -> Result<Self, ParameterError> {
        require((0.0..=1.0).contains(&p), "p", p, "between 0 and 1")?;
        Ok(Self { p })
    }

    /// The probability of 1.
    pub fn p(&self) -> f64 {
        self.p
    }
}

impl Quantile for Bernoulli {
    fn quantile(&self, p: f64) -> f64 {
        if p > 1.0 - self.p { 1.0 } else { 0.0 }
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else if x < 1.0 {
            1.0 - self.p
        } else {
            1.0
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if x < 0.0 {
            1.0
        } else if x < 1.0 {
            self.p
        } else {
            0.0
        }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        let until_zero = integral_of_step(0.0, from, to);
        let until_one = integral_of_step(1.0, from, to);
        until_zero + self.p * (until_one - until_zero)
    }

    fn mean(&self) -> f64 {
        self.p
    }
}
