//! `[time]`.

use jiff::ToSpan;
use jiff::civil::Date;
use oreflow_engine::calendar::{Calendar, Step};

use super::cursor::{Table, Value};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{HORIZON, STEP};
use crate::source::{Span, Spanned};
use crate::types::Time;
use crate::unit::Quantity;

pub(super) fn read(mut table: Table<'_>, problems: &mut Problems) -> Option<Time> {
    let start = table.need("start", "\"2025-01\"").and_then(|value| value.date(problems));
    let step = table.need("step", "\"1 month\"").and_then(|value| step(&value, problems));
    let horizon = table.need("horizon", HORIZON.example);
    let horizon = horizon.and_then(|value| value.quantity(&HORIZON, problems));
    table.finish(problems);
    let time = Time { start: start?, step: step?, horizon: horizon? };
    let months = HORIZON.value("horizon", &time.horizon).ok()?;
    if months < time.step.months() * (1.0 - 1e-9) {
        let message = format!("'horizon' is {}, less than one step of a {}", time.horizon, time.step.name());
        problems.error(
            time.horizon.span,
            Complaint::new(Code::UnfitTime, message).help("write a longer horizon or a shorter step"),
        );
        return None;
    }
    Some(time)
}

/// One day, week, month or quarter.
fn step(value: &Value<'_>, problems: &mut Problems) -> Option<Spanned<Step>> {
    let quantity = value.quantity(&STEP, problems)?;
    let is = |step: &Step| {
        let one = format!("1 {}", step.name());
        one.parse::<Quantity>().is_ok_and(|one| STEP.value("step", &one) == STEP.value("step", &quantity))
    };
    if let Some(step) = Step::ALL.into_iter().find(is) {
        return Some(Spanned::new(step, quantity.span));
    }
    let complaint = Complaint::new(Code::UnfitTime, format!("a step of {quantity} is not supported"));
    value.refuse(complaint.help("write \"1 day\", \"1 week\", \"1 month\" or \"1 quarter\""), problems)
}

impl Time {
    /// The calendar of the run; none if the horizon was changed into something that is no duration.
    pub fn calendar(&self) -> Option<Calendar> {
        let months = HORIZON.value("horizon", &self.horizon).ok()?;
        Some(Calendar::covering(*self.start, *self.step, months))
    }
}

/// Refuses a first day in force outside the run.
pub(super) fn within(calendar: &Calendar, day: Date, span: Span, problems: &mut Problems) {
    let (start, last) = (calendar.start(), calendar.end().saturating_sub(1.day()));
    let complaint = if day < start {
        Complaint::new(Code::OutsideRun, format!("'from' is {day}, before the run begins on {start}"))
            .help(format!("write a day from {start} on, or an earlier start in [time]"))
    } else if day > last {
        Complaint::new(Code::OutsideRun, format!("'from' is {day}, after the last day of the run, {last}"))
            .help(format!("write a day from {start} to {last}, or a longer horizon in [time]"))
    } else {
        return;
    };
    problems.error(span, complaint);
}
