//! Backtests: what the model says of an event of the past, held against what was observed.
//!
//! A [`Case`] has targets, each a figure that was published, a band about it that was fixed beforehand, and an
//! [`Expression`] that reads the same figure from a run. Scoring gives a [`CaseScore`]: hits and misses of the model and,
//! beside them, of the naive forecast.

mod belief;
mod case;
mod curve;
mod expression;
mod parse;
mod score;
mod sensitivity;
#[cfg(test)]
mod tests;
mod totals;

pub use case::{Case, Target, TargetKind};
pub use curve::Curve;
pub use expression::{Expression, ExpressionError, PathUse, Period};
pub use score::{CaseScore, ScoreError, TargetScore};
pub use sensitivity::{FACTORS, Sensitivity, sensitivities};
pub use totals::{Totals, totals};
