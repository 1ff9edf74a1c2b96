//! The answer on one screen.

use std::collections::BTreeMap;

use oreflow_study::{Findings, OutcomeRow, SeriesRow};

use crate::Layout;
use crate::chart::{spark, whiskers};
use crate::grid::Grid;
use crate::number::{estimate, number, scale};

/// Products of a table that has more to show.
const PRODUCTS: usize = 5;
/// Places that go short, over all products.
const PLACES: usize = 9;
/// Actors that are shown.
const ACTORS: usize = 2;
/// Years of an actor that are shown, besides the last.
const YEARS: [usize; 6] = [1, 2, 3, 5, 10, 20];
/// Winners, and losers, that are shown.
const ENDS: usize = 3;
/// Names of failed trials that are shown.
const FAILED: usize = 8;

/// Findings as tables for a terminal: what was asked for, then who goes short, what prices do, who loses and gains.
pub fn findings(findings: &Findings, layout: Layout) -> String {
    let mut text = head(findings, layout);
    let view = View { findings, outcomes: findings.outcomes.iter().collect(), layout };
    for part in view.tables() {
        text.push('\n');
        text.push_str(&part);
        text.push('\n');
    }
    layout.paint(text)
}

/// What was run, and what holds for all numbers.
pub(crate) fn head(findings: &Findings, layout: Layout) -> String {
    let mut text = layout.wrap(&findings.title, "");
    let trials = format!(
        "{} trials of {} {}s from {}, network {}, seed {}; means over trials [95 % interval]",
        findings.trials_done, findings.steps, findings.step, findings.start, findings.network, findings.seed
    );
    text.push_str(&layout.wrap(&trials, ""));
    for note in &findings.notes {
        text.push_str(&layout.wrap(&format!("note: {note}"), "      "));
    }
    text.push_str(&failures(findings, layout));
    text
}

/// How many trials failed, which, why, and how to look at one.
fn failures(findings: &Findings, layout: Layout) -> String {
    let failed = &findings.trials_failed;
    let Some(first) = failed.first() else { return String::new() };
    let mut names: Vec<&str> = failed.iter().take(FAILED).map(|failed| failed.trial.as_str()).collect();
    let more = format!("and {} more", failed.len() - names.len());
    if failed.len() > names.len() {
        names.push(&more);
    }
    let share = number(100.0 * findings.failed_share());
    let verdict = if findings.too_many_failed() { "more than the" } else { "within the" };
    let lines = [
        format!(
            "warning: {} of {} trials failed and are left out of all numbers: {share} %, {verdict} {} % tolerated",
            failed.len(),
            findings.trials_done,
            number(100.0 * findings.failures_tolerated)
        ),
        format!("  failed: {}", names.join(", ")),
        format!("  first, {}: {}", first.trial, first.reason),
        format!(
            "  look at it with: oreflow replay RUN --trial {}, where RUN is the folder of this run",
            first.trial
        ),
    ];
    lines.iter().map(|line| layout.wrap(line, "    ")).collect()
}

/// The rows of findings that are looked at.
struct View<'a> {
    findings: &'a Findings,
    outcomes: Vec<&'a OutcomeRow>,
    layout: Layout,
}

impl<'a> View<'a> {
    fn tables(&self) -> Vec<String> {
        let parts = [self.watched(), self.unmet(), self.prices()];
        parts.into_iter().flatten().chain(self.actors()).chain(self.winners()).collect()
    }

