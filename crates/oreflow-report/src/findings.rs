//! The answer on one screen.

use std::collections::BTreeSet;
use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_study::{Findings, OutcomeRow};

use crate::number::{estimate, number};

/// Rows of a table that has more to show.
const ROWS: usize = 6;
/// Names of failed trials that are shown.
const FAILED: usize = 8;

/// Findings as tables for a terminal: who goes short, what prices do, who loses and gains.
pub fn findings(findings: &Findings) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", findings.title);
    let _ = writeln!(
        text,
        "{} trials of {} {}s from {}, network {}, seed {}; means over trials [95 % interval]",
        findings.trials_done, findings.steps, findings.step, findings.start, findings.network, findings.seed
    );
    for note in &findings.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text.push_str(&failures(findings));
    for part in [watched(findings), unmet(findings), prices(findings), actors(findings), winners(findings)]
        .into_iter()
        .flatten()
    {
        let _ = write!(text, "\n{part}\n");
    }
    text
}

/// How many trials failed, which, why, and how to look at one.
fn failures(findings: &Findings) -> String {
    let failed = &findings.trials_failed;
    let Some(first) = failed.first() else { return String::new() };
    let mut names: Vec<&str> = failed.iter().take(FAILED).map(|failed| failed.trial.as_str()).collect();
    let more = format!("and {} more", failed.len() - names.len());
    if failed.len() > names.len() {
        names.push(&more);
    }
    let share = number(100.0 * findings.failed_share());
    let verdict = if findings.too_many_failed() { "more than the" } else { "within the" };
    format!(
        "warning: {} of {} trials failed and are left out of all numbers: {share} %, {verdict} {} % tolerated
  failed: {}
  first, {}: {}
  look at it with: oreflow replay RUN --trial {}, where RUN is the folder of this run
",
        failed.len(),
        findings.trials_done,
        number(100.0 * findings.failures_tolerated),
        names.join(", "),
        first.trial,
        first.reason,
        first.trial
    )
}

fn rows<'a>(
    findings: &'a Findings,
    quantity: &'a str,
    field: &'a str,
) -> impl Iterator<Item = &'a OutcomeRow> {
    findings.outcomes.iter().filter(move |row| row.quantity == quantity && row.field == field)
}

