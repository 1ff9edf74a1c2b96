//! The reference of every key, in Markdown.

use std::fmt::Write;

use oreflow_network::Parameter;

use super::key::{Key, Rest, Table, Variant};
use super::tables::{DIST, SCENARIO_TABLES, SOURCE, TARGET_TABLES};
use super::words::{absent, heading, value};
use crate::expected::{Expected, NUMBER};
use crate::unit::alike;

const HEAD: &str = "\
Every key of a scenario and of the targets of a backtest. The list is made from the data that the program reads by, as is
the JSON Schema that `oreflow schema` prints for editors.

Keys that are not listed are errors. A date is `\"2025-01\"`, the first day of the month, or `\"2025-01-12\"`. Where a list of
names is asked for, one name may stand alone. Numbers that measure something are text with a [unit](#units). A list may stand in
a CSV file beside the scenario: `{ csv = \"demand.csv\" }` are its rows, each a table with a key for each column,
`{ csv = \"demand.csv\", from = \"month\", factor = \"index\" }` names the columns, and `{ csv = \"prices.csv\", column = \"price\" }` are
the values of one.
";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = Page(HEAD.to_owned());
    page.line("\n## Scenarios");
    for table in SCENARIO_TABLES {
        page.table(table);
    }
    page.kinds();
    page.distributions();
    page.units();
    page.line("\n## Targets of backtests");
    page.line("\nA case is a folder with a scenario, `case.toml`, and `targets.toml`.");
    for table in TARGET_TABLES {
        page.table(table);
    }
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0 += line;
        self.0.push('\n');
    }

    fn rows<'k>(&mut self, keys: impl IntoIterator<Item = &'k Key>) {
        for key in keys {
            let example = if key.example.is_empty() { String::new() } else { format!("`{}`", key.example) };
            let with = key.with.map(|other| format!("; with `{other}`")).unwrap_or_default();
            let value = value(&key.kind).replace('|', "\\|");
            self.line(&format!(
                "| `{}` | {value} | {}{with} | {example} | {} |",
                key.name,
                key.doc,
                absent(key)
            ));
        }
    }

    fn head(&mut self) {
        self.line("\n| key | value | what | example | where left out |\n|---|---|---|---|---|");
    }

    fn table(&mut self, table: &Table) {
        self.line(&format!("\n### {}\n\n{}", heading(table), table.doc));
        if !table.keys.is_empty() {
            self.head();
            // Of the many words of a kind the list is below.
            let kind = |key: &Key| {
                if key.name == "kind" { Key { kind: super::key::Type::Text, ..*key } } else { *key }
            };
            let keys: Vec<Key> = table.keys.iter().map(kind).collect();
            self.rows(&keys);
        }
        match table.rest {
            Rest::Refused => {}
            Rest::Kinds => self.line("\nAnd the keys of its kind, which are listed [below](#kinds)."),
            Rest::Any(names, kind) => {
                self.line(&format!("\nIts keys: {names}. Each value: {}.", value(&kind)));
            }
            Rest::Parameters => {
                self.line("\n| path | value | what |\n|---|---|---|");
                for parameter in Parameter::ALL {
                    let value = value(&super::key::Type::Drawn(Expected::parameter(*parameter)));
                    self.line(&format!(
                        "| `\"{parameter}.product.place\"` | {value} | {} |",
                        parameter.describe()
                    ));
                }
            }
        }
    }

    fn kinds(&mut self) {
        self.line(
            "\n## Kinds\n\nWhat a measure or a hazard does, by its `kind`, with the keys that each kind has.",
        );
        for kind in Variant::kinds() {
            self.line(&format!("\n### `{}`\n\n{}", kind.name, kind.doc));
            if !kind.keys.is_empty() {
                self.head();
                self.rows(&kind.keys);
            }
        }
    }

    fn distributions(&mut self) {
        self.line(
            "\n## Distributions\n\nA distribution is a value alone, which is certain, or a table such as\n\
             `{ dist = \"triangular\", low = \"6 months\", mode = \"1 year\", high = \"3 years\" }`. Values are in the \
             unit of what is drawn; spreads too.",
        );
        self.head();
        self.rows(&[Key { kind: super::key::Type::Text, ..DIST }, SOURCE]);
        self.line("\n| `dist` | what | keys |\n|---|---|---|");
        let mut named: Vec<Key> = Vec::new();
        for family in Variant::families(&NUMBER) {
            let keys: Vec<String> = family.keys.iter().map(|key| format!("`{}`", key.name)).collect();
            self.line(&format!("| `{}` | {} | {} |", family.name, family.doc, keys.join(", ")));
            let new = |key: &Key| !named.iter().any(|known| (known.name, known.doc) == (key.name, key.doc));
            let new: Vec<Key> = family.keys.into_iter().filter(new).collect();
            named.extend(new);
        }
        self.line("\n| key | what |\n|---|---|");
        for key in named {
            self.line(&format!("| `{}` | {} |", key.name, key.doc));
        }
    }

    fn units(&mut self) {
        self.line("\n## Units\n\n| what | units |\n|---|---|");
        for (what, one) in [("mass", "t"), ("time", "month"), ("money", "USD"), ("share or number", "%")] {
            let names: Vec<String> = alike(one).iter().map(|name| format!("`{name}`")).collect();
            self.line(&format!("| {what} | {} |", names.join(", ")));
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.0,
            "\nUnits are joined by `/` or `per`: `\"100 kt/yr\"`, `\"500 USD/t\"`, `\"0.15 / year\"`, `\"10 % per year\"`. `per` binds \
             looser:\n`\"20000 USD per t/yr\"` is money for each tonne of yearly capacity. A share is `\"3 %\"` or a number from 0 to \
             1. A month has\n30.4375 days."
        );
    }
}