    fn outcome(&self, path: &str) -> Option<&'a OutcomeRow> {
        self.outcomes.iter().copied().find(|row| row.path == path)
    }

    /// Another field of the same product and place.
    fn beside(&self, row: &OutcomeRow, quantity: &str, field: &str) -> Option<&'a OutcomeRow> {
        self.outcome(&format!("{quantity}.{}.{}.{field}", row.product, row.place))
    }

    fn rows(&self, quantity: &str, field: &str) -> Vec<&'a OutcomeRow> {
        let fits = |row: &&OutcomeRow| row.quantity == quantity && row.field == field;
        self.outcomes.iter().copied().filter(fits).collect()
    }

    /// Medians of a series as a small chart; nothing where it was not followed.
    fn spark(&self, quantity: &str, row: &OutcomeRow) -> String {
        let path = format!("{quantity}.{}.{}", row.product, row.place);
        let steps = self.findings.series.iter().filter(|step: &&SeriesRow| step.path == path);
        let medians: Vec<f64> = steps.map(|step| step.median).collect();
        spark(&medians, self.layout.chart())
    }

    /// What was asked for by name.
    fn watched(&self) -> Option<String> {
        let mut grid = Grid::new("Watched").right("mean").right("90 % of trials").left("unit");
        grid = grid.left("over time").optional();
        for row in self.findings.watched.iter().filter_map(|path| self.outcome(path)) {
            let (factor, unit) = scale(row.median.value, &row.unit);
            grid.row([
                row.path.clone(),
                estimate(&row.mean, factor),
                format!("{} to {}", number(row.q05.value / factor), number(row.q95.value / factor)),
                unit,
                self.spark(&row.quantity, row),
            ]);
        }
        (!self.findings.watched.is_empty()).then(|| grid.show(self.layout))
    }

    /// Products by how much of them is missing in the world, each with the places that miss most of it.
    fn unmet(&self) -> Option<String> {
        let mut products: BTreeMap<&str, Vec<&OutcomeRow>> = BTreeMap::new();
        for row in self.rows("unmet", "share") {
            products.entry(&row.product).or_default().push(row);
        }
        let total = |row: &OutcomeRow| self.beside(row, "unmet", "total").map_or(0.0, |row| row.mean.value);
        let mut products: Vec<Vec<&OutcomeRow>> = products.into_values().collect();
        let all = products.iter().map(Vec::len).sum::<usize>();
        for rows in &mut products {
            rows.sort_by(|a, b| {
                (b.place == "world").cmp(&(a.place == "world")).then(total(b).total_cmp(&total(a)))
            });
        }
        products.sort_by(|a, b| b[0].mean.value.total_cmp(&a[0].mean.value));
        products.truncate(PRODUCTS);
        let places = PLACES / products.len().max(1);
        let shown: Vec<&OutcomeRow> =
            products.iter().flat_map(|rows| rows.iter().copied().take(places.max(1))).collect();
        let recovery = Recovery::of(&shown, |row| self.beside(row, "unmet", "recovery"));
        let grid = Grid::new("Unmet demand").right("% of demand").right("worst step, %");
        let mut grid = recovery.columns(grid);
        grid = grid.right("price peak, x base").optional().right("months to peak").optional();
        for row in &shown {
            let name = if row.place == "world" { row.product.clone() } else { format!("  {}", row.place) };
            let mut cells = vec![name, estimate(&row.mean, 1.0), mean(self.beside(row, "unmet", "peak"))];
            cells.extend(recovery.cells(self.beside(row, "unmet", "recovery")));
            cells.extend(["peak", "peak-month"].map(|field| mean(self.beside(row, "price", field))));
            grid.row(cells);
        }
        (!shown.is_empty()).then(|| with_rest(&grid.show(self.layout), all - shown.len(), "rows"))
    }

    /// World prices, what rises most first.
    fn prices(&self) -> Option<String> {
        let mut shown = self.rows("price", "peak");
        shown.retain(|row| row.place == "world");
        shown.sort_by(|a, b| b.mean.value.total_cmp(&a.mean.value));
        let hidden = shown.len().saturating_sub(PRODUCTS);
        shown.truncate(PRODUCTS);
        let recovery = Recovery::of(&shown, |row| self.beside(row, "price", "recovery"));
        let grid = Grid::new("World price").right("peak, x base").left("over time");
        let mut grid = recovery.columns(grid.right("months to peak").optional());
        for row in &shown {
            let mut cells = vec![row.product.clone(), estimate(&row.mean, 1.0), self.spark("price", row)];
            cells.push(mean(self.beside(row, "price", "peak-month")));
            cells.extend(recovery.cells(self.beside(row, "price", "recovery")));
            grid.row(cells);
        }
        (!shown.is_empty()).then(|| with_rest(&grid.show(self.layout), hidden, "products"))
    }

    /// What each actor loses and gains, by year.
    fn actors(&self) -> Vec<String> {
        let actors = self.findings.actors.iter();
        let mut tables: Vec<String> = actors.clone().take(ACTORS).map(|actor| self.actor(actor)).collect();
        if let (Some(last), true) = (tables.last_mut(), actors.len() > ACTORS) {
            *last = with_rest(last, actors.len() - ACTORS, "countries that act");
        }
        tables
    }

    fn actor(&self, actor: &str) -> String {
        let of = |quantity: &str, field: &str| self.outcome(&format!("{quantity}.*.{actor}.{field}"));
        let years = (1..).take_while(|year| of("value-added", &format!("change-year-{year}")).is_some());
        let last = years.last().unwrap_or(0);
        let shown = YEARS.into_iter().filter(|&year| year < last).chain((last > 0).then_some(last));
        let mut rows: Vec<(String, String)> =
            shown.map(|year| (format!("year {year}"), format!("change-year-{year}"))).collect();
        rows.push(("all years".to_owned(), "change".to_owned()));
        let values: Vec<Option<&OutcomeRow>> =
            rows.iter().map(|(_, field)| of("value-added", field)).collect();
        // The sum of all years would leave no room on the scale of one.
        let (yearly, _) = values.split_at(rows.len() - 1);
        let mut charts =
            whiskers(&yearly.iter().map(|row| spread(*row)).collect::<Vec<_>>(), self.layout.chart());
        charts.push(String::new());
        let mut grid = Grid::new(&format!("{actor}, ± USD bn")).right("export revenue").right("value added");
        grid = grid.left("90 % of trials").optional();
        for (((name, field), value), chart) in rows.into_iter().zip(values).zip(charts) {
            let cell = |row: Option<&OutcomeRow>| row.map_or("-".to_owned(), |row| estimate(&row.mean, 1e9));
            grid.row([name, cell(of("export-revenue", &field)), cell(value), chart]);
        }
        grid.show(self.layout)
    }

    /// Who gains most and who loses most.
    fn winners(&self) -> Option<String> {
        let mut shown = self.rows("value-added", "change");
        // Those who act have rows for each of their products, too.
        shown.retain(|row| row.product == "*");
        if shown.len() < 2 {
            return None;
        }
        shown.sort_by(|a, b| b.mean.value.total_cmp(&a.mean.value).then(a.path.cmp(&b.path)));
        let hidden = shown.len().saturating_sub(2 * ENDS);
        shown.drain(ENDS.min(shown.len())..(ENDS + hidden).min(shown.len()));
        let spreads: Vec<_> = shown.iter().map(|row| spread(Some(*row))).collect();
        let mut grid = Grid::new("Who gains and who loses").right("value added over the run, ± USD bn");
        grid = grid.left("90 % of trials").optional();
        for (row, chart) in shown.iter().zip(whiskers(&spreads, self.layout.chart())) {
            grid.row([row.place.clone(), estimate(&row.mean, 1e9), chart]);
        }
        Some(with_rest(&grid.show(self.layout), hidden, "countries"))
    }
}

