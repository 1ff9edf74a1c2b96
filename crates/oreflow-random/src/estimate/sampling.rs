//! What an estimate must know of how its trials were drawn.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Design;
use crate::trial::MOST_STRATA;

/// A design and the strata that the trials are shared out among.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Design, Sampling};
///
/// let plain = Sampling::from(Design::Plain);
/// assert!(plain.independent());
/// let rare = Sampling::stratified(Design::Sobol, &[0.96, 0.04]);
/// assert_eq!(rare.weights(), [0.96, 0.04]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Sampling {
    design: Design,
    weights: Arc<[f64]>,
}

serde_if_sound!(Sampling);

impl Sampling {
    /// Trials of several strata, each with its probability; [`Trial::stratum`](crate::Trial::stratum) tells which.
    pub fn stratified(design: Design, weights: &[f64]) -> Self {
        Self { design, weights: weights.into() }
    }

    fn is_sound(&self) -> bool {
        (1..=MOST_STRATA as usize).contains(&self.weights.len())
            && self.weights.iter().all(|weight| (0.0..=1.0).contains(weight))
    }

    /// How trials are spread within a stratum.
    pub fn design(&self) -> Design {
        self.design
    }

    /// The probability of each stratum; a single 1 without strata.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Whether all trials are independent and alike, so that not only the spread between replicates tells of errors.
    pub fn independent(&self) -> bool {
        self.design.independent_trials() && self.weights.len() == 1
    }
}

impl From<Design> for Sampling {
    fn from(design: Design) -> Self {
        Self { design, weights: [1.0].into() }
    }
}
