//! A study: a prepared experiment with what to run and watch.

use std::ops::ControlFlow;

use oreflow_engine::experiment::Prepared;
use oreflow_engine::observe::{Outcome, Series};
use oreflow_engine::run::{MonteCarlo, Progress, Stopping, Stratify};

use crate::{Findings, default_outcomes, default_series};

/// A Monte Carlo study.
#[derive(Clone, Debug)]
pub struct Study {
    /// Title for people.
    pub title: String,
    /// The experiment.
    pub experiment: Prepared,
    /// Number of trials.
    pub trials: u64,
    /// One number a trial each.
    pub outcomes: Vec<Outcome>,
    /// Paths of the outcomes that were asked for by name.
    pub watched: Vec<String>,
    /// Series over time.
    pub series: Vec<Series>,
    /// Whether trials are shared out among strata of rare hazards.
    pub stratify: Stratify,
    /// When the run is long enough, if not after `trials`.
    pub stopping: Option<Stopping>,
    /// Share of trials that may fail before a run counts as failed; 1 % where nothing is said.
    pub failures: f64,
}

impl Study {
    /// A study of the default outcomes and series.
    pub fn new(title: &str, experiment: Prepared, trials: u64) -> Self {
        let outcomes = default_outcomes(experiment.experiment());
        let series = default_series(experiment.experiment());
        Self {
            title: title.to_owned(),
            experiment,
            trials,
            outcomes,
            watched: Vec::new(),
            series,
            stratify: Stratify::IfWorth,
            stopping: None,
            failures: 0.01,
        }
    }

    /// Watches more outcomes, first in the order of results, and follows their series.
    #[must_use]
    pub fn watch(mut self, outcomes: Vec<Outcome>) -> Self {
        for Outcome { series, .. } in &outcomes {
            if !self.series.contains(series) {
                self.series.push(series.clone());
            }
        }
        self.outcomes.retain(|outcome| !outcomes.contains(outcome));
        self.watched.extend(outcomes.iter().map(Outcome::path));
        self.outcomes.splice(0..0, outcomes);
        self
    }

    /// Follows more series, first in the order of results.
    #[must_use]
    pub fn follow(mut self, series: Vec<Series>) -> Self {
        self.series.retain(|known| !series.contains(known));
        self.series.splice(0..0, series);
        self
    }

    /// Sets the share of trials that may fail before a run counts as failed.
    #[must_use]
    pub fn tolerate(mut self, failures: f64) -> Self {
        self.failures = failures;
        self
    }

    /// Runs all trials; `progress` may break off, the findings are then those of the first trials.
    ///
    /// # Reproducibility
    /// The findings depend on the experiment and the number of trials alone.
    pub fn run(&self, progress: impl FnMut(Progress) -> ControlFlow<()>) -> Findings {
        let run = MonteCarlo {
            outcomes: self.outcomes.clone(),
            series: self.series.clone(),
            stratify: self.stratify,
            stopping: self.stopping.clone(),
            ..MonteCarlo::new(self.trials)
        };
        Findings::new(self, &run.run(&self.experiment, progress))
    }
}
