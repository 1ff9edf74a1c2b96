//! What a study found: tidy rows, each number with its unit and its interval.

use oreflow_engine::observe::Outcome;
use oreflow_engine::run::{Results, Stop};
use oreflow_random::{Estimate, Summary, Trial};

use crate::Study;

/// Quantiles of each step of a series.
const FAN: [f64; 5] = [0.025, 0.25, 0.5, 0.75, 0.975];

/// All findings of a study.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Findings {
    /// Title of the study.
    pub title: String,
    /// Id of the network.
    pub network: String,
    /// Base year of the network.
    pub base_year: Option<i16>,
    /// First day of the run.
    pub start: String,
    /// Length of a step.
    pub step: &'static str,
    /// Number of steps.
    pub steps: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// Trials asked for.
    pub trials_asked: u64,
    /// Trials done.
    pub trials_done: u64,
    /// Trials that failed, as replicate:index.
    pub trials_failed: Vec<String>,
    /// Why the run ended.
    pub stop: Stop,
    /// What holds for all numbers, to be shown with them.
    pub notes: Vec<String>,
    /// Paths of the outcomes that were asked for by name.
    pub watched: Vec<String>,
    /// Countries that surely take measures on their exports.
    pub actors: Vec<String>,
    /// One row an outcome.
    pub outcomes: Vec<OutcomeRow>,
    /// One row a step of a series.
    #[serde(skip)]
    pub series: Vec<SeriesRow>,
}

/// An outcome over all trials, each number with its 95 % interval.
#[derive(Clone, Debug, serde::Serialize)]
pub struct OutcomeRow {
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
    /// Trials with a number.
    pub trials: u64,
    /// Trials without one: a recovery that does not come within the run.
    pub never: u64,
}

/// A step of a series over all trials.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeriesRow {
    /// `quantity.product.place`
    pub path: String,
    /// Unit.
    pub unit: &'static str,
    /// First day of the step.
    pub date: String,
    /// Value in a step of the base.
    pub base: f64,
    /// Mean over trials.
    pub mean: f64,
    /// Quantile of 2.5 %.
    pub q025: f64,
    /// Quantile of 25 %.
    pub q25: f64,
    /// Median.
    pub median: f64,
    /// Quantile of 75 %.
    pub q75: f64,
    /// Quantile of 97.5 %.
    pub q975: f64,
}

impl Findings {
    pub(crate) fn new(study: &Study, results: &Results) -> Self {
        let experiment = study.experiment.experiment();
        let calendar = &experiment.calendar;
        let mut notes = Vec::new();
        if let Some(year) = experiment.network.year() {
            notes.push(format!("{year} world held still: demand and capacity of the base year, no trend"));
        }
        notes.extend(study.experiment.warnings().iter().map(|(_, warning)| warning.clone()));
        Self {
            title: study.title.clone(),
            network: experiment.network.id().to_owned(),
            base_year: experiment.network.year(),
            start: calendar.start().to_string(),
            step: calendar.step().name(),
            steps: calendar.steps(),
            seed: experiment.seed,
            trials_asked: results.asked,
            trials_done: results.done,
            trials_failed: results.failed.iter().map(Trial::to_string).collect(),
            stop: results.stop,
            notes,
            watched: study.outcomes.iter().take(study.watched).map(Outcome::path).collect(),
            actors: crate::actors(experiment),
            outcomes: results.outcomes.iter().map(|(outcome, summary)| row(outcome, summary)).collect(),
            series: series_rows(results, calendar),
        }
    }

    /// The row of a path with its field.
    pub fn outcome(&self, path: &str) -> Option<&OutcomeRow> {
        self.outcomes.iter().find(|row| row.path == path)
    }
}

fn row(outcome: &Outcome, summary: &Summary) -> OutcomeRow {
    OutcomeRow {
        path: outcome.path(),
        quantity: outcome.series.quantity().to_string(),
        product: outcome.series.product().to_owned(),
        place: outcome.series.place().to_owned(),
        field: outcome.statistic.name(),
        unit: outcome.unit().to_owned(),
        mean: summary.mean(),
        sd: summary.sd(),
        q05: summary.quantile(0.05),
        median: summary.quantile(0.5),
        q95: summary.quantile(0.95),
        cvar95: summary.cvar(0.95),
        trials: summary.count(),
        never: summary.non_finite(),
    }
}

fn series_rows(results: &Results, calendar: &oreflow_engine::calendar::Calendar) -> Vec<SeriesRow> {
    let mut rows = Vec::new();
    for fan in &results.series {
        for step in 0..fan.steps() {
            let [q025, q25, median, q75, q975] = FAN.map(|p| fan.quantile(step, p).unwrap_or(f64::NAN));
            rows.push(SeriesRow {
                path: fan.series.path(),
                unit: fan.series.quantity().unit(),
                date: calendar.date(step).to_string(),
                base: fan.base,
                mean: fan.mean(step),
                q025,
                q25,
                median,
                q75,
                q975,
            });
        }
    }
    rows
}
