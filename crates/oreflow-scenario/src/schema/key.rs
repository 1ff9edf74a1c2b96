//! What a key is: its name, what its value must be, and what holds where it is left out.

use oreflow_engine::measure::{self, Action, KeyKind, Kind};

use crate::expected::{DURATION, Expected};
use crate::resolve::distribution::measured;
use crate::types::{Family, LawKey};

/// A table of a file.
#[derive(Debug)]
pub(crate) struct Table {
    /// As people write it, such as `[time]`.
    pub(crate) heading: &'static str,
    /// What it is for.
    pub(crate) doc: &'static str,
    /// Its keys.
    pub(crate) keys: &'static [Key],
    /// What else it may have.
    pub(crate) rest: Rest,
}

/// Keys of a table besides those that it names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rest {
    /// None: others are refused.
    Refused,
    /// Those of its `kind`, which the engine declares.
    Kinds,
    /// Paths `parameter.product.place`, each with a distribution in the unit of its parameter.
    Parameters,
    /// Any; the text says what they are.
    Any(&'static str, Type),
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// Name.
    pub(crate) name: &'static str,
    /// What its value must be.
    pub(crate) kind: Type,
    /// A value as written in a file, quotes included.
    pub(crate) example: &'static str,
    /// What it is, in few words.
    pub(crate) doc: &'static str,
    /// What holds where it is left out.
    pub(crate) absent: Absent,
    /// Another key without which it means nothing.
    pub(crate) with: Option<&'static str>,
    /// Other keys that may not stand beside it.
    pub(crate) without: &'static [&'static str],
}

/// A word that brings keys of its own: a kind of measure, or a family of distributions.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The word.
    pub(crate) name: &'static str,
    /// What it is, in few words.
    pub(crate) doc: &'static str,
    /// Its keys.
    pub(crate) keys: Vec<Key>,
}

impl Variant {
    /// All kinds of measures.
    pub(crate) fn kinds() -> Vec<Self> {
        let kind = |kind: &Kind| Self {
            name: kind.name,
            doc: kind.doc,
            keys: kind.keys().map(Key::of_kind).collect(),
        };
        Action::KINDS.iter().map(kind).collect()
    }

    /// All families of distributions of what is expected.
    pub(crate) fn families(expected: &Expected) -> Vec<Self> {
        let fitting = |family: &&Family| expected.is_number() || family.unitless.is_none();
        let family = |family: &Family| {
            let keys = family.all_keys().map(|key| Key::of_family(key, expected)).collect();
            Self { name: family.name, doc: family.doc, keys }
        };
        Family::ALL.iter().filter(fitting).map(family).collect()
    }
}

/// What holds where a key is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Absent {
    /// Nothing: it is needed.
    Refused,
    /// Something that no value says, in words.
    Means(&'static str),
    /// A value, as people would write it, without quotes.
    Value(&'static str),
    /// One of several keys is needed; what holds where it is another, in words.
    OneOf(&'static [&'static str], &'static str),
}

/// What the value of a key must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// Text that says something.
    Text,
    /// Lower-case words joined by dashes.
    Id,
    /// One name, or a list of them.
    Texts,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// The same, where the words are those of a type.
    Named(fn() -> Vec<&'static str>),
    /// True or false.
    Flag,
    /// A whole number within bounds.
    Whole(u64, u64),
    /// A number without a unit, `inf` included.
    Figure,
    /// A list of so many of them.
    Figures(usize),
    /// A day, or a month for its first.
    Date,
    /// A number with its unit.
    Quantity(Expected),
    /// A list of them.
    Quantities(Expected),
    /// A square of them.
    Matrix(Expected),
    /// A number with its unit, or a distribution of it.
    Drawn(Expected),
    /// A path `quantity.product.place`, or a list of them; with a field behind it or not.
    Paths(bool),
    /// A table.
    Table(&'static Table),
    /// A list of tables.
    Tables(&'static Table),
    /// Whatever a path asks for.
    Any,
    /// Either of two.
    Either(&'static [Type; 2]),
}

impl Key {
    /// A key that is needed.
    pub(super) const fn new(
        name: &'static str,
        kind: Type,
        example: &'static str,
        doc: &'static str,
    ) -> Self {
        Self { name, kind, example, doc, absent: Absent::Refused, with: None, without: &[] }
    }

    /// The same key, with what holds where it is left out.
    pub(super) const fn or(self, absent: Absent) -> Self {
        Self { absent, ..self }
    }

    /// The same key, which means nothing without another.
    pub(super) const fn with(self, other: &'static str) -> Self {
        Self { with: Some(other), ..self }
    }

    /// The same key, which may not stand beside others.
    pub(super) const fn without(self, others: &'static [&'static str]) -> Self {
        Self { without: others, ..self }
    }

    fn of_kind(key: &measure::Key) -> Self {
        let kind = match (Expected::key(key), key.kind) {
            (Some(expected), _) => Type::Quantity(expected),
            (None, KeyKind::Texts) => Type::Texts,
            (None, KeyKind::Flag) => Type::Flag,
            (None, KeyKind::Choice(words)) => Type::Choice(words),
            (None, KeyKind::Path) => Type::Tables(&super::tables::POINT),
            (None, KeyKind::Spread) => Type::Drawn(DURATION),
            _ => Type::Text,
        };
        let absent = match key.absent {
            measure::Absent::Empty(meaning) => Absent::Means(meaning),
            measure::Absent::Value(value) => Absent::Value(value),
            measure::Absent::OneOf(keys, value) => Absent::OneOf(keys, value),
            _ => Absent::Refused,
        };
        Self { absent, ..Self::new(key.name, kind, key.example, key.doc) }
    }

    fn of_family(key: &LawKey, expected: &Expected) -> Self {
        let wanted = measured(key.measures, expected);
        let (kind, example) =
            if key.list { (Type::Quantities(wanted), "") } else { (Type::Quantity(wanted), wanted.example) };
        let doc = match key.name {
            "value" => "the one value",
            "low" => "lowest value",
            "mode" => "most likely value",
            "high" => "highest value",
            "mean" => "mean",
            "sd" => "standard deviation",
            "median" => "value that half lie below",
            "gsd" => "factor about the median within which two thirds lie, 1 or more",
            "scale" => "value that 63 % lie below",
            "shape" => "above 1 where the rate rises with age, below 1 where it falls",
            "p" if key.list => "for each value, the probability of lying below it",
            "p" => "probability of 1",
            "values" => "the values",
            "weights" => "a weight for each value",
            "at-least" => "lower end; what lies below is drawn anew",
            "at-most" => "upper end; what lies above is drawn anew",
            other => unreachable!("a parameter '{other}' without a description"),
        };
        let absent = if key.needed { Absent::Refused } else { Absent::Means("none") };
        Self::new(key.name, kind, example, doc).or(absent)
    }

    /// Whether a table may not be without it.
    pub(super) fn is_needed(&self) -> bool {
        self.absent == Absent::Refused
    }
}
