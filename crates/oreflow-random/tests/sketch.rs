//! The promises of the quantile sketch.

use oreflow_random::{LogNormal, Normal, Sketch, Stream, Trial};
use proptest::prelude::*;

/// 0.2 %, and a little for rounding.
const ACCURACY: f64 = 0.002 * (1.0 + 1e-3);

fn sketch_of(values: &[f64]) -> Sketch {
    let mut sketch = Sketch::new();
    for &x in values {
        sketch.push(x);
    }
    sketch
}

fn close(read: f64, exact: f64) -> bool {
    (read - exact).abs() <= ACCURACY * exact.abs() || (read - exact).abs() < 1e-12
}

/// Values of both signs over many magnitudes, with zeros and ties.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        4 => (-25.0..300.0_f64, any::<bool>())
            .prop_map(|(log, negative)| libm::exp(log) * if negative { -1.0 } else { 1.0 }),
        4 => -100.0..100.0_f64,
        1 => Just(0.0),
        1 => (-5..5_i32).prop_map(f64::from),
        1 => -1e-12..1e-12_f64,
    ];
    prop::collection::vec(value, 1..300)
}

proptest! {
    #[test]
    fn ranks_and_quantiles_are_within_the_accuracy(mut values in values(), p in 0.0..=1.0_f64) {
        let sketch = sketch_of(&values);
        values.sort_by(f64::total_cmp);
        for (k, &exact) in (1..).zip(&values) {
            let read = sketch.rank(k).unwrap();
            prop_assert!(close(read, exact), "{read} for {exact}");
            let (least, most) = sketch.rank_bounds(k).unwrap();
            prop_assert!(least <= exact + 1e-12 && exact - 1e-12 <= most);
        }
        let exact = values[((values.len() as f64 * p).ceil() as usize).clamp(1, values.len()) - 1];
        let read = sketch.quantile(p).unwrap();
        prop_assert!(close(read, exact), "{read} for {exact}");
    }

    #[test]
    fn merging_in_any_order_gives_the_same_state(values in values(), cut in any::<prop::sample::Index>()) {
        let (left, right) = values.split_at(cut.index(values.len()));
        let whole = sketch_of(&values);
        let mut forwards = sketch_of(left);
        forwards.merge(&sketch_of(right));
        let mut backwards = sketch_of(right);
        backwards.merge(&sketch_of(left));
        let mut reversed = values.clone();
        reversed.reverse();
        prop_assert_eq!(&forwards, &whole);
        prop_assert_eq!(&backwards, &whole);
        prop_assert_eq!(&sketch_of(&reversed), &whole);
    }

    #[test]
    fn limited_buckets_hold_the_same_in_any_order(values in values(), most in 1..40_usize, parts in 1..10_usize) {
        let limited = |values: &[f64]| {
            let mut sketch = Sketch::within(most);
            for &x in values {
                sketch.push(x);
            }
            sketch
        };
        let whole = limited(&values);
        // Zero never falls together with others, nor negative values with positive ones.
        prop_assert!(whole.buckets() <= most.max(3), "{}", whole.buckets());
        prop_assert_eq!(whole.count() as usize, values.len());
        let mut merged = Sketch::within(most);
        for part in values.chunks(values.len().div_ceil(parts)).rev() {
            merged.merge(&limited(part));
        }
        prop_assert_eq!(merged, whole);
    }

    #[test]
    fn limited_buckets_are_as_narrow_as_the_limit_allows(logs in prop::collection::vec(0.0..1.0_f64, 2_000..3_000)) {
        // Over a factor of e, 128 buckets are at most 1.6 % wide.
        let mut values: Vec<f64> = logs.iter().map(|&log| libm::exp(log)).collect();
        let mut sketch = Sketch::within(128);
        for &x in &values {
                sketch.push(x);
            }
        values.sort_by(f64::total_cmp);
        for (k, exact) in (1..).zip(&values) {
            let (least, most) = sketch.rank_bounds(k).unwrap();
            prop_assert!(least <= *exact && *exact <= most && most / least < 1.016 + 1e-3);
        }
        prop_assert!((65..=128).contains(&sketch.buckets()), "{}", sketch.buckets());
    }

    #[test]
    fn exceedances_are_within_their_bounds(values in values(), x in -100.0..100.0_f64) {
        let sketch = sketch_of(&values);
        for x in [x, x.round(), values[0]] {
            let counted = values.iter().map(|&value| if value.abs() < 1e-12 { 0.0 } else { value });
            let exact = counted.filter(|&value| value > x).count() as u64;
            let (least, most) = sketch.exceedance_bounds(x);
            prop_assert!(least <= exact && exact <= most, "{least} {exact} {most}");
            prop_assert!((least..=most).contains(&sketch.exceedance(x)));
        }
    }

    #[test]
    fn tail_means_of_one_sign_are_within_the_accuracy(
        mut values in prop::collection::vec(0.01..1e6_f64, 1..300), p in 0.0..1.0_f64,
    ) {
        let sketch = sketch_of(&values);
        values.sort_by(|a, b| b.total_cmp(a));
        let tail = values.len() as f64 * (1.0 - p);
        let mut exact = 0.0;
        for (k, x) in values.iter().enumerate() {
            exact += x * (tail - k as f64).clamp(0.0, 1.0);
        }
        let read = sketch.tail_mean(p).unwrap();
        prop_assert!((read * tail / exact - 1.0).abs() < ACCURACY + 1e-9, "{read} for {}", exact / tail);
    }
}

