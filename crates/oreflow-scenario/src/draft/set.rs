//! One value by its path.

use oreflow_engine::measure::{Action, Kind};
use oreflow_network::Parameter;
use toml::Spanned as Toml;
use toml::de::{DeArray, DeTable, DeValue};

use super::merge::{LISTS, id, ids};
use crate::codes::Code;
use crate::diagnostic::Complaint;
use crate::source::Span;
use crate::suggest::nearest;

/// Tables that a path may begin with.
const TABLES: [&str; 4] = ["time", "study", "uncertain", "groups"];

/// Keys of the file itself.
const KEYS: [&str; 3] = ["title", "description", "network"];

/// Keys that say where a measure applies.
const PLACES: [&str; 3] = ["by", "at", "members"];

/// Sets the value of a path: `time.horizon`, `ID.key` of a measure or hazard, `parameter.product.place`, or
/// `kind.product.place.key` of the measure of that kind on that product at that place, which is made if there is none.
///
/// # Errors
/// If the path names nothing.
pub(super) fn lay<'s>(
    whole: &mut DeTable<'s>,
    path: &str,
    at: Span,
    value: Toml<DeValue<'s>>,
) -> Result<(), Complaint> {
    let parts: Vec<&str> = path.split('.').collect();
    if parts.iter().any(|part| part.trim().is_empty()) {
        let complaint = Complaint::new(Code::NoSetting, format!("'{path}' has an empty part"));
        return Err(complaint.help("write a path such as study.seed or idn-ore-ban.leakage"));
    }
    match parts[..] {
        [key] if KEYS.contains(&key) => insert(whole, key, at, value),
        [head @ "uncertain", ..] if parts.len() > 1 => {
            insert(table(whole, head, at), &parts[1..].join("."), at, value);
        }
        // The paths of tolerances have dots of their own.
        ["study", "tolerance", ..] if parts.len() > 2 => {
            let study = table(whole, "study", at);
            insert(table(study, "tolerance", at), &parts[2..].join("."), at, value);
        }
        [head, key] if TABLES.contains(&head) => insert(table(whole, head, at), key, at, value),
        [head, ..] if parts.len() > 1 && ids(whole).any(|id| id == head) => {
            let Some(entry) = entry(whole, |entry| id(entry) == Some(head)) else { return Ok(()) };
            return part(entry, &parts[1..], at, value);
        }
        [parameter, _, _] if Parameter::from_name(parameter).is_some() => {
            insert(table(whole, "uncertain", at), path, at, value);
        }
        [kind, product, place, key] if of_name(kind).is_some() => {
            let Some(kind) = of_name(kind) else { return Ok(()) };
            return of_kind(whole, kind, [product, place, key], at, value);
        }
        _ => return Err(unknown(whole, path, &parts)),
    }
    Ok(())
}

fn of_name(kind: &str) -> Option<&'static Kind> {
    Action::KINDS.iter().find(|known| known.name == kind)
}

/// Says what a path may begin with.
fn unknown(whole: &DeTable<'_>, path: &str, parts: &[&str]) -> Complaint {
    let head = parts[0];
    let complaint = Complaint::new(Code::NoSetting, format!("'{path}' names nothing that can be set"));
    if Parameter::from_name(head).is_some() {
        return complaint.help(format!("write {head}.product.place, such as {head}.nickel-refined.*"));
    }
    if of_name(head).is_some() {
        return complaint
            .help(format!("write {head}.product.place.key, or the id of the measure and the key"));
    }
    if TABLES.contains(&head) || ids(whole).any(|id| id == head) {
        return complaint.help(format!("write {head} and the key, such as {head}.{}", example(head)));
    }
    let known = TABLES.into_iter().chain(KEYS).chain(ids(whole));
    let known = known.chain(Parameter::ALL.iter().map(|parameter| parameter.name()));
    let known: Vec<&str> = known.chain(Action::KINDS.iter().map(|kind| kind.name)).collect();
    complaint.help(match nearest(head, known) {
        Some(near) => format!("did you mean '{near}'?"),
        None => {
            "begin with time, study, the id of a measure or hazard, a parameter, or a kind of measure".into()
        }
    })
}

fn example(head: &str) -> &'static str {
    match head {
        "time" => "horizon",
        "study" => "seed",
        "groups" => "ALLIES",
        _ => "severity",
    }
}

/// Puts a value under a key, instead of what was there.
fn insert<'s>(table: &mut DeTable<'s>, key: &str, at: Span, value: Toml<DeValue<'s>>) {
    table.remove(key);
    table.insert(Toml::new(at.start..at.end, key.to_owned().into()), value);
}

/// The table of a key, made if it is not there.
fn table<'t, 's>(whole: &'t mut DeTable<'s>, key: &str, at: Span) -> &'t mut DeTable<'s> {
    if !whole.get(key).is_some_and(|value| value.get_ref().is_table()) {
        insert(whole, key, at, Toml::new(at.start..at.end, DeValue::Table(DeTable::new())));
    }
    match whole.get_mut(key).map(Toml::get_mut) {
        Some(DeValue::Table(table)) => table,
        _ => unreachable!("it is there by now"),
    }
}

