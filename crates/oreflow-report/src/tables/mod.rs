//! The tables of a run folder for other programs: read from the folder alone, never simulated again.

mod document;
mod iamc;
mod long;
mod package;
mod parquet;
mod run;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use run::RunTables;
pub(crate) use run::{Number, Row, Wide};

/// Why a run cannot be exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TablesError {
    /// No finished run.
    #[error(
        "{0} is not a run folder (no manifest.json and summary.csv); name a folder that oreflow run wrote"
    )]
    NotARun(PathBuf),
    /// A file could not be read.
    #[error("could not read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not what a run writes.
    #[error("{path}: {what}; the run folder is damaged or of another version, run the scenario again")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and in which line.
        what: String,
    },
    /// No series has a whole year.
    #[error(
        "no series of the run covers a whole calendar year, and the format has values of years only; export csv"
    )]
    NoYear,
    /// A file could not be made.
    #[error("could not make {name}: {what}")]
    Write {
        /// The file.
        name: String,
        /// What went wrong.
        what: String,
    },
}

/// Files by name.
pub type Files = Vec<(String, Vec<u8>)>;
