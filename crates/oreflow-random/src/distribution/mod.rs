//! Distributions as quantile functions.

mod bernoulli;
mod beta;
mod constant;
mod discrete;
mod empirical;
mod exponential;
mod gamma;
mod lognormal;
mod normal;
mod pert;
mod triangular;
mod truncated;
mod uniform;
mod weibull;

pub use bernoulli::Bernoulli;
pub use beta::Beta;
pub use constant::Constant;
pub use discrete::Discrete;
pub use empirical::Empirical;
pub use exponential::Exponential;
pub use gamma::Gamma;
pub use lognormal::LogNormal;
pub use normal::Normal;
pub use pert::Pert;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;
pub use weibull::Weibull;

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
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Distribution {
    /// One certain value.
    Constant(Constant),
    /// Any value between two ends, all alike.
    Uniform(Uniform),
    /// Between two ends, most likely at the mode.
    Triangular(Triangular),
    /// Between two ends, most likely at the mode, with thin ends.
    Pert(Pert),
    /// The bell curve.
    Normal(Normal),
    /// A positive value whose logarithm is normal.
    LogNormal(LogNormal),
    /// A positive value with a lighter tail than the lognormal.
    Gamma(Gamma),
    /// A share between 0 and 1.
    Beta(Beta),
    /// The waiting time of an event that comes at a constant rate.
    Exponential(Exponential),
    /// The waiting time of an event whose rate changes with age.
    Weibull(Weibull),
    /// 1 with a probability, 0 otherwise.
    Bernoulli(Bernoulli),
    /// Some values, each with a probability.
    Discrete(Discrete),
    /// A table of what has been observed.
    Empirical(Empirical),
    /// The part of another one between two ends.
    Truncated(Truncated),
}

/// Calls a method of whichever distribution it is.
macro_rules! delegate {
    ($self:ident, $method:ident($($argument:ident),*)) => {
        match $self {
            Self::Constant(law) => law.$method($($argument),*),
            Self::Uniform(law) => law.$method($($argument),*),
            Self::Triangular(law) => law.$method($($argument),*),
            Self::Pert(law) => law.$method($($argument),*),
            Self::Normal(law) => law.$method($($argument),*),
            Self::LogNormal(law) => law.$method($($argument),*),
            Self::Gamma(law) => law.$method($($argument),*),
            Self::Beta(law) => law.$method($($argument),*),
            Self::Exponential(law) => law.$method($($argument),*),
            Self::Weibull(law) => law.$method($($argument),*),
            Self::Bernoulli(law) => law.$method($($argument),*),
            Self::Discrete(law) => law.$method($($argument),*),
            Self::Empirical(law) => law.$method($($argument),*),
            Self::Truncated(law) => law.$method($($argument),*),
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

sample_by_quantile!(
    Constant,
    Uniform,
    Triangular,
    Pert,
    Normal,
    LogNormal,
    Gamma,
    Beta,
    Exponential,
    Weibull,
    Bernoulli,
    Discrete,
    Empirical,
    Truncated,
    Distribution
);

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

into_distribution!(
    Constant,
    Uniform,
    Triangular,
    Pert,
    Normal,
    LogNormal,
    Gamma,
    Beta,
    Exponential,
    Weibull,
    Bernoulli,
    Discrete,
    Empirical,
    Truncated
);
