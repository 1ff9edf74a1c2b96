//! What a summary says of few values, equal values and merged parts.

use oreflow_random::{Estimate, LogNormal, Moments, Stream, Summary, Trial};
use proptest::prelude::*;

fn summary_of(values: impl IntoIterator<Item = f64>) -> Summary {
    let mut summary = Summary::new();
    for (number, x) in (0..).zip(values) {
        summary.push(Trial::from_number(number), x);
    }
    summary
}

fn lognormals(count: u64) -> Vec<f64> {
    let law = LogNormal::new(1.0, 2.0).unwrap();
    let stream = Stream::new(1, "summary", "outcome");
    (0..count).map(|number| stream.draw(Trial::from_number(number), 0, &law)).collect()
}

fn ends(estimate: Estimate) -> (Option<f64>, Option<f64>) {
    (estimate.low, estimate.high)
}

#[test]
fn nothing_is_unknown() {
    let none = Summary::new();
    for estimate in [none.mean(), none.sd(), none.quantile(0.5), none.cvar(0.9), none.exceedance(0.0)] {
        assert!(estimate.value.is_nan());
        assert_eq!(ends(estimate), (None, None));
    }
    assert_eq!((none.count(), none.min(), none.max()), (0, None, None));
}

#[test]
fn one_value_is_a_value_without_an_interval() {
    let one = summary_of([7.0]);
    for estimate in [one.mean(), one.quantile(0.5), one.cvar(0.9)] {
        assert_eq!(estimate, Estimate { value: 7.0, low: None, high: None });
    }
    assert!(one.sd().value.is_nan());
    assert_eq!(ends(one.sd()), (None, None));
    let exceeded = one.exceedance(6.0);
    assert_eq!((exceeded.value, exceeded.high), (1.0, Some(1.0)));
    assert!((exceeded.low.unwrap() - 0.2065).abs() < 1e-4);
}

#[test]
fn fewer_trials_than_replicates() {
    let three = summary_of([1.0, 2.0, 6.0]);
    assert_eq!((three.count(), three.min(), three.max()), (3, Some(1.0), Some(6.0)));
    let mean = three.mean();
    // Standard error sqrt(7 / 3), t(2) = 4.302653.
    assert_eq!(mean.value, 3.0);
    assert!((mean.high.unwrap() - 3.0 - 4.302_652_73 * (7.0_f64 / 3.0).sqrt()).abs() < 1e-6);
    assert!(three.sd().low.unwrap() > 0.0);
    assert_eq!(three.quantile(0.5), Estimate { value: 2.0, low: None, high: None });
    assert_eq!(three.cvar(0.5).low, None);
}

#[test]
fn equal_values_leave_no_doubt_but_of_the_probability() {
    let equal = summary_of([0.1; 1_000]);
    let exact = |value| Estimate { value, low: Some(value), high: Some(value) };
    assert_eq!(equal.mean(), exact(0.1));
    assert_eq!(equal.sd(), exact(0.0));
    assert_eq!(equal.quantile(0.5), exact(0.1));
    assert_eq!(equal.quantile(0.95), exact(0.1));
    assert_eq!(equal.cvar(0.95), exact(0.1));
    let never = equal.exceedance(0.1);
    assert_eq!((never.value, never.low), (0.0, Some(0.0)));
    assert!((never.high.unwrap() - 0.003_827).abs() < 1e-6);
    // Too few of them for a quantile that far out.
    assert_eq!(summary_of([0.1; 20]).quantile(0.95).high, None);
}

#[test]
fn a_single_event_among_many_trials() {
    let rare = summary_of((0..1_000).map(|k| if k == 500 { 40.0 } else { 0.0 }));
    // Without the one replicate that saw it there would be no spread: nothing is known of it.
    assert_eq!(ends(rare.sd()), (None, None));
    assert_eq!(rare.quantile(0.95), Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) });
    assert_eq!(rare.exceedance(0.0).value, 0.001);
    assert!((rare.cvar(0.95).value - 0.8).abs() < 1e-12);
}

