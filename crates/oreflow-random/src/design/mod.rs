//! Where the points of a study lie in the unit cube.

mod owen;
mod sobol;

pub use owen::{owen_scrambled, owen_shuffled};
pub use sobol::{Sobol, SobolError};
