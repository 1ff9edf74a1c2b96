//! The guide says what the keys say: its table of kinds is made from them.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p oreflow-scenario --test guide` writes it anew.

use std::fmt::Write;
use std::path::Path;

use oreflow_engine::measure::{Absent, Action};

const BEGIN: &str = "<!-- kinds: made from the keys of measures -->\n";
const END: &str = "<!-- end of kinds -->\n";

fn table() -> String {
    let mut text = "| kind | key | what | example | where left out |\n|---|---|---|---|---|\n".to_owned();
    for kind in Action::KINDS {
        writeln!(text, "| **`{}`** | | {} | | |", kind.name, kind.doc).expect("a string takes all");
        for key in kind.keys() {
            let absent = match key.absent {
                Absent::Refused => "needed".to_owned(),
                Absent::Empty(meaning) => meaning.to_owned(),
                Absent::Value(value) => value.to_owned(),
                Absent::OneOf(keys, value) => format!("{value}; one of {} is needed", keys.join(", ")),
                _ => unreachable!("a way of leaving out that the guide does not know"),
            };
            let line = format!("| | `{}` | {} | `{}` | {absent} |", key.name, key.doc, key.example);
            writeln!(text, "{line}").expect("a string takes all");
        }
    }
    text
}

#[test]
fn the_table_of_kinds_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scenarios.md");
    let guide = std::fs::read_to_string(&path).expect("the guide is there").replace("\r\n", "\n");
    let (before, rest) = guide.split_once(BEGIN).expect("the guide marks where the table begins");
    let (shown, after) = rest.split_once(END).expect("the guide marks where the table ends");
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table()))
            .expect("the guide is written");
    } else {
        assert!(shown == table(), "docs/scenarios.md is stale: run with UPDATE_TRANSCRIPTS=1");
    }
}
