//! Hazards: what may happen, when, for how long and how hard. They compile the way measures do.

mod arrival;
mod check;
mod strata;
mod world;

use jiff::civil::Date;
use oreflow_random::{Distribution, Quantile};

use crate::measure::Action;
pub use strata::RareHazards;
pub(crate) use world::{Scalings, World};

/// How often a hazard strikes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Arrival {
    /// Again and again, at so many strikes a year while it is not striking: a Poisson process.
    Rate(f64),
    /// Again and again, each so many months after the last one ended: a renewal process, such as one of Weibull intervals.
    Interval(Distribution),
    /// At most once, with this probability over the run, on a day spread evenly over it.
    Probability(f64),
    /// Once, on a day that may be uncertain.
    Date {
        /// The day.
        day: Date,
        /// Months by which it is late.
        slippage: Option<Distribution>,
        /// Chance that it strikes at all.
        probability: f64,
    },
    /// With each strike of another hazard, or start of a measure: one cause of several strikes.
    With {
        /// Id of the other.
        id: String,
        /// Chance that a strike of the other brings this one.
        probability: f64,
        /// Months between the two.
        delay: Option<Distribution>,
    },
}

/// How strikes of others make a hazard more likely for a while: a self-exciting process.
///
/// Each of their strikes adds to the rate, and what it added halves every half-life.
///
/// # References
/// Hawkes, "Spectra of some self-exciting and mutually exciting point processes", Biometrika 58(1), 1971, 83-90,
/// equation (3) with exponential decay.
#[derive(Clone, Debug, PartialEq)]
pub struct Contagion {
    /// Ids of the hazards or measures whose strikes and starts excite this one.
    pub from: Vec<String>,
    /// What each strike adds to the rate, in strikes a year.
    pub rate: f64,
    /// Months in which that halves.
    pub half_life: f64,
}

/// Something that may happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// Id, unique among measures and hazards; draws are keyed by it.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// How often it strikes.
    pub arrival: Arrival,
    /// How long it lasts, in months; without it, for good.
    pub duration: Option<Distribution>,
    /// How hard it is, from 0 to 1; without it, 1.
    pub severity: Option<Distribution>,
    /// Months over which each strike comes into full force, linearly.
    pub ramp: f64,
    /// Months over which each strike fades after its end.
    pub recovery: f64,
    /// Id of the measure or hazard that must be in force for it to strike.
    pub during: Option<String>,
    /// Id of the measure or hazard that must have begun for it to strike.
    pub after: Option<String>,
    /// Strikes of others that make it more likely.
    pub contagion: Vec<Contagion>,
}

impl Hazard {
    /// A hazard that strikes in full and for good.
    pub fn new(id: &str, action: impl Into<Action>, arrival: Arrival) -> Self {
        Self {
            id: id.to_owned(),
            action: action.into(),
            arrival,
            duration: None,
            severity: None,
            ramp: 0.0,
            recovery: 0.0,
            during: None,
            after: None,
            contagion: Vec::new(),
        }
    }

    /// Sets the distribution of the duration in months.
    #[must_use]
    pub fn lasting(mut self, duration: impl Into<Distribution>) -> Self {
        self.duration = Some(duration.into());
        self
    }

    /// Sets the distribution of the severity.
    #[must_use]
    pub fn severity(mut self, severity: impl Into<Distribution>) -> Self {
        self.severity = Some(severity.into());
        self
    }

    /// Sets the months over which each strike comes into full force.
    #[must_use]
    pub fn ramp(mut self, months: f64) -> Self {
        self.ramp = months;
        self
    }

    /// Sets the months over which each strike fades after its end.
    #[must_use]
    pub fn recovery(mut self, months: f64) -> Self {
        self.recovery = months;
        self
    }

    /// Lets it strike only while a measure or another hazard is in force.
    #[must_use]
    pub fn during(mut self, id: &str) -> Self {
        self.during = Some(id.to_owned());
        self
    }

    /// Lets it strike only once a measure or another hazard has begun.
    #[must_use]
    pub fn after(mut self, id: &str) -> Self {
        self.after = Some(id.to_owned());
        self
    }

    /// Lets strikes of others add to its rate for a while.
    #[must_use]
    pub fn contagion(mut self, from: &[&str], rate: f64, half_life: f64) -> Self {
        let from = from.iter().map(|&id| id.to_owned()).collect();
        self.contagion.push(Contagion { from, rate, half_life });
        self
    }

    /// Ids of what decides when it may strike.
    fn waits_for(&self) -> impl Iterator<Item = &str> {
        let with = match &self.arrival {
            Arrival::With { id, .. } => Some(id.as_str()),
            _ => None,
        };
        self.during.as_deref().into_iter().chain(self.after.as_deref()).chain(with)
    }

    /// Ids of what makes it more likely.
    fn excited_by(&self) -> impl Iterator<Item = &str> {
        self.contagion.iter().flat_map(|contagion| contagion.from.iter().map(String::as_str))
    }
}

/// Whether a distribution of durations has no negative part.
pub(crate) fn is_duration(distribution: &Distribution) -> bool {
    distribution.quantile(1e-9) >= 0.0
}

#[cfg(test)]
mod tests;
