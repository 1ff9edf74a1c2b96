//! `oreflow run`: a scenario, its answer and its run folder.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use oreflow_engine::run::{Stop, is_guarded};
use oreflow_report as report;
use oreflow_scenario::Trials;
use oreflow_study::{Findings, FolderError, Manifest, RunFolder, Study};

use crate::args::Run;
use crate::failure::{Failure, show};
use crate::input::{ScenarioFile, study_of};
use crate::out::{json, layout, say, tell};
use crate::progress::Meter;

pub(crate) fn run(args: &Run, quiet: bool) -> Result<(), Failure> {
    let mut file = ScenarioFile::read(&args.scenario)?;
    if let Some(trials) = args.trials {
        file.scenario.study.trials.value = trials;
    }
    if let (Some(Trials::Number(_)), Some(_)) = (args.trials, &args.tolerance) {
        let message =
            "--tolerance finds out how many trials are needed; leave --trials out, or write --trials auto";
        return Err(Failure::Refused(message.to_owned()));
    }
    if let Some(tolerance) = &args.tolerance {
        file.scenario.study.trials.value = Trials::Auto;
        file.scenario.study.tolerance.value = tolerance.clone();
        file.scenario.study.tolerances.clear();
    }
    if let Some(seed) = args.seed {
        file.scenario.study.seed.value = seed;
    }
    let resolved = file.resolve()?;
    if !quiet {
        show(&resolved.warnings);
    }
    // What forbids writing is told before the work, not after it.
    let folder = match &args.out {
        Some(path) => RunFolder::new(path, args.force).map_err(|error| failed(&error))?,
        None => RunFolder::next(Path::new("runs"), &file.stem()),
    };
    let inputs = file.inputs()?;
    let mut study = study_of(&file.scenario.title, resolved);
    match (&mut study.stopping, args.max_time) {
        (Some(stopping), most) => stopping.most_time = most,
        (None, Some(_)) => {
            let message =
                "--max-time goes with --trials auto or --tolerance; a number of trials is done to its end";
            return Err(Failure::Refused(message.to_owned()));
        }
        (None, None) => {}
    }
    keep_silent_on_failed_trials();
    let pool = pool(args.threads.map_or(0, usize::from))?;
    let begun = Instant::now();
    let findings = pool.install(|| with_progress(&study, quiet));
    let seconds = begun.elapsed().as_secs_f64();
    let command = std::env::args().collect();
    let manifest = Manifest::new(&findings, command, &inputs, pool.current_num_threads(), seconds);
    // The answer first: a full disk must not take it along, nor a stdout that fails the run folder.
    let said = if args.json { json(&findings) } else { say(&report::findings(&findings, layout())) };
    // The folder stands alone: its scenario names the network beside it.
    "inputs/network".clone_into(&mut file.scenario.network.value);
    let resolved = file.scenario.to_toml();
    let path = folder.write(&manifest, &findings, &resolved, &inputs).map_err(|error| failed(&error))?;
    said?;
    if !quiet {
        tell(&format!("{} trials in {seconds:.1} s; written to {}", findings.trials_done, path.display()));
    }
    match findings.stop {
        Stop::Done | Stop::Precise => tolerated(&findings, &path),
        Stop::MostTrials | Stop::MostTime => {
            tolerated(&findings, &path)?;
            let done = findings.trials_done;
            Err(Failure::Imprecise(format!("{done} trials are not as exact as asked; all are kept")))
        }
        Stop::Cancelled => {
            let (done, asked) = (findings.trials_done, findings.trials_asked);
            Err(Failure::Interrupted(format!("interrupted after {done} of {asked} trials; they are kept")))
        }
    }
}

/// Threads, or one for each core where their number is 0.
pub(crate) fn pool(threads: usize) -> Result<rayon::ThreadPool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Failure::Failed(format!("could not start threads: {error}")))
}

/// Whether no more trials failed than are tolerated.
fn tolerated(findings: &Findings, folder: &Path) -> Result<(), Failure> {
    let failed = &findings.trials_failed;
    let Some(first) = failed.first().filter(|_| findings.too_many_failed()) else { return Ok(()) };
    Err(Failure::TooManyFailed(format!(
        "{} of {} trials failed, more than the share of {} % that study.failures tolerates; see the first with\n  \
         oreflow replay {} --trial {}",
        failed.len(),
        findings.trials_done,
        report::number(100.0 * findings.failures_tolerated),
        folder.display(),
        first.trial
    )))
}

/// A trial that panics is told in the answer, with its reason; all other panics are shown as ever.
pub(crate) fn keep_silent_on_failed_trials() {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !is_guarded() {
            shown(panic);
        }
    }));
}

/// Runs the trials under a meter; an interrupt ends them after the current batches.
fn with_progress(study: &Study, quiet: bool) -> Findings {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Without a handler an interrupt ends the program at once, which is no worse than failing here.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            // Asked twice: at once.
            std::process::exit(130);
        }
    });
    let mut meter = Meter::new(quiet, study.trials);
    let findings = study.run(|progress| {
        meter.show(progress);
        if interrupted.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    meter.finish();
    findings
}

/// An error with all that it was caused by.
fn failed(error: &FolderError) -> Failure {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    Failure::Failed(text)
}
