//! Some values, each with a probability.

use std::sync::Arc;

use crate::error::{require, require_finite};
use crate::quantile::integral_by_excess;
use crate::{ParameterError, Quantile};

/// A discrete distribution: some values, each with a probability.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Discrete, Quantile};
///
/// // Three licences of ten are refused for a year, one for two years.
/// let months = Discrete::new([(0.0, 6.0), (12.0, 3.0), (24.0, 1.0)])?;
/// assert!((months.mean() - 6.0).abs() < 1e-12);
/// assert_eq!((months.quantile(0.5), months.quantile(0.95)), (0.0, 24.0));
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Discrete {
    /// In rising order, each once, each with the probability of at most it.
    values: Arc<[(f64, f64)]>,
}

impl Discrete {
    /// The distribution of pairs of a value and its weight.
    ///
    /// The order does not matter, weights need not add up to 1, and weights of the same value add up.
    ///
    /// # Errors
    ///
    /// If a value is not finite, a weight is negative or not finite, or the weights add up to nothing or overflow.
    pub fn new(pairs: impl IntoIterator<Item = (f64, f64)>) -> Result<Self, ParameterError> {
        let mut pairs: Vec<(f64, f64)> = pairs.into_iter().collect();
        for &(value, weight) in &pairs {
            require_finite("values", value)?;
            require(weight.is_finite() && weight >= 0.0, "weights", weight, "finite and not negative")?;
        }
        pairs.retain(|&(_, weight)| weight > 0.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total = pairs.iter().fold(0.0, |sum, (_, weight)| sum + weight);
        require(total > 0.0 && total.is_finite(), "weights", total, "above 0 in total, and finite")?;
        let mut values: Vec<(f64, f64)> = Vec::with_capacity(pairs.len());
        let mut sum = 0.0;
        for (value, weight) in pairs {
            sum += weight;
            match values.last_mut() {
                Some(last) if last.0 == value => last.1 = sum / total,
                _ => values.push((value, sum / total)),
            }
        }
        Ok(Self { values: values.into() })
    }

    /// The values in rising order, each with its probability.
    pub fn probabilities(&self) -> impl Iterator<Item = (f64, f64)> {
        let before = std::iter::once(0.0).chain(self.values.iter().map(|&(_, up_to)| up_to));
        self.values.iter().zip(before).map(|(&(value, up_to), before)| (value, up_to - before))
    }

    /// E[max(X - t, 0)].
    fn excess(&self, t: f64) -> f64 {
        self.probabilities().filter(|&(value, _)| value > t).map(|(value, p)| (value - t) * p).sum()
    }
}

impl Quantile for Discrete {
    fn quantile(&self, p: f64) -> f64 {
        let last = self.values.len() - 1;
        self.values[self.values.partition_point(|&(_, up_to)| up_to < p).min(last)].0
    }

    fn cdf(&self, x: f64) -> f64 {
        match self.values.partition_point(|&(value, _)| value <= x) {
            0 => 0.0,
            n => self.values[n - 1].1,
        }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.probabilities().map(|(value, p)| value * p).sum()
    }
}
