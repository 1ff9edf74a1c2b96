//! Where a run is: what it has summed up, and all that it takes to go on.

use std::time::Duration;

use oreflow_random::{Design, Estimate, Fan, REPLICATES, Summary, Trial};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::monte_carlo::{Comparison, Kept, Milestone, MonteCarlo, Results, SeriesSummary};
use super::plan::{BatchResult, Plan};
use super::schedule::{Next, Schedule, Stop, StrataReport};
use super::worst::Worst;
use crate::experiment::Prepared;
use crate::lanes::Lanes;
use crate::observe::{Outcome, Series};

/// Where a run is: what its first trials found, and all that it takes to go on with the same bits.
///
/// A run hands it out with its [`Progress`](super::Progress). It can be written down by `serde` in a format that keeps the bits of
/// all numbers, infinite ones too, such as postcard or bincode, and read again for [`MonteCarlo::resume`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Checkpoint {
    question: Question,
    schedule: Schedule,
    /// Batches of the schedule's stage that are summed up, from the first on.
    folded: usize,
    done: u64,
    by_stratum: Vec<u64>,
    failed: Vec<Failure>,
    /// Trials of which outcomes are kept, where any are.
    kept: Vec<Trial>,
    policies: Vec<Found>,
    /// What each policy but the first differs in: `[policy][outcome]`.
    differences: Vec<Vec<Summary>>,
}

/// What a run asks, by which a checkpoint is known again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Question {
    policies: usize,
    seed: u64,
    design: Design,
    trials: u64,
    most_trials: Option<u64>,
    steps: usize,
    outcomes: Vec<String>,
    series: Vec<String>,
    /// Numbers of the outcomes that are kept trial by trial.
    keep: Vec<usize>,
}

/// What is known of one policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Found {
    outcomes: Vec<Summary>,
    worst: Vec<Worst>,
    /// `[kept outcome][trial]`
    kept: Vec<Vec<f64>>,
    /// `[series][step]`
    series: Vec<Vec<Fan>>,
    history: Vec<Milestone>,
}

impl Question {
    fn new(run: &MonteCarlo, policies: &[&Prepared]) -> Self {
        let experiment = policies[0].experiment();
        Self {
            policies: policies.len(),
            seed: experiment.draws.seed(),
            design: experiment.draws.design(),
            trials: run.trials,
            most_trials: run.stopping.as_ref().map(|stopping| stopping.most_trials),
            steps: experiment.calendar.steps(),
            outcomes: run.outcomes.iter().map(Outcome::path).collect(),
            series: run.series.iter().map(Series::path).collect(),
            keep: (0..run.outcomes.len()).filter(|&n| run.keep.contains(&run.outcomes[n].path())).collect(),
        }
    }
}

impl Checkpoint {
    /// The state before the first trial.
    pub(super) fn new(run: &MonteCarlo, policies: &[&Prepared]) -> Self {
        Self::under(Question::new(run, policies), Schedule::new(run, policies))
    }

    /// The state before the first trial of a schedule.
    fn under(question: Question, schedule: Schedule) -> Self {
        let sampling = schedule.sampling(question.design);
        let summaries = || vec![Summary::under(sampling.clone()); question.outcomes.len()];
        let found = Found {
            outcomes: summaries(),
            worst: vec![Worst::default(); question.outcomes.len()],
            kept: vec![Vec::new(); question.keep.len()],
            series: vec![vec![Fan::under(sampling.clone()); question.steps]; question.series.len()],
            history: Vec::new(),
        };
        Self {
            folded: 0,
            done: 0,
            by_stratum: vec![0; sampling.weights().len()],
            failed: Vec::new(),
            kept: Vec::new(),
            policies: vec![found; question.policies],
            differences: vec![summaries(); question.policies - 1],
            question,
            schedule,
        }
    }

    /// Trials done.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Trials asked for, as far as is known.
    pub fn asked(&self) -> u64 {
        self.schedule.goal()
    }

