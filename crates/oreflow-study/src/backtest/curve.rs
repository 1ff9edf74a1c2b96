//! One series of one trial, as expressions look at it.

use jiff::civil::Date;
use oreflow_engine::calendar::Calendar;
use oreflow_engine::observe::{Kind, Quantity, Series};

use super::expression::Period;

/// Values that differ by less than this share are the same maximum.
const SAME: f64 = 1e-9;

/// A series over the steps of one trial; flows are rates per month. Before the start it has its base.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    base: f64,
    values: Vec<f64>,
}

impl Curve {
    /// From the values of steps, that of the base among them.
    pub fn new(kind: Kind, base: f64, values: &[f64], calendar: &Calendar) -> Self {
        let per = match kind {
            Kind::Flow => calendar.step().months(),
            Kind::Level => 1.0,
        };
        Self { base: base / per, values: values.iter().map(|value| value / per).collect() }
    }

    /// From what a trace has recorded of a series.
    pub fn of(series: &Series, base: f64, values: &[f64], calendar: &Calendar) -> Self {
        // A trace measures shortfalls against demand; in the base itself nobody goes short.
        let shortfall = matches!(series.quantity(), Quantity::Unmet | Quantity::Short | Quantity::PricedOut);
        Self::new(series.kind(), if shortfall { 0.0 } else { base }, values, calendar)
    }

    /// The value in the base.
    pub(super) fn base(&self) -> f64 {
        self.base
    }

    /// Values over a period with the months for which each lasts: the base first, where the period begins before the run.
    fn pieces(&self, period: &Period, calendar: &Calendar) -> Vec<(Option<usize>, f64, f64)> {
        let dt = calendar.step().months();
        let (from, until) = (calendar.months_at(period.from), calendar.months_at(period.until));
        let before = (until.min(0.0) - from).max(0.0);
        let mut pieces = Vec::new();
        if before > 1e-9 {
            pieces.push((None, self.base, before));
        }
        for (step, &value) in self.values.iter().enumerate() {
            let start = step as f64 * dt;
            let overlap = (start + dt).min(until) - start.max(from);
            if overlap > 1e-9 {
                pieces.push((Some(step), value, overlap));
            }
        }
        pieces
    }

    /// Sum over a period of a rate per month.
    pub(super) fn total(&self, period: &Period, calendar: &Calendar) -> f64 {
        self.pieces(period, calendar).iter().map(|(_, value, months)| value * months).sum()
    }

    /// Mean over a period, weighted by time.
    pub(super) fn mean(&self, period: &Period, calendar: &Calendar) -> f64 {
        let months: f64 = self.pieces(period, calendar).iter().map(|(_, _, months)| months).sum();
        self.total(period, calendar) / months
    }

    /// Highest value of the steps of a period; not a number if one of them is not.
    pub(super) fn max(&self, period: &Period, calendar: &Calendar) -> f64 {
        self.pieces(period, calendar).iter().fold(f64::NEG_INFINITY, |max, piece| worst(max, piece.1, true))
    }

    /// Lowest value of the steps of a period; not a number if one of them is not.
    pub(super) fn min(&self, period: &Period, calendar: &Calendar) -> f64 {
        self.pieces(period, calendar).iter().fold(f64::INFINITY, |min, piece| worst(min, piece.1, false))
    }

    /// Calendar months from the month of the event to the month in which the highest step begins, the first of equals.
    pub(super) fn month_of_max(&self, period: &Period, event: Date, calendar: &Calendar) -> f64 {
        let mut highest: Option<(Option<usize>, f64)> = None;
        for (step, value, _) in self.pieces(period, calendar) {
            if value.is_nan() {
                return f64::NAN;
            }
            if highest.is_none_or(|(_, best)| value > best + SAME * best.abs()) {
                highest = Some((step, value));
            }
        }
        let Some((step, _)) = highest else { return f64::NAN };
        // A step may begin before the period, and the base has no beginning.
        let day = step.map_or(period.from, |step| calendar.date(step).max(period.from));
        let month = |day: Date| f64::from(day.year()) * 12.0 + f64::from(day.month());
        month(day) - month(event)
    }

    /// Months from the event to the start of the first step above or below a limit; zero in the step of the event, infinite
    /// if there is none.
    pub(super) fn months_until(&self, above: bool, limit: f64, event: Date, calendar: &Calendar) -> f64 {
        if limit.is_nan() || self.values.iter().any(|value| value.is_nan()) {
            return f64::NAN;
        }
        let found = self.values.iter().position(|&value| if above { value > limit } else { value < limit });
        let Some(step) = found else { return f64::INFINITY };
        let dt = calendar.step().months();
        let months = step as f64 * dt - calendar.months_at(event);
        if months < 0.0 && months + dt > 1e-9 { 0.0 } else { months }
    }
}

/// The higher or lower of two; not a number if one of them is not.
fn worst(a: f64, b: f64, high: bool) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if high {
        a.max(b)
    } else {
        a.min(b)
    }
}
