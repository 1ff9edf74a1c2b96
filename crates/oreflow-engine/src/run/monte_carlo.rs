//! Many trials in parallel, summed up in the order of their numbers.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use oreflow_random::{Estimate, Fan, Sampling, Summary, Trial};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::checkpoint::Checkpoint;
use super::failure::Failure;
use super::plan::{BatchResult, Plan};
use super::schedule::{Stop, Stopping, StrataReport, Stratify};
use crate::experiment::Prepared;
use crate::observe::{Outcome, Series};

/// Batches for each thread that run before their results are summed up and progress is told: few, so that an interrupt
/// is soon heard and memory does not grow with trials. Results do not depend on it.
const CHUNK: usize = 4;

/// How many trials, and what is kept of them.
#[derive(Clone, Debug)]
pub struct MonteCarlo {
    /// Number of trials.
    pub trials: u64,
    /// One number a trial each, with estimates and intervals.
    pub outcomes: Vec<Outcome>,
    /// Series over time, with mean and quantiles of each step.
    pub series: Vec<Series>,
    /// Whether trials are shared out among strata of rare hazards.
    pub stratify: Stratify,
    /// When the run is long enough; without it, after `trials`, and with it, not before.
    pub stopping: Option<Stopping>,
    /// Those of the outcomes, by their paths, of which the number of every trial is kept: memory then grows with trials.
    pub keep: Vec<String>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// Trials done.
    pub done: u64,
    /// Trials asked for.
    pub asked: u64,
    /// What they found, and all that it takes to go on from here: to be cloned or written down, not for every call.
    pub checkpoint: &'a Checkpoint,
}

/// A series over all trials.
#[derive(Clone, Debug)]
pub struct SeriesSummary {
    /// The series.
    pub series: Series,
    /// Its value in a step of the base.
    pub base: f64,
    steps: Vec<Fan>,
}

impl SeriesSummary {
    pub(super) fn new(series: Series, base: f64, steps: Vec<Fan>) -> Self {
        Self { series, base, steps }
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Mean over trials in a step, with its 95 % interval.
    ///
    /// # Panics
    /// If there is no such step.
    pub fn mean(&self, step: usize) -> Estimate {
        self.steps[step].mean()
    }

    /// Quantile over trials in a step, within 1 % and mostly far better; none without trials.
    ///
    /// # Panics
    /// If there is no such step.
    pub fn quantile(&self, step: usize, p: f64) -> Option<f64> {
        self.steps[step].quantile(p)
    }
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Results {
    /// Each outcome with its summary over trials, in the order asked.
    pub outcomes: Vec<(Outcome, Summary)>,
    /// Each series, in the order asked.
    pub series: Vec<SeriesSummary>,
    /// The worst twenty trials of each outcome, worst first: those of the highest numbers, or of the lowest where less is worse.
    pub worst: Vec<Vec<(Trial, f64)>>,
    /// What was asked to be kept trial by trial.
    pub kept: Kept,
    /// How the trials were sampled.
    pub sampling: Sampling,
    /// Trials asked for.
    pub asked: u64,
    /// Trials done.
    pub done: u64,
    /// Trials in which a watched series or outcome was not a number or infinite, or that panicked, under any policy;
    /// they are left out.
    pub failed: Vec<Failure>,
    /// Why the run ended.
    pub stop: Stop,
    /// What was done about strata of rare hazards, where they were asked for and there are any.
    pub strata: Option<StrataReport>,
    /// Means of the outcomes after each doubling of the trials.
    pub history: Vec<Milestone>,
    /// Wall-clock time of the trials in all parts of the run.
    pub spent: Duration,
}

/// Outcomes trial by trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The trials that did not fail, in the order in which they were summed up.
    pub trials: Vec<Trial>,
    /// Each outcome with its number in each of the trials.
    pub outcomes: Vec<(Outcome, Vec<f64>)>,
}

/// What was known of the outcomes after so many trials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// Trials done.
    pub trials: u64,
    /// Mean of each outcome, in their order.
    pub means: Vec<Estimate>,
}

