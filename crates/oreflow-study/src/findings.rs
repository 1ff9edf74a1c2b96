//! What a study found: tidy rows, each number with its unit and its interval.

use oreflow_engine::calendar::Calendar;
use oreflow_engine::observe::{Outcome, Statistic};
use oreflow_engine::run::{Comparison, Failure, Results, Stop, StrataReport};
use oreflow_random::{Estimate, Summary};

use crate::study::once_each;
use crate::{Policy, Study};

/// Quantiles of each step of a series.
const FAN: [f64; 5] = [0.025, 0.25, 0.5, 0.75, 0.975];

/// All findings of a study.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Findings {
    /// Version of the layout of `summary.json`.
    pub schema: u32,
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
    /// Names of the policies, the first of them what the others are compared with; none for a single experiment.
    pub policies: Vec<String>,
    /// One row an outcome under a policy.
    pub outcomes: Vec<OutcomeRow>,
    /// One row an outcome under a policy but the first: what it differs in, trial by trial.
    pub differences: Vec<DifferenceRow>,
    /// One row a step of a series.
    #[serde(skip)]
    pub series: Vec<SeriesRow>,
    /// Means of the watched outcomes after each doubling of the trials.
    #[serde(skip)]
    pub convergence: Vec<ConvergenceRow>,
    /// Wall-clock time of the trials in all parts of the run, in seconds.
    #[serde(skip)]
    pub seconds: f64,
}

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
    /// Share of trials in which a recovery does not come within the run; 0 for all other outcomes.
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
    pub(crate) fn new(study: &Study, found: &Comparison) -> Self {
        let experiment = study.experiment().experiment();
        let calendar = &experiment.calendar;
        let mut notes = Vec::new();
        if let Some(year) = experiment.network.year() {
            notes.push(format!("{year} world held still: no trend of demand, no projects but those that the measures call forth"));
        }
        // What all policies have in common.
        let results = &found.policies[0];
        notes.extend(results.strata.as_ref().map(strata_note));
        let warnings = study.policies().iter().flat_map(|policy| policy.experiment.warnings());
        notes.extend(once_each(warnings.map(|(_, warning)| warning.clone()), String::clone));
        let policies = study.names();
        let actors = study.policies().iter().flat_map(|policy| crate::actors(policy.experiment.experiment()));
        let mut findings = Self {
            schema: 1,
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
            trials_failed: results.failed.iter().map(|failed| FailedTrial::new(failed, &policies)).collect(),
            failures_tolerated: study.failures,
            stop: results.stop,
            strata: results.strata.clone(),
            notes,
            watched: study.watched.clone(),
            actors: once_each(actors, String::clone),
            policies,
            outcomes: Vec::new(),
            differences: Vec::new(),
            series: Vec::new(),
            convergence: Vec::new(),
            seconds: results.spent.as_secs_f64(),
        };
        for (Policy { name, .. }, results) in study.policies().iter().zip(&found.policies) {
            findings
                .outcomes
                .extend(results.outcomes.iter().map(|(outcome, found)| row(name, outcome, found)));
            findings.series.extend(series_rows(name, results, calendar));
            findings.convergence.extend(convergence(name, results, &study.watched));
        }
        for (policy, differences) in study.policies()[1..].iter().zip(&found.differences) {
            let names = [&policy.name, &study.policies()[0].name];
            findings
                .differences
                .extend(differences.iter().map(|(outcome, found)| difference(names, outcome, found)));
        }
        findings
    }

    /// What was found under one policy, by name, as if it had been alone.
    pub fn of_policy(&self, name: &str) -> Option<Self> {
        if !self.policies.iter().any(|policy| policy == name) {
            return None;
        }
        let mut own = self.clone();
        own.policies.clear();
        own.differences.clear();
        own.outcomes.retain(|row| row.policy == name);
        own.series.retain(|row| row.policy == name);
        own.convergence.retain(|row| row.policy == name);
        Some(own)
    }

    /// Share of the trials done that failed.
    pub fn failed_share(&self) -> f64 {
        self.trials_failed.len() as f64 / self.trials_done.max(1) as f64
    }

    /// Whether more trials failed than are tolerated.
    pub fn too_many_failed(&self) -> bool {
        self.failed_share() > self.failures_tolerated
    }

    /// What a policy differs in from the first, by the path of the outcome with its field.
    pub fn difference(&self, policy: &str, path: &str) -> Option<&DifferenceRow> {
        self.differences.iter().find(|row| row.policy == policy && row.path == path)
    }

    /// The row of a path with its field, of several policies under the first.
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
fn convergence(policy: &str, results: &Results, watched: &[String]) -> Vec<ConvergenceRow> {
    let mut rows = Vec::new();
    for milestone in &results.history {
        for ((outcome, _), mean) in results.outcomes.iter().zip(&milestone.means) {
            if watched.contains(&outcome.path()) {
                rows.push(ConvergenceRow {
                    policy: policy.to_owned(),
                    trials: milestone.trials,
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

fn row(policy: &str, outcome: &Outcome, summary: &Summary) -> OutcomeRow {
    let never = summary.non_finite();
    let complete = never == 0;
    OutcomeRow {
        policy: policy.to_owned(),
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

/// What a policy differs in: its name and that of the first.
fn difference([policy, against]: [&String; 2], outcome: &Outcome, summary: &Summary) -> DifferenceRow {
    let known = |estimate: Estimate| if summary.non_finite() == 0 { estimate } else { Estimate::UNKNOWN };
    let larger = summary.exceedance(0.0);
    // Zero has a bucket of its own, so that both shares are exact.
    let not_smaller = summary.exceedance(0.0_f64.next_down());
    let smaller = Estimate {
        value: 1.0 - not_smaller.value,
        low: not_smaller.high.map(|high| 1.0 - high),
        high: not_smaller.low.map(|low| 1.0 - low),
    };
    DifferenceRow {
        policy: policy.clone(),
        against: against.clone(),
        path: outcome.path(),
        unit: outcome.unit(),
        mean: known(summary.mean()),
        q05: known(summary.quantile(0.05)),
        median: known(summary.quantile(0.5)),
        q95: known(summary.quantile(0.95)),
        larger: known(larger),
        smaller: known(smaller),
        trials: summary.count() + summary.non_finite(),
    }
}

fn series_rows(policy: &str, results: &Results, calendar: &Calendar) -> Vec<SeriesRow> {
    let mut rows = Vec::new();
    for fan in &results.series {
        for step in 0..fan.steps() {
            let [q025, q25, median, q75, q975] = FAN.map(|p| fan.quantile(step, p).unwrap_or(f64::NAN));
            let mean = fan.mean(step);
            rows.push(SeriesRow {
                policy: policy.to_owned(),
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
