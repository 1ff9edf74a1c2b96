//! Backtests: the model and the naive forecast beside what was observed.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_study::backtest::{CaseScore, FACTORS, Sensitivity, TargetScore, Totals};

use crate::number::number;

/// One case, a row for each target.
pub fn backtest(score: &CaseScore) -> String {
    let trials = match score.trials {
        0 => String::new(),
        1 => "; model [one trial]".to_owned(),
        trials => format!("; model [5 % to 95 % of {trials} trials]"),
    };
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["target", "kind", "unit", "observed", "band", "model", "", "naive", ""]);
    for column in [3, 4, 5, 7] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for row in &score.targets {
        let target = &row.target;
        table.add_row([
            target.id.clone(),
            target.kind.name().to_owned(),
            target.unit.clone(),
            number(target.observed),
            format!("{} to {}", number(target.band.0), number(target.band.1)),
            model(row),
            row.hit.map_or("not scored", verdict).to_owned(),
            target.naive.map_or("-".to_owned(), number),
            row.naive_hit.map_or("", verdict).to_owned(),
        ]);
    }
    let mut text =
        format!("{}, event {}, steps of a {}{trials}\n\n{table}\n", score.case, score.event, score.step);
    if score.refused > 0 {
        let _ = writeln!(
            text,
            "  {} of {} trials left out: with their parameters the base does not stand",
            score.refused, score.trials
        );
    }
    for target in score.targets.iter().map(|row| &row.target).filter(|target| !target.scored) {
        let _ = writeln!(text, "  not scored: {}: {}", target.id, target.why.as_deref().unwrap_or("-"));
    }
    text
}

fn model(row: &TargetScore) -> String {
    let value = if row.value.is_nan() { "not a number".to_owned() } else { number(row.value) };
    match row.interval {
        Some((low, high)) if (low, high) != (row.value, row.value) => {
            format!("{value} [{}, {}]", number(low), number(high))
        }
        _ => value,
    }
}

fn verdict(hit: bool) -> &'static str {
    if hit { "hit" } else { "MISS" }
}

/// Hits by kind of target, of the model and of the naive forecast.
pub fn backtest_totals(all: &[Totals]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    let drawn = all.iter().any(|row| row.drawn > 0);
    let mut header = vec!["hits", "model", "model where naive", "naive"];
    if drawn {
        header.extend(["of a trial", "observed within the interval"]);
    }
    table.set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let of = |hits: usize, scored: usize| match scored {
        0 => "-".to_owned(),
        _ => format!("{hits} of {scored}, {:.0} %", 100.0 * hits as f64 / scored as f64),
    };
    for row in all {
        let mut cells = vec![
            row.kind.map_or("all", |kind| kind.name()).to_owned(),
            of(row.hits, row.scored),
            of(row.hits_where_naive, row.naive_scored),
            of(row.naive_hits, row.naive_scored),
        ];
        if drawn {
            cells.push(match row.drawn {
                0 => "-".to_owned(),
                drawn => format!("{:.1} of {drawn}", row.hits_of_a_trial),
            });
            cells.push(of(row.covered, row.drawn));
        }
        table.add_row(cells);
    }
    format!("{table}\n")
}

/// What the scores hang on, a row for each parameter, what matters most first.
pub fn backtest_sensitivity(all: &[Sensitivity]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    let [less, more] = FACTORS.map(|factor| format!("hits at x{factor}"));
    let header = ["parameter", "rms change of ln", "flips", &less, &more, "moves most"];
    table.set_header(header);
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for row in all {
        let hits = |side: usize| match row.refused[side] {
            0 => row.hits[side].to_string(),
            cases => format!("{} ({cases} refused)", row.hits[side]),
        };
        table.add_row([
            row.parameter.to_owned(),
            format!("{:.3}", row.change),
            row.flips.to_string(),
            hits(0),
            hits(1),
            row.most_moved.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    format!("{table}\n")
}
