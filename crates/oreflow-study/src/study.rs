//! A study: prepared experiments with what to run and watch.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use oreflow_engine::experiment::Prepared;
use oreflow_engine::observe::{Outcome, Quantity, Series, Statistic};
use oreflow_engine::run::{Checkpoint, MonteCarlo, Progress, RunError, Stopping, Stratify};
use oreflow_network::Problem;

use crate::{Findings, default_outcomes, default_series, ledger_outcomes, ledger_series};

/// What may be done: an experiment with a name.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name; empty in a study of a single experiment.
    pub name: String,
    /// The experiment.
    pub experiment: Prepared,
}

/// A Monte Carlo study of one experiment, or of several policies in the same trials.
#[derive(Clone, Debug)]
pub struct Study {
    /// Title for people.
    pub title: String,
    /// One at least.
    policies: Vec<Policy>,
    /// Number of trials.
    pub trials: u64,
    /// One number a trial each.
    pub outcomes: Vec<Outcome>,
    /// Paths of the outcomes that were asked for by name.
    pub watched: Vec<String>,
    /// Countries and groups whose ledgers are kept, besides those who surely take measures.
    pub ledgers: Vec<String>,
    /// Series over time.
    pub series: Vec<Series>,
    /// Whether trials are shared out among strata of rare hazards.
    pub stratify: Stratify,
    /// When the run is long enough, if not after `trials`.
    pub stopping: Option<Stopping>,
    /// Whether watched outcomes are kept trial by trial; memory then grows with trials.
    pub keep_trials: bool,
    /// Share of trials that may fail before a run counts as failed; 1 % where nothing is said.
    pub failures: f64,
}

/// Why policies make no study.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// There is none.
    #[error("there is no policy to study")]
    NoPolicy,
    /// Two have the same name, or one has none.
    #[error("each policy needs a name of its own, and '{0}' is empty or taken")]
    Name(String),
    /// One cannot see the same trials as the first.
    #[error("policy '{policy}' has another {what} than '{first}', so that their trials are not the same")]
    Unlike {
        /// Name of the policy.
        policy: String,
        /// Name of the first.
        first: String,
        /// What differs.
        what: &'static str,
    },
}

impl Study {
    /// A study of the default outcomes and series.
    pub fn new(title: &str, experiment: Prepared, trials: u64) -> Self {
        Self::of(title, vec![Policy { name: String::new(), experiment }], trials)
    }

    /// A study of several policies in the same trials: the first is what the others are compared with.
    ///
    /// # Errors
    /// If there is none, two have the same name, or they are not of the same network, time and draws.
    pub fn of_policies(title: &str, policies: Vec<Policy>, trials: u64) -> Result<Self, StudyError> {
        for (number, policy) in policies.iter().enumerate() {
            let taken = policies[..number].iter().any(|other| other.name == policy.name);
            if taken || policy.name.is_empty() {
                return Err(StudyError::Name(policy.name.clone()));
            }
        }
        let experiments: Vec<&Prepared> = policies.iter().map(|policy| &policy.experiment).collect();
        match oreflow_engine::run::check_policies(&experiments) {
            Err(RunError::Unlike { policy, what }) => Err(StudyError::Unlike {
                policy: policies[policy].name.clone(),
                first: policies[0].name.clone(),
                what,
            }),
            Err(_) => Err(StudyError::NoPolicy),
            Ok(()) => Ok(Self::of(title, policies, trials)),
        }
    }

    fn of(title: &str, policies: Vec<Policy>, trials: u64) -> Self {
        let experiments = || policies.iter().map(|policy| policy.experiment.experiment());
        Self {
            title: title.to_owned(),
            trials,
            outcomes: once_each(experiments().flat_map(default_outcomes), Outcome::path),
            watched: Vec::new(),
            ledgers: Vec::new(),
            series: once_each(experiments().flat_map(default_series), Series::path),
            stratify: Stratify::IfWorth,
            stopping: None,
            keep_trials: false,
            failures: 0.01,
            policies,
        }
    }

