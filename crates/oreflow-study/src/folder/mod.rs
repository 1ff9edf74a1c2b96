//! A run folder: everything a run was made of and everything it found, also while it runs.

mod checkpoint;
mod place;
mod record;
mod status;
mod tables;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oreflow_engine::run::{Checkpoint, Progress, Stop};

pub use place::Place;
pub use record::{RecordError, RunRecord};

use self::checkpoint::CHECKPOINT;
use self::status::{Begun, Event, Status};
use crate::{Findings, Manifest, Study};

/// Version of the layout of run folders.
pub(crate) const SCHEMA: u32 = 1;

/// The longest time between two checkpoints, if writing one takes little of it.
const LONGEST: Duration = Duration::from_secs(2);

/// The time to the first checkpoint.
const SHORTEST: Duration = Duration::from_millis(100);

/// Checkpoints take no more than this share of the time.
const SHARE: u32 = 20;

/// A file that went into a run.
#[derive(Clone, Debug)]
pub struct Input {
    /// Name below `inputs/`, with `/` between folders.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

impl Input {
    /// BLAKE3 hash of the contents, as the manifest has it.
    pub fn hash(&self) -> String {
        blake3::hash(&self.bytes).to_hex().to_string()
    }
}

/// What a run is made of.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<'a> {
    /// The study.
    pub study: &'a Study,
    /// The scenario with every value explicit, kept as `scenario.resolved.toml`.
    pub resolved: &'a str,
    /// All files that went into it, kept below `inputs/`.
    pub inputs: &'a [Input],
}

/// Why a run folder could not be taken or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A run is there already.
    #[error("{0} exists already; choose another --out, or pass --force to replace it")]
    Exists(PathBuf),
    /// Something else is there.
    #[error(
        "{0} is not a run folder (no manifest.json, scenario.resolved.toml and summary.csv), and will not be replaced; \
         choose another --out"
    )]
    NotARun(PathBuf),
    /// No folder of its own, such as `.`.
    #[error("{0} is no name for a run folder; write one, such as runs/my-run")]
    NoName(PathBuf),
    /// An unfinished run with another fingerprint.
    #[error(
        "{0} holds an unfinished run of something else (another scenario, network, seed, number of trials or version); \
         choose another --out, or pass --force to replace it"
    )]
    Another(PathBuf),
    /// Another process is at work.
    #[error("another process is at work in {0}; let it end, or choose another --out")]
    Held(PathBuf),
    /// No unfinished run to go on with.
    #[error("there is no unfinished run of this in {0}; leave --resume out to begin one")]
    NothingToResume(PathBuf),
    /// A finished run, which cannot go on.
    #[error("the run in {0} is finished; leave --resume out, and choose another --out to run it again")]
    Finished(PathBuf),
    /// A file could not be read or written.
    #[error("could not write {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// How a run begins in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the first trial.
    Anew,
    /// With the first trial, although it was begun before: there is no checkpoint, or for this reason none of use.
    Again(Option<String>),
    /// From a checkpoint.
    From {
        /// Trials done.
        done: u64,
        /// Trials asked for.
        asked: u64,
    },
}

/// The folder of a run that is at work: it is there under its name from the beginning, and belongs to this process.
///
/// A run is finished when its `manifest.json` is there and does not say that it was cancelled.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    status: Status,
    begun: Begun,
    start: Start,
    checkpoint: Option<Checkpoint>,
    opened: Instant,
    kept: Instant,
    /// What the last checkpoint took.
    cost: Duration,
}

