//! `[[measure]]`.

use jiff::civil::Date;
use oreflow_engine::calendar::Calendar;

use super::action;
use super::cursor::{Table, Value};
use super::time::within;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::SHARE;
use crate::source::{Span, Spanned};
use crate::types::{Measure, Phase, Timing};
use crate::unit::Quantity;

/// Reads a measure; the calendar is missing where `[time]` is at fault.
pub(super) fn read(
    mut table: Table<'_>,
    id: Option<Spanned<String>>,
    calendar: Option<&Calendar>,
    problems: &mut Problems,
) -> Option<Measure> {
    let timing = timing(&mut table, calendar, problems);
    let action = action::read(table, problems);
    Some(Measure { id: id?, action: action?, timing: timing? })
}

fn timing(table: &mut Table<'_>, calendar: Option<&Calendar>, problems: &mut Problems) -> Option<Timing> {
    let announced = table.get("announced").and_then(|value| value.date(problems));
    let from = table.need("from", "\"2025-07\"").and_then(|value| value.date(problems));
    let until = table.get("until").and_then(|value| value.date(problems));
    let all = Spanned::new(Quantity::new(100.0, "%".parse().ok()?), table.span);
    let severity = table.get("severity").and_then(|value| value.quantity(&SHARE, problems)).unwrap_or(all);
    let phases = table.get("phases").map(|value| phases(&value, problems)).unwrap_or_default();
    let timing = Timing { announced, from: from?, until, severity, phases };
    order(&timing, problems);
    if let Some(calendar) = calendar {
        within(calendar, *timing.from, timing.from.span, problems);
    }
    Some(timing)
}

fn phases(value: &Value<'_>, problems: &mut Problems) -> Vec<Phase> {
    let example = "phases = [{ from = \"2026-01\", severity = \"50 %\" }]";
    let mut phases = Vec::new();
    for mut table in value.tables("a phase", example, problems) {
        let from = table.need("from", "\"2026-01\"").and_then(|value| value.date(problems));
        let severity = table.need("severity", SHARE.example);
        let severity = severity.and_then(|value| value.quantity(&SHARE, problems));
        table.finish(problems);
        if let (Some(from), Some(severity)) = (from, severity) {
            phases.push(Phase { from, severity });
        }
    }
    phases
}

/// Refuses days out of order.
fn order(timing: &Timing, problems: &mut Problems) {
    let from = *timing.from;
    if let Some(announced) = timing.announced.filter(|day| day.value > from) {
        let message = format!("'announced' is {announced}, after 'from' {from}");
        let help = "write an earlier day, or leave 'announced' out where there is no warning";
        problems.error(announced.span, Complaint::new(message).help(help));
    }
    if let Some(until) = timing.until.filter(|day| day.value <= from) {
        let message = format!("'until' is {until}, not after 'from' {from}");
        problems.error(
            until.span,
            Complaint::new(message).help("write a later day, the first no longer in force"),
        );
    }
    let mut last = from;
    for phase in &timing.phases {
        phase_order(*phase.from, phase.from.span, last, timing.until.map(|day| day.value), problems);
        last = last.max(*phase.from);
    }
}

fn phase_order(day: Date, span: Span, last: Date, until: Option<Date>, problems: &mut Problems) {
    let help = "list phases in order of time, after 'from' and before 'until'";
    if day <= last {
        let message = format!("the phase from {day} is not after {last}");
        problems.error(span, Complaint::new(message).help(help));
    } else if let Some(until) = until.filter(|&until| day >= until) {
        let message = format!("the phase from {day} is not before 'until' {until}");
        problems.error(span, Complaint::new(message).help(help));
    }
}
