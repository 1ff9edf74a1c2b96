//! Reading a scenario and the network that it names.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oreflow_network::{Network, TableFolder, network_files};
use oreflow_scenario::{Resolved, Scenario, parse_bytes};
use oreflow_study::{Input, Study};

use crate::failure::Failure;

/// Reads a file that must be there.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::Refused(format!("there is no file {}", path.display())),
        _ => Failure::Failed(format!("could not read {}: {error}", path.display())),
    })
}

/// The study that a scenario asks for.
pub(crate) fn study_of(title: &str, resolved: Resolved) -> Study {
    let mut study = Study::new(title, resolved.experiment, resolved.trials)
        .watch(resolved.watch)
        .follow(resolved.series)
        .tolerate(resolved.failures);
    study.stratify = resolved.stratify;
    study.stopping = resolved.stopping;
    study
}

/// A scenario with the bytes that it was read from.
pub(crate) struct ScenarioFile {
    pub(crate) scenario: Scenario,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl ScenarioFile {
    /// Reads and parses a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(Failure::Refused(format!("{} is a folder, not a scenario", path.display())));
        }
        let bytes = read(path)?;
        let name = path.display().to_string();
        let scenario = parse_bytes(&bytes, &name).map_err(|problems| Failure::Invalid(vec![problems]))?;
        Ok(Self { scenario, path: path.to_owned(), bytes })
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

    /// File name without its ending, for the run's folder.
    pub(crate) fn stem(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Everything that the run was made of.
    pub(crate) fn inputs(&self) -> Result<Vec<Input>, Failure> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut inputs = vec![Input { name, bytes: self.bytes.clone() }];
        let files = network_files(&TableFolder::new(self.network_folder()))
            .map_err(|error| Failure::Refused(error.to_string()))?;
        let inside = files.into_iter().map(|(name, bytes)| Input { name: format!("network/{name}"), bytes });
        inputs.extend(inside);
        Ok(inputs)
    }

    fn network_folder(&self) -> PathBuf {
        let network = Path::new(&self.scenario.network.value);
        self.path.parent().unwrap_or(Path::new("")).join(network)
    }
}
