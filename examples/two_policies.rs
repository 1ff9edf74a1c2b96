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

    let path = "unmet.stainless-steel.CHN.peak";
    let run = MonteCarlo { outcomes: vec![Outcome::parse(path, &network)?], ..MonteCarlo::new(512) };
    // A ban strikes both on the same day: what differs is the policy alone.
    let policies = [&without.prepare()?, &with.prepare()?];
    let comparison = run.compare(&policies, |_| ControlFlow::Continue(()))?;
    let [worst, with_stockpile] = [0, 1].map(|policy| comparison.policies[policy].outcomes[0].1.mean());
    println!(
        "The worst month of China's stainless steel: {worst:.2} % of demand, {with_stockpile:.2} % with a stockpile"
    );
    let difference = comparison.difference(1, path).ok_or("the outcome was asked for")?;
    println!("The stockpile changes it by {:.2} points", difference.mean());
    println!(
        "It is worse with the stockpile in {:.1} % of trials",
        100.0 * difference.exceedance(1e-9).value
    );
    Ok(())
}
