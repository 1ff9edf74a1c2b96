//! The page put together.

use std::fmt::Write;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value, context};

use super::question::headline;
use super::run::Run;
use super::table::Table;
use super::words::unbroken;
use super::{Section, TablesError};
use crate::figures::{Figure, page_css};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Widths that figures are drawn at, in CSS pixels: for a desk and paper, and for a telephone.
const WIDTHS: [f64; 2] = [860.0, 360.0];

/// The page of a run. All texts but drawings, style and script are escaped by the template.
pub(super) fn page(run: &Run, sections: &[Section]) -> Result<String, TablesError> {
    let failed = |error: minijinja::Error| TablesError::Write {
        name: "report.html".to_owned(),
        what: error.to_string(),
    };
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
        script => Value::from_safe_string(SCRIPT.to_owned()),
        version => run.tables.manifest["version"].as_str(),
    };
    template.render(page).map_err(failed)
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
    let [wide, narrow] = WIDTHS.map(|width| Value::from_safe_string(figure.svg(width)));
    context! {
        name => figure.name(),
        title => figure.title(),
        description => unbroken(figure.description()),
        long => figure.description().len() > LONG,
        wide,
        narrow,
        table => data_link(&figure.table()),
    }
}

/// A file as a link that has it all.
fn data_link(csv: &[u8]) -> String {
    let mut link = "data:text/csv;charset=utf-8,".to_owned();
    for &byte in csv {
        if byte.is_ascii_alphanumeric() || b"-_.~,:;".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_the_file_in_them() {
        assert_eq!(data_link("a,b\n1,µ".as_bytes()), "data:text/csv;charset=utf-8,a,b%0A1,%C2%B5");
    }
}
