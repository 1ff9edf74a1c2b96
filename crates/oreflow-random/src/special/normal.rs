//! The standard normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

/// 1 / sqrt(2 pi).
const DENSITY_AT_ZERO: f64 = 0.398_942_280_401_432_7;

/// Density at `z`.
pub(crate) fn density(z: f64) -> f64 {
    DENSITY_AT_ZERO * libm::exp(-0.5 * z * z)
}

/// Probability of at most `z`; relatively accurate in the lower tail.
pub(crate) fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// Probability of more than `z`; relatively accurate in the upper tail.
pub(crate) fn survival(z: f64) -> f64 {
    0.5 * libm::erfc(z * FRAC_1_SQRT_2)
}

/// The value that is exceeded with probability `1 - p`.
///
/// Minus infinity at 0 and infinity at 1, NaN outside of [0, 1]. The relative error is below 1e-15 for
/// `p` in (1e-300, 1), checked in the tests against 60-digit references.
///
/// # References
///
/// Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics
/// 37(3), 1988, 477-484, function PPND16.
pub(crate) fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * horner(&CENTRE.0, r) / horner(&CENTRE.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 {
        horner(&SHOULDER.0, r - 1.6) / horner(&SHOULDER.1, r - 1.6)
    } else {
        horner(&TAIL.0, r - 5.0) / horner(&TAIL.1, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// A polynomial by its coefficients, lowest power first.
fn horner(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Numerator and denominator of a rational approximation.
type Ratio = ([f64; 8], [f64; 8]);

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const CENTRE: Ratio = (
    [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ],
    [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ],
);

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const SHOULDER: Ratio = (
    [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ],
    [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ],
);

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const TAIL: Ratio = (
    [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of probability and quantile, computed with 60 digits from the given doubles.
    #[expect(clippy::unreadable_literal, reason = "a table")]
    const REFERENCES: [(f64, f64); 21] = [
        (1e-300, -37.0470962993612),
        (1e-100, -21.273453560965326),
        (1e-20, -9.262340089798407),
        (1.1102230246251565e-16, -8.209536151601387),
        (1e-11, -6.706023155495136),
        (1.4e-11, -6.656723091518184),
        (1e-6, -4.753424308822899),
        (0.001, -3.0902323061678136),
        (0.025, -1.9599639845400543),
        (0.074, -1.4466320671589785),
        (0.076, -1.4325027208258116),
        (0.25, -0.6744897501960817),
        (0.499, -0.002506630899571766),
        (0.5001, 0.00025066283008800747),
        (0.75, 0.6744897501960817),
        (0.9, 1.2815515655446006),
        (0.93, 1.475791028179171),
        (0.975, 1.9599639845400538),
        (0.999, 3.090232306167813),
        (0.999999, 4.753424308817087),
        (0.9999999999999999, 8.209536151601387),
    ];

    #[test]
    fn quantiles_agree_with_references() {
        for (p, z) in REFERENCES {
            let error = (quantile(p) / z - 1.0).abs();
            assert!(error < 1e-15, "quantile({p}) is off by {error:e}");
        }
        assert_eq!(quantile(0.5), 0.0);
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn probabilities_invert_quantiles() {
        for (p, z) in REFERENCES {
            assert!((cdf(z) / p - 1.0).abs() < 1e-12 || p > 0.5, "cdf({z})");
            assert!((survival(-z) / p - 1.0).abs() < 1e-12 || p > 0.5, "survival({z})");
            assert!((cdf(z) + survival(z) - 1.0).abs() < 1e-15, "{z}");
        }
    }

    #[test]
    fn density_is_the_slope_of_the_cdf() {
        let h = 1e-5;
        for z in [-3.0, -1.0, 0.0, 0.5, 2.0] {
            let slope = (cdf(z + h) - cdf(z - h)) / (2.0 * h);
            assert!((density(z) - slope).abs() < 1e-9, "{z}");
        }
    }
}
