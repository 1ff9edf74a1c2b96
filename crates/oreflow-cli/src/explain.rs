//! `oreflow explain`: what a code of a problem means, with an example of the slip and the same put right.

use oreflow_scenario::Code;
use serde::Serialize;

use crate::args::Explain;
use crate::failure::Failure;
use crate::out::{json, say};

/// Version of the JSON that is printed.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    codes: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    title: &'static str,
    warning: bool,
    /// In Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'static str>,
}

impl Row {
    fn new(code: Code, page: bool) -> Self {
        let page = page.then(|| code.page());
        Self { code: code.number(), title: code.title(), warning: code.is_warning(), page }
    }
}

pub(crate) fn explain(args: &Explain) -> Result<(), Failure> {
    let Some(text) = &args.code else {
        if args.json {
            let codes = Code::ALL.iter().map(|&code| Row::new(code, false)).collect();
            return json(&Answer { schema: SCHEMA, codes });
        }
        let lines = Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title()));
        return say(&lines.collect::<String>());
    };
    let code: Code = text.parse().map_err(|unknown| {
        Failure::Refused(format!("{unknown}\n  help: `oreflow explain` lists all codes"))
    })?;
    if args.json {
        return json(&Answer { schema: SCHEMA, codes: vec![Row::new(code, true)] });
    }
    say(&format!("{code}: {}\n{}", code.title(), terminal(code.page())))
}

/// A page without its heading, with examples indented instead of fenced and characters shown that would act on a terminal.
fn terminal(page: &str) -> String {
    let mut text = String::new();
    let mut example = false;
    for line in page.lines().skip(1) {
        if line.starts_with("```") {
            example = !example;
            continue;
        }
        let line = line.replace(|c: char| c.is_control(), "?");
        let line = if example { line } else { line.replace('`', "") };
        text.push_str(if example && !line.is_empty() { "    " } else { "" });
        text.push_str(&line);
        text.push('\n');
    }
    text
}
