//! `oreflow run` and `oreflow compare`: a scenario, its answer and its run folder.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use oreflow_engine::run::{Checkpoint, Progress, Stop, is_guarded};
use oreflow_report as report;
use oreflow_scenario::{Diagnostics, Scenario, Trials};
use oreflow_study::{Findings, FolderError, Place, Recipe, RunFolder, Start, Study};

use crate::args::{Compare, Run, RunOptions};
use crate::failure::{Failure, show};
use crate::input::{ScenarioFile, study_of};
use crate::out::{json, layout, say, tell};
use crate::progress::Meter;
use crate::report::{PAGE, write_page};

pub(crate) fn run(args: &Run, quiet: bool) -> Result<(), Failure> {
    let mut file = ScenarioFile::read_with(&args.of.scenario, &assignments(&args.of))?;
    file.choose(args.policy.as_deref())?;
    ask(&mut file.scenario, &args.of)?;
    let resolved = file.resolve()?;
    if !quiet {
        show(&resolved.warnings);
    }
    let study = study_of(&file.scenario.title, vec![(String::new(), resolved)])?;
    let stem = file.stem();
    work(&args.of, file, study, &stem, quiet, report::findings)
}

pub(crate) fn compare(args: &Compare, quiet: bool) -> Result<(), Failure> {
    let mut file = ScenarioFile::read_with(&args.of.scenario, &assignments(&args.of))?;
    ask(&mut file.scenario, &args.of)?;
    let names = if args.policies.is_empty() { file.scenario.compared() } else { args.policies.clone() };
    for name in &names {
        file.check_policy(name)?;
    }
    if names.len() < 2 {
        let message = format!("{} has no policies to compare", args.of.scenario.display());
        return Err(Failure::Refused(format!("{message}; write [policy.NAME] with what one changes")));
    }
    let resolved = file.resolve_under(&names)?;
    if !quiet {
        let warnings = resolved.iter().map(|one| one.warnings.clone());
        warnings.reduce(Diagnostics::and).iter().for_each(show);
    }
    file.scenario.compare(&names);
    let study = study_of(&file.scenario.title, names.into_iter().zip(resolved).collect())?;
    let stem = format!("{}-compare", file.stem());
    work(&args.of, file, study, &stem, quiet, report::comparison)
}

/// What is set beside the file; as many trials as are needed first, so that what goes with them may be set, too.
fn assignments(of: &RunOptions) -> Vec<String> {
    let auto = of.tolerance.is_some() || of.trials == Some(Trials::Auto);
    auto.then(|| "study.trials=auto".to_owned()).into_iter().chain(of.set.iter().cloned()).collect()
}

/// Puts what was asked for on the command line in the place of what the scenario says.
fn ask(scenario: &mut Scenario, of: &RunOptions) -> Result<(), Failure> {
    let study = &mut scenario.study;
    if let Some(trials) = of.trials {
        study.trials.value = trials;
    }
    if let (Some(Trials::Number(_)), Some(_)) = (of.trials, &of.tolerance) {
        let message =
            "--tolerance finds out how many trials are needed; leave --trials out, or write --trials auto";
        return Err(Failure::Refused(message.to_owned()));
    }
    if let Some(tolerance) = &of.tolerance {
        study.trials.value = Trials::Auto;
        study.tolerance.value = tolerance.clone();
        study.tolerances.clear();
    }
    if of.keep_trials {
        study.keep_trials = true;
    }
    if let Some(seed) = of.seed {
        study.seed.value = seed;
    }
    Ok(())
}

/// Runs a study of a scenario that is kept under a name, and says what it found.
fn work(
    of: &RunOptions,
    mut file: ScenarioFile,
    mut study: Study,
    name: &str,
    quiet: bool,
    answer: fn(&Findings, report::Layout) -> String,
) -> Result<(), Failure> {
    match (&mut study.stopping, of.max_time) {
        (Some(stopping), most) => stopping.most_time = most,
        (None, Some(_)) => {
            let message =
                "--max-time goes with --trials auto or --tolerance; a number of trials is done to its end";
            return Err(Failure::Refused(message.to_owned()));
        }
        (None, None) => {}
    }
    let inputs = file.inputs()?;
    // The folder stands alone: its scenario names the network beside it.
    "inputs/network".clone_into(&mut file.scenario.network.value);
    let resolved = file.scenario.to_toml();
    let place = match &of.out {
        Some(path) => Place::At { path: path.clone(), force: of.force },
        None => Place::Under { parent: PathBuf::from("runs"), name: name.to_owned() },
    };
    let recipe = Recipe { study: &study, resolved: &resolved, inputs: &inputs };
    let work = Work { recipe, place, resume: of.resume, threads: of.threads, report: of.report, quiet };
    work.run(|findings| if of.json { json(findings) } else { say(&answer(findings, layout())) })
}

