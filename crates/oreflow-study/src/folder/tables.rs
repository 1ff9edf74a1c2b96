//! Findings as files: tidy tables, and one document.

use std::io;

use crate::{DifferenceRow, Findings, OutcomeRow};

/// The files of findings, each with its name.
pub(super) fn files(findings: &Findings) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let mut files = vec![
        ("summary.json", serde_json::to_vec_pretty(findings).map_err(io::Error::other)?),
        ("summary.csv", table(findings.outcomes.iter().map(FlatRow::new))?),
        ("series.csv", table(findings.series.iter())?),
        ("convergence.csv", table(findings.convergence.iter())?),
    ];
    if !findings.policies.is_empty() {
        files.push(("differences.csv", table(findings.differences.iter().map(FlatDifference::new))?));
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

/// An outcome with a column for each number; an empty cell is "beyond the sample".
#[derive(serde::Serialize)]
struct FlatRow<'a> {
    policy: &'a str,
    path: &'a str,
    quantity: &'a str,
    product: &'a str,
    place: &'a str,
    field: &'a str,
    unit: &'a str,
    mean: f64,
    mean_low: Option<f64>,
    mean_high: Option<f64>,
    sd: f64,
    sd_low: Option<f64>,
    sd_high: Option<f64>,
    q05: f64,
    q05_low: Option<f64>,
    q05_high: Option<f64>,
    median: f64,
    median_low: Option<f64>,
    median_high: Option<f64>,
    q95: f64,
    q95_low: Option<f64>,
    q95_high: Option<f64>,
    cvar95: f64,
    cvar95_low: Option<f64>,
    cvar95_high: Option<f64>,
    trials: u64,
    never: f64,
    never_low: Option<f64>,
    never_high: Option<f64>,
}

impl<'a> FlatRow<'a> {
    fn new(row: &'a OutcomeRow) -> Self {
        Self {
            policy: &row.policy,
            path: &row.path,
            quantity: &row.quantity,
            product: &row.product,
            place: &row.place,
            field: &row.field,
            unit: &row.unit,
            mean: row.mean.value,
            mean_low: row.mean.low,
            mean_high: row.mean.high,
            sd: row.sd.value,
            sd_low: row.sd.low,
            sd_high: row.sd.high,
            q05: row.q05.value,
            q05_low: row.q05.low,
            q05_high: row.q05.high,
            median: row.median.value,
            median_low: row.median.low,
            median_high: row.median.high,
            q95: row.q95.value,
            q95_low: row.q95.low,
            q95_high: row.q95.high,
            cvar95: row.cvar95.value,
            cvar95_low: row.cvar95.low,
            cvar95_high: row.cvar95.high,
            trials: row.trials,
            never: row.never.value,
            never_low: row.never.low,
            never_high: row.never.high,
        }
    }
}

/// A difference with a column for each number; an empty cell is "beyond the sample".
#[derive(serde::Serialize)]
struct FlatDifference<'a> {
    policy: &'a str,
    against: &'a str,
    path: &'a str,
    unit: &'a str,
    mean: f64,
    mean_low: Option<f64>,
    mean_high: Option<f64>,
    q05: f64,
    q05_low: Option<f64>,
    q05_high: Option<f64>,
    median: f64,
    median_low: Option<f64>,
    median_high: Option<f64>,
    q95: f64,
    q95_low: Option<f64>,
    q95_high: Option<f64>,
    larger: f64,
    larger_low: Option<f64>,
    larger_high: Option<f64>,
    smaller: f64,
    smaller_low: Option<f64>,
    smaller_high: Option<f64>,
    trials: u64,
}

impl<'a> FlatDifference<'a> {
    fn new(row: &'a DifferenceRow) -> Self {
        Self {
            policy: &row.policy,
            against: &row.against,
            path: &row.path,
            unit: &row.unit,
            mean: row.mean.value,
            mean_low: row.mean.low,
            mean_high: row.mean.high,
            q05: row.q05.value,
            q05_low: row.q05.low,
            q05_high: row.q05.high,
            median: row.median.value,
            median_low: row.median.low,
            median_high: row.median.high,
            q95: row.q95.value,
            q95_low: row.q95.low,
            q95_high: row.q95.high,
            larger: row.larger.value,
            larger_low: row.larger.low,
            larger_high: row.larger.high,
            smaller: row.smaller.value,
            smaller_low: row.smaller.low,
            smaller_high: row.smaller.high,
            trials: row.trials,
        }
    }
}
