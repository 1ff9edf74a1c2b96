//! How outcomes spread over trials: the chance of exceeding a value, the worst trials, and all of them where they are kept.

use oreflow_engine::observe::Outcome;
use oreflow_engine::run::Results;
use oreflow_random::{Estimate, Summary};

/// Chances of exceeding a value that curves are drawn through; of the smallest those that the trials can tell.
const CHANCES: [f64; 31] = [
    0.99, 0.98, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15,
    0.1, 0.075, 0.05, 0.035, 0.025, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0001,
];

/// A point of the curve of an outcome: the value that is exceeded with a chance.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ExceedanceRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// `quantity.product.place.field`
    pub path: String,
    /// Unit of the value.
    pub unit: String,
    /// Chance that a trial exceeds the value.
    pub chance: f64,
    /// The value, with its interval; infinite for a time that does not end within the run.
    pub value: Estimate,
}

/// One of the worst trials of an outcome.
#[derive(Clone, Debug, serde::Serialize)]
pub struct WorstRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// `quantity.product.place.field`
    pub path: String,
    /// Unit of the value.
    pub unit: String,
    /// From 1, the worst.
    pub rank: usize,
    /// The trial, as replicate:index.
    pub trial: String,
    /// The value; infinite for a time that does not end within the run.
    pub value: f64,
}

/// An outcome in one trial.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TrialRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// The trial, as replicate:index.
    pub trial: String,
    /// What the trial counts for: all weights add up to 1.
    pub weight: f64,
    /// `quantity.product.place.field`
    pub path: String,
    /// Unit of the value.
    pub unit: String,
    /// The value; infinite for a time that does not end within the run.
    pub value: f64,
}

/// The curve of an outcome.
pub(super) fn exceedance(policy: &str, outcome: &Outcome, summary: &Summary) -> Vec<ExceedanceRow> {
    let trials = summary.effective_count() + summary.non_finite() as f64;
    let told = CHANCES.iter().filter(|&&chance| chance.min(1.0 - chance) * trials >= 1.0);
    let row = |&chance: &f64| ExceedanceRow {
        policy: policy.to_owned(),
        path: outcome.path(),
        unit: outcome.unit(),
        chance,
        value: summary.quantile_of_all(1.0 - chance),
    };
    told.map(row).collect()
}

/// The worst trials of some outcomes.
pub(super) fn worst(policy: &str, results: &Results, of: &[String]) -> Vec<WorstRow> {
    let mut rows = Vec::new();
    for ((outcome, _), worst) in results.outcomes.iter().zip(&results.worst) {
        let path = outcome.path();
        if !of.contains(&path) {
            continue;
        }
        rows.extend(worst.iter().enumerate().map(|(rank, &(trial, value))| WorstRow {
            policy: policy.to_owned(),
            path: path.clone(),
            unit: outcome.unit(),
            rank: rank + 1,
            trial: trial.to_string(),
            value,
        }));
    }
    rows
}

/// Outcomes trial by trial, where they were kept.
pub(super) fn trials(policy: &str, results: &Results) -> Vec<TrialRow> {
    let kept = &results.kept;
    let weights = results.sampling.weights();
    let stratum = |trial: &oreflow_random::Trial| trial.stratum().unwrap_or(0) as usize;
    let mut counts = vec![0_u64; weights.len()];
    kept.trials.iter().for_each(|trial| counts[stratum(trial)] += 1);
    let mut rows = Vec::with_capacity(kept.trials.len() * kept.outcomes.len());
    for (outcome, values) in &kept.outcomes {
        let (path, unit) = (outcome.path(), outcome.unit());
        rows.extend(kept.trials.iter().zip(values).map(|(trial, &value)| TrialRow {
            policy: policy.to_owned(),
            trial: trial.to_string(),
            weight: weights[stratum(trial)] / counts[stratum(trial)] as f64,
            path: path.clone(),
            unit: unit.clone(),
            value,
        }));
    }
    rows
}
