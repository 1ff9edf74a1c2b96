//! `oreflow export`: the tables of a run for other programs.

use std::path::Path;

use oreflow_report::{Files, RunTables, TablesError};

use crate::args::{ExportRun, RunFormat};
use crate::failure::Failure;
use crate::network::{listed, write};
use crate::out::say;

pub(crate) fn export(options: &ExportRun, quiet: bool) -> Result<(), Failure> {
    let run = RunTables::read(&options.run).map_err(|error| failed(&error))?;
    let Some(out) = &options.out else {
        let text = match options.format {
            // Arguments have seen to it that Parquet has a folder.
            RunFormat::Csv | RunFormat::Parquet => run.outcomes_csv(),
            RunFormat::Json | RunFormat::Iamc => document(&run, options.format),
        };
        return say(&String::from_utf8_lossy(&text.map_err(|error| failed(&error))?));
    };
    if out.join("manifest.json").exists() {
        let message = format!("{} is a run folder, whose own tables would be lost", out.display());
        return Err(Failure::Failed(format!("{message}; choose another --out")));
    }
    let (folder, files) = match options.format {
        RunFormat::Csv => (out.as_path(), run.csv()),
        RunFormat::Parquet => (out.as_path(), run.parquet()),
        RunFormat::Json | RunFormat::Iamc => {
            let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = document(&run, options.format).map(|bytes| Files::from([(name, bytes)]));
            (out.parent().unwrap_or(Path::new("")), file)
        }
    };
    let written = write(folder, &files.map_err(|error| failed(&error))?, options.force)?;
    if quiet { Ok(()) } else { say(&listed(&written)) }
}

fn document(run: &RunTables, format: RunFormat) -> Result<Vec<u8>, TablesError> {
    if format == RunFormat::Iamc { run.iamc() } else { Ok(format!("{:#}\n", run.json()).into_bytes()) }
}

pub(crate) fn failed(error: &TablesError) -> Failure {
    match error {
        TablesError::Read { .. } | TablesError::Write { .. } => Failure::Failed(error.to_string()),
        _ => Failure::Refused(error.to_string()),
    }
}
