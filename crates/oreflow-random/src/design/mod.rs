//! Where the trials of a study lie in the unit cube of all that is drawn.
//!
//! [`Draws`] hands out the streams of a study under a [`Design`]. The designs differ in how evenly the trials of a
//! replicate are spread, and in nothing else: each draw alone is uniform under all of them, and the eight replicates are
//! independent of each other, which is what error bars are made from.

mod draws;
mod owen;
mod permutation;
mod sobol;

pub use draws::{Design, Draws};
pub use owen::{owen_scrambled, owen_shuffled};
pub use permutation::permuted;
pub use sobol::{Sobol, SobolError};

pub(crate) use draws::Place;
