//! From files to a network, and from a network to a run: what every command pays before its first trial.
//!
//! `cargo bench --bench network`

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oreflow::network::{BalanceOptions, NetworkTables, TableFolder, balance, drawn, network_files};
use oreflow::prelude::*;
use oreflow::study::speed::banned;

/// The files of a shipped network, in memory.
fn files(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks").join(name);
    let files = network_files(&TableFolder::new(&folder)).expect("the shipped network is there");
    files.into_iter().collect()
}

fn shipped(criterion: &mut Criterion) {
    let tables = files("critical-minerals-2024");
    let network = Arc::new(Network::read_from(&tables).expect("the shipped network is valid"));
    let mut group = criterion.benchmark_group("critical-minerals-2024");
    group.sample_size(10);
    group.bench_function("read", |bencher| bencher.iter(|| Network::read_from(&tables).expect("valid")));
    group.bench_function("view", |bencher| bencher.iter(|| network.view(&["nickel"]).expect("a view")));
    group.bench_function("prepare", |bencher| {
        bencher.iter(|| {
            let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 120.0);
            Experiment::new(Arc::clone(&network), calendar).prepare().expect("ready")
        });
    });
    group.bench_function("balance", |bencher| {
        let tables = NetworkTables::read(&tables).expect("valid");
        bencher.iter(|| balance(&tables, &BalanceOptions::default()).expect("balanced"));
    });
    group.finish();
    // A view reads the tables of the whole and keeps a part.
    let tables = files("nickel-2024");
    let mut group = criterion.benchmark_group("nickel-2024");
    group.sample_size(10);
    group.bench_function("read", |bencher| bencher.iter(|| Network::read_from(&tables).expect("valid")));
    group.finish();
}

/// Building and preparing by size: both are to grow as the links do.
fn chains(criterion: &mut Criterion) {
    for name in ["build", "prepare"] {
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(2));
        for links in [1_000, 10_000, 100_000] {
            let network = Arc::new(drawn::chain(links));
            group.throughput(Throughput::Elements(network.links().len() as u64));
            group.bench_function(BenchmarkId::new("chain", links), |bencher| match name {
                "build" => bencher.iter(|| drawn::chain(links)),
                _ => bencher.iter(|| {
                    let network = Arc::clone(&network);
                    banned(network, drawn::COUNTRIES[0], drawn::PRODUCTS[0], 24).expect("ready")
                }),
            });
        }
        group.finish();
    }
}

criterion_group!(benches, shipped, chains);
criterion_main!(benches);
