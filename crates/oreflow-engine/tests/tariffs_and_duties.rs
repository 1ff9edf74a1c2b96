//! What tariffs and duties do to costs, shares and revenues, on a smelter with two suppliers, worked out by hand.

mod common;

use std::sync::Arc;

use common::case::near;
use common::record::{Snapshot, run_first};
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::measure::{ExportDuty, ImportTariff, Measure, Timing, TradeScope};
use oreflow_engine::observe::{Outcome, Series};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
    UsdPerTonne,
};
use oreflow_random::Trial;

const MONTHS: usize = 240;

/// Month from which on they are levied.
const FROM: usize = 12;

/// Inertia of shares in months.
const INERTIA: f64 = 5.0;

/// Base flow in t/mo, price, freight, and duty at base of the suppliers in AAA and BBB.
const SUPPLIERS: [(f64, f64, f64, f64); 2] = [(60.0, 1000.0, 50.0, 0.05), (40.0, 1200.0, 80.0, 0.0)];

/// A smelter in ZZZ buys ore in AAA and BBB, and sells metal at home for 4000.
fn network(price_response: f64) -> Arc<Network> {
    let mut b = NetworkBuilder::new("taxes");
    b.country("AAA").country("BBB").country("ZZZ");
    let ore = ProductSpec::new("ore").with(Parameter::ArmingtonExponent, 4.0);
    b.product(ore.with(Parameter::ShareInertia, INERTIA)).product(ProductSpec::new("metal"));
    let smelter = SiteSpec::new("smelter", SiteKind::Refinery, "ZZZ", "metal").slot(SlotSpec::of("ore", 1.0));
    b.site(smelter.with(Parameter::Price, 4000.0));
    for ((id, country), (flow, price, freight, duty)) in
        [("a", "AAA"), ("b", "BBB")].into_iter().zip(SUPPLIERS)
    {
        let mine = SiteSpec::new(id, SiteKind::Mine, country, "ore").with(Parameter::Price, price);
        b.site(mine.with(Parameter::Utilisation, 0.3).with(Parameter::CoverOutput, 3.0));
        let link = LinkSpec::new(id, "smelter", TonnesPerYear(12.0 * flow));
        b.link(link.freight(UsdPerTonne(freight)).duty(duty));
    }
    let users = SiteSpec::new("use", SiteKind::Consumer, "ZZZ", "metal").slot(SlotSpec::of("metal", 1.0));
    b.site(users.with(Parameter::ElasticityShort, 0.0).with(Parameter::ElasticityLong, 0.0));
    b.link(LinkSpec::new("smelter", "use", TonnesPerYear(1200.0)));
    b.market(Parameter::PriceResponse, price_response);
    Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")))
}

/// ZZZ takes a quarter of the price and 30 USD/t of what comes from AAA; BBB takes a tenth and 20 USD/t of what leaves.
fn prepare(network: &Arc<Network>) -> Prepared {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, MONTHS);
    let timing = || Timing::from(calendar.date(FROM));
    let ore = || vec!["ore".to_owned()];
    let tariff = ImportTariff {
        by: "ZZZ".to_owned(),
        products: ore(),
        origins: vec!["AAA".to_owned()],
        rate: 0.25,
        amount: 30.0,
        ..ImportTariff::default()
    };
    let duty = ExportDuty { scope: TradeScope::new("BBB", &["ore"]), rate: 0.1, amount: 20.0 };
    let experiment = Experiment::new(Arc::clone(network), calendar)
        .measure(Measure::new("tariff", tariff, timing()))
        .measure(Measure::new("duty", duty, timing()));
    experiment.prepare().unwrap_or_else(|error| panic!("{error}"))
}

/// Positions of the links from AAA and BBB, and from the smelter.
fn links(network: &Network) -> [usize; 3] {
    ["a", "b", "smelter"].map(|id| {
        let site = network.site_index(id).expect("a site");
        network.links().iter().position(|link| link.from == site).expect("a link")
    })
}

fn series(prepared: &Prepared, path: &str) -> Vec<f64> {
    let series = Series::parse(path, &prepared.experiment().network).unwrap();
    prepared.trace(Trial::from_number(0), &[series]).series.remove(0).2
}

