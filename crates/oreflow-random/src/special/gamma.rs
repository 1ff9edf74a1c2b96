//! The incomplete gamma function and its inverse.

use std::f64::consts::PI;

use super::{normal, root};

/// The regularised lower incomplete gamma function: the probability that a gamma variate of this shape and of
/// scale 1 is at most `x`.
pub(crate) fn lower(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x < shape + 1.0 {
        series(shape, x)
    } else {
        1.0 - fraction(shape, x)
    }
}

/// The probability of more than `x`; relatively accurate in the upper tail.
pub(crate) fn upper(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x < shape + 1.0 {
        1.0 - series(shape, x)
    } else {
        fraction(shape, x)
    }
}

/// The value that is not exceeded with probability `p`, by a gamma of this shape and of scale 1.
///
/// Below the mean it is sought in ln x, in which the logarithm of the distribution function is nearly straight, above
/// it in x, in which that of the survival is.
pub(crate) fn quantile(shape: f64, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 || p.is_nan() {
        return if p == 0.0 {
            0.0
        } else if p == 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        };
    }
    // Wilson & Hilferty 1931: the cube root is nearly normal.
    let c = 1.0 / (9.0 * shape);
    let cube = 1.0 - c + normal::quantile(p) * c.sqrt();
    let rough = shape * cube * cube * cube;
    if p <= lower(shape, shape) {
        // The first term of the series: x^a / gamma(a + 1), which bounds the function from above.
        let log_p = libm::log(p);
        let least = (log_p + libm::lgamma(shape + 1.0)) / shape;
        let guess = if cube > 0.0 { libm::log(rough).max(least) } else { least };
        let y = root::increasing((least.min(guess), libm::log(shape)), guess, |y| {
            let x = libm::exp(y);
            let below = lower(shape, x);
            (libm::log(below) - log_p, libm::exp(log_density(shape, x) + y) / below)
        });
        libm::exp(y)
    } else {
        let log_above = libm::log1p(-p);
        // No further than this: the survival falls at least as exp(-x / 2) beyond twice the shape and 40 sd.
        let most = 4.0 * (shape + 1.0) + 4.0 * -log_above;
        root::increasing((shape, most), rough, |x| {
            let above = upper(shape, x);
            (log_above - libm::log(above), libm::exp(log_density(shape, x)) / above)
        })
    }
}

/// Logarithm of the density x^(a-1) e^-x / gamma(a).
fn log_density(shape: f64, x: f64) -> f64 {
    log_weight(shape, x) - libm::log(x)
}

/// Logarithm of x^a e^-x / gamma(a), without the cancellation of large terms.
fn log_weight(shape: f64, x: f64) -> f64 {
    const EXPANDED_FROM: f64 = 16.0;
    if shape < EXPANDED_FROM {
        return shape * libm::log(x) - x - libm::lgamma(shape);
    }
    // ln gamma(a) = (a - 1/2) ln a - a + ln(2 pi) / 2 + 1/(12 a) - ...: Abramowitz & Stegun 6.1.41.
    let off = (x - shape) / shape;
    let square = 1.0 / (shape * shape);
    let rest = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - square / 1680.0) * square) * square) / shape;
    let log_ratio = if off < -0.5 { libm::log(x / shape) } else { libm::log1p(off) };
    shape * (log_ratio - off) + 0.5 * libm::log(shape / (2.0 * PI)) - rest
}

/// The lower function by its power series: Abramowitz & Stegun 6.5.29.
fn series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
    while term > sum * (0.25 * f64::EPSILON) {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    libm::exp(log_weight(shape, x)) * sum
}

/// The upper function by its continued fraction: Abramowitz & Stegun 6.5.31, evaluated by Lentz's method.
fn fraction(shape: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let weight = libm::exp(log_weight(shape, x));
    if weight == 0.0 {
        return 0.0;
    }
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut n = 1.0;
    loop {
        let a = n * (shape - n);
        b += 2.0;
        d = a * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + a / c;
        c = if c.abs() < TINY { TINY } else { c };
        let change = c * d;
        h *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            return weight * h;
        }
        n += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use statrs::function::gamma::{gamma_lr, gamma_ur};

    use super::*;

    #[test]
    fn probabilities_agree_with_statrs_and_add_up() {
        for shape in [0.02, 0.5, 1.0, 2.5, 15.9, 16.1, 100.0, 5_000.0] {
            for times in [0.01, 0.5, 0.9, 1.0, 1.1, 2.0, 5.0] {
                let x = shape * times;
                let (below, above) = (lower(shape, x), upper(shape, x));
                assert!((below - gamma_lr(shape, x)).abs() < 1e-10, "{shape} {x}: {below}");
                assert!((above - gamma_ur(shape, x)).abs() < 1e-10, "{shape} {x}: {above}");
                assert!((below + above - 1.0).abs() < 1e-14, "{shape} {x}");
            }
        }
    }

    #[test]
    fn whole_shapes_have_a_closed_form() {
        // Shape 1 is exponential; shape 3 is exp(-x) (1 + x + x^2 / 2).
        for x in [1e-3, 0.4, 1.0, 3.0, 12.0, 40.0] {
            let exponential = libm::exp(-x);
            assert!((upper(1.0, x) / exponential - 1.0).abs() < 1e-13, "{x}");
            let third = exponential * (1.0 + x + 0.5 * x * x);
            assert!((upper(3.0, x) / third - 1.0).abs() < 1e-13, "{x}");
        }
        // Far down, the first term is all there is.
        assert!((lower(0.5, 1e-20) / (2e-10 / PI.sqrt()) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn quantiles_are_undone_by_probabilities() {
        for shape in [0.001, 0.02, 0.5, 1.0, 2.5, 16.0, 100.0, 1e4, 1e6] {
            for p in [1e-300, 1e-12, 1e-3, 0.3, 0.5, 0.500_001, 0.9, 0.999, 1.0 - 1e-15] {
                let x = quantile(shape, p);
                if x < f64::MIN_POSITIVE {
                    // Below the least normal number there are no digits left to check.
                    assert!(lower(shape, f64::MIN_POSITIVE) >= p, "{shape} {p}");
                    continue;
                }
                let error = if p <= 0.5 { lower(shape, x) / p } else { upper(shape, x) / (1.0 - p) } - 1.0;
                assert!(error.abs() < 1e-9, "{shape} {p}: {x}, off by {error:e}");
            }
        }
        assert_eq!((quantile(2.0, 0.0), quantile(2.0, 1.0)), (0.0, f64::INFINITY));
        assert!(quantile(2.0, 1.1).is_nan());
    }
}
