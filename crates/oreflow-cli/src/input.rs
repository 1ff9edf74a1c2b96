//! Reading a scenario and the network that it names.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oreflow_network::{Network, TableFolder, network_files};
use oreflow_scenario::{Diagnostics, Draft, NO_POLICY, Resolved, Scenario};
use oreflow_study::{Input, Policy, Study};

use crate::example;
use crate::failure::Failure;

/// Reads a file that must be there.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::Refused(format!("there is no file {}", path.display())),
        _ => Failure::Failed(format!("could not read {}: {error}", path.display())),
    })
}

/// The study that a scenario asks for: of policies, or of a single one without a name. All but the experiment is that of the
/// first.
pub(crate) fn study_of(title: &str, mut policies: Vec<(String, Resolved)>) -> Result<Study, Failure> {
    let (name, first) = policies.remove(0);
    let alone = policies.is_empty() && name.is_empty();
    let others =
        policies.into_iter().map(|(name, resolved)| Policy { name, experiment: resolved.experiment });
    let study = if alone {
        Study::new(title, first.experiment, first.trials)
    } else {
        let policies = std::iter::once(Policy { name, experiment: first.experiment }).chain(others).collect();
        Study::of_policies(title, policies, first.trials)
            .map_err(|error| Failure::Refused(error.to_string()))?
    };
    let study = study.watch(first.watch).follow(first.series).tolerate(first.failures);
    let mut study =
        study.keep_ledgers(&first.ledgers).map_err(|problem| Failure::Refused(problem.message))?;
    study.stratify = first.stratify;
    study.stopping = first.stopping;
    study.keep_trials = first.keep_trials;
    Ok(study)
}

/// A scenario with the files that it was read from.
pub(crate) struct ScenarioFile {
    pub(crate) scenario: Scenario,
    path: PathBuf,
    draft: Draft,
}

impl ScenarioFile {
    /// Reads and parses a file and what it extends.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        Self::read_with(path, &[])
    }

    /// The same, with assignments `path=value` laid over it.
    pub(crate) fn read_with(path: &Path, set: &[String]) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(Failure::Refused(format!("{} is a folder, not a scenario", path.display())));
        }
        let example = path.to_string_lossy();
        if !path.exists() && example::is_known(&example) {
            let help = format!("oreflow example copy {example}, and then oreflow run {example}.toml");
            return Err(Failure::Refused(format!(
                "there is no file {example}, but an example of that name; write {help}"
            )));
        }
        let bytes = read(path)?;
        let name = path.display().to_string();
        let invalid = |problems| Failure::Invalid(vec![problems]);
        let mut draft = Draft::new(&name, &bytes, |path| fs::read(path)).map_err(invalid)?;
        for assignment in set {
            draft.set(assignment);
        }
        let path = path.to_owned();
        match draft.scenario() {
            Ok(scenario) => Ok(Self { scenario, path, draft }),
            Err(problems) => Err(invalid(match draft.readable() {
                Some(scenario) => problems.and(Self { scenario, path, draft }.unknown_names()?),
                None => problems,
            })),
        }
    }

    /// Names that the network does not know, where not all could be read; or that there is no network.
    fn unknown_names(&self) -> Result<Diagnostics, Failure> {
        match self.network() {
            Ok(network) => Ok(self.scenario.unknown_names(&network)),
            Err(Failure::Invalid(mut problems)) if !problems.is_empty() => Ok(problems.remove(0)),
            Err(failure) => Err(failure),
        }
    }

    /// Loads the network and finds all names in it, with and without each policy.
    pub(crate) fn resolve_all(&self) -> Result<Diagnostics, Failure> {
        let policies = self.scenario.policies.iter().map(|policy| policy.name.value.clone());
        let all: Vec<String> = std::iter::once(NO_POLICY.to_owned()).chain(policies).collect();
        let found = self.resolve_under(&all)?;
        let warnings = found.into_iter().map(|resolved| resolved.warnings);
        Ok(warnings.reduce(Diagnostics::and).unwrap_or_else(|| unreachable!("the scenario itself is one")))
    }

    /// Loads the network and finds all names in it under some policies that are there.
    pub(crate) fn resolve_under(&self, policies: &[String]) -> Result<Vec<Resolved>, Failure> {
        let network = self.network()?;
        self.scenario.resolve_under(policies, &network).map_err(|problems| Failure::Invalid(vec![problems]))
    }

    /// Refuses a policy that the scenario does not have.
    pub(crate) fn check_policy(&self, name: &str) -> Result<(), Failure> {
        if self.scenario.under(name).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = self.scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
        let help =
            if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        Err(Failure::Refused(format!("{} has no policy '{name}'; {help}", self.path.display())))
    }

    /// Puts the scenario as it is under a policy in the place of the whole; the scenario itself where none is named.
    pub(crate) fn choose(&mut self, policy: Option<&str>) -> Result<(), Failure> {
        let name = policy.unwrap_or(NO_POLICY);
        self.check_policy(name)?;
        if let Some(chosen) = self.scenario.under(name) {
            self.scenario = chosen;
        }
        Ok(())
    }

    /// Loads the network and finds all names in it.
    pub(crate) fn resolve(&self) -> Result<Resolved, Failure> {
        self.resolve_in(self.network()?)
    }

    /// Finds all names in a network that was loaded.
    pub(crate) fn resolve_in(&self, network: Arc<Network>) -> Result<Resolved, Failure> {
        self.scenario.resolve(network).map_err(|problems| Failure::Invalid(vec![problems]))
    }

    /// Loads the network, named relative to the scenario.
    pub(crate) fn network(&self) -> Result<Arc<Network>, Failure> {
        let folder = self.network_folder();
        if !folder.join("network.toml").is_file() {
            let message = format!("there is no network in {}", folder.display());
            let help = "name a folder with a network.toml, relative to this file";
            return Err(Failure::Invalid(vec![self.scenario.network_problem(&message, help)]));
        }
        Network::read(&folder).map(Arc::new).map_err(|error| Failure::Refused(error.to_string()))
    }

    /// What the run's folder is called: the file's name without its ending, or of a run's own scenario that of the run.
    pub(crate) fn stem(&self) -> String {
        let own =
            self.path.ends_with("scenario.resolved.toml").then(|| self.path.parent()?.file_name()).flatten();
        own.or(self.path.file_stem()).unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Everything that the run was made of.
    pub(crate) fn inputs(&self) -> Result<Vec<Input>, Failure> {
        let mut inputs: Vec<Input> = Vec::new();
        for (name, text) in self.draft.files() {
            let name = Path::new(name).file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Files of other folders may be called alike.
            let taken = |name: &str| inputs.iter().any(|input| input.name == name);
            let names = std::iter::once(name.clone()).chain((2..).map(|n| format!("{n}-{name}")));
            let free = names.into_iter().find(|name| !taken(name)).unwrap_or(name);
            inputs.push(Input { name: free, bytes: text.as_bytes().to_vec() });
        }
        let files = network_files(&TableFolder::new(self.network_folder()))
            .map_err(|error| Failure::Refused(error.to_string()))?;
        let inside = files.into_iter().map(|(name, bytes)| Input { name: format!("network/{name}"), bytes });
        inputs.extend(inside);
        Ok(inputs)
    }

    fn network_folder(&self) -> PathBuf {
        let network = Path::new(&self.scenario.network.value);
        Path::new(self.scenario.network_file()).parent().unwrap_or(Path::new("")).join(network)
    }
}
