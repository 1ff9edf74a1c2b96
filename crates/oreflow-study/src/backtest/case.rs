//! Cases and their targets.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::expression::Expression;

/// What a target is about; scores are added up by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// What moves, is made or is used in a time.
    Flow,
    /// What lies in stock.
    Stock,
    /// When something happens, or for how long.
    Timing,
    /// What could be made.
    Capacity,
    /// What it costs.
    Price,
}

impl TargetKind {
    /// All kinds, in the order of tables.
    pub const ALL: [Self; 5] = [Self::Flow, Self::Stock, Self::Timing, Self::Capacity, Self::Price];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Stock => "stock",
            Self::Timing => "timing",
            Self::Capacity => "capacity",
            Self::Price => "price",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A figure that was observed, and how it is read from a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Id within its case.
    pub id: String,
    /// What it is, for people.
    pub what: String,
    /// What it is about.
    pub kind: TargetKind,
    /// The figure; infinite for what never came.
    #[serde(serialize_with = "figure")]
    pub observed: f64,
    /// Lowest and highest value that is a hit.
    #[serde(serialize_with = "figures")]
    pub band: (f64, f64),
    /// What a forecast without a model would have said, where there is one.
    #[serde(serialize_with = "maybe_figure")]
    pub naive: Option<f64>,
    /// Unit of the figures.
    pub unit: String,
    /// Where the figure was published, and why the band is as wide as it is.
    pub source: String,
    /// Whether it counts.
    pub scored: bool,
    /// Why it does not count.
    pub why: Option<String>,
    /// How it is read from a run.
    pub model: Expression,
}

impl Target {
    /// Whether a value lies within the band; what is not a number does not.
    pub fn is_hit(&self, value: f64) -> bool {
        self.band.0 <= value && value <= self.band.1
    }
}

/// An event of the past with what was observed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Name of the case.
    pub id: String,
    /// Day from which months are counted.
    pub event: Date,
    /// What was observed.
    pub targets: Vec<Target>,
}

/// A figure for machines: `"never"` where it is infinite, nothing where it is not a number.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(super) fn figure<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Figure(*value).serialize(serializer)
}

/// Two figures.
fn figures<S: Serializer>(value: &(f64, f64), serializer: S) -> Result<S::Ok, S::Error> {
    [Figure(value.0), Figure(value.1)].serialize(serializer)
}

/// A figure that may be left out.
#[expect(clippy::ref_option, reason = "serde calls it so")]
fn maybe_figure<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(Figure).serialize(serializer)
}

/// Two figures that may be left out.
#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(super) fn maybe_figures<S: Serializer>(
    value: &Option<(f64, f64)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.map(|(low, high)| [Figure(low), Figure(high)]).serialize(serializer)
}

struct Figure(f64);

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            value if value.is_nan() => serializer.serialize_none(),
            f64::INFINITY => serializer.serialize_str("never"),
            value => serializer.serialize_f64(value),
        }
    }
}
