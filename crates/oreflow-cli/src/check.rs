//! `oreflow check`: all problems of scenarios at once, nothing run.

use std::path::Path;

use oreflow_scenario::{Diagnostic, Diagnostics};
use serde::Serialize;

use crate::args::Check;
use crate::failure::{Failure, show};
use crate::input::ScenarioFile;
use crate::out::{json, say, tell};

/// Version of the JSON that is printed.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    scenarios: Vec<Checked>,
}

/// What was found of a scenario.
#[derive(Serialize)]
struct Checked {
    scenario: String,
    /// Whether it can be run.
    sound: bool,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Problem {
    /// `error` or `warning`.
    severity: &'static str,
    /// Code; none where the file or its network could not be read at all.
    code: Option<String>,
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
    help: Option<String>,
}

impl From<&Diagnostic> for Problem {
    fn from(one: &Diagnostic) -> Self {
        let (line, column) = one.position();
        Self {
            severity: if one.is_error() { "error" } else { "warning" },
            code: Some(one.code.to_string()),
            file: one.file().to_owned(),
            line: Some(line),
            column: Some(column),
            message: one.message.clone(),
            help: one.help.clone(),
        }
    }
}

impl Checked {
    fn new(scenario: &Path, found: &Result<Diagnostics, Failure>) -> Self {
        let of = |problems: &Diagnostics| problems.all().iter().map(Problem::from).collect::<Vec<_>>();
        let problems = match found {
            Ok(warnings) => of(warnings),
            Err(Failure::Invalid(files)) => files.iter().flat_map(of).collect(),
            Err(failure) => vec![Problem {
                severity: "error",
                code: None,
                file: scenario.display().to_string(),
                line: None,
                column: None,
                message: failure.message(),
                help: None,
            }],
        };
        Self { scenario: scenario.display().to_string(), sound: found.is_ok(), problems }
    }
}

pub(crate) fn check(args: &Check, quiet: bool) -> Result<(), Failure> {
    let (mut scenarios, mut invalid, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for path in &args.scenarios {
        let found = ScenarioFile::read_with(path, &args.set).and_then(|file| file.resolve_all());
        if args.json {
            scenarios.push(Checked::new(path, &found));
        }
        match found {
            Ok(warnings) if !quiet && !args.json => {
                show(&warnings);
                say(&format!("{}: no problems\n", path.display()))?;
            }
            Ok(_) => {}
            Err(Failure::Invalid(problems)) => invalid.extend(problems),
            Err(Failure::Refused(problem)) => refused.push(problem),
            Err(failure) => return Err(failure),
        }
    }
    if args.json {
        json(&Answer { schema: SCHEMA, scenarios })?;
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
