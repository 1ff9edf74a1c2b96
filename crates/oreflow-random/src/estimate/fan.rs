//! A band over trials: a mean with its error bar, and quantiles without.

use serde::{Deserialize, Serialize};

use super::weighted::Weighted;
use super::{Estimate, Means, Sampling, Sketch};
use crate::Trial;

/// Buckets of a band: of values that differ by a factor of ten, 1.8 % wide.
const BUCKETS: usize = 256;

/// One number over many trials, as a fan chart shows it in each step of a series.
///
/// A twentieth of the memory of a [`Summary`](super::Summary): values of all replicates are pooled in no more than 256 buckets.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Design, Draws, Fan, Trial};
///
/// let stream = Draws::new(1, Design::Sobol).stream("harbour", "loss");
/// let mut fan = Fan::under(Design::Sobol);
/// for number in 0..4_096 {
///     let trial = Trial::from_number(number);
///     fan.push(trial, stream.uniform(trial, 0));
/// }
/// assert!((fan.mean().value - 0.5).abs() < 1e-3);
/// assert!((fan.quantile(0.9).unwrap() - 0.9).abs() < 2e-3);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Fan {
    means: Means,
    /// `[stratum]`
    sketches: Vec<Sketch>,
}

serde_if_sound!(Fan);

impl Fan {
    /// The band of no trials, which will be sampled so.
    pub fn under(sampling: impl Into<Sampling>) -> Self {
        let means = Means::under(sampling);
        let sketches = vec![Sketch::within(BUCKETS); means.sampling().weights().len()];
        Self { means, sketches }
    }

    fn is_sound(&self) -> bool {
        self.sketches.len() == self.sampling().weights().len()
    }

    /// How the trials are sampled.
    pub fn sampling(&self) -> &Sampling {
        self.means.sampling()
    }

    /// Adds the finite number of a trial.
    ///
    /// # Panics
    ///
    /// If the trial's replicate is not below [`REPLICATES`](crate::REPLICATES), or its stratum not one of the sampling.
    pub fn push(&mut self, trial: Trial, x: f64) {
        self.means.push(trial, x);
        self.sketches[trial.stratum().unwrap_or(0) as usize].push(x);
    }

    /// The mean, with its interval: see [`Means::estimate`].
    pub fn mean(&self) -> Estimate {
        self.means.estimate()
    }

    /// The `p`-quantile, read within one of 256 buckets at most as that of a [`Sketch`]; none without trials.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if let [only] = &self.sketches[..] {
            return only.quantile(p);
        }
        let parts = self.means.strata().zip(self.means.sampling().weights()).zip(&self.sketches);
        let weighted = Weighted::pooled(
            parts.map(|((moments, weight), sketch)| (weight / moments.count().max(1) as f64, sketch)),
        );
        weighted.quantile(p)
    }
}
