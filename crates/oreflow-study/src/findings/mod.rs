//! What a study found: tidy rows, each number with its unit and its interval.

mod flows;
mod plan;
mod rows;
mod spread;

use oreflow_engine::calendar::Calendar;
use oreflow_engine::measure::Action;
use oreflow_engine::observe::Outcome;
use oreflow_engine::run::{Comparison, Results, Stop, StrataReport};
use oreflow_random::{Estimate, Summary};

use crate::study::once_each;
use crate::{Policy, Study};

pub use flows::FlowRow;
pub use plan::PlanRow;
pub use rows::{ConvergenceRow, DifferenceRow, FailedTrial, OutcomeRow, SeriesRow};
pub use spread::{ExceedanceRow, TrialRow, WorstRow};

/// Quantiles of each step of a series.
const FAN: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

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
    /// Countries that surely take measures on their exports, and others whose ledgers are kept.
    pub actors: Vec<String>,
    /// Names of the policies, the first of them what the others are compared with; none for a single experiment.
    pub policies: Vec<String>,
    /// Measures and hazards under each policy.
    pub plan: Vec<PlanRow>,
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
    /// The chance of exceeding values, of the [headline](Study::headline).
    #[serde(skip)]
    pub exceedance: Vec<ExceedanceRow>,
    /// The worst twenty trials of each outcome of the headline.
    #[serde(skip)]
    pub worst: Vec<WorstRow>,
    /// The chain in the base and in the step in which users lose most under the first policy.
    #[serde(skip)]
    pub flows: Vec<FlowRow>,
    /// Watched outcomes trial by trial, where they were kept.
    #[serde(skip)]
    pub trials: Vec<TrialRow>,
    /// Wall-clock time of the trials in all parts of the run, in seconds.
    #[serde(skip)]
    pub seconds: f64,
}

impl Findings {
    pub(crate) fn new(study: &Study, found: &Comparison) -> Self {
        let experiment = study.experiment().experiment();
        let calendar = &experiment.calendar;
        let mut notes = Vec::new();
        if let Some(year) = experiment.network.year() {
            notes.push(held_still(year, study));
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
            actors: once_each(actors.chain(study.ledgers.clone()), String::clone),
            policies,
            plan: Vec::new(),
            outcomes: Vec::new(),
            differences: Vec::new(),
            series: Vec::new(),
            convergence: Vec::new(),
            exceedance: Vec::new(),
            worst: Vec::new(),
            flows: Vec::new(),
            trials: Vec::new(),
            seconds: results.spent.as_secs_f64(),
        };
        let headline = study.headline();
        let step = flows::worst_step(results, &experiment.network, calendar);
        for (Policy { name, experiment }, results) in study.policies().iter().zip(&found.policies) {
            findings.plan.extend(plan::plan(name, experiment.experiment()));
            for (outcome, summary) in &results.outcomes {
                if headline.contains(&outcome.path()) {
                    findings.exceedance.extend(spread::exceedance(name, outcome, summary));
                }
            }
            findings.worst.extend(spread::worst(name, results, &headline));
            findings.trials.extend(spread::trials(name, results));
            findings.flows.extend(flows::rows(name, experiment, step, results));
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
        own.plan.retain(|row| row.policy == name);
        own.exceedance.retain(|row| row.policy == name);
        own.worst.retain(|row| row.policy == name);
        own.flows.retain(|row| row.policy == name);
        own.trials.retain(|row| row.policy == name);
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

/// What stands still around the measures, in words.
fn held_still(year: i16, study: &Study) -> String {
    let moves = |policy: &&Policy| {
        let mut measures = policy.experiment.experiment().measures.iter();
        measures.any(|measure| matches!(measure.action, Action::DemandPath(_)))
    };
    let demand = match study.policies().iter().filter(moves).count() {
        0 => "no trend of demand",
        all if all == study.policies().len() => "demand moves along the paths that are given, and else not",
        _ => "demand moves under the policies that give it a path, and else not",
    };
    format!("{year} world held still: {demand}, no projects but those that the measures call forth")
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
        never: if outcome.statistic.may_never_come() {
            summary.non_finite_share()
        } else {
            Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) }
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
            let [q025, q10, q25, median, q75, q90, q975] =
                FAN.map(|p| fan.quantile(step, p).unwrap_or(f64::NAN));
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
                q10,
                q25,
                median,
                q75,
                q90,
                q975,
            });
        }
    }
    rows
}
