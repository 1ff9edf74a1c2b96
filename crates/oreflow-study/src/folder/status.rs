//! `status.jsonl`: what happened to a run, a line each, and the lock of who is at work.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FolderError, Recipe, at};
use crate::Part;

/// The file.
pub(super) const STATUS: &str = "status.jsonl";

/// What the first line says of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Begun {
    /// Version of the folder's layout.
    pub(super) schema: u32,
    /// Version of the program.
    pub(super) version: String,
    /// Hash over all that decides the bits.
    pub(super) fingerprint: String,
    /// Names of the policies, where there are several.
    pub(super) policies: Vec<String>,
    /// BLAKE3 hash of each input, by name.
    pub(super) inputs: BTreeMap<String, String>,
}

impl Begun {
    pub(super) fn new(recipe: &Recipe<'_>) -> Self {
        Self {
            schema: super::SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            fingerprint: super::fingerprint(recipe),
            policies: recipe.study.names(),
            inputs: recipe.inputs.iter().map(|input| (input.name.clone(), input.hash())).collect(),
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Event {
    Begun(Begun),
    Resumed,
    Checkpoint,
    Interrupted,
    Finished,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    time: String,
    trials_done: u64,
    trials_asked: u64,
    #[serde(flatten)]
    event: Event,
}

/// The file of a run that this process is at work on; no other gets it until it is dropped.
#[derive(Debug)]
pub(super) struct Status {
    path: PathBuf,
    file: File,
}

impl Status {
    /// Takes the file of a run folder, which is made if there is none.
    pub(super) fn lock(folder: &Path) -> Result<Self, FolderError> {
        let path = folder.join(STATUS);
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(at(&path))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(FolderError::Held(folder.to_owned())),
            // Some network file systems have no locks: then nobody can be kept out.
            Err(TryLockError::Error(error)) if error.kind() != ErrorKind::Unsupported => {
                return Err(at(&path)(error));
            }
            _ => {}
        }
        let mut status = Self { path, file };
        status.end_torn_line().map_err(at(&status.path))?;
        Ok(status)
    }

    /// A line that was being written when the process was killed must not spoil the next.
    fn end_torn_line(&mut self) -> io::Result<()> {
        let length = self.file.seek(SeekFrom::End(0))?;
        if length > 0 {
            let mut last = [0];
            self.file.seek(SeekFrom::End(-1))?;
            self.file.read_exact(&mut last)?;
            if last != *b"\n" {
                self.file.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// Adds a line.
    pub(super) fn add(&mut self, event: Event, (done, asked): (u64, u64)) -> Result<(), FolderError> {
        let line = Line { time: now(), trials_done: done, trials_asked: asked, event };
        let mut text =
            serde_json::to_string(&line).map_err(|error| at(&self.path)(io::Error::other(error)))?;
        text.push('\n');
        self.file.write_all(text.as_bytes()).map_err(at(&self.path))
    }
}

/// What the status of a folder says the run is; none without a status.
pub(super) fn begun(folder: &Path) -> Option<Begun> {
    match lines(folder).into_iter().next()?.event {
        Event::Begun(begun) => Some(begun),
        _ => None,
    }
}

/// The parts that a run ran in.
pub(super) fn parts(folder: &Path) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in lines(folder) {
        match (line.event, parts.last_mut()) {
            (Event::Begun(_) | Event::Resumed, _) | (_, None) => parts.push(Part {
                begun: line.time.clone(),
                ended: line.time,
                trials_from: line.trials_done,
                trials_to: line.trials_done,
            }),
            (_, Some(part)) => {
                part.ended = line.time;
                part.trials_to = line.trials_done;
            }
        }
    }
    parts
}

/// All lines that can be read.
fn lines(folder: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(folder.join(STATUS)).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The time to the millisecond.
fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let first = Begun {
            schema: 1,
            version: "0.1.0".to_owned(),
            fingerprint: "f".to_owned(),
            policies: Vec::new(),
            inputs: BTreeMap::new(),
        };
        let mut status = Status::lock(folder.path()).unwrap();
        status.add(Event::Begun(first.clone()), (0, 64)).unwrap();
        status.add(Event::Checkpoint, (32, 64)).unwrap();
        status.file.write_all(b"{\"time\":\"2025").unwrap();
        assert!(matches!(Status::lock(folder.path()), Err(FolderError::Held(_))));
        drop(status);
        Status::lock(folder.path()).unwrap().add(Event::Resumed, (32, 64)).unwrap();
        assert_eq!(begun(folder.path()), Some(first));
        let parts: Vec<(u64, u64)> =
            parts(folder.path()).iter().map(|part| (part.trials_from, part.trials_to)).collect();
        assert_eq!(parts, [(0, 32), (32, 32)]);
        assert_eq!(lines(folder.path()).len(), 3);
    }
}
