//! `oreflow replay`: one trial of a run, alone.

use std::collections::BTreeMap;
use std::path::Path;

use oreflow_engine::observe::Series;
use oreflow_random::{REPLICATES, Trial};
use oreflow_report as report;
use oreflow_scenario::Resolved;
use oreflow_study::{FailedTrial, Input, Study};
use serde::Deserialize;

use crate::args::Replay;
use crate::failure::Failure;
use crate::input::{ScenarioFile, read};
use crate::out::{json, say, tell};

/// What the manifest says of strata.
#[derive(Deserialize)]
struct Strata {
    trials: Vec<u64>,
    kept: bool,
}

/// What the manifest of a run says of its trials.
#[derive(Deserialize)]
struct Record {
    version: String,
    trials_done: u64,
    trials_failed: Vec<FailedTrial>,
    strata: Option<Strata>,
    inputs: BTreeMap<String, String>,
}

impl Record {
    /// Reads the manifest of a run folder.
    fn read(run: &Path) -> Result<Self, Failure> {
        let path = run.join("manifest.json");
        if !path.is_file() || !run.join("scenario.resolved.toml").is_file() {
            let message = "is not a run folder: it has no manifest.json and scenario.resolved.toml";
            let help = "give a folder that oreflow run has written, such as runs/my-run";
            return Err(Failure::Refused(format!("{} {message}; {help}", run.display())));
        }
        serde_json::from_slice(&read(&path)?).map_err(|error| {
            Failure::Refused(format!("{} is not the manifest of a run: {error}", path.display()))
        })
    }

    /// Says why the trial may not have the bits that it had in the run.
    fn warn(&self, inputs: &[Input]) {
        let (then, now) = (&self.version, env!("CARGO_PKG_VERSION"));
        if then != now {
            tell(&format!("warning: the run was made by version {then}; {now} may find other numbers"));
        }
        for input in inputs.iter().filter(|input| input.name.starts_with("network/")) {
            if self.inputs.get(&input.name) != Some(&input.hash()) {
                tell(&format!("warning: inputs/{} is no longer what the run was made of", input.name));
            }
        }
    }

    /// Whether the run did a trial.
    fn check(&self, trial: Trial, run: &Path) -> Result<(), Failure> {
        let strata = self.strata.as_ref().filter(|strata| strata.kept);
        if let Some(strata) = strata {
            let within = |(stratum, &trials): (u32, &u64)| {
                trial.index < Trial::in_stratum(stratum, trials / u64::from(REPLICATES), 0).index
            };
            let stratum = trial.stratum().and_then(|stratum| (0..).zip(&strata.trials).nth(stratum as usize));
            if stratum.is_some_and(within) {
                return Ok(());
            }
            let first = |stratum| Trial::in_stratum(stratum, 0, 0);
            let parts: Vec<String> = (0..)
                .zip(&strata.trials)
                .map(|(stratum, trials)| format!("{trials} from {} on", first(stratum)))
                .collect();
            let message =
                format!("{} has no trial {trial}: its strata have {}", run.display(), parts.join(", "));
            return Err(Failure::Refused(message));
        }
        if trial.number() < self.trials_done {
            return Ok(());
        }
        let last = self.trials_done.checked_sub(1).map(Trial::from_number);
        let last = last.map_or_else(String::new, |last| format!(", the last of them {last}"));
        let done = self.trials_done;
        let message = format!("{} has no trial {trial}: it did {done} trials{last}", run.display());
        Err(Failure::Refused(message))
    }
}

pub(crate) fn replay(args: &Replay, quiet: bool) -> Result<(), Failure> {
    let record = Record::read(&args.run)?;
    record.check(args.trial, &args.run)?;
    let file = ScenarioFile::read(&args.run.join("scenario.resolved.toml"))?;
    let resolved = file.resolve()?;
    if !quiet {
        record.warn(&file.inputs()?);
    }
    let asked = series(&resolved);
    let study = Study::new(&file.scenario.title, resolved.experiment, resolved.trials).watch(resolved.watch);
    let series = if asked.is_empty() { &study.series } else { &asked };
    let series: &[Series] = if args.trace { series } else { &[] };
    let replayed = study.replay(args.trial, series);
    let mut replay =
        replayed.map_err(|reason| Failure::Failed(format!("trial {} fails: {reason}", args.trial)))?;
    replay.failed = record
        .trials_failed
        .into_iter()
        .find(|failed| failed.trial == replay.trial)
        .map(|failed| failed.reason);
    if args.json {
        return json(&replay);
    }
    say(&report::trial(&replay))?;
    if args.trace { say(&format!("\n{}", report::story(&replay))) } else { Ok(()) }
}

/// The series that the scenario asks for by name, and those of the outcomes that it watches.
fn series(resolved: &Resolved) -> Vec<Series> {
    let mut series = resolved.series.clone();
    for outcome in &resolved.watch {
        if !series.contains(&outcome.series) {
            series.push(outcome.series.clone());
        }
    }
    series
}
