//! Closed forms against numerical integration, certain values, and what constructors refuse.

use oreflow_random::{
    Bernoulli, Beta, Constant, Discrete, Distribution, Empirical, Exponential, Gamma, LogNormal, Normal,
    Pert, Quantile, Triangular, Truncated, Uniform, Weibull,
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
        Pert::new(1.0, 3.0, 7.0).unwrap().into(),
        Pert::new(1.0, 1.0, 7.0).unwrap().into(),
        Gamma::new(4.0, 1.5).unwrap().into(),
        Gamma::new(4.0, 8.0).unwrap().into(),
        Gamma::new(4.0, 0.02).unwrap().into(),
        Beta::new(0.4, 0.2).unwrap().into(),
        Beta::from_shapes(0.5, 3.0).unwrap().into(),
        Weibull::new(4.0, 2.5).unwrap().into(),
        Weibull::new(4.0, 0.7).unwrap().into(),
        Discrete::new([(2.5, 3.0), (-1.0, 1.0), (6.0, 1.0)]).unwrap().into(),
        Empirical::new([3.5, 1.0, 2.0, 2.0, 11.0]).unwrap().into(),
        Truncated::new(Normal::new(4.0, 3.0).unwrap(), 0.0, 6.0).unwrap().into(),
        Truncated::new(LogNormal::new(4.0, 2.0).unwrap(), 5.0, f64::INFINITY).unwrap().into(),
        Truncated::new(Normal::new(4.0, 3.0).unwrap(), f64::NEG_INFINITY, 2.0).unwrap().into(),
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
            let tolerance = match law {
                Distribution::Bernoulli(_)
                | Distribution::Constant(_)
                | Distribution::Discrete(_)
                | Distribution::Empirical(_) => (to - from) / 200_000.0,
                // Where the density may be infinite, it is the midpoint rule that is inexact.
                Distribution::Gamma(_) | Distribution::Beta(_) => 1e-6,
                _ => 1e-8,
            };
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
    let certain: [Distribution; 8] = [
        Pert::new(4.0, 4.0, 4.0).unwrap().into(),
        Gamma::new(4.0, 0.0).unwrap().into(),
        Discrete::new([(4.0, 0.2), (4.0, 0.3), (9.0, 0.0)]).unwrap().into(),
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
    assert_eq!(ends(Pert::new(1.0, 3.0, 7.0).unwrap().into()), (1.0, 7.0));
    assert_eq!(ends(Gamma::new(4.0, 2.0).unwrap().into()), (0.0, all));
    assert_eq!(ends(Beta::new(0.4, 0.2).unwrap().into()), (0.0, 1.0));
    assert_eq!(ends(Weibull::new(4.0, 2.0).unwrap().into()), (0.0, all));
    assert_eq!(ends(Discrete::new([(2.0, 1.0), (-1.0, 3.0)]).unwrap().into()), (-1.0, 2.0));
    assert_eq!(ends(Empirical::new([2.0, 1.0, 5.0]).unwrap().into()), (1.0, 5.0));
    assert_eq!(ends(Truncated::new(Normal::new(4.0, 3.0).unwrap(), 0.0, 6.0).unwrap().into()), (0.0, 6.0));
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
        (
            Pert::new(1.0, 9.0, 3.0).err(),
            "parameter `mode` is 9, but must be between `low` (1) and `high` (3)",
        ),
        (Gamma::new(-1.0, 1.0).err(), "parameter `mean` is -1, but must be finite and above 0"),
        (
            Gamma::new(2.0, 100.0).err(),
            "parameter `sd` is 100, but must be 0, or from 0.001 to 30 times the `mean` (2)",
        ),
        (Beta::new(1.2, 0.1).err(), "parameter `mean` is 1.2, but must be between 0 and 1"),
        (
            Beta::new(0.3, 0.46).err(),
            "parameter `sd` is 0.46, but must be 0, or from 3.83e-4 to 0.444 for this `mean` (0.3)",
        ),
        (Beta::new(1.0, 0.1).err(), "parameter `sd` is 0.1, but must be 0 for this `mean` (1)"),
        (Beta::from_shapes(2.0, 0.0).err(), "parameter `b` is 0, but must be from 0.02 to 1000000"),
        (Weibull::new(0.0, 2.0).err(), "parameter `scale` is 0, but must be finite and above 0"),
        (Weibull::new(4.0, nan).err(), "parameter `shape` is NaN, but must be from 0.05 to 100"),
        (Weibull::from_mean(nan, 2.0).err(), "parameter `mean` is NaN, but must be finite and above 0"),
        (Discrete::new([]).err(), "parameter `weights` is 0, but must be above 0 in total, and finite"),
        (
            Discrete::new([(1.0, -1.0)]).err(),
            "parameter `weights` is -1, but must be finite and not negative",
        ),
        (Discrete::new([(nan, 1.0)]).err(), "parameter `values` is NaN, but must be finite"),
        (
            Empirical::new([1.0]).err(),
            "parameter `values` is 1, but must be two numbers at least (this is how many there are)",
        ),
        (
            Empirical::from_quantiles([(0.0, 1.0), (0.5, 0.0), (1.0, 3.0)]).err(),
            "parameter `values` is 0, but must be at least the one before (1)",
        ),
        (
            Empirical::from_quantiles([(0.1, 1.0), (1.0, 3.0)]).err(),
            "parameter `p` is 0.1, but must be 0 at the first value",
        ),
        (
            Truncated::new(Normal::new(0.0, 1.0).unwrap(), 5.0, 9.0).err(),
            "parameter `high` is 9, but must be so far above `low` (5) that a thousandth of all values lies between",
        ),
        (
            Truncated::new(Constant::new(1.0).unwrap(), 0.0, 9.0).err(),
            "parameter `low` is 0, but must be left out: single values are not truncated",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(message));
    }
    assert!(Uniform::new(-f64::MAX, f64::MAX).is_err(), "their distance overflows");
    assert!(Exponential::from_rate(f64::MIN_POSITIVE / 1e3).is_err(), "the mean overflows");
}

