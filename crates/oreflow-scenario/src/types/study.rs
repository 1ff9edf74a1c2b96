//! How a scenario is run.

use oreflow_engine::run::Stratify;
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
    pub trials: Spanned<Trials>,
    /// With trials `auto`, how exact the mean of each watched outcome must be; 1 % of it by default.
    pub tolerance: Spanned<Quantity>,
    /// Tolerances of single watched outcomes.
    pub tolerances: Vec<(Spanned<String>, Spanned<Quantity>)>,
    /// With trials `auto`, the most trials; 1,048,576 by default.
    pub most_trials: Spanned<u64>,
    /// Whether rare hazards share out the trials; if a pilot finds it worth while by default.
    pub strata: Spanned<StrataRule>,
    /// How the trials are spread; by Sobol' points by default.
    pub design: Spanned<DesignName>,
    /// Inputs that Sobol' points spread together: ids of hazards, or paths of uncertain parameters.
    pub drivers: Vec<Spanned<String>>,
    /// Share of trials that may fail before a run counts as failed; 1 % by default.
    pub failures: Spanned<Quantity>,
    /// Whether watched outcomes are kept trial by trial; not by default.
    pub keep_trials: bool,
    /// One number a trial each: paths `quantity.product.place[.field]`.
    pub watch: Vec<Spanned<String>>,
    /// Series over time: paths `quantity.product.place`.
    pub series: Vec<Spanned<String>>,
    /// Countries and groups whose ledgers are kept, besides those who take measures.
    pub ledgers: Vec<Spanned<String>>,
    /// Policies that are compared, each with the first; all, after the scenario itself, by default.
    pub compare: Vec<Spanned<String>>,
}

/// How many trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trials {
    /// So many.
    Number(u64),
    /// `auto`: 8,192, doubled until the tolerances are met.
    Auto,
}

impl Trials {
    /// Trials of a run that says nothing of them, and with which one begins that finds out.
    pub const FIRST: u64 = 8 * 1024;

    /// Most trials of a run.
    pub const MOST: u64 = 1_000_000_000;

    /// So many, or with how many to begin.
    pub fn first(self) -> u64 {
        match self {
            Self::Number(trials) => trials,
            Self::Auto => Self::FIRST,
        }
    }
}

/// Whether trials are shared out among strata of rare hazards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StrataRule {
    /// `auto`: if a pilot finds it worth while.
    #[default]
    Auto,
    /// `never`.
    Never,
    /// `always`, where there are rare hazards.
    Always,
}

impl StrataRule {
    /// All rules.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Never, Self::Always];

    /// Name in scenario files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Never => "never",
            Self::Always => "always",
        }
    }

    /// The rule of the engine.
    pub fn rule(self) -> Stratify {
        match self {
            Self::Auto => Stratify::IfWorth,
            Self::Never => Stratify::Never,
            Self::Always => Stratify::Always,
        }
    }
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
