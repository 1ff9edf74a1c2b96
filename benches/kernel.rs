//! Link-steps times trials per second: the shipped nickel network, and drawn chains of many sizes.
//!
//! One element of throughput is one link in one step of one trial; all on one thread.
//! `cargo bench --bench kernel`

use std::path::Path;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oreflow::engine::experiment::Prepared;
use oreflow::engine::lanes::F64x8;
use oreflow::engine::run::View;
use oreflow::network::drawn;
use oreflow::prelude::*;
use oreflow::random::REPLICATES;

const MONTHS: f64 = 24.0;

fn shocked(network: Network, by: &str, product: &str) -> Prepared {
    let ban = ExportBan::new(TradeScope::new(by, &[product]));
    Experiment::new(Arc::new(network), Calendar::covering(date(2025, 1, 1), Step::Month, MONTHS))
        .measure(Measure::new("ban", ban, Timing::from(date(2025, 3, 1))))
        .prepare()
        .expect("the experiment is valid")
}

fn kernel(criterion: &mut Criterion) {
    let nickel = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let nickel = Network::read(&nickel).expect("the shipped network is valid");
    let mut cases = vec![("nickel".to_owned(), shocked(nickel, "IDN", "nickel-pig-iron"))];
    for links in [1_000, 10_000, 100_000] {
        cases.push((format!("chain-{links}"), shocked(drawn::chain(links), "AAA", "ore")));
    }
    let mut group = criterion.benchmark_group("kernel");
    group.sample_size(10);
    for (name, prepared) in cases {
        let links = prepared.experiment().network.links().len() as u64;
        group.throughput(Throughput::Elements(links * MONTHS as u64 * u64::from(REPLICATES)));
        group.bench_function(BenchmarkId::new("batch", name), |bencher| {
            bencher.iter(|| prepared.run_batch(0, &mut |_: &View<'_, F64x8>| {}));
        });
    }
    group.finish();
}

criterion_group!(benches, kernel);
criterion_main!(benches);
