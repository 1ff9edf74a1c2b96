//! Link-steps times trials per second: the shipped nickel network, and random chains of many sizes.
//!
//! One element of throughput is one link in one step of one trial; all on one thread.
//! `cargo bench --bench kernel`

use std::path::Path;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oreflow::engine::experiment::Prepared;
use oreflow::engine::lanes::F64x8;
use oreflow::engine::run::View;
use oreflow::prelude::*;
use oreflow::random::{REPLICATES, Stream};

const MONTHS: f64 = 24.0;

/// A chain of mines, smelters, makers and consumers with `links` links, each buyer with ten suppliers drawn at random.
fn random_network(links: usize) -> Network {
    const SUPPLIERS: usize = 10;
    let stage = (links / (3 * SUPPLIERS)).max(SUPPLIERS);
    let stream = Stream::new(1, "network", "links");
    let mut builder = NetworkBuilder::new("random");
    for country in ["AAA", "BBB", "CCC"] {
        builder.country(country);
    }
    let products = ["ore", "metal", "good"];
    for product in products {
        builder.product(ProductSpec::new(product));
    }
    let kinds = [SiteKind::Mine, SiteKind::Refinery, SiteKind::Manufacturer, SiteKind::Consumer];
    let prices = [100.0, 300.0, 700.0];
    for (level, kind) in kinds.into_iter().enumerate() {
        for n in 0..stage {
            let country = ["AAA", "BBB", "CCC"][n % 3];
            let site = SiteSpec::new(&format!("s{level}-{n}"), kind, country, products[level.min(2)]);
            let site = if level > 0 { site.slot(SlotSpec::of(products[level - 1], 1.0)) } else { site };
            builder.site(if level < 3 { site.with(Parameter::Price, prices[level]) } else { site });
            // Supplier k of each buyer is one rotation of the stage, so that every site sends what it takes in.
            for k in (0..SUPPLIERS).filter(|_| level > 0) {
                let jump = (stream.bits(Trial::from_number(0), (level * SUPPLIERS + k) as u32) as usize)
                    % (stage / SUPPLIERS);
                let from = (n + k * (stage / SUPPLIERS) + jump) % stage;
                let link = LinkSpec::new(
                    &format!("s{}-{from}", level - 1),
                    &format!("s{level}-{n}"),
                    TonnesPerYear(120.0),
                );
                builder.link(link.transit(Months(1.0 + (k % 3) as f64)));
            }
        }
    }
    builder.build().expect("the generator makes valid networks")
}

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
        cases.push((format!("random-{links}"), shocked(random_network(links), "AAA", "ore")));
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
