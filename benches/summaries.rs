//! Summaries: what it costs to keep an outcome, to add up parts, and to ask for estimates.
//!
//! `cargo bench --bench summaries`

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oreflow::prelude::*;
use oreflow::random::{Design, Stream, Summary};

/// Values of a summary.
const VALUES: u64 = 10_000;

fn summaries(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("summary");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    let outcome = LogNormal::new(1.0, 2.0).expect("valid");
    let stream = Stream::new(42, "entity", "purpose");
    let values: Vec<(Trial, f64)> =
        (0..VALUES).map(Trial::from_number).map(|trial| (trial, stream.draw(trial, 0, &outcome))).collect();
    let of = |design: Design, values: &[(Trial, f64)]| {
        let mut summary = Summary::under(design);
        for &(trial, value) in values {
            summary.push(trial, value);
        }
        summary
    };
    group.throughput(Throughput::Elements(VALUES));
    group.bench_function("push", |bencher| bencher.iter(|| of(Design::Plain, &values)));
    group.throughput(Throughput::Elements(1));
    let (first, second) = values.split_at(values.len() / 2);
    let (first, second) = (of(Design::Plain, first), of(Design::Plain, second));
    group.bench_function("merge", |bencher| {
        bencher.iter(|| {
            let mut whole = first.clone();
            whole.merge(&second);
            whole
        });
    });
    for design in [Design::Plain, Design::Sobol] {
        let summary = of(design, &values);
        let mut estimate = |name: &str, of: &dyn Fn(&Summary) -> f64| {
            group.bench_function(BenchmarkId::new(name, design.name()), |bencher| {
                bencher.iter(|| of(&summary));
            });
        };
        estimate("mean", &|summary| summary.mean().value);
        estimate("quantile", &|summary| summary.quantile(0.95).value);
        estimate("cvar", &|summary| summary.cvar(0.95).value);
        estimate("exceedance", &|summary| summary.exceedance(10.0).value);
    }
    group.finish();
}

criterion_group!(benches, summaries);
criterion_main!(benches);
