//! What a measure or a hazard does: its `kind`, and the keys of that kind.

use std::collections::BTreeMap;

use oreflow_engine::measure::{Absent, Action as EngineAction, Key, KeyKind};

use super::cursor::{Table, Value};
use super::distribution;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{DURATION, Expected};
use crate::source::Spanned;
use crate::suggest::remedy;
use crate::types::{Action, Point, Setting};

/// Reads the kind and its keys, and then refuses what is left of the table.
///
/// Where the kind is not known, no key can be called unknown, and none is.
pub(super) fn read(mut table: Table<'_>, problems: &mut Problems) -> Option<Action> {
    let kind = table.need("kind", "\"export-ban\"");
    let named = kind.and_then(|kind| kind.text("\"export-ban\"", problems));
    let Some(named) = named else {
        table.abandon(problems);
        return None;
    };
    let Some(kind) = EngineAction::KINDS.iter().find(|kind| kind.name == *named) else {
        let known: Vec<&str> = EngineAction::KINDS.iter().map(|kind| kind.name).collect();
        let complaint = Complaint::new(Code::UnknownWord, format!("there is no kind '{}'", *named));
        problems.error(named.span, complaint.help(remedy(&named, &known)));
        table.abandon(problems);
        return None;
    };
    let mut settings = BTreeMap::new();
    let mut sound = true;
    for key in kind.keys() {
        one_of(key, kind.keys(), &mut table, problems);
        let found = match key.absent {
            Absent::Refused => table.need(key.name, key.example),
            _ => table.get(key.name),
        };
        let setting = match found {
            Some(value) => setting(&value, key, problems).or_else(|| stand_in(key, &table)),
            None => default(key, &table),
        };
        match (setting, key.absent) {
            (Some(setting), _) => {
                settings.insert(key.name, setting);
            }
            // A list that is left out.
            (None, Absent::Empty(_)) => {}
            (None, _) => sound = false,
        }
    }
    table.finish(problems);
    sound.then_some(Action { kind, settings })
}

/// Complains once if none of the keys of which one is needed is there.
fn one_of(
    key: &Key,
    all: impl Iterator<Item = &'static Key>,
    table: &mut Table<'_>,
    problems: &mut Problems,
) {
    let Absent::OneOf(names, _) = key.absent else { return };
    if names.first() != Some(&key.name) || names.iter().any(|name| table.get(name).is_some()) {
        return;
    }
    let examples: Vec<String> = all
        .filter(|key| names.contains(&key.name))
        .map(|key| format!("{} = {}", key.name, key.example))
        .collect();
    let (message, help) = if let [one, other] = names {
        let message = format!("{} has neither '{one}' nor '{other}'", table.name);
        (message, format!("add {} or both", examples.join(" or ")))
    } else {
        let message = format!("{} has none of '{}'", table.name, names.join("', '"));
        (message, format!("add {} or several of them", examples.join(" or ")))
    };
    problems.error(table.span, Complaint::new(Code::MissingKey, message).help(help));
}

/// The value of a key.
fn setting(value: &Value<'_>, key: &Key, problems: &mut Problems) -> Option<Setting> {
    if let Some(expected) = Expected::key(key) {
        return value.quantity(&expected, problems).map(Setting::Quantity);
    }
    match key.kind {
        KeyKind::Text => value.text(key.example, problems).map(Setting::Text),
        KeyKind::Texts => Some(Setting::Texts(value.texts(key.example, problems))),
        KeyKind::Flag => value.truth(problems).map(Setting::Flag),
        KeyKind::Choice(words) => {
            let word = value.text(key.example, problems)?;
            if words.contains(&word.as_str()) {
                return Some(Setting::Text(word));
            }
            let complaint =
                Complaint::new(Code::UnknownWord, format!("'{}' cannot be '{}'", key.name, *word));
            value.refuse(complaint.help(remedy(&word, words)), problems)
        }
        KeyKind::Path => path(value, key, problems).map(Setting::Path),
        KeyKind::Spread => distribution::read(value, &DURATION, problems).map(Setting::Distribution),
        _ => None,
    }
}

/// What stands for a key that is left out, at the place of its table.
fn default(key: &Key, table: &Table<'_>) -> Option<Setting> {
    let (Absent::Value(default) | Absent::OneOf(_, default)) = key.absent else { return None };
    match key.kind {
        KeyKind::Flag => default.parse().ok().map(Setting::Flag),
        KeyKind::Text | KeyKind::Choice(_) => {
            Some(Setting::Text(Spanned::new(default.to_owned(), table.span)))
        }
        _ => default.parse().ok().map(|quantity| Setting::Quantity(Spanned::new(quantity, table.span))),
    }
}

/// What stands for a number that is at fault, so that names beside it can be looked for.
fn stand_in(key: &Key, table: &Table<'_>) -> Option<Setting> {
    Expected::key(key)?;
    let quantity = key.example.trim_matches('"').parse().ok()?;
    Some(Setting::Quantity(Spanned::new(quantity, table.span)))
}

/// Points in order of time; none if one of them is at fault.
fn path(value: &Value<'_>, key: &Key, problems: &mut Problems) -> Option<Vec<Point>> {
    let before = problems.len();
    let example = format!("{} = {}", key.name, key.example);
    let mut points: Vec<Point> = Vec::new();
    for mut table in value.tables("a point", &example, problems) {
        let from = table.need("from", "\"2026-01\"").and_then(|value| value.date(problems));
        let expected = Expected::POINT;
        let factor = table.need("factor", expected.example);
        let factor = factor.and_then(|value| value.quantity(&expected, problems));
        table.finish(problems);
        let (Some(from), Some(factor)) = (from, factor) else { continue };
        if let Some(last) = points.last().filter(|last| *last.from >= *from) {
            let message = format!("the point of {} is not after {}", *from, *last.from);
            problems.error(
                from.span,
                Complaint::new(Code::DaysOutOfOrder, message).help("list points in order of time"),
            );
        }
        points.push(Point { from, factor });
    }
    if points.is_empty() && problems.len() == before {
        let complaint = Complaint::new(Code::EmptyValue, format!("'{}' is an empty list", key.name));
        return value.refuse(complaint.help(format!("write {example}")), problems);
    }
    (problems.len() == before).then_some(points)
}

#[cfg(test)]
mod tests {
    use oreflow_engine::measure::Kind;

    use super::*;
    use crate::unit::Quantity;

    #[test]
    fn every_default_can_be_read() {
        for key in EngineAction::KINDS.iter().flat_map(Kind::keys) {
            let (Absent::Value(default) | Absent::OneOf(_, default)) = key.absent else { continue };
            let sound = match (key.kind, Expected::key(key)) {
                (KeyKind::Flag, _) => default.parse::<bool>().is_ok(),
                (KeyKind::Choice(words), _) => words.contains(&default),
                (KeyKind::Text, _) => !default.is_empty(),
                (_, Some(expected)) => default
                    .parse::<Quantity>()
                    .is_ok_and(|quantity| expected.value(key.name, &quantity).is_ok()),
                _ => false,
            };
            assert!(sound, "{} = {default}", key.name);
        }
    }
}
