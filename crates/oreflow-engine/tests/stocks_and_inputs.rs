//! Stocks and inputs on a maker of two inputs, with prices frozen, worked out by hand.

mod common;

use common::record::{Snapshot, run_first};
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{
    Action, DemandShift, ExportBan, Measure, Outage, SiteScope, Timing, TradeScope,
};
use oreflow_network::{
    LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, SiteIndex, SiteKind, SiteSpec,
    SlotSpec, TonnesPerYear,
};

/// Three tenths of all capacity are spare; ore comes two months over the sea.
fn network(importance: f64, shelf_life: f64) -> Network {
    let mut b = NetworkBuilder::new("maker");
    b.country("AAA").country("BBB");
    for product in ["ore", "reagent", "good"] {
        b.product(ProductSpec::new(product));
    }
    let mine = SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore").with(Parameter::Utilisation, 0.7);
    b.site(mine.with(Parameter::ShelfLife, shelf_life));
    b.site(SiteSpec::new("works", SiteKind::Mine, "AAA", "reagent").with(Parameter::Utilisation, 0.7));
    b.site(
        SiteSpec::new("maker", SiteKind::Manufacturer, "BBB", "good")
            .slot(SlotSpec::of("ore", 1.0))
            .slot(SlotSpec::of("reagent", 0.1).importance(importance))
            .with(Parameter::Price, 5000.0)
            .with(Parameter::Utilisation, 0.7)
            .with(Parameter::CoverInput, 3.0),
    );
    b.site(SiteSpec::new("use", SiteKind::Consumer, "BBB", "good").slot(SlotSpec::of("good", 1.0)));
    b.link(LinkSpec::new("mine", "maker", TonnesPerYear(1200.0)).transit(Months(2.0)));
    b.link(LinkSpec::new("works", "maker", TonnesPerYear(120.0)));
    b.link(LinkSpec::new("maker", "use", TonnesPerYear(1200.0)));
    b.market(Parameter::PriceResponse, 0.0);
    b.build().unwrap_or_else(|error| panic!("{error}"))
}

fn years_with(network: Network, action: impl Into<Action>) -> Vec<Snapshot> {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 240);
    let measure = Measure::new("measure", action, Timing::from(date(2025, 7, 1)));
    let experiment = Experiment::new(network.into(), calendar).measure(measure);
    run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")))
}

fn position(network: &Network, site: &str) -> usize {
    (0..network.sites().len())
        .find(|&i| network.site(SiteIndex(i as u32)).id.as_str() == site)
        .expect("a site")
}

#[test]
fn without_an_input_output_falls_by_its_importance() {
    for importance in [0.0, 0.4, 1.0] {
        let network = network(importance, 1200.0);
        let maker = position(&network, "maker");
        let none = Outage { scope: SiteScope::at("world").of(&["reagent"]) };
        let record = years_with(network, none);
        let last = record.last().expect("twenty years");
        let expected = last.wanted[maker] * (1.0 - importance);
        assert!((last.output[maker] - expected).abs() < 1e-6 * last.wanted[maker], "{importance}");
        assert!(last.wanted[maker] >= 99.9, "it goes on wanting");
    }
}

#[test]
fn stock_beyond_the_cover_spoils_at_its_rate() {
    let network = network(1.0, 10.0);
    let mine = position(&network, "mine");
    let record = years_with(network, ExportBan::new(TradeScope::new("AAA", &["ore"])));
    // Nothing is ordered: what lies there beyond a month of base output only spoils, once the mine has stopped.
    let surplus = |month: usize| record[month].stock[mine] - 100.0;
    let stopped: Vec<usize> =
        (8..60).filter(|&month| record[month].output[mine] == 0.0 && surplus(month - 1) > 1.0).collect();
    assert!(stopped.len() >= 6, "the mine stops for {} months", stopped.len());
    for month in stopped {
        let kept = surplus(month) / surplus(month - 1);
        assert!((kept - (-0.1_f64).exp()).abs() < 1e-9, "{kept} in month {month}");
    }
}

#[test]
fn stock_follows_demand_up_to_its_cover() {
    // The textbook's order-up-to level: what is on hand and under way is cover plus voyage, times use.
    let network = network(1.0, 1200.0);
    let more = DemandShift { scope: SiteScope::at("world"), factor: 1.2 };
    let record = years_with(network, more);
    let (first, last) = (&record[0], record.last().expect("twenty years"));
    let level = |at: &Snapshot, pool: usize| at.input_stock[pool] + at.under_way[pool];
    for pool in 0..3 {
        let growth = level(last, pool) / level(first, pool);
        assert!((growth - 1.2).abs() < 1e-6, "pool {pool}: {growth}");
    }
}
