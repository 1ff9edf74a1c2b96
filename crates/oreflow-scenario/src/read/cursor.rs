//! A cursor over a parsed table: it hands out values and remembers which keys were asked for, so that what is left over
//! is what nobody reads.

use jiff::civil::Date;
use toml::de::{DeArray, DeTable, DeValue};

use crate::codes::Code;
use crate::date::{date, parse_date};
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{Expected, assignment};
use crate::source::{Span, Spanned};
use crate::suggest::{nearest, remedy};
use crate::unit::{Quantity, UnitError};

/// A table of a file.
#[derive(Debug)]
pub(crate) struct Table<'t> {
    /// As people call it, such as `[time]` or `measure 'idn-ban'`.
    pub(crate) name: String,
    /// Its heading, its key or its braces.
    pub(crate) span: Span,
    entries: &'t DeTable<'t>,
    known: Vec<&'static str>,
    refused: Vec<&'static str>,
    missing: Vec<(&'static str, String)>,
}

/// A value of a table or list, with the key it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Value<'t> {
    pub(crate) key: &'t str,
    pub(crate) key_span: Span,
    pub(crate) span: Span,
    toml: &'t DeValue<'t>,
}

impl<'t> Table<'t> {
    pub(crate) fn new(name: impl Into<String>, span: Span, entries: &'t DeTable<'t>) -> Self {
        Self { name: name.into(), span, entries, known: Vec::new(), refused: Vec::new(), missing: Vec::new() }
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<Value<'t>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let (key, value) = self.entries.get_key_value(key)?;
        Some(Value::new(key, value))
    }

    /// The value of a key that must be there, with an example as written in a file; [`Table::finish`] tells if it is not.
    pub(crate) fn need(&mut self, key: &'static str, example: &str) -> Option<Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            self.missing.push((key, example.to_owned()));
        }
        value
    }

    /// Refuses a key that is of another place or of a later version: `why` completes "'key' ...".
    pub(crate) fn refuse(&mut self, key: &'static str, why: &str, help: &str, problems: &mut Problems) {
        self.refused.push(key);
        if let Some((found, _)) = self.entries.get_key_value(key) {
            let complaint = Complaint::new(Code::MisplacedKey, format!("'{key}' {why}")).help(help);
            problems.error(found.span().into(), complaint);
        }
    }

    /// All values, in order of position.
    pub(crate) fn all(&self) -> Vec<Value<'t>> {
        let mut all: Vec<_> = self.entries.iter().map(|(key, value)| Value::new(key, value)).collect();
        all.sort_by_key(|value| value.key_span);
        all
    }

    /// Tells which keys are missing and which nobody asked for; where one is a slip for the other, once.
    pub(crate) fn finish(self, problems: &mut Problems) {
        self.leave(true, problems);
    }

    /// The same for a table that was not read to its end, so that most of its keys may be sound.
    pub(crate) fn abandon(self, problems: &mut Problems) {
        self.leave(false, problems);
    }

    /// Ends the reading of a table whose other keys are whatever people call them; all its keys and values.
    pub(crate) fn open_end(self) -> &'t DeTable<'t> {
        #[cfg(test)]
        crate::schema::seen(&self.name, self.entries, &self.known, &self.missing, true);
        self.entries
    }

    fn leave(mut self, read_through: bool, problems: &mut Problems) {
        #[cfg(test)]
        crate::schema::seen(&self.name, self.entries, &self.known, &self.missing, read_through);
        for value in self.all() {
            if self.known.contains(&value.key) || self.refused.contains(&value.key) {
                continue;
            }
            let meant = nearest(value.key, self.known.iter().copied());
            let missing = self.missing.iter().position(|(key, _)| Some(*key) == meant);
            if let Some(position) = missing {
                self.missing.remove(position);
            }
            if read_through || missing.is_some() {
                let complaint =
                    Complaint::new(Code::UnknownKey, format!("unknown key '{}' in {}", value.key, self.name));
                problems.error(value.key_span, complaint.help(remedy(value.key, &self.known)));
            }
        }
        for (key, example) in self.missing {
            let complaint = Complaint::new(Code::MissingKey, format!("{} has no '{key}'", self.name));
            problems.error(self.span, complaint.help(format!("add {key} = {example}")));
        }
    }
}

impl<'t> Value<'t> {
    fn new(key: &'t toml::Spanned<toml::de::DeString<'t>>, value: &'t toml::Spanned<DeValue<'t>>) -> Self {
        Self {
            key: key.get_ref(),
            key_span: key.span().into(),
            span: value.span().into(),
            toml: value.get_ref(),
        }
    }

