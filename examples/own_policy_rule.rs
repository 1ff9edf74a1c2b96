//! A policy rule of one's own: is it better to stock in proportion to dependence than everybody alike?
//!
//! A rule is a function from the network to measures. Both rules hold as many tonnes, and see the same bans on the same days.
//!
//! `cargo run --release --example own_policy_rule`

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use oreflow::engine::measure::Stockpile;
use oreflow::engine::run::MonteCarlo;
use oreflow::prelude::*;

/// Users of pig iron that keep a stock.
const KEEPERS: [&str; 4] = ["CHN", "IND", "KOR", "JPN"];
const PRODUCT: &str = "nickel-pig-iron";
const MONTHS: f64 = 1.0;

/// Months of stock for each keeper, all together as much as `months` for all of them.
fn by_dependence(network: &Network, months: f64) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let mut used = Vec::new();
    for place in KEEPERS {
        let dependence = network.import_dependence(PRODUCT, place)?;
        let on_indonesia = dependence.suppliers.iter().find(|share| share.country == "IDN");
        used.push((dependence.used.0, on_indonesia.map_or(0.0, |share| share.share)));
    }
    let all: f64 = used.iter().map(|(used, _)| used).sum();
    let at_risk: f64 = used.iter().map(|(used, share)| used * share).sum();
    Ok(used.iter().map(|(_, share)| months * share * all / at_risk).collect())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Arc::new(Network::read(&folder)?);
    let ban = ExportBan::new(TradeScope::new("IDN", &[PRODUCT]));
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 72.0);
    let without = Experiment::new(Arc::clone(&network), calendar)
        .hazard(Hazard::new("idn-ban", ban, Arrival::Rate(0.25)).lasting(LogNormal::new(4.0, 1.6)?))
        .seed(42);
    let keeping = |months: &[f64]| {
        KEEPERS.iter().zip(months).fold(without.clone(), |experiment, (&place, &target)| {
            let stock = Stockpile {
                places: vec![place.into()],
                products: vec![PRODUCT.into()],
                target,
                fill: 36.0,
                ..Stockpile::default()
            };
            experiment.measure(Measure::new(&format!("{place}-keeps"), stock, Timing::from(date(2025, 1, 1))))
        })
    };
    let dependent = by_dependence(&network, MONTHS)?;
    for (place, months) in KEEPERS.iter().zip(&dependent) {
        println!("{place} keeps {months:.2} months instead of {MONTHS}");
    }

    let path = "unmet.stainless-steel.world.share";
    let run = MonteCarlo { outcomes: vec![Outcome::parse(path, &network)?], ..MonteCarlo::new(256) };
    let policies =
        [without.clone().prepare()?, keeping(&[MONTHS; 4]).prepare()?, keeping(&dependent).prepare()?];
    let comparison = run.compare(&policies.each_ref(), |_| ControlFlow::Continue(()))?;
    println!("without stocks: {:.3} % of demand unmet", comparison.policies[0].outcomes[0].1.mean());
    for (policy, rule) in [(1, "alike"), (2, "by dependence")] {
        let difference = comparison.difference(policy, path).ok_or("the outcome was asked for")?;
        println!("{rule}: {:+.3} points", difference.mean());
    }
    Ok(())
}
