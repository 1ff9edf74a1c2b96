//! What must be recorded of a batch of one policy, and what is made of it.

use oreflow_random::{REPLICATES, Trial};

use super::failure::together_or_alone;
use super::monte_carlo::MonteCarlo;
use crate::experiment::Prepared;
use crate::kernel::Kernel;
use crate::lanes::{F64x8, Lanes};
use crate::observe::{Recorder, Series, is_shortfall};

/// What one batch leaves behind.
pub(super) struct BatchResult {
    pub(super) index: u64,
    /// `[outcome][lane]`
    pub(super) outcomes: Vec<[f64; REPLICATES as usize]>,
    /// `[series][step]`, the series asked for.
    pub(super) series: Vec<Vec<F64x8>>,
    /// Why a lane is left out.
    pub(super) failed: [Option<String>; REPLICATES as usize],
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

/// All series that must be recorded of a policy, each once, and where to find them.
pub(super) struct Plan<'a> {
    run: &'a MonteCarlo,
    prepared: &'a Prepared,
    recorded: Vec<Series>,
    base: Vec<f64>,
    of_outcome: Vec<usize>,
    of_series: Vec<usize>,
    kernel: Kernel<F64x8>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(run: &'a MonteCarlo, prepared: &'a Prepared) -> Self {
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
        Self { run, prepared, recorded, base, of_outcome, of_series, kernel: Kernel::widest() }
    }

    /// The value of a series that was asked for in a step of the base; nothing of a shortfall.
    pub(super) fn base(&self, series: usize) -> f64 {
        let shortfall = is_shortfall(self.run.series[series].quantity());
        if shortfall { 0.0 } else { self.base[self.of_series[series]] }
    }

    pub(super) fn batch(&self, index: u64) -> BatchResult {
        let steps = self.prepared.experiment().calendar.steps();
        let together = || {
            let mut recorder = Recorder::<F64x8>::new(&self.recorded, steps);
            self.prepared.run_batch_on(self.kernel, index, &mut recorder);
            let lanes = 0..REPLICATES as usize;
            lanes.map(|lane| self.lane(&recorder, lane)).collect::<Vec<_>>()
        };
        let alone = |trial: Trial| {
            let mut recorder = Recorder::<f64>::new(&self.recorded, steps);
            self.prepared.run_trial(trial, &mut recorder);
            self.lane(&recorder, 0)
        };
        let mut batch = BatchResult::nothing(index, self.run.outcomes.len(), self.of_series.len(), steps);
        let found = together_or_alone(index, together, alone)
            .unwrap_or_else(|trials| trials.into_iter().map(Result::flatten).collect());
        for (lane, trial) in found.into_iter().enumerate() {
            batch.set(lane, trial);
        }
        batch
    }

    /// What the trial of a lane found, or what of it was not a number. Only a time until something may be infinite: it never comes.
    fn lane<V: Lanes>(&self, recorder: &Recorder<'_, V>, lane: usize) -> Result<TrialResult, String> {
        let calendar = &self.prepared.experiment().calendar;
        let of = |position: usize| recorder.values[position].iter().map(|value| value.lane(lane));
        for (position, series) in self.recorded.iter().enumerate() {
            if let Some((step, value)) = of(position).enumerate().find(|(_, value)| !value.is_finite()) {
                let (what, path, date) = (name_of(value), series.path(), calendar.date(step));
                return Err(format!("{what} in {path} at step {} ({date})", step + 1));
            }
        }
        let (mut outcomes, mut values) = (Vec::with_capacity(self.run.outcomes.len()), Vec::new());
        for (outcome, &position) in self.run.outcomes.iter().zip(&self.of_outcome) {
            let base = recorder.base[position].lane(lane);
            values.clear();
            values.extend(of(position));
            let value = outcome.evaluate(&values, base, calendar);
            let never = outcome.statistic.may_never_come() && value == f64::INFINITY;
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