#[test]
fn delivered_cost_rises_by_the_share_of_the_price_and_by_the_amount() {
    let network = network(0.0);
    let [a, b, _] = links(&network);
    for (month, snapshot) in run_first(&prepare(&network)).iter().enumerate() {
        let (from_a, from_b) = if month < FROM {
            (1000.0 * 1.05 + 50.0, 1200.0 + 80.0)
        } else {
            (1000.0 * (1.05 + 0.25) + 50.0 + 30.0, 1200.0 * 1.1 + 80.0 + 20.0)
        };
        assert!(near(snapshot.delivered_cost[a], from_a), "month {month}: {}", snapshot.delivered_cost[a]);
        assert!(near(snapshot.delivered_cost[b], from_b), "month {month}: {}", snapshot.delivered_cost[b]);
    }
}

#[test]
fn shares_move_to_the_armington_share_at_the_pace_of_their_inertia() {
    let network = network(0.0);
    let [a, b, _] = links(&network);
    let from_a = 60.0 * (1100.0_f64 / 1380.0).powi(4);
    let from_b = 40.0 * (1280.0_f64 / 1420.0).powi(4);
    let goal = from_a / (from_a + from_b);
    for (month, snapshot) in run_first(&prepare(&network)).iter().enumerate() {
        let passed = (month + 1).saturating_sub(FROM) as f64;
        let expected = goal + (0.6 - goal) * (-passed / INERTIA).exp();
        let (sent_a, sent_b) = (snapshot.shipment[a], snapshot.shipment[b]);
        let share = sent_a / (sent_a + sent_b);
        assert!(near(share, expected), "month {month}: {share} instead of {expected}");
        assert!(near(sent_a + sent_b, 100.0), "the smelter needs what it needs");
    }
}

#[test]
fn revenue_is_price_times_quantity_and_the_exporters_own_duty() {
    let network = network(0.0);
    let prepared = prepare(&network);
    let [a, b, metal] = links(&network);
    let record = run_first(&prepared);
    let of = |path: &str| series(&prepared, path);
    let (from_a, from_b, value, price) = (
        of("export-revenue.ore.AAA"),
        of("export-revenue.ore.BBB"),
        of("value-added.metal.ZZZ"),
        of("price.ore.ZZZ"),
    );
    for (month, snapshot) in record.iter().enumerate() {
        let (sent_a, sent_b) = (snapshot.shipment[a], snapshot.shipment[b]);
        let levied = f64::from(u8::from(month >= FROM));
        // The tariff goes to ZZZ, the duty stays in BBB.
        assert!(near(from_a[month], sent_a * 1000.0));
        assert!(near(from_b[month], sent_b * (1200.0 + levied * (120.0 + 20.0))), "{}", from_b[month]);
        let paid = sent_a * (1100.0 + levied * 280.0) + sent_b * (1280.0 + levied * 140.0);
        assert!(near(value[month], snapshot.shipment[metal] * 4000.0 - paid), "{}", value[month]);
        assert!(near(price[month], paid / (sent_a + sent_b)), "{}", price[month]);
    }
}

#[test]
fn revenue_of_a_year_is_its_sum_where_prices_move() {
    let network = network(1.0);
    let prepared = prepare(&network);
    let [_, b, _] = links(&network);
    let supplier = network.site_index("b").expect("a mine").position();
    let record = run_first(&prepared);
    let moved = record.iter().any(|s| (s.price[supplier] / 1200.0 - 1.0).abs() > 1e-3);
    assert!(moved, "its price moves with what is ordered of it");
    let revenue = series(&prepared, "export-revenue.ore.BBB");
    for year in [1, 2, 10] {
        let months = 12 * (year - 1)..12 * year;
        let sold = |(month, s): (usize, &Snapshot)| {
            let levied = if month >= FROM { 0.1 * s.price[supplier] + 20.0 } else { 0.0 };
            s.shipment[b] * (s.price[supplier] + levied)
        };
        let expected: f64 =
            record.iter().enumerate().filter(|(month, _)| months.contains(month)).map(sold).sum();
        let outcome = Outcome::parse(&format!("export-revenue.ore.BBB.year-{year}"), &network).unwrap();
        let found = outcome.evaluate(&revenue, 0.0, &prepared.experiment().calendar);
        assert!((found / expected - 1.0).abs() < 1e-12, "year {year}: {found} and {expected}");
    }
}