impl Results {
    /// Mean of an outcome, by its path with its field.
    pub fn mean(&self, path: &str) -> Option<Estimate> {
        self.summary(path).map(Summary::mean)
    }

    /// Summary of an outcome, by its path with its field.
    pub fn summary(&self, path: &str) -> Option<&Summary> {
        self.outcomes.iter().find(|(outcome, _)| outcome.path() == path).map(|(_, summary)| summary)
    }
}

/// Several policies over the same trials.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What each policy found, in the order asked.
    pub policies: Vec<Results>,
    /// For each policy but the first, the paired differences of each outcome: this policy less the first.
    pub differences: Vec<Vec<(Outcome, Summary)>>,
}

impl Comparison {
    /// Differences of a policy, by its number from 1, in an outcome, by its path with its field.
    pub fn difference(&self, policy: usize, path: &str) -> Option<&Summary> {
        let differences = self.differences.get(policy.checked_sub(1)?)?;
        differences.iter().find(|(outcome, _)| outcome.path() == path).map(|(_, summary)| summary)
    }
}

/// Why a run cannot begin or go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// There is no policy.
    #[error("there is no policy to run")]
    NoPolicy,
    /// Policies that cannot see the same trials.
    #[error("policy {policy} has another {what} than the first, so that their trials are not the same")]
    Unlike {
        /// Number of the policy, from 0.
        policy: usize,
        /// What differs: `network`, `calendar`, `seed or design`.
        what: &'static str,
    },
    /// A checkpoint that is not of this run.
    #[error("the checkpoint is of another run")]
    ForeignCheckpoint,
}

impl MonteCarlo {
    /// So many trials, of which nothing is kept yet.
    pub fn new(trials: u64) -> Self {
        Self {
            trials,
            outcomes: Vec::new(),
            series: Vec::new(),
            stratify: Stratify::Never,
            stopping: None,
            keep: Vec::new(),
        }
    }