#[test]
fn replicates_that_saw_the_same_are_still_left_out_one_by_one() {
    // Ten values each: zeros in the even replicates, three ones in the odd replicates.
    let ones = |replicate: u64, index: u64| f64::from(u8::from(replicate % 2 == 1 && index < 3));
    let summary = summary_of((0..80).map(|number| ones(number % 8, number / 8)));
    let log_sd = |ones: f64, count: f64| (ones * (count - ones) / count / (count - 1.0)).sqrt().ln();
    let (without_even, without_odd) = (log_sd(12.0, 70.0), log_sd(9.0, 70.0));
    // Eight values, half of them on either side of their mean.
    let standard_error = (7.0_f64 / 8.0 * 8.0).sqrt() * (without_even - without_odd).abs() / 2.0;
    let factor = (2.364_624_251_6 * standard_error).exp();
    let sd = summary.sd();
    assert!((sd.value - log_sd(12.0, 80.0).exp()).abs() < 1e-14);
    assert!((sd.high.unwrap() - sd.value * factor).abs() < 1e-9);
    assert!((sd.low.unwrap() - sd.value / factor).abs() < 1e-9);
}

#[test]
fn values_that_are_not_finite_are_counted_and_left_out() {
    let values = lognormals(100);
    let mut spoiled = summary_of(values.iter().copied());
    for (number, x) in [(3, f64::NAN), (4, f64::INFINITY), (5, f64::NEG_INFINITY)] {
        spoiled.push(Trial::from_number(number), x);
    }
    let clean = summary_of(values);
    assert_eq!((spoiled.count(), spoiled.non_finite(), clean.non_finite()), (100, 3, 0));
    assert_eq!(spoiled.mean(), clean.mean());
    assert_eq!(spoiled.quantile(0.9), clean.quantile(0.9));
}

#[test]
fn sums_that_overflow_have_no_interval() {
    let huge = summary_of([f64::MAX, -f64::MAX, f64::MAX, -f64::MAX]);
    assert_eq!(ends(huge.mean()), (None, None));
    assert_eq!(ends(huge.sd()), (None, None));
}

#[test]
fn probabilities_outside_of_the_unit_interval_are_unknown() {
    let summary = summary_of(lognormals(100));
    for p in [-0.1, 1.1, f64::NAN] {
        assert!(summary.quantile(p).value.is_nan());
        assert!(summary.cvar(p).value.is_nan());
    }
    assert!(summary.exceedance(f64::NAN).value.is_nan());
}

#[test]
fn a_tail_needs_two_values_for_each_replicate() {
    assert_eq!(summary_of(lognormals(319)).cvar(0.95).high, None);
    assert!(summary_of(lognormals(320)).cvar(0.95).high.is_some());
}

#[test]
fn parts_merge_to_the_whole() {
    let values = lognormals(1_000);
    let whole = summary_of(values.iter().copied());
    let (mut first, mut second) = (Summary::new(), Summary::new());
    for (number, &x) in (0..).zip(&values) {
        let part = if number < 400 { &mut first } else { &mut second };
        part.push(Trial::from_number(number), x);
    }
    let mut again = first.clone();
    again.merge(&second);
    first.merge(&second);
    assert_eq!(first, again);
    assert_eq!(first.sketch(), whole.sketch());
    assert_eq!(first.quantile(0.95), whole.quantile(0.95));
    assert_eq!(first.cvar(0.95), whole.cvar(0.95));
    assert!((first.mean().value - whole.mean().value).abs() < 1e-14);
    assert!((first.sd().value - whole.sd().value).abs() < 1e-14);
}

