//! How large a stockpile pays? Costs of holding it against value lost, for several sizes in the same trials.
//!
//! `cargo run --release --example optimise_stockpile`

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use oreflow::engine::measure::Stockpile;
use oreflow::engine::run::MonteCarlo;
use oreflow::prelude::*;

/// What the steel of a tonne of nickel is worth, and what it costs to hold a tonne of nickel in pig iron for a year, in USD.
const LOSS: f64 = 45_000.0;
const HOLDING: f64 = 0.05 * 13_500.0;
const YEARS: f64 = 8.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Arc::new(Network::read(&folder)?);
    let used = network.import_dependence("nickel-pig-iron", "CHN")?.used.0;

    let ban = ExportBan::new(TradeScope::new("IDN", &["nickel-pig-iron"]));
    let ban = Hazard::new("idn-ban", ban, Arrival::Rate(0.25)).lasting(LogNormal::new(6.0, 1.6)?);
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 12.0 * YEARS);
    let without = Experiment::new(Arc::clone(&network), calendar).hazard(ban).seed(42);

    let sizes = [0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0];
    let mut policies = Vec::new();
    for target in sizes {
        let products = vec!["nickel-pig-iron".to_owned()];
        let stock =
            Stockpile { places: vec!["CHN".into()], products, target, fill: 36.0, ..Stockpile::default() };
        let stock = Measure::new("stock", stock, Timing::from(date(2025, 1, 1)));
        let experiment = if target > 0.0 { without.clone().measure(stock) } else { without.clone() };
        policies.push(experiment.prepare()?);
    }
    let path = "unmet.stainless-steel.CHN.total";
    let run = MonteCarlo { outcomes: vec![Outcome::parse(path, &network)?], ..MonteCarlo::new(256) };
    let all: Vec<_> = policies.iter().collect();
    let comparison = run.compare(&all, |_| ControlFlow::Continue(()))?;

    println!("months  holding  loss  both, million USD a year; t of nickel short [95 % interval]");
    let mut best = (f64::INFINITY, 0.0);
    for (months, results) in sizes.iter().zip(&comparison.policies) {
        let short = results.outcomes[0].1.mean();
        let loss = short.value * LOSS / YEARS / 1e6;
        let holding = HOLDING * used * months / 12.0 / 1e6;
        let both = holding + loss;
        println!("{months:6.2}  {holding:7.0}  {loss:4.0}  {both:4.0}; {short:.0}");
        if both < best.0 {
            best = (both, *months);
        }
    }
    println!("cheapest: {} months", best.1);
    Ok(())
}
