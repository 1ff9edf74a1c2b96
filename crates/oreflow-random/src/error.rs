//! What can be wrong with the parameters of a distribution.

/// A parameter of a distribution is outside of what the distribution allows.
///
/// # Examples
///
/// ```
/// use oreflow_random::LogNormal;
///
/// let error = LogNormal::new(6.0, 0.5).unwrap_err();
/// assert_eq!(error.parameter(), "gsd");
/// assert_eq!(error.value(), 0.5);
/// assert_eq!(error.to_string(), "parameter `gsd` is 0.5, but must be finite and at least 1");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("parameter `{parameter}` is {value}, but must be {allowed}")]
pub struct ParameterError {
    parameter: &'static str,
    value: f64,
    allowed: String,
}

impl ParameterError {
    /// The name of the parameter, as in the constructor.
    pub fn parameter(&self) -> &'static str {
        self.parameter
    }

    /// The value that was refused.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// What is allowed: words that complete "must be ...".
    pub fn allowed(&self) -> &str {
        &self.allowed
    }
}

/// Refuses a value, saying what is allowed, unless the condition holds.
pub(crate) fn require(
    holds: bool,
    parameter: &'static str,
    value: f64,
    allowed: impl Into<String>,
) -> Result<(), ParameterError> {
    if holds { Ok(()) } else { Err(ParameterError { parameter, value, allowed: allowed.into() }) }
}

/// Refuses infinities and NaN.
pub(crate) fn require_finite(parameter: &'static str, value: f64) -> Result<(), ParameterError> {
    require(value.is_finite(), parameter, value, "finite")
}

/// Refuses a pair of ends that is not finite, not in order, or too far apart to subtract.
pub(crate) fn require_interval(low: f64, high: f64) -> Result<(), ParameterError> {
    require_finite("low", low)?;
    require(
        low <= high && (high - low).is_finite(),
        "high",
        high,
        format!("finite and at least `low` ({low})"),
    )
}
