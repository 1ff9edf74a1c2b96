//! No shock, no motion: a network without measures stays at its base.

mod common;

use std::sync::Arc;

use common::{chain, ring, years};
use oreflow_engine::calendar::Step;
use oreflow_engine::experiment::Experiment;
use oreflow_engine::run::View;
use oreflow_network::{LinkIndex, Network, SiteIndex};
use oreflow_random::Trial;

fn worst_departure(network: Arc<Network>, step: Step) -> f64 {
    let prepared = Experiment::new(network, years(step, 50.0)).prepare().unwrap();
    let mut base: Option<Vec<f64>> = None;
    let mut worst = 0.0_f64;
    prepared.run_trial(Trial::from_number(0), &mut |view: &View<'_, f64>| {
        let network = view.network();
        let mut now = Vec::new();
        for link in 0..network.links().len() {
            let link = LinkIndex(link as u32);
            let flow = network.link(link).flow.0 / 12.0 * step.months();
            worst = worst.max((view.shipment(link) / flow - 1.0).abs());
        }
        for position in 0..network.sites().len() {
            let site = SiteIndex(position as u32);
            now.extend([view.price(site), view.stock(site), view.capacity(site), view.output(site)]);
            now.extend(
                (0..network.site(site).slots.len())
                    .flat_map(|s| [view.input_stock(site, s), view.bid(site, s)]),
            );
        }
        let base = base.get_or_insert_with(|| now.clone());
        for (a, b) in now.iter().zip(base.iter()) {
            if *b != 0.0 {
                worst = worst.max((a / b - 1.0).abs());
            }
        }
    });
    worst
}

#[test]
fn a_network_without_measures_stands_still_for_fifty_years() {
    for step in Step::ALL {
        for (name, network) in [("chain", chain(false)), ("scrap", chain(true)), ("ring", ring())] {
            let worst = worst_departure(network, step);
            assert!(worst < 1e-9, "{name}, steps of a {}: {worst}", step.name());
        }
    }
}
