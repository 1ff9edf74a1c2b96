//! A run folder: everything a run was made of and everything it found.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Findings, Manifest, OutcomeRow};

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

/// Why a run folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder is there already.
    #[error("{0} exists already; choose another --out, or pass --force to replace it")]
    Exists(PathBuf),
    /// To be replaced, but no run folder.
    #[error(
        "{0} is not a run folder (no manifest.json, scenario.resolved.toml and summary.csv), and will not be replaced"
    )]
    NotARun(PathBuf),
    /// No folder of its own, such as `.`.
    #[error("{0} is no name for a run folder; write one, such as runs/my-run")]
    NoName(PathBuf),
    /// A file could not be written.
    #[error("could not write {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A folder that is being written; it appears under its name only when it is complete.
#[derive(Debug)]
pub struct RunFolder {
    parent: PathBuf,
    name: String,
    place: Place,
}

/// What to do where something is in the way.
#[derive(Debug, PartialEq)]
enum Place {
    /// Refuse.
    Free,
    /// Replace a former run.
    Replace,
    /// Take the next free number.
    Next,
}

impl RunFolder {
    /// A folder at a path that must not exist, unless a former run there is to be replaced.
    ///
    /// # Errors
    /// If something is there that may not be replaced, or the path names no folder of its own.
    pub fn new(path: &Path, force: bool) -> Result<Self, FolderError> {
        let name = path.file_name().ok_or_else(|| FolderError::NoName(path.to_owned()))?;
        let folder = Self {
            parent: path.parent().map_or_else(PathBuf::new, Path::to_owned),
            name: name.to_string_lossy().into_owned(),
            place: if force { Place::Replace } else { Place::Free },
        };
        folder.check()?;
        Ok(folder)
    }

    /// A folder of that name in `parent`, with a number behind it if it is taken.
    pub fn next(parent: &Path, name: &str) -> Self {
        Self { parent: parent.to_owned(), name: name.to_owned(), place: Place::Next }
    }

    fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// Whether the place may be taken.
    fn check(&self) -> Result<(), FolderError> {
        let path = self.path();
        match self.place {
            Place::Free if path.exists() => Err(FolderError::Exists(path)),
            Place::Replace if path.exists() && !is_run(&path) => Err(FolderError::NotARun(path)),
            _ => Ok(()),
        }
    }

    /// Writes everything: first beside the place, then into it by renaming. Returns where it is.
    ///
    /// # Errors
    /// If a file cannot be written, or the place was taken meanwhile; nothing is left behind then.
    pub fn write(
        &self,
        manifest: &Manifest,
        findings: &Findings,
        resolved: &str,
        inputs: &[Input],
    ) -> Result<PathBuf, FolderError> {
        let part = self.parent.join(format!(".{}.part-{}", self.name, std::process::id()));
        let done = fill(&part, manifest, findings, resolved, inputs).and_then(|()| self.settle(&part));
        if done.is_err() {
            // The error that is told is the first one.
            let _ = fs::remove_dir_all(&part);
        }
        done
    }

    /// Moves the finished folder into its place.
    fn settle(&self, part: &Path) -> Result<PathBuf, FolderError> {
        self.check()?;
        let path = self.path();
        match self.place {
            Place::Free => move_to(part, path),
            Place::Replace => {
                let old = self.parent.join(format!(".{}.old-{}", self.name, std::process::id()));
                if path.exists() {
                    move_to(&path, old.clone())?;
                }
                let path = move_to(part, path)?;
                if old.exists() {
                    fs::remove_dir_all(&old).map_err(|source| FolderError::Write { path: old, source })?;
                }
                Ok(path)
            }
            Place::Next => {
                let numbered = (2_u32..10_000).map(|n| self.parent.join(format!("{}-{n}", self.name)));
                for path in std::iter::once(path.clone()).chain(numbered) {
                    // Another run may take the place between the look and the move: then the move fails.
                    if !path.exists()
                        && let Ok(path) = move_to(part, path)
                    {
                        return Ok(path);
                    }
                }
                Err(FolderError::Exists(path))
            }
        }
    }
}

/// Whether a folder is a former run, by what only a run leaves.
fn is_run(path: &Path) -> bool {
    ["manifest.json", "scenario.resolved.toml", "summary.csv"].iter().all(|file| path.join(file).is_file())
}

fn move_to(from: &Path, to: PathBuf) -> Result<PathBuf, FolderError> {
    match fs::rename(from, &to) {
        Ok(()) => Ok(to),
        Err(source) => Err(FolderError::Write { path: to, source }),
    }
}

