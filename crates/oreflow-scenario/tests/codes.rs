//! Each code tells the truth: its wrong example gives it, its right one gives nothing, and the page of all codes is current.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p oreflow-scenario --test codes` writes docs/errors.md anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use oreflow_network::{
    BalanceOptions, Network, NetworkTables, TableFolder, TableSource, balance, network_files,
};
use oreflow_scenario::{Code, Diagnostics, Draft, parse, parse_targets};

/// What examples change: a whole scenario on the network that `oreflow init network` writes.
const BASE: &str = r#"schema = 1
title = "Peru bans tin concentrate"
network = "networks/tin"

[time]
start = "2025-01"
step = "1 month"
horizon = "5 years"

[[measure]]
id = "per-ban"
kind = "export-ban"
by = "PER"
products = ["tin-concentrate"]
from = "2025-07"

[[hazard]]
id = "idn-strike"
kind = "outage"
at = "idn-smelter"
rate = "0.2 / year"
duration = "3 months"

[study]
trials = 64
watch = ["unmet.solder.JPN"]
"#;

const TARGETS: &str = "schema = 1\nevent = \"2025-07-01\"\n\n";

type Files = BTreeMap<String, Vec<u8>>;

/// The tables of the template.
fn template() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oreflow-cli/templates/network");
    network_files(&TableFolder::new(folder)).expect("the template is there").into_iter().collect()
}

/// The network of some tables.
fn network(mut files: Files) -> Arc<Network> {
    let tables = NetworkTables::read(&files as &dyn TableSource).expect("the tables can be read");
    let balanced = balance(&tables, &BalanceOptions::default()).expect("the figures balance");
    files.extend(balanced.files(&tables));
    Arc::new(Network::read_from(&files).expect("the network is sound"))
}

/// The tables with some rows behind those of the table with the same columns.
fn with_rows(mut files: Files, rows: &str) -> Files {
    let (columns, rows) = rows.split_once('\n').expect("columns and rows");
    let table = files.values_mut().find(|table| table.starts_with(format!("{columns}\n").as_bytes()));
    table.unwrap_or_else(|| panic!("no table has the columns {columns}")).extend(rows.bytes());
    files
}

/// Headings of a file, each with its lines; the head of the file has none.
fn sections(text: &str) -> Vec<(String, Vec<String>)> {
    let mut sections = vec![(String::new(), Vec::new())];
    for line in text.lines() {
        if line.starts_with('[') {
            sections.push((line.to_owned(), Vec::new()));
        } else {
            sections.last_mut().expect("the head").1.push(line.to_owned());
        }
    }
    sections
}

/// The base with what an example says: lines of a table replace those of the same key, a list all of the same list.
fn scenario(example: &str) -> String {
    if example.starts_with("schema = 1\n") || example.starts_with('#') {
        return example.to_owned();
    }
    let changes = sections(example);
    let mut whole = sections(BASE);
    whole.retain(|(heading, _)| {
        !(heading.starts_with("[[") && changes.iter().any(|(other, _)| other == heading))
    });
    for (heading, lines) in changes {
        let place = whole.iter().position(|(known, _)| *known == heading);
        let Some(place) = place.filter(|_| !heading.starts_with("[[")) else {
            whole.push((heading, lines));
            continue;
        };
        let mut seen = Vec::new();
        for line in lines {
            let key = line.split([' ', '=']).next().unwrap_or_default().to_owned();
            let old =
                whole[place].1.iter().position(|old| !key.is_empty() && old.starts_with(&format!("{key} ")));
            match old.filter(|_| !seen.contains(&key)) {
                Some(old) => whole[place].1[old] = line,
                None => whole[place].1.push(line),
            }
            seen.push(key);
        }
    }
    whole.iter().fold(String::new(), |mut text, (heading, lines)| {
        for line in std::iter::once(heading).filter(|heading| !heading.is_empty()).chain(lines) {
            writeln!(text, "{line}").expect("memory");
        }
        text
    })
}

