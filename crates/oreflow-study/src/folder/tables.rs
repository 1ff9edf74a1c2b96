//! Findings as files: tidy tables, and one document.

use std::io;

use oreflow_random::Estimate;

use crate::{DifferenceRow, ExceedanceRow, Findings, FlowRow, OutcomeRow};

/// The files of findings, each with its name.
pub(super) fn files(findings: &Findings) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let mut files = vec![
        ("summary.json", serde_json::to_vec_pretty(findings).map_err(io::Error::other)?),
        ("summary.csv", lines(findings.outcomes.iter().map(outcome))?),
        ("series.csv", table(findings.series.iter())?),
        ("convergence.csv", table(findings.convergence.iter())?),
        ("exceedance.csv", lines(findings.exceedance.iter().map(exceedance))?),
        ("worst.csv", table(findings.worst.iter())?),
        ("flows.csv", lines(findings.flows.iter().map(flow))?),
    ];
    if !findings.trials.is_empty() {
        files.push(("trials.csv", table(findings.trials.iter())?));
    }
    if !findings.policies.is_empty() {
        files.push(("differences.csv", lines(findings.differences.iter().map(difference))?));
    }
    Ok(files)
}

/// The CSV table of rows.
fn table<T: serde::Serialize>(rows: impl Iterator<Item = T>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// The cells of a row, each under its column; an empty cell is "beyond the sample".
#[derive(Default)]
struct Line<'a> {
    columns: Vec<String>,
    cells: Vec<Cell<'a>>,
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Cell<'a> {
    Text(&'a str),
    Count(u64),
    Number(f64),
    End(Option<f64>),
}

impl<'a> Line<'a> {
    fn cell(mut self, column: &str, cell: Cell<'a>) -> Self {
        self.columns.push(column.to_owned());
        self.cells.push(cell);
        self
    }

    fn texts<const N: usize>(self, texts: [(&str, &'a str); N]) -> Self {
        texts.into_iter().fold(self, |line, (column, text)| line.cell(column, Cell::Text(text)))
    }

    /// A column for each estimate, and for each end of its interval.
    fn estimates<const N: usize>(self, estimates: [(&str, &Estimate); N]) -> Self {
        estimates.into_iter().fold(self, |line, (column, estimate)| {
            line.cell(column, Cell::Number(estimate.value))
                .cell(&format!("{column}_low"), Cell::End(estimate.low))
                .cell(&format!("{column}_high"), Cell::End(estimate.high))
        })
    }
}

fn outcome(row: &OutcomeRow) -> Line<'_> {
    let OutcomeRow { policy, path, quantity, product, place, field, unit, .. } = row;
    Line::default()
        .texts([("policy", policy), ("path", path), ("quantity", quantity), ("product", product)])
        .texts([("place", place), ("field", field), ("unit", unit)])
        .estimates([("mean", &row.mean), ("sd", &row.sd), ("q05", &row.q05), ("median", &row.median)])
        .estimates([("q95", &row.q95), ("cvar95", &row.cvar95)])
        .cell("trials", Cell::Count(row.trials))
        .estimates([("never", &row.never)])
}

fn difference(row: &DifferenceRow) -> Line<'_> {
    Line::default()
        .texts([("policy", &row.policy), ("against", &row.against), ("path", &row.path), ("unit", &row.unit)])
        .estimates([("mean", &row.mean), ("q05", &row.q05), ("median", &row.median), ("q95", &row.q95)])
        .estimates([("larger", &row.larger), ("smaller", &row.smaller)])
        .cell("trials", Cell::Count(row.trials))
}

fn exceedance(row: &ExceedanceRow) -> Line<'_> {
    Line::default()
        .texts([("policy", &row.policy), ("path", &row.path), ("unit", &row.unit)])
        .cell("chance", Cell::Number(row.chance))
        .estimates([("value", &row.value)])
}

fn flow(row: &FlowRow) -> Line<'_> {
    Line::default()
        .texts([("policy", &row.policy), ("date", &row.date), ("product", &row.product), ("from", &row.from)])
        .texts([("into", &row.into), ("to", &row.to), ("unit", &row.unit)])
        .cell("price", Cell::Number(row.price))
        .cell("base", Cell::Number(row.base))
        .estimates([("mean", &row.mean)])
}

/// The CSV table of lines, all of the same columns.
fn lines<'a>(lines: impl Iterator<Item = Line<'a>>) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for (number, line) in lines.enumerate() {
        if number == 0 {
            writer.write_record(&line.columns).map_err(io::Error::other)?;
        }
        writer.serialize(line.cells).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}
