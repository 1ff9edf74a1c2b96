//! Hazards: what may happen.

use crate::source::Spanned;
use crate::types::{Action, Distribution};
use crate::unit::Quantity;

/// `[[hazard]]`: an action that strikes by chance.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hazard {
    /// Id, unique among measures and hazards.
    pub id: Spanned<String>,
    /// What it does.
    pub action: Action,
    /// How often it strikes.
    pub frequency: Frequency,
    /// Key `while`: id of the measure or hazard that must be in force for it to strike.
    pub during: Option<Spanned<String>>,
    /// How long it lasts; without it, for good.
    pub duration: Option<Spanned<Distribution>>,
    /// How hard it is, a share; all of it by default.
    pub severity: Spanned<Distribution>,
}

/// How often a hazard strikes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Frequency {
    /// Key `rate`: again and again, while it is not striking.
    Rate(Spanned<Quantity>),
    /// Key `probability`: at most once, with this chance over the run.
    Probability(Spanned<Quantity>),
}
