//! From a [`Scenario`] and its network to an experiment that is ready to run.

mod action;
pub(crate) mod correlated;
pub(crate) mod distribution;
mod place;

use std::sync::Arc;

use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::observe::{Outcome, Quantity, Series};
use oreflow_engine::run::{Stopping, Stratify, Tolerance};
use oreflow_engine::uncertain::Uncertain as EngineUncertain;
use oreflow_network::{Network, Problem, ProblemKind};
use oreflow_random::Draws;

use crate::codes::Code;
use crate::diagnostic::{Complaint, Diagnostics, Problems};
use crate::expected::{Expected, SHARE, TOLERANCE};
use crate::source::Spanned;
use crate::suggest::nearest;
use crate::types::{DesignName, NO_POLICY, Scenario, Trials, Uncertain};
use crate::unit::Unit;

use place::code_of;

/// A scenario with its network: checked, compiled and ready to run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Resolved {
    /// The experiment.
    pub experiment: Prepared,
    /// What is watched, in the order of the file.
    pub watch: Vec<Outcome>,
    /// Series over time, in the order of the file.
    pub series: Vec<Series>,
    /// Countries and groups whose ledgers are kept, besides those who take measures.
    pub ledgers: Vec<String>,
    /// Number of trials, or with how many to begin.
    pub trials: u64,
    /// When the run is long enough, if not after `trials`.
    pub stopping: Option<Stopping>,
    /// Whether trials are shared out among strata of rare hazards.
    pub stratify: Stratify,
    /// Share of trials that may fail before the run counts as failed.
    pub failures: f64,
    /// Whether watched outcomes are kept trial by trial.
    pub keep_trials: bool,
    /// What is allowed but surely not meant, such as a measure that touches nothing.
    pub warnings: Diagnostics,
}

impl Scenario {
    /// Finds all names in the network and compiles the experiment.
    ///
    /// # Errors
    /// All names that the network does not know, and all else that the engine refuses, each in its place in the file.
    pub fn resolve(&self, network: Arc<Network>) -> Result<Resolved, Diagnostics> {
        let mut problems = Problems::new(&self.source);
        let network = self.with_groups(network, &mut problems);
        let watch = paths(&self.study.watch, &network, Outcome::parse, &mut problems);
        let series = paths(&self.study.series, &network, Series::parse, &mut problems);
        let country = |name: &str, network: &Network| {
            network.select_countries(name)?;
            // Who makes nothing has no ledger.
            Series::new(Quantity::ValueAdded, "*", name, network).map(|_| name.to_owned())
        };
        let ledgers = paths(&self.study.ledgers, &network, country, &mut problems);
        if self.study.trials.value == Trials::Auto && self.study.watch.is_empty() {
            let complaint = Complaint::new(Code::NotWatched, "trials = \"auto\" needs something to watch");
            let help = "add watch = [\"unmet.stainless-steel.JPN\"] to [study], or write a number of trials";
            problems.error(self.study.trials.span, complaint.help(help));
        }
        let id = network.id().to_owned();
        let tolerated = &self.study.failures;
        let failures = SHARE.value("failures", tolerated).unwrap_or_else(|complaint| {
            problems.error(tolerated.span, complaint);
            0.0
        });
        let stopping = self.stopping(&watch, &mut problems);
        let experiment = self.experiment(network, &mut problems);
        let prepared = experiment.map(Experiment::prepare).transpose().unwrap_or_else(|error| {
            for (item, problem) in &error.problems {
                let complaint = complaint(problem, code_of(*item), &id);
                problems.error(self.span_of(*item, &problem.message), complaint);
            }
            None
        });
        if let Some(experiment) = prepared.as_ref().filter(|_| problems.is_empty()) {
            for (path, outcome) in self.study.watch.iter().zip(&watch) {
                if let Err(problem) = experiment.check_outcome(outcome) {
                    problems.error(path.span, complaint(&problem, Code::UnfitOutcome, &id));
                }
            }
        }
        let Some(experiment) = prepared.filter(|_| problems.is_empty()) else {
            return Err(problems.finish());
        };
        let warnings = self.warnings(&experiment);
        let (trials, stratify) = (self.study.trials.first(), self.study.strata.rule());
        let keep_trials = self.study.keep_trials;
        Ok(Resolved {
            experiment,
            watch,
            series,
            ledgers,
            trials,
            stopping,
            stratify,
            failures,
            keep_trials,
            warnings,
        })
    }

