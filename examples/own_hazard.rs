//! Hazards of one's own: an old smelter that fails the more often the longer it has run, and bans that spread between neighbours.
//!
//! `cargo run --release --example own_hazard`

use std::ops::ControlFlow;
use std::path::Path;

use oreflow::engine::measure::Curtailment;
use oreflow::prelude::*;
use oreflow::random::Weibull;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Network::read(&folder)?;

    // From the end of a failure to the next some forty months, and rarely soon: age counts (shape above 1).
    let failure = Curtailment { scope: SiteScope::at("idn-huafei"), cut: 0.6 };
    let failure = Hazard::new("furnace", failure, Arrival::Interval(Weibull::new(45.0, 2.5)?.into()))
        .lasting(LogNormal::new(3.0, 1.5)?)
        .recovery(2.0);

    // Each ban makes the neighbour's more likely for a while: half of what it adds to the rate is gone after a year and a half.
    let ban = |country, product| ExportBan::new(TradeScope::new(country, &[product]));
    let idn = Hazard::new("idn-ban", ban("IDN", "nickel-matte"), Arrival::Rate(0.1))
        .lasting(LogNormal::new(24.0, 1.8)?)
        .severity(Triangular::new(0.2, 0.5, 1.0)?);
    let phl = Hazard::new("phl-ban", ban("PHL", "nickel-ore"), Arrival::Rate(0.05))
        .lasting(LogNormal::new(18.0, 1.8)?)
        .contagion(&["idn-ban"], 0.3, 18.0);

    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 120.0);
    let experiment =
        Experiment::new(network.into(), calendar).hazard(failure).hazard(idn).hazard(phl).seed(7);
    let prepared = experiment.prepare()?;

    // How often each strikes, from the story of each trial.
    let trials = 1024;
    for id in ["furnace", "idn-ban", "phl-ban"] {
        let strikes = (0..trials).flat_map(|n| prepared.events(Trial::from_number(n)));
        let count = strikes.filter(|event| event.id == id).count();
        println!("{id}: {:.2} strikes in ten years", count as f64 / trials as f64);
    }
    let findings = Study::new("Hazards", prepared, trials).run(|_| ControlFlow::Continue(()));
    for path in ["unmet.stainless-steel.CHN.share", "price.nickel-class1.world.peak"] {
        let row = findings.outcome(path).ok_or("not watched")?;
        println!("{path}: mean {:.3} {}, one in twenty above {:.3}", row.mean, row.unit, row.q95);
    }
    Ok(())
}
