//! `oreflow backtest`: the model held against what was observed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oreflow_report as report;
use oreflow_scenario::{Resolved, Targets, parse_targets_bytes};
use oreflow_study::backtest::{CaseScore, Sensitivity, TargetScore, Totals, sensitivities, totals};
use serde::Serialize;

use crate::args::Backtest;
use crate::failure::{Failure, show};
use crate::input::{ScenarioFile, read};
use crate::out::{json, layout, say, tell};

/// Version of the JSON that is printed.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer<'a> {
    schema: u32,
    version: &'static str,
    cases: Vec<Case<'a>>,
    totals: Vec<Totals>,
    /// What the scores of all cases hang on, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sensitivity: Vec<Sensitivity>,
    /// Folders of cases that could not be scored.
    failed: Vec<String>,
}

#[derive(Serialize)]
struct Case<'a> {
    #[serde(flatten)]
    score: &'a CaseScore,
    totals: Vec<Totals>,
}

pub(crate) fn backtest(args: &Backtest, quiet: bool) -> Result<(), Failure> {
    let log = args.log.as_deref().map(Log::open).transpose()?;
    let (mut scores, mut changes, mut failed, mut cases) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for folder in &args.folders {
        let folders = match folders(folder) {
            Ok(folders) => folders,
            Err(failure) => {
                complain(&failure);
                failed.push(folder.display().to_string());
                cases += 1;
                continue;
            }
        };
        for folder in folders {
            cases += 1;
            match score(&folder, args, quiet) {
                Ok((score, sensitivity)) => {
                    changes.extend(sensitivity);
                    if !args.json {
                        say(&format!("{}\n", report::backtest(&score, layout())))?;
                    }
                    scores.push(score);
                }
                Err(failure) => {
                    complain(&failure);
                    failed.push(folder.display().to_string());
                }
            }
        }
    }
    let all = totals(scores.iter().flat_map(|score| &score.targets));
    let sensitivity = sensitivities(&changes);
    if args.json {
        let of = |score| Case { score, totals: totals(&score.targets) };
        let cases = scores.iter().map(of).collect();
        let version = env!("CARGO_PKG_VERSION");
        json(&Answer { schema: SCHEMA, version, cases, totals: all, sensitivity, failed: failed.clone() })?;
    } else if !scores.is_empty() {
        say(&report::backtest_totals(&all, layout()))?;
        if args.sensitivity {
            say(&format!("\n{}", report::backtest_sensitivity(&sensitivity, layout())))?;
        }
    }
    if let (Some(log), Some(commit)) = (log, &args.commit) {
        log.append(commit, &scores)?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    let (count, names) = (failed.len(), failed.join(", "));
    Err(Failure::Refused(format!("{count} of {cases} cases could not be scored: {names}")))
}

/// The folder itself if it is a case, else its subfolders that are, in order of name.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let is_case = |folder: &Path| folder.join("case.toml").is_file();
    if is_case(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    let failed = |error| Failure::Failed(format!("could not read {}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(failed)?;
    let paths: std::io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut cases = paths.map_err(failed)?;
    cases.retain(|path| is_case(path));
    cases.sort();
    if cases.is_empty() {
        let message = format!("there is no case in {}: no case.toml in it or below it", folder.display());
        return Err(Failure::Refused(message));
    }
    Ok(cases)
}

/// Reads and scores one case; whatever is wrong with one file, the other is checked as far as it can be.
fn score(
    folder: &Path,
    args: &Backtest,
    quiet: bool,
) -> Result<(CaseScore, Option<Vec<Sensitivity>>), Failure> {
    let mut failures = Vec::new();
    let targets = keep(targets(&folder.join("targets.toml")), &mut failures);
    let resolved = read_case(folder, args, targets.as_ref(), &mut failures);
    if let Some(last) = failures.pop() {
        failures.iter().for_each(complain);
        return Err(last);
    }
    let (Some(targets), Some(resolved)) = (targets, resolved) else {
        unreachable!("what is missing was told");
    };
    if !quiet {
        show(&resolved.warnings);
    }
    let experiment = resolved.experiment;
    let case = targets.case(&name(folder));
    let scored = case.score(&experiment, args.trials).and_then(|score| {
        let sensitivity = args.sensitivity.then(|| case.sensitivity(&experiment)).transpose()?;
        Ok((score, sensitivity))
    });
    scored.map_err(|error| Failure::Refused(format!("{}: {error}", folder.display())))
}

/// The scenario of a case, if it is sound. What is wrong with it, and with targets in its network and time, is kept.
fn read_case(
    folder: &Path,
    args: &Backtest,
    targets: Option<&Targets>,
    failures: &mut Vec<Failure>,
) -> Option<Resolved> {
    let mut file = keep(ScenarioFile::read(&folder.join("case.toml")), failures)?;
    if let Some(step) = args.step {
        file.scenario.time.step.value = step.into();
    }
    let network = keep(file.network(), failures)?;
    let resolved = keep(file.resolve_in(Arc::clone(&network)), failures);
    if let (Some(targets), Some(calendar)) = (targets, file.scenario.time.calendar()) {
        let checked = targets.check(&network, &calendar);
        keep(checked.map_err(|problems| Failure::Invalid(vec![problems])), failures);
    }
    resolved
}

/// What was found; a failure is kept for later.
fn keep<T>(result: Result<T, Failure>, failures: &mut Vec<Failure>) -> Option<T> {
    result.map_err(|failure| failures.push(failure)).ok()
}

fn targets(path: &Path) -> Result<Targets, Failure> {
    parse_targets_bytes(&read(path)?, &path.display().to_string())
        .map_err(|problems| Failure::Invalid(vec![problems]))
}

/// The last part of a folder's path.
fn name(folder: &Path) -> String {
    // A folder written as `.` has a name all the same.
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Prints why a case is left out, and goes on.
fn complain(failure: &Failure) {
    match failure {
        Failure::Invalid(files) => files.iter().for_each(show),
        Failure::Failed(message)
        | Failure::Refused(message)
        | Failure::Imprecise(message)
        | Failure::TooManyFailed(message)
        | Failure::Interrupted(message) => {
            tell(&format!("error: {message}"));
        }
    }
}

/// Columns of the log.
const COLUMNS: [&str; 9] =
    ["version", "commit", "step", "case", "kind", "hits", "scored", "naive_hits", "naive_scored"];

/// The log of scores, opened before anything is scored.
struct Log<'a> {
    path: &'a Path,
    file: fs::File,
    is_new: bool,
}

impl<'a> Log<'a> {
    fn open(path: &'a Path) -> Result<Self, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::Failed(format!("could not open the log {}: {error}", path.display()))
        };
        let file = fs::OpenOptions::new().create(true).append(true).read(true).open(path);
        let file = file.map_err(|error| failed(&error))?;
        let mut header = String::new();
        BufReader::new(&file).read_line(&mut header).map_err(|error| failed(&error))?;
        let is_new = header.is_empty();
        if !is_new && header.trim_end() != COLUMNS.join(",") {
            let message = format!(
                "{} is not a log of backtests: its first line is not {}; name another file",
                path.display(),
                COLUMNS.join(",")
            );
            return Err(Failure::Refused(message));
        }
        Ok(Self { path, file, is_new })
    }

    /// Appends a row for each case and kind; a new file gets a header.
    fn append(self, commit: &str, scores: &[CaseScore]) -> Result<(), Failure> {
        let path = self.path;
        let failed = |error: &dyn std::fmt::Display| {
            Failure::Failed(format!("could not write {}: {error}", path.display()))
        };
        let mut rows = csv::Writer::from_writer(self.file);
        if self.is_new {
            rows.write_record(COLUMNS).map_err(|error| failed(&error))?;
        }
        for score in scores {
            for (kind, totals) in kinds(&score.targets) {
                let Totals { hits, scored, naive_hits, naive_scored, .. } = totals;
                let counts = [hits, scored, naive_hits, naive_scored].map(|count| count.to_string());
                let names = [env!("CARGO_PKG_VERSION"), commit, &score.step, &score.case, kind];
                let row = names.into_iter().chain(counts.iter().map(String::as_str));
                rows.write_record(row).map_err(|error| failed(&error))?;
            }
        }
        rows.flush().map_err(|error| failed(&error))
    }
}

/// Totals of each kind that has targets that count.
fn kinds(scores: &[TargetScore]) -> Vec<(&'static str, Totals)> {
    totals(scores).into_iter().filter_map(|totals| Some((totals.kind?.name(), totals))).collect()
}