    /// The experiment, of several policies that of the first.
    pub fn experiment(&self) -> &Prepared {
        &self.policies[0].experiment
    }

    /// All policies; the single one of an experiment alone has no name.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// Names of the policies; none in a study of a single experiment.
    pub fn names(&self) -> Vec<String> {
        let names = self.policies.iter().map(|policy| policy.name.clone());
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The same study of one of its policies alone, by name.
    pub fn only(&self, policy: &str) -> Option<Self> {
        let found = self.policies.iter().find(|known| known.name == policy)?.clone();
        Some(Self { policies: vec![found], ..self.clone() })
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

    /// Keeps the ledgers of more countries or groups of countries: what they lose and gain by year, and when they break even.
    ///
    /// # Errors
    /// If the network does not know one, or it makes nothing.
    pub fn keep_ledgers(mut self, countries: &[String]) -> Result<Self, Problem> {
        for country in countries {
            let experiment = self.policies[0].experiment.experiment();
            experiment.network.select_countries(country)?;
            Series::new(Quantity::ValueAdded, "*", country, &experiment.network)?;
            let outcomes = ledger_outcomes(experiment, country).into_iter();
            let series = ledger_series(experiment, country).into_iter();
            let more: Vec<Outcome> = outcomes.filter(|outcome| !self.outcomes.contains(outcome)).collect();
            let follow: Vec<Series> = series.filter(|series| !self.series.contains(series)).collect();
            self.outcomes.extend(more);
            self.series.extend(follow);
            self.ledgers.push(country.clone());
        }
        Ok(self)
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
    /// The findings depend on the experiments and the number of trials alone.
    pub fn run(&self, progress: impl FnMut(Progress<'_>) -> ControlFlow<()>) -> Findings {
        match self.monte_carlo().compare(&self.experiments(), progress) {
            Ok(found) => Findings::new(self, &found),
            Err(error) => unreachable!("{error}, but policies were checked"),
        }
    }

    /// Goes on from a checkpoint of the same study, to the same findings as if it had not been broken off.
    ///
    /// # Errors
    /// If the checkpoint is of another run.
    pub fn resume(
        &self,
        from: Checkpoint,
        progress: impl FnMut(Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Findings, RunError> {
        let found = self.monte_carlo().resume(&self.experiments(), from, progress)?;
        Ok(Findings::new(self, &found))
    }

    /// Whether a checkpoint is of this study.
    ///
    /// # Errors
    /// If it is of another run.
    pub fn check_checkpoint(&self, from: &Checkpoint) -> Result<(), RunError> {
        self.monte_carlo().check_checkpoint(&self.experiments(), from)
    }

    /// Paths of the outcomes that the answer is about: those watched, or without any what the world misses.
    pub fn headline(&self) -> Vec<String> {
        if !self.watched.is_empty() {
            return self.watched.clone();
        }
        let of_the_world = |outcome: &&Outcome| {
            let Outcome { series, statistic } = outcome;
            series.quantity() == Quantity::Unmet
                && series.place() == "world"
                && *statistic == Statistic::Share
        };
        self.outcomes.iter().filter(of_the_world).map(Outcome::path).collect()
    }

    fn experiments(&self) -> Vec<&Prepared> {
        self.policies.iter().map(|policy| &policy.experiment).collect()
    }

    fn monte_carlo(&self) -> MonteCarlo {
        MonteCarlo {
            outcomes: self.outcomes.clone(),
            series: self.series.clone(),
            stratify: self.stratify,
            stopping: self.stopping.clone(),
            keep: if self.keep_trials { self.headline() } else { Vec::new() },
            ..MonteCarlo::new(self.trials)
        }
    }
}

/// What comes up again, by what it is known by, is left out.
pub(crate) fn once_each<T, K: Ord>(all: impl Iterator<Item = T>, name: impl Fn(&T) -> K) -> Vec<T> {
    let mut known = BTreeSet::new();
    all.filter(|one| known.insert(name(one))).collect()
}
