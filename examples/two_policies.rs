//! Two policies in the same trials: is a Chinese stockpile of pig iron worth having if Indonesia may ban its export?
//!
//! `cargo run --release --example two_policies`, from the root of the repository.

use oreflow::engine::measure::Stockpile;
use oreflow::engine::run::MonteCarlo;
use oreflow::prelude::*;
use std::error::Error;
use std::ops::ControlFlow;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let network = Arc::new(Network::read("scenarios/networks/nickel-2024".as_ref())?);
    let ban = ExportBan::new(TradeScope::new("IDN", &["nickel-pig-iron"]));
    let without =
        Experiment::new(Arc::clone(&network), Calendar::covering(date(2025, 1, 1), Step::Month, 60.0))
            .hazard(Hazard::new("idn-ban", ban, Arrival::Rate(0.2)).lasting(LogNormal::new(6.0, 1.8)?))
            .seed(42);
    let stockpile = Stockpile {
        places: vec!["CHN".into()],
        products: vec!["nickel-pig-iron".into()],
        target: 3.0,
        ..Stockpile::default()
    };
    let with = without.clone().measure(Measure::new("stockpile", stockpile, Timing::from(date(2025, 1, 1))));

    let unmet = Outcome::parse("unmet.stainless-steel.CHN.peak", &network)?;
    let run = MonteCarlo { outcomes: vec![unmet], ..MonteCarlo::new(512) };
    // A ban strikes both on the same day: what differs is the policy alone.
    let comparison = run.compare(&without.prepare()?, &with.prepare()?, |_| ControlFlow::Continue(()));
    let (_, difference) = &comparison.differences[0];
    let mean = difference.mean();
    println!(
        "The worst month of China's stainless steel changes by {:.2} % of demand, 95 % interval {:.2?} to {:.2?}",
        mean.value, mean.low, mean.high
    );
    println!(
        "It is worse with the stockpile in {:.1} % of trials",
        100.0 * difference.exceedance(1e-9).value
    );
    Ok(())
}