/// What is to be run, and where it is kept.
struct Work<'a> {
    recipe: Recipe<'a>,
    place: Place,
    /// Whether only an unfinished run may go on.
    resume: bool,
    /// Threads, or one for each core.
    threads: Option<u16>,
    /// Whether the report is written, too.
    report: bool,
    quiet: bool,
}

impl Work<'_> {
    /// Runs all trials, or those that are left, says the answer and writes the folder.
    fn run(self, answer: impl FnOnce(&Findings) -> Result<(), Failure>) -> Result<(), Failure> {
        keep_silent_on_failed_trials();
        let interrupted = listen_to_interrupts();
        let pool = pool(self.threads.map_or(0, usize::from))?;
        // What forbids writing is told before the work, not after it.
        let folder = RunFolder::open(&self.place, &self.recipe, self.resume);
        let mut folder = folder.map_err(|error| failed(&error))?;
        self.tell_start(&folder);
        let findings = pool.install(|| self.with_progress(&mut folder, &interrupted))?;
        // The answer first: a full disk must not take it along, nor a stdout that fails the run folder.
        let said = answer(&findings);
        let path = folder.finish(&findings, std::env::args().collect(), pool.current_num_threads());
        let path = path.map_err(|error| failed(&error))?;
        said?;
        if !self.quiet {
            let (done, seconds) = (findings.trials_done, findings.seconds);
            tell(&format!("{done} trials in {seconds:.1} s; written to {}", path.display()));
        }
        if self.report {
            write_page(&path, &path.join(PAGE), false)?;
        }
        ended(&findings, &path)
    }

    /// Says where an unfinished run goes on, and why not from where it was.
    fn tell_start(&self, folder: &RunFolder) {
        let path = folder.path().display();
        match folder.start() {
            Start::Again(Some(reason)) => tell(&format!(
                "warning: the checkpoint in {path} is of no use: {reason}; the run there begins anew"
            )),
            Start::Again(None) if !self.quiet => {
                tell(&format!("the unfinished run in {path} has no checkpoint yet, and begins anew"));
            }
            Start::From { done, asked } if !self.quiet => {
                tell(&format!("goes on from {done} of {asked} trials in {path}"));
            }
            _ => {}
        }
    }

    /// Runs the trials under a meter, keeping checkpoints; an interrupt ends them after the current batches.
    fn with_progress(&self, folder: &mut RunFolder, interrupted: &AtomicBool) -> Result<Findings, Failure> {
        let study = self.recipe.study;
        let from = folder.take_checkpoint();
        let mut meter = Meter::new(self.quiet, study, from.as_ref().map_or(0, Checkpoint::done));
        let mut warned = false;
        let progress = |progress: Progress<'_>| {
            meter.show(progress);
            let stop = interrupted.load(Ordering::SeqCst);
            if let Err(error) = folder.keep(progress, stop)
                && !std::mem::replace(&mut warned, true)
            {
                let why = with_causes(&error);
                tell(&format!("warning: {why}; the run goes on, but an interrupt would lose its trials"));
            }
            if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let findings = match from {
            Some(from) => study.resume(from, progress).map_err(|error| Failure::Failed(error.to_string())),
            None => Ok(study.run(progress)),
        };
        meter.finish();
        findings
    }
}

/// Whether the user asked to stop; who asks twice ends the program at once.
fn listen_to_interrupts() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Without a handler an interrupt ends the program at once, which is no worse than failing here.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
    interrupted
}

/// How a run ends whose folder is written.
fn ended(findings: &Findings, folder: &Path) -> Result<(), Failure> {
    let (done, asked) = (findings.trials_done, findings.trials_asked);
    match findings.stop {
        Stop::Done | Stop::Precise => tolerated(findings, folder),
        Stop::MostTrials | Stop::MostTime => {
            tolerated(findings, folder)?;
            Err(Failure::Imprecise(format!("{done} trials are not as exact as asked; all are kept")))
        }
        Stop::Cancelled => Err(Failure::Interrupted(format!(
            "interrupted after {done} of {asked} trials; they are kept, and the same command goes on from there"
        ))),
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
         oreflow replay {} --trial {}{}",
        failed.len(),
        findings.trials_done,
        report::number(100.0 * findings.failures_tolerated),
        folder.display(),
        first.trial,
        if first.policy.is_empty() { String::new() } else { format!(" --policy {}", first.policy) }
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

/// An error with all that it was caused by.
fn failed(error: &FolderError) -> Failure {
    Failure::Failed(with_causes(error))
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
