//! Laying tables over each other.

use toml::Spanned as Toml;
use toml::de::{DeArray, DeTable, DeValue};

use super::Gathered;
use super::set::lay;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::read::cursor::Table;
use crate::source::{Span, Spanned};
use crate::suggest::nearest;

/// Lists whose entries have an id.
pub(crate) const LISTS: [&str; 2] = ["measure", "hazard"];

const EXTENDS: &str = "\"base.toml\"";
const WITHOUT: &str = "[\"idn-ore-ban\"]";

/// A file over all that it extends.
pub(super) fn layers<'s>(
    files: &[Gathered],
    tables: &[DeTable<'s>],
    position: usize,
    problems: &mut Problems,
) -> DeTable<'s> {
    let mut whole = DeTable::new();
    for &below in &files[position].extends {
        let below = layers(files, tables, below, problems);
        over(&mut whole, below);
    }
    let mut own = tables[position].clone();
    let mut table = Table::new("the scenario", Span::default(), &tables[position]);
    // Their names were found; here is told if they are no names.
    table.get("extends").map(|value| value.texts(EXTENDS, problems));
    let without = table.get("without").map(|value| value.texts(WITHOUT, problems));
    own.remove("extends");
    own.remove("without");
    take_away(&mut whole, &without.unwrap_or_default(), problems);
    over(&mut whole, own);
    whole
}

/// The whole scenario as it is under a policy: what the policy says is laid over it.
pub(crate) fn policy<'s>(
    whole: &DeTable<'s>,
    policy: &DeTable<'s>,
    name: &str,
    problems: &mut Problems,
) -> DeTable<'s> {
    let mut under = whole.clone();
    let mut table = Table::new(format!("[policy.{name}]"), Span::default(), policy);
    let without = table.get("without").map(|value| value.texts(WITHOUT, problems));
    take_away(&mut under, &without.unwrap_or_default(), problems);
    let lists = policy
        .clone()
        .into_iter()
        .filter(|(key, value)| LISTS.contains(&key.get_ref().as_ref()) && value.get_ref().is_array());
    over(&mut under, lists.collect());
    let mut settings = Vec::new();
    flatten("", policy, &mut settings);
    settings.sort_by_key(|(_, span, _)| *span);
    for (path, span, value) in settings {
        let head = path.split('.').next().unwrap_or_default();
        if ["title", "without"].contains(&path.as_str()) || LISTS.contains(&head) {
            continue;
        }
        let done = match head {
            "schema" | "description" | "network" | "time" | "study" | "groups" | "policy" | "correlated" => {
                let complaint =
                    Complaint::new(Code::SharedByPolicies, format!("a policy cannot change '{path}'"));
                Err(complaint.help("policies are compared on the same trials: they differ in measures, hazards and parameters"))
            }
            _ => lay(&mut under, &path, span, value),
        };
        if let Err(complaint) = done {
            problems.error(span, complaint);
        }
    }
    under
}

/// Settings of a table by their paths, with those of tables within it; a distribution is one value.
fn flatten<'s>(above: &str, table: &DeTable<'s>, found: &mut Vec<(String, Span, Toml<DeValue<'s>>)>) {
    for (key, value) in table {
        let path = format!("{above}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(within) if !within.contains_key("dist") => {
                flatten(&format!("{path}."), within, found);
            }
            _ => found.push((path, key.span().into(), value.clone())),
        }
    }
}

/// Lays a table over another one.
fn over<'s>(below: &mut DeTable<'s>, above: DeTable<'s>) {
    for (key, value) in above {
        let name = key.get_ref().clone();
        let span = value.span();
        let value = match (below.remove(name.as_ref()).map(Toml::into_inner), value.into_inner()) {
            (Some(DeValue::Table(mut low)), DeValue::Table(high))
                if !low.contains_key("dist") && !high.contains_key("dist") =>
            {
                over(&mut low, high);
                DeValue::Table(low)
            }
            (Some(DeValue::Array(low)), DeValue::Array(high)) if LISTS.contains(&name.as_ref()) => {
                DeValue::Array(by_id(low, high))
            }
            (_, high) => high,
        };
        below.insert(key, Toml::new(span, value));
    }
}

