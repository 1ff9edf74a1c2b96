//! `oreflow bench`: what each design of trials is worth.

use oreflow_report as report;
use oreflow_study::efficiency;

use crate::args::Bench;
use crate::failure::{Failure, show};
use crate::input::ScenarioFile;
use crate::out::{json, say, tell};

pub(crate) fn bench(args: &Bench, quiet: bool) -> Result<(), Failure> {
    let mut experiments = Vec::new();
    let mut watched = Vec::new();
    for path in std::iter::once(&args.efficiency).chain(&args.against) {
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
