//! The incomplete beta function and its inverse.

use super::root;

/// The regularised incomplete beta function: the probability that a beta variate of these shapes is at most `x`.
pub(crate) fn lower(a: f64, b: f64, x: f64) -> f64 {
    split(a, b, x, 1.0 - x).0
}

/// The probability of more than `x`.
pub(crate) fn upper(a: f64, b: f64, x: f64) -> f64 {
    split(a, b, x, 1.0 - x).1
}

/// The value that is not exceeded with probability `p`, by a beta of these shapes.
///
/// Below the mean it is sought in ln x, above it in ln (1 - x): the logarithm of the probability is nearly straight in
/// them.
pub(crate) fn quantile(a: f64, b: f64, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 || p.is_nan() {
        return if p == 0.0 || p == 1.0 { p } else { f64::NAN };
    }
    if p <= lower(a, b, a / (a + b)) { below_mean(a, b, p) } else { 1.0 - below_mean(b, a, 1.0 - p) }
}

fn below_mean(a: f64, b: f64, p: f64) -> f64 {
    let (log_p, log_beta) = (libm::log(p), log_beta(a, b));
    // Near 0 the function is x^a / (a B(a, b)).
    let edge = ((log_p + libm::log(a) + log_beta) / a).min(0.0);
    let lowest = edge.min(0.0) - 1.0 - b.max(1.0) / a;
    let guess = edge.min(libm::log(a / (a + b)));
    let y = root::increasing((lowest.min(guess), 0.0), guess, |y| {
        let (x, rest) = (libm::exp(y), -libm::expm1(y));
        let below = split(a, b, x, rest).0;
        let log_slope = a * y + (b - 1.0) * libm::log(rest) - log_beta;
        (libm::log(below) - log_p, libm::exp(log_slope) / below)
    });
    libm::exp(y)
}

/// The probabilities of at most and of more than `x`, where `rest` is `1 - x`.
fn split(a: f64, b: f64, x: f64, rest: f64) -> (f64, f64) {
    if x <= 0.0 {
        (0.0, 1.0)
    } else if rest <= 0.0 {
        (1.0, 0.0)
    } else if x <= (a + 1.0) / (a + b + 2.0) {
        let below = fraction(a, b, x, rest);
        (below, 1.0 - below)
    } else {
        let above = fraction(b, a, rest, x);
        (1.0 - above, above)
    }
}

/// The lower function by its continued fraction, which converges fast below the mean: Abramowitz & Stegun 26.5.8,
/// evaluated by Lentz's method.
fn fraction(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let weight = libm::exp(a * libm::log(x) + b * libm::log(rest) - log_beta(a, b)) / a;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    let mut m = 1.0;
    loop {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            return (weight * h).min(1.0);
        }
        m += 1.0;
    }
}

/// Logarithm of the beta function.
fn log_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

#[cfg(test)]
mod tests {
    use statrs::function::beta::beta_reg;

    use super::*;

    const SHAPES: [(f64, f64); 8] = [
        (1.0, 1.0),
        (0.02, 3.0),
        (0.5, 0.5),
        (1.0, 5.0),
        (3.4, 2.6),
        (40.0, 7.0),
        (900.0, 1100.0),
        (5.0, 0.1),
    ];

    #[test]
    fn probabilities_agree_with_statrs_and_add_up() {
        for (a, b) in SHAPES {
            for x in [1e-9, 0.01, 0.3, 0.45, 0.5, 0.8, 0.99] {
                let (below, above) = (lower(a, b, x), upper(a, b, x));
                assert!((below - beta_reg(a, b, x)).abs() < 1e-10, "{a} {b} {x}: {below}");
                assert!((below + above - 1.0).abs() < 1e-14, "{a} {b} {x}");
            }
        }
    }

    #[test]
    fn some_shapes_have_a_closed_form() {
        for x in [1e-6, 0.1, 0.5, 0.7, 0.999] {
            assert!((lower(1.0, 1.0, x) / x - 1.0).abs() < 1e-13, "{x}");
            // 1 - (1 - x)^5, and the arc sine law.
            assert!((lower(1.0, 5.0, x) / -libm::expm1(5.0 * libm::log1p(-x)) - 1.0).abs() < 1e-13, "{x}");
            let arc = std::f64::consts::FRAC_2_PI * libm::asin(x.sqrt());
            assert!((lower(0.5, 0.5, x) / arc - 1.0).abs() < 1e-13, "{x}");
        }
    }

    #[test]
    fn quantiles_are_undone_by_probabilities() {
        for (a, b) in SHAPES {
            for p in [1e-12, 1e-3, 0.3, 0.5, 0.500_001, 0.9, 0.999] {
                let x = quantile(a, b, p);
                let back = lower(a, b, x);
                // Next to 1 the double itself is what limits.
                let tolerance = if x > 0.999 { 2e-3 } else { 1e-9 };
                assert!(
                    x < f64::MIN_POSITIVE || (back / p - 1.0).abs() < tolerance,
                    "{a} {b} {p}: {x}, {back}"
                );
            }
        }
        assert_eq!((quantile(2.0, 3.0, 0.0), quantile(2.0, 3.0, 1.0)), (0.0, 1.0));
        assert!(quantile(2.0, 3.0, -0.1).is_nan());
    }
}