    /// Refuses the value, and says what to write instead.
    fn wrong_type<T>(&self, noun: &str, write: &str, problems: &mut Problems) -> Option<T> {
        let found = match self.toml {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let complaint =
            Complaint::new(Code::WrongType, format!("'{}' must be {noun}, not {found}", self.key));
        self.refuse(complaint.help(format!("write {write}")), problems)
    }

    /// What to write: the key with an example of its value.
    fn example(&self, example: &str) -> String {
        assignment(self.key, example)
    }

    /// Reports a complaint at the value.
    pub(crate) fn refuse<T>(&self, complaint: Complaint, problems: &mut Problems) -> Option<T> {
        problems.error(self.span, complaint);
        None
    }

    fn spanned<T>(&self, value: T) -> Spanned<T> {
        Spanned::new(value, self.span)
    }

    /// Text that says something.
    pub(crate) fn text(&self, example: &str, problems: &mut Problems) -> Option<Spanned<String>> {
        match self.toml {
            DeValue::String(text) if text.trim().is_empty() => {
                let complaint = Complaint::new(Code::EmptyValue, format!("'{}' is empty", self.key));
                self.refuse(complaint.help(format!("write {}", self.example(example))), problems)
            }
            DeValue::String(text) => Some(self.spanned(text.clone().into_owned())),
            _ => self.wrong_type("text in quotes", &self.example(example), problems),
        }
    }

    /// One text or a list of at least one.
    pub(crate) fn texts(&self, example: &str, problems: &mut Problems) -> Vec<Spanned<String>> {
        let DeValue::Array(list) = self.toml else {
            return self.text(example, problems).into_iter().collect();
        };
        if list.is_empty() {
            let complaint = Complaint::new(Code::EmptyValue, format!("'{}' is an empty list", self.key));
            self.refuse::<()>(
                complaint.help(format!("write at least one name, such as {}", self.example(example))),
                problems,
            );
        }
        let mut texts: Vec<Spanned<String>> = Vec::new();
        for entry in self.entries(list) {
            let Some(text) = entry.text(example, problems) else { continue };
            if texts.contains(&text) {
                let complaint = Complaint::new(
                    Code::ListedTwice,
                    format!("'{}' is listed twice in '{}'", text.value, self.key),
                );
                problems.error(text.span, complaint.help("leave one of the two out"));
            } else {
                texts.push(text);
            }
        }
        texts
    }

    /// `true` or `false`.
    pub(crate) fn truth(&self, problems: &mut Problems) -> Option<bool> {
        match self.toml {
            DeValue::Boolean(truth) => Some(*truth),
            _ => self.wrong_type("true or false", &self.example("true"), problems),
        }
    }

    /// A whole number from 0.
    pub(crate) fn whole(&self, example: &str, problems: &mut Problems) -> Option<Spanned<u64>> {
        let DeValue::Integer(integer) = self.toml else {
            return self.wrong_type("a whole number", &self.example(example), problems);
        };
        if let Ok(whole) = u64::from_str_radix(integer.as_str(), integer.radix()) {
            return Some(self.spanned(whole));
        }
        let complaint =
            Complaint::new(Code::OutOfBounds, format!("'{}' is {integer}, which is out of range", self.key));
        self.refuse(
            complaint.help(format!("write a whole number from 0, such as {}", self.example(example))),
            problems,
        )
    }

    /// A number with a unit, or one without where none is needed.
    pub(crate) fn quantity(&self, expected: &Expected, problems: &mut Problems) -> Option<Spanned<Quantity>> {
        let quantity = match self.toml {
            DeValue::String(text) => text.parse::<Quantity>().map_err(|UnitError(complaint)| {
                let example = format!("for example {}", self.example(expected.example));
                let help =
                    complaint.help.map_or_else(|| example.clone(), |more| format!("{more} ({example})"));
                Complaint::new(complaint.code, format!("'{}': {}", self.key, complaint.message)).help(help)
            }),
            _ => match self.number() {
                Some(number) => Ok(Quantity::number(number)),
                None => return self.wrong_type(expected.noun, &self.example(expected.example), problems),
            },
        };
        match quantity.and_then(|quantity| expected.value(self.key, &quantity).map(|_| quantity)) {
            Ok(quantity) => Some(self.spanned(quantity)),
            Err(complaint) => self.refuse(complaint, problems),
        }
    }

    /// A list of numbers with units, or without where none are needed.
    pub(crate) fn quantities(
        &self,
        expected: &Expected,
        problems: &mut Problems,
    ) -> Option<Vec<Spanned<Quantity>>> {
        let DeValue::Array(list) = self.toml else {
            return self.wrong_type("a list of numbers", &self.example(&expected.list_example()), problems);
        };
        let before = problems.len();
        let quantities = self.entries(list).filter_map(|entry| entry.quantity(expected, problems)).collect();
        (problems.len() == before).then_some(quantities)
    }

    /// A list of rows of numbers; the example of what is expected is one of such a list.
    pub(crate) fn rows(
        &self,
        expected: &Expected,
        problems: &mut Problems,
    ) -> Option<Vec<Vec<Spanned<Quantity>>>> {
        let noun = "a list of rows of numbers";
        let write = self.example(expected.example);
        let DeValue::Array(list) = self.toml else { return self.wrong_type(noun, &write, problems) };
        let before = problems.len();
        let row = |row: Self| match row.toml {
            DeValue::Array(_) => row.quantities(expected, problems),
            _ => row.wrong_type(noun, &write, problems),
        };
        let rows = self.entries(list).filter_map(row).collect();
        (problems.len() == before).then_some(rows)
    }

    /// A number without a unit; `"never"`, or infinity, where something never came.
    pub(crate) fn figure(&self, example: &str, problems: &mut Problems) -> Option<Spanned<f64>> {
        if self.as_text() == Some("never") {
            return Some(self.spanned(f64::INFINITY));
        }
        match self.number() {
            Some(number) if number.is_nan() || number == f64::NEG_INFINITY => {
                let complaint = Complaint::new(Code::OutOfBounds, format!("'{}' is {number}", self.key));
                let help = format!("write {}, or \"never\" for what never came", self.example(example));
                self.refuse(complaint.help(help), problems)
            }
            Some(number) => Some(self.spanned(number)),
            None => self.wrong_type("a number", &self.example(example), problems),
        }
    }

    /// A list of numbers without units.
    pub(crate) fn figures(&self, example: &str, problems: &mut Problems) -> Option<Vec<f64>> {
        let DeValue::Array(list) = self.toml else {
            return self.wrong_type("a list of numbers", &self.example(example), problems);
        };
        let before = problems.len();
        let figures = self.entries(list).filter_map(|entry| entry.figure(example, problems));
        let figures = figures.map(|figure| figure.value).collect();
        (problems.len() == before).then_some(figures)
    }

    fn number(&self) -> Option<f64> {
        match self.toml {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            DeValue::Integer(integer) => {
                i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|whole| whole as f64)
            }
            _ => None,
        }
    }

