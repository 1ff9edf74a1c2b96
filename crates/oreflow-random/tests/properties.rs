//! Properties that hold for every distribution and any parameters.

use oreflow_random::{
    Bernoulli, Beta, Constant, Discrete, Distribution, Empirical, Exponential, Gamma, LogNormal, Normal,
    Pert, Quantile, Triangular, Truncated, Uniform, Weibull,
};
use proptest::prelude::*;

/// Distributions with a density.
fn continuous() -> impl Strategy<Value = Distribution> {
    let location = -100.0..100.0_f64;
    let size = 0.01..100.0_f64;
    prop_oneof![
        (location.clone(), size.clone())
            .prop_map(|(low, width)| Uniform::new(low, low + width).unwrap().into()),
        (location.clone(), size.clone(), 0.0..=1.0_f64).prop_map(|(low, width, at)| {
            Triangular::new(low, low + at * width, low + width).unwrap().into()
        }),
        (location, size.clone()).prop_map(|(mean, sd)| Normal::new(mean, sd).unwrap().into()),
        (size.clone(), 1.05..5.0_f64).prop_map(|(median, gsd)| LogNormal::new(median, gsd).unwrap().into()),
        size.clone().prop_map(|mean| Exponential::new(mean).unwrap().into()),
        (size.clone(), 0.01..3.0_f64)
            .prop_map(|(mean, ratio)| Gamma::new(mean, ratio * mean).unwrap().into()),
        (0.3..20.0_f64, 0.3..20.0_f64).prop_map(|(a, b)| Beta::from_shapes(a, b).unwrap().into()),
        (-100.0..100.0_f64, size.clone(), 0.0..=1.0_f64).prop_map(|(low, width, at)| Pert::new(
            low,
            low + at * width,
            low + width
        )
        .unwrap()
        .into()),
        (size.clone(), 0.4..8.0_f64).prop_map(|(scale, shape)| Weibull::new(scale, shape).unwrap().into()),
        proptest::collection::btree_set(-1_000..1_000_i32, 2..20).prop_map(|values| {
            Empirical::new(values.into_iter().map(|x| f64::from(x) / 10.0)).unwrap().into()
        }),
        (-100.0..100.0_f64, size, -1.0..0.5_f64, 0.1..3.0_f64).prop_map(|(mean, sd, from, width)| {
            let (low, high) = (mean + from * sd, mean + (from + width) * sd);
            Truncated::new(Normal::new(mean, sd).unwrap(), low, high).unwrap().into()
        }),
    ]
}

/// All distributions, degenerate ones included.
fn any_law() -> impl Strategy<Value = Distribution> {
    let value = -100.0..100.0_f64;
    prop_oneof![
        5 => continuous(),
        1 => (0.0..=1.0_f64).prop_map(|p| Bernoulli::new(p).unwrap().into()),
        1 => value.clone().prop_map(|x| Constant::new(x).unwrap().into()),
        1 => value.clone().prop_map(|x| Uniform::new(x, x).unwrap().into()),
        1 => value.clone().prop_map(|x| Triangular::new(x, x, x).unwrap().into()),
        1 => value.prop_map(|x| Normal::new(x, 0.0).unwrap().into()),
        1 => (0.1..100.0_f64).prop_map(|x| LogNormal::new(x, 1.0).unwrap().into()),
        1 => proptest::collection::vec((-100.0..100.0_f64, 0.1..5.0_f64), 1..9)
            .prop_map(|pairs| Discrete::new(pairs).unwrap().into()),
        1 => (-100.0..100.0_f64, 1..9_usize)
            .prop_map(|(x, more)| Empirical::new([x - 1.0].into_iter().chain(vec![x; more])).unwrap().into()),
    ]
}

proptest! {
    #[test]
    fn cdf_undoes_quantile(law in continuous(), p in 1e-6..0.999_999_f64) {
        let back = law.cdf(law.quantile(p));
        prop_assert!((back - p).abs() < 1e-9, "{back}");
    }

    #[test]
    fn quantile_undoes_cdf(law in continuous(), p in 0.001..0.999_f64) {
        let x = law.quantile(p);
        let back = law.quantile(law.cdf(x));
        prop_assert!((back - x).abs() <= 1e-9 * x.abs().max(100.0), "{x} and {back}");
    }

    #[test]
    fn quantiles_never_fall(law in any_law(), p in 1e-15..1.0_f64, q in 1e-15..1.0_f64) {
        let (less, more) = if p < q { (p, q) } else { (q, p) };
        prop_assert!(law.quantile(less) <= law.quantile(more));
    }

    #[test]
    fn probabilities_rise_and_add_up(law in any_law(), x in -300.0..300.0_f64, step in 0.0..50.0_f64) {
        prop_assert!(law.cdf(x) <= law.cdf(x + step) + 1e-15);
        prop_assert!(law.survival(x) >= law.survival(x + step) - 1e-15);
        prop_assert!((law.cdf(x) + law.survival(x) - 1.0).abs() < 1e-14);
        prop_assert!((0.0..=1.0).contains(&law.cdf(x)));
        prop_assert!((0.0..=1.0).contains(&law.survival(x)));
    }

    #[test]
    fn the_expected_share_lies_between_none_and_all(
        law in any_law(), elapsed in -50.0..150.0_f64, horizon in 1e-6..100.0_f64,
    ) {
        let survival = law.survival(elapsed);
        if survival == 0.0 {
            return Ok(());
        }
        let expected = law.survival_integral(elapsed, elapsed + horizon) / survival;
        prop_assert!((0.0..=horizon * (1.0 + 1e-6)).contains(&expected), "{expected}");
    }

    #[test]
    fn survival_integrals_add_up(
        law in any_law(), a in -50.0..100.0_f64, b in -50.0..100.0_f64, c in -50.0..100.0_f64,
    ) {
        let whole = law.survival_integral(a, c);
        let parts = law.survival_integral(a, b) + law.survival_integral(b, c);
        prop_assert!((whole - parts).abs() < 1e-10, "{whole} and {parts}");
        prop_assert_eq!(law.survival_integral(a, c), -law.survival_integral(c, a));
    }

    #[test]
    fn a_likelier_event_keeps_the_events_there_were(p in 0.0..=1.0_f64, more in 0.0..=1.0_f64, u in 0.0..1.0_f64) {
        let rare = Bernoulli::new(p.min(more)).unwrap();
        let common = Bernoulli::new(p.max(more)).unwrap();
        prop_assert!(rare.quantile(u) <= common.quantile(u));
    }

    #[test]
    fn constructors_accept_or_explain(a in any::<f64>(), b in any::<f64>(), c in any::<f64>()) {
        let errors = [
            Uniform::new(a, b).err(), Triangular::new(a, b, c).err(), Normal::new(a, b).err(),
            LogNormal::new(a, b).err(), Exponential::new(a).err(), Exponential::from_rate(a).err(),
            Bernoulli::new(a).err(), Constant::new(a).err(), Pert::new(a, b, c).err(), Gamma::new(a, b).err(),
            Beta::new(a, b).err(), Beta::from_shapes(a, b).err(), Weibull::new(a, b).err(),
            Weibull::from_mean(a, b).err(),
        ];
        for error in errors.into_iter().flatten() {
            prop_assert!(error.to_string().starts_with("parameter `"));
            prop_assert!(error.value().to_bits() == a.to_bits() || error.value().to_bits() == b.to_bits()
                || error.value().to_bits() == c.to_bits());
        }
    }
}
