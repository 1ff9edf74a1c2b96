//! Lists that stand in a CSV file beside the scenario: an observed series, a sample.
//!
//! `{ csv = "demand.csv" }` is the list of its rows, each a table with a key for each column;
//! `{ csv = "demand.csv", from = "month", factor = "index" }` takes these keys from columns of other names, and
//! `{ csv = "prices.csv", column = "price" }` is the list of the values of one column.

use std::borrow::Cow;

use csv::StringRecord;
use toml::Spanned as Toml;
use toml::de::{DeArray, DeTable, DeValue};

use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::source::{File, Span};
use crate::suggest::remedy;

/// The key that names a file.
const CSV: &str = "csv";

/// Names of files that the values of a table stand in, with the places that name them.
pub(super) fn named(table: &DeTable<'_>) -> Vec<(String, Span)> {
    let mut names = Vec::new();
    table.iter().for_each(|(_, value)| collect(value, &mut names));
    names
}

fn collect(value: &Toml<DeValue<'_>>, names: &mut Vec<(String, Span)>) {
    match value.get_ref() {
        DeValue::Table(table) => match table.get(CSV).map(|name| (name.get_ref().as_str(), name.span())) {
            Some((Some(name), span)) => names.push((name.to_owned(), span.into())),
            _ => table.iter().for_each(|(_, value)| collect(value, names)),
        },
        DeValue::Array(list) => list.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

/// Puts the lists of files in the places of what names them; `file` finds a file by its name.
pub(super) fn filled<'s>(
    value: Toml<DeValue<'s>>,
    file: &impl Fn(&str) -> Option<&'s File>,
    problems: &mut Problems,
) -> Toml<DeValue<'s>> {
    let span = value.span();
    let inner = match value.into_inner() {
        DeValue::Table(table) => {
            let named = table.get(CSV).and_then(|name| name.get_ref().as_str()).and_then(file);
            if let Some(file) = named {
                DeValue::Array(list(&table, file, problems))
            } else {
                let fill = |(key, value)| (key, filled(value, file, problems));
                DeValue::Table(table.into_iter().map(fill).collect())
            }
        }
        DeValue::Array(entries) => {
            let mut all = DeArray::new();
            entries.into_iter().for_each(|entry| all.push(filled(entry, file, problems)));
            DeValue::Array(all)
        }
        plain => plain,
    };
    Toml::new(span, inner)
}

/// The list that a file holds, as a table asks for it.
fn list<'s>(asked: &DeTable<'s>, file: &'s File, problems: &mut Problems) -> DeArray<'s> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(file.text().as_bytes());
    let mut list = DeArray::new();
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            problems.error(start(file), wrong(&error));
            return list;
        }
    };
    let Some(columns) = columns(asked, &header, problems) else { return list };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at =
                    error.position().map_or(start(file), |position| line(file, position.byte() as usize));
                problems.error(at, wrong(&error));
                return list;
            }
        };
        let at = line(file, record.position().map_or(0, |position| position.byte() as usize));
        let cell = |column: usize| {
            let text = record.get(column).unwrap_or_default().to_owned();
            Toml::new(at.start..at.end, DeValue::String(Cow::Owned(text)))
        };
        list.push(match &columns {
            Columns::One(column) => cell(*column),
            Columns::Keys(keys) => {
                let entry = |(key, column): &(String, usize)| {
                    (Toml::new(at.start..at.end, Cow::Owned(key.clone())), cell(*column))
                };
                Toml::new(at.start..at.end, DeValue::Table(keys.iter().map(entry).collect()))
            }
        });
    }
    list
}

/// Which columns are taken.
enum Columns {
    One(usize),
    /// Each under a key.
    Keys(Vec<(String, usize)>),
}

fn columns(asked: &DeTable<'_>, header: &StringRecord, problems: &mut Problems) -> Option<Columns> {
    let known: Vec<&str> = header.iter().collect();
    let mut keys = Vec::new();
    let before = problems.len();
    for (key, value) in asked.iter().filter(|(key, _)| key.get_ref() != CSV) {
        let span = value.span().into();
        let Some(name) = value.get_ref().as_str() else {
            let complaint = Complaint::new(
                Code::NoTable,
                format!("'{}' must be the name of a column, in quotes", key.get_ref()),
            );
            problems.error(span, complaint.help(format!("write one of {}", known.join(", "))));
            continue;
        };
        if let Some(column) = known.iter().position(|column| *column == name) {
            keys.push((key.get_ref().to_string(), column));
        } else {
            let complaint = Complaint::new(Code::NoTable, format!("there is no column '{name}'"));
            problems.error(span, complaint.help(remedy(name, &known)));
        }
    }
    if problems.len() > before {
        return None;
    }
    Some(match &keys[..] {
        [] => Columns::Keys(known.iter().map(|name| (*name).to_owned()).zip(0..).collect()),
        [(key, column)] if key == "column" => Columns::One(*column),
        _ => Columns::Keys(keys),
    })
}

fn wrong(error: &csv::Error) -> Complaint {
    Complaint::new(Code::NoTable, format!("this is not a table of CSV: {error}"))
        .help("write a line of names and below it lines of as many values, with commas between")
}

fn start(file: &File) -> Span {
    Span { start: file.start(), end: file.start() + 1 }
}

/// The line that begins at a byte.
fn line(file: &File, byte: usize) -> Span {
    let text = file.text().get(byte..).unwrap_or_default();
    let blank = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let length = text[blank..].find(['\r', '\n']).unwrap_or(text.len() - blank);
    let start = file.start() + byte + blank;
    Span { start, end: start + length }
}
