//! The story of one trial: what struck, what was drawn, and how the series went.

use oreflow_network::Parameter;
use oreflow_random::Trial;

use super::batch::Event;
use super::monte_carlo::base_values;
use crate::experiment::Prepared;
use crate::observe::{Recorder, Series};

/// One trial in full.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The trial.
    pub trial: Trial,
    /// What happened, in order of time.
    pub events: Vec<Event>,
    /// Uncertain parameters with the values drawn.
    pub parameters: Vec<(String, f64, Parameter)>,
    /// Each series with its value in a step of the base and its values step by step.
    pub series: Vec<(Series, f64, Vec<f64>)>,
}

impl Prepared {
    /// Runs one trial alone and tells its story; it has the bits that it has among all others.
    pub fn trace(&self, trial: Trial, series: &[Series]) -> Trace {
        let mut recorder = Recorder::<f64>::new(series, self.experiment().calendar.steps());
        self.run_trial(trial, &mut recorder);
        let values = std::mem::take(&mut recorder.values);
        let base = base_values(series, self);
        Trace {
            trial,
            events: self.events(trial),
            parameters: self.parameters(trial),
            series: series.iter().cloned().zip(base).zip(values).map(|((s, b), v)| (s, b, v)).collect(),
        }
    }
}
