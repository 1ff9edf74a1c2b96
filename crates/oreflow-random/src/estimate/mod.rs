//! Estimates with error bars, from trials that arrive one by one.
//!
//! [`Summary`] is what to use: push each trial's outcome, then ask for the mean, a quantile, the mean of a
//! tail or the probability of exceeding a limit, and get an [`Estimate`] with its 95 % interval.
//! [`Means`], [`Moments`] and [`Sketch`] are what it is made of, for other uses. None of them grows with the number of
//! trials, apart from the buckets of a sketch, which are bounded. All can be written and read back by `serde`, to the bit in
//! formats that keep the bits of numbers (JSON does not keep what is not finite); what no values could have led to is refused.

#[macro_use]
mod sound;
mod buckets;
mod fan;
mod interval;
mod means;
mod moments;
mod replicated;
mod sampling;
mod sketch;
mod summary;
mod weighted;

pub use fan::Fan;
pub use means::Means;
pub use moments::Moments;
pub use sampling::Sampling;
pub use sketch::Sketch;
pub use summary::Summary;

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number computed from a sample, with the 95 % interval that the sample allows.
///
/// In the unit of the outcome. The interval is meant to cover the true number for 95 of 100 seeds. An
/// end of `None` is *beyond the sample*: so few trials say nothing about how far the true number may
/// lie in that direction, and a report should say so instead of printing a number. Without any trials
/// the value is NaN (`null` in JSON) and both ends are `None`.
///
/// # Examples
///
/// ```
/// use oreflow_random::Estimate;
///
/// let estimate = Estimate { value: 4.0, low: Some(3.5), high: None };
/// assert_eq!(estimate.half_width(), None);
/// assert_eq!(format!("{estimate:.1} t"), "4.0 [3.5, beyond sample] t");
/// assert_eq!(serde_json::to_string(&estimate)?, r#"{"value":4.0,"low":3.5,"high":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The best guess.
    pub value: f64,
    /// Lower end of the 95 % interval; `None` is beyond the sample.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval; `None` is beyond the sample.
    pub high: Option<f64>,
}

/// The value with its interval in brackets: `{:.2}` gives `4.00 [3.50, beyond sample]`, and `{:+.2}` signs to all of them.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = |number: f64| match (f.precision(), f.sign_plus()) {
            (Some(decimals), true) => format!("{number:+.decimals$}"),
            (Some(decimals), false) => format!("{number:.decimals$}"),
            (None, true) => format!("{number:+}"),
            (None, false) => number.to_string(),
        };
        let end = |end: Option<f64>| end.map_or_else(|| "beyond sample".to_owned(), digits);
        write!(f, "{} [{}, {}]", digits(self.value), end(self.low), end(self.high))
    }
}

impl Estimate {
    /// The estimate that no trials give: NaN, and both ends beyond the sample.
    pub const UNKNOWN: Self = Self { value: f64::NAN, low: None, high: None };

    /// A share from counts: `hits` among `count`, with Wilson's interval. Unknown where nothing was counted.
    ///
    /// # References
    ///
    /// Wilson, Journal of the American Statistical Association 22(158), 1927, 209-212.
    pub fn of_share(hits: u64, count: u64) -> Self {
        if count == 0 {
            return Self::UNKNOWN;
        }
        let (low, high) = interval::wilson(hits as f64 / count as f64, count as f64);
        Self { value: hits as f64 / count as f64, low: Some(low), high: Some(high) }
    }

    /// Half the width of the interval, if it has both ends: what a stopping rule compares with a tolerance.
    pub fn half_width(&self) -> Option<f64> {
        Some(0.5 * (self.high? - self.low?))
    }

    /// The same value with ends moved outwards.
    fn widened(self, down: f64, up: f64) -> Self {
        Self { low: self.low.map(|low| low - down), high: self.high.map(|high| high + up), ..self }
    }

    /// A value with the interval of a half-width on both sides; without ends if either is not finite.
    fn symmetric(value: f64, half_width: f64) -> Self {
        let known = value.is_finite() && half_width.is_finite();
        let end = |x: f64| known.then_some(x);
        Self { value, low: end(value - half_width), high: end(value + half_width) }
    }
}
