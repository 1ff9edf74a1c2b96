//! A network of one's own: two mines compete for one smelter, and one of them may stop.
//!
//! `cargo run --release --example own_network`

use std::ops::ControlFlow;

use oreflow::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = NetworkBuilder::new("two-mines");
    builder.country("CHL").country("AUS").country("KOR");
    builder.product(ProductSpec::new("ore")).product(ProductSpec::new("metal"));
    for (site, country, cost) in [("chl-mine", "CHL", 40.0), ("aus-mine", "AUS", 44.0)] {
        builder.site(SiteSpec::new(site, SiteKind::Mine, country, "ore").with(Parameter::Price, cost));
        builder.link(
            LinkSpec::new(site, "kor-smelter", TonnesPerYear(550.0))
                .transit(Months(1.5))
                .freight(UsdPerTonne(3.0)),
        );
    }
    let smelter = SiteSpec::new("kor-smelter", SiteKind::Refinery, "KOR", "metal")
        .slot(SlotSpec::of("ore", 1.1))
        .with(Parameter::Price, 100.0);
    builder.site(smelter);
    builder.site(
        SiteSpec::new("kor-users", SiteKind::Consumer, "KOR", "metal").slot(SlotSpec::of("metal", 1.0)),
    );
    builder.link(LinkSpec::new("kor-smelter", "kor-users", TonnesPerYear(1000.0)));
    let network = builder.build()?;

    // A strike once in five years, of a median of four months, stops nine tenths of the Chilean mine.
    let strike = Hazard::new("strike", Outage { scope: SiteScope::at("chl-mine") }, Arrival::Rate(0.2))
        .lasting(LogNormal::new(4.0, 1.6)?)
        .severity(Uniform::new(0.8, 1.0)?);
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Week, 120.0);
    let prepared = Experiment::new(network.into(), calendar).hazard(strike).seed(42).prepare()?;

    let findings = Study::new("Strikes", prepared.clone(), 1000).run(|_| ControlFlow::Continue(()));
    for path in ["unmet.metal.world.share", "price.ore.world.peak", "price.metal.world.peak"] {
        let row = findings.outcome(path).ok_or("not watched")?;
        println!("{path:28} mean {:.3} {}, worst 5 %: {:.3}", row.mean, row.unit, row.cvar95);
    }

    // The story of one trial.
    let price = Series::parse("price.metal.world", &prepared.experiment().network)?;
    let trace = prepared.trace(Trial::from_number(3), &[price]);
    for event in &trace.events {
        let until = event.until.map_or_else(|| "the end".to_owned(), |day| day.to_string());
        println!(
            "trial {}: {} from {} to {until}, severity {:.2}",
            trace.trial, event.id, event.from, event.severity
        );
    }
    Ok(())
}
