//! A second look at some trials of a finished run: what was shipped in one step.

use oreflow_random::{Estimate, Means, REPLICATES, Trial};
use rayon::prelude::*;

use super::failure::{together_or_alone, trials};
use super::monte_carlo::Results;
use crate::experiment::Prepared;
use crate::kernel::Kernel;
use crate::lanes::{F64x8, Lanes};
use crate::observe::{Flow, FlowRecorder, Flows};

/// Batches that are looked at: one in so many of the run, within these bounds.
const ONE_IN: usize = 16;
const FEWEST: usize = 4;
const MOST: usize = 32;

/// A flow of the chain over trials.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowSummary {
    /// The flow.
    pub flow: Flow,
    /// What is shipped in a step of the base, in the unit of the product.
    pub base: f64,
    /// Mean over trials of what is shipped in the step looked at.
    pub mean: Estimate,
}

impl Prepared {
    /// What is shipped in a step, by product and countries: means over a part of the trials that a run of this experiment did, with
    /// 95 % intervals; empty if it did none.
    ///
    /// Following all links in all trials would cost more than the run; a sixteenth of its trials, 32 to 256, are run again
    /// as far as the step. With strata each has its part.
    ///
    /// # Panics
    /// If the run has no such step, or is of other strata than the experiment.
    ///
    /// # Reproducibility
    /// Depends on the experiment, the step and the numbers of trials done alone.
    pub fn flows(&self, step: usize, results: &Results) -> Vec<FlowSummary> {
        let calendar = &self.experiment.calendar;
        assert!(step < calendar.steps(), "step {step} of {}", calendar.steps());
        let flows = Flows::of(&self.experiment.network);
        let failed: Vec<Trial> = results.failed.iter().map(|failure| failure.trial).collect();
        let batches = batches(results);
        let kernel = Kernel::widest();
        let shipped: Vec<Vec<(Trial, Vec<f64>)>> = batches
            .par_iter()
            .map(|&index| {
                let together = || {
                    let mut recorder = FlowRecorder::<F64x8>::new(&flows, step);
                    self.run_batch_until(kernel, index, step + 1, &mut recorder);
                    let lane = |lane| recorder.shipped.iter().map(|flow| flow.lane(lane)).collect();
                    (0..REPLICATES as usize).map(lane).collect::<Vec<Vec<f64>>>()
                };
                let alone = |trial: Trial| {
                    let mut recorder = FlowRecorder::<f64>::new(&flows, step);
                    self.run_trial_until(trial, step + 1, &mut recorder);
                    recorder.shipped
                };
                let found = match together_or_alone(index, together, alone) {
                    Ok(lanes) => lanes.into_iter().map(Some).collect::<Vec<_>>(),
                    Err(lanes) => lanes.into_iter().map(Result::ok).collect(),
                };
                let counted = |trial: &Trial| {
                    let beyond = trial.stratum().is_none() && trial.number() >= results.done;
                    !beyond && !failed.contains(trial)
                };
                let lanes = trials(index).into_iter().zip(found).filter(|(trial, _)| counted(trial));
                lanes.filter_map(|(trial, shipped)| Some((trial, shipped?))).collect()
            })
            .collect();
        if shipped.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let mut means = vec![Means::under(results.sampling.clone()); flows.flows.len()];
        for (trial, values) in shipped.into_iter().flatten() {
            for (mean, value) in means.iter_mut().zip(values) {
                mean.push(trial, value);
            }
        }
        let months = calendar.step().months();
        let links = self.experiment.network.links();
        let base = flows.total(0.0, |link| links[link].flow.0 / 12.0 * months, |a, b| a + b);
        let rows = flows.flows.iter().zip(base).zip(means);
        rows.map(|((&flow, base), mean)| FlowSummary { flow, base, mean: mean.estimate() }).collect()
    }
}

/// The first batches of a run, of each stratum in proportion to what was done of it.
fn batches(results: &Results) -> Vec<u64> {
    let whole = |trials: u64| (trials / u64::from(REPLICATES)) as usize;
    let wanted = |done: usize| (done / ONE_IN).clamp(FEWEST, MOST).min(done);
    match results.strata.as_ref().filter(|strata| strata.kept) {
        None => {
            let done = results.done.div_ceil(u64::from(REPLICATES)) as usize;
            (0..wanted(done) as u64).collect()
        }
        Some(strata) => {
            let all = whole(strata.trials.iter().sum());
            let mut batches = Vec::new();
            for (stratum, &trials) in (0_u32..).zip(&strata.trials) {
                let done = whole(trials);
                // Two of each at least, so that every mean has an interval.
                let share = (wanted(all) * done).div_ceil(all.max(1)).max(2).min(done);
                batches.extend((0..share as u64).map(|point| Trial::in_stratum(stratum, point, 0).index));
            }
            batches
        }
    }
}
