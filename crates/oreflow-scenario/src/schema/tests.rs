//! What is declared is what is read: no key more, no key less, with the same examples and defaults.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::key::{Absent, Key, Rest, Table, Type, Variant};
use super::tables::{SCENARIO_TABLES, TARGET_TABLES};
use super::words::quoted;
use crate::{parse, parse_targets};

/// A table that a reader has read.
struct Seen {
    called: String,
    /// Its kind or its family of distributions.
    variant: Option<String>,
    asked: BTreeSet<&'static str>,
    missing: Vec<(&'static str, String)>,
}

thread_local! {
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
}

/// Notes which keys a reader asked for, when it leaves a table.
pub(crate) fn seen(
    name: &str,
    entries: &DeTable<'_>,
    asked: &[&'static str],
    missing: &[(&'static str, String)],
    read_through: bool,
) {
    if !read_through {
        return;
    }
    // Measures are called by their id, distributions by their key.
    let called = if name.starts_with('\'') { "dist" } else { name.split(" '").next().unwrap_or(name) };
    let tag = if called == "dist" { "dist" } else { "kind" };
    let variant = entries.get(tag).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    let asked = asked.iter().copied().collect();
    let seen = Seen { called: called.to_owned(), variant, asked, missing: missing.to_vec() };
    SEEN.with_borrow_mut(|all| all.push(seen));
}

/// The tables that were read of a file, sound or not.
fn read(text: &str) -> Vec<Seen> {
    SEEN.with_borrow_mut(Vec::clear);
    if text.contains("[[target]]") {
        let _ = parse_targets(text, "targets.toml");
    } else {
        let _ = parse(text, "scenario.toml");
    }
    SEEN.take()
}

fn tables() -> impl Iterator<Item = &'static Table> {
    SCENARIO_TABLES.iter().chain(TARGET_TABLES).copied()
}

/// The table that the reader calls so in messages.
fn called(name: &str) -> &'static Table {
    let heading = match name {
        "the scenario" => "top of the scenario",
        "the file of targets" => "top of the targets",
        "a phase" => "phases",
        "a stage" => "pipeline",
        "a point" => "path",
        "a contagion" => "contagion",
        policy if policy.starts_with("[policy.") => "policy.NAME",
        other => bare(other),
    };
    tables()
        .find(|table| bare(table.heading) == heading)
        .unwrap_or_else(|| panic!("'{name}' is not declared"))
}

/// A heading without its brackets.
fn bare(heading: &str) -> &str {
    heading.trim_matches(['[', ']'])
}

/// Keys that are declared for a table, those of its variant included.
fn declared(seen: &Seen) -> Vec<Key> {
    let variant = |all: Vec<Variant>| {
        let found = all.into_iter().find(|variant| Some(variant.name) == seen.variant.as_deref());
        found.unwrap_or_else(|| panic!("{:?} of {} is not declared", seen.variant, seen.called)).keys
    };
    if seen.called == "dist" {
        let own = [super::tables::DIST, super::tables::SOURCE];
        return own.into_iter().chain(variant(Variant::families(&crate::expected::NUMBER))).collect();
    }
    let table = called(&seen.called);
    let of_kind = if matches!(table.rest, Rest::Kinds) { variant(Variant::kinds()) } else { Vec::new() };
    table.keys.iter().copied().chain(of_kind).collect()
}

/// All TOML files below the folder of scenarios but those of networks.
fn shipped() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "toml")
                && !entry.ends_with("network.toml")
            {
                files.push(entry);
            }
        }
    }
    assert!(files.len() > 8, "{files:?}");
    files
}

/// A sound file, of whose tables any may be given more keys: behind a line `# NAME`.
const BASE: &str = r#"
schema = 1
title = "Base"
network = "n"
# the scenario
[time]
start = "2025-01"
step = "1 month"
horizon = "10 years"
# [time]
[[measure]]
id = "idn-ore-ban"
kind = "event"
from = "2025-07"
# measure
[[measure]]
id = "drought"
kind = "event"
from = "2025-07"
[[hazard]]
id = "phl-ore-ban"
kind = "event"
date = "2028-11-05"
[[hazard]]
id = "flood"
kind = "event"
# hazard
[uncertain]
"elasticity-long.nickel-refined.*" = -0.3
"elasticity-long.cobalt-refined.*" = -0.3
[study]
watch = ["unmet.stainless-steel.JPN"]
# [study]
[policy.stockpile]
"#;

