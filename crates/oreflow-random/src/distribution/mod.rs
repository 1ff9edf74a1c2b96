//! Distributions as quantile functions.

mod bernoulli;
mod constant;
mod exponential;
mod lognormal;
mod normal;
mod triangular;
mod uniform;

pub use bernoulli::Bernoulli;
pub use constant::Constant;
pub use exponential::Exponential;
pub use lognormal::LogNormal;
pub use normal::Normal;
pub use triangular::Triangular;
pub use uniform::Uniform;

use rand::Rng;

use crate::Quantile;
use crate::stream::open_uniform;

/// One of the distributions of this crate, chosen at run time.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Distribution, LogNormal, Quantile, Triangular};
///
/// let durations: [Distribution; 2] =
///     [Triangular::new(1.0, 2.0, 6.0)?.into(), LogNormal::new(3.0, 1.8)?.into()];
/// assert_eq!(durations[0].mean(), 3.0);
/// assert_eq!(durations[1].quantile(0.5), 3.0);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Distribution {
    /// Any value between two ends, all alike.
    Uniform(Uniform),
    /// Between two ends, most likely at the mode.
    Triangular(Triangular),
    /// The bell curve.
    Normal(Normal),
    /// A positive value whose logarithm is normal.
    LogNormal(LogNormal),
    /// The waiting time of an event that comes at a constant rate.
    Exponential(Exponential),
    /// 1 with a probability, 0 otherwise.
    Bernoulli(Bernoulli),
    /// One certain value.
    Constant(Constant),
}

/// Calls a method of whichever distribution it is.
macro_rules! delegate {
    ($self:ident, $method:ident($($argument:ident),*)) => {
        match $self {
            Self::Uniform(law) => law.$method($($argument),*),
            Self::Triangular(law) => law.$method($($argument),*),
            Self::Normal(law) => law.$method($($argument),*),
            Self::LogNormal(law) => law.$method($($argument),*),
            Self::Exponential(law) => law.$method($($argument),*),
            Self::Bernoulli(law) => law.$method($($argument),*),
            Self::Constant(law) => law.$method($($argument),*),
        }
    };
}

impl Quantile for Distribution {
    fn quantile(&self, p: f64) -> f64 {
        delegate!(self, quantile(p))
    }

    fn cdf(&self, x: f64) -> f64 {
        delegate!(self, cdf(x))
    }

    fn survival(&self, x: f64) -> f64 {
        delegate!(self, survival(x))
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        delegate!(self, survival_integral(from, to))
    }

    fn mean(&self) -> f64 {
        delegate!(self, mean())
    }
}

/// Makes each type sampleable by any generator, with one open uniform through the quantile.
macro_rules! sample_by_quantile {
    ($($law:ident),+) => {$(
        impl rand_distr::Distribution<f64> for $law {
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
                self.quantile(open_uniform(rng.next_u64()))
            }
        }
    )+};
}

sample_by_quantile!(Uniform, Triangular, Normal, LogNormal, Exponential, Bernoulli, Constant, Distribution);

/// Makes each type one of the run-time choices.
macro_rules! into_distribution {
    ($($law:ident),+) => {$(
        impl From<$law> for Distribution {
            fn from(law: $law) -> Self {
                Self::$law(law)
            }
        }
    )+};
}

into_distribution!(Uniform, Triangular, Normal, LogNormal, Exponential, Bernoulli, Constant);
