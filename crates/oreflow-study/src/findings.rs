//! What a study found: tidy rows, each number with its unit and its interval.

use oreflow_engine::observe::{Outcome, Statistic};
use oreflow_engine::run::{Failure, Results, Stop, StrataReport};
use oreflow_random::{Estimate, Summary};

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
    /// How the trials are spread.
    pub design: &'static str,
    /// Trials asked for.
    pub trials_asked: u64,
    /// Trials done.
    pub trials_done: u64,
    /// Trials that failed and are left out of all numbers.
    pub trials_failed: Vec<FailedTrial>,
    /// Share of trials that may fail before the run counts as failed.
    pub failures_tolerated: f64,
    /// Why the run ended.
    pub stop: Stop,
    /// How trials were shared out among strata of rare hazards, where there are any.
    pub strata: Option<StrataReport>,
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
    /// Means of the watched outcomes after each doubling of the trials.
    #[serde(skip)]
    pub convergence: Vec<ConvergenceRow>,
}

/// The mean of a watched outcome after so many trials.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ConvergenceRow {
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
    /// What was not a number and when, or the message of a panic.
    pub reason: String,
}

impl From<&Failure> for FailedTrial {
    fn from(failure: &Failure) -> Self {
        Self { trial: failure.trial.to_string(), reason: failure.reason.clone() }
    }
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
    /// Trials.
    pub trials: u64,
    /// Share of trials in which a recovery does not come within the run; 0 for all other outcomes.
    ///
    /// Where there are such trials, mean, standard deviation and the mean of the highest 5 % do not exist, and a quantile
    /// that falls among them is infinite.
    pub never: Estimate,
}

/// A step of a series over all trials.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeriesRow {
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
            notes.push(format!("{year} world held still: no trend of demand, no projects but those that the measures call forth"));
        }
        notes.extend(results.strata.as_ref().map(strata_note));
        notes.extend(study.experiment.warnings().iter().map(|(_, warning)| warning.clone()));
        Self {
            title: study.title.clone(),
            network: experiment.network.id().to_owned(),
            base_year: experiment.network.year(),
            start: calendar.start().to_string(),
            step: calendar.step().name(),
            steps: calendar.steps(),
            seed: experiment.draws.seed(),
            design: experiment.draws.design().name(),
            trials_asked: results.asked,
            trials_done: results.done,
            trials_failed: results.failed.iter().map(FailedTrial::from).collect(),
            failures_tolerated: study.failures,
            stop: results.stop,
            strata: results.strata.clone(),
            notes,
            watched: study.watched.clone(),
            actors: crate::actors(experiment),
            outcomes: results.outcomes.iter().map(|(outcome, summary)| row(outcome, summary)).collect(),
            series: series_rows(results, calendar),
            convergence: convergence(results, &study.watched),
        }
    }

    /// Share of the trials done that failed.
    pub fn failed_share(&self) -> f64 {
        self.trials_failed.len() as f64 / self.trials_done.max(1) as f64
    }

    /// Whether more trials failed than are tolerated.
    pub fn too_many_failed(&self) -> bool {
        self.failed_share() > self.failures_tolerated
    }

    /// The row of a path with its field.
    pub fn outcome(&self, path: &str) -> Option<&OutcomeRow> {
        self.outcomes.iter().find(|row| row.path == path)
    }
}

/// How trials were shared out, in words.
fn strata_note(strata: &StrataReport) -> String {
    let hazards = match strata.hazards {
        1 => "whether the rare hazard strikes".to_owned(),
        more => format!("how many of {more} rare hazards strike"),
    };
    if !strata.kept {
        let gain = strata.gain;
        return format!(
            "a pilot found strata by {hazards} worth only {gain:.1} times plain points: not used"
        );
    }
    if strata.gain.is_nan() {
        return format!("broken off in the pilot of strata by {hazards}");
    }
    let parts = strata.weights.iter().zip(&strata.trials);
    let parts: Vec<String> =
        parts.map(|(weight, trials)| format!("{trials} of the {:.3} %", 100.0 * weight)).collect();
    let (parts, gain, effective) = (parts.join(", "), strata.gain, strata.effective);
    format!(
        "trials are shared out by {hazards} ({parts} of cases with none, one, more): {gain:.1} times less variance in the pilot; \
         for what those hazards do not touch as good as {effective:.0} trials"
    )
}

/// Means after each doubling, of the watched outcomes.
fn convergence(results: &Results, watched: &[String]) -> Vec<ConvergenceRow> {
    let mut rows = Vec::new();
    for checkpoint in &results.history {
        for ((outcome, _), mean) in results.outcomes.iter().zip(&checkpoint.means) {
            if watched.contains(&outcome.path()) {
                rows.push(ConvergenceRow {
                    trials: checkpoint.trials,
                    path: outcome.path(),
                    unit: outcome.unit(),
                    mean: mean.value,
                    mean_low: mean.low,
                    mean_high: mean.high,
                });
            }
        }
    }
    rows
}

fn row(outcome: &Outcome, summary: &Summary) -> OutcomeRow {
    let never = summary.non_finite();
    let complete = never == 0;
    OutcomeRow {
        path: outcome.path(),
        quantity: outcome.series.quantity().to_string(),
        product: outcome.series.product().to_owned(),
        place: outcome.series.place().to_owned(),
        field: outcome.statistic.name(),
        unit: outcome.unit(),
        mean: if complete { summary.mean() } else { Estimate::UNKNOWN },
        sd: if complete { summary.sd() } else { Estimate::UNKNOWN },
        q05: summary.quantile_of_all(0.05),
        median: summary.quantile_of_all(0.5),
        q95: summary.quantile_of_all(0.95),
        cvar95: if complete { summary.cvar(0.95) } else { Estimate::UNKNOWN },
        trials: summary.count() + never,
        never: match outcome.statistic {
            Statistic::Recovery => summary.non_finite_share(),
            _ => Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) },
        },
    }
}

fn series_rows(results: &Results, calendar: &oreflow_engine::calendar::Calendar) -> Vec<SeriesRow> {
    let mut rows = Vec::new();
    for fan in &results.series {
        for step in 0..fan.steps() {
            let [q025, q25, median, q75, q975] = FAN.map(|p| fan.quantile(step, p).unwrap_or(f64::NAN));
            let mean = fan.mean(step);
            rows.push(SeriesRow {
                path: fan.series.path(),
                unit: fan.series.unit(),
                date: calendar.date(step).to_string(),
                base: fan.base,
                mean: mean.value,
                mean_low: mean.low,
                mean_high: mean.high,
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
