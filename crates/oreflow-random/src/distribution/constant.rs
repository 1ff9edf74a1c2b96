//! The distribution of what is certain.

use crate::error::require_finite;
use crate::quantile::{integral_of_step, step};
use crate::{ParameterError, Quantile};

/// One certain value, where a distribution is asked for.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Constant, Quantile};
///
/// let quarter = Constant::new(3.0)?;
/// assert_eq!(quarter.quantile(0.1), 3.0);
/// assert_eq!(quarter.survival_integral(1.0, 12.0), 2.0);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    value: f64,
}

impl Constant {
    /// The distribution of one certain value.
    ///
    /// # Errors
    ///
    /// If `value` is not finite.
    pub fn new(value: f64) -> Result<Self, ParameterError> {
        require_finite("value", value)?;
        Ok(Self { value })
    }

    /// The value.
    pub fn value(&self) -> f64 {
        self.value
    }
}

impl Quantile for Constant {
    fn quantile(&self, _p: f64) -> f64 {
        self.value
    }

    fn cdf(&self, x: f64) -> f64 {
        step(self.value, x)
    }

    fn survival(&self, x: f64) -> f64 {
        1.0 - step(self.value, x)
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        integral_of_step(self.value, from, to)
    }

    fn mean(&self) -> f64 {
        self.value
    }
}
