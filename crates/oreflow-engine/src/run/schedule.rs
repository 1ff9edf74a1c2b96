//! Which trials come next: doublings, strata by what a pilot found, and when it is enough.

use std::time::Duration;

use oreflow_random::{Design, REPLICATES, Sampling, Summary, Trial};
use serde::{Deserialize, Serialize};

use super::monte_carlo::MonteCarlo;
use crate::experiment::Prepared;
use crate::hazard::RareHazards;

/// Batches of a pilot for each stratum: 128 trials.
const PILOT: u64 = 16;

/// Batches that are listed at once.
const MOST_AT_ONCE: u64 = 1 << 14;

/// A stratified run is worth its pilot from this ratio of variances on.
const WORTH: f64 = 2.0;

/// A run never tells less than this share of its trials, if all had to count alike.
const LEAST_EFFECTIVE: f64 = 0.1;

/// Whether trials are shared out among strata of rare hazards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stratify {
    /// Never.
    #[default]
    Never,
    /// If a pilot of 128 trials for each stratum finds that it halves variances or better.
    IfWorth,
    /// Wherever there are rare hazards.
    Always,
}

/// How exact the mean of an outcome must be: half the width of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// As a share of the mean.
    Relative(f64),
    /// In the unit of the outcome.
    Absolute(f64),
}

impl Tolerance {
    fn met(self, summary: &Summary) -> bool {
        let mean = summary.mean();
        let allowed = match self {
            Self::Relative(share) => share * mean.value.abs(),
            Self::Absolute(width) => width,
        };
        // Nothing seen yet is not precise, and what may be infinite has no mean.
        let sound = summary.non_finite() == 0 && allowed > 0.0;
        sound && mean.half_width().is_some_and(|half_width| half_width <= allowed)
    }
}

/// When a run is long enough: trials double until all tolerances are met, or a limit is.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopping {
    /// Path of an outcome with its field, and how exact it must be.
    pub tolerances: Vec<(String, Tolerance)>,
    /// No more trials than this.
    pub most_trials: u64,
    /// No new doubling after this.
    pub most_time: Option<Duration>,
}

/// How trials were shared out among strata.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrataReport {
    /// Rare hazards of which it is counted how many strike.
    pub hazards: usize,
    /// Probability of each stratum: none strikes, one, two or more.
    pub weights: Vec<f64>,
    /// Trials of each stratum.
    pub trials: Vec<u64>,
    /// How many trials that count alike would tell as much: Kish's effective sample size.
    pub effective: f64,
    /// Variance of plain trials divided by that of strata, as the pilot had it: the median over outcomes.
    pub gain: f64,
    /// Whether the strata were kept.
    pub kept: bool,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// All trials are done.
    Done,
    /// The caller asked to stop; the results are those of the first trials.
    Cancelled,
    /// All tolerances are met.
    Precise,
    /// The greatest number of trials is done, and some tolerance is not met.
    MostTrials,
    /// The time is over, and some tolerance is not met.
    MostTime,
}

impl Stop {
    /// Whether a precision was asked for and not reached.
    pub fn is_imprecise(self) -> bool {
        matches!(self, Self::MostTrials | Self::MostTime)
    }
}

/// What a schedule wants next.
pub(super) enum Next {
    /// The batches of a new stage.
    Stage,
    /// To begin again without strata.
    Drop,
    /// Nothing.
    Stop(Stop),
}

/// Which batches a run has come to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Schedule {
    /// Trials to reach before looking at tolerances again.
    goal: u64,
    /// Batches done of each stratum, or of the whole, before the stage.
    from: Vec<u64>,
    /// The same after the stage.
    to: Vec<u64>,
    report: Option<StrataReport>,
    /// Wall-clock time of all parts of the run.
    pub(super) spent: Duration,
}

impl Schedule {
    pub(super) fn new(run: &MonteCarlo, policies: &[&Prepared]) -> Self {
        let limit = run.stopping.as_ref().map_or(u64::MAX, |stopping| stopping.most_trials);
        // Batches are cut short at the end of a run only.
        let whole = match run.stopping {
            Some(_) => run.trials.next_multiple_of(u64::from(REPLICATES)),
            None => run.trials,
        };
        let goal = whole.min(limit);
        // A stratum begins anywhere in a hypercube, and would not be one.
        let latin = matches!(policies[0].experiment().draws.design(), Design::LatinHypercube { .. });
        let wanted = |rare: &&RareHazards| match run.stratify {
            Stratify::Never => false,
            _ if latin => false,
            // A run that its pilot would use up is too short to gain by it.
            Stratify::IfWorth => goal >= 2 * PILOT * u64::from(REPLICATES) * rare.weights().len() as u64,
            Stratify::Always => goal >= PILOT * u64::from(REPLICATES) * rare.weights().len() as u64,
        };
        let report = common_rare_hazards(policies).filter(wanted).map(|rare| StrataReport {
            hazards: rare.count(),
            weights: rare.weights().to_vec(),
            trials: vec![0; rare.weights().len()],
            effective: 0.0,
            gain: f64::NAN,
            kept: true,
        });
        let strata = report.as_ref().map_or(1, |report| report.weights.len());
        Self { goal, from: vec![0; strata], to: vec![0; strata], report, spent: Duration::ZERO }
    }