    /// A day; a month is its first.
    pub(crate) fn date(&self, problems: &mut Problems) -> Option<Spanned<Date>> {
        let read = match self.toml {
            DeValue::String(text) => parse_date(text),
            DeValue::Datetime(toml::value::Datetime { date: Some(day), time: None, .. }) => {
                let year = i16::try_from(day.year).unwrap_or(i16::MAX);
                date(year, i16::from(day.month), i16::from(day.day))
            }
            _ => return self.wrong_type("a date", &self.example("\"2025-01\""), problems),
        };
        match read {
            Ok(day) => Some(self.spanned(day)),
            Err(complaint) => {
                let complaint =
                    Complaint { message: format!("'{}': {}", self.key, complaint.message), ..complaint };
                self.refuse(complaint, problems)
            }
        }
    }

    /// Whether the value is a table.
    pub(crate) fn is_table(&self) -> bool {
        self.toml.is_table()
    }

    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&'t str> {
        self.toml.as_str()
    }

    /// A table, called `name`; `write` says how one is written.
    pub(crate) fn table(&self, name: &str, write: &str, problems: &mut Problems) -> Option<Table<'t>> {
        match self.toml {
            DeValue::Table(entries) => Some(Table::new(name, self.span, entries)),
            _ => self.wrong_type("a table", write, problems),
        }
    }

    /// A list of tables, each called `name`; `write` says how it is written.
    pub(crate) fn tables(&self, name: &str, write: &str, problems: &mut Problems) -> Vec<Table<'t>> {
        let DeValue::Array(list) = self.toml else {
            self.wrong_type::<()>("a list of tables", write, problems);
            return Vec::new();
        };
        self.entries(list).filter_map(|entry| entry.table(name, write, problems)).collect()
    }

    /// The entries of a list, under the list's key.
    fn entries(&self, list: &'t DeArray<'t>) -> impl Iterator<Item = Self> {
        let own = self.clone();
        list.iter().map(move |entry| Self { span: entry.span().into(), toml: entry.get_ref(), ..own.clone() })
    }
}
