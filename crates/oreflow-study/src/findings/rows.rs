//! Rows of tables, each number with its unit and its interval.

use oreflow_engine::run::Failure;
use oreflow_random::Estimate;

/// The mean of a watched outcome after so many trials.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ConvergenceRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// Trials done.
    pub trials: u64,
    /// `quantity.product.place.field`
    pub path: String,
    /// Unit.
    pub unit: String,
    /// Mean.
    pub mean: f64,
    /// Lower end of its 95 % interval.
    pub mean_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub mean_high: Option<f64>,
}

/// A trial that failed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FailedTrial {
    /// The trial, as replicate:index.
    pub trial: String,
    /// The first policy under which it failed, where there are several; it is left out of all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// What was not a number and when, or the message of a panic.
    pub reason: String,
}

impl FailedTrial {
    pub(crate) fn new(failure: &Failure, policies: &[String]) -> Self {
        Self {
            trial: failure.trial.to_string(),
            policy: policies.get(failure.policy).cloned().unwrap_or_default(),
            reason: failure.reason.clone(),
        }
    }
}

/// An outcome over all trials, each number with its 95 % interval.
#[derive(Clone, Debug, serde::Serialize)]
pub struct OutcomeRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// `quantity.product.place.field`
    pub path: String,
    /// Quantity.
    pub quantity: String,
    /// Product or group.
    pub product: String,
    /// Place.
    pub place: String,
    /// Field.
    pub field: String,
    /// Unit of all numbers of the row.
    pub unit: String,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation.
    pub sd: Estimate,
    /// Quantile of 5 %.
    pub q05: Estimate,
    /// Median.
    pub median: Estimate,
    /// Quantile of 95 %.
    pub q95: Estimate,
    /// Mean of the worst (highest) 5 %.
    pub cvar95: Estimate,
    /// Trials.
    pub trials: u64,
    /// Share of trials in which a recovery, or a break-even, does not come within the run; 0 for all other outcomes.
    ///
    /// Where there are such trials, mean, standard deviation and the mean of the highest 5 % do not exist, and a quantile
    /// that falls among them is infinite.
    pub never: Estimate,
}

/// What a policy differs in from the first, over all trials, each number with its 95 % interval.
///
/// Each trial sees the same world under all policies. Where a recovery does not come in some trial, the numbers do not exist.
#[derive(Clone, Debug, serde::Serialize)]
pub struct DifferenceRow {
    /// Policy.
    pub policy: String,
    /// The first policy, which is subtracted.
    pub against: String,
    /// `quantity.product.place.field`
    pub path: String,
    /// Unit of all numbers of the row but shares.
    pub unit: String,
    /// Mean of the difference.
    pub mean: Estimate,
    /// Quantile of 5 %.
    pub q05: Estimate,
    /// Median.
    pub median: Estimate,
    /// Quantile of 95 %.
    pub q95: Estimate,
    /// Share of trials in which the outcome is larger than under the first policy.
    pub larger: Estimate,
    /// Share of trials in which it is smaller.
    pub smaller: Estimate,
    /// Trials.
    pub trials: u64,
}

/// A step of a series over all trials.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeriesRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// `quantity.product.place`
    pub path: String,
    /// Unit.
    pub unit: String,
    /// First day of the step.
    pub date: String,
    /// Value in a step of the base.
    pub base: f64,
    /// Mean over trials.
    pub mean: f64,
    /// Lower end of the 95 % interval of the mean.
    pub mean_low: Option<f64>,
    /// Upper end of the 95 % interval of the mean.
    pub mean_high: Option<f64>,
    /// Quantile of 2.5 %.
    pub q025: f64,
    /// Quantile of 10 %.
    pub q10: f64,
    /// Quantile of 25 %.
    pub q25: f64,
    /// Median.
    pub median: f64,
    /// Quantile of 75 %.
    pub q75: f64,
    /// Quantile of 90 %.
    pub q90: f64,
    /// Quantile of 97.5 %.
    pub q975: f64,
}