#[test]
fn replicates_are_kept_apart() {
    let summary = summary_of((0..80).map(|number| f64::from(number % 8)));
    for (replicate, moments) in (0..).zip(summary.means().replicates()) {
        assert_eq!((moments.count(), moments.mean(), moments.sd()), (10, f64::from(replicate), 0.0));
    }
    assert_eq!(summary.moments().mean(), 3.5);
}

#[test]
#[should_panic(expected = "replicate 8 is not below 8")]
fn a_ninth_replicate_is_refused() {
    Summary::new().push(Trial { replicate: 8, index: 0 }, 1.0);
}

proptest! {
    #[test]
    fn moments_merge_as_they_are_pushed(
        values in prop::collection::vec(-1e3..1e3_f64, 2..200), cut in any::<prop::sample::Index>(),
    ) {
        let of = |values: &[f64]| {
            let mut moments = Moments::new();
            for &x in values {
                moments.push(x);
            }
            moments
        };
        let (left, right) = values.split_at(cut.index(values.len()));
        let (whole, mut merged) = (of(&values), of(left));
        merged.merge(&of(right));
        prop_assert_eq!(merged.count(), whole.count());
        prop_assert_eq!((merged.min(), merged.max()), (whole.min(), whole.max()));
        prop_assert!((merged.mean() - whole.mean()).abs() < 1e-10);
        prop_assert!((merged.variance() - whole.variance()).abs() <= 1e-9 * whole.variance().max(1.0));
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        prop_assert!((whole.variance() - squares / (values.len() - 1) as f64).abs() < 1e-8);
    }

    #[test]
    fn intervals_contain_their_values(
        values in prop::collection::vec(-1e3..1e3_f64, 0..400), p in 0.0..=1.0_f64, x in -1e3..1e3_f64,
    ) {
        let summary = summary_of(values);
        for estimate in
            [summary.mean(), summary.sd(), summary.quantile(p), summary.cvar(p), summary.exceedance(x)]
        {
            prop_assert!(estimate.low.is_none_or(|low| low <= estimate.value), "{estimate:?}");
            prop_assert!(estimate.high.is_none_or(|high| estimate.value <= high), "{estimate:?}");
        }
    }
}

/// Nearly all values next to each other, far closer than a bucket is wide where a few others lie over many magnitudes.
#[test]
fn intervals_allow_for_buckets_that_are_too_wide() {
    use oreflow_random::Design;
    let mut summary = Summary::under(Design::Sobol);
    let stream = oreflow_random::Draws::new(3, Design::Sobol).stream("harbour", "loss");
    let mut values = Vec::new();
    for number in 0..8_192 {
        let trial = Trial::from_number(number);
        let u = stream.uniform(trial, 0);
        // One in ten anywhere between 1e-10 and 100, the others just above 100.
        let value =
            if u < 0.1 { 100.0 * libm::exp((u / 0.1 - 1.0) * 27.6) } else { 100.0 + (u - 0.1).powi(8) };
        summary.push(trial, value);
        values.push(value);
    }
    values.sort_by(f64::total_cmp);
    for p in [0.3, 0.5, 0.8] {
        let (exact, read) = (values[(8_192.0 * p) as usize], summary.quantile(p));
        assert!(read.low.unwrap() <= exact && exact <= read.high.unwrap(), "{p}: {exact} not in {read:?}");
        assert!(read.half_width().unwrap() < 0.05 * exact, "{p}: {read:?}");
    }
    let tail = &values[1_638..];
    let (exact, read) = (tail.iter().sum::<f64>() / tail.len() as f64, summary.cvar(0.2));
    assert!(read.low.unwrap() <= exact && exact <= read.high.unwrap(), "{exact} not in {read:?}");
    for x in [100.001, 100.2] {
        let exact = values.iter().filter(|&&value| value > x).count() as f64 / 8_192.0;
        let read = summary.exceedance(x);
        assert!(read.low.unwrap() <= exact && exact <= read.high.unwrap(), "{x}: {exact} not in {read:?}");
    }
}
