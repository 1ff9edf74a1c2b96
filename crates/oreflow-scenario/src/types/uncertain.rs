//! Parameters that we do not know.

use std::fmt;

use oreflow_network::Parameter;

use crate::source::Spanned;
use crate::types::Distribution;

/// A line of `[uncertain]`: a path and what we believe of what it names.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Uncertain {
    /// What is uncertain.
    pub path: Spanned<ParameterPath>,
    /// What we believe of it, with the source that says so.
    pub distribution: Spanned<Distribution>,
}

/// A path `parameter.product.place`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterPath {
    /// Which parameter.
    pub parameter: Parameter,
    /// Of what: a product, a group of products, or `*`.
    pub product: String,
    /// Where: a country, a group, a site, `world` or `*`.
    pub place: String,
}

impl fmt::Display for ParameterPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.parameter, self.product, self.place)
    }
}