/// The base with lines in one of its tables.
fn with(table: &str, lines: &str) -> String {
    let place = format!("# {table}\n");
    let often = if table == "hazard" { "" } else { "rate = \"1 / year\"\n" };
    assert!(BASE.contains(&place), "{table}");
    let lines = format!("{lines}\n");
    // The example of what is watched takes the place of what is watched.
    let base = if lines.starts_with("watch") {
        BASE.replace("watch = [\"unmet.stainless-steel.JPN\"]\n", "")
    } else {
        BASE.to_owned()
    };
    base.replace(&place, &lines).replace("# hazard\n", often)
}

/// A line for a key, and the lines that must go with it.
fn lines(key: &Key, value: &str) -> String {
    let with = match key.with {
        Some("date") => "date = \"2028-11-05\"\n",
        Some("with") => "with = \"drought\"\n",
        Some("trials") => "trials = \"auto\"\n",
        Some(other) => panic!("what to write for {other}?"),
        None if key.name == "contagion" || !matches!(key.absent, Absent::OneOf(..)) => "",
        None => return format!("{} = {value}", key.name),
    };
    format!("{} = {value}\n{with}", key.name)
}

/// Lines without which a hazard is none.
fn often(table: &Table, key: &Key) -> &'static str {
    let has = key.with.is_some() || matches!(key.absent, Absent::OneOf(..));
    if table.heading == "[[hazard]]" && !has { "rate = \"1 / year\"\n" } else { "" }
}

/// Keys of the tables of the base, with a line that sets each to a value.
fn settable(value: fn(&Key) -> Option<String>) -> Vec<(&'static str, &'static str, String)> {
    let mut all = Vec::new();
    for name in ["measure", "hazard", "[study]"] {
        let table = called(name);
        for key in table.keys.iter().filter(|key| !key.is_needed()) {
            if let Some(value) = value(key) {
                all.push((name, key.name, lines(key, &value) + "\n" + often(table, key)));
            }
        }
    }
    all
}

#[test]
fn every_key_that_is_asked_for_is_declared_and_the_other_way_round() {
    let full = include_str!("../../tests/common/full.toml");
    let mut texts: Vec<String> =
        shipped().iter().map(|path| std::fs::read_to_string(path).expect("a file")).collect();
    texts.push(full.to_owned());
    for kind in Variant::kinds() {
        let table = format!("id = \"x\"\nkind = \"{}\"\n", kind.name);
        texts.push(format!("schema = 1\n[[measure]]\n{table}[[hazard]]\n{table}"));
        let path = kind.keys.iter().filter(|key| matches!(key.kind, Type::Tables(_)));
        texts.extend(path.map(|key| format!("[[measure]]\n{table}{} = {}", key.name, key.example)));
    }
    for family in Variant::families(&crate::expected::NUMBER) {
        texts.push(format!("[uncertain]\n\"margin.*.*\" = {{ dist = \"{}\" }}", family.name));
    }
    texts.extend(
        ["[time]", "[study]", "[[correlated]]", "[policy.x]", "[[target]]"].map(|head| format!("{head}\n")),
    );
    texts.push(
        "[[measure]]\nkind = \"event\"\nphases = [{}]\n[[hazard]]\nkind = \"event\"\ncontagion = [{}]"
            .to_owned(),
    );
    texts.push("[[measure]]\nkind = \"demand-path\"\npath = [{}]".to_owned());
    let mut read_of = BTreeSet::new();
    for seen in texts.iter().flat_map(|text| read(text)) {
        let keys = declared(&seen);
        let names: BTreeSet<&str> = keys.iter().map(|key| key.name).collect();
        assert_eq!(seen.asked, names, "{} {:?}", seen.called, seen.variant);
        for (name, example) in &seen.missing {
            let first = |key: &&Key| matches!(key.absent, Absent::OneOf([first, ..], _) if first == name);
            let key = keys.iter().find(|key| key.name == *name && (key.is_needed() || first(key)));
            let key = key.unwrap_or_else(|| panic!("{name} of {} is needed", seen.called));
            // A distribution's example is in the unit of what is drawn; a choice has an example for all of it.
            if seen.called != "dist" && !first(&key) {
                assert_eq!(key.example, example, "{name} of {}", seen.called);
            }
        }
        if seen.called != "dist" {
            read_of.insert(called(&seen.called).heading);
        }
    }
    for table in tables().filter(|table| !table.keys.is_empty()) {
        assert!(read_of.contains(table.heading), "{} was never read", table.heading);
    }
}

