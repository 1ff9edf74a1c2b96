//! The story of one trial.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_study::{EventRow, PhaseRow, Replay};

use crate::number::number;

/// Series side by side on a terminal.
const COLUMNS: usize = 8;

/// One trial for a terminal: what was drawn, what happened, what came of it.
pub fn trial(replay: &Replay) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", replay.title);
    let policy = if replay.policy.is_empty() { String::new() } else { format!(" under {}", replay.policy) };
    let _ = writeln!(
        text,
        "trial {}{} alone, {} {}s from {}, network {}, seed {}, design {}",
        replay.trial,
        policy,
        replay.steps,
        replay.step,
        replay.start,
        replay.network,
        replay.seed,
        replay.design
    );
    if let Some(reason) = &replay.failed {
        let _ = writeln!(text, "warning: this trial failed in its run and is left out there: {reason}");
    }
    for part in [parameters(replay), Some(events(replay)), outcomes(replay)].into_iter().flatten() {
        let _ = write!(text, "\n{part}\n");
    }
    text
}

/// The series of a trial step by step, and between the steps what happened, each at its day.
pub fn story(replay: &Replay) -> String {
    let shown = &replay.series[..replay.series.len().min(COLUMNS)];
    let mut legend = table(&["Series", "", "step of the base", "unit"], &[2]);
    for (letter, series) in ('a'..).zip(shown) {
        let path = series.path.clone();
        legend.add_row([letter.to_string(), path, number(series.base), series.unit.clone()]);
    }
    let mut text = format!("{legend}\n");
    let hidden = replay.series.len() - shown.len();
    if hidden > 0 {
        let _ = writeln!(text, "  ... and {hidden} more with --json");
    }
    let letters: Vec<String> = ('a'..).take(shown.len()).map(String::from).collect();
    let mut headings = vec!["First day"];
    headings.extend(letters.iter().map(String::as_str));
    let mut steps = table(&headings, &(1..headings.len()).collect::<Vec<_>>());
    for (step, date) in replay.dates.iter().enumerate() {
        let values = shown.iter().map(|series| number(series.values[step]));
        steps.add_row(std::iter::once(date.clone()).chain(values));
    }
    let mut turns = turns(&replay.events).into_iter().peekable();
    let rows = steps.to_string();
    let mut lines = rows.lines();
    let _ = writeln!(text, "\n{}", lines.next().unwrap_or_default().trim_end());
    for (date, line) in replay.dates.iter().zip(lines) {
        while let Some((day, turn)) = turns.next_if(|(day, _)| day <= date) {
            let _ = writeln!(text, " {day}  -- {turn}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    for (day, turn) in turns {
        let _ = writeln!(text, " {day}  -- {turn}");
    }
    text
}

/// What events do on which day, in order of time.
fn turns(events: &[EventRow]) -> Vec<(String, String)> {
    let mut turns = Vec::new();
    for event in events {
        let (id, severity) = (&event.id, percent(event.severity));
        if event.announced < event.from {
            turns.push((event.announced.clone(), format!("{id} is announced for {}", event.from)));
        }
        turns.push((event.from.clone(), format!("{id} begins with {severity}")));
        let phase =
            |phase: &PhaseRow| (phase.from.clone(), format!("{id} goes to {}", percent(phase.severity)));
        turns.extend(event.phases.iter().map(phase));
        turns.extend(event.until.iter().map(|day| (day.clone(), format!("{id} ends"))));
    }
    // What happens on one day stays in the order of events.
    turns.sort_by(|(a, _), (b, _)| a.cmp(b));
    turns
}

fn percent(share: f64) -> String {
    format!("{} %", number(100.0 * share))
}

fn parameters(replay: &Replay) -> Option<String> {
    let mut table = table(&["Drawn", "value", "unit"], &[1]);
    for row in &replay.parameters {
        let unit = if row.unit == "1" { "" } else { row.unit };
        table.add_row([row.path.as_str(), &number(row.value), unit]);
    }
    (!replay.parameters.is_empty()).then(|| trimmed(&table))
}

fn events(replay: &Replay) -> String {
    if replay.events.is_empty() {
        return "Nothing happens: no measure is in force, no hazard strikes.".to_owned();
    }
    let mut table = table(&["From", "until", "event", "severity", ""], &[3]);
    for event in &replay.events {
        table.add_row([
            event.from.as_str(),
            event.until.as_deref().unwrap_or("-"),
            &event.id,
            &percent(event.severity),
            if event.drawn { "drawn" } else { "planned" },
        ]);
        for phase in &event.phases {
            table.add_row([phase.from.as_str(), "", "  then", &percent(phase.severity), ""]);
        }
    }
    trimmed(&table)
}

fn outcomes(replay: &Replay) -> Option<String> {
    let mut table = table(&["Outcome", "value", "unit"], &[1]);
    for row in &replay.outcomes {
        let value = match row.value {
            value if value.is_finite() => number(value),
            value if value.is_nan() => "not a number".to_owned(),
            _ if row.path.ends_with(".recovery") => "never".to_owned(),
            _ => "infinite".to_owned(),
        };
        // What is no number has no unit.
        let unit = if row.value.is_finite() { row.unit.as_str() } else { "" };
        table.add_row([row.path.as_str(), &value, unit]);
    }
    (!replay.outcomes.is_empty()).then(|| trimmed(&table))
}

/// A table with some columns of numbers.
fn table(headings: &[&str], numbers: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(headings);
    for (position, column) in table.column_iter_mut().enumerate() {
        if numbers.contains(&position) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn trimmed(table: &Table) -> String {
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use oreflow_study::TraceRow;

    use super::*;

    fn event(id: &str, announced: &str, from: &str, until: Option<&str>) -> EventRow {
        EventRow {
            id: id.to_owned(),
            announced: announced.to_owned(),
            from: from.to_owned(),
            until: until.map(str::to_owned),
            severity: 0.25,
            phases: Vec::new(),
            drawn: true,
        }
    }

    #[test]
    fn events_stand_between_the_steps_at_their_day() {
        let phase = PhaseRow { from: "2025-03-01".to_owned(), severity: 1.0 };
        let replay = Replay {
            schema: 1,
            title: "One".to_owned(),
            network: "ore".to_owned(),
            start: "2025-01-01".to_owned(),
            step: "month",
            steps: 3,
            seed: 7,
            design: "sobol",
            policy: String::new(),
            trial: "3:10".to_owned(),
            failed: None,
            parameters: Vec::new(),
            events: vec![
                EventRow { phases: vec![phase], ..event("ban", "2025-01-12", "2025-02-01", None) },
                event("strike", "2025-02-10", "2025-02-10", Some("2025-03-20")),
            ],
            outcomes: Vec::new(),
            dates: ["2025-01-01", "2025-02-01", "2025-03-01"].map(str::to_owned).to_vec(),
            series: vec![TraceRow {
                path: "price.ore.world".to_owned(),
                unit: "USD/t".to_owned(),
                base: 100.0,
                values: vec![100.0, 150.0, 1200.0],
            }],
        };
        let expected = "
 First day       a
 2025-01-01    100
 2025-01-12  -- ban is announced for 2025-02-01
 2025-02-01  -- ban begins with 25.0 %
 2025-02-01    150
 2025-02-10  -- strike begins with 25.0 %
 2025-03-01  -- ban goes to 100 %
 2025-03-01  1 200
 2025-03-20  -- strike ends
";
        let story = story(&replay);
        assert!(story.ends_with(expected), "{story}");
        assert!(
            trial(&replay).contains("2025-02-10  2025-03-20  strike    25.0 %  drawn"),
            "{}",
            trial(&replay)
        );
    }
}
