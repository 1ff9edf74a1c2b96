//! A CSV table with its header checked, whose rows know where they stand.

use std::path::PathBuf;
use std::str::FromStr;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::suggest::nearest;
use crate::{Location, Owner, Problem};

/// Columns a table must and may have.
pub(super) struct Columns {
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
}

/// A table in memory.
pub(super) struct Sheet {
    file: PathBuf,
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
    complete: bool,
}

/// A table that may be spread over several files.
pub(super) struct Sheets(pub(super) Vec<Sheet>);

impl Sheets {
    /// The rows of all files, in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.iter().flat_map(Sheet::rows)
    }

    /// Whether the headers and the shape of all rows are sound.
    pub(super) fn is_complete(&self) -> bool {
        self.0.iter().all(|sheet| sheet.complete)
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    sheet: &'a Sheet,
    line: u64,
    record: &'a StringRecord,
}

impl Sheet {
    /// Reads a table; with problems in the header there are no rows, as none could be understood.
    pub(super) fn read(file: PathBuf, bytes: &[u8], columns: &Columns, problems: &mut Vec<Problem>) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
        let mut sheet = Self { file, header: Vec::new(), rows: Vec::new(), complete: true };
        let mut sound = true;
        let before = problems.len();
        for (number, record) in reader.records().enumerate() {
            match record {
                Ok(record) if number == 0 => {
                    sheet.header = record.iter().map(str::to_owned).collect();
                    sound = sheet.check_header(columns, problems);
                }
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    if record.len() == sheet.header.len() {
                        sheet.rows.push((line, record));
                    } else {
                        problems.push(sheet.wrong_length(line, record.len()));
                    }
                }
                Err(error) => {
                    let line = error.position().map(csv::Position::line);
                    let place = Location { line, ..Location::file(&sheet.file) };
                    problems.push(
                        Problem::new("the row is not text in UTF-8")
                            .help("save the table as UTF-8")
                            .at(Some(place)),
                    );
                }
            }
        }
        if sheet.header.is_empty() {
            sound = sheet.check_header(columns, problems);
        }
        if !sound {
            sheet.rows.clear();
        }
        sheet.complete = problems.len() == before;
        sheet
    }

    /// What stands in for a table that cannot be read.
    pub(super) fn missing() -> Self {
        Self { file: PathBuf::new(), header: Vec::new(), rows: Vec::new(), complete: false }
    }

    /// Names of the columns, in their order.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    fn wrong_length(&self, line: u64, found: usize) -> Problem {
        let expected = self.header.len();
        Problem::new(format!("the row has {found} cells, the header {expected}"))
            .help("add or remove commas, and put cells that contain a comma in double quotes")
            .at(Some(Location::file(&self.file).line(line)))
    }

    fn check_header(&self, columns: &Columns, problems: &mut Vec<Problem>) -> bool {
        let before = problems.len();
        let known = || columns.required.iter().chain(columns.optional).copied();
        let mut complain = |problem: Problem, column: &str| {
            problems.push(problem.at(Some(Location::file(&self.file).line(1).column(column))));
        };
        for (position, name) in self.header.iter().enumerate() {
            if self.header[..position].contains(name) {
                complain(Problem::new(format!("column '{name}' stands twice")).help("remove one"), name);
            } else if !known().any(|column| column == name) {
                let help = match nearest(name, known()) {
                    Some(column) => format!("did you mean '{column}'?"),
                    None => format!("the columns are {}", known().collect::<Vec<_>>().join(", ")),
                };
                complain(Problem::new(format!("there is no column '{name}'")).help(help), name);
            }
        }
        for &column in columns.required {
            if !self.header.iter().any(|name| name == column) {
                complain(
                    Problem::new(format!("column '{column}' is missing")).help("add it to the header"),
                    column,
                );
            }
        }
        problems.len() == before
    }

    /// The rows, in the order of the file.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { sheet: self, line: *line, record })
    }
}

impl<'a> Row<'a> {
    /// Where the row stands.
    pub(super) fn place(self) -> Location {
        Location::file(&self.sheet.file).line(self.line)
    }

    /// Where a cell of the row stands.
    pub(super) fn cell(self, column: &str) -> Location {
        self.place().column(column)
    }

