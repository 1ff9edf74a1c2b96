//! `oreflow check`: all problems of scenarios at once, nothing run.

use crate::args::Check;
use crate::failure::{Failure, show};
use crate::input::ScenarioFile;
use crate::out::{say, tell};

pub(crate) fn check(args: &Check, quiet: bool) -> Result<(), Failure> {
    let mut invalid = Vec::new();
    let mut refused = Vec::new();
    for path in &args.scenarios {
        match ScenarioFile::read_with(path, &args.set).and_then(|file| file.resolve_all()) {
            Ok(warnings) => {
                if !quiet {
                    show(&warnings);
                    say(&format!("{}: no problems\n", path.display()))?;
                }
            }
            Err(Failure::Invalid(problems)) => invalid.extend(problems),
            Err(Failure::Refused(problem)) => refused.push(problem),
            Err(failure) => return Err(failure),
        }
    }
    match (invalid.is_empty(), refused.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(Failure::Refused(refused.join("\nerror: "))),
        (false, _) => {
            for problem in &refused {
                tell(&format!("error: {problem}"));
            }
            Err(Failure::Invalid(invalid))
        }
    }
}
