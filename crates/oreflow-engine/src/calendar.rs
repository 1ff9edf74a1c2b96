//! Calendar dates and steps of the simulation.

use jiff::civil::Date;
use jiff::{Span, Unit};

/// Days in the month of the model: a year of 365.25 days over twelve.
pub const DAYS_PER_MONTH: f64 = 30.4375;

/// Length of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
}

impl Step {
    /// All lengths, shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];

    /// Length in months.
    pub fn months(self) -> f64 {
        match self {
            Self::Day => 1.0 / DAYS_PER_MONTH,
            Self::Week => 7.0 / DAYS_PER_MONTH,
            Self::Month => 1.0,
            Self::Quarter => 3.0,
        }
    }

    /// Name in scenario files, after the number one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }
}

/// The time of a run: from a date, in steps of one length, for a number of months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calendar {
    start: Date,
    step: Step,
    steps: usize,
}

impl Calendar {
    /// A calendar of `steps` steps from the start of `start`.
    pub fn new(start: Date, step: Step, steps: usize) -> Self {
        Self { start, step, steps }
    }

    /// A calendar that covers `months` months.
    pub fn covering(start: Date, step: Step, months: f64) -> Self {
        // A horizon of whole steps must not gain one by rounding.
        Self { start, step, steps: (months / step.months() - 1e-9).ceil().max(0.0) as usize }
    }

    /// First day.
    pub fn start(&self) -> Date {
        self.start
    }

    /// Length of a step.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Length of the run in months.
    pub fn months(&self) -> f64 {
        self.step.months() * self.steps as f64
    }

    /// First day of a step; the last day of the year 9999 for all steps beyond it.
    pub fn date(&self, step: usize) -> Date {
        // More steps than this lie beyond the year 9999 at every length.
        let n = step.min(4_000_000) as i64;
        let span = match self.step {
            Step::Day => Span::new().try_days(n),
            Step::Week => Span::new().try_days(7 * n),
            Step::Month => Span::new().try_months(n),
            Step::Quarter => Span::new().try_months(3 * n),
        };
        span.map_or(Date::MAX, |span| self.start.saturating_add(span))
    }

    /// First day after the run.
    pub fn end(&self) -> Date {
        self.date(self.steps)
    }

    /// Time of a date in months from the start; negative before it.
    ///
    /// Steps of days and weeks count days over 30.4375; steps of months and quarters count calendar months and the
    /// share of the month that has passed, so that the twelfth of January leaves 11/31 of it behind.
    ///
    /// The first day of step n is exactly n times the length of a step.
    pub fn months_at(&self, date: Date) -> f64 {
        let days = || f64::from(days_between(self.start, date));
        let steps = match self.step {
            Step::Day => days(),
            Step::Week => days() / 7.0,
            Step::Month => self.calendar_months(date),
            Step::Quarter => self.calendar_months(date) / 3.0,
        };
        steps * self.step.months()
    }

    /// Calendar months from the start, with the share of the month that has passed.
    fn calendar_months(&self, date: Date) -> f64 {
        let whole = |d: Date| f64::from(d.year()) * 12.0 + f64::from(d.month());
        let part = |d: Date| (f64::from(d.day()) - 1.0) / f64::from(d.days_in_month());
        (whole(date) - whole(self.start)) + (part(date) - part(self.start))
    }

    /// The step in which a time in months falls.
    pub fn step_at(&self, months: f64) -> usize {
        (months / self.step.months() + 1e-9).floor().max(0.0) as usize
    }

    /// The day at a time in months from the start, within the run.
    pub fn day(&self, months: f64) -> Date {
        let step = self.step_at(months.max(0.0));
        let first = self.date(step);
        let days = f64::from(days_between(first, self.date(step + 1)));
        let part = (months / self.step.months() - step as f64).max(0.0);
        first.saturating_add(Span::new().days((part * days + 1e-6).floor() as i64))
    }

    /// The year of the run, from 1, in which a step begins.
    pub fn year(&self, step: usize) -> usize {
        (step as f64 * self.step.months() / 12.0 + 1e-9).floor() as usize + 1
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_step_counts_calendar_months_and_shares_of_them() {
        let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 120);
        assert_eq!(calendar.months_at(date(2025, 1, 1)), 0.0);
        assert_eq!(calendar.months_at(date(2026, 3, 1)), 14.0);
        assert_eq!(calendar.months_at(date(2025, 1, 12)), 11.0 / 31.0);
        assert_eq!(calendar.end(), date(2035, 1, 1));
        assert_eq!(calendar.date(13), date(2026, 2, 1));
        assert_eq!((calendar.year(0), calendar.year(11), calendar.year(12)), (1, 1, 2));
    }

    #[test]
    fn days_come_back_from_their_time() {
        for step in Step::ALL {
            let calendar = Calendar::new(date(2024, 1, 1), step, 400);
            for n in 0..365 {
                let day = date(2024, 1, 1).saturating_add(Span::new().days(n));
                let back = calendar.day(calendar.months_at(day));
                // A quarter of calendar months is not a line in days.
                let off = i32::from(step == Step::Quarter);
                assert!(days_between(day, back).abs() <= off, "{step:?}: {day} came back as {back}");
            }
        }
    }

    #[test]
    fn a_day_step_counts_days() {
        let calendar = Calendar::new(date(2024, 2, 1), Step::Day, 400);
        assert_eq!(calendar.months_at(date(2024, 3, 1)), 29.0 * Step::Day.months());
        assert_eq!(calendar.date(29), date(2024, 3, 1));
        assert_eq!(calendar.step_at(calendar.months_at(date(2024, 3, 1))), 29);
    }

    #[test]
    fn ten_years_are_120_months_and_40_quarters() {
        assert_eq!(Calendar::covering(date(2025, 1, 1), Step::Month, 120.0).steps(), 120);
        assert_eq!(Calendar::covering(date(2025, 1, 1), Step::Quarter, 120.0).steps(), 40);
        assert_eq!(Calendar::covering(date(2025, 1, 1), Step::Week, 12.0).steps(), 53);
    }
}
