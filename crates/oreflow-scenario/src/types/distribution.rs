//! Distributions.

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

/// A family of distributions with its parameters; written `{ dist = "triangular", low = ..., ... }`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Law {
    /// One certain value; a number alone means the same.
    Constant {
        /// The value.
        value: Spanned<Quantity>,
    },
    /// Any value between two ends, all alike.
    Uniform {
        /// Least value.
        low: Spanned<Quantity>,
        /// Greatest value.
        high: Spanned<Quantity>,
    },
    /// Between two ends, most likely at the mode.
    Triangular {
        /// Least value.
        low: Spanned<Quantity>,
        /// Most likely value.
        mode: Spanned<Quantity>,
        /// Greatest value.
        high: Spanned<Quantity>,
    },
    /// The bell curve.
    Normal {
        /// Mean.
        mean: Spanned<Quantity>,
        /// Standard deviation.
        sd: Spanned<Quantity>,
    },
    /// A positive value whose logarithm is normal.
    LogNormal {
        /// Median.
        median: Spanned<Quantity>,
        /// Geometric standard deviation, a pure number of at least 1.
        gsd: Spanned<Quantity>,
    },
    /// The waiting time of an event that comes at a constant rate.
    Exponential {
        /// Mean.
        mean: Spanned<Quantity>,
    },
    /// 1 with a probability, 0 otherwise.
    Bernoulli {
        /// The probability.
        p: Spanned<Quantity>,
    },
}

impl Law {
    /// Names of all families, as in files.
    pub const NAMES: &'static [&'static str] =
        &["constant", "uniform", "triangular", "normal", "lognormal", "exponential", "bernoulli"];

    /// Name of the family, as in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Normal { .. } => "normal",
            Self::LogNormal { .. } => "lognormal",
            Self::Exponential { .. } => "exponential",
            Self::Bernoulli { .. } => "bernoulli",
        }
    }

    /// The parameters with their keys, in the order in which they are written.
    pub fn parameters(&self) -> Vec<(&'static str, &Spanned<Quantity>)> {
        match self {
            Self::Constant { value } => vec![("value", value)],
            Self::Uniform { low, high } => vec![("low", low), ("high", high)],
            Self::Triangular { low, mode, high } => vec![("low", low), ("mode", mode), ("high", high)],
            Self::Normal { mean, sd } => vec![("mean", mean), ("sd", sd)],
            Self::LogNormal { median, gsd } => vec![("median", median), ("gsd", gsd)],
            Self::Exponential { mean } => vec![("mean", mean)],
            Self::Bernoulli { p } => vec![("p", p)],
        }
    }
}