#[test]
fn what_is_left_of_a_distribution_keeps_its_form() {
    // Of an exponential nothing but another exponential is left above any point.
    let whole = Exponential::new(3.0).unwrap();
    let left = Truncated::new(whole, 2.0, f64::INFINITY).unwrap();
    for p in [0.01, 0.3, 0.9, 0.999] {
        assert!((left.quantile(p) - 2.0 - whole.quantile(p)).abs() < 1e-11, "{p}");
    }
    assert!((left.mean() - 5.0).abs() < 1e-12);
    // A half normal has the mean sqrt(2 / pi).
    let half = Truncated::new(Normal::new(0.0, 1.0).unwrap(), 0.0, f64::INFINITY).unwrap();
    assert!((half.mean() - std::f64::consts::FRAC_2_PI.sqrt()).abs() < 1e-14);
    // Ends beyond the support change nothing.
    let all = Truncated::new(Uniform::new(1.0, 3.0).unwrap(), 0.0, 9.0).unwrap();
    assert_eq!((all.quantile(0.0), all.quantile(0.25), all.quantile(1.0), all.mean()), (1.0, 1.5, 3.0, 2.0));
}

#[test]
fn special_cases_meet() {
    let agree = |a: Distribution, b: Distribution| {
        for p in [1e-9, 0.1, 0.5, 0.9, 0.999] {
            let (x, y) = (a.quantile(p), b.quantile(p));
            assert!((x - y).abs() < 1e-12 * y.abs().max(1.0), "{a:?} {b:?} at {p}: {x} and {y}");
            assert!((a.survival_integral(0.1, y) - b.survival_integral(0.1, y)).abs() < 1e-12, "{a:?} {b:?}");
        }
        assert!((a.mean() - b.mean()).abs() < 1e-12);
    };
    let exponential = Exponential::new(3.0).unwrap();
    agree(Gamma::new(3.0, 3.0).unwrap().into(), exponential.into());
    agree(Weibull::new(3.0, 1.0).unwrap().into(), exponential.into());
    agree(Beta::from_shapes(1.0, 1.0).unwrap().into(), Uniform::new(0.0, 1.0).unwrap().into());
    agree(Beta::from_shapes(1.0, 2.0).unwrap().into(), Triangular::new(0.0, 0.0, 1.0).unwrap().into());
    agree(Empirical::new([2.0, 6.0]).unwrap().into(), Uniform::new(2.0, 6.0).unwrap().into());
    agree(Discrete::new([(0.0, 7.0), (1.0, 3.0)]).unwrap().into(), Bernoulli::new(0.3).unwrap().into());
}
