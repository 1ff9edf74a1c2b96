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

/// Why a run folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder is there already.
    #[error("{0} exists already; choose another --out, or pass --force to replace it")]
    Exists(PathBuf),
    /// To be replaced, but no run folder.
    #[error("{0} is not a run folder (it has no manifest.json), and will not be replaced")]
    NotARun(PathBuf),
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
    path: PathBuf,
    force: bool,
}

impl RunFolder {
    /// A folder at a path that must not exist, unless a former run there is to be replaced.
    ///
    /// # Errors
    /// If something is there that may not be replaced.
    pub fn new(path: &Path, force: bool) -> Result<Self, FolderError> {
        if path.exists() {
            if !force {
                return Err(FolderError::Exists(path.to_owned()));
            }
            if !path.join("manifest.json").is_file() {
                return Err(FolderError::NotARun(path.to_owned()));
            }
        }
        Ok(Self { path: path.to_owned(), force })
    }

    /// A folder of that name in `parent`, with a number behind it if it is taken.
    pub fn next(parent: &Path, name: &str) -> Self {
        let plain = parent.join(name);
        let numbered = (2_u32..).map(|n| parent.join(format!("{name}-{n}")));
        let path = std::iter::once(plain).chain(numbered).find(|path| !path.exists());
        Self { path: path.unwrap_or_else(|| parent.join(name)), force: false }
    }

    /// Where the folder will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes everything: first beside the place, then into it by renaming.
    ///
    /// # Errors
    /// If a file cannot be written, or the place was taken meanwhile.
    pub fn write(
        self,
        manifest: &Manifest,
        findings: &Findings,
        resolved: &str,
        inputs: &[Input],
    ) -> Result<PathBuf, FolderError> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let part = self.path.with_file_name(name);
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| FolderError::Write { path, source }
        };
        fs::create_dir_all(&part).map_err(at(&part))?;
        let put = |name: &str, bytes: &[u8]| -> Result<(), FolderError> {
            let path = part.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(at(parent))?;
            }
            fs::write(&path, bytes).map_err(at(&path))
        };
        let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|e| at(&part)(io::Error::other(e)));
        put("manifest.json", &json(serde_json::to_vec_pretty(manifest))?)?;
        put("summary.json", &json(serde_json::to_vec_pretty(findings))?)?;
        put("summary.csv", &table(findings.outcomes.iter().map(FlatRow::new)).map_err(at(&part))?)?;
        put("series.csv", &table(findings.series.iter()).map_err(at(&part))?)?;
        put("scenario.resolved.toml", resolved.as_bytes())?;
        for input in inputs {
            put(&format!("inputs/{}", input.name), &input.bytes)?;
        }
        if self.path.exists() {
            if !self.force {
                return Err(FolderError::Exists(self.path));
            }
            fs::remove_dir_all(&self.path).map_err(at(&self.path))?;
        }
        fs::rename(&part, &self.path).map_err(at(&self.path))?;
        Ok(self.path)
    }
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
    never: u64,
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
            never: row.never,
        }
    }
}