impl RunFolder {
    /// Takes a place for a run and writes down what it is made of, or finds the place where the same run was begun before.
    ///
    /// With `resume`, only the latter.
    ///
    /// # Errors
    /// If something else is there, another process is at work there, or a file cannot be written.
    pub fn open(place: &Place, recipe: &Recipe<'_>, resume: bool) -> Result<Self, FolderError> {
        let begun = Begun::new(recipe);
        let place::Taken { path, mut status, before } = place.take(&begun.fingerprint, resume)?;
        let kept = if before { checkpoint::read(&path, &begun.fingerprint) } else { Ok(None) };
        let kept = kept.and_then(|kept| match kept {
            Some(kept) => match recipe.study.check_checkpoint(&kept) {
                Ok(()) => Ok(Some(kept)),
                Err(error) => Err(error.to_string()),
            },
            None => Ok(None),
        });
        let (start, checkpoint) = match kept {
            Ok(Some(kept)) => (Start::From { done: kept.done(), asked: kept.asked() }, Some(kept)),
            Ok(None) if before => (Start::Again(None), None),
            Ok(None) => (Start::Anew, None),
            Err(reason) => (Start::Again(Some(reason)), None),
        };
        let trials = checkpoint.as_ref().map_or((0, recipe.study.trials), |kept| (kept.done(), kept.asked()));
        let event = if before { Event::Resumed } else { Event::Begun(begun.clone()) };
        status.add(event, trials)?;
        put(&path, "scenario.resolved.toml", recipe.resolved.as_bytes())?;
        for input in recipe.inputs {
            put(&path, &format!("inputs/{}", input.name), &input.bytes)?;
        }
        let now = Instant::now();
        Ok(Self { path, status, begun, start, checkpoint, opened: now, kept: now, cost: Duration::ZERO })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the run begins.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The checkpoint to go on from, for [`Study::resume`]; there is one for [`Start::From`], once.
    pub fn take_checkpoint(&mut self) -> Option<Checkpoint> {
        self.checkpoint.take()
    }

    /// Keeps a checkpoint, if it is time or it must be `now`: soon after the start, then about every two seconds.
    ///
    /// # Errors
    /// If it cannot be written; the last one is kept, and the run may go on.
    pub fn keep(&mut self, progress: Progress<'_>, now: bool) -> Result<(), FolderError> {
        let wanted = (self.opened.elapsed() / 4).clamp(SHORTEST, LONGEST).max(self.cost * SHARE);
        if !now && self.kept.elapsed() < wanted {
            return Ok(());
        }
        let begun = Instant::now();
        let done = self.write_checkpoint(progress);
        self.kept = Instant::now();
        self.cost = begun.elapsed();
        done
    }

    fn write_checkpoint(&mut self, progress: Progress<'_>) -> Result<(), FolderError> {
        let path = self.path.join(CHECKPOINT);
        let bytes = checkpoint::encode(progress.checkpoint, &self.begun.fingerprint).map_err(at(&path))?;
        replace_file(&path, &bytes)?;
        self.status.add(Event::Checkpoint, (progress.done, progress.asked))
    }

    /// Writes what the run found, last of all the manifest.
    ///
    /// The checkpoint is removed, unless the run was cancelled: then it can go on from there.
    ///
    /// # Errors
    /// If a file cannot be written; what was kept before is still there.
    pub fn finish(
        mut self,
        findings: &Findings,
        command: Vec<String>,
        threads: usize,
    ) -> Result<PathBuf, FolderError> {
        for (name, bytes) in tables::files(findings).map_err(at(&self.path))? {
            replace_file(&self.path.join(name), &bytes)?;
        }
        let cancelled = findings.stop == Stop::Cancelled;
        let event = if cancelled { Event::Interrupted } else { Event::Finished };
        self.status.add(event, (findings.trials_done, findings.trials_asked))?;
        let Begun { fingerprint, inputs, .. } = self.begun;
        let manifest =
            Manifest::new(findings, command, threads, (fingerprint, inputs), status::parts(&self.path));
        let path = self.path.join("manifest.json");
        let bytes =
            serde_json::to_vec_pretty(&manifest).map_err(|error| at(&path)(io::Error::other(error)))?;
        replace_file(&path, &bytes)?;
        let checkpoint = self.path.join(CHECKPOINT);
        if !cancelled && checkpoint.exists() {
            fs::remove_file(&checkpoint).map_err(at(&checkpoint))?;
        }
        Ok(self.path)
    }
}

/// A hash over all that decides the bits of a run: by it the same run is known again.
fn fingerprint(recipe: &Recipe<'_>) -> String {
    let study = recipe.study;
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        // With its length, so that no two lists of parts run into the same bytes.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    add(&format!("oreflow {} run folder {SCHEMA}", env!("CARGO_PKG_VERSION")));
    add(recipe.resolved);
    for input in recipe.inputs {
        add(&input.name);
        add(&input.hash());
    }
    add(&format!("{} trials, strata {:?}", study.trials, study.stratify));
    if study.keep_trials {
        add("trials kept");
    }
    if let Some(stopping) = &study.stopping {
        add(&format!("{:?}, {} at most", stopping.tolerances, stopping.most_trials));
    }
    for policy in study.policies() {
        let draws = &policy.experiment.experiment().draws;
        add(&format!("policy {}, seed {}, {:?}", policy.name, draws.seed(), draws.design()));
    }
    study.outcomes.iter().for_each(|outcome| add(&outcome.path()));
    study.series.iter().for_each(|series| add(&series.path()));
    hasher.finalize().to_hex().to_string()
}

/// An error of a file.
fn at(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Write { path, source }
}

/// Writes a file below a folder, unless it is there with the same contents; half a file is written again when the run goes on.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(at(parent))?;
    }
    fs::write(&path, bytes).map_err(at(&path))
}

/// Writes a file beside its place and renames it into it: it is there whole or not at all, whenever the machine stops.
fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = path.with_file_name(format!(".{name}.part"));
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(error) = written {
        // Half a file is of no use, and on a full disk its room is.
        let _ = fs::remove_file(&part);
        return Err(at(path)(error));
    }
    fs::rename(&part, path).map_err(at(path))
}
