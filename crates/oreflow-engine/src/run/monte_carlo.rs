//! Many trials in parallel, summed up in the order of their numbers.

use std::ops::ControlFlow;

use oreflow_random::{Estimate, Fan, REPLICATES, Summary, Trial};
use rayon::prelude::*;

use super::failure::{Failure, together_or_alone};
use super::schedule::{Next, Schedule, Stop, Stopping, StrataReport, Stratify};
use crate::calendar::Calendar;
use crate::experiment::Prepared;
use crate::kernel::Kernel;
use crate::lanes::{F64x8, Lanes};
use crate::observe::{Outcome, Recorder, Series, Statistic, is_shortfall};

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
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Trials done.
    pub done: u64,
    /// Trials asked for.
    pub asked: u64,
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
    /// Trials asked for.
    pub asked: u64,
    /// Trials done.
    pub done: u64,
    /// Trials in which a watched series or outcome was not a number or infinite, or that panicked; they are left out.
    pub failed: Vec<Failure>,
    /// Why the run ended.
    pub stop: Stop,
    /// What was done about strata of rare hazards, where they were asked for and there are any.
    pub strata: Option<StrataReport>,
    /// Means of the outcomes after each doubling of the trials.
    pub history: Vec<Checkpoint>,
    /// Trials done of each stratum.
    by_stratum: Vec<u64>,
}

/// What was known of the outcomes after so many trials.
#[derive(Clone, Debug)]
pub struct Checkpoint {
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

/// What two experiments differ in, over the same trials.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Each outcome with the summary of its differences, in the order asked.
    pub differences: Vec<(Outcome, Summary)>,
    /// Trials done.
    pub done: u64,
    /// Trials that failed in either.
    pub failed: Vec<Failure>,
}

/// What one batch leaves behind.
struct BatchResult {
    index: u64,
    /// `[outcome][lane]`
    outcomes: Vec<[f64; REPLICATES as usize]>,
    /// `[series][step]`, the series asked for.
    series: Vec<Vec<F64x8>>,
    /// Why a lane is left out.
    failed: [Option<String>; REPLICATES as usize],
}

impl BatchResult {
    /// A batch of which nothing is known.
    fn nothing(index: u64, outcomes: usize, series: usize, steps: usize) -> Self {
        Self {
            index,
            outcomes: vec![[f64::NAN; REPLICATES as usize]; outcomes],
            series: vec![vec![F64x8::splat(f64::NAN); steps]; series],
            failed: Default::default(),
        }
    }

    /// Puts what a trial found into its lane.
    fn set(&mut self, lane: usize, found: Result<TrialResult, String>) {
        match found {
            Ok(trial) => {
                for (outcome, value) in self.outcomes.iter_mut().zip(trial.outcomes) {
                    outcome[lane] = value;
                }
                for (steps, values) in self.series.iter_mut().zip(trial.series) {
                    for (step, value) in steps.iter_mut().zip(values) {
                        step.set_lane(lane, value);
                    }
                }
            }
            Err(reason) => self.failed[lane] = Some(reason),
        }
    }
}

/// What one trial leaves behind.
struct TrialResult {
    outcomes: Vec<f64>,
    /// `[series][step]`, the series asked for.
    series: Vec<Vec<f64>>,
}

impl MonteCarlo {
    /// So many trials, of which nothing is kept yet.
    pub fn new(trials: u64) -> Self {
        Self { trials, outcomes: Vec::new(), series: Vec::new(), stratify: Stratify::Never, stopping: None }
    }

    /// Runs the trials; `progress` is called after every few batches and may break off.
    ///
    /// # Reproducibility
    /// The results depend on the experiment and the number of trials alone: not on threads, instruction set or what
    /// else is watched. The first trials of a longer run are those of a shorter one.
    pub fn run(&self, prepared: &Prepared, mut progress: impl FnMut(Progress) -> ControlFlow<()>) -> Results {
        let plan = Plan::new(self, prepared);
        let mut schedule = Schedule::new(prepared, self.stratify, self.trials, self.stopping.as_ref());
        let mut results = plan.nothing(self, prepared, &schedule);
        results.stop = loop {
            let found: Vec<(String, &Summary)> =
                results.outcomes.iter().map(|(outcome, summary)| (outcome.path(), summary)).collect();
            let batches = match schedule.next(&found) {
                Next::Batches(batches) => batches,
                Next::Drop => {
                    results = plan.nothing(self, prepared, &schedule);
                    continue;
                }
                Next::Stop(stop) => break stop,
            };
            results.asked = schedule.goal();
            if plan.batches(self, prepared, &batches, &mut results, &mut progress).is_break() {
                break Stop::Cancelled;
            }
            let mean = |(_, summary): &(Outcome, Summary)| {
                if summary.non_finite() == 0 { summary.mean() } else { Estimate::UNKNOWN }
            };
            let means = results.outcomes.iter().map(mean).collect();
            results.history.push(Checkpoint { trials: results.done, means });
        };
        if results.stop != Stop::Cancelled {
            // Strata take the powers of two that fit.
            results.asked = results.done;
        }
        results.strata = schedule.report(&results.by_stratum);
        results
    }

