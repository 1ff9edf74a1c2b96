//! What each design is worth on a question: variance times time, measured over seeds.

use std::time::Instant;

use oreflow_engine::experiment::Prepared;
use oreflow_engine::observe::Outcome;
use oreflow_engine::run::{MonteCarlo, Stratify};
use oreflow_random::{Design, REPLICATES, Summary};
use serde::Serialize;

/// How trials may be spread.
const DESIGNS: [(&str, Stratify); 4] = [
    ("plain", Stratify::Never),
    ("latin-hypercube", Stratify::Never),
    ("sobol", Stratify::Never),
    ("sobol, strata if worth", Stratify::IfWorth),
];

/// A statistic and its name.
type Statistic = (&'static str, fn(&Summary) -> f64);

/// What is estimated of each outcome.
const STATISTICS: [Statistic; 3] = [
    ("mean", |summary| summary.mean().value),
    ("q95", |summary| summary.quantile(0.95).value),
    ("cvar95", |summary| summary.cvar(0.95).value),
];

/// One design on one outcome.
#[derive(Clone, Debug, Serialize)]
pub struct EfficiencyRow {
    /// How trials are spread.
    pub design: &'static str,
    /// Path of the outcome.
    pub path: String,
    /// What is estimated: `mean`, `q95` or `cvar95`.
    pub statistic: &'static str,
    /// Variance of the estimate over seeds, in the squared unit of the outcome.
    pub variance: f64,
    /// Seconds of a run.
    pub seconds: f64,
    /// Variance of plain trials divided by this one, for equal trials.
    pub gain: f64,
    /// The same for equal time.
    pub efficiency: f64,
}

/// Estimates the outcomes again and again with other seeds under each design.
///
/// Of two experiments the difference of the means is estimated, the second less the first, with the same seed for both. One
/// more row then tells what plain trials of unlike seeds would do, which is what common random numbers are worth.
pub fn efficiency(
    experiments: &[Prepared],
    outcomes: &[Outcome],
    trials: u64,
    seeds: u64,
    mut tell: impl FnMut(&str),
) -> Vec<EfficiencyRow> {
    let statistics = if experiments.len() > 1 { &STATISTICS[..1] } else { &STATISTICS[..] };
    let mut rows: Vec<EfficiencyRow> = Vec::new();
    let apart = ("plain, seeds unlike", Stratify::Never);
    let all = (experiments.len() > 1).then_some(apart).into_iter().chain(DESIGNS);
    for (name, stratify) in all {
        let begun = Instant::now();
        let estimates: Vec<Vec<f64>> = (1..=seeds)
            .map(|seed| {
                let found: Vec<Vec<f64>> = (0_u64..)
                    .zip(experiments)
                    .map(|(number, experiment)| {
                        // Seeds beyond those of the first are like no other.
                        let seed = if name == apart.0 { seed + number * seeds } else { seed };
                        let design = design(name, trials);
                        estimate(&experiment.reseeded(seed, design), outcomes, trials, stratify, statistics)
                    })
                    .collect();
                match &found[..] {
                    [first, second] => first.iter().zip(second).map(|(a, b)| b - a).collect(),
                    _ => found.into_iter().flatten().collect(),
                }
            })
            .collect();
        let seconds = begun.elapsed().as_secs_f64() / seeds as f64;
        tell(name);
        for (position, (outcome, (statistic, _))) in
            outcomes.iter().flat_map(|outcome| statistics.iter().map(move |s| (outcome, s))).enumerate()
        {
            let column = estimates.iter().map(|row| row[position]);
            rows.push(EfficiencyRow {
                design: name,
                path: outcome.path(),
                statistic,
                variance: variance(column.collect()),
                seconds,
                gain: 1.0,
                efficiency: 1.0,
            });
        }
    }
    let plain: Vec<EfficiencyRow> = rows.iter().filter(|row| row.design == "plain").cloned().collect();
    for row in &mut rows {
        let same = |one: &&EfficiencyRow| one.path == row.path && one.statistic == row.statistic;
        if let Some(base) = plain.iter().find(same) {
            row.gain = base.variance / row.variance;
            row.efficiency = row.gain * base.seconds / row.seconds;
        }
    }
    rows
}

fn design(name: &str, trials: u64) -> Design {
    match name {
        "latin-hypercube" => Design::LatinHypercube { points: trials.div_ceil(u64::from(REPLICATES)) },
        name if name.starts_with("sobol") => Design::Sobol,
        _ => Design::Plain,
    }
}

fn estimate(
    prepared: &Prepared,
    outcomes: &[Outcome],
    trials: u64,
    stratify: Stratify,
    statistics: &[Statistic],
) -> Vec<f64> {
    let run = MonteCarlo { outcomes: outcomes.to_vec(), stratify, ..MonteCarlo::new(trials) };
    let results = run.run(prepared, |_| std::ops::ControlFlow::Continue(()));
    let of =
        |(_, summary): &(Outcome, Summary)| statistics.iter().map(|(_, of)| of(summary)).collect::<Vec<_>>();
    results.outcomes.iter().flat_map(of).collect()
}

/// Sample variance.
fn variance(values: Vec<f64>) -> f64 {
    let mut moments = oreflow_random::Moments::new();
    for x in values {
        moments.push(x);
    }
    moments.variance()
}
