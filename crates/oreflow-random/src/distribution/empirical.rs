//! A table of what has been observed.

use std::sync::Arc;

use crate::error::{require, require_finite};
use crate::quantile::integral_by_excess;
use crate::{ParameterError, Quantile};

/// An empirical distribution: a table of quantiles, with straight lines between them.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Empirical, Quantile};
///
/// let months = Empirical::new([7.0, 3.0, 24.0, 12.0, 9.0])?; // five past closures
/// assert_eq!((months.quantile(0.0), months.quantile(0.5), months.quantile(1.0)), (3.0, 9.0, 24.0));
///
/// let survey = Empirical::from_quantiles([(0.0, 1.0), (0.5, 4.0), (1.0, 10.0)])?;
/// assert_eq!(survey.quantile(0.75), 7.0);
/// assert_eq!(survey.mean(), 4.75);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    /// Probabilities from 0 to 1, each with the value that is not exceeded with it.
    quantiles: Arc<[(f64, f64)]>,
}

impl Empirical {
    /// The distribution of observed values, in any order.
    ///
    /// The k-th smallest of n values is the quantile at `(k - 1) / (n - 1)` (type 7 of Hyndman & Fan, "Sample quantiles
    /// in statistical packages", *The American Statistician* 50(4), 1996): nothing lies outside of what was observed.
    ///
    /// # Errors
    ///
    /// If there are less than two values, or one is not finite.
    pub fn new(values: impl IntoIterator<Item = f64>) -> Result<Self, ParameterError> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let last = values.len().saturating_sub(1) as f64;
        require(
            last > 0.0,
            "values",
            values.len() as f64,
            "two numbers at least (this is how many there are)",
        )?;
        Self::from_quantiles(values.into_iter().enumerate().map(|(k, value)| (k as f64 / last, value)))
    }

    /// The distribution of pairs of a probability and the value that is not exceeded with it, in rising order from
    /// probability 0 to probability 1.
    ///
    /// # Errors
    ///
    /// If the first probability is not 0 or the last not 1, probabilities do not rise or values fall, or one is not
    /// finite.
    pub fn from_quantiles(pairs: impl IntoIterator<Item = (f64, f64)>) -> Result<Self, ParameterError> {
        let quantiles: Vec<(f64, f64)> = pairs.into_iter().collect();
        let (first, last) = (quantiles.first().copied(), quantiles.last().copied());
        let (first, last) = (first.map_or(f64::NAN, |(p, _)| p), last.map_or(f64::NAN, |(p, _)| p));
        require(first == 0.0, "p", first, "0 at the first value")?;
        require(last == 1.0, "p", last, "1 at the last value")?;
        for &(_, value) in &quantiles {
            require_finite("values", value)?;
        }
        for pair in quantiles.windows(2) {
            let ((p, value), (next_p, next)) = (pair[0], pair[1]);
            require(next_p > p, "p", next_p, format!("above the one before ({p})"))?;
            require(next >= value, "values", next, format!("at least the one before ({value})"))?;
            require((next - value).is_finite(), "values", next, "closer to the one before")?;
        }
        Ok(Self { quantiles: quantiles.into() })
    }

    /// Pairs of a probability and the value that is not exceeded with it, in rising order.
    pub fn quantiles(&self) -> &[(f64, f64)] {
        &self.quantiles
    }

    /// E[max(X - t, 0)]: trapezia between the quantiles.
    fn excess(&self, t: f64) -> f64 {
        let piece = |pair: &[(f64, f64)]| {
            let ((p, value), (next_p, next)) = (pair[0], pair[1]);
            if next <= t {
                0.0
            } else if value >= t {
                (next_p - p) * (0.5 * (value - t) + 0.5 * (next - t))
            } else {
                (next_p - p) * ((next - t) / (next - value)) * (0.5 * (next - t))
            }
        };
        self.quantiles.windows(2).map(piece).sum()
    }
}

impl Quantile for Empirical {
    fn quantile(&self, p: f64) -> f64 {
        let last = self.quantiles.len() - 1;
        let above = self.quantiles.partition_point(|&(q, _)| q < p).clamp(1, last);
        let ((low_p, low), (high_p, high)) = (self.quantiles[above - 1], self.quantiles[above]);
        let value = low + (high - low) * ((p - low_p) / (high_p - low_p));
        if value > high { high } else { value }
    }

    fn cdf(&self, x: f64) -> f64 {
        let below = self.quantiles.partition_point(|&(_, value)| value <= x);
        if below == 0 {
            return 0.0;
        }
        let (p, value) = self.quantiles[below - 1];
        match self.quantiles.get(below) {
            Some(&(next_p, next)) => p + (next_p - p) * ((x - value) / (next - value)),
            None => 1.0,
        }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        let piece = |pair: &[(f64, f64)]| (pair[1].0 - pair[0].0) * (0.5 * pair[0].1 + 0.5 * pair[1].1);
        self.quantiles.windows(2).map(piece).sum()
    }
}