/// Entries of a list over those of the same id; the others behind them.
fn by_id<'s>(below: DeArray<'s>, above: DeArray<'s>) -> DeArray<'s> {
    let mut all: Vec<_> = below.into_iter().collect();
    for entry in above {
        let known = id(entry.get_ref()).and_then(|wanted| {
            all.iter().position(|known| id(known.get_ref()).is_some_and(|id| id == wanted))
        });
        match known {
            Some(position) => {
                let span = entry.span();
                let low = std::mem::replace(&mut all[position], entry);
                let same = kind(low.get_ref()) == kind(all[position].get_ref())
                    || kind(all[position].get_ref()).is_none();
                if let (DeValue::Table(mut low), DeValue::Table(high), true) =
                    (low.into_inner(), all[position].get_ref().clone(), same)
                {
                    over(&mut low, high);
                    all[position] = Toml::new(span, DeValue::Table(low));
                }
            }
            None => all.push(entry),
        }
    }
    array(all)
}

pub(super) fn array<'s>(entries: impl IntoIterator<Item = Toml<DeValue<'s>>>) -> DeArray<'s> {
    let mut array = DeArray::new();
    entries.into_iter().for_each(|entry| array.push(entry));
    array
}

/// The id of an entry of a list.
pub(super) fn id<'t>(entry: &'t DeValue<'_>) -> Option<&'t str> {
    text(entry, "id")
}

fn kind<'t>(entry: &'t DeValue<'_>) -> Option<&'t str> {
    text(entry, "kind")
}

fn text<'t>(entry: &'t DeValue<'_>, key: &str) -> Option<&'t str> {
    entry.as_table()?.get(key)?.get_ref().as_str()
}

/// Takes measures, hazards and uncertain parameters away.
fn take_away(whole: &mut DeTable<'_>, unwanted: &[Spanned<String>], problems: &mut Problems) {
    for name in unwanted {
        let mut found = false;
        for list in LISTS {
            let Some(DeValue::Array(entries)) = whole.get_mut(list).map(Toml::get_mut) else { continue };
            let before = entries.len();
            let kept = std::mem::replace(entries, DeArray::new());
            *entries = array(kept.into_iter().filter(|entry| id(entry.get_ref()) != Some(&name.value)));
            found |= entries.len() < before;
        }
        if let Some(DeValue::Table(lines)) = whole.get_mut("uncertain").map(Toml::get_mut) {
            found |= lines.remove(name.as_str()).is_some();
        }
        if !found {
            let complaint = Complaint::new(
                Code::UnknownId,
                format!("there is no '{}' that could be left out", name.value),
            );
            let help = match nearest(name, ids(whole)) {
                Some(near) => format!("did you mean '{near}'?"),
                None => "write the id of a measure or hazard, or a path of [uncertain], of what lies below"
                    .to_owned(),
            };
            problems.error(name.span, complaint.help(help));
        }
    }
}

/// Ids of all measures and hazards.
pub(super) fn ids<'t>(whole: &'t DeTable<'_>) -> impl Iterator<Item = &'t str> {
    let lists = LISTS.iter().filter_map(|list| whole.get(*list)?.get_ref().as_array());
    lists.flat_map(|entries| entries.iter()).filter_map(|entry| id(entry.get_ref()))
}

/// A table as plain values, to be written.
pub(crate) fn plain(table: &DeTable<'_>) -> toml::Table {
    table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref().to_owned(), plain_value(value.get_ref())))
        .collect()
}

fn plain_value(value: &DeValue<'_>) -> toml::Value {
    let text = |text: &str| toml::Value::String(text.to_owned());
    match value {
        DeValue::String(string) => text(string),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| text(integer.as_str()), toml::Value::Integer),
        DeValue::Float(float) => {
            float.as_str().parse().map_or_else(|_| text(float.as_str()), toml::Value::Float)
        }
        DeValue::Boolean(truth) => toml::Value::Boolean(*truth),
        DeValue::Datetime(time) => toml::Value::Datetime(*time),
        DeValue::Array(list) => {
            toml::Value::Array(list.iter().map(|one| plain_value(one.get_ref())).collect())
        }
        DeValue::Table(table) => toml::Value::Table(plain(table)),
    }
}