    /// Runs the same trials of two experiments and takes the difference of each outcome, the second less the first.
    ///
    /// Both see the same world where they name things alike (common random numbers): what strikes whom and when does not
    /// depend on measures. The share of differences above zero, [`Summary::exceedance`] at 0, is the chance that the second
    /// is larger. A trial that fails in either is left out. Neither strata nor stopping apply.
    ///
    /// # References
    /// Glasserman & Yao, "Some guidelines and guarantees for common random numbers", Management Science 38(6), 1992, 884-908.
    pub fn compare(
        &self,
        first: &Prepared,
        second: &Prepared,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Comparison {
        let plans = [first, second].map(|prepared| (Plan::new(self, prepared), prepared));
        let design = first.experiment().draws.design();
        let mut differences: Vec<(Outcome, Summary)> =
            self.outcomes.iter().map(|outcome| (outcome.clone(), Summary::under(design))).collect();
        let (mut done, mut failed) = (0, Vec::new());
        let batches = self.trials.div_ceil(u64::from(REPLICATES));
        let chunk = (CHUNK * rayon::current_num_threads()) as u64;
        for first in (0..batches).step_by(chunk as usize) {
            let both: Vec<[BatchResult; 2]> = (first..batches.min(first + chunk))
                .into_par_iter()
                .map(|index| plans.each_ref().map(|(plan, prepared)| plan.batch(self, prepared, index)))
                .collect();
            for [first, second] in &both {
                let trials = (0..REPLICATES).map(|replicate| Trial { replicate, index: first.index });
                for (lane, trial) in trials.enumerate().filter(|(_, trial)| trial.number() < self.trials) {
                    done += 1;
                    if let Some(reason) = first.failed[lane].as_ref().or(second.failed[lane].as_ref()) {
                        failed.push(Failure { trial, reason: reason.clone() });
                        continue;
                    }
                    let values = first.outcomes.iter().zip(&second.outcomes);
                    for ((_, summary), (before, after)) in differences.iter_mut().zip(values) {
                        summary.push(trial, after[lane] - before[lane]);
                    }
                }
            }
            if progress(Progress { done, asked: self.trials }).is_break() {
                break;
            }
        }
        Comparison { differences, done, failed }
    }
}

/// Adds a batch to the results, in the order of trial numbers.
fn fold(results: &mut Results, batch: &BatchResult) {
    for replicate in 0..REPLICATES {
        let trial = Trial { replicate, index: batch.index };
        // The last batch may be one of fewer trials than replicates.
        if trial.stratum().is_none() && trial.number() >= results.asked {
            break;
        }
        let lane = replicate as usize;
        results.done += 1;
        results.by_stratum[trial.stratum().unwrap_or(0) as usize] += 1;
        if let Some(reason) = &batch.failed[lane] {
            results.failed.push(Failure { trial, reason: reason.clone() });
            continue;
        }
        for ((_, summary), values) in results.outcomes.iter_mut().zip(&batch.outcomes) {
            summary.push(trial, values[lane]);
        }
        for (fan, values) in results.series.iter_mut().zip(&batch.series) {
            for (step, value) in fan.steps.iter_mut().zip(values) {
                step.push(trial, value.lane(lane));
            }
        }
    }
}

/// All series that must be recorded, each once, and where to find them.
struct Plan {
    recorded: Vec<Series>,
    base: Vec<f64>,
    of_outcome: Vec<usize>,
    of_series: Vec<usize>,
    kernel: Kernel<F64x8>,
}

impl Plan {
    fn new(run: &MonteCarlo, prepared: &Prepared) -> Self {
        let mut recorded: Vec<Series> = Vec::new();
        let mut find = |series: &Series| {
            recorded.iter().position(|known| known == series).unwrap_or_else(|| {
                recorded.push(series.clone());
                recorded.len() - 1
            })
        };
        let of_outcome: Vec<usize> = run.outcomes.iter().map(|outcome| find(&outcome.series)).collect();
        let of_series: Vec<usize> = run.series.iter().map(&mut find).collect();
        let base = prepared.base_of(&recorded);
        Self { recorded, base, of_outcome, of_series, kernel: Kernel::widest() }
    }

