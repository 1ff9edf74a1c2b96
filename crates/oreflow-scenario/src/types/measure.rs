//! Measures: what happens for sure.

use jiff::civil::Date;

use crate::source::Spanned;
use crate::types::Action;
use crate::unit::Quantity;

/// `[[measure]]`: an action with an id and dates.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measure {
    /// Id, unique among measures and hazards.
    pub id: Spanned<String>,
    /// What it does.
    pub action: Action,
    /// When, and how hard.
    pub timing: Timing,
}

/// When a measure is announced and in force, and how hard it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Timing {
    /// First day on which the market knows; without it, the first day in force.
    pub announced: Option<Spanned<Date>>,
    /// First day in force.
    pub from: Spanned<Date>,
    /// First day no longer in force; without it, for good.
    pub until: Option<Spanned<Date>>,
    /// Severity from the first day, a share; all of it by default.
    pub severity: Spanned<Quantity>,
    /// Later changes of severity, in order of time.
    pub phases: Vec<Phase>,
}

/// A change of severity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Phase {
    /// First day.
    pub from: Spanned<Date>,
    /// Severity from then on, a share.
    pub severity: Spanned<Quantity>,
}
