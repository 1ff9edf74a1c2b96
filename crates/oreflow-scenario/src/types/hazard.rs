//! Hazards: what may happen.

use jiff::civil::Date;

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
    /// Key `after`: id of the measure or hazard that must have begun for it to strike.
    pub after: Option<Spanned<String>>,
    /// Key `while`: id of the measure or hazard that must be in force for it to strike.
    pub during: Option<Spanned<String>>,
    /// How long it lasts; without it, for good.
    pub duration: Option<Spanned<Distribution>>,
    /// How hard it is, a share; all of it by default.
    pub severity: Spanned<Distribution>,
    /// How long each strike takes to come into full force; no time by default.
    pub ramp: Spanned<Quantity>,
    /// How long each strike takes to fade after its end; no time by default.
    pub recovery: Spanned<Quantity>,
    /// Strikes of others that make it more likely for a while.
    pub contagion: Vec<Contagion>,
}

impl Hazard {
    /// All others that it names.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Spanned<String>> {
        let with = match &self.frequency {
            Frequency::With { id, .. } => Some(id),
            _ => None,
        };
        let excited = self.contagion.iter().flat_map(|contagion| &contagion.from);
        self.during.iter().chain(&self.after).chain(with).chain(excited)
    }
}

/// How strikes of others add to the rate of a hazard.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Contagion {
    /// Ids of those hazards or measures.
    pub from: Vec<Spanned<String>>,
    /// What each of their strikes adds.
    pub rate: Spanned<Quantity>,
    /// Time in which that halves.
    pub half_life: Spanned<Quantity>,
}

/// How often a hazard strikes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Frequency {
    /// Key `rate`: again and again, while it is not striking.
    Rate(Spanned<Quantity>),
    /// Key `interval`: again and again, each so long after the last one ended.
    Interval(Spanned<Distribution>),
    /// Key `probability` alone: at most once, with this chance over the run.
    Probability(Spanned<Quantity>),
    /// Key `date`: once.
    Date {
        /// The day.
        day: Spanned<Date>,
        /// How late it may be; on the day by default.
        slippage: Option<Spanned<Distribution>>,
        /// Chance that it strikes at all; sure by default.
        probability: Spanned<Quantity>,
    },
    /// Key `with`: with strikes of another.
    With {
        /// Id of the other hazard or measure.
        id: Spanned<String>,
        /// How much later it strikes; at once by default.
        lag: Option<Spanned<Distribution>>,
        /// Chance that a strike of the other brings it; sure by default.
        probability: Spanned<Quantity>,
    },
}
