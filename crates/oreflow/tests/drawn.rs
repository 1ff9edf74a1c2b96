//! Drawn networks are networks like any other: the model takes them, and they stand still until something happens.

use std::sync::Arc;

use oreflow::engine::experiment::Prepared;
use oreflow::engine::lanes::F64x8;
use oreflow::engine::run::View;
use oreflow::network::{LinkIndex, SiteIndex, drawn};
use oreflow::prelude::*;

/// Largest relative departure of any shipment, price or stock from its base, in any trial of a batch.
fn departure(prepared: &Prepared) -> f64 {
    let network = Arc::clone(&prepared.experiment().network);
    let sites = || (0..network.sites().len() as u32).map(SiteIndex);
    let mut first: Vec<F64x8> = Vec::new();
    let mut worst = 0.0_f64;
    prepared.run_batch(0, &mut |view: &View<'_, F64x8>| {
        for (position, link) in (0_u32..).zip(network.links()) {
            for sent in view.shipment(LinkIndex(position)).0 {
                worst = worst.max((sent / (link.flow.0 / 12.0) - 1.0).abs());
            }
        }
        let now: Vec<F64x8> = sites().flat_map(|site| [view.price(site), view.stock(site)]).collect();
        if first.is_empty() {
            first.clone_from(&now);
        }
        for (now, first) in now.iter().zip(&first) {
            for (now, first) in now.0.iter().zip(first.0).filter(|(_, first)| *first != 0.0) {
                worst = worst.max((now / first - 1.0).abs());
            }
        }
    });
    worst
}

#[test]
fn chains_stand_still_until_a_ban() {
    for links in [3, 100, 300, 3_000] {
        let network = Arc::new(drawn::chain(links));
        let experiment = Experiment::new(network, Calendar::covering(date(2025, 1, 1), Step::Month, 36.0));
        let calm = experiment.clone().prepare().expect("a chain can be run");
        assert!(calm.warnings().is_empty(), "{:?}", calm.warnings());
        let off = departure(&calm);
        assert!(off < 1e-9, "{links} links: {off}");
        // A chain of one site a stage lies in one country: there is no trade to ban.
        if links > 3 {
            let ban = ExportBan::new(TradeScope::new("AAA", &["ore"]));
            let timing = Timing::from(date(2025, 3, 1));
            let banned = experiment.measure(Measure::new("ban", ban, timing)).prepare().expect("a ban");
            assert!(banned.warnings().is_empty(), "{:?}", banned.warnings());
            assert!(departure(&banned) > 0.5, "{links} links");
        }
    }
}