    /// Runs the trials; `progress` is called after every few batches and may break off.
    ///
    /// # Reproducibility
    /// The results depend on the experiment and the number of trials alone: not on threads, instruction set or what
    /// else is watched. The first trials of a longer run are those of a shorter one.
    pub fn run(&self, prepared: &Prepared, progress: impl FnMut(Progress<'_>) -> ControlFlow<()>) -> Results {
        let only = [prepared];
        let mut comparison = self.go_on(&only, Checkpoint::new(self, &only), progress);
        comparison.policies.swap_remove(0)
    }

    /// Runs the same trials of several policies, and takes the difference of each outcome from the first, trial by trial.
    ///
    /// All see the same world where they name things alike (common random numbers): what strikes whom and when does not
    /// depend on measures. The share of differences above zero, [`Summary::exceedance`] at 0, is the chance that the outcome
    /// is larger than under the first policy. A trial that fails under any policy is left out of all. Trials are shared out among
    /// strata if all policies have the same rare hazards. A tolerance must be met under each policy; differences have none, as
    /// one that is next to nothing has no relative precision.
    ///
    /// # Errors
    /// If there is no policy, or networks, calendars or draws are not the same.
    ///
    /// # References
    /// Glasserman & Yao, "Some guidelines and guarantees for common random numbers", Management Science 38(6), 1992, 884-908.
    pub fn compare(
        &self,
        policies: &[&Prepared],
        progress: impl FnMut(Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Comparison, RunError> {
        check_policies(policies)?;
        Ok(self.go_on(policies, Checkpoint::new(self, policies), progress))
    }

    /// Goes on from a checkpoint of the same run, of one policy or several, to the same bits as if it had not been broken off.
    ///
    /// # Errors
    /// As those of [`compare`](Self::compare), and if the checkpoint is plainly of another run. That the experiments are the same in
    /// all else is the caller's promise.
    pub fn resume(
        &self,
        policies: &[&Prepared],
        from: Checkpoint,
        progress: impl FnMut(Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Comparison, RunError> {
        self.check_checkpoint(policies, &from)?;
        Ok(self.go_on(policies, from, progress))
    }

    /// Whether a run of policies can go on from a checkpoint.
    ///
    /// # Errors
    /// Those of [`resume`](Self::resume).
    pub fn check_checkpoint(&self, policies: &[&Prepared], from: &Checkpoint) -> Result<(), RunError> {
        check_policies(policies)?;
        if from.fits(self, policies) { Ok(()) } else { Err(RunError::ForeignCheckpoint) }
    }

    fn go_on(
        &self,
        policies: &[&Prepared],
        mut at: Checkpoint,
        mut progress: impl FnMut(Progress<'_>) -> ControlFlow<()>,
    ) -> Comparison {
        let plans: Vec<Plan<'_>> = policies.iter().map(|prepared| Plan::new(self, prepared)).collect();
        let (begun, before) = (Instant::now(), at.spent());
        let threads = rayon::current_num_threads();
        // Where there are too few batches for all threads each is run as two halves.
        let found_in = |chunk: Option<&[u64]>, is_unwanted: &(dyn Fn() -> bool + Sync)| {
            let chunk = chunk.unwrap_or_default();
            let halved = chunk.len() * plans.len() < threads;
            run_chunk(
                chunk,
                |index| plans.par_iter().map(|plan| plan.batch(index, halved)).collect(),
                is_unwanted,
            )
        };
        loop {
            let stage = at.rest_of_stage();
            let mut chunks = stage.chunks(CHUNK * threads);
            let mut ready: Vec<Vec<BatchResult>> = found_in(chunks.next(), &|| false);
            while !ready.is_empty() {
                let (chunk, broken, mut coming) = (chunks.next(), AtomicBool::new(false), Vec::new());
                // One thread sums up what is ready while the others go on.
                rayon::in_place_scope(|scope| {
                    scope.spawn(|_| coming = found_in(chunk, &|| broken.load(Ordering::Relaxed)));
                    at.fold(self, &ready);
                    at.spend(before + begun.elapsed());
                    let stop = progress(Progress { done: at.done(), asked: at.asked(), checkpoint: &at });
                    broken.store(stop.is_break() && at.done() < at.asked(), Ordering::Relaxed);
                });
                if broken.into_inner() {
                    return at.end(self, &plans, Stop::Cancelled);
                }
                ready = coming;
            }
            if let Some(stop) = at.next_stage(self) {
                return at.end(self, &plans, stop);
            }
        }
    }
}

/// Runs some batches, on all threads; the rest is left out once it is not wanted any more.
fn run_chunk(
    chunk: &[u64],
    batch: impl Fn(u64) -> Vec<BatchResult> + Sync + Send,
    is_unwanted: impl Fn() -> bool + Sync,
) -> Vec<Vec<BatchResult>> {
    let indices = chunk.par_iter().with_max_len(1);
    indices.filter(|_| !is_unwanted()).map(|&index| batch(index)).collect()
}

/// Whether policies can see the same trials: there is one, and all have the same network, calendar and draws.
///
/// # Errors
/// The first reason why not.
pub fn check_policies(policies: &[&Prepared]) -> Result<(), RunError> {
    let Some((first, others)) = policies.split_first() else { return Err(RunError::NoPolicy) };
    let first = first.experiment();
    for (policy, other) in (1..).zip(others) {
        let other = other.experiment();
        let what = if other.network != first.network {
            "network"
        } else if other.calendar != first.calendar {
            "calendar"
        } else if other.draws != first.draws {
            "seed or design"
        } else {
            continue;
        };
        return Err(RunError::Unlike { policy, what });
    }
    Ok(())
}
