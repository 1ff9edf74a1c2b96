//! Measures: what happens for sure.

use jiff::civil::Date;

use crate::source::Spanned;
use crate::types::{Action, Distribution};
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
    /// How far the market believes it before it is in force, a share; all of it by default.
    pub credibility: Spanned<Quantity>,
    /// Day on which it is called off; before the first day in force, it never comes.
    pub withdrawn: Option<Spanned<Date>>,
    /// Time over which each change of severity comes into force, linearly; none by default.
    pub ramp: Spanned<Quantity>,
    /// Time over which it fades after its end; none by default.
    pub recovery: Spanned<Quantity>,
    /// Probability that it comes into force at all; 1 by default.
    pub chance: Spanned<Quantity>,
    /// By how much it is late; not at all by default.
    pub slippage: Option<Spanned<Distribution>>,
    /// Stages on the way to it, from `from` on; none by default.
    pub pipeline: Vec<Stage>,
}

/// A stage that must succeed before a measure comes into force.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stage {
    /// Probability that it succeeds; 1 by default.
    pub chance: Spanned<Quantity>,
    /// How long it takes.
    pub duration: Spanned<Distribution>,
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