/// How times to recovery are shown: as months where all trials recover, else as the share of trials that never do.
enum Recovery {
    Months,
    Never,
}

impl Recovery {
    fn of<'a>(rows: &[&OutcomeRow], recovery: impl Fn(&OutcomeRow) -> Option<&'a OutcomeRow>) -> Self {
        let all = rows.iter().all(|row| recovery(row).is_none_or(|row| row.never.value == 0.0));
        if all { Self::Months } else { Self::Never }
    }

    fn columns(&self, grid: Grid) -> Grid {
        match self {
            Self::Months => grid.right("recovery, months"),
            Self::Never => grid.right("never recovers, %").right("median recovery, months").optional(),
        }
    }

    fn cells(&self, row: Option<&OutcomeRow>) -> Vec<String> {
        match self {
            Self::Months => vec![mean(row)],
            Self::Never => {
                let show = |cell: fn(&OutcomeRow) -> String| row.map_or("-".to_owned(), cell);
                vec![show(|row| estimate(&row.never, 0.01)), show(|row| estimate(&row.median, 1.0))]
            }
        }
    }
}

fn mean(row: Option<&OutcomeRow>) -> String {
    row.map_or("-".to_owned(), |row| estimate(&row.mean, 1.0))
}

/// What most trials lie within, and the mean.
fn spread(row: Option<&OutcomeRow>) -> (f64, f64, f64) {
    row.map_or((f64::NAN, f64::NAN, f64::NAN), |row| (row.q05.value, row.mean.value, row.q95.value))
}

fn with_rest(table: &str, hidden: usize, what: &str) -> String {
    if hidden == 0 {
        table.to_owned()
    } else {
        format!("{table}\n  ... and {hidden} more {what} in summary.csv")
    }
}
