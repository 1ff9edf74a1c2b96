//! How a scenario is run.

use crate::source::Spanned;

/// `[study]`: how many trials, from which seed, and what is watched.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Study {
    /// Seed of all draws; 0 by default.
    pub seed: Spanned<u64>,
    /// Number of trials; 1,000 by default.
    pub trials: Spanned<u64>,
    /// One number a trial each: paths `quantity.product.place[.field]`.
    pub watch: Vec<Spanned<String>>,
    /// Series over time: paths `quantity.product.place`.
    pub series: Vec<Spanned<String>>,
}
