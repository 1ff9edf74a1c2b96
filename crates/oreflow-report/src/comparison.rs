//! Policies side by side.

use oreflow_study::{Findings, OutcomeRow};

use crate::Layout;
use crate::findings::head;
use crate::grid::Grid;
use crate::number::{estimate, scale};

/// Products that are shown where nothing is watched.
const PRODUCTS: usize = 4;

/// What policies find and differ in: for each watched outcome a row a policy, with the difference from the first.
///
/// Where nothing is watched, shortages in the world and peaks of world prices, those that differ most first.
pub fn comparison(findings: &Findings, layout: Layout) -> String {
    let mut text = head(findings, layout);
    let Some(first) = findings.policies.first() else { return text };
    let mut paths: Vec<&str> = findings.watched.iter().map(String::as_str).collect();
    if paths.is_empty() {
        paths.extend(most_different(findings, "unmet", "share"));
        paths.extend(most_different(findings, "price", "peak"));
    }
    for path in paths {
        text.push('\n');
        text.push_str(&outcome(findings, path, first, layout));
        text.push('\n');
    }
    layout.paint(text)
}

/// Paths of a field in the world, those first that differ most among policies.
fn most_different<'a>(findings: &'a Findings, quantity: &str, field: &str) -> Vec<&'a str> {
    let first = findings.policies.first();
    let of_first = |row: &&OutcomeRow| {
        (row.quantity == quantity && row.field == field && row.place == "world") && Some(&row.policy) == first
    };
    let differs = |path: &str| {
        let rows = findings.differences.iter().filter(|row| row.path == path);
        rows.map(|row| row.mean.value.abs()).fold(0.0, f64::max)
    };
    let mut paths: Vec<(f64, &str)> = findings
        .outcomes
        .iter()
        .filter(of_first)
        .map(|row| (differs(&row.path), row.path.as_str()))
        .collect();
    paths.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    paths.into_iter().take(PRODUCTS).map(|(_, path)| path).collect()
}

/// One outcome under all policies.
fn outcome(findings: &Findings, path: &str, first: &str, layout: Layout) -> String {
    let rows: Vec<&OutcomeRow> = findings.outcomes.iter().filter(|row| row.path == path).collect();
    let size =
        rows.iter().map(|row| row.median.value.abs()).filter(|size| size.is_finite()).fold(0.0, f64::max);
    let (factor, unit) = scale(size, rows.first().map_or("", |row| row.unit.as_str()));
    let mut grid = Grid::new(path)
        .right(&format!("mean, {unit}"))
        .right(&format!("against {first}"))
        .right("lower in, %")
        .right("higher in, %")
        .optional();
    for row in rows {
        let differs =
            findings.differences.iter().find(|other| other.path == path && other.policy == row.policy);
        let (difference, smaller, larger) = differs.map_or_else(Default::default, |row| {
            (estimate(&row.mean, factor), estimate(&row.smaller, 0.01), estimate(&row.larger, 0.01))
        });
        grid.row([format!("  {}", row.policy), estimate(&row.mean, factor), difference, smaller, larger]);
    }
    grid.show(layout)
}