    /// Results of no trials.
    fn nothing(&self, run: &MonteCarlo, prepared: &Prepared, schedule: &Schedule<'_>) -> Results {
        let experiment = prepared.experiment();
        let sampling = schedule.sampling(experiment.draws.design());
        let steps = experiment.calendar.steps();
        let fan = |(series, &position): (&Series, &usize)| SeriesSummary {
            series: series.clone(),
            base: if is_shortfall(series.quantity()) { 0.0 } else { self.base[position] },
            steps: vec![Fan::under(sampling.clone()); steps],
        };
        let summary = |outcome: &Outcome| (outcome.clone(), Summary::under(sampling.clone()));
        Results {
            outcomes: run.outcomes.iter().map(summary).collect(),
            series: run.series.iter().zip(&self.of_series).map(fan).collect(),
            asked: schedule.goal(),
            done: 0,
            failed: Vec::new(),
            stop: Stop::Done,
            strata: None,
            history: Vec::new(),
            by_stratum: vec![0; sampling.weights().len()],
        }
    }

    /// Runs batches and adds them to the results, telling of it after every few.
    fn batches(
        &self,
        run: &MonteCarlo,
        prepared: &Prepared,
        batches: &[u64],
        results: &mut Results,
        progress: &mut impl FnMut(Progress) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for chunk in batches.chunks(CHUNK * rayon::current_num_threads()) {
            let done: Vec<BatchResult> =
                chunk.par_iter().map(|&index| self.batch(run, prepared, index)).collect();
            for batch in &done {
                fold(results, batch);
            }
            let stop = progress(Progress { done: results.done, asked: results.asked });
            if stop.is_break() && results.done < results.asked {
                return stop;
            }
        }
        ControlFlow::Continue(())
    }

    fn batch(&self, run: &MonteCarlo, prepared: &Prepared, index: u64) -> BatchResult {
        let calendar = &prepared.experiment().calendar;
        let together = || {
            let mut recorder = Recorder::<F64x8>::new(&self.recorded, calendar.steps());
            prepared.run_batch_on(self.kernel, index, &mut recorder);
            let lanes = 0..REPLICATES as usize;
            lanes.map(|lane| self.lane(run, calendar, &recorder, lane)).collect::<Vec<_>>()
        };
        let alone = |trial| {
            let mut recorder = Recorder::<f64>::new(&self.recorded, calendar.steps());
            prepared.run_trial(trial, &mut recorder);
            self.lane(run, calendar, &recorder, 0)
        };
        let mut batch =
            BatchResult::nothing(index, run.outcomes.len(), self.of_series.len(), calendar.steps());
        let found = together_or_alone(index, together, alone)
            .unwrap_or_else(|trials| trials.into_iter().map(Result::flatten).collect());
        for (lane, trial) in found.into_iter().enumerate() {
            batch.set(lane, trial);
        }
        batch
    }

    /// What the trial of a lane found, or what of it was not a number. Only a recovery may be infinite: it never comes.
    fn lane<V: Lanes>(
        &self,
        run: &MonteCarlo,
        calendar: &Calendar,
        recorder: &Recorder<'_, V>,
        lane: usize,
    ) -> Result<TrialResult, String> {
        let of = |position: usize| recorder.values[position].iter().map(|value| value.lane(lane));
        for (position, series) in self.recorded.iter().enumerate() {
            if let Some((step, value)) = of(position).enumerate().find(|(_, value)| !value.is_finite()) {
                let (what, path, date) = (name_of(value), series.path(), calendar.date(step));
                return Err(format!("{what} in {path} at step {} ({date})", step + 1));
            }
        }
        let (mut outcomes, mut values) = (Vec::with_capacity(run.outcomes.len()), Vec::new());
        for (outcome, &position) in run.outcomes.iter().zip(&self.of_outcome) {
            let base = recorder.base[position].lane(lane);
            values.clear();
            values.extend(of(position));
            let value = outcome.evaluate(&values, base, calendar);
            let never = outcome.statistic == Statistic::Recovery && value == f64::INFINITY;
            if !value.is_finite() && !never {
                let (what, path) = (name_of(value), outcome.path());
                return Err(format!("{what} in {path} (a step of the base is {base})"));
            }
            outcomes.push(value);
        }
        let series = self.of_series.iter().map(|&position| of(position).collect()).collect();
        Ok(TrialResult { outcomes, series })
    }
}

/// What a value is that is no finite number.
fn name_of(value: f64) -> &'static str {
    if value.is_nan() { "not a number" } else { "infinite" }
}
