//! Fixed work whose instructions are counted, so that slower code is seen on any machine.
//!
//! `benches/instructions` runs each case alone under valgrind, which counts what happens inside [`counted`]: reading networks and
//! making them ready is left out. `cargo bench --bench instructions` runs all cases once, and tells their names.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use oreflow::engine::experiment::Prepared;
use oreflow::engine::lanes::F64x8;
use oreflow::engine::run::View;
use oreflow::network::drawn;
use oreflow::prelude::*;
use oreflow::random::{Stream, Summary};
use oreflow::study::speed::banned;

/// Batches of the nickel network, and of the chain.
const BATCHES: (u64, u64) = (4, 1);

/// Steps of a batch, of a month each.
const MONTHS: usize = 24;

/// Values of the summary.
const VALUES: u64 = 10_000;

/// All that is counted. The script finds it by its name.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    black_box(work)();
}

fn batches(prepared: &Prepared, batches: u64) {
    counted(&mut || {
        for index in 0..batches {
            prepared.run_batch(black_box(index), &mut |_: &View<'_, F64x8>| {});
        }
    });
}

fn nickel() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Network::read(&folder).expect("the shipped network is valid");
    batches(&banned(Arc::new(network), "IDN", "nickel-pig-iron", MONTHS).expect("ready"), BATCHES.0);
}

fn chain() {
    let network = Arc::new(drawn::chain(3_000));
    batches(&banned(network, drawn::COUNTRIES[0], drawn::PRODUCTS[0], MONTHS).expect("ready"), BATCHES.1);
}

fn summary() {
    let outcome = LogNormal::new(1.0, 2.0).expect("valid");
    let stream = Stream::new(42, "entity", "purpose");
    let values: Vec<(Trial, f64)> =
        (0..VALUES).map(Trial::from_number).map(|trial| (trial, stream.draw(trial, 0, &outcome))).collect();
    counted(&mut || {
        let mut summary = Summary::new();
        for &(trial, value) in &values {
            summary.push(trial, value);
        }
        black_box((summary.mean(), summary.quantile(0.95), summary.cvar(0.95)));
    });
}

/// What can be counted, by name.
const CASES: [(&str, fn()); 3] =
    [("nickel-ban", nickel), ("chain-3000-ban", chain), ("summary-10000", summary)];

fn main() {
    // Cargo adds words of its own that begin with a dash.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, case) in CASES {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            case();
            println!("{name}");
        }
    }
}