    /// Names that the network does not know, of a scenario of which [not all](crate::Draft::readable) could be read.
    pub fn unknown_names(&self, network: &Arc<Network>) -> Diagnostics {
        let named = self.policies.iter().map(|policy| policy.name.value.clone());
        let all: Vec<String> = std::iter::once(NO_POLICY.to_owned()).chain(named).collect();
        match self.resolve_under(&all, network) {
            Ok(_) => Problems::new(&self.source).finish(),
            Err(problems) => problems.of(&[Code::UnknownName, Code::UnknownQuantity]),
        }
    }

    /// The scenario under each of some policies, as [`resolve`](Self::resolve) makes them; a name that is no policy is passed over.
    ///
    /// # Errors
    /// All problems under any of the policies, each once.
    pub fn resolve_under(
        &self,
        policies: &[String],
        network: &Arc<Network>,
    ) -> Result<Vec<Resolved>, Diagnostics> {
        let mut found = Vec::new();
        let mut problems = Problems::new(&self.source).finish();
        for scenario in policies.iter().filter_map(|policy| self.under(policy)) {
            match scenario.resolve(Arc::clone(network)) {
                Ok(resolved) => found.push(resolved),
                Err(wrong) => problems = problems.and(wrong),
            }
        }
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    /// What the engine wonders about, phases that never come, and figures of the network that change nothing.
    fn warnings(&self, prepared: &Prepared) -> Diagnostics {
        let mut warnings = Problems::new(&self.source);
        for (item, message) in prepared.warnings() {
            warnings.warning(self.span_of(*item, message), Complaint::new(Code::SurelyNotMeant, message));
        }
        for figure in prepared.experiment().network.idle_figures() {
            warnings.warning(self.network.span, Complaint::new(Code::IdleFigure, figure.to_string()));
        }
        let end = prepared.experiment().calendar.end();
        let trials = self.study.trials.first();
        if self.study.design.value == DesignName::Sobol
            && !(trials.is_multiple_of(8) && (trials / 8).is_power_of_two())
        {
            let points = (trials.div_ceil(8)).next_power_of_two();
            let message = format!(
                "Sobol' points are most even in powers of two: {} trials would be better",
                8 * points
            );
            warnings.warning(self.study.trials.span, Complaint::new(Code::UnevenTrials, message));
        }
        for phase in self.contents.measures.iter().flat_map(|measure| &measure.timing.phases) {
            if *phase.from >= end {
                let message = format!("the phase from {} comes after the end of the run", phase.from);
                warnings.warning(phase.from.span, Complaint::new(Code::NeverComes, message));
            }
        }
        warnings.finish()
    }

    /// What a caller says of a network that it could not load, in the place where the file names it.
    pub fn network_problem(&self, message: &str, help: &str) -> Diagnostics {
        let mut problems = Problems::new(&self.source);
        problems.error(self.network.span, Complaint::new(Code::NoNetwork, message).help(help));
        problems.finish()
    }

    /// The experiment; nothing if a number of the scenario was changed into one that does not fit.
    fn experiment(&self, network: Arc<Network>, problems: &mut Problems) -> Option<Experiment> {
        let calendar = self.time.calendar();
        if calendar.is_none() {
            problems.error(
                self.time.horizon.span,
                Complaint::new(Code::UnfitTime, "'horizon' is not a duration up to 200 years"),
            );
        }
        let measures: Vec<_> =
            self.contents.measures.iter().map(|measure| action::measure(measure, problems)).collect();
        let hazards: Vec<_> =
            self.contents.hazards.iter().map(|hazard| action::hazard(hazard, problems)).collect();
        let uncertain: Vec<_> =
            self.contents.uncertain.iter().map(|line| uncertain(line, problems)).collect();
        let correlated = self.groups(problems);
        let mut experiment = Experiment::new(network, calendar?);
        let study = &self.study;
        let drivers = self.drivers(problems);
        experiment.draws =
            Draws::new(study.seed.value, study.design.design(study.trials.first())).drivers(drivers);
        experiment.measures = measures.into_iter().collect::<Option<_>>()?;
        experiment.hazards = hazards.into_iter().collect::<Option<_>>()?;
        experiment.uncertain = uncertain.into_iter().collect::<Option<_>>()?;
        experiment.correlated = correlated;
        Some(experiment)
    }
}

impl Scenario {
    /// The network with the groups of the scenario, each of which may name those before it.
    fn with_groups(&self, network: Arc<Network>, problems: &mut Problems) -> Arc<Network> {
        let mut whole = network;
        for group in &self.groups {
            let members: Vec<&str> = group.members.iter().map(|member| member.as_str()).collect();
            match whole.with_group(&group.name, &members) {
                Ok(network) => whole = Arc::new(network),
                Err(wrong) => {
                    for problem in wrong {
                        let quoted =
                            |name: &&Spanned<String>| problem.message.contains(&format!("'{}'", name.value));
                        let span = group.members.iter().find(quoted).unwrap_or(&group.name).span;
                        problems.error(span, complaint(&problem, Code::UnfitId, whole.id()));
                    }
                }
            }
        }
        whole
    }