/// Codes that a scenario gives, in a network that stands in `networks/tin`.
fn codes_of(text: &str, network: &Arc<Network>) -> Vec<Code> {
    let codes = |problems: &Diagnostics| problems.all().iter().map(|one| one.code).collect();
    // What an example may name stands beside it.
    let load = |name: &str| match name {
        "base.toml" => Ok(BASE.as_bytes().to_vec()),
        "demand.csv" => Ok(b"month,index\n2025-01,1\n2030-01,1.4\n".to_vec()),
        _ => Err(std::io::ErrorKind::NotFound.into()),
    };
    match Draft::new("x.toml", text.as_bytes(), load).and_then(|draft| draft.scenario()) {
        Ok(scenario) if *scenario.network != "networks/tin" => {
            codes(&scenario.network_problem("there is no network", "name its folder"))
        }
        Ok(scenario) => match scenario.resolve(Arc::clone(network)) {
            Ok(resolved) => codes(&resolved.warnings),
            Err(problems) => codes(&problems),
        },
        Err(problems) => codes(&problems),
    }
}

/// Codes that an example gives.
fn codes_of_example(language: &str, example: &str, tin: &Arc<Network>) -> Vec<Code> {
    if language == "csv" {
        return codes_of(BASE, &network(with_rows(template(), &format!("{example}\n"))));
    }
    if !example.starts_with("[[target]]") {
        return codes_of(&scenario(example), tin);
    }
    let calendar = parse(BASE, "x.toml").expect("sound").time.calendar().expect("a calendar");
    let read = parse_targets(&format!("{TARGETS}{example}"), "x.toml");
    let told = read.and_then(|targets| targets.check(tin, &calendar));
    told.err().map_or(Vec::new(), |problems| problems.all().iter().map(|one| one.code).collect())
}

/// Language and text of the two examples of a page.
fn examples(code: Code) -> [(&'static str, &'static str); 2] {
    let block = |text: &'static str| {
        let (language, rest) = text.split_once('\n').expect("a line of the language");
        (language, rest.trim_end_matches('\n'))
    };
    let parts: Vec<&str> = code.page().split("```").collect();
    [block(parts[1]), block(parts[3])]
}

#[test]
fn wrong_examples_give_their_code_and_right_ones_nothing() {
    let tin = network(template());
    let mut told = String::new();
    assert_eq!(codes_of(BASE, &tin), [], "the base is sound");
    for &code in Code::ALL {
        let [wrong, right] = examples(code);
        let (found, rest) =
            (codes_of_example(wrong.0, wrong.1, &tin), codes_of_example(right.0, right.1, &tin));
        if found.is_empty() || found.iter().any(|&one| one != code) {
            writeln!(told, "{code}: the wrong example gives {found:?}").expect("memory");
        }
        if !rest.is_empty() {
            writeln!(told, "{code}: the right example gives {rest:?}").expect("memory");
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_page_of_all_codes_is_current() {
    let mut page = "# Errors and warnings\n\nAll that `oreflow` finds wrong in scenarios and targets, by the code that it shows; `oreflow explain E0201` \
                    prints the same in a terminal. Examples change a scenario on the network that `oreflow init network` writes. This page is \
                    made from `crates/oreflow-scenario/src/codes/`.\n\n| code | what |\n|---|---|\n"
        .to_owned();
    for code in Code::ALL {
        writeln!(page, "| [{code}](#{}) | {} |", code.number().to_lowercase(), code.title()).expect("memory");
    }
    for code in Code::ALL {
        let (_, rest) = code.page().split_once("\n\n").expect("a title");
        writeln!(page, "\n## {code}\n**{}.**\n\n{}", code.title(), rest.trim_end()).expect("memory");
    }
    // The example of a file that is no text.
    let page = page.replace(|c: char| c.is_control() && c != '\n', "?");
    // The documentation's own test leaves them to this one.
    let page = page.replace("```toml\n", "```toml example\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&path, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(&path).expect("docs/errors.md is there").replace("\r\n", "\n");
    assert!(written == page, "docs/errors.md is stale: run with UPDATE_TRANSCRIPTS=1");
}
