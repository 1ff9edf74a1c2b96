//! The answer goes to stdout, all else to stderr; a reader that closes either early is content.

use std::io::{ErrorKind, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use oreflow_report::Layout;
use terminal_size::{Width, terminal_size_of};

use crate::failure::Failure;

/// What stdout can show: the width of a terminal, 80 columns elsewhere; colours on a terminal unless `NO_COLOR` is set.
pub(crate) fn layout() -> Layout {
    let stdout = std::io::stdout();
    let width = terminal_size_of(&stdout).map_or(80, |(Width(width), _)| usize::from(width));
    Layout { width, colour: has_colours(&stdout) }
}

/// Whether colours are shown: on a terminal, unless `NO_COLOR` is set.
pub(crate) fn has_colours(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// Prints a text to stdout.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("could not print: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints a line to stderr; where nobody listens, nobody is told.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints a value as JSON to stdout.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Failed(error.to_string()))?;
    say(&format!("{text}\n"))
}
