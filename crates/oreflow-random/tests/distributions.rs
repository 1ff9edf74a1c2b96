//! Closed forms against numerical integration, certain values, and what constructors refuse.

use oreflow_random::{
    Bernoulli, Constant, Distribution, Exponential, LogNormal, Normal, Quantile, Triangular, Uniform,
};

fn laws() -> Vec<Distribution> {
    vec![
        Uniform::new(1.0, 7.0).unwrap().into(),
        Triangular::new(1.0, 3.0, 7.0).unwrap().into(),
        Triangular::new(1.0, 1.0, 7.0).unwrap().into(),
        Triangular::new(1.0, 7.0, 7.0).unwrap().into(),
        Normal::new(4.0, 1.5).unwrap().into(),
        LogNormal::new(4.0, 1.05).unwrap().into(),
        LogNormal::new(4.0, 1.7).unwrap().into(),
        LogNormal::new(4.0, 5.0).unwrap().into(),
        Exponential::new(4.0).unwrap().into(),
        Bernoulli::new(0.3).unwrap().into(),
        Constant::new(4.0).unwrap().into(),
    ]
}

/// The survival integrated by the midpoint rule, whose error is at most a step where the survival jumps.
fn by_quadrature(law: &Distribution, from: f64, to: f64, steps: u32) -> f64 {
    let width = (to - from) / f64::from(steps);
    (0..steps).map(|k| law.survival(from + (f64::from(k) + 0.5) * width)).sum::<f64>() * width
}

#[test]
fn survival_integrals_agree_with_quadrature() {
    for law in laws() {
        for (from, to) in [(0.0, 3.0), (2.0, 5.0), (-4.0, 12.0), (3.9, 4.1), (5.0, 5.5)] {
            let (closed, numeric) = (law.survival_integral(from, to), by_quadrature(&law, from, to, 200_000));
            let jumps = matches!(law, Distribution::Bernoulli(_) | Distribution::Constant(_));
            let tolerance = if jumps { (to - from) / 200_000.0 } else { 1e-8 };
            assert!((closed - numeric).abs() < tolerance, "{law:?} {from} {to}: {closed} {numeric}");
        }
    }
}

#[test]
fn survival_integrals_keep_their_accuracy_far_out() {
    // Less than one in a million lasts that long; the expected share must still be right.
    for law in [LogNormal::new(6.0, 1.6).unwrap().into(), Distribution::from(Normal::new(6.0, 2.0).unwrap())]
    {
        let elapsed = law.quantile(1.0 - 1e-9);
        let closed = law.survival_integral(elapsed, elapsed + 3.0) / law.survival(elapsed);
        let numeric = by_quadrature(&law, elapsed, elapsed + 3.0, 100_000) / law.survival(elapsed);
        assert!((closed / numeric - 1.0).abs() < 1e-8, "{law:?}: {closed} and {numeric}");
    }
}

#[test]
fn means_are_survival_integrals() {
    for law in laws() {
        // E[X] is the survival above 0 less the probability below it.
        let below = 100.0 - law.survival_integral(-100.0, 0.0);
        let mean = law.survival_integral(0.0, f64::INFINITY) - below;
        assert!((mean - law.mean()).abs() < 1e-10, "{law:?}: {mean}");
    }
}

#[test]
fn what_is_certain_behaves_like_a_constant() {
    let certain: [Distribution; 5] = [
        Constant::new(4.0).unwrap().into(),
        Uniform::new(4.0, 4.0).unwrap().into(),
        Triangular::new(4.0, 4.0, 4.0).unwrap().into(),
        Normal::new(4.0, 0.0).unwrap().into(),
        LogNormal::new(4.0, 1.0).unwrap().into(),
    ];
    for law in certain {
        assert_eq!([1e-12, 0.5, 1.0 - 1e-12].map(|p| law.quantile(p)), [4.0; 3], "{law:?}");
        assert_eq!([3.9, 4.0, 4.1].map(|x| law.cdf(x)), [0.0, 1.0, 1.0], "{law:?}");
        assert_eq!([3.9, 4.0, 4.1].map(|x| law.survival(x)), [1.0, 0.0, 0.0], "{law:?}");
        assert_eq!(law.survival_integral(1.0, 12.0), 3.0, "{law:?}");
        assert_eq!(law.survival_integral(5.0, 12.0), 0.0, "{law:?}");
        assert_eq!(law.mean(), 4.0, "{law:?}");
    }
    for (p, value) in [(0.0, 0.0), (1.0, 1.0)] {
        let law = Bernoulli::new(p).unwrap();
        assert_eq!([1e-16, 0.5, 1.0 - 1e-16].map(|u| law.quantile(u)), [value; 3]);
    }
}

#[test]
fn ends_of_the_support() {
    let ends = |law: Distribution| (law.quantile(0.0), law.quantile(1.0));
    let all = f64::INFINITY;
    assert_eq!(ends(Uniform::new(1.0, 7.0).unwrap().into()), (1.0, 7.0));
    assert_eq!(ends(Triangular::new(1.0, 3.0, 7.0).unwrap().into()), (1.0, 7.0));
    assert_eq!(ends(Normal::new(4.0, 1.5).unwrap().into()), (-all, all));
    assert_eq!(ends(LogNormal::new(4.0, 1.5).unwrap().into()), (0.0, all));
    assert_eq!(ends(Exponential::new(4.0).unwrap().into()), (0.0, all));
    for law in laws() {
        assert_eq!((law.cdf(-all), law.survival(-all)), (0.0, 1.0), "{law:?}");
        assert_eq!((law.cdf(all), law.survival(all)), (1.0, 0.0), "{law:?}");
    }
}

#[test]
fn what_constructors_refuse() {
    let nan = f64::NAN;
    let messages = [
        (Uniform::new(3.0, 2.0).err(), "parameter `high` is 2, but must be finite and at least `low` (3)"),
        (Uniform::new(nan, 2.0).err(), "parameter `low` is NaN, but must be finite"),
        (
            Triangular::new(1.0, 9.0, 3.0).err(),
            "parameter `mode` is 9, but must be between `low` (1) and `high` (3)",
        ),
        (Normal::new(f64::INFINITY, 1.0).err(), "parameter `mean` is inf, but must be finite"),
        (Normal::new(0.0, -1.0).err(), "parameter `sd` is -1, but must be finite and at least 0"),
        (LogNormal::new(0.0, 2.0).err(), "parameter `median` is 0, but must be finite and above 0"),
        (LogNormal::new(1.0, 0.9).err(), "parameter `gsd` is 0.9, but must be finite and at least 1"),
        (Exponential::new(0.0).err(), "parameter `mean` is 0, but must be finite and above 0"),
        (Exponential::from_rate(-2.0).err(), "parameter `rate` is -2, but must be finite and above 0"),
        (Bernoulli::new(1.5).err(), "parameter `p` is 1.5, but must be between 0 and 1"),
        (Constant::new(nan).err(), "parameter `value` is NaN, but must be finite"),
    ];
    for (error, message) in messages {
        assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(message));
    }
    assert!(Uniform::new(-f64::MAX, f64::MAX).is_err(), "their distance overflows");
    assert!(Exponential::from_rate(f64::MIN_POSITIVE / 1e3).is_err(), "the mean overflows");
}
