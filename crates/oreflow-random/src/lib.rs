//! Random draws that depend on nothing but what they are for, and estimates that say how good they are.
//!
//! Five parts, each of use alone:
//!
//! - [`Stream`]: counter-based draws. A draw is a pure function of seed, entity, purpose, [`Trial`] and
//!   a number; no draw moves another one.
//! - [`Quantile`]: distributions as quantile functions, one uniform per variate, with closed forms for
//!   what is expected of a duration that has lasted for a while already ([`LogNormal`], [`Triangular`],
//!   [`Exponential`], ... or any of them as a [`Distribution`]).
//! - [`design`]: how the trials of a study are spread: plain, Latin hypercube, or scrambled Sobol' points.
//! - [`Copula`]: uniforms that go together, from independent ones.
//! - [`Summary`]: mean, standard deviation, quantiles, tails and probabilities of an outcome, each an
//!   [`Estimate`] with a 95 % interval, in memory that does not grow with the number of trials.
//!
//! # A first study
//!
//! A machine stops with a probability of 30 % a year and then stands still for some months. How many
//! months of work are lost in a bad year, and what would a spare part save?
//!
//! ```
//! use oreflow_random::{Bernoulli, LogNormal, Stream, Summary, Trial};
//!
//! let seed = 0; // a seed like any other
//! let stops = Stream::new(seed, "machine-7", "stops");
//! let repair = Stream::new(seed, "machine-7", "months-of-repair");
//! let probability = Bernoulli::new(0.3)?;
//! let months = LogNormal::new(2.0, 1.6)?; // half of all repairs take up to 2 months
//!
//! let (mut lost, mut saved) = (Summary::new(), Summary::new());
//! for number in 0..8_000 {
//!     let trial = Trial::from_number(number);
//!     let happens = stops.draw(trial, 0, &probability);
//!     let without_spare = happens * repair.draw(trial, 0, &months);
//!     let with_spare = without_spare.min(1.0); // same stop, same repair: only the spare differs
//!     lost.push(trial, without_spare);
//!     saved.push(trial, without_spare - with_spare); // a paired difference is an outcome, too
//! }
//!
//! let bad_year = lost.quantile(0.95);
//! println!(
//!     "months lost in one year of twenty: {:.2} ({:.2?} to {:.2?})",
//!     bad_year.value, bad_year.low, bad_year.high
//! );
//! assert!(bad_year.low.unwrap() < 3.151 && 3.151 < bad_year.high.unwrap());
//! assert!(lost.exceedance(0.0).low.unwrap() < 0.3);
//! assert!(saved.mean().low.unwrap() > 0.0);
//! # Ok::<(), oreflow_random::ParameterError>(())
//! ```
//!
//! # The same bits everywhere
//!
//! Every number of this crate has the same bits on every platform, with any number of threads and any
//! optimisation level. Draws use integers; distributions and intervals use basic arithmetic, square
//! roots and `libm`; there is no fused multiply-add, no shared generator and no dependence on the order
//! of a hash map. The tests in `tests/value_stability.rs` hold recorded bits: a change there is a
//! breaking change. What is left to the caller is to push values into [`Moments`] and [`Summary`] in a
//! fixed order.
//!
//! # With `rand`
//!
//! The distributions implement [`rand_distr::Distribution`], so that any generator can sample them, and
//! [`Stream::rng`] makes a generator for code that wants one:
//!
//! ```
//! use oreflow_random::{Stream, Trial, Triangular};
//! use rand_distr::Distribution;
//!
//! let mut rng = Stream::new(1, "harbour", "weather").rng(Trial::from_number(0));
//! let days = Triangular::new(0.0, 1.0, 9.0)?.sample(&mut rng);
//! let calls = rand_distr::Poisson::new(4.0)?.sample(&mut rng);
//! assert!(days < 9.0 && calls >= 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod copula;
pub mod design;
pub mod distribution;
mod error;
pub mod estimate;
mod key;
mod philox;
mod quantile;
mod special;
mod strata;
mod stream;
mod trial;

pub use copula::{Copula, CopulaError};
pub use design::{Design, Draws};
pub use distribution::{
    Bernoulli, Beta, Constant, Discrete, Distribution, Empirical, Exponential, Gamma, LogNormal, Normal,
    Pert, Triangular, Truncated, Uniform, Weibull,
};
pub use error::ParameterError;
pub use estimate::{Estimate, Fan, Means, Moments, Sampling, Sketch, Summary};
pub use quantile::Quantile;
pub use strata::CountStrata;
pub use stream::{Stream, StreamRng};
pub use trial::{ParseTrialError, REPLICATES, Trial};
