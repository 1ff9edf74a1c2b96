//! What people get wrong, and exactly what they are told: place, message and remedy.
//!
//! The cases stand in `tests/bad_files/`: a line of the base behind `-`, by its beginning; what is written instead, behind
//! `+`; and what is told. After a change of messages, run with `UPDATE_TRANSCRIPTS=1` and read the difference.

mod common;

use std::fmt::Write as _;

use common::network;
use oreflow_scenario::{parse, parse_bytes};

/// A sound scenario that the cases below change.
const BASE: &str = r#"schema = 1
title = "Bad files"
network = "networks/chain"

[time]
start = "2025-01"
step = "1 month"
horizon = "10 years"

[[measure]]
id = "ban"
kind = "export-ban"
by = "AAA"
products = ["ore"]
from = "2025-07"
leakage = "3 %"

[[hazard]]
id = "flood"
kind = "outage"
at = "bbb-mine"
rate = "0.15 / year"
while = "ban"
duration = { dist = "lognormal", median = "6 months", gsd = 1.8 }

[uncertain]
"elasticity-long.use.*" = { dist = "triangular", low = -0.8, mode = -0.3, high = -0.1 }

[study]
seed = 42
trials = 200
watch = ["unmet.use.CCC"]
"#;

/// All that is wrong with a text, in reading or in resolving, as people see it.
fn told(text: &str) -> String {
    match parse(text, "bad.toml").and_then(|scenario| scenario.resolve(network())) {
        Err(problems) => problems.plain(),
        Ok(_) => "nothing is wrong".to_owned(),
    }
}

/// A case of a transcript: the line to change and what to write instead.
fn case(block: &str) -> (&str, Vec<&str>) {
    let line = block.lines().find_map(|line| line.strip_prefix("- "));
    let line = line.unwrap_or_else(|| panic!("no line to change in\n{block}"));
    (line, block.lines().filter_map(|line| line.strip_prefix("+ ")).collect())
}

/// The base with a line changed, which must be there.
fn changed(line: &str, instead: &[&str]) -> String {
    let at = BASE.find(&format!("\n{line}")).unwrap_or_else(|| panic!("no line begins with {line}")) + 1;
    let end = BASE[at..].find('\n').map_or(BASE.len(), |length| at + length);
    format!("{}{}{}", &BASE[..at], instead.join("\n"), &BASE[end..])
}

/// Compares a transcript with what is told now.
fn transcript(name: &str) {
    let path = format!("{}/tests/bad_files/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut now = String::new();
    for block in written.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let (line, instead) = case(block);
        writeln!(now, "- {line}").expect("memory");
        for line in &instead {
            writeln!(now, "+ {line}").expect("memory");
        }
        writeln!(now, "{}\n", told(&changed(line, &instead)).replace("bad.toml:", "")).expect("memory");
    }
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&path, &now).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for (written, now) in written.split("\n\n").zip(now.split("\n\n")) {
        assert_eq!(written, now);
    }
}

#[test]
fn keys() {
    transcript("keys");
}

#[test]
fn later() {
    transcript("later");
}

#[test]
fn numbers() {
    transcript("numbers");
}

#[test]
fn dates() {
    transcript("dates");
}

#[test]
fn paths() {
    transcript("paths");
}

#[test]
fn names() {
    transcript("names");
}

#[test]
fn files_that_say_nothing() {
    let empty = "bad.toml:1:1: error[E0106]: the scenario is empty\n  \
        help: begin with schema = 1, title = \"...\", network = \"networks/...\" and a table [time]";
    assert_eq!(told(""), empty);
    assert_eq!(told("# only a remark\n"), empty);
}

#[test]
fn files_that_are_no_text() {
    let told = |bytes: &[u8]| parse_bytes(bytes, "bad.toml").expect_err("no text").plain();
    assert_eq!(
        told(b"PK\x03\x04\x14\x00\xff"),
        "bad.toml:1:7: error[E0101]: this is not a text file: byte 0xff is not UTF-8\n  \
         help: give a scenario in TOML, saved as UTF-8"
    );
    assert_eq!(
        told(b"PK\x03\x04\x14\x00"),
        "bad.toml:1:3: error[E0101]: this is not a text file: it has the character '\\u{3}'\n  \
         help: give a scenario in TOML, saved as UTF-8"
    );
}

#[test]
fn a_file_of_another_version_is_not_read_on() {
    let text = BASE.replace("schema = 1", "schema = 2").replace("[time]", "[when]");
    assert_eq!(
        told(&text),
        "bad.toml:1:10: error[E0107]: schema 2 is not known\n  help: write schema = 1, or use a version of oreflow that knows it"
    );
}

#[test]
fn all_problems_of_a_file_are_told_at_once_in_order() {
    let text = changed("horizon", &["horizon = \"10 yars\""])
        .replace("\"3 %\"", "3")
        .replace("bbb-mine", " ")
        .replace("trials = 200", "trails = 200");
    let problems = parse(&text, "bad.toml").expect_err("four problems");
    let places: Vec<(usize, usize)> =
        problems.all().iter().map(oreflow_scenario::Diagnostic::position).collect();
    assert_eq!(places, [(8, 11), (16, 11), (21, 6), (31, 1)]);
    assert_eq!(problems.to_string(), "4 problems in bad.toml");
}
