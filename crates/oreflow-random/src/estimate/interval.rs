//! The methods behind the 95 % intervals.

use crate::special::{binomial, student_t};

/// Probability left out on each side of an interval.
const TAIL: f64 = 0.025;

/// The standard normal quantile at 0.975.
const Z: f64 = 1.959_963_984_540_054;

/// Half the width of the 95 % interval of a mean: Student's t with `count - 1` degrees of freedom.
///
/// NaN with fewer than two values.
pub(super) fn student_half_width(sd: f64, count: u64) -> f64 {
    if count < 2 {
        return f64::NAN;
    }
    student_t::quantile(1.0 - TAIL, count - 1) * sd / (count as f64).sqrt()
}

/// Half the width of the 95 % interval by the jackknife, from the statistic without each group in turn.
///
/// With Student's t on one degree of freedom fewer than there are groups; NaN with fewer than two groups.
///
/// # References
///
/// Wolter, *Introduction to Variance Estimation*, 2nd edition, 2007, section 4.2 (delete-a-group
/// jackknife).
pub(super) fn jackknife_half_width(without_each: &[f64]) -> f64 {
    if without_each.len() < 2 {
        return f64::NAN;
    }
    let groups = without_each.len() as f64;
    // Differences from one of them, so that equal values have no spread at all.
    let first = without_each[0];
    let mean = without_each.iter().map(|x| x - first).sum::<f64>() / groups;
    let squares: f64 = without_each.iter().map(|x| (x - first - mean) * (x - first - mean)).sum();
    let standard_error = ((groups - 1.0) / groups * squares).sqrt();
    student_t::quantile(1.0 - TAIL, without_each.len() as u64 - 1) * standard_error
}

/// Ranks, from 1, of the order statistics that bracket the `p`-quantile of `count` values.
///
/// Free of any assumption on the distribution; `None` where the sample does not reach far enough.
pub(super) fn quantile_ranks(count: u64, p: f64) -> (Option<u64>, Option<u64>) {
    let low = binomial::lower_rank(count, p, TAIL);
    let high = binomial::lower_rank(count, 1.0 - p, TAIL).map(|rank| count + 1 - rank);
    (low, high)
}

/// The 95 % interval of a probability, from a share of `n` trials (at least one), which may be an effective number.
///
/// # References
///
/// Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
/// American Statistical Association 22(158), 1927, 209-212; recommended by Brown, Cai & `DasGupta`,
/// "Interval estimation for a binomial proportion", Statistical Science 16(2), 2001, 101-133.
pub(super) fn wilson(share: f64, n: f64) -> (f64, f64) {
    let centre = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // At the ends the formula is exact but for rounding.
    let low = if share == 0.0 { 0.0 } else { (centre - reach) / scale };
    let high = if share == 1.0 { 1.0 } else { (centre + reach) / scale };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_newcombe() {
        // Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
        for (hits, count, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(f64::from(hits) / f64::from(count), f64::from(count));
            assert!((interval.0 - low).abs() < 5e-5, "{hits} of {count}: {interval:?}");
            assert!((interval.1 - high).abs() < 5e-5, "{hits} of {count}: {interval:?}");
        }
        assert_eq!(wilson(1.0, 20.0).1, 1.0);
    }

    #[test]
    fn student_interval_of_a_textbook_sample() {
        // Ten values with sd 2: t(9) = 2.262157.
        assert!((student_half_width(2.0, 10) - 2.262_157_162_8 * 2.0 / 10.0_f64.sqrt()).abs() < 1e-9);
        assert!(student_half_width(2.0, 1).is_nan());
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let values = [3.0, 5.0, 4.0, 8.0, 1.0, 6.0, 2.0, 7.0];
        let sum: f64 = values.iter().sum();
        let without_each = values.map(|x| (sum - x) / 7.0);
        let sd = 6.0_f64.sqrt();
        let expected = student_half_width(sd, 8);
        assert!((jackknife_half_width(&without_each) - expected).abs() < 1e-12);
        assert_eq!(jackknife_half_width(&[0.1; 8]), 0.0);
        assert!(jackknife_half_width(&[1.0]).is_nan());
    }

    #[test]
    fn ranks_of_quantiles_are_symmetric() {
        assert_eq!(quantile_ranks(100, 0.5), (Some(40), Some(61)));
        assert_eq!(quantile_ranks(5, 0.5), (None, None));
        assert_eq!(quantile_ranks(6, 0.5), (Some(1), Some(6)));
        assert_eq!(quantile_ranks(20, 0.95), (Some(17), None));
        assert_eq!(quantile_ranks(10, 0.0), (None, Some(1)));
        assert_eq!(quantile_ranks(10, 1.0), (Some(10), None));
    }
}
