//! `[[measure]]`.

use jiff::civil::Date;
use oreflow_engine::calendar::Calendar;

use super::cursor::{Table, Value};
use super::time::within;
use super::{action, distribution};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{DURATION, Expected, PROBABILITY, SHARE};
use crate::source::{Span, Spanned};
use crate::types::{Measure, Phase, Stage, Timing};
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
    let severity = quantity_or(table, "severity", &SHARE, "100 %", problems);
    let phases = table.get("phases").map(|value| phases(&value, problems)).unwrap_or_default();
    let credibility = quantity_or(table, "credibility", &SHARE, "100 %", problems);
    let withdrawn = table.get("withdrawn").and_then(|value| value.date(problems));
    let ramp = quantity_or(table, "ramp", &DURATION, "0 months", problems);
    let recovery = quantity_or(table, "recovery", &DURATION, "0 months", problems);
    let chance = quantity_or(table, "chance", &PROBABILITY, "100 %", problems);
    let slippage = table.get("slippage").and_then(|value| distribution::read(&value, &DURATION, problems));
    let pipeline = table.get("pipeline").map(|value| stages(&value, problems)).unwrap_or_default();
    let timing = Timing {
        announced,
        from: from?,
        until,
        severity: severity?,
        phases,
        credibility: credibility?,
        withdrawn,
        ramp: ramp?,
        recovery: recovery?,
        chance: chance?,
        slippage,
        pipeline,
    };
    order(&timing, problems);
    if let Some(calendar) = calendar {
        within(calendar, *timing.from, timing.from.span, problems);
    }
    Some(timing)
}

/// The number of a key, or what stands for it where it is left out or at fault, at the place of its table.
pub(super) fn quantity_or(
    table: &mut Table<'_>,
    key: &'static str,
    expected: &Expected,
    default: &str,
    problems: &mut Problems,
) -> Option<Spanned<Quantity>> {
    let written = table.get(key).and_then(|value| value.quantity(expected, problems));
    written.or_else(|| default.parse().ok().map(|quantity| Spanned::new(quantity, table.span)))
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

fn stages(value: &Value<'_>, problems: &mut Problems) -> Vec<Stage> {
    let example = "pipeline = [{ chance = \"60 %\", duration = \"3 years\" }]";
    let mut stages = Vec::new();
    for mut table in value.tables("a stage", example, problems) {
        let chance = quantity_or(&mut table, "chance", &PROBABILITY, "100 %", problems);
        let duration = table.need("duration", DURATION.example);
        let duration = duration.and_then(|value| distribution::read(&value, &DURATION, problems));
        table.finish(problems);
        if let (Some(chance), Some(duration)) = (chance, duration) {
            stages.push(Stage { chance, duration });
        }
    }
    stages
}

/// Refuses days out of order.
fn order(timing: &Timing, problems: &mut Problems) {
    let from = *timing.from;
    if let Some(announced) = timing.announced.filter(|day| day.value > from) {
        let message = format!("'announced' is {announced}, after 'from' {from}");
        let help = "write an earlier day, or leave 'announced' out where there is no warning";
        problems.error(announced.span, Complaint::new(Code::DaysOutOfOrder, message).help(help));
    }
    if let Some(until) = timing.until.filter(|day| day.value <= from) {
        let message = format!("'until' is {until}, not after 'from' {from}");
        problems.error(
            until.span,
            Complaint::new(Code::DaysOutOfOrder, message)
                .help("write a later day, the first no longer in force"),
        );
    }
    let known = timing.announced.map_or(from, |day| day.value);
    if let Some(withdrawn) = timing.withdrawn.filter(|day| day.value < known) {
        let message = format!("'withdrawn' is {withdrawn}, before the market knows of it on {known}");
        problems.error(
            withdrawn.span,
            Complaint::new(Code::DaysOutOfOrder, message)
                .help("write a later day, or an earlier 'announced'"),
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
        problems.error(span, Complaint::new(Code::DaysOutOfOrder, message).help(help));
    } else if let Some(until) = until.filter(|&until| day >= until) {
        let message = format!("the phase from {day} is not before 'until' {until}");
        problems.error(span, Complaint::new(Code::DaysOutOfOrder, message).help(help));
    }
}
