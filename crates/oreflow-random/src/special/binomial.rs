//! Ranks of order statistics that bracket a quantile.

use super::normal;

/// Above this variance the normal expansion is within one rank, and exact sums grow slow.
const LARGEST_SUMMED_VARIANCE: f64 = 1e6;

/// The largest rank `l` (from 1) with P(X₍l₎ > q) <= `alpha`, for the p-quantile `q` of `n` values.
///
/// That is the largest `l` for which at most `l - 1` of `n` values lie at or below the quantile with a
/// probability of at most `alpha`; the number of such values is binomial, whatever the distribution of
/// the values. `None` if not even the smallest value is low enough. The matching upper rank is
/// `n + 1 - lower_rank(n, 1 - p, alpha)`, by symmetry.
///
/// The binomial is summed exactly up to a variance of 10<sup>6</sup>; beyond, it is expanded
/// (Cornish-Fisher with the skewness), to within one rank, which is below a thousandth of the width.
///
/// # References
///
/// David & Nagaraja, *Order Statistics*, 3rd edition, 2003, section 7.1.
pub(crate) fn lower_rank(n: u64, p: f64, alpha: f64) -> Option<u64> {
    if n == 0 || p <= 0.0 {
        return None;
    }
    if p >= 1.0 {
        return Some(n);
    }
    let variance = n as f64 * p * (1.0 - p);
    let rank = if variance <= LARGEST_SUMMED_VARIANCE {
        summed_rank(n, p, alpha)
    } else {
        expanded_rank(n, p, alpha)
    };
    (rank > 0).then_some(rank)
}

/// The smallest `k` with P(B <= k) > `alpha`, for a binomial B of `n` and `p`, by adding up.
fn summed_rank(n: u64, p: f64, alpha: f64) -> u64 {
    let (size, odds) = (n as f64, p / (1.0 - p));
    // What lies below nine deviations and thirty counts is negligible, also for the smallest means.
    let start = (size * p - 9.0 * (size * p * (1.0 - p)).sqrt() - 30.0).max(0.0).floor();
    let mut k = start as u64;
    let mut mass = libm::exp(log_mass(size, p, start));
    let mut sum = mass;
    while sum <= alpha && k < n {
        mass *= (n - k) as f64 / (k + 1) as f64 * odds;
        k += 1;
        sum += mass;
    }
    k
}

/// Logarithm of P(B = k).
fn log_mass(n: f64, p: f64, k: f64) -> f64 {
    libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)
        + k * libm::log(p)
        + (n - k) * libm::log1p(-p)
}

/// As [`summed_rank`], by expanding the binomial; rounded towards the outside.
fn expanded_rank(n: u64, p: f64, alpha: f64) -> u64 {
    let size = n as f64;
    let z = normal::quantile(alpha);
    let skew = (1.0 - 2.0 * p) * (z * z - 1.0) / 6.0;
    (size * p + z * (size * p * (1.0 - p)).sqrt() + skew - 0.5).floor() as u64
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Binomial, DiscreteCDF};

    use super::*;

    const ALPHA: f64 = 0.025;

    #[test]
    fn the_rank_is_the_largest_within_the_level() {
        for n in [1, 2, 5, 8, 36, 37, 59, 100, 1_000, 30_000] {
            for p in [0.001, 0.05, 0.1, 0.5, 0.9, 0.95, 0.999] {
                let oracle = Binomial::new(p, n).unwrap();
                match lower_rank(n, p, ALPHA) {
                    Some(rank) => {
                        assert!(oracle.cdf(rank - 1) <= ALPHA, "n {n}, p {p}, rank {rank}");
                        assert!(oracle.cdf(rank) > ALPHA, "n {n}, p {p}, rank {rank}");
                    }
                    None => assert!(oracle.cdf(0) > ALPHA, "n {n}, p {p}"),
                }
            }
        }
    }

    #[test]
    fn textbook_ranks() {
        // The median of 100 values: X(40) to X(61), 96.5 % (David & Nagaraja 2003, section 7.1).
        assert_eq!(lower_rank(100, 0.5, ALPHA), Some(40));
        // 0.95^n <= 0.025 from n = 72 on: below, the sample does not reach above the quantile.
        assert_eq!(lower_rank(71, 0.05, ALPHA), None);
        assert_eq!(lower_rank(72, 0.05, ALPHA), Some(1));
    }

    #[test]
    fn ends_of_the_probabilities() {
        assert_eq!(lower_rank(0, 0.5, ALPHA), None);
        assert_eq!(lower_rank(10, 0.0, ALPHA), None);
        assert_eq!(lower_rank(10, 1.0, ALPHA), Some(10));
        assert_eq!(lower_rank(30, 1.0 - 1e-16, ALPHA), Some(30));
    }

    #[test]
    fn the_expansion_stays_within_one_rank_outside() {
        for n in [1_000_000, 4_000_000, 20_000_000] {
            for p in [0.05, 0.3, 0.5, 0.9, 0.99] {
                let (summed, expanded) = (summed_rank(n, p, ALPHA), expanded_rank(n, p, ALPHA));
                assert!(expanded <= summed && summed - expanded <= 1, "{n} {p}: {summed} {expanded}");
            }
        }
    }
}
