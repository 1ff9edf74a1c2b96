//! Draws follow the distributions they are asked for: Kolmogorov-Smirnov tests with fixed seeds.

use oreflow_random::{
    Bernoulli, Beta, Discrete, Distribution, Empirical, Exponential, Gamma, LogNormal, Normal, Pert,
    Quantile, Stream, Trial, Triangular, Truncated, Uniform, Weibull,
};
use rand_distr::Distribution as Sample;
use statrs::distribution::ContinuousCDF;

const COUNT: usize = 50_000;

/// The bound that the largest distance of a sample to its distribution, times the root of the sample size,
/// exceeds once in a thousand times.
const CRITICAL: f64 = 1.95;

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn draws(entity: &str, law: &Distribution) -> Vec<f64> {
    let stream = Stream::new(1, entity, "draw");
    (0..COUNT as u64).map(|number| stream.draw(Trial::from_number(number), 0, law)).collect()
}

/// The Kolmogorov-Smirnov statistic of a sample against a distribution function, times the root of the size.
fn distance(sample: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sample.len() as f64;
    let largest = sample.iter().enumerate().fold(0.0_f64, |largest, (i, &x)| {
        let p = cdf(x);
        largest.max(p - i as f64 / n).max((i + 1) as f64 / n - p)
    });
    largest * n.sqrt()
}

/// The same between two samples of equal size without ties.
fn distance_of_two(a: &[f64], b: &[f64]) -> f64 {
    let (mut i, mut j, mut largest) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        if a[i] < b[j] {
            i += 1;
        } else {
            j += 1;
        }
        largest = largest.max(i.abs_diff(j));
    }
    let n = a.len() as f64;
    largest as f64 / n * (n / 2.0).sqrt()
}

/// Draws against the distribution of `statrs`, against samples of `rand_distr`, and sampling with a generator.
fn check(
    entity: &str,
    law: impl Into<Distribution>,
    oracle: &impl ContinuousCDF<f64, f64>,
    sampler: &impl Sample<f64>,
) {
    let law = law.into();
    let rng = Stream::new(1, entity, "sequence").rng(Trial::from_number(0));
    let drawn = sorted(draws(entity, &law));
    let sampled = sorted((&law).sample_iter(rng.clone()).take(COUNT).collect());
    let theirs = sorted(sampler.sample_iter(rng).take(COUNT).collect());
    for (name, statistic) in [
        ("draws against statrs", distance(&drawn, |x| oracle.cdf(x))),
        ("draws against the own cdf", distance(&drawn, |x| law.cdf(x))),
        ("samples against statrs", distance(&sampled, |x| oracle.cdf(x))),
        ("draws against rand_distr", distance_of_two(&drawn, &theirs)),
    ] {
        println!("{entity}: {name}: {statistic:.3}");
        assert!(statistic < CRITICAL, "{law:?}: {name}: {statistic}");
    }
    for k in 1..200 {
        let x = law.quantile(f64::from(k) / 200.0);
        assert!((law.cdf(x) - oracle.cdf(x)).abs() < 1e-9, "{law:?} at {x}");
        assert!((law.survival(x) - oracle.sf(x)).abs() < 1e-9, "{law:?} at {x}");
    }
}

#[test]
fn uniform() {
    check(
        "uniform",
        Uniform::new(-2.0, 5.0).unwrap(),
        &statrs::distribution::Uniform::new(-2.0, 5.0).unwrap(),
        &rand_distr::Uniform::new(-2.0, 5.0).unwrap(),
    );
}

#[test]
fn triangular() {
    check(
        "triangular",
        Triangular::new(-2.0, 3.0, 5.0).unwrap(),
        &statrs::distribution::Triangular::new(-2.0, 5.0, 3.0).unwrap(),
        &rand_distr::Triangular::new(-2.0, 5.0, 3.0).unwrap(),
    );
}

#[test]
fn normal() {
    check(
        "normal",
        Normal::new(-2.0, 3.0).unwrap(),
        &statrs::distribution::Normal::new(-2.0, 3.0).unwrap(),
        &rand_distr::Normal::new(-2.0, 3.0).unwrap(),
    );
}

#[test]
fn lognormal() {
    let (location, scale) = (6.0_f64.ln(), 1.8_f64.ln());
    check(
        "lognormal",
        LogNormal::new(6.0, 1.8).unwrap(),
        &statrs::distribution::LogNormal::new(location, scale).unwrap(),
        &rand_distr::LogNormal::new(location, scale).unwrap(),
    );
}

#[test]
fn exponential() {
    check(
        "exponential",
        Exponential::from_rate(0.4).unwrap(),
        &statrs::distribution::Exp::new(0.4).unwrap(),
        &rand_distr::Exp::new(0.4).unwrap(),
    );
}

#[test]
fn gamma() {
    for (entity, mean, sd) in [("gamma", 6.0, 3.0), ("skewed gamma", 6.0, 9.0)] {
        let law = Gamma::new(mean, sd).unwrap();
        check(
            entity,
            law,
            &statrs::distribution::Gamma::new(law.shape(), 1.0 / law.scale()).unwrap(),
            &rand_distr::Gamma::new(law.shape(), law.scale()).unwrap(),
        );
    }
}