fn fill(
    part: &Path,
    manifest: &Manifest,
    findings: &Findings,
    resolved: &str,
    inputs: &[Input],
) -> Result<(), FolderError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| FolderError::Write { path, source }
    };
    let put = |name: &str, bytes: &[u8]| -> Result<(), FolderError> {
        let path = part.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        fs::write(&path, bytes).map_err(at(&path))
    };
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|e| at(part)(io::Error::other(e)));
    put("manifest.json", &json(serde_json::to_vec_pretty(manifest))?)?;
    put("summary.json", &json(serde_json::to_vec_pretty(findings))?)?;
    put("summary.csv", &table(findings.outcomes.iter().map(FlatRow::new)).map_err(at(part))?)?;
    put("series.csv", &table(findings.series.iter()).map_err(at(part))?)?;
    put("convergence.csv", &table(findings.convergence.iter()).map_err(at(part))?)?;
    put("scenario.resolved.toml", resolved.as_bytes())?;
    for input in inputs {
        put(&format!("inputs/{}", input.name), &input.bytes)?;
    }
    Ok(())
}

fn table<T: serde::Serialize>(rows: impl Iterator<Item = T>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// An outcome with a column for each number; an empty cell is "beyond the sample".
#[derive(serde::Serialize)]
struct FlatRow<'a> {
    path: &'a str,
    quantity: &'a str,
    product: &'a str,
    place: &'a str,
    field: &'a str,
    unit: &'a str,
    mean: f64,
    mean_low: Option<f64>,
    mean_high: Option<f64>,
    sd: f64,
    sd_low: Option<f64>,
    sd_high: Option<f64>,
    q05: f64,
    q05_low: Option<f64>,
    q05_high: Option<f64>,
    median: f64,
    median_low: Option<f64>,
    median_high: Option<f64>,
    q95: f64,
    q95_low: Option<f64>,
    q95_high: Option<f64>,
    cvar95: f64,
    cvar95_low: Option<f64>,
    cvar95_high: Option<f64>,
    trials: u64,
    never: f64,
    never_low: Option<f64>,
    never_high: Option<f64>,
}

impl<'a> FlatRow<'a> {
    fn new(row: &'a OutcomeRow) -> Self {
        Self {
            path: &row.path,
            quantity: &row.quantity,
            product: &row.product,
            place: &row.place,
            field: &row.field,
            unit: &row.unit,
            mean: row.mean.value,
            mean_low: row.mean.low,
            mean_high: row.mean.high,
            sd: row.sd.value,
            sd_low: row.sd.low,
            sd_high: row.sd.high,
            q05: row.q05.value,
            q05_low: row.q05.low,
            q05_high: row.q05.high,
            median: row.median.value,
            median_low: row.median.low,
            median_high: row.median.high,
            q95: row.q95.value,
            q95_low: row.q95.low,
            q95_high: row.q95.high,
            cvar95: row.cvar95.value,
            cvar95_low: row.cvar95.low,
            cvar95_high: row.cvar95.high,
            trials: row.trials,
            never: row.never.value,
            never_low: row.never.low,
            never_high: row.never.high,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with what a run leaves, written without a run.
    fn former_run(path: &Path) {
        fs::create_dir_all(path).unwrap();
        for file in ["manifest.json", "scenario.resolved.toml", "summary.csv"] {
            fs::write(path.join(file), "old").unwrap();
        }
    }

    #[test]
    fn what_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (run, notes) = (folder.path().join("run"), folder.path().join("notes"));
        former_run(&run);
        fs::create_dir_all(&notes).unwrap();
        fs::write(notes.join("manifest.json"), "{}").unwrap();
        assert!(matches!(RunFolder::new(&run, false), Err(FolderError::Exists(_))));
        assert!(matches!(RunFolder::new(&notes, true), Err(FolderError::NotARun(_))));
        assert!(matches!(RunFolder::new(Path::new("."), true), Err(FolderError::NoName(_))));
        assert!(RunFolder::new(&run, true).is_ok());
        assert_eq!(fs::read_to_string(notes.join("manifest.json")).unwrap(), "{}");
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        former_run(&folder.path().join("run"));
        let part = folder.path().join("part");
        former_run(&part);
        let place = RunFolder::next(folder.path(), "run").settle(&part).unwrap();
        assert_eq!(place, folder.path().join("run-2"));
        assert!(!part.exists());
    }

    #[test]
    fn a_former_run_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (run, part) = (folder.path().join("run"), folder.path().join("part"));
        former_run(&run);
        fs::write(run.join("stray"), "").unwrap();
        former_run(&part);
        RunFolder::new(&run, true).unwrap().settle(&part).unwrap();
        assert!(run.join("manifest.json").is_file() && !run.join("stray").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
