//! The kernel agrees to the bit with a slow and obvious reference of the same equations.

mod common;
mod reference;

use common::draft::{Genes, cases, genes, random};
use common::{chain, measures, record, ring};
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::Measure;
use oreflow_network::Network;
use proptest::prelude::*;
use reference::Reference;
use std::sync::Arc;

/// The first difference between the engine and the reference, in words.
fn disagreement(network: &Arc<Network>, calendar: Calendar, measures: &[Measure]) -> Option<String> {
    let mut experiment = Experiment::new(network.clone(), calendar);
    experiment.measures = measures.to_vec();
    let prepared = experiment.prepare().unwrap_or_else(|error| panic!("{error}"));
    let engine = record::run_first(&prepared);
    let mut reference = Reference::new(network, calendar, measures).run();
    for (engine, reference) in engine.iter().zip(&mut reference) {
        // Cargoes under way are summed in another order.
        for (a, b) in engine.under_way.iter().zip(&mut reference.under_way) {
            assert!((a - *b).abs() <= 1e-12 * (1.0 + a.abs()), "{a} and {b} under way");
            *b = *a;
        }
    }
    record::difference(&engine, &reference)
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn on_random_networks_under_random_measures(mut genes in genes()) {
        let calendar = measures::calendar(&mut genes);
        let draft = random(&mut genes);
        let measures = measures::random(&mut genes, &draft, &calendar);
        let found = disagreement(&draft.build(), calendar, &measures);
        prop_assert!(found.is_none(), "{}\n{measures:?}\n{}", found.unwrap_or_default(), draft.sketch());
    }
}

#[test]
fn on_the_base_of_a_chain_with_scrap_and_of_a_ring() {
    for network in [chain(false), chain(true), ring()] {
        for step in Step::ALL {
            let calendar = Calendar::new(date(2025, 1, 1), step, 100);
            assert_eq!(disagreement(&network, calendar, &[]), None);
        }
    }
}

/// What random cases never do, the comparison says nothing about.
#[test]
fn random_cases_reach_what_can_happen() {
    let mut reached = std::collections::BTreeMap::new();
    for seed in 0..150_u32 {
        let number = |n: u32| {
            (n.wrapping_mul(2_654_435_761) ^ seed.wrapping_mul(40_503)).wrapping_mul(2_246_822_519) >> 16
        };
        let mut genes = Genes::from_values((1..=400).map(|n| number(n) as u16).collect());
        let calendar = measures::calendar(&mut genes);
        let draft = random(&mut genes);
        let measures = measures::random(&mut genes, &draft, &calendar);
        let network = draft.build();
        let record = Reference::new(&network, calendar, &measures).run();
        let (first, last) = (&record[0], &record[record.len() - 1]);
        let any = |of: &dyn Fn(&record::Snapshot) -> bool| record.iter().any(of);
        let grown =
            |factor: f64| last.capacity.iter().zip(&first.capacity).any(|(now, then)| *now > factor * then);
        let shrunk = last.capacity.iter().zip(&first.capacity).any(|(now, then)| *now < 0.99 * then);
        let dear = any(&|s| s.price.iter().zip(&first.price).any(|(now, then)| *now > 3.0 * then));
        let cheap = any(&|s| s.price.iter().zip(&first.price).any(|(now, then)| *now < 0.5 * then));
        let stopped = any(&|s| s.output.iter().zip(&first.output).any(|(now, then)| *now < 0.01 * then));
        let short = any(&|s| s.output.iter().zip(&s.wanted).any(|(output, wanted)| *output < 0.9 * wanted));
        for (what, happens) in [
            ("a ring", network.product_index("swarf").is_some()),
            ("scrap", network.product_index("scrap").is_some()),
            ("two inputs", network.product_index("additive").is_some()),
            ("building", grown(1.02)),
            ("closing", shrunk),
            ("prices three times the base", dear),
            ("prices half the base", cheap),
            ("a site at rest", stopped),
            ("inputs or demand short", short),
            ("added duties", any(&|s| s.added_duty.iter().any(|duty| *duty > 0.0))),
            ("a border shut", any(&|s| s.shipment.contains(&0.0))),
        ] {
            *reached.entry(what).or_insert(0) += u32::from(happens);
        }
    }
    assert!(reached.values().all(|&cases| cases >= 5), "{reached:?}");
}
