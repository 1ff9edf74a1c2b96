//! Long-run limits that can be worked out by hand.

mod common;

use std::sync::Arc;

use common::record::run_first;
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{ExportBan, Measure, Outage, SiteScope, Timing, TradeScope};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

/// Some equal mines and one group of users without stocks, whose bids follow expected shortage alone.
fn market(mines: usize, shortage_response: f64, short: f64, long: f64) -> Arc<Network> {
    let mut b = NetworkBuilder::new("market");
    b.country("AAA").country("BBB");
    let ore = ProductSpec::new("ore").with(Parameter::ShortageResponse, shortage_response);
    b.product(ore.with(Parameter::DepletionResponse, 0.0).with(Parameter::PriceMomentum, 0.0));
    b.product(ProductSpec::new("use"));
    for number in 0..mines {
        let mine = SiteSpec::new(&format!("mine-{number}"), SiteKind::Mine, "AAA", "ore");
        b.site(mine.with(Parameter::Utilisation, 0.98).with(Parameter::CoverOutput, 0.0));
        b.link(LinkSpec::new(&format!("mine-{number}"), "use", TonnesPerYear(1200.0 / mines as f64)));
    }
    let users = SiteSpec::new("use", SiteKind::Consumer, "BBB", "use").slot(SlotSpec::of("ore", 1.0));
    b.site(
        users
            .with(Parameter::CoverInput, 0.0)
            .with(Parameter::ElasticityShort, short)
            .with(Parameter::ElasticityLong, long),
    );
    for parameter in [Parameter::OrderResponse, Parameter::Hoarding] {
        b.market(parameter, 0.0);
    }
    b.build().unwrap_or_else(|error| panic!("{error}")).into()
}

/// Bid, share of base demand wanted and share served, a century after capacity fell to a share of base output for good.
fn century_after(network: &Arc<Network>, place: &str, severity: f64) -> (f64, f64, f64) {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 1200);
    let outage = Outage { scope: SiteScope::at(place) };
    let prepared = Experiment::new(Arc::clone(network), calendar)
        .measure(Measure::new("loss", outage, Timing::from(date(2026, 1, 1)).severity(severity)))
        .prepare()
        .unwrap_or_else(|error| panic!("{error}"));
    let record = run_first(&prepared);
    let last = record.last().expect("a century");
    let users = last.wanted.len() - 1;
    (last.bid[0] / record[0].bid[0], last.wanted[users] / 100.0, last.output[users] / 100.0)
}

#[test]
fn the_price_of_a_lasting_loss_balances_shortage_and_thrift() {
    // What is wanted is P^eps of base demand and what is there is S, so that expected shortage is ln(P^eps / S) and the bid
    // P = (P^eps / S)^betaE: ln P = -betaE ln S / (1 - eps betaE).
    for (response, short, long, there) in
        [(2.0, -0.1, -0.3, 0.8_f64), (1.0, -0.05, -0.2, 0.7), (6.0, -0.2, -0.8, 0.9)]
    {
        let severity = 1.0 - there * 0.98;
        let (bid, wanted, served) = century_after(&market(1, response, short, long), "mine-0", severity);
        let eps = short + long;
        let expected = (-response * there.ln() / (1.0 - eps * response)).exp();
        assert!((bid / expected - 1.0).abs() < 0.01, "{bid} instead of {expected}");
        assert!((wanted / expected.powf(eps) - 1.0).abs() < 0.01, "{wanted}");
        assert!((served - there).abs() < 0.005, "{served}");
    }
}

#[test]
fn with_a_strong_response_the_price_tends_to_the_static_one() {
    // P / P0 = S^(1 / eps), where supply is fixed: the response of 10 leaves a tenth of the logarithm.
    let (bid, ..) = century_after(&market(1, 10.0, -0.2, -0.8), "mine-0", 1.0 - 0.8 * 0.98);
    let expected = 0.8_f64.ln() / -1.0;
    // Stock that stays below its target counts as shortage, too: two hundredths of the logarithm at a horizon of nine months.
    assert!((bid.ln() / expected - 10.0 / 11.0).abs() < 0.02, "{} of {expected}", bid.ln());
}

#[test]
fn without_one_of_equal_suppliers_and_without_prices_its_share_is_missing() {
    for mines in [2, 4, 5] {
        let (_, wanted, served) = century_after(&market(mines, 0.0, 0.0, 0.0), "mine-0", 1.0);
        // The others take up what their spare capacity gives.
        let left = (mines - 1) as f64 / mines as f64 / 0.98;
        assert!((wanted - 1.0).abs() < 1e-9 && (served - left).abs() < 1e-6, "{served} instead of {left}");
    }
}

#[test]
fn a_ban_between_two_countries_tends_to_the_spatial_equilibrium() {
    // AAA mines four tenths of what BBB uses, and all of its own. After a lasting ban BBB has what it mines itself, S, and pays what makes
    // its users want no more: P = S^(1/eps), of which a response of 10 leaves 10/11 of the logarithm. In AAA nothing is short.
    let mut b = NetworkBuilder::new("two-countries");
    b.country("AAA").country("BBB");
    let ore = ProductSpec::new("ore").with(Parameter::ShortageResponse, 10.0);
    b.product(ore.with(Parameter::DepletionResponse, 0.0).with(Parameter::PriceMomentum, 0.0));
    b.product(ProductSpec::new("use"));
    for (id, country) in [("a", "AAA"), ("b", "BBB")] {
        let mine = SiteSpec::new(&format!("{id}-mine"), SiteKind::Mine, country, "ore");
        b.site(mine.with(Parameter::Utilisation, 0.98).with(Parameter::CoverOutput, 0.0));
        let users = SiteSpec::new(&format!("{id}-use"), SiteKind::Consumer, country, "use")
            .slot(SlotSpec::of("ore", 1.0));
        let users = users.with(Parameter::CoverInput, 0.0);
        b.site(users.with(Parameter::ElasticityShort, -0.2).with(Parameter::ElasticityLong, -0.8));
    }
    for (from, to, flow) in
        [("a-mine", "a-use", 1200.0), ("a-mine", "b-use", 480.0), ("b-mine", "b-use", 720.0)]
    {
        b.link(LinkSpec::new(from, to, TonnesPerYear(flow)));
    }
    for parameter in [Parameter::OrderResponse, Parameter::Hoarding] {
        b.market(parameter, 0.0);
    }
    let network = b.build().unwrap_or_else(|error| panic!("{error}"));
    let users: Vec<usize> = ["a-use", "b-use"]
        .map(|id| network.sites().iter().position(|site| site.id.as_str() == id).expect("users"))
        .to_vec();
    let ban = ExportBan::new(TradeScope::new("AAA", &["ore"]));
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 1200);
    let experiment = Experiment::new(network.into(), calendar).measure(Measure::new(
        "ban",
        ban,
        Timing::from(date(2026, 1, 1)),
    ));
    let record = run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")));
    let (first, last) = (&record[0], record.last().expect("a century"));
    // One pool a group of users, in the order of sites.
    let bid = |pool: usize| last.bid[pool] / first.bid[pool];
    let there = 0.6 / 0.98_f64;
    let expected = -there.ln();
    assert!((bid(1).ln() / expected - 10.0 / 11.0).abs() < 0.02, "{} of {expected}", bid(1).ln());
    assert!((last.output[users[1]] / 100.0 - there).abs() < 0.01, "{}", last.output[users[1]]);
    assert!(bid(0) <= 1.0 + 1e-9 && last.output[users[0]] >= 100.0 - 1e-6, "{} in AAA", bid(0));
}
