//! Keys in words: what a value must be, what holds without one, and both for an editor that shows a key.

use oreflow_network::Parameter;

use super::key::{Absent, Key, Table, Type};
use crate::expected::{Expected, assignment};

/// What a value must be.
pub(super) fn value(kind: &Type) -> String {
    match kind {
        Type::Text => "text".to_owned(),
        Type::Id => "id".to_owned(),
        Type::Texts => "name, or list of names".to_owned(),
        Type::Choice(words) => choice(words),
        Type::Named(words) => choice(&words()),
        Type::Flag => "`true` or `false`".to_owned(),
        Type::Whole(least, most) if least == most => format!("`{least}`"),
        Type::Whole(least, u64::MAX) => format!("whole number from {least}"),
        Type::Whole(least, most) => format!("whole number from {least} to {most}"),
        Type::Figure => "number".to_owned(),
        Type::Figures(count) => format!("list of {count} numbers"),
        Type::Date => "date".to_owned(),
        Type::Quantity(expected) => quantity(expected),
        Type::Quantities(expected) => format!("list; each {}", quantity(expected)),
        Type::Matrix(expected) => format!("list of rows; each entry {}", quantity(expected)),
        Type::Drawn(expected) => format!("{}; or a distribution of it", quantity(expected)),
        Type::Paths(_) => "path, or list of paths".to_owned(),
        Type::Table(table) => format!("table, {}", heading(table)),
        Type::Tables(table) => format!("list of tables, {}", heading(table)),
        Type::Any => "as its key asks for".to_owned(),
        Type::Either([one, other]) => format!("{}; or {}", value(one), value(other)),
    }
}

/// A number, and in what it is measured.
fn quantity(expected: &Expected) -> String {
    if expected.is_number() {
        expected.noun.to_owned()
    } else {
        format!("{}, in `{}` or alike", expected.noun, expected.unit)
    }
}

fn choice(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{}`", quoted(word))).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// A table's heading as code.
pub(super) fn heading(table: &Table) -> String {
    format!("`{}`", table.heading)
}

/// What holds where a key is left out.
pub(super) fn absent(key: &Key) -> String {
    let names = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match key.absent {
        Absent::Refused => "needed".to_owned(),
        Absent::Means(meaning) => meaning.to_owned(),
        Absent::Value(value) => format!("`{}`", quoted(value)),
        Absent::OneOf(keys, "") => format!("one of {} is needed", names(keys)),
        Absent::OneOf(keys, value) => format!("`{}`; one of {} is needed", quoted(value), names(keys)),
    }
}

/// A value as it is written in a file, with quotes where it needs them.
pub(super) fn quoted(value: &str) -> String {
    let bare = value.parse::<f64>().is_ok() || matches!(value, "true" | "false");
    if bare { value.to_owned() } else { format!("\"{value}\"") }
}

/// What an editor shows of a key.
pub(super) fn hover(key: &Key) -> String {
    if key.example.is_empty() {
        return line(key);
    }
    format!("{}\n\nExample: `{}`", line(key), assignment(key.name, key.example))
}

/// What a key is, in a line.
pub(super) fn line(key: &Key) -> String {
    let absent = match key.absent {
        Absent::Refused => "Needed".to_owned(),
        Absent::OneOf(_, "") => capital(&absent(key)),
        _ => format!("Where left out: {}", absent(key)),
    };
    format!("{}. {}. {absent}.", capital(key.doc), capital(&value(&key.kind)))
}

/// What an editor shows of a path of a parameter.
pub(super) fn parameter(parameter: Parameter) -> String {
    let expected = Expected::parameter(parameter);
    format!(
        "{} {}.\n\nExample: `\"{parameter}.nickel-refined.*\" = {}`",
        parameter.describe(),
        capital(&value(&Type::Drawn(expected))),
        expected.example
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