#[test]
fn repeated_values_are_read_back_exactly() {
    let sketch = sketch_of(&[12.0, 12.0, 1.0, 0.3, 12.0, 1.0, 0.0]);
    assert_eq!([0.01, 0.25, 0.5, 0.9].map(|p| sketch.quantile(p).unwrap()), [0.0, 0.3, 1.0, 12.0]);
    assert_eq!(sketch.exceedance(12.0), 0);
    assert_eq!(sketch.exceedance(11.999), 3);
    assert_eq!(sketch.exceedance(0.0), 6);
    assert_eq!(sketch.tail_mean(1.0 - 3.0 / 7.0), Some(12.0));
}

#[test]
fn nothing_and_what_is_not_a_number() {
    let mut sketch = Sketch::new();
    assert_eq!((sketch.quantile(0.5), sketch.rank(1), sketch.tail_mean(0.5)), (None, None, None));
    assert_eq!(sketch.exceedance(0.0), 0);
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        sketch.push(x);
    }
    assert_eq!((sketch.count(), sketch.non_finite()), (0, 3));
    sketch.push(5.0);
    assert_eq!((sketch.rank(0), sketch.rank(1), sketch.rank(2)), (None, Some(5.0), None));
    assert_eq!((sketch.quantile(-0.1), sketch.quantile(f64::NAN), sketch.tail_mean(1.1)), (None, None, None));
    assert_eq!(sketch.exceedance(f64::NAN), 0);
    assert_eq!((sketch.exceedance(f64::NEG_INFINITY), sketch.exceedance(f64::INFINITY)), (1, 0));
}

#[test]
fn zeros_of_both_signs_are_one_value() {
    assert_eq!(sketch_of(&[0.0, -0.0]), sketch_of(&[-0.0, 0.0]));
    assert!(sketch_of(&[-0.0]).rank(1).unwrap().is_sign_positive());
}

#[test]
fn the_extremes_of_f64_are_values_like_any_other() {
    let sketch = sketch_of(&[f64::MAX, f64::MAX / 1.0005, f64::MIN, f64::MIN_POSITIVE]);
    let read: Vec<f64> = (1..=4).map(|k| sketch.rank(k).unwrap()).collect();
    assert!(read.iter().all(|x| x.is_finite()));
    assert!(close(read[0], f64::MIN) && close(read[3], f64::MAX));
}

#[test]
fn memory_stays_bounded() {
    let stream = Stream::new(1, "sketch", "memory");
    let trials = || (0..200_000).map(Trial::from_number);
    // Values of one sign within a factor of 1,000.
    let mut narrow = Sketch::new();
    for trial in trials() {
        narrow.push(libm::exp(stream.uniform(trial, 0) * libm::log(1_000.0)));
    }
    assert!((3_400..=3_455).contains(&narrow.buckets()), "{}", narrow.buckets());
    // A tenfold sample of a lognormal takes few buckets more.
    let law = LogNormal::new(1.0, 2.0).unwrap();
    let mut wide = Sketch::new();
    for trial in trials() {
        wide.push(stream.draw(trial, 0, &law));
    }
    assert!(wide.buckets() < 3_500, "{}", wide.buckets());
    // Any magnitudes at all: never more than the values, never more than the bound.
    let mut all = Sketch::new();
    let magnitude = Normal::new(0.0, 200.0).unwrap();
    for trial in trials() {
        all.push(libm::exp(stream.draw(trial, 0, &magnitude)).min(f64::MAX));
    }
    assert!(all.buckets() < 200_000 && all.buckets() < Sketch::MAX_BUCKETS);
}
