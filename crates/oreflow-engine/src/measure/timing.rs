//! When a measure is announced and in force, and how hard it is.

use jiff::civil::Date;

use super::Window;
use crate::calendar::Calendar;

/// A change of severity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// First day.
    pub from: Date,
    /// Severity from then on, from 0 to 1.
    pub severity: f64,
}

/// Dates and severities.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// First day on which the market knows; without it, the first day in force.
    pub announced: Option<Date>,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force; without it, for good.
    pub until: Option<Date>,
    /// Severity from the first day, from 0 to 1.
    pub severity: f64,
    /// Later changes of severity, known from the announcement on.
    pub phases: Vec<Phase>,
}

impl Timing {
    /// In force from a day, at full severity, for good, without warning.
    pub fn from(from: Date) -> Self {
        Self { announced: None, from, until: None, severity: 1.0, phases: Vec::new() }
    }

    /// Sets the day of the announcement.
    #[must_use]
    pub fn announced(mut self, day: Date) -> Self {
        self.announced = Some(day);
        self
    }

    /// Sets the first day no longer in force.
    #[must_use]
    pub fn until(mut self, day: Date) -> Self {
        self.until = Some(day);
        self
    }

    /// Sets the severity.
    #[must_use]
    pub fn severity(mut self, severity: f64) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a later change of severity.
    #[must_use]
    pub fn phase(mut self, from: Date, severity: f64) -> Self {
        self.phases.push(Phase { from, severity });
        self
    }

    /// All severities, of the first day and of the phases.
    pub fn severities(&self) -> impl Iterator<Item = f64> + '_ {
        std::iter::once(self.severity).chain(self.phases.iter().map(|phase| phase.severity))
    }

    pub(crate) fn window(&self, calendar: &Calendar) -> Window {
        let mut levels = vec![(calendar.months_at(self.from), self.severity)];
        levels.extend(self.phases.iter().map(|phase| (calendar.months_at(phase.from), phase.severity)));
        levels.sort_by(|a, b| a.0.total_cmp(&b.0));
        Window {
            announced: calendar.months_at(self.announced.unwrap_or(self.from)),
            levels,
            until: self.until.map_or(f64::INFINITY, |day| calendar.months_at(day)),
            belief: None,
        }
    }
}
