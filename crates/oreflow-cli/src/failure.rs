//! Why the program stops, and with which exit code.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use oreflow_scenario::Diagnostics;

use crate::out::{has_colours, tell};

/// An end without an answer, or with half of one.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something failed: exit code 1.
    Failed(String),
    /// Scenarios are invalid: exit code 3.
    Invalid(Vec<Diagnostics>),
    /// The input is invalid, in plain words: exit code 3.
    Refused(String),
    /// Done, but not as exact as asked: exit code 5. All is kept.
    Imprecise(String),
    /// More trials failed than are tolerated: exit code 4. The run folder is written.
    TooManyFailed(String),
    /// Interrupted: exit code 130. What was finished is kept.
    Interrupted(String),
}

impl Failure {
    /// What is said of it.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Failed(message)
            | Self::Refused(message)
            | Self::Imprecise(message)
            | Self::TooManyFailed(message)
            | Self::Interrupted(message) => message.clone(),
            Self::Invalid(files) => files.iter().map(Diagnostics::plain).collect::<Vec<_>>().join("\n"),
        }
    }

    /// Prints to stderr and gives the exit code.
    pub(crate) fn report(&self) -> u8 {
        match self {
            Self::Failed(message) => {
                tell(&format!("error: {message}"));
                1
            }
            Self::Invalid(files) => {
                let problems: usize = files.iter().map(Diagnostics::len).sum();
                files.iter().for_each(show);
                let noun = if problems == 1 { "problem" } else { "problems" };
                let first = files.iter().flat_map(Diagnostics::all).next();
                let more = first.map_or(String::new(), |first| {
                    let whose = if problems == 1 { "it" } else { "the first" };
                    format!("; `oreflow explain {}` tells more of {whose}", first.code)
                });
                tell(&format!("error: {problems} {noun}; nothing was run{more}"));
                3
            }
            Self::Refused(message) => {
                tell(&format!("error: {message}"));
                3
            }
            Self::Imprecise(message) => {
                tell(&format!("warning: {message}"));
                5
            }
            Self::TooManyFailed(message) => {
                tell(&format!("error: {message}"));
                4
            }
            Self::Interrupted(message) => {
                tell(message);
                130
            }
        }
    }
}

/// Prints problems or warnings with their lines and carets to stderr.
pub(crate) fn show(diagnostics: &Diagnostics) {
    let theme = if has_colours(&std::io::stderr()) {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
    for diagnostic in diagnostics.all() {
        let mut text = String::new();
        let shown = handler.render_report(&mut text, diagnostic as &dyn Diagnostic);
        if shown.is_err() {
            text = diagnostic.plain();
        }
        tell(&text);
    }
}
