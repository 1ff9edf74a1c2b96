//! Student's t distribution.

use std::f64::consts::FRAC_2_PI;

use super::normal;

/// Up to here the distribution function is summed term by term; beyond, the quantile is expanded.
const LAST_SUMMED: u64 = 200;

/// The value that is exceeded with probability `1 - p`, by a t with `df` degrees of freedom.
///
/// For `p` in [0.5, 0.9999] and `df` of at least 1; the relative error is below 1e-11 at `p` = 0.975 and
/// below 1e-8 throughout.
///
/// # References
///
/// Abramowitz & Stegun, *Handbook of Mathematical Functions*, 1964: 26.7.3 and 26.7.4 (distribution
/// function for whole degrees of freedom), 26.7.5 (expansion of the quantile).
pub(crate) fn quantile(p: f64, df: u64) -> f64 {
    if df <= LAST_SUMMED { solve(p, df) } else { expand(p, df as f64) }
}

/// Bisection of the distribution function, until the interval cannot be halved.
fn solve(p: f64, df: u64) -> f64 {
    let wanted = 2.0 * p - 1.0;
    let (mut low, mut high) = (0.0, 1.0);
    while central(high, df) < wanted {
        low = high;
        high *= 2.0;
    }
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if central(middle, df) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Probability that a t lies between `-t` and `t`: equations 26.7.3 (odd) and 26.7.4 (even).
fn central(t: f64, df: u64) -> f64 {
    let nu = df as f64;
    let cos2 = nu / (nu + t * t);
    let sin = t / (nu + t * t).sqrt();
    let odd = df % 2 == 1;
    let mut term = if odd { cos2.sqrt() } else { 1.0 };
    let mut sum = if df == 1 { 0.0 } else { term };
    // The factor of each further term is (j - 1) / j, for j up to the degrees of freedom less 2.
    let mut j = if odd { 3 } else { 2 };
    while j + 2 <= df {
        term *= cos2 * (j - 1) as f64 / j as f64;
        sum += term;
        j += 2;
    }
    if odd { FRAC_2_PI * (libm::atan(t / nu.sqrt()) + sin * sum) } else { sin * sum }
}

/// Expansion in 1 / df around the normal quantile: equation 26.7.5.
fn expand(p: f64, nu: f64) -> f64 {
    let z = normal::quantile(p);
    let z2 = z * z;
    let g1 = z * (z2 + 1.0) / 4.0;
    let g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0;
    z + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{ContinuousCDF, StudentsT};

    use super::*;

    /// Degrees of freedom and 0.975-quantile, computed with 40 digits.
    #[expect(clippy::unreadable_literal, reason = "a table")]
    const REFERENCES: [(u64, f64); 17] = [
        (1, 12.706204736174694),
        (2, 4.302652729749462),
        (3, 3.1824463052837086),
        (4, 2.7764451051977934),
        (5, 2.5705818356363146),
        (6, 2.4469118511449692),
        (7, 2.364624251592785),
        (8, 2.3060041352041662),
        (15, 2.131449545559775),
        (16, 2.119905299221254),
        (30, 2.0422724563012378),
        (99, 1.9842169515864172),
        (100, 1.9839715185235518),
        (200, 1.971896223633909),
        (201, 1.9718365067798589),
        (1_000, 1.962339080826408),
        (1_000_000, 1.9599663568141066),
    ];

    #[test]
    fn quantiles_agree_with_references() {
        for (df, t) in REFERENCES {
            let error = (quantile(0.975, df) / t - 1.0).abs();
            assert!(error < 1e-11, "df {df} is off by {error:e}");
        }
    }

    #[test]
    fn quantiles_agree_with_statrs() {
        for df in (1..60).chain([100, 199, 200, 201, 202, 500, 1_000, 10_000]) {
            let oracle = StudentsT::new(0.0, 1.0, df as f64).unwrap();
            for p in [0.6, 0.9, 0.95, 0.975, 0.995, 0.9999] {
                let back = oracle.cdf(quantile(p, df));
                assert!((back - p).abs() < 1e-9, "df {df}, p {p}: {back}");
            }
        }
    }

    #[test]
    fn both_methods_meet() {
        for p in [0.6, 0.9, 0.975, 0.9999] {
            let (solved, expanded) = (solve(p, LAST_SUMMED), expand(p, LAST_SUMMED as f64));
            assert!((solved / expanded - 1.0).abs() < 1e-8, "{p}: {solved} and {expanded}");
        }
        let at_975 = solve(0.975, LAST_SUMMED) / expand(0.975, LAST_SUMMED as f64) - 1.0;
        assert!(at_975.abs() < 1e-11, "{at_975:e}");
    }
}