    /// Text of a cell; empty if the table does not have the column.
    pub(super) fn text(self, column: &str) -> &'a str {
        let position = self.sheet.header.iter().position(|name| name == column);
        position.and_then(|position| self.record.get(position)).unwrap_or("")
    }

    /// Words of a cell, which spaces separate.
    pub(super) fn words(self, column: &str) -> Vec<String> {
        self.text(column).split_whitespace().map(str::to_owned).collect()
    }

    /// Text of a cell that must not be empty.
    pub(super) fn required(self, column: &str, problems: &mut Vec<Problem>) -> &'a str {
        let text = self.text(column);
        if text.is_empty() {
            problems.push(
                Problem::new(format!("the {column} is missing"))
                    .help("fill the cell")
                    .at(Some(self.cell(column))),
            );
        }
        text
    }

    /// A finite number.
    pub(super) fn number(self, column: &str, problems: &mut Vec<Problem>) -> Option<f64> {
        let text = self.text(column);
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Some(value),
            _ => {
                problems.push(
                    Problem::new(format!("'{text}' is not a number"))
                        .help("write digits with a decimal point and without separators, such as 1250000 or 0.87")
                        .at(Some(self.cell(column))),
                );
                None
            }
        }
    }

    /// A finite number, where the cell is not empty.
    pub(super) fn optional_number(self, column: &str, problems: &mut Vec<Problem>) -> Option<f64> {
        if self.text(column).is_empty() { None } else { self.number(column, problems) }
    }

    /// The range of a value from its cells `low` and `high`: both or none, and around the value.
    pub(super) fn range(self, value: f64, problems: &mut Vec<Problem>) -> Option<(f64, f64)> {
        let (low, high) = (self.text("low"), self.text("high"));
        if low.is_empty() && high.is_empty() {
            return None;
        }
        if low.is_empty() || high.is_empty() {
            let column = if low.is_empty() { "low" } else { "high" };
            problems.push(
                Problem::new(format!("the range has no {column}"))
                    .help("fill both cells or neither")
                    .at(Some(self.cell(column))),
            );
            return None;
        }
        let (low, high) = (self.number("low", problems)?, self.number("high", problems)?);
        if low <= value && value <= high {
            return Some((low, high));
        }
        problems.push(
            Problem::new(format!("the range {low} to {high} does not hold the value {value}"))
                .help("write the lowest value in low, the highest in high, in the unit of the row")
                .at(Some(self.cell("low"))),
        );
        None
    }

    /// A year, where the cell is not empty.
    pub(super) fn year(self, problems: &mut Vec<Problem>) -> Option<i16> {
        let text = self.text("year");
        let year = text.parse().ok().filter(|year| (1000..=2999).contains(year));
        if year.is_none() && !text.is_empty() {
            problems.push(
                Problem::new(format!("'{text}' is not a year"))
                    .help("write four digits, such as 2024")
                    .at(Some(self.cell("year"))),
            );
        }
        year
    }

    /// A year and a month, such as `2026-07`.
    pub(super) fn month(self, column: &str, problems: &mut Vec<Problem>) -> Option<(i16, u8)> {
        let text = self.text(column);
        let parts =
            text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        let found = parts.filter(|(year, month)| (1000..=2999).contains(year) && (1..=12).contains(month));
        if found.is_none() {
            problems.push(
                Problem::new(format!("'{text}' is not a month"))
                    .help("write year and month, such as 2026-07")
                    .at(Some(self.cell(column))),
            );
        }
        found
    }

    /// The owner and its country, where one is named; the country stands for an owner without a name.
    pub(super) fn owner(self, problems: &mut Vec<Problem>) -> Option<Owner> {
        match (self.text("owner"), self.text("owner_country")) {
            ("", "") => None,
            (owner, "") => {
                problems.push(
                    Problem::new(format!("owner '{owner}' has no country"))
                        .help("write the country of the owner")
                        .at(Some(self.cell("owner_country"))),
                );
                None
            }
            (owner, country) => {
                let name = if owner.is_empty() { country } else { owner }.to_owned();
                Some(Owner { name, country: country.to_owned() })
            }
        }
    }

    /// A word of a fixed list.
    pub(super) fn word<T: FromStr<Err = Problem>>(
        self,
        column: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        match self.text(column).parse() {
            Ok(value) => Some(value),
            Err(problem) => {
                problems.push(problem.at(Some(self.cell(column))));
                None
            }
        }
    }
}
