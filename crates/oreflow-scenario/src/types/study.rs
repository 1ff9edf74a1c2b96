//! How a scenario is run.

use oreflow_random::{Design, REPLICATES};

use crate::source::Spanned;
use crate::unit::Quantity;

/// `[study]`: how many trials, from which seed, and what is watched.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Study {
    /// Seed of all draws; 0 by default.
    pub seed: Spanned<u64>,
    /// Number of trials; 8,192 by default.
    pub trials: Spanned<u64>,
    /// How the trials are spread; by Sobol' points by default.
    pub design: Spanned<DesignName>,
    /// Inputs that Sobol' points spread together: ids of hazards, or paths of uncertain parameters.
    pub drivers: Vec<Spanned<String>>,
    /// Share of trials that may fail before a run counts as failed; 1 % by default.
    pub failures: Spanned<Quantity>,
    /// One number a trial each: paths `quantity.product.place[.field]`.
    pub watch: Vec<Spanned<String>>,
    /// Series over time: paths `quantity.product.place`.
    pub series: Vec<Spanned<String>>,
}

/// A name of a design.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DesignName {
    /// `sobol`: scrambled Sobol' points.
    #[default]
    Sobol,
    /// `latin-hypercube`: one hypercube for each of the eight replicates.
    LatinHypercube,
    /// `plain`: all trials independent.
    Plain,
}

impl DesignName {
    /// All designs.
    pub const ALL: [Self; 3] = [Self::Sobol, Self::LatinHypercube, Self::Plain];

    /// Name in scenario files.
    pub fn name(self) -> &'static str {
        self.design(1).name()
    }

    /// The design for a number of trials.
    pub fn design(self, trials: u64) -> Design {
        match self {
            Self::Sobol => Design::Sobol,
            Self::LatinHypercube => Design::LatinHypercube { points: trials.div_ceil(u64::from(REPLICATES)) },
            Self::Plain => Design::Plain,
        }
    }
}
