//! Link-steps times trials per second: the shipped networks, and drawn chains of many sizes.
//!
//! One element of throughput is one link in one step of one trial; all on one thread, of which a country bans an export.
//! `cargo bench --bench kernel`, or `cargo bench --bench kernel -- chain-1000` for one case.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use oreflow::engine::lanes::F64x8;
use oreflow::engine::run::View;
use oreflow::network::drawn;
use oreflow::prelude::*;
use oreflow::random::REPLICATES;
use oreflow::study::speed::{CHAINS, banned};

fn shipped(name: &str) -> Network {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks").join(name);
    Network::read(&folder).expect("the shipped network is valid")
}

fn kernel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kernel");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    let mut batch = |name: &str, network: Network, by: &str, product: &str| {
        let network = Arc::new(network);
        // A million links are slow enough in a quarter of the time.
        let months = if network.links().len() < 500_000 { 24 } else { 6 };
        let elements = network.links().len() * months * REPLICATES as usize;
        group.throughput(Throughput::Elements(elements as u64));
        // Made when the case is wanted, and then kept from sample to sample.
        let mut ready = None;
        group.bench_function(BenchmarkId::new("batch", name), |bencher| {
            let prepared = ready.get_or_insert_with(|| {
                banned(Arc::clone(&network), by, product, months).expect("the network can be run")
            });
            bencher.iter(|| prepared.run_batch(0, &mut |_: &View<'_, F64x8>| {}));
        });
    };
    batch("nickel", shipped("nickel-2024"), "IDN", "nickel-pig-iron");
    batch("critical-minerals", shipped("critical-minerals-2024"), "IDN", "nickel-pig-iron");
    for links in CHAINS {
        batch(&format!("chain-{links}"), drawn::chain(links), drawn::COUNTRIES[0], drawn::PRODUCTS[0]);
    }
    group.finish();
}

criterion_group!(benches, kernel);
criterion_main!(benches);
