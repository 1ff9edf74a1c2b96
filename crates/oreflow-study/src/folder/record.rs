//! What a run folder says of its trials.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oreflow_random::{REPLICATES, Trial};
use serde::Deserialize;

use super::{checkpoint, status};
use crate::FailedTrial;

/// What a run folder says of its trials, finished or not.
#[derive(Clone, Debug, Deserialize)]
pub struct RunRecord {
    /// Version of the program that made the run.
    pub version: String,
    /// Names of the policies, where there are several.
    #[serde(default)]
    pub policies: Vec<String>,
    /// Trials done.
    pub trials_done: u64,
    /// Trials that failed and are left out of all numbers.
    pub trials_failed: Vec<FailedTrial>,
    strata: Option<Strata>,
    /// BLAKE3 hash of each input, by name.
    pub inputs: BTreeMap<String, String>,
}

/// Trials of each stratum.
#[derive(Clone, Debug, Deserialize)]
struct Strata {
    trials: Vec<u64>,
    kept: bool,
}

/// Why a folder says nothing of a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// Not a run folder.
    #[error(
        "{0} is not a run folder: it has no manifest.json or status.jsonl, or no scenario.resolved.toml; give a folder that oreflow run \
         has written, such as runs/my-run"
    )]
    NotARun(PathBuf),
    /// A manifest of something else.
    #[error("{path} is not the manifest of a run: {reason}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A run that was ended before its first checkpoint.
    #[error("{0} has no trials yet: the run was ended before its first checkpoint; run it again")]
    Nothing(PathBuf),
}

impl RunRecord {
    /// Reads what a run folder says: of an unfinished run its checkpoint, else the manifest.
    ///
    /// # Errors
    /// If it is no run folder, or knows of no trials.
    pub fn read(run: &Path) -> Result<Self, RecordError> {
        let begun = status::begun(run);
        let manifest = run.join("manifest.json");
        if !run.join("scenario.resolved.toml").is_file() || (begun.is_none() && !manifest.is_file()) {
            return Err(RecordError::NotARun(run.to_owned()));
        }
        let kept = begun.and_then(|begun| Some((checkpoint::read(run, &begun.fingerprint).ok()??, begun)));
        if let Some((kept, begun)) = kept {
            let strata = kept.strata();
            return Ok(Self {
                version: begun.version,
                trials_done: kept.done(),
                trials_failed: kept
                    .failed()
                    .iter()
                    .map(|failed| FailedTrial::new(failed, &begun.policies))
                    .collect(),
                policies: begun.policies.clone(),
                strata: strata.map(|strata| Strata { trials: strata.trials, kept: strata.kept }),
                inputs: begun.inputs,
            });
        }
        let bytes = std::fs::read(&manifest).map_err(|error| match error.kind() {
            ErrorKind::NotFound => RecordError::Nothing(run.to_owned()),
            _ => RecordError::Manifest { path: manifest.clone(), reason: error.to_string() },
        })?;
        serde_json::from_slice(&bytes)
            .map_err(|error| RecordError::Manifest { path: manifest, reason: error.to_string() })
    }

    /// Whether the run did a trial.
    ///
    /// # Errors
    /// If not, which trials it did, in words that complete "it has no such trial:".
    pub fn check(&self, trial: Trial) -> Result<(), String> {
        if let Some(strata) = self.strata.as_ref().filter(|strata| strata.kept) {
            let within = |(stratum, &trials): (u32, &u64)| {
                trial.index < Trial::in_stratum(stratum, trials / u64::from(REPLICATES), 0).index
            };
            let stratum = trial.stratum().and_then(|stratum| (0..).zip(&strata.trials).nth(stratum as usize));
            if stratum.is_some_and(within) {
                return Ok(());
            }
            let parts: Vec<String> = (0..)
                .zip(&strata.trials)
                .map(|(stratum, trials)| format!("{trials} from {} on", Trial::in_stratum(stratum, 0, 0)))
                .collect();
            return Err(format!("its strata have {}", parts.join(", ")));
        }
        if trial.number() < self.trials_done {
            return Ok(());
        }
        let last = self.trials_done.checked_sub(1).map(Trial::from_number);
        let last = last.map_or_else(String::new, |last| format!(", the last of them {last}"));
        Err(format!("it did {} trials{last}", self.trials_done))
    }
}
