//! A network from one's own tables: published figures that contradict each other are balanced, and the result is run.
//!
//! The tables are those that `oreflow init network` writes; here they are read from where the program has them.
//!
//! `cargo run --release --example own_tables`

use std::ops::ControlFlow;
use std::path::Path;

use oreflow::network::{BalanceOptions, NetworkTables, TableFolder, balance};
use oreflow::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oreflow-cli/templates/network");
    let tables = NetworkTables::read(&TableFolder::new(&folder))?;
    let balanced = balance(&tables, &BalanceOptions::default())?;
    println!("{} figures, {} links", balanced.moved.len(), balanced.links.len());
    let farthest = balanced.moved.iter().max_by(|a, b| a.deviations().abs().total_cmp(&b.deviations().abs()));
    if let Some(moved) = farthest {
        println!(
            "moved farthest: by {:+.1} %, {:.1} deviations",
            100.0 * moved.relative(),
            moved.deviations()
        );
    }

    let network = balanced.network;
    let product = network.site(network.upstream_first()[0]).product;
    let product = network.product(product).id.to_string();
    let top = network.concentration(&product, None, Holder::Country)?;
    let country = &top.shares[0].country;
    println!("{product}: {country} makes {:.0} %, HHI {:.0}", 100.0 * top.shares[0].share, top.hhi);

    // The largest maker stands still now and then.
    let outage = Outage { scope: SiteScope::at(country) };
    let outage = Hazard::new("outage", outage, Arrival::Rate(0.2)).lasting(LogNormal::new(9.0, 1.6)?);
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 60.0);
    let prepared = Experiment::new(network.into(), calendar).hazard(outage).seed(42).prepare()?;
    let findings =
        Study::new("Outages of one's own network", prepared, 256).run(|_| ControlFlow::Continue(()));
    for row in findings
        .outcomes
        .iter()
        .filter(|row| row.path.starts_with("unmet.") && row.path.ends_with(".world.share"))
    {
        println!("{}: {:.2} {}", row.path, row.mean, row.unit);
    }
    Ok(())
}
