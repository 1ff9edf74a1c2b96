//! A network as models of whole economies have it: 800 industries, 33,522 links, 15 days of inventory. What is lost when 20 of them make a
//! fifth less for ten days, with prices frozen? Other models of such networks find a trough of 0.9 to 1.3 % of output and a loss of
//! 0.09 to 0.13 days of output; see docs/validation.md.
//!
//! `cargo run --release --example cross_model`

#[path = "../benches/peers/economy.rs"]
mod economy;

use economy::{Density, Economy, SECTORS, name, sector};
use oreflow::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = Economy::draw(Density::SPARSE).network()?;
    assert_eq!(network.links().len(), Density::SPARSE.links);

    let hit = Economy::hit();
    let calendar = Calendar::new(date(2025, 1, 1), Step::Day, 180);
    let mut experiment = Experiment::new(network.into(), calendar);
    for &i in &hit {
        let timing = Timing::from(date(2025, 1, 11)).until(date(2025, 1, 21)).severity(0.2);
        let outage = Outage { scope: SiteScope::at(&name(i)) };
        experiment = experiment.measure(Measure::new(&name(i), outage, timing));
    }
    let prepared = experiment.prepare()?;

    // Output of all sectors, and of those that are hit.
    let sectors = (0..SECTORS).map(|s| format!("output.{}.world", sector(s)));
    let paths = sectors.chain(hit.iter().map(|&i| format!("output.{}.{}", sector(i), name(i))));
    let series: Result<Vec<Series>, _> =
        paths.map(|path| Series::parse(&path, &prepared.experiment().network)).collect();
    let trace = prepared.trace(Trial::from_number(0), &series?);
    let (all, those) = trace.series.split_at(SECTORS);
    let base = |series: &[(Series, f64, Vec<f64>)]| series.iter().map(|(_, base, _)| base).sum::<f64>();
    let share = base(those) / base(all);
    let lost: Vec<f64> = (0..180)
        .map(|day| 1.0 - all.iter().map(|(.., values)| values[day]).sum::<f64>() / base(all))
        .collect();
    println!("directly lost        {:.2} % a day, {:.3} days", 20.0 * share, 2.0 * share);
    println!("trough               {:.2} % of output", 100.0 * lost.iter().copied().fold(0.0, f64::max));
    println!("lost in half a year  {:.3} days of output", lost.iter().sum::<f64>());
    println!("lost on the last day {:.5} % of output", 100.0 * lost[179]);
    Ok(())
}
