//! A scenario as it is written: its file, the files that it extends, and what is set beside it, laid over each other.

mod csv;
mod files;
mod merge;
mod set;

use std::io;

use toml::de::{DeTable, DeValue};

use crate::codes::Code;
use crate::diagnostic::{Complaint, Diagnostics, Problems};
use crate::read::{scenario, syntax};
use crate::source::{File, Source, Span};
use crate::types::Scenario;

use files::Gathered;
pub(crate) use merge::{LISTS, plain, policy};

/// A scenario before its values are read: the text of its file and of all files that it extends.
///
/// # How layers are laid over each other
/// `extends` names a file, or a list of files, relative to the file that says it. They are laid over each other in that order,
/// and what the file itself says over them: tables key by key, measures and hazards of the same id key by key (whole, if the
/// kind is another), all other lists and distributions as a whole. `without` takes away measures, hazards and lines of
/// `[uncertain]` of the files below. At the end come [assignments](Self::set), in their order.
///
/// # Lists in files
/// Where a list is asked for, `{ csv = "demand.csv" }` takes the rows of a table beside the file, with a key for each column;
/// `{ csv = "demand.csv", from = "month", factor = "index" }` names the columns, and `{ csv = "prices.csv", column = "price" }`
/// is the list of the values of one.
///
/// # Examples
/// ```
/// use oreflow_scenario::Draft;
///
/// let base = r#"
/// schema = 1
/// title = "A flood at Sorowako"
/// network = "networks/nickel-2024"
/// time = { start = "2025-01", step = "1 month", horizon = "3 years" }
/// [[measure]]
/// id = "flood"
/// kind = "outage"
/// at = "idn-sorowako"
/// from = "2025-04"
/// "#;
/// let long = "extends = \"flood.toml\"\n[time]\nhorizon = \"10 years\"\n";
/// let mut draft = Draft::new("long.toml", long.as_bytes(), |_| Ok(base.as_bytes().to_vec()))?;
/// draft.set("flood.severity = 60 %");
/// let scenario = draft.scenario()?;
/// assert_eq!(scenario.time.horizon.to_string(), "10 years");
/// assert_eq!(scenario.contents.measures[0].timing.severity.to_string(), "60 %");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Draft {
    files: Vec<Gathered>,
    assignments: Vec<String>,
}

impl Draft {
    /// Gathers a file and all that it extends; `load` reads a file by its path, relative to where `name` is.
    ///
    /// # Errors
    /// All files that are not text, cannot be loaded or extend themselves.
    pub fn new(
        name: &str,
        bytes: &[u8],
        load: impl FnMut(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Self, Diagnostics> {
        Ok(Self { files: files::gather(name, bytes, load)?, assignments: Vec::new() })
    }

    /// Lays an assignment `path=value` over all: `study.seed=7`, `flood.severity=60 %`,
    /// `elasticity-long.nickel-refined.*=-0.3`. Text need not stand in quotes.
    pub fn set(&mut self, assignment: &str) -> &mut Self {
        self.assignments.push(assignment.to_owned());
        self
    }

    /// Name and text of each file, the scenario's own first.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// Reads the values.
    ///
    /// # Errors
    /// All problems at once, in order of position, as far as they can be found without the network. Where a file is not TOML,
    /// these alone: what a broken file means is anyone's guess.
    pub fn scenario(&self) -> Result<Scenario, Diagnostics> {
        match self.read() {
            (Some(scenario), problems) if problems.is_empty() => Ok(scenario),
            (_, problems) => Err(problems),
        }
    }

    /// What can be read in spite of problems: not to be run, but to [look for more](Scenario::unknown_names) in a network.
    pub fn readable(&self) -> Option<Scenario> {
        self.read().0
    }

    fn read(&self) -> (Option<Scenario>, Diagnostics) {
        let assignments = self.assignments.iter().map(|assignment| (Source::SET, assignment.as_str()));
        let source = Source::of(self.files().chain(assignments));
        let mut problems = Problems::new(&source);
        let whole = self.whole(&source, &mut problems);
        let scenario = whole.and_then(|whole| scenario::read(&whole, &mut problems));
        (scenario, problems.finish())
    }

    /// All layers as one table; nothing where a file is not TOML or of another version.
    fn whole<'s>(&self, source: &'s Source, problems: &mut Problems) -> Option<DeTable<'s>> {
        let (files, assignments) = source.files().split_at(self.files.len());
        let of_values =
            |position| self.files.iter().any(|file| file.tables.iter().any(|(_, at)| *at == position));
        let parse = |(position, file)| {
            if of_values(position) {
                return Some(DeTable::new());
            }
            Some(self.filled(position, syntax::parse(file, problems)?, files, problems))
        };
        let tables: Vec<_> = files.iter().enumerate().map(parse).collect();
        let tables = tables.into_iter().collect::<Option<Vec<_>>>()?;
        // Where a list could not be found, nothing can be said of it.
        let found = problems.is_empty();
        let known = tables.iter().map(|table| scenario::schema(table, problems)).collect::<Vec<_>>();
        if !found || known.contains(&false) {
            return None;
        }
        let mut whole = merge::layers(&self.files, &tables, 0, problems);
        for assignment in assignments {
            if let Err((span, complaint)) = assign(&mut whole, assignment) {
                problems.error(span, complaint);
            }
        }
        Some(whole)
    }
}

impl Draft {
    /// A file with the lists of the CSV files that it names.
    fn filled<'s>(
        &self,
        position: usize,
        table: DeTable<'s>,
        files: &'s [File],
        problems: &mut Problems,
    ) -> DeTable<'s> {
        let named = &self.files[position].tables;
        let file = |name: &str| named.iter().find(|(known, _)| known == name).map(|(_, at)| &files[*at]);
        let fill = |(key, value)| (key, csv::filled(value, &file, problems));
        table.into_iter().map(fill).collect()
    }
}

/// Lays an assignment over a table.
fn assign<'s>(whole: &mut DeTable<'s>, file: &'s File) -> Result<(), (Span, Complaint)> {
    let (text, start) = (file.text(), file.start());
    let place = |part: &str| {
        let at = start + (part.as_ptr() as usize - text.as_ptr() as usize);
        Span { start: at, end: at + part.len() }
    };
    let Some((path, value)) = text.split_once('=') else {
        let complaint = Complaint::new(Code::NoSetting, format!("'{text}' sets nothing"));
        return Err((place(text), complaint.help("write --set path=value, such as --set study.seed=7")));
    };
    let (path, value) = (path.trim(), value.trim());
    let at = place(value);
    // What is no value of TOML is text: 18 months, 2026-01, IDN.
    let value = match DeValue::parse(value) {
        Ok(value) if !value.get_ref().is_datetime() => syntax::moved(value, at.start),
        _ => toml::Spanned::new(at.start..at.end, DeValue::String(value.into())),
    };
    let path_span = place(path);
    set::lay(whole, &path.replace('"', ""), path_span, value).map_err(|complaint| (path_span, complaint))
}
