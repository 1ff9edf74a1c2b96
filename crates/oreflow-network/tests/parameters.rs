//! The page on the model lists every parameter as the code has it.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p oreflow-network --test parameters` writes the table anew.

use std::fmt::Write;
use std::path::Path;

use oreflow_network::{Parameter, Scope};

const BEGIN: &str = "<!-- parameters: made from the table of parameters -->\n";
const END: &str = "<!-- end of parameters -->\n";

fn table() -> String {
    let mut text =
        "| parameter | of a | unit | default | range | give or take | what | default and spread from |\n\
                    |---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for &parameter in Parameter::ALL {
        let scope = match parameter.scope() {
            Scope::Site => "site",
            Scope::Product => "product",
            Scope::Market => "market",
        };
        let (low, high) = parameter.range();
        let spread = match parameter.spread() {
            1.0 => "-".to_owned(),
            spread => format!("x {spread}"),
        };
        let (default, unit) = (number(parameter.default_value()), parameter.unit());
        let (what, source) = (parameter.describe(), parameter.source());
        writeln!(
            text,
            "| `{parameter}` | {scope} | {unit} | {default} | {} to {} | {spread} | {what} | {source} |",
            number(low),
            number(high)
        )
        .expect("a string takes all");
    }
    text
}

/// A number as people write it: at most four decimals, and powers of ten where it is far from one.
fn number(value: f64) -> String {
    if value != 0.0 && !(1e-4..1e5).contains(&value.abs()) {
        return format!("{value:e}");
    }
    let rounded = (value * 1e4).round() / 1e4;
    format!("{rounded}")
}

#[test]
fn the_table_of_parameters_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/model.md");
    let page = std::fs::read_to_string(&path).expect("the page is there").replace("\r\n", "\n");
    let (before, rest) = page.split_once(BEGIN).expect("the page marks where the table begins");
    let (shown, after) = rest.split_once(END).expect("the page marks where the table ends");
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table()))
            .expect("the page is written");
    } else {
        assert!(shown == table(), "docs/model.md is stale: run with UPDATE_TRANSCRIPTS=1");
    }
}
