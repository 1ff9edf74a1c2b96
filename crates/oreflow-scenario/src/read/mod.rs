//! From the text of a file to its [`Scenario`]: syntax, keys, types, units, dates, and what the parts say of each other.

mod action;
mod correlated;
pub(crate) mod cursor;
mod distribution;
mod groups;
mod hazard;
mod ids;
mod measure;
mod policy;
pub(crate) mod scenario;
mod study;
pub(crate) mod syntax;
mod targets;
mod time;
mod uncertain;

use std::io;

use crate::diagnostic::{Diagnostics, Problems};
use crate::draft::Draft;
use crate::source::Source;
use crate::types::{Scenario, Targets};

/// Reads a scenario; `name` is the name of its file, for messages.
///
/// # Errors
/// All problems of the file at once, in order of position, as far as they can be found without the network. Where the
/// file is not TOML, these alone: what a broken file means is anyone's guess.
///
/// # Examples
/// ```
/// let text = r#"
/// schema = 1
/// title = "A flood at Sorowako"
/// network = "networks/nickel-2024"
/// [time]
/// start = "2025-01"
/// step = "1 month"
/// horizon = "3 years"
/// [[measure]]
/// id = "flood"
/// kind = "outage"
/// at = "idn-sorowako"
/// from = "2025-04"
/// until = "2025-10"
/// severity = "80 %"
/// "#;
/// let scenario = oreflow_scenario::parse(text, "flood.toml").expect("a sound file");
/// assert_eq!(scenario.contents.measures[0].timing.severity.to_string(), "80 %");
///
/// let problems = oreflow_scenario::parse(&text.replace("80 %", "80"), "flood.toml").unwrap_err();
/// assert_eq!(
///     problems.plain(),
///     "flood.toml:15:12: error[E0305]: 'severity' is 80, more than all of it\n  \
///      help: write \"80 %\" if percent are meant, or a number from 0 to 1"
/// );
/// ```
///
/// A file that extends others is read by [`Draft`].
pub fn parse(source: &str, name: &str) -> Result<Scenario, Diagnostics> {
    parse_bytes(source.as_bytes(), name)
}

/// Reads a scenario from the bytes of its file.
///
/// # Errors
/// As [`parse`]; bytes that are not UTF-8 are one problem at the first of them.
pub fn parse_bytes(bytes: &[u8], name: &str) -> Result<Scenario, Diagnostics> {
    let alone = |_: &str| Err(io::Error::other("only one file is read here"));
    Draft::new(name, bytes, alone)?.scenario()
}

/// Reads the targets of a backtest; `name` is the name of their file, for messages.
///
/// # Errors
/// All problems of the file at once, as [`parse`] tells them.
pub fn parse_targets(source: &str, name: &str) -> Result<Targets, Diagnostics> {
    let source = Source::new(name, source);
    let mut problems = Problems::new(&source);
    let table = syntax::parse(&source.files()[0], &mut problems);
    let targets = table.and_then(|table| targets::read(&table, &mut problems));
    match targets {
        Some(targets) if problems.is_empty() => Ok(targets),
        _ => Err(problems.finish()),
    }
}

/// Reads the targets of a backtest from the bytes of their file.
///
/// # Errors
/// As [`parse_targets`]; bytes that are not UTF-8 are one problem at the first of them.
pub fn parse_targets_bytes(bytes: &[u8], name: &str) -> Result<Targets, Diagnostics> {
    syntax::decode(bytes).map_or_else(
        |(text, span, complaint)| {
            let mut problems = Problems::new(&Source::new(name, &text));
            problems.error(span, complaint);
            Err(problems.finish())
        },
        |text| parse_targets(text, name),
    )
}