#[test]
fn beta() {
    for (entity, mean, sd) in [("beta", 0.3, 0.1), ("beta at the ends", 0.5, 0.4)] {
        let law = Beta::new(mean, sd).unwrap();
        let (a, b) = law.shapes();
        check(
            entity,
            law,
            &statrs::distribution::Beta::new(a, b).unwrap(),
            &rand_distr::Beta::new(a, b).unwrap(),
        );
    }
}

#[test]
fn weibull() {
    for (entity, shape) in [("weibull", 2.5), ("weibull of the young", 0.7)] {
        check(
            entity,
            Weibull::new(6.0, shape).unwrap(),
            &statrs::distribution::Weibull::new(shape, 6.0).unwrap(),
            &rand_distr::Weibull::new(6.0, shape).unwrap(),
        );
    }
}

#[test]
fn pert() {
    // The standard beta stretched over the range; `rand_distr` has it under this name.
    let theirs = rand_distr::Pert::new(-2.0, 5.0).with_mode(3.0).unwrap();
    let law = Pert::new(-2.0, 3.0, 5.0).unwrap();
    let drawn = sorted(draws("pert", &law.into()));
    let rng = Stream::new(1, "pert", "sequence").rng(Trial::from_number(0));
    let sampled = sorted(theirs.sample_iter(rng).take(COUNT).collect());
    assert!(distance_of_two(&drawn, &sampled) < CRITICAL);
    let oracle = statrs::distribution::Beta::new(1.0 + 20.0 / 7.0, 1.0 + 8.0 / 7.0).unwrap();
    assert!(distance(&drawn, |x| oracle.cdf((x + 2.0) / 7.0)) < CRITICAL);
}

#[test]
fn truncated() {
    // Draws of the whole, without those outside.
    let whole = LogNormal::new(6.0, 1.8).unwrap();
    let law = Truncated::new(whole, 3.0, 9.0).unwrap();
    let drawn = sorted(draws("truncated", &law.into()));
    let rng = Stream::new(1, "truncated", "sequence").rng(Trial::from_number(0));
    let theirs = rand_distr::LogNormal::new(6.0_f64.ln(), 1.8_f64.ln()).unwrap();
    let inside = theirs.sample_iter(rng).filter(|x| (3.0..9.0).contains(x));
    assert!(distance_of_two(&drawn, &sorted(inside.take(COUNT).collect())) < CRITICAL);
}

#[test]
fn empirical() {
    // Half of all draws between each pair of neighbours, and all alike there.
    let law: Distribution = Empirical::new([1.0, 2.0, 9.0]).unwrap().into();
    let drawn = sorted(draws("empirical", &law));
    let by_hand = |x: f64| if x < 2.0 { 0.5 * (x - 1.0) } else { 0.5 + 0.5 * (x - 2.0) / 7.0 };
    assert!(distance(&drawn, by_hand) < CRITICAL);
}

#[test]
fn discrete() {
    let law: Distribution = Discrete::new([(5.0, 2.0), (-1.0, 1.0), (7.0, 1.0)]).unwrap().into();
    let drawn = draws("discrete", &law);
    for (value, p) in [(-1.0, 0.25), (5.0, 0.5), (7.0, 0.25)] {
        let count = drawn.iter().filter(|&&x| x == value).count() as f64;
        let deviation = (count - p * COUNT as f64) / (p * (1.0 - p) * COUNT as f64).sqrt();
        assert!(deviation.abs() < 3.3, "{value}: {deviation} deviations");
    }
}

#[test]
fn bernoulli() {
    for p in [0.001, 0.04, 0.5, 0.93] {
        let ones: f64 = draws(&format!("coin of {p}"), &Bernoulli::new(p).unwrap().into()).iter().sum();
        let deviation = (ones - p * COUNT as f64) / (p * (1.0 - p) * COUNT as f64).sqrt();
        assert!(deviation.abs() < 3.3, "{p}: {deviation} deviations");
    }
}

#[test]
fn means_of_draws_are_the_means() {
    let laws: [(&str, Distribution); 12] = [
        ("mean of gamma", Gamma::new(6.0, 4.0).unwrap().into()),
        ("mean of beta", Beta::new(0.2, 0.15).unwrap().into()),
        ("mean of pert", Pert::new(-2.0, 3.0, 5.0).unwrap().into()),
        ("mean of weibull", Weibull::new(6.0, 0.8).unwrap().into()),
        ("mean of discrete", Discrete::new([(5.0, 2.0), (-1.0, 1.0), (7.0, 1.0)]).unwrap().into()),
        ("mean of empirical", Empirical::new([1.0, 2.0, 9.0]).unwrap().into()),
        ("mean of truncated", Truncated::new(Normal::new(-2.0, 3.0).unwrap(), -3.0, 9.0).unwrap().into()),
        ("mean of uniform", Uniform::new(-2.0, 5.0).unwrap().into()),
        ("mean of triangular", Triangular::new(-2.0, 3.0, 5.0).unwrap().into()),
        ("mean of normal", Normal::new(-2.0, 3.0).unwrap().into()),
        ("mean of lognormal", LogNormal::new(6.0, 1.8).unwrap().into()),
        ("mean of exponential", Exponential::new(2.5).unwrap().into()),
    ];
    for (entity, law) in laws {
        let values = draws(entity, &law);
        let mean = values.iter().sum::<f64>() / COUNT as f64;
        let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / COUNT as f64;
        let deviation = (mean - law.mean()) / (variance / COUNT as f64).sqrt();
        assert!(deviation.abs() < 3.3, "{law:?}: {deviation} deviations");
    }
}
