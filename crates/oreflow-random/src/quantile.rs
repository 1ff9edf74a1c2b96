//! The trait by which one uniform number becomes one variate.

/// A distribution that is drawn by one uniform number per variate, through its quantile function.
///
/// One uniform per variate, and never a smaller variate for a larger uniform: this is what keeps common
/// random numbers common and lets stratified and quasi-random points do their work.
///
/// Implement it for a distribution of your own to draw it with [`Stream::draw`](crate::Stream::draw).
/// Every type here implements [`rand_distr::Distribution`] besides, so that it can be sampled with any
/// generator.
///
/// # Reproducibility
///
/// The implementations of this crate use basic arithmetic, square roots and `libm` only, and no fused
/// multiply-add: all their results have the same bits on every machine.
///
/// # Examples
///
/// A Pareto distribution, the standard example of a heavy tail:
///
/// ```
/// use oreflow_random::{Quantile, Stream, Trial};
///
/// struct Pareto {
///     least: f64,
///     shape: f64,
/// }
///
/// impl Quantile for Pareto {
///     fn quantile(&self, p: f64) -> f64 {
///         self.least * libm::pow(1.0 - p, -1.0 / self.shape)
///     }
///     fn cdf(&self, x: f64) -> f64 {
///         1.0 - self.survival(x)
///     }
///     fn survival(&self, x: f64) -> f64 {
///         libm::pow(self.least / x.max(self.least), self.shape)
///     }
///     fn survival_integral(&self, from: f64, to: f64) -> f64 {
///         let above = |x: f64| {
///             let start = x.max(self.least);
///             start - x + self.survival(start) * start / (self.shape - 1.0)
///         };
///         above(from) - above(to)
///     }
///     fn mean(&self) -> f64 {
///         self.least * self.shape / (self.shape - 1.0)
///     }
/// }
///
/// let size = Pareto { least: 1.0, shape: 3.0 };
/// let draw = Stream::new(1, "outage", "size").draw(Trial::from_number(0), 0, &size);
/// assert!(draw > 1.0);
/// assert!((size.survival_integral(0.0, 1e9) - size.mean()).abs() < 1e-12);
/// ```
pub trait Quantile {
    /// The value that is not exceeded with probability `p`: the smallest `x` with `cdf(x) >= p`.
    ///
    /// `p` lies strictly between 0 and 1. At 0 and 1 the ends of the support are returned, infinite ones
    /// included; a `p` outside of [0, 1] gives a number without meaning or NaN, but no panic.
    fn quantile(&self, p: f64) -> f64;

    /// The probability of at most `x`.
    fn cdf(&self, x: f64) -> f64;

    /// The probability of more than `x`.
    ///
    /// One less the [`cdf`](Self::cdf), but the distributions of this crate keep their relative accuracy
    /// far into the upper tail.
    fn survival(&self, x: f64) -> f64 {
        1.0 - self.cdf(x)
    }

    /// The integral of the survival over [`from`, `to`], in closed form.
    ///
    /// In units of the variate. `survival_integral(s, s + h) / survival(s)` is the expected part of the
    /// next `h` for which something of this random duration still lasts, given that it has lasted `s`
    /// already. (Where `survival(s)` is 0, nothing can have lasted that long, and the ratio has no
    /// meaning.) From 0 to infinity it is the mean of a non-negative variate. An integral from a larger
    /// to a smaller value is negative, as usual.
    ///
    /// The distributions of this crate keep it between `(to - from) * survival(to)` and
    /// `(to - from) * survival(from)`, so that the ratio above never leaves [0, h].
    fn survival_integral(&self, from: f64, to: f64) -> f64;

    /// The expected value.
    fn mean(&self) -> f64;
}

impl<Q: Quantile + ?Sized> Quantile for &Q {
    fn quantile(&self, p: f64) -> f64 {
        (**self).quantile(p)
    }

    fn cdf(&self, x: f64) -> f64 {
        (**self).cdf(x)
    }

    fn survival(&self, x: f64) -> f64 {
        (**self).survival(x)
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        (**self).survival_integral(from, to)
    }

    fn mean(&self) -> f64 {
        (**self).mean()
    }
}

/// The survival integral by the expected excess E[max(X - t, 0)], which is the survival integrated from
/// `t` to infinity.
pub(crate) fn integral_by_excess(
    law: &impl Quantile,
    excess: impl Fn(f64) -> f64,
    from: f64,
    to: f64,
) -> f64 {
    if from > to {
        return -integral_by_excess(law, excess, to, from);
    }
    if from == to {
        return 0.0;
    }
    let integral = excess(from) - excess(to);
    // The survival falls, which bounds the integral; cancellation must not carry it outside. (An
    // infinite width makes a bound infinite or NaN, and then it does not bind.)
    let least = (to - from) * law.survival(to);
    let most = (to - from) * law.survival(from);
    if integral < least {
        least
    } else if integral > most {
        most
    } else {
        integral
    }
}

/// The survival integral of a single certain value.
pub(crate) fn integral_of_step(value: f64, from: f64, to: f64) -> f64 {
    let cut = |x: f64| if x < value { x } else { value };
    cut(to) - cut(from)
}

/// The distribution function of a single certain value.
pub(crate) fn step(value: f64, x: f64) -> f64 {
    if x >= value { 1.0 } else { 0.0 }
}
