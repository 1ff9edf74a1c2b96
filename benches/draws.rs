//! Draws: what chance costs beside the model.
//!
//! One element of throughput is one draw. `cargo bench --bench draws`

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oreflow::prelude::*;
use oreflow::random::design::Sobol;
use oreflow::random::{Beta, Design, Draws, Gamma, Pert, Stream};

/// Trials of an iteration.
const TRIALS: u64 = 1_024;

fn draws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draws");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Elements(TRIALS));
    let plain = Stream::new(42, "entity", "purpose");
    group.bench_function("bits", |bencher| bencher.iter(|| sum_of(|trial| plain.bits(trial, 0) as f64)));
    for design in [Design::Plain, Design::LatinHypercube { points: TRIALS / 8 }, Design::Sobol] {
        let stream = Draws::new(42, design).drivers([("entity", "purpose")]).stream("entity", "purpose");
        group.bench_function(BenchmarkId::new("uniform", design.name()), |bencher| {
            bencher.iter(|| sum_of(|trial| stream.uniform(trial, 0)));
        });
    }
    let distributions: [(&str, Distribution); 5] = [
        ("triangular", Triangular::new(-0.5, -0.2, 0.0).expect("valid").into()),
        ("log-normal", LogNormal::new(1.0, 1.5).expect("valid").into()),
        ("pert", Pert::new(0.0, 1.0, 4.0).expect("valid").into()),
        ("gamma", Gamma::new(2.5, 1.5).expect("valid").into()),
        ("beta", Beta::new(0.3, 0.1).expect("valid").into()),
    ];
    for (name, distribution) in &distributions {
        group.bench_function(BenchmarkId::new("quantile", name), |bencher| {
            bencher.iter(|| sum_of(|trial| plain.draw(trial, 0, distribution)));
        });
    }
    let sobol = Sobol::new(7).expect("a dimension");
    group.bench_function("sobol point", |bencher| {
        bencher.iter(|| sum_of(|trial| sobol.point(black_box(trial.index)) as f64));
    });
    group.finish();
}

/// Draws for all trials, so that none can be left out.
fn sum_of(draw: impl Fn(Trial) -> f64) -> f64 {
    (0..TRIALS).map(|number| draw(Trial::from_number(black_box(number)))).sum()
}

criterion_group!(benches, draws);
criterion_main!(benches);
