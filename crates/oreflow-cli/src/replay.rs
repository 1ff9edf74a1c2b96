//! `oreflow replay`: one trial of a run, alone.

use oreflow_engine::observe::Series;
use oreflow_report as report;
use oreflow_scenario::{NO_POLICY, Resolved};
use oreflow_study::{Input, RunRecord, Study};

use crate::args::Replay;
use crate::failure::Failure;
use crate::input::{ScenarioFile, study_of};
use crate::out::{json, say, tell};

/// Says why the trial may not have the bits that it had in the run.
fn warn(record: &RunRecord, inputs: &[Input]) {
    let (then, now) = (&record.version, env!("CARGO_PKG_VERSION"));
    if then != now {
        tell(&format!("warning: the run was made by version {then}; {now} may find other numbers"));
    }
    for input in inputs.iter().filter(|input| input.name.starts_with("network/")) {
        if record.inputs.get(&input.name) != Some(&input.hash()) {
            tell(&format!("warning: inputs/{} is no longer what the run was made of", input.name));
        }
    }
}

/// The study of one policy by name, or of the first.
fn of_policy(study: Study, policy: Option<&str>) -> Result<Study, Failure> {
    let Some(name) = policy else { return Ok(study) };
    if let Some(found) = study.only(name) {
        return Ok(found);
    }
    let known: Vec<&str> = study.policies().iter().map(|policy| policy.name.as_str()).collect();
    Err(Failure::Refused(match &known[..] {
        [""] => "the run has no policies; leave --policy out".to_owned(),
        known => format!("the run has no policy '{name}'; it has {}", known.join(", ")),
    }))
}

pub(crate) fn replay(args: &Replay, quiet: bool) -> Result<(), Failure> {
    let record = RunRecord::read(&args.run).map_err(|error| Failure::Refused(error.to_string()))?;
    record.check(args.trial).map_err(|done| {
        Failure::Refused(format!("{} has no trial {}: {done}", args.run.display(), args.trial))
    })?;
    let file = ScenarioFile::read(&args.run.join("scenario.resolved.toml"))?;
    let names = if record.policies.is_empty() { vec![NO_POLICY.to_owned()] } else { record.policies.clone() };
    let resolved = file.resolve_under(&names)?;
    if !quiet {
        warn(&record, &file.inputs()?);
    }
    let asked = series(&resolved[0]);
    // A run of the scenario alone has no names of policies.
    let named = names.into_iter().map(|name| if record.policies.is_empty() { String::new() } else { name });
    let study = study_of(&file.scenario.title, named.zip(resolved).collect())?;
    let study = of_policy(study, args.policy.as_deref())?;
    let series = if asked.is_empty() { &study.series } else { &asked };
    let series: &[Series] = if args.trace { series } else { &[] };
    let replayed = study.replay(args.trial, series);
    let mut replay =
        replayed.map_err(|reason| Failure::Failed(format!("trial {} fails: {reason}", args.trial)))?;
    replay.failed =
        record.trials_failed.into_iter().find(|failed| failed.trial == replay.trial).map(|failed| {
            // A trial that fails under one policy is left out of all.
            let elsewhere = failed.policy != replay.policy;
            if elsewhere { format!("under {}: {}", failed.policy, failed.reason) } else { failed.reason }
        });
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
