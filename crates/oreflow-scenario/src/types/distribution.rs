//! Distributions.

use oreflow_random::{
    Bernoulli, Beta, Constant, Discrete, Distribution as Drawn, Empirical, Exponential, Gamma, LogNormal,
    Normal, ParameterError, Pert, Triangular, Uniform, Weibull,
};

use crate::source::Spanned;
use crate::unit::Quantity;

/// A distribution, and who says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// The family with its parameters.
    pub law: Law,
    /// Where it was published, or why it is assumed.
    pub source: Option<String>,
}

/// A family of distributions with its parameters; written `{ dist = "triangular", low = ..., mode = ..., high = ... }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    pub(crate) family: &'static Family,
    pub(crate) parameters: Vec<(&'static str, Written)>,
}

/// One number, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    One(Spanned<Quantity>),
    List(Vec<Spanned<Quantity>>),
}

impl Written {
    pub(crate) fn all(&self) -> &[Spanned<Quantity>] {
        match self {
            Self::One(quantity) => std::slice::from_ref(quantity),
            Self::List(list) => list,
        }
    }
}

impl Law {
    /// One certain value; a number alone means the same.
    pub(crate) fn constant(value: Spanned<Quantity>) -> Self {
        Self { family: &Family::ALL[0], parameters: vec![("value", Written::One(value))] }
    }

    /// Name of the family, as in files.
    pub fn name(&self) -> &'static str {
        self.family.name
    }

    /// The parameters with their keys, in the order in which they are written; one number, or as many as a list has.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &[Spanned<Quantity>])> {
        self.parameters.iter().map(|(key, written)| (*key, written.all()))
    }
}

/// What a parameter of a distribution measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measures {
    /// What is drawn.
    Value,
    /// What is drawn, but without its bounds: a spread, or an end that cuts.
    Spread,
    /// A pure number.
    Number,
    /// A share.
    Share,
}

/// A key of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LawKey {
    pub(crate) name: &'static str,
    pub(crate) measures: Measures,
    pub(crate) list: bool,
    pub(crate) needed: bool,
}

const fn key(name: &'static str, measures: Measures) -> LawKey {
    LawKey { name, measures, list: false, needed: true }
}

const fn list(name: &'static str, measures: Measures, needed: bool) -> LawKey {
    LawKey { name, measures, list: true, needed }
}

/// The numbers of the keys of a family, in their order and in units of the engine; none for a key left out.
pub(crate) type Numbers<'a> = &'a [Vec<f64>];

/// A family of distributions: a row for each, from which reading, checking, writing and drawing follow.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: &'static str,
    /// What it is, in few words.
    pub(crate) doc: &'static str,
    pub(crate) keys: &'static [LawKey],
    /// What its values are, where they can have no unit.
    pub(crate) unitless: Option<&'static str>,
    /// Whether it may be cut by `at-least` and `at-most`.
    pub(crate) cuts: bool,
    pub(crate) build: fn(Numbers<'_>) -> Result<Drawn, ParameterError>,
}

impl PartialEq for Family {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The keys by which a distribution is cut.
pub(crate) const CUTS: [LawKey; 2] = [
    LawKey { name: "at-least", measures: Measures::Spread, list: false, needed: false },
    LawKey { name: "at-most", measures: Measures::Spread, list: false, needed: false },
];

/// The number of a key, of which reading has made sure that it is there.
fn one(numbers: Numbers<'_>, n: usize) -> f64 {
    numbers.get(n).and_then(|list| list.first()).copied().unwrap_or(f64::NAN)
}

impl Family {
    pub(crate) const ALL: &'static [Self] = &[
        Self {
            name: "constant",
            doc: "one certain value",
            keys: &[key("value", Measures::Value)],
            unitless: None,
            cuts: false,
            build: |n| Ok(Constant::new(one(n, 0))?.into()),
        },
        Self {
            name: "uniform",
            doc: "any value between, all alike",
            keys: &[key("low", Measures::Value), key("high", Measures::Value)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Uniform::new(one(n, 0), one(n, 1))?.into()),
        },
        Self {
            name: "triangular",
            doc: "most likely at the mode",
            keys: &[key("low", Measures::Value), key("mode", Measures::Value), key("high", Measures::Value)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Triangular::new(one(n, 0), one(n, 1), one(n, 2))?.into()),
        },
        Self {
            name: "pert",
            doc: "most likely at the mode, with thinner ends than the triangular",
            keys: &[key("low", Measures::Value), key("mode", Measures::Value), key("high", Measures::Value)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Pert::new(one(n, 0), one(n, 1), one(n, 2))?.into()),
        },
        Self {
            name: "normal",
            doc: "the bell curve",
            keys: &[key("mean", Measures::Value), key("sd", Measures::Spread)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Normal::new(one(n, 0), one(n, 1))?.into()),
        },
        Self {
            name: "lognormal",
            doc: "positive; two thirds lie between `median / gsd` and `median x gsd`",
            keys: &[key("median", Measures::Value), key("gsd", Measures::Number)],
            unitless: None,
            cuts: true,
            build: |n| Ok(LogNormal::new(one(n, 0), one(n, 1))?.into()),
        },
        Self {
            name: "gamma",
            doc: "positive, with a lighter tail than the lognormal",
            keys: &[key("mean", Measures::Value), key("sd", Measures::Spread)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Gamma::new(one(n, 0), one(n, 1))?.into()),
        },
        Self {
            name: "beta",
            doc: "a share",
            keys: &[key("mean", Measures::Share), key("sd", Measures::Share)],
            unitless: Some("a share"),
            cuts: true,
            build: |n| Ok(Beta::new(one(n, 0), one(n, 1))?.into()),
        },
        Self {
            name: "exponential",
            doc: "a wait at a constant rate",
            keys: &[key("mean", Measures::Value)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Exponential::new(one(n, 0))?.into()),
        },
        Self {
            name: "weibull",
            doc: "a wait at a rate that rises (shape above 1) or falls with age; 63 % lie below the scale",
            keys: &[key("scale", Measures::Value), key("shape", Measures::Number)],
            unitless: None,
            cuts: true,
            build: |n| Ok(Weibull::new(one(n, 0), one(n, 1))?.into()),
        },
        Self {
            name: "bernoulli",
            doc: "1 with that probability, 0 otherwise",
            keys: &[key("p", Measures::Share)],
            unitless: Some("0 or 1"),
            cuts: false,
            build: |n| Ok(Bernoulli::new(one(n, 0))?.into()),
        },
        Self {
            name: "discrete",
            doc: "some values, each with a weight",
            keys: &[list("values", Measures::Value, true), list("weights", Measures::Number, true)],
            unitless: None,
            cuts: false,
            build: |n| Ok(Discrete::new(n[0].iter().copied().zip(n[1].iter().copied()))?.into()),
        },
        Self {
            name: "empirical",
            doc: "what was observed; or, with `p` from 0 to 1 in rising order, a table of quantiles",
            keys: &[list("values", Measures::Value, true), list("p", Measures::Share, false)],
            unitless: None,
            cuts: true,
            build: |n| {
                let values = n[0].iter().copied();
                Ok(match n.get(1).filter(|p| !p.is_empty()) {
                    Some(p) => Empirical::from_quantiles(p.iter().copied().zip(values))?.into(),
                    None => Empirical::new(values)?.into(),
                })
            },
        },
    ];

    /// The family of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|family| family.name == name)
    }

    /// All keys, those that cut included.
    pub(crate) fn all_keys(&self) -> impl Iterator<Item = &'static LawKey> {
        self.keys.iter().chain(CUTS.iter().filter(|_| self.cuts))
    }
}
