//! The story of one trial: what struck, what was drawn, and how the series went.

use oreflow_network::{Parameter, Problem};
use oreflow_random::Trial;

use super::batch::Event;
use crate::experiment::Prepared;
use crate::observe::{Outcome, Recorder, Recording, Series, Statistic};
use crate::run::{Observer, View};

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

/// Sees the base and nothing else.
struct Base<'a>(Recorder<'a, f64>);

impl Observer<f64> for Base<'_> {
    fn observe(&mut self, _view: &View<'_, f64>) {}

    fn wants_base(&self) -> bool {
        true
    }

    fn observe_base(&mut self, view: &View<'_, f64>) {
        self.0.observe_base(view);
    }
}

impl Prepared {
    /// The value of each series in a step of the base at the network's parameters; for a shortfall the demand of a step.
    pub(crate) fn base_of(&self, recording: &Recording) -> Vec<f64> {
        let mut base = Base(Recorder::new(recording, 0));
        self.look_at_base(&mut base);
        base.0.base
    }

    fn recording(&self, series: &[Series]) -> Recording {
        Recording::new(series.to_vec(), &self.experiment().network)
    }

    /// Checks that an outcome means something in this run.
    ///
    /// # Errors
    /// If it asks for a year beyond the run, or measures against a base that is not positive.
    pub fn check_outcome(&self, outcome: &Outcome) -> Result<(), Problem> {
        let last = Outcome::last_year(&self.experiment().calendar);
        if outcome.statistic.of_year().is_some_and(|year| usize::from(year) > last) {
            return Err(Problem::new(format!("{} lies beyond the run", outcome.path()))
                .help(format!("name a year from 1 to {last}, or write a longer horizon")));
        }
        match outcome.statistic {
            Statistic::Peak | Statistic::Recovery | Statistic::Share
                if self.base_of(&self.recording(std::slice::from_ref(&outcome.series)))[0] <= 0.0 =>
            {
                Err(Problem::new(format!("{} has no positive base to be measured against", outcome.path()))
                    .help("ask for total, change or a year"))
            }
            _ => Ok(()),
        }
    }

    /// Runs one trial alone and tells its story; it has the bits that it has among all others.
    pub fn trace(&self, trial: Trial, series: &[Series]) -> Trace {
        let recording = self.recording(series);
        let mut recorder = Recorder::<f64>::new(&recording, self.experiment().calendar.steps());
        self.run_trial(trial, &mut recorder);
        let values = std::mem::take(&mut recorder.values);
        let base = std::mem::take(&mut recorder.base);
        Trace {
            trial,
            events: self.events(trial),
            parameters: self.parameters(trial),
            series: series.iter().cloned().zip(base).zip(values).map(|((s, b), v)| (s, b, v)).collect(),
        }
    }
}
