//! The files of a scenario: its own, and those that it extends.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::csv;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Diagnostics, Problems};
use crate::read::cursor::Table;
use crate::read::syntax;
use crate::source::{Source, Span, Spanned};

/// Most files of a scenario.
const MOST: usize = 64;

/// A file with what it extends.
#[derive(Clone, Debug)]
pub(crate) struct Gathered {
    pub(super) name: String,
    pub(super) text: String,
    /// Positions of the files that it extends, in the order in which they are laid over each other.
    pub(super) extends: Vec<usize>,
    /// Positions of the CSV files that it names, and how it names them.
    pub(super) tables: Vec<(String, usize)>,
}

/// What is wrong in which file.
type Wrong = (usize, Span, Complaint);

/// Reads a file and all that it extends.
///
/// # Errors
/// All files that are not text, cannot be loaded or extend themselves.
pub(super) fn gather(
    name: &str,
    bytes: &[u8],
    load: impl FnMut(&str) -> io::Result<Vec<u8>>,
) -> Result<Vec<Gathered>, Diagnostics> {
    let mut search = Search { load, files: Vec::new(), way: Vec::new(), wrong: Vec::new() };
    search.add(name, bytes, false);
    if search.wrong.is_empty() {
        return Ok(search.files);
    }
    let texts = search.files.iter().map(|file| (file.name.as_str(), file.text.as_str()));
    let source = Source::of(texts);
    let mut problems = Problems::new(&source);
    for (file, span, complaint) in search.wrong {
        let start = source.files()[file].start();
        problems.error(Span { start: start + span.start, end: start + span.end }, complaint);
    }
    Err(problems.finish())
}

struct Search<L> {
    load: L,
    files: Vec<Gathered>,
    /// The files that led here.
    way: Vec<usize>,
    wrong: Vec<Wrong>,
}

impl<L: FnMut(&str) -> io::Result<Vec<u8>>> Search<L> {
    /// Adds a file and, if it is a scenario, what it extends and names; returns its position.
    fn add(&mut self, name: &str, bytes: &[u8], of_values: bool) -> usize {
        let position = self.files.len();
        let (text, wrong) = match syntax::decode(bytes) {
            Ok(text) => (text.to_owned(), None),
            Err((text, span, complaint)) => (text, Some((position, span, complaint))),
        };
        let sound = wrong.is_none();
        self.wrong.extend(wrong);
        let name = name.to_owned();
        self.files.push(Gathered { name, text, extends: Vec::new(), tables: Vec::new() });
        if sound && !of_values {
            self.way.push(position);
            let (extended, tables) = named(&self.files[position]);
            for wanted in extended {
                match self.find(position, &wanted, false) {
                    Ok(found) => self.files[position].extends.push(found),
                    Err(complaint) => self.wrong.push((position, wanted.span, complaint)),
                }
            }
            for wanted in tables {
                match self.find(position, &wanted, true) {
                    Ok(found) => self.files[position].tables.push((wanted.value, found)),
                    Err(complaint) => self.wrong.push((position, wanted.span, complaint)),
                }
            }
            self.way.pop();
        }
        position
    }

    /// Finds or loads a file that another one extends or names.
    fn find(&mut self, by: usize, wanted: &Spanned<String>, of_values: bool) -> Result<usize, Complaint> {
        let folder = Path::new(&self.files[by].name).parent().unwrap_or(Path::new(""));
        let name = folder.join(&wanted.value).display().to_string();
        let known = self.files.iter().position(|file| cleaned(&file.name) == cleaned(&name));
        if let Some(known) = known {
            if !self.way.contains(&known) {
                return Ok(known);
            }
            let complaint = Complaint::new(
                Code::ExtendsItself,
                format!("{} would extend itself", self.files[known].name),
            );
            return Err(complaint.help("take the part that both need into a file of its own"));
        }
        if self.files.len() == MOST {
            return Err(Complaint::new(
                Code::ExtendsItself,
                format!("a scenario is made of {MOST} files at most"),
            ));
        }
        let bytes = (self.load)(&name).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                let what = if of_values { "CSV file" } else { "scenario" };
                let complaint = Complaint::new(Code::NoFile, format!("there is no file {name}"));
                return complaint.help(format!("write the path of a {what}, relative to this file"));
            }
            Complaint::new(Code::NoFile, format!("could not read {name}: {error}"))
        })?;
        Ok(self.add(&name, &bytes, of_values))
    }
}

/// What a file extends, and the CSV files that it names, as far as it can be read; what is wrong with it is told where all
/// is read.
fn named(file: &Gathered) -> (Vec<Spanned<String>>, Vec<Spanned<String>>) {
    let source = Source::new(&file.name, &file.text);
    let mut problems = Problems::new(&source);
    let Some(entries) = syntax::parse(&source.files()[0], &mut problems) else { return Default::default() };
    let mut table = Table::new("", Span::default(), &entries);
    let extends = table.get("extends").map(|value| value.texts("", &mut problems)).unwrap_or_default();
    let tables = csv::named(&entries).into_iter().map(|(name, span)| Spanned::new(name, span));
    (extends, tables.collect())
}

/// A path without `.` and `..` as far as possible, to tell whether two names are of one file.
fn cleaned(name: &str) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in Path::new(name).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}