/// The first measure or hazard that is asked for.
fn entry<'t, 's>(
    whole: &'t mut DeTable<'s>,
    wanted: impl Fn(&DeValue<'s>) -> bool,
) -> Option<&'t mut DeTable<'s>> {
    let list = LISTS.into_iter().find(|list| {
        let entries = whole.get(*list).and_then(|value| value.get_ref().as_array());
        entries.is_some_and(|entries| entries.iter().any(|entry| wanted(entry.get_ref())))
    })?;
    let DeValue::Array(entries) = whole.get_mut(list)?.get_mut() else { return None };
    match entries.iter_mut().map(Toml::get_mut).find(|entry| wanted(entry)) {
        Some(DeValue::Table(table)) => Some(table),
        _ => None,
    }
}

/// Sets a key of a table, or a part of what stands there.
fn part<'s>(
    table: &mut DeTable<'s>,
    keys: &[&str],
    at: Span,
    value: Toml<DeValue<'s>>,
) -> Result<(), Complaint> {
    match keys {
        [] => Ok(()),
        [key] => {
            insert(table, key, at, value);
            Ok(())
        }
        [key, rest @ ..] => match table.get_mut(*key).map(Toml::get_mut) {
            Some(DeValue::Table(within)) => part(within, rest, at, value),
            found => {
                let what = if found.is_some() { "has no parts" } else { "is not there" };
                let complaint = Complaint::new(Code::NoSetting, format!("'{key}' {what}"));
                Err(complaint.help(format!("set '{key}' as a whole")))
            }
        },
    }
}

/// Sets a key of the measure or hazard of a kind on a product at a place.
fn of_kind<'s>(
    whole: &mut DeTable<'s>,
    kind: &'static Kind,
    [product, place, key]: [&str; 3],
    at: Span,
    value: Toml<DeValue<'s>>,
) -> Result<(), Complaint> {
    let has = |names: &[&'static str]| kind.keys().map(|key| key.name).find(|name| names.contains(name));
    let (Some(products), Some(places)) = (has(&["products", "product"]), has(&PLACES)) else {
        let complaint =
            Complaint::new(Code::NoSetting, format!("a {} is not of a product and a place", kind.name));
        return Err(complaint.help("name the measure by its id"));
    };
    let wanted = |entry: &DeValue<'_>| {
        let Some(table) = entry.as_table() else { return false };
        let names = |key: &str, name: &str| match table.get(key).map(Toml::get_ref) {
            Some(DeValue::Array(list)) => list.iter().any(|one| one.get_ref().as_str() == Some(name)),
            Some(one) => one.as_str() == Some(name),
            None => name == "*",
        };
        names("kind", kind.name) && names(products, product) && names(places, place)
    };
    let lists = LISTS.iter().filter_map(|list| whole.get(*list)?.get_ref().as_array());
    let found: Vec<&str> = lists
        .flat_map(|entries| entries.iter())
        .filter(|entry| wanted(entry.get_ref()))
        .filter_map(|entry| id(entry.get_ref()))
        .collect();
    if found.len() > 1 {
        let complaint = Complaint::new(
            Code::NoSetting,
            format!("several measures are a {} of {product} at {place}", kind.name),
        );
        return Err(complaint.help(format!("name one by its id: {}", found.join(", "))));
    }
    if found.is_empty() {
        make(whole, kind.name, [(products, product), (places, place)], at);
    }
    let Some(table) = entry(whole, wanted) else { return Ok(()) };
    insert(table, key, at, value);
    Ok(())
}

/// Adds a measure of a kind, in force from the first day.
fn make(whole: &mut DeTable<'_>, kind: &str, names: [(&str, &str); 2], at: Span) {
    let range = at.start..at.end;
    let text = |text: &str| Toml::new(range.clone(), DeValue::String(text.to_owned().into()));
    let id = format!("{kind}-{}-{}", names[0].1, names[1].1).to_lowercase();
    let words: Vec<&str> = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut table = DeTable::new();
    for (key, value) in [("id", words.join("-").as_str()), ("kind", kind)].into_iter().chain(names) {
        insert(&mut table, key, at, text(value));
    }
    let start = whole.get("time").and_then(|time| time.get_ref().as_table()?.get("start").cloned());
    if let Some(start) = start {
        insert(&mut table, "from", at, Toml::new(range.clone(), start.into_inner()));
    }
    let measure = Toml::new(range.clone(), DeValue::Table(table));
    if let Some(DeValue::Array(measures)) = whole.get_mut("measure").map(Toml::get_mut) {
        measures.push(measure);
    } else {
        let mut measures = DeArray::new();
        measures.push(measure);
        insert(whole, "measure", at, Toml::new(range, DeValue::Array(measures)));
    }
}
