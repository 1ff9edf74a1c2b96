//! From files to a network, and from a network to a run: what every command pays before its first trial.
//!
//! `cargo bench --bench network`

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use oreflow::network::{BalanceOptions, NetworkTables, TableFolder, balance, network_files};
use oreflow::prelude::*;

fn loading(criterion: &mut Criterion) {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/critical-minerals-2024");
    let files = network_files(&TableFolder::new(&folder)).expect("the shipped network is there");
    let tables: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
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
}

criterion_group!(benches, loading);
criterion_main!(benches);