    /// When a run of as many trials as are needed is long enough.
    fn stopping(&self, watch: &[Outcome], problems: &mut Problems) -> Option<Stopping> {
        let study = &self.study;
        if study.trials.value != Trials::Auto {
            return None;
        }
        let mut width = |path: &Spanned<String>| {
            let own = study.tolerances.iter().find(|(known, _)| known == path);
            let width = own.map_or(&study.tolerance, |(_, width)| width);
            let relative = width.unit != Unit::none();
            let value = TOLERANCE.value("tolerance", width).unwrap_or_else(|complaint| {
                problems.error(width.span, complaint);
                0.0
            });
            if relative { Tolerance::Relative(value) } else { Tolerance::Absolute(value) }
        };
        let tolerances = study.watch.iter().zip(watch);
        Some(Stopping {
            tolerances: tolerances.map(|(path, outcome)| (outcome.path(), width(path))).collect(),
            most_trials: study.most_trials.value,
            most_time: None,
        })
    }

    /// What the points spread together: the first draw of each named hazard, and named parameters.
    fn drivers(&self, problems: &mut Problems) -> Vec<(String, &'static str)> {
        let mut drivers = Vec::new();
        for wanted in &self.study.drivers {
            let hazard = self.contents.hazards.iter().any(|hazard| hazard.id.value == wanted.value);
            let parameter = self.contents.uncertain.iter().any(|line| line.path.to_string() == wanted.value);
            if hazard || parameter {
                drivers.push((wanted.value.clone(), if hazard { "arrival" } else { "parameter" }));
                continue;
            }
            let hazards = self.contents.hazards.iter().map(|hazard| hazard.id.value.clone());
            let known: Vec<String> =
                hazards.chain(self.contents.uncertain.iter().map(|line| line.path.to_string())).collect();
            let complaint = Complaint::new(
                Code::UnknownId,
                format!("there is no hazard or uncertain parameter '{}'", wanted.value),
            );
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = match nearest(wanted, known.iter().copied()) {
                Some(name) => format!("did you mean '{name}'?"),
                None => "write the id of a [[hazard]] or a path of [uncertain] of this file".to_owned(),
            };
            problems.error(wanted.span, complaint.help(help));
        }
        drivers
    }
}

fn uncertain(line: &Uncertain, problems: &mut Problems) -> Option<EngineUncertain> {
    let path = &line.path;
    let expected = Expected::parameter(path.parameter);
    match distribution::check(&path.to_string(), &line.distribution, &expected) {
        Ok(distribution) => Some(EngineUncertain {
            parameter: path.parameter,
            product: path.product.clone(),
            place: path.place.clone(),
            distribution,
        }),
        Err((span, complaint)) => {
            problems.error(span, complaint);
            None
        }
    }
}

/// What paths name in the network.
fn paths<T>(
    paths: &[Spanned<String>],
    network: &Network,
    read: impl Fn(&str, &Network) -> Result<T, Problem>,
    problems: &mut Problems,
) -> Vec<T> {
    let mut found = Vec::new();
    for path in paths {
        match read(path, network) {
            Ok(one) => found.push(one),
            Err(problem) => problems.error(path.span, complaint(&problem, Code::UnfitOutcome, network.id())),
        }
    }
    found
}

/// A problem of the network or the engine, by its kind or else by a code; where it names something without a remedy, whose
/// names count.
pub(crate) fn complaint(problem: &Problem, otherwise: Code, network: &str) -> Complaint {
    let Problem { message, help, kind, .. } = problem;
    let code = match kind {
        ProblemKind::Unknown => Code::UnknownName,
        ProblemKind::Empty => Code::NamesNothing,
        ProblemKind::Ring => Code::Ring,
        _ => otherwise,
    };
    if *kind == ProblemKind::Empty && help.is_none() {
        let help =
            format!("name what goes together; `oreflow network show` lists what network '{network}' has");
        return Complaint::new(code, message).help(help);
    }
    let whose = || message.contains('\'').then(|| format!("write a name that network '{network}' knows"));
    Complaint { code, message: message.clone(), help: help.clone().or_else(whose) }
}
