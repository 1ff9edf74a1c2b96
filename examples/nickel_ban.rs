//! The shipped nickel network: who is short when Indonesia keeps its nickel pig iron and intermediates at home?
//!
//! `cargo run --release --example nickel_ban`

use std::ops::ControlFlow;
use std::path::Path;

use oreflow::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Network::read(&folder)?;
    let top = network.concentration("nickel-ore", Some(SiteKind::Mine), Holder::Country)?;
    println!(
        "mined nickel: {} {:.0} %, HHI {:.0}",
        top.shares[0].country,
        100.0 * top.shares[0].share,
        top.hhi
    );

    let ban = ExportBan::new(TradeScope::new("IDN", &["nickel-pig-iron", "nickel-intermediate"]));
    let timing = Timing::from(date(2025, 7, 1)).announced(date(2025, 3, 1)).until(date(2027, 7, 1));
    let prepared = Experiment::new(network.into(), Calendar::covering(date(2025, 1, 1), Step::Month, 60.0))
        .measure(Measure::new("ban", ban, timing))
        .uncertain(Uncertain {
            parameter: Parameter::ElasticityLong,
            product: "*".to_owned(),
            place: "*".to_owned(),
            distribution: Triangular::new(-0.47, -0.24, -0.04)?.into(),
        })
        .prepare()?;
    let findings = Study::new("Indonesia keeps its nickel", prepared, 256).run(|_| ControlFlow::Continue(()));
    for product in ["stainless-steel", "precursor-nmc", "nickel-other-uses"] {
        let row = findings.outcome(&format!("unmet.{product}.world.share")).ok_or("not watched")?;
        println!("unmet {product}: {:.1} % of demand", row.mean);
    }
    Ok(())
}
