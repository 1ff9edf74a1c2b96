//! What must be recorded of a batch of one policy, and what is made of it.

use std::collections::BTreeMap;

use oreflow_random::{REPLICATES, Trial};

use super::failure::{in_halves, together_or_alone};
use super::monte_carlo::MonteCarlo;
use crate::experiment::Prepared;
use crate::kernel::Kernel;
use crate::lanes::{F64x4, F64x8, Lanes};
use crate::observe::{Recorder, Recording, Series, is_shortfall};

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

    /// Puts the outcomes of a trial into its lane, or why it has none.
    fn set(&mut self, lane: usize, found: Result<Vec<f64>, String>) {
        match found {
            Ok(values) => {
                for (outcome, value) in self.outcomes.iter_mut().zip(values) {
                    outcome[lane] = value;
                }
            }
            Err(reason) => self.failed[lane] = Some(reason),
        }
    }
}

/// What trials side by side leave behind.
struct Found<V> {
    /// Of each trial its outcomes, or why it is left out.
    lanes: Vec<Result<Vec<f64>, String>>,
    /// `[series][step]`, the series asked for.
    series: Vec<Vec<V>>,
}

impl Found<F64x8> {
    fn joined(mut low: Found<F64x4>, mut high: Found<F64x4>) -> Self {
        low.lanes.append(&mut high.lanes);
        let series = low.series.into_iter().zip(high.series).map(|(low, high)| {
            low.into_iter().zip(high).map(|(low, high)| F64x8::joined(low, high)).collect()
        });
        Self { lanes: low.lanes, series: series.collect() }
    }
}

/// All series that must be recorded of a policy, each once, and where to find them.
pub(super) struct Plan<'a> {
    run: &'a MonteCarlo,
    prepared: &'a Prepared,
    recorded: Recording,
    base: Vec<f64>,
    of_outcome: Vec<usize>,
    /// Outcomes of each recorded series.
    outcomes_of: Vec<Vec<usize>>,
    of_series: Vec<usize>,
    pub(super) kernel: Kernel<F64x8>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(run: &'a MonteCarlo, prepared: &'a Prepared) -> Self {
        let mut recorded: Vec<Series> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut find = |series: &Series| {
            *known.entry(series.path()).or_insert_with(|| {
                recorded.push(series.clone());
                recorded.len() - 1
            })
        };
        let of_outcome: Vec<usize> = run.outcomes.iter().map(|outcome| find(&outcome.series)).collect();
        let of_series: Vec<usize> = run.series.iter().map(&mut find).collect();
        let recorded = Recording::new(recorded, &prepared.experiment().network);
        let base = prepared.base_of(&recorded);
        let mut outcomes_of = vec![Vec::new(); recorded.series.len()];
        for (outcome, &position) in of_outcome.iter().enumerate() {
            outcomes_of[position].push(outcome);
        }
        Self { run, prepared, recorded, base, of_outcome, outcomes_of, of_series, kernel: Kernel::widest() }
    }

    /// The value of a series that was asked for in a step of the base; nothing of a shortfall.
    pub(super) fn base(&self, series: usize) -> f64 {
        let shortfall = is_shortfall(self.run.series[series].quantity());
        if shortfall { 0.0 } else { self.base[self.of_series[series]] }
    }

    /// Runs a batch, on two threads if it is halved.
    pub(super) fn batch(&self, index: u64, halved: bool) -> BatchResult {
        let steps = self.prepared.experiment().calendar.steps();
        let together = || {
            if halved {
                return self.halves(index);
            }
            let mut recorder = Recorder::<F64x8>::new(&self.recorded, steps);
            self.prepared.run_batch_on(self.kernel, index, &mut recorder);
            self.found(&recorder)
        };
        let alone = |trial: Trial| {
            let mut recorder = Recorder::<f64>::new(&self.recorded, steps);
            self.prepared.run_trial(trial, &mut recorder);
            self.found(&recorder)
        };
        let mut batch = BatchResult::nothing(index, self.run.outcomes.len(), self.of_series.len(), steps);
        match together_or_alone(index, together, alone) {
            Ok(found) => {
                for (lane, found) in found.lanes.into_iter().enumerate() {
                    batch.set(lane, found);
                }
                batch.series = found.series;
            }
            Err(trials) => {
                for (lane, found) in trials.into_iter().enumerate() {
                    match found {
                        Ok(Found { mut lanes, series }) => {
                            batch.set(lane, lanes.swap_remove(0));
                            let steps = batch.series.iter_mut().flatten();
                            for (step, &value) in steps.zip(series.iter().flatten()) {
                                step.set_lane(lane, value);
                            }
                        }
                        Err(panic) => batch.set(lane, Err(panic)),
                    }
                }
            }
        }
        batch
    }

    /// A batch as two halves side by side.
    ///
    /// # Panics
    /// If one of them panics.
    fn halves(&self, index: u64) -> Found<F64x8> {
        let steps = self.prepared.experiment().calendar.steps();
        let [low, high] = in_halves(index, |trials| {
            let mut recorder = Recorder::<F64x4>::new(&self.recorded, steps);
            self.prepared.run_part_on(self.kernel.of(), trials, &mut recorder);
            self.found(&recorder)
        });
        Found::joined(low, high)
    }

    /// What trials found, or what of them was not a number. Only a time until something may be infinite: it never comes.
    fn found<V: Lanes>(&self, recorder: &Recorder<'_, V>) -> Found<V> {
        let calendar = &self.prepared.experiment().calendar;
        let mut lanes = vec![Ok(vec![f64::NAN; self.run.outcomes.len()]); V::WIDTH];
        let mut values = Vec::new();
        for (position, series) in self.recorded.series.iter().enumerate() {
            for (lane, found) in lanes.iter_mut().enumerate() {
                let Ok(outcomes) = found else { continue };
                values.clear();
                values.extend(recorder.values[position].iter().map(|value| value.lane(lane)));
                if let Some(step) = values.iter().position(|value| !value.is_finite()) {
                    let (what, path, date) = (name_of(values[step]), series.path(), calendar.date(step));
                    *found = Err(format!("{what} in {path} at step {} ({date})", step + 1));
                    continue;
                }
                let base = recorder.base[position].lane(lane);
                for &outcome in &self.outcomes_of[position] {
                    outcomes[outcome] = self.run.outcomes[outcome].evaluate(&values, base, calendar);
                }
            }
        }
        let sound = |(lane, found): (usize, Result<Vec<f64>, String>)| {
            let values = found?;
            for ((outcome, &value), &position) in self.run.outcomes.iter().zip(&values).zip(&self.of_outcome)
            {
                let never = outcome.statistic.may_never_come() && value == f64::INFINITY;
                if !value.is_finite() && !never {
                    let (what, path, base) =
                        (name_of(value), outcome.path(), recorder.base[position].lane(lane));
                    return Err(format!("{what} in {path} (a step of the base is {base})"));
                }
            }
            Ok(values)
        };
        Found {
            lanes: lanes.into_iter().enumerate().map(sound).collect(),
            series: self.of_series.iter().map(|&position| recorder.values[position].clone()).collect(),
        }
    }
}

/// What a value is that is no finite number.
fn name_of(value: f64) -> &'static str {
    if value.is_nan() { "not a number" } else { "infinite" }
}