fn table(title: &str, headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    let mut cells = vec![title.to_owned()];
    cells.extend(headings.iter().map(|&heading| heading.to_owned()));
    table.set_header(cells);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A time to recovery: the mean if all trials recover, else the median and the share that never does.
fn recovery(row: Option<&OutcomeRow>) -> String {
    let Some(row) = row else { return "-".to_owned() };
    if row.never.value == 0.0 {
        return estimate(&row.mean, 1.0);
    }
    let never = format!("never in {} %", estimate(&row.never, 0.01));
    if row.median.value.is_finite() {
        format!("median {}, {never}", estimate(&row.median, 1.0))
    } else {
        never
    }
}

/// What was asked for by name.
fn watched(findings: &Findings) -> Option<String> {
    let mut table = table("Watched", &["mean", "90 % of trials", "unit"]);
    for row in findings.watched.iter().filter_map(|path| findings.outcome(path)) {
        let (low, high) = (number(row.q05.value), number(row.q95.value));
        table.add_row([
            row.path.clone(),
            estimate(&row.mean, 1.0),
            format!("{low} to {high}"),
            row.unit.clone(),
        ]);
    }
    (!findings.watched.is_empty()).then(|| table.to_string())
}

fn unmet(findings: &Findings) -> Option<String> {
    let mut all: Vec<&OutcomeRow> = rows(findings, "unmet", "share").collect();
    if all.is_empty() {
        return None;
    }
    let total = |row: &OutcomeRow| {
        findings
            .outcome(&format!("unmet.{}.{}.total", row.product, row.place))
            .map_or(0.0, |row| row.mean.value)
    };
    // The world of each product first, then the places that go shortest.
    all.sort_by(|a, b| {
        (b.place == "world")
            .cmp(&(a.place == "world"))
            .then(total(b).total_cmp(&total(a)))
            .then(a.path.cmp(&b.path))
    });
    let worlds = all.iter().filter(|row| row.place == "world").count();
    let hidden = all.len().saturating_sub(worlds + ROWS);
    all.truncate(worlds + ROWS);
    let headings =
        ["% of demand", "worst step, %", "price peak, x base", "months to peak", "recovery, months"];
    let mut table = table("Unmet demand", &headings);
    for row in all {
        let of = |quantity: &str, field: &str| {
            findings.outcome(&format!("{quantity}.{}.{}.{field}", row.product, row.place))
        };
        let show = |row: Option<&OutcomeRow>| row.map_or("-".to_owned(), |row| estimate(&row.mean, 1.0));
        table.add_row([
            format!("{}, {}", row.product, row.place),
            estimate(&row.mean, 1.0),
            show(of("unmet", "peak")),
            show(of("price", "peak")),
            show(of("price", "peak-month")),
            recovery(of("unmet", "recovery")),
        ]);
    }
    Some(with_rest(&table, hidden, "places"))
}

fn prices(findings: &Findings) -> Option<String> {
    let peaks: Vec<&OutcomeRow> =
        rows(findings, "price", "peak").filter(|row| row.place == "world").collect();
    if peaks.is_empty() {
        return None;
    }
    let mut table = table("World price", &["peak, x base", "months to peak", "recovery, months"]);
    for row in peaks {
        let other = |field: &str| findings.outcome(&format!("price.{}.{}.{field}", row.product, row.place));
        table.add_row([
            row.product.clone(),
            estimate(&row.mean, 1.0),
            other("peak-month").map_or("-".to_owned(), |row| estimate(&row.mean, 1.0)),
            recovery(other("recovery")),
        ]);
    }
    Some(table.to_string())
}

/// What each actor loses and gains, by year.
fn actors(findings: &Findings) -> Option<String> {
    let mut parts = Vec::new();
    for actor in &findings.actors {
        let of = |quantity: &str, field: &str| findings.outcome(&format!("{quantity}.*.{actor}.{field}"));
        let mut table = table(&format!("{actor}, change in USD bn"), &["export revenue", "value added"]);
        let cell = |row: Option<&OutcomeRow>| row.map_or("-".to_owned(), |row| estimate(&row.mean, 1e9));
        let mut year = 1;
        while let Some(value) = of("value-added", &format!("change-year-{year}")) {
            let revenue = of("export-revenue", &format!("change-year-{year}"));
            table.add_row([format!("year {year}"), cell(revenue), cell(Some(value))]);
            year += 1;
        }
        table.add_row([
            "all years".to_owned(),
            cell(of("export-revenue", "change")),
            cell(of("value-added", "change")),
        ]);
        parts.push(table.to_string());
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn winners(findings: &Findings) -> Option<String> {
    let mut all: Vec<&OutcomeRow> = rows(findings, "value-added", "change").collect();
    if all.len() < 2 {
        return None;
    }
    all.sort_by(|a, b| b.mean.value.total_cmp(&a.mean.value).then(a.path.cmp(&b.path)));
    let ends: BTreeSet<usize> = (0..all.len().min(4)).chain(all.len().saturating_sub(4)..all.len()).collect();
    let hidden = all.len() - ends.len();
    let mut table = table("Who gains and who loses", &["value added over the run, change in USD bn"]);
    for position in ends {
        table.add_row([all[position].place.clone(), estimate(&all[position].mean, 1e9)]);
    }
    Some(with_rest(&table, hidden, "countries"))
}

fn with_rest(table: &Table, hidden: usize, what: &str) -> String {
    if hidden == 0 {
        table.to_string()
    } else {
        format!("{table}\n  ... and {hidden} more {what} in summary.csv")
    }
}
