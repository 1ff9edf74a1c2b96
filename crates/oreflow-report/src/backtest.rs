//! Backtests: the model and the naive forecast beside what was observed.

use oreflow_study::backtest::{CaseScore, FACTORS, Sensitivity, TargetScore, Totals};

use crate::Layout;
use crate::grid::Grid;
use crate::number::number;

/// One case, a row for each target.
pub fn backtest(score: &CaseScore, layout: Layout) -> String {
    let trials = match score.trials {
        0 => String::new(),
        1 => "; model [one trial]".to_owned(),
        trials => format!("; model [5 % to 95 % of {trials} trials]"),
    };
    let mut grid = Grid::new("target").left("kind").optional().left("unit").right("seen").right("band");
    grid = grid.right("model").left("").right("naive").left("").optional();
    for row in &score.targets {
        let target = &row.target;
        grid.row([
            target.id.clone(),
            target.kind.name().to_owned(),
            target.unit.clone(),
            number(target.observed),
            format!("{}–{}", number(target.band.0), number(target.band.1)),
            model(row),
            row.hit.map_or("-", verdict).to_owned(),
            target.naive.map_or("-".to_owned(), number),
            row.naive_hit.map_or("", verdict).to_owned(),
        ]);
    }
    let title = format!("{}, event {}, steps of a {}{trials}", score.case, score.event, score.step);
    let mut text = format!("{}\n{}\n", layout.wrap(&title, ""), grid.show(layout));
    let mut notes = Vec::new();
    if score.refused > 0 {
        let (refused, trials) = (score.refused, score.trials);
        notes.push(format!(
            "{refused} of {trials} trials left out: with their parameters the base does not stand"
        ));
    }
    for target in score.targets.iter().map(|row| &row.target).filter(|target| !target.scored) {
        notes.push(format!("not scored: {}: {}", target.id, target.why.as_deref().unwrap_or("-")));
    }
    for note in notes {
        text.push_str(&layout.wrap(&format!("  {note}"), "    "));
    }
    layout.paint(text)
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
pub fn backtest_totals(all: &[Totals], layout: Layout) -> String {
    let mut grid = Grid::new("hits").right("model").right("where naive").right("naive");
    let drawn = all.iter().any(|row| row.drawn > 0);
    if drawn {
        grid = grid.right("a trial").right("interval holds");
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
        grid.row(cells);
    }
    let mut text = format!("{}\n", grid.show(layout));
    let mut about = "where naive: the model's hits where there is a naive forecast".to_owned();
    if drawn {
        about.push_str(
            "; a trial: hits of a trial on average; interval holds: it has what was observed in it",
        );
    }
    text.push_str(&layout.wrap(&format!("  {about}"), "  "));
    layout.paint(text)
}

/// What the scores hang on, a row for each parameter, what matters most first.
pub fn backtest_sensitivity(all: &[Sensitivity], layout: Layout) -> String {
    let [less, more] = FACTORS.map(|factor| format!("hits at x{factor}"));
    let grid = Grid::new("parameter").right("rms change of ln").right("flips").right(&less).right(&more);
    let mut grid = grid.left("moves most").optional();
    for row in all {
        let hits = |side: usize| match row.refused[side] {
            0 => row.hits[side].to_string(),
            cases => format!("{} ({cases} refused)", row.hits[side]),
        };
        grid.row([
            row.parameter.to_owned(),
            format!("{:.3}", row.change),
            row.flips.to_string(),
            hits(0),
            hits(1),
            row.most_moved.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    layout.paint(format!("{}\n", grid.show(layout)))
}
