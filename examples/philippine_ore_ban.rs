//! The example of the README: the Philippines ban nickel ore.
//!
//! `cargo run --release --example philippine_ore_ban`, from the root of the repository.

use oreflow::prelude::*;
use std::ops::ControlFlow;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = Network::read("scenarios/networks/nickel-2024".as_ref())?;
    let ban = ExportBan::new(TradeScope::new("PHL", &["nickel-ore"]));
    let timing = Timing::from(date(2025, 7, 1)).announced(date(2025, 4, 1));
    let experiment = Experiment::new(network.into(), Calendar::covering(date(2025, 1, 1), Step::Month, 60.0))
        .measure(Measure::new("phl-ore-ban", ban, timing))
        .uncertain(Uncertain {
            parameter: Parameter::ElasticityLong,
            product: "*".into(),
            place: "*".into(),
            distribution: Triangular::new(-0.47, -0.24, -0.04)?.into(),
        });
    let findings = Study::new("The Philippines ban nickel ore", experiment.prepare()?, 200)
        .run(|_| ControlFlow::Continue(()));
    let unmet = findings.outcome("unmet.stainless-steel.CHN.share").ok_or("not watched")?.mean;
    println!("{unmet:.2} % of China's stainless steel");
    Ok(())
}