    /// Whether it is what a new schedule of a run may have become.
    pub(super) fn is_of(&self, new: &Self, run: &MonteCarlo) -> bool {
        let most = run.stopping.as_ref().map_or(new.goal, |stopping| stopping.most_trials.max(new.goal));
        let known = match (&self.report, &new.report) {
            (Some(here), Some(there)) => here.weights == there.weights,
            (here, there) => here.is_none() && there.is_none(),
        };
        let strata = self.strata().map_or(1, |report| report.weights.len());
        let batches = self.to.iter().try_fold(0_u64, |sum, &batches| sum.checked_add(batches));
        known
            && (new.goal..=most).contains(&self.goal)
            && (self.from.len(), self.to.len()) == (strata, strata)
            && self.from.iter().zip(&self.to).all(|(from, to)| from <= to)
            && batches.is_some_and(|batches| batches <= self.goal.div_ceil(u64::from(REPLICATES)))
    }

    /// How the trials are sampled.
    pub(super) fn sampling(&self, design: Design) -> Sampling {
        match self.strata() {
            Some(report) => Sampling::stratified(design, &report.weights),
            None => design.into(),
        }
    }

    fn strata(&self) -> Option<&StrataReport> {
        self.report.as_ref().filter(|report| report.kept)
    }

    /// Trials to reach, as far as is known.
    pub(super) fn goal(&self) -> u64 {
        self.goal
    }

    /// What was done about strata.
    pub(super) fn report(&self, done: &[u64]) -> Option<StrataReport> {
        let mut report = self.report.clone()?;
        if report.kept {
            report.trials = done.to_vec();
            report.effective = effective(&report.weights, done);
        }
        Some(report)
    }

    /// The batches of the stage, in the order in which they are summed up.
    ///
    /// All strata side by side, so that a run that is broken off has some of each.
    pub(super) fn stage(&self) -> Vec<u64> {
        if self.strata().is_none() {
            return (self.from[0]..self.to[0]).collect();
        }
        let mut batches: Vec<(f64, u64)> = Vec::new();
        for (stratum, (&from, &to)) in (0_u32..).zip(self.from.iter().zip(&self.to)) {
            batches.extend((from..to).map(|point| {
                let share = (point - from) as f64 / (to - from) as f64;
                (share, Trial::in_stratum(stratum, point, 0).index)
            }));
        }
        batches.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        batches.into_iter().map(|(_, index)| index).collect()
    }

    /// What comes next after a stage, given what was found so far under all policies.
    pub(super) fn next(&mut self, run: &MonteCarlo, found: &[(&str, &Summary)]) -> Next {
        self.from.clone_from(&self.to);
        if self.strata().is_some() {
            if !self.next_of_strata(run, found) {
                return Next::Drop;
            }
        } else {
            self.next_of_whole();
        }
        if self.from != self.to {
            return Next::Stage;
        }
        let Some(stopping) = &run.stopping else { return Next::Stop(Stop::Done) };
        let met = |(path, tolerance): &(String, Tolerance)| {
            let mut of = found.iter().filter(|(known, _)| known == path).peekable();
            of.peek().is_some() && of.all(|(_, summary)| tolerance.met(summary))
        };
        if stopping.tolerances.iter().all(met) {
            return Next::Stop(Stop::Precise);
        }
        if self.goal >= stopping.most_trials {
            return Next::Stop(Stop::MostTrials);
        }
        if stopping.most_time.is_some_and(|most| self.spent >= most) {
            return Next::Stop(Stop::MostTime);
        }
        self.goal = self.goal.saturating_mul(2).min(stopping.most_trials);
        self.next(run, found)
    }

    /// Up to the next power of two, or to the goal.
    fn next_of_whole(&mut self) {
        let (done, goal) = (self.from[0], self.goal.div_ceil(u64::from(REPLICATES)));
        if done < goal {
            self.to[0] = (done + 1).next_power_of_two().max(PILOT).min(done + MOST_AT_ONCE).min(goal);
        }
    }

