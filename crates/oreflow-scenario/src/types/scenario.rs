//! A whole file.

use jiff::civil::Date;
use oreflow_engine::calendar::Step;

use crate::source::{Source, Spanned};
use crate::types::{Correlated, Hazard, Measure, Study, Uncertain};
use crate::unit::Quantity;

/// A scenario file, checked as far as it can be without its network.
///
/// Defaults are filled in. Two scenarios are equal if they say the same, wherever it stands in their files.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scenario {
    /// Version of the format, 1.
    pub schema: u32,
    /// Title for people.
    pub title: String,
    /// A few sentences for people.
    pub description: Option<String>,
    /// Path of the network's folder, for the caller to load.
    pub network: Spanned<String>,
    /// The time of the run.
    pub time: Time,
    /// What happens for sure.
    pub measures: Vec<Measure>,
    /// What may happen.
    pub hazards: Vec<Hazard>,
    /// What we do not know.
    pub uncertain: Vec<Uncertain>,
    /// What of it goes together.
    pub correlated: Vec<Correlated>,
    /// How it is run.
    pub study: Study,
    pub(crate) source: Source,
}

impl PartialEq for Scenario {
    fn eq(&self, other: &Self) -> bool {
        // Taken apart in full, so that a new field is not forgotten here.
        let Self {
            schema,
            title,
            description,
            network,
            time,
            measures,
            hazards,
            uncertain,
            correlated,
            study,
            source: _,
        } = self;
        (schema, title, description, network)
            == (&other.schema, &other.title, &other.description, &other.network)
            && (time, measures, hazards) == (&other.time, &other.measures, &other.hazards)
            && (uncertain, correlated, study) == (&other.uncertain, &other.correlated, &other.study)
    }
}

/// `[time]`: when the run begins, how long it is, and in which steps.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Time {
    /// First day.
    pub start: Spanned<Date>,
    /// Length of a step.
    pub step: Spanned<Step>,
    /// Length of the run.
    pub horizon: Spanned<Quantity>,
}