    /// Trials that failed.
    pub fn failed(&self) -> &[Failure] {
        &self.failed
    }

    /// How trials are shared out among strata, where they are.
    pub fn strata(&self) -> Option<StrataReport> {
        self.schedule.report(&self.by_stratum)
    }

    /// Wall-clock time of all parts of the run so far.
    pub fn spent(&self) -> Duration {
        self.schedule.spent
    }

    /// Mean of an outcome under a policy, both by their number, over the trials so far.
    pub fn mean(&self, policy: usize, outcome: usize) -> Option<Estimate> {
        Some(mean(self.policies.get(policy)?.outcomes.get(outcome)?))
    }

    /// Whether it is of this run.
    pub(super) fn fits(&self, run: &MonteCarlo, policies: &[&Prepared]) -> bool {
        let sampling = self.schedule.sampling(self.question.design);
        let alike = |summaries: &Vec<Summary>| {
            summaries.len() == run.outcomes.len()
                && summaries.iter().all(|summary| *summary.sampling() == sampling)
        };
        let banded = |steps: &Vec<Fan>| {
            steps.len() == self.question.steps && steps.iter().all(|fan| *fan.sampling() == sampling)
        };
        let whole = |found: &Found| {
            let milestones =
                found.history.iter().all(|milestone| milestone.means.len() == run.outcomes.len());
            let series = found.series.len() == run.series.len() && found.series.iter().all(banded);
            let worst = found.worst.len() == run.outcomes.len() && found.worst.iter().all(Worst::is_sound);
            let kept = found.kept.len() == self.question.keep.len()
                && found.kept.iter().all(|values| values.len() == self.kept.len());
            alike(&found.outcomes) && series && milestones && worst && kept
        };
        self.question == Question::new(run, policies)
            && self.schedule.is_of(&Schedule::new(run, policies), run)
            && self.folded <= self.schedule.stage().len()
            && self.by_stratum.len() == sampling.weights().len()
            && self.policies.len() == policies.len()
            && self.policies.iter().all(whole)
            && self.differences.len() + 1 == policies.len()
            && self.differences.iter().all(alike)
    }

    /// Batches that are still to be run in the schedule's stage, in their order.
    pub(super) fn rest_of_stage(&self) -> Vec<u64> {
        self.schedule.stage().split_off(self.folded)
    }

    /// Adds batches, each under all policies, in the order of trial numbers.
    ///
    /// Each summary takes the trials of all batches before the next has its turn, so that it is fetched once; summaries are shared out
    /// among threads.
    pub(super) fn fold(&mut self, run: &MonteCarlo, batches: &[Vec<BatchResult>]) {
        self.folded += batches.len();
        let sound: Vec<(Trial, &[BatchResult])> = batches
            .iter()
            .flat_map(|batch| self.count(batch).into_iter().map(move |trial| (trial, &batch[..])))
            .collect();
        if !self.question.keep.is_empty() {
            self.kept.extend(sound.iter().map(|&(trial, _)| trial));
        }
        let lane = |trial: Trial| trial.replicate as usize;
        for (policy, found) in self.policies.iter_mut().enumerate() {
            let outcomes = found.outcomes.par_iter_mut().zip(&mut found.worst).zip(&run.outcomes);
            outcomes.enumerate().for_each(|(number, ((summary, worst), outcome))| {
                for &(trial, batch) in &sound {
                    let value = batch[policy].outcomes[number][lane(trial)];
                    summary.push(trial, value);
                    worst.push(trial, value, outcome.worse_if_higher());
                }
            });
            for (values, &outcome) in found.kept.iter_mut().zip(&self.question.keep) {
                let of_trials =
                    sound.iter().map(|&(trial, batch)| batch[policy].outcomes[outcome][lane(trial)]);
                values.extend(of_trials);
            }
            found.series.par_iter_mut().enumerate().for_each(|(number, steps)| {
                for (step, fan) in steps.iter_mut().enumerate() {
                    for &(trial, batch) in &sound {
                        fan.push(trial, batch[policy].series[number][step].lane(lane(trial)));
                    }
                }
            });
        }
        for (policy, summaries) in (1..).zip(&mut self.differences) {
            summaries.par_iter_mut().enumerate().for_each(|(number, summary)| {
                for &(trial, batch) in &sound {
                    let value = |policy: usize| batch[policy].outcomes[number][lane(trial)];
                    summary.push(trial, value(policy) - value(0));
                }
            });
        }
    }

