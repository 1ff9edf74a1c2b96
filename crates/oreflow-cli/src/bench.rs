//! `oreflow bench`: how fast trials run, and what each design of them is worth.

use std::path::Path;

use oreflow_report as report;
use oreflow_study::efficiency;
use oreflow_study::speed::{CHAINS, Machine, SpeedCase, SpeedRow, peak_memory_of};

use crate::args::Bench;
use crate::failure::{Failure, show};
use crate::input::{ScenarioFile, study_of};
use crate::out::{json, say, tell};

/// Links from which on a chain is left out where time is short.
const SLOW: usize = 1_000_000;

pub(crate) fn bench(args: &Bench, quiet: bool) -> Result<(), Failure> {
    match &args.efficiency {
        Some(path) => worth(path, args, quiet),
        None => speed(args, quiet),
    }
}

fn speed(args: &Bench, quiet: bool) -> Result<(), Failure> {
    // What cannot be run is told before the work, not after it.
    for path in &args.scenarios {
        whole_run(path, quiet)?;
    }
    let machine = Machine::this();
    let mut threads = vec![1];
    threads.extend((machine.cores > 1).then_some(machine.cores));
    let pools: Vec<rayon::ThreadPool> =
        threads.into_iter().map(crate::run::pool).collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    let mut measure = |case: &SpeedCase| {
        for pool in &pools {
            let row = pool.install(|| case.measure());
            if !quiet {
                tell(&progress(&row));
            }
            rows.push(row);
        }
    };
    let chains: Vec<usize> = match (&args.links[..], &args.scenarios[..]) {
        ([], []) => CHAINS.into_iter().filter(|&links| !args.quick || links < SLOW).collect(),
        (links, _) => links.iter().map(|&links| links as usize).collect(),
    };
    for links in chains {
        measure(&SpeedCase::chain(links));
    }
    crate::run::keep_silent_on_failed_trials();
    for path in &args.scenarios {
        measure(&whole_run(path, true)?);
    }
    if args.json {
        return json(&rows);
    }
    say(&format!("{}\n", report::speed(&rows, &machine)))
}

/// What was measured last, in a line.
fn progress(row: &SpeedRow) -> String {
    let threads = if row.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", row.threads) };
    format!("{} on {threads}: {} ns", row.case, report::number(row.ns_per_link_step_trial))
}

/// The case of a scenario, as `oreflow run` would run it.
fn whole_run(path: &Path, quiet: bool) -> Result<SpeedCase, Failure> {
    let (made, memory) = peak_memory_of(|| {
        let file = ScenarioFile::read(path)?;
        let resolved = file.resolve()?;
        if !quiet {
            show(&resolved.warnings);
        }
        Ok((file.stem(), study_of(&file.scenario.title, vec![(String::new(), resolved)])?))
    });
    let (name, study) = made?;
    Ok(SpeedCase::study(&name, study, memory))
}

fn worth(path: &Path, args: &Bench, quiet: bool) -> Result<(), Failure> {
    let mut experiments = Vec::new();
    let mut watched = Vec::new();
    for path in std::iter::once(path).chain(args.against.as_deref()) {
        let resolved = ScenarioFile::read(path)?.resolve()?;
        if !quiet {
            show(&resolved.warnings);
        }
        if watched.is_empty() {
            watched.clone_from(&resolved.watch);
        }
        if resolved.watch != watched || watched.is_empty() {
            let message = format!("{} must watch what is to be estimated, both the same", path.display());
            return Err(Failure::Refused(message));
        }
        experiments.push(resolved.experiment);
    }
    let rows = efficiency(&experiments, &watched, args.trials, args.seeds, |design| {
        if !quiet {
            tell(&format!("{design}: {} runs of {} trials", args.seeds, args.trials));
        }
    });
    if args.json {
        return json(&rows);
    }
    say(&format!("{}\n", report::efficiency(&rows)))
}
