//! What a measure or a hazard does.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oreflow_engine::measure::Kind;

use crate::source::Spanned;
use crate::types::Distribution;
use crate::unit::Quantity;

/// What a measure or a hazard does: its `kind` and the keys of the kind, defaults filled in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Action {
    /// Its kind.
    pub kind: &'static Kind,
    /// What is set for each key; a list that was left out is missing.
    pub settings: BTreeMap<&'static str, Setting>,
}

/// What is set for a key.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Setting {
    /// A number with its unit.
    Quantity(Spanned<Quantity>),
    /// A name or a word.
    Text(Spanned<String>),
    /// Names.
    Texts(Vec<Spanned<String>>),
    /// True or false.
    Flag(bool),
    /// Multiples at dates, in order of time.
    Path(Vec<Point>),
    /// A distribution.
    Distribution(Spanned<Distribution>),
}

/// A point of a path, written `{ from = date, factor = number }`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// The day.
    pub from: Spanned<Date>,
    /// Multiple of the base on this day.
    pub factor: Spanned<Quantity>,
}

impl Setting {
    /// All names in it, or a word.
    pub(crate) fn names(&self) -> &[Spanned<String>] {
        match self {
            Self::Text(name) => std::slice::from_ref(name),
            Self::Texts(names) => names,
            _ => &[],
        }
    }
}