    /// Counts the trials of a batch, and gives those that did not fail.
    fn count(&mut self, batch: &[BatchResult]) -> Vec<Trial> {
        let index = batch[0].index;
        let mut sound = Vec::with_capacity(REPLICATES as usize);
        for replicate in 0..REPLICATES {
            let trial = Trial { replicate, index };
            // The last batch may be one of fewer trials than replicates.
            if trial.stratum().is_none() && trial.number() >= self.asked() {
                break;
            }
            self.done += 1;
            self.by_stratum[trial.stratum().unwrap_or(0) as usize] += 1;
            let failure = batch
                .iter()
                .enumerate()
                .find_map(|(policy, found)| Some((policy, found.failed[replicate as usize].clone()?)));
            match failure {
                Some((policy, reason)) => self.failed.push(Failure { trial, policy, reason }),
                None => sound.push(trial),
            }
        }
        sound
    }

    /// Tells how long all parts of the run took.
    pub(super) fn spend(&mut self, spent: Duration) {
        self.schedule.spent = spent;
    }

    /// Goes on to the next stage, or tells why there is none.
    pub(super) fn next_stage(&mut self, run: &MonteCarlo) -> Option<Stop> {
        if self.folded > 0 {
            for found in &mut self.policies {
                let means = found.outcomes.iter().map(mean).collect();
                found.history.push(Milestone { trials: self.done, means });
            }
        }
        self.folded = 0;
        let paths = || self.question.outcomes.iter().map(String::as_str);
        let found: Vec<(&str, &Summary)> =
            self.policies.iter().flat_map(|policy| paths().zip(&policy.outcomes)).collect();
        match self.schedule.next(run, &found) {
            Next::Stage => None,
            Next::Drop => {
                *self = Self::under(self.question.clone(), self.schedule.clone());
                None
            }
            Next::Stop(stop) => Some(stop),
        }
    }

    /// The end of the run.
    pub(super) fn end(self, run: &MonteCarlo, plans: &[Plan<'_>], stop: Stop) -> Comparison {
        let strata = self.strata();
        let sampling = self.schedule.sampling(self.question.design);
        let keep = &self.question.keep;
        let kept = |values: Vec<Vec<f64>>| Kept {
            trials: self.kept.clone(),
            outcomes: keep.iter().map(|&n| run.outcomes[n].clone()).zip(values).collect(),
        };
        // Strata take the powers of two that fit.
        let asked = if stop == Stop::Cancelled { self.asked() } else { self.done };
        let named = |summaries: Vec<Summary>| run.outcomes.iter().cloned().zip(summaries).collect();
        let results = |(found, plan): (Found, &Plan<'_>)| Results {
            outcomes: named(found.outcomes),
            series: run
                .series
                .iter()
                .zip(found.series)
                .enumerate()
                .map(|(n, (series, steps))| SeriesSummary::new(series.clone(), plan.base(n), steps))
                .collect(),
            worst: found.worst.into_iter().map(Worst::into_trials).collect(),
            kept: kept(found.kept),
            sampling: sampling.clone(),
            asked,
            done: self.done,
            failed: self.failed.clone(),
            stop,
            strata: strata.clone(),
            history: found.history,
            spent: self.schedule.spent,
        };
        Comparison {
            policies: self.policies.into_iter().zip(plans).map(results).collect(),
            differences: self.differences.into_iter().map(named).collect(),
        }
    }
}

/// The mean, if no trial is without end.
fn mean(summary: &Summary) -> Estimate {
    if summary.non_finite() == 0 { summary.mean() } else { Estimate::UNKNOWN }
}
