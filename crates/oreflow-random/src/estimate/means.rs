//! Moments by stratum and replicate.

use serde::{Deserialize, Serialize};

use super::{Estimate, Moments, Sampling, interval};
use crate::{REPLICATES, Trial};

/// The mean of one outcome over many trials, with its error bar, in constant memory.
///
/// What [`Summary`](super::Summary) keeps of means, for where quantiles are not asked for.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Design, Draws, Means, Trial};
///
/// let stream = Draws::new(1, Design::Sobol).stream("harbour", "loss");
/// let mut means = Means::under(Design::Sobol);
/// for number in 0..512 {
///     let trial = Trial::from_number(number);
///     means.push(trial, stream.uniform(trial, 0));
/// }
/// let mean = means.estimate();
/// assert!((mean.value - 0.5).abs() < 0.001 && mean.half_width().unwrap() < 0.001);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Means {
    sampling: Sampling,
    /// `[stratum][replicate]`
    strata: Vec<[Moments; REPLICATES as usize]>,
}

serde_if_sound!(Means);

impl Means {
    /// The mean of no trials, which will be sampled so.
    pub fn under(sampling: impl Into<Sampling>) -> Self {
        let sampling = sampling.into();
        let strata = vec![[Moments::new(); REPLICATES as usize]; sampling.weights().len()];
        Self { sampling, strata }
    }

    /// How the trials are sampled.
    pub fn sampling(&self) -> &Sampling {
        &self.sampling
    }

    /// Adds the outcome of a trial; values that are infinite or NaN spoil the mean.
    ///
    /// # Panics
    ///
    /// If the trial's replicate is not below [`REPLICATES`], or its stratum not one of the sampling.
    pub fn push(&mut self, trial: Trial, x: f64) {
        assert!(trial.replicate < REPLICATES, "replicate {} is not below 8", trial.replicate);
        let stratum = trial.stratum().unwrap_or(0) as usize;
        self.strata[stratum][trial.replicate as usize].push(x);
    }

    /// Adds all trials of another of the same sampling, replicate by replicate.
    pub fn merge(&mut self, other: &Self) {
        for (here, there) in self.strata.iter_mut().flatten().zip(other.strata.iter().flatten()) {
            here.merge(there);
        }
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.strata.iter().flatten().map(Moments::count).sum()
    }

    /// The moments of each stratum, merged in the order of the replicates.
    pub fn strata(&self) -> impl Iterator<Item = Moments> + '_ {
        self.strata.iter().map(|replicates| merged(replicates, None))
    }

    /// The moments of each replicate of each stratum.
    pub(super) fn by_replicate(&self) -> &[[Moments; REPLICATES as usize]] {
        &self.strata
    }

    /// The moments of each replicate, merged in the order of the strata, each value counting alike.
    pub fn replicates(&self) -> [Moments; REPLICATES as usize] {
        std::array::from_fn(|r| {
            self.strata.iter().fold(Moments::new(), |mut all, replicates| {
                all.merge(&replicates[r]);
                all
            })
        })
    }

    /// The mean, with an interval by Student's t.
    ///
    /// Trials that are independent have the interval of Student's t on the standard deviation of all of them. Under
    /// another design only the replicates are independent: the interval is that of a jackknife over them, which for
    /// replicates of equal size is Student's t on their means.
    pub fn estimate(&self) -> Estimate {
        let (mean, _) = self.mean_and_variance(None);
        if self.sampling.independent() {
            return merged(&self.strata[0], None).mean_estimate();
        }
        let without_each: Vec<f64> = self.filled().map(|r| self.mean_and_variance(Some(r)).0).collect();
        Estimate::symmetric(mean, interval::jackknife_half_width(&without_each))
    }

    fn is_sound(&self) -> bool {
        self.strata.len() == self.sampling.weights().len()
    }

    /// Numbers of the replicates that have values.
    pub(super) fn filled(&self) -> impl Iterator<Item = usize> + '_ {
        (0..REPLICATES as usize).filter(|&r| self.strata.iter().any(|replicates| replicates[r].count() > 0))
    }

    /// Mean and variance of the whole, each stratum by its weight, without one of the replicates.
    pub(super) fn mean_and_variance(&self, without: Option<usize>) -> (f64, f64) {
        if let [only] = &self.strata[..] {
            let moments = merged(only, without);
            return (moments.mean(), moments.variance());
        }
        let parts: Vec<(f64, Moments)> = self
            .sampling
            .weights()
            .iter()
            .zip(&self.strata)
            .map(|(&weight, replicates)| (weight, merged(replicates, without)))
            .filter(|(_, moments)| moments.count() > 0)
            .collect();
        let weight: f64 = parts.iter().map(|(weight, _)| weight).sum();
        let mean = parts.iter().map(|(weight, moments)| weight * moments.mean()).sum::<f64>() / weight;
        let squares = parts.iter().map(|(weight, moments)| {
            let apart = moments.mean() - mean;
            weight * (moments.variance() + apart * apart)
        });
        (mean, squares.sum::<f64>() / weight)
    }
}

/// The moments of all replicates but one, in their order.
fn merged(replicates: &[Moments; REPLICATES as usize], without: Option<usize>) -> Moments {
    let kept = replicates.iter().enumerate().filter(|(r, _)| Some(*r) != without);
    kept.fold(Moments::new(), |mut all, (_, moments)| {
        all.merge(moments);
        all
    })
}
