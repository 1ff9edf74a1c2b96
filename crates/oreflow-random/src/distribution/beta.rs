//! The beta distribution.

use crate::error::require;
use crate::quantile::{integral_by_excess, integral_of_step, step};
use crate::special::beta;
use crate::{ParameterError, Quantile};

/// The beta distribution of a mean and a standard deviation: a share between 0 and 1.
///
/// Its shapes are `mean * k` and `(1 - mean) * k`, with `k = mean (1 - mean) / sd^2 - 1`. With `sd == 0` it is the mean
/// with certainty.
///
/// # Numerics
///
/// Probabilities are the regularised incomplete beta functions, by continued fraction; the quantile solves them by
/// Newton's method. The survival integral uses `E[X; X > t] = mean * P(X' > t)`, with `X'` of a first shape larger by
/// one.
///
/// # References
///
/// Johnson, Kotz & Balakrishnan, *Continuous Univariate Distributions*, volume 2, 2nd edition, 1995, chapter 25.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Beta, Quantile};
///
/// let severity = Beta::new(0.3, 0.1)?;
/// assert_eq!(severity.mean(), 0.3);
/// let (a, b) = severity.shapes();
/// assert!((a - 6.0).abs() < 1e-12 && (b - 14.0).abs() < 1e-12);
/// assert_eq!(Beta::from_shapes(1.0, 1.0)?.cdf(0.25), 0.25); // any share alike
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    mean: f64,
    /// Shapes; infinite for a certain value.
    a: f64,
    b: f64,
}

/// Least and greatest shapes.
const SHAPES: (f64, f64) = (0.02, 1e6);

impl Beta {
    /// The beta distribution of a mean and a standard deviation.
    ///
    /// # Errors
    ///
    /// If `mean` is not between 0 and 1; or if `sd` is not 0 and so large that more would pile up at the ends than the
    /// shape 0.02 allows, or so small that a shape would be above 1,000,000. A mean of 0 or 1 is certain and allows no
    /// other `sd` than 0.
    pub fn new(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        require((0.0..=1.0).contains(&mean), "mean", mean, "between 0 and 1")?;
        if sd == 0.0 {
            return Ok(Self { mean, a: f64::INFINITY, b: f64::INFINITY });
        }
        let variance = mean * (1.0 - mean);
        let sum = variance / (sd * sd) - 1.0;
        let (a, b) = (mean * sum, (1.0 - mean) * sum);
        let (least, most) = SHAPES;
        let fits = sd > 0.0 && a.min(b) >= least && a.max(b) <= most;
        let smaller = mean.min(1.0 - mean);
        let allowed = if smaller > 0.0 {
            let highest = (variance / (1.0 + least / smaller)).sqrt();
            let lowest = (variance / (1.0 + most / (1.0 - smaller))).sqrt();
            format!("0, or from {lowest:.2e} to {highest:.3} for this `mean` ({mean})")
        } else {
            format!("0 for this `mean` ({mean})")
        };
        require(fits, "sd", sd, allowed)?;
        Ok(Self { mean, a, b })
    }

    /// The beta distribution of its two shapes, often called alpha and beta.
    ///
    /// # Errors
    ///
    /// If a shape is not between 0.02 and 1,000,000.
    pub fn from_shapes(a: f64, b: f64) -> Result<Self, ParameterError> {
        let (least, most) = SHAPES;
        for (name, shape) in [("a", a), ("b", b)] {
            require((least..=most).contains(&shape), name, shape, format!("from {least} to {most}"))?;
        }
        Ok(Self { mean: a / (a + b), a, b })
    }

    /// The two shapes; infinite for a certain value.
    pub fn shapes(&self) -> (f64, f64) {
        (self.a, self.b)
    }

    fn is_certain(&self) -> bool {
        self.a == f64::INFINITY
    }

    /// E[max(X - t, 0)].
    fn excess(&self, t: f64) -> f64 {
        if t <= 0.0 {
            self.mean - t
        } else if t >= 1.0 {
            0.0
        } else {
            self.mean * beta::upper(self.a + 1.0, self.b, t) - t * beta::upper(self.a, self.b, t)
        }
    }
}

impl Quantile for Beta {
    fn quantile(&self, p: f64) -> f64 {
        if self.is_certain() { self.mean } else { beta::quantile(self.a, self.b, p) }
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.is_certain() { step(self.mean, x) } else { beta::lower(self.a, self.b, x) }
    }

    fn survival(&self, x: f64) -> f64 {
        if self.is_certain() { 1.0 - step(self.mean, x) } else { beta::upper(self.a, self.b, x) }
    }

    fn survival_integral(&self, from: f64, to: f64) -> f64 {
        if self.is_certain() {
            return integral_of_step(self.mean, from, to);
        }
        integral_by_excess(self, |t| self.excess(t), from, to)
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}