    /// A pilot first; then doublings of the stratum that gains most by it, while the goal allows.
    ///
    /// False if the pilot found strata not worth having.
    fn next_of_strata(&mut self, run: &MonteCarlo, found: &[(&str, &Summary)]) -> bool {
        let Some(report) = &mut self.report else { return true };
        if self.from.iter().all(|&done| done == 0) {
            self.to.fill(PILOT);
            return true;
        }
        if report.gain.is_nan() {
            report.gain = gain(&report.weights, found);
            report.kept = run.stratify == Stratify::Always || report.gain >= WORTH;
            if !report.kept {
                (self.from, self.to) = (vec![0], vec![0]);
                return false;
            }
        }
        let budget = self.goal.div_ceil(u64::from(REPLICATES));
        while let Some(stratum) = best(&report.weights, &self.to, found) {
            if self.to.iter().sum::<u64>() + self.to[stratum] > budget {
                break;
            }
            self.to[stratum] *= 2;
        }
        true
    }
}

/// The rare hazards of the first policy, if all have the same: one set of strata must do for all.
fn common_rare_hazards<'a>(policies: &[&'a Prepared]) -> Option<&'a RareHazards> {
    let (first, others) = policies.split_first()?;
    let rare = first.rare_hazards()?;
    let same = |other: &&Prepared| {
        let there = other.rare_hazards();
        there.is_some_and(|there| rare.is_same(first.experiment(), there, other.experiment()))
    };
    others.iter().all(same).then_some(rare)
}

/// Kish's effective sample size of strata.
fn effective(weights: &[f64], trials: &[u64]) -> f64 {
    1.0 / weights.iter().zip(trials).map(|(weight, &trials)| weight * weight / trials as f64).sum::<f64>()
}

/// Variance of each stratum of each outcome that varies.
fn variances(found: &[(&str, &Summary)]) -> Vec<Vec<(f64, f64)>> {
    let moments = found.iter().map(|(_, summary)| {
        summary.means().strata().map(|moments| (moments.mean(), moments.variance())).collect::<Vec<_>>()
    });
    let sound = |strata: &Vec<(f64, f64)>| {
        strata.iter().all(|(mean, variance)| mean.is_finite() && variance.is_finite())
            && (strata.iter().any(|(_, variance)| *variance > 0.0)
                || strata.iter().any(|(mean, _)| *mean != strata[0].0))
    };
    moments.filter(sound).collect()
}

/// Variance of plain trials divided by that of as many in the best strata: the median over outcomes, and 1 without any.
fn gain(weights: &[f64], found: &[(&str, &Summary)]) -> f64 {
    let ratio = |strata: &Vec<(f64, f64)>| {
        let weighted = || weights.iter().zip(strata);
        let mean: f64 = weighted().map(|(weight, (mean, _))| weight * mean).sum();
        let plain = weighted().map(|(weight, (m, variance))| weight * (variance + (m - mean) * (m - mean)));
        let best: f64 = weighted().map(|(weight, (_, variance))| weight * variance.sqrt()).sum();
        plain.sum::<f64>() / (best * best).max(f64::MIN_POSITIVE)
    };
    let mut ratios: Vec<f64> = variances(found).iter().map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(1.0)
}

/// The stratum whose doubling takes most off the variances, relative to what they are, for each trial that it costs.
///
/// Unless that would make the sample tell too little as a whole: then the stratum whose trials weigh most.
fn best(weights: &[f64], batches: &[u64], found: &[(&str, &Summary)]) -> Option<usize> {
    let share = |stratum: usize, variance: f64| {
        weights[stratum] * weights[stratum] * variance / batches[stratum] as f64
    };
    let mut gains = vec![0.0; weights.len()];
    for strata in variances(found) {
        let whole: f64 = strata.iter().enumerate().map(|(h, (_, variance))| share(h, *variance)).sum();
        for (h, (_, variance)) in strata.iter().enumerate().filter(|_| whole > 0.0) {
            gains[h] += share(h, *variance) / whole / batches[h] as f64;
        }
    }
    let most = |values: &[f64]| (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b]));
    let chosen = most(&gains)?;
    let mut after = batches.to_vec();
    after[chosen] *= 2;
    if effective(weights, &after) < LEAST_EFFECTIVE * after.iter().sum::<u64>() as f64 {
        let heavy: Vec<f64> = weights.iter().zip(batches).map(|(weight, &n)| weight / n as f64).collect();
        return most(&heavy);
    }
    Some(chosen)
}
