//! The page put together.

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value, context};

use super::question::headline;
use super::run::Run;
use super::table::Table;
use super::words::unbroken;
use super::{Section, TablesError};
use crate::figures::{Figure, page_css, unescape};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Widths that figures are drawn at, in CSS pixels: for a desk and paper, and for a telephone.
const WIDTHS: [f64; 2] = [860.0, 360.0];

/// The page of a run. All texts but drawings, style and script are escaped by the template.
pub(super) fn page(run: &Run, sections: &[Section]) -> Result<String, TablesError> {
    let failed = |error: minijinja::Error| unwritten(&error);
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(failed)?;
    environment.set_syntax(syntax);
    let template = environment.template_from_str(PAGE).map_err(failed)?;
    let parts: Vec<Value> = sections.iter().map(section).collect();
    let style = format!("{}{STYLE}", page_css());
    let page = context! {
        title => run.facts.title.clone(),
        headline => headline(run).into_iter().map(unbroken).collect::<Vec<_>>(),
        notes => run.facts.notes.clone(),
        sections => parts,
        style => Value::from_safe_string(style),
        packed => Value::from_safe_string(packed(sections).map_err(|error| unwritten(&error))?),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        version => run.tables.manifest["version"].as_str(),
    };
    template.render(page).map_err(failed)
}

fn unwritten(error: &dyn std::error::Error) -> TablesError {
    TablesError::Write { name: "report.html".to_owned(), what: error.to_string() }
}

fn section(section: &Section) -> Value {
    let figures: Vec<Value> = section.figures.iter().map(|figure| self::figure(figure.as_ref())).collect();
    context! {
        id => section.id,
        title => section.title,
        lead => unbroken(section.lead.clone()),
        figures,
        tables => section.tables.iter().map(table).collect::<Vec<Value>>(),
        folded => section.folded.iter().map(table).collect::<Vec<Value>>(),
        text => section.text.clone().map(|(heading, text)| vec![heading, text]),
    }
}

fn table(table: &Table) -> Value {
    context! { caption => table.caption.clone(), columns => table.columns.clone(), rows => table.rows.clone() }
}

fn figure(figure: &dyn Figure) -> Value {
    // What a long one tells is in the tables beside it; those who do not see the figure still hear it.
    const LONG: usize = 420;
    let description = figure.description();
    let (drawing, _) = without_tips(&figure.svg(WIDTHS[0]));
    context! {
        name => figure.name(),
        title => figure.title(),
        long => description.len() > LONG,
        description => unbroken(description),
        drawing => Value::from_safe_string(drawing),
    }
}

/// A drawing whose marks say only that they have something to tell, and what each has, in their order.
fn without_tips(drawing: &str) -> (String, Vec<String>) {
    const TIP: &str = " data-tip=\"";
    let mut parts = drawing.split(TIP);
    let mut bare = parts.next().unwrap_or_default().to_owned();
    let mut tips = Vec::new();
    for part in parts {
        let (tip, rest) = part.split_once('"').unwrap_or((part, ""));
        tips.push(unescape(tip));
        bare.push_str(TIP);
        bare.push('"');
        bare.push_str(rest);
    }
    (bare, tips)
}

/// What the page unpacks when it is open: of each figure what the marks of its drawing tell, its drawing for narrow screens, and
/// its numbers; as JSON, compressed, in base64. A third of the page's weight, and of no use without the script.
fn packed(sections: &[Section]) -> std::io::Result<String> {
    let figures = sections.iter().flat_map(|section| section.figures.iter().map(AsRef::as_ref));
    let pair = |figure: &dyn Figure| {
        let numbers = String::from_utf8_lossy(&figure.table()).into_owned();
        let (_, tips) = without_tips(&figure.svg(WIDTHS[0]));
        (figure.name().to_owned(), serde_json::json!([tips, figure.svg(WIDTHS[1]), numbers]))
    };
    let all: serde_json::Map<String, serde_json::Value> = figures.map(pair).collect();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(serde_json::Value::Object(all).to_string().as_bytes())?;
    Ok(BASE64_STANDARD.encode(encoder.finish()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lose_what_they_tell_and_nothing_else() {
        let drawing =
            "<g><path d=\"M0 0\" data-tip=\"a &lt; b&#10;c\" class=\"x\"/><rect data-tip=\"d\"/></g>";
        let (bare, tips) = without_tips(drawing);
        assert_eq!(bare, "<g><path d=\"M0 0\" data-tip=\"\" class=\"x\"/><rect data-tip=\"\"/></g>");
        assert_eq!(tips, ["a < b\nc", "d"]);
    }
}