#[test]
fn keys_of_kinds_do_not_get_in_the_way_of_keys_of_tables() {
    let mut twice = BTreeSet::new();
    for table in tables().filter(|table| matches!(table.rest, Rest::Kinds)) {
        for key in Variant::kinds().iter().flat_map(|kind| &kind.keys) {
            if table.keys.iter().any(|own| own.name == key.name) {
                twice.insert((table.heading, key.name));
            }
        }
    }
    assert_eq!(twice, BTreeSet::new());
}

#[test]
fn what_is_needed_is_missed() {
    for (name, head) in [
        ("the scenario", "title = \"x\""),
        ("[time]", "[time]"),
        ("measure", "[[measure]]\nkind = \"event\""),
    ] {
        let seen = read(&format!("{head}\n"));
        let missing = |name: &str| {
            let seen = seen.iter().find(|seen| seen.called == name).expect("it was read");
            seen.missing.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>()
        };
        let written: BTreeSet<&str> = ["title", "kind"].into();
        let needed = called(name).keys.iter().filter(|key| key.is_needed()).map(|key| key.name);
        let needed: BTreeSet<&str> = needed.filter(|key| !written.contains(key)).collect();
        assert_eq!(missing(name), needed);
    }
}

#[test]
fn examples_are_sound() {
    for (table, key, lines) in settable(|key| Some(key.example.to_owned())) {
        let text = with(table, &lines);
        if let Err(problems) = parse(&text, "example.toml") {
            panic!("{key} of {table}: {}\n{text}", problems.plain());
        }
    }
    for kind in Variant::kinds() {
        let lines: Vec<String> =
            kind.keys.iter().map(|key| format!("{} = {}", key.name, key.example)).collect();
        let measure = format!(
            "[[measure]]\nid = \"x\"\nfrom = \"2026-01\"\nkind = \"{}\"\n{}",
            kind.name,
            lines.join("\n")
        );
        let text = with("[study]", &measure);
        if let Err(problems) = parse(&text, "example.toml") {
            panic!("{}: {}", kind.name, problems.plain());
        }
    }
}

#[test]
fn defaults_are_those_of_the_reader() {
    let mut count = 0;
    for (table, key, lines) in settable(|key| match key.absent {
        Absent::Value(value) if key.name != "tolerance" && key.name != "most-trials" => Some(quoted(value)),
        _ => None,
    }) {
        let explicit =
            parse(&with(table, &lines), "default.toml").unwrap_or_else(|problems| panic!("{problems}"));
        let rest = lines
            .lines()
            .filter(|line| !line.starts_with(&format!("{key} =")))
            .collect::<Vec<_>>()
            .join("\n");
        let silent =
            parse(&with(table, &rest), "default.toml").unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(explicit, silent, "{key} of {table}");
        count += 1;
    }
    assert!(count > 10, "{count} defaults");
    let auto = |lines: &str| {
        parse(&with("[study]", &format!("trials = \"auto\"\n{lines}")), "auto.toml").expect(lines)
    };
    assert_eq!(auto("tolerance = \"1 %\"\nmost-trials = 1048576"), auto(""));
}
