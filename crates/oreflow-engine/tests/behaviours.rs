//! Parameters that scores hardly hang on, each with the behaviour for which it is there, worked out by hand.

mod common;

use common::case::{Case, USE, ban_of, near};
use common::record::run_first;
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{
    CapacityProgramme, CostShock, DemandShift, Measure, Outage, SiteScope, Timing,
};
use oreflow_network::{
    LinkSpec, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

fn shock(factor: f64, timing: Timing) -> Measure {
    Measure::new("shock", CostShock { scope: SiteScope::at("mine-0"), factor }, timing)
}

/// `margin-memory`: what counts for closing is the smoothed margin, which a month of loss leaves above zero.
#[test]
fn a_short_dip_closes_nothing_and_a_lasting_loss_closes_late() {
    let case = Case::new(&[1.0])
        .with(Parameter::PriceResponse, 0.0)
        .with(Parameter::MarginMemory, 6.0)
        .with(Parameter::ClosureRate, 1.0 / 24.0);
    let dip = case.run(24, vec![shock(1.2, Timing::from(date(2026, 1, 1)).until(date(2026, 2, 1)))]);
    let base = dip[0].capacity[0];
    assert!(dip.iter().all(|snapshot| near(snapshot.capacity[0], base)));
    // A margin of 100 turns to -80 and is seen as 180 exp(-t / 6) - 80, below zero after 6 ln(180 / 80) months: in the fifth.
    let loss = case.run(24, vec![shock(1.2, Timing::from(date(2026, 1, 1)))]);
    let mut capacity = base;
    for (month, snapshot) in loss.iter().enumerate().skip(12) {
        let seen = 180.0 * (-(month as f64 - 11.0) / 6.0).exp() - 80.0;
        capacity *= (-(1.0 / 24.0) * (-seen / 200.0).clamp(0.0, 1.0)).exp();
        assert!(near(snapshot.capacity[0], capacity), "month {month}: {}", snapshot.capacity[0]);
    }
    assert!(near(loss[15].capacity[0], base) && loss[17].capacity[0] < base);
}

/// `closure-rate`: of capacity that a programme adds for a time, what has closed in between is not taken off once more.
#[test]
fn added_capacity_that_closed_is_not_taken_off_twice() {
    let case = Case::new(&[1.0])
        .with(Parameter::PriceResponse, 0.0)
        .with(Parameter::MarginMemory, 0.1)
        .with(Parameter::ClosureRate, 1.0 / 24.0);
    let added = CapacityProgramme { scope: SiteScope::at("mine-0"), added: 9.0 };
    let for_a_year = Timing::from(date(2026, 1, 1)).until(date(2027, 1, 1));
    let record = case
        .run(36, vec![Measure::new("added", added, for_a_year), shock(1.2, Timing::from(date(2026, 1, 1)))]);
    // A loss of 80 USD is four tenths of that at which closure is fastest; the short memory hides a ten-thousandth of it.
    let base = record[0].capacity[0];
    for (month, snapshot) in record.iter().enumerate().skip(12) {
        let left = snapshot.capacity[0] / if month < 24 { 10.0 * base } else { base };
        let closed = (-(month as f64 - 11.0) * 0.4 / 24.0).exp();
        assert!((left / closed - 1.0).abs() < 1e-4, "month {month}: {left} instead of {closed}");
    }
}

/// `capacity-ceiling`: building slows near the ceiling and ends at it, however much more is asked for.
#[test]
fn nothing_is_built_beyond_the_ceiling() {
    let case = Case::new(&[1.0])
        .with(Parameter::Capex, 10.0)
        .with(Parameter::InvestmentRate, 0.5)
        .with(Parameter::CapacityCeiling, 1.5)
        .with(Parameter::LeadTime, 6.0);
    let boom = DemandShift { scope: SiteScope::at("use"), factor: 8.0 };
    let record = case.run(240, vec![Measure::new("boom", boom, Timing::from(date(2025, 1, 1)))]);
    let built = |month: usize| record[month].capacity[0] / record[0].capacity[0];
    assert!(record.iter().all(|snapshot| snapshot.capacity[0] <= 1.5 * record[0].capacity[0] + 1e-9));
    assert!(built(239) > 1.499, "{}", built(239));
}

/// `storage-limit`: a by-product is made whether it can be sold or not, until its yard is full.
#[test]
fn a_full_yard_stops_a_by_product() {
    let mut b = NetworkBuilder::new("yard");
    b.country("AAA").country("BBB").product(ProductSpec::new("copper")).product(ProductSpec::new("cobalt"));
    b.site(SiteSpec::new("mine", SiteKind::Mine, "AAA", "copper"));
    let yard = SiteSpec::new("cobalt", SiteKind::Mine, "AAA", "cobalt").host("mine");
    b.site(yard.with(Parameter::StorageLimit, 6.5).with(Parameter::CoverOutput, 1.0));
    for (product, country) in [("copper", "AAA"), ("cobalt", "BBB")] {
        let id = format!("{product}-use");
        b.site(SiteSpec::new(&id, SiteKind::Consumer, country, product).slot(SlotSpec::of(product, 1.0)));
    }
    b.link(LinkSpec::new("mine", "copper-use", TonnesPerYear(12.0 * USE)));
    b.link(LinkSpec::new("cobalt", "cobalt-use", TonnesPerYear(12.0 * USE)));
    b.market(Parameter::PriceResponse, 0.0);
    let network = b.build().unwrap_or_else(|error| panic!("{error}"));
    let site = network.site_index("cobalt").expect("a site").position();
    let mut ban = ban_of("AAA");
    ban.scope.products = vec!["cobalt".to_owned()];
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 24);
    let experiment = Experiment::new(network.into(), calendar);
    let banned = experiment.measure(Measure::new("ban", ban, Timing::from(date(2026, 1, 1))));
    let record = run_first(&banned.prepare().unwrap_or_else(|error| panic!("{error}")));
    // A month of output is in the yard; five and a half more fit.
    for (month, snapshot) in record.iter().enumerate() {
        let months = (month as f64 - 11.0).clamp(0.0, 5.5);
        let made = if month < 17 { USE } else { USE * if month == 17 { 0.5 } else { 0.0 } };
        assert!(near(snapshot.stock[site], USE * (1.0 + months)), "month {month}: {}", snapshot.stock[site]);
        assert!(near(snapshot.output[site], made), "month {month}: {}", snapshot.output[site]);
    }
}

/// `run-out`: of the last stock a share goes each step, as firms run dry one after the other.
#[test]
fn stock_runs_out_firm_by_firm() {
    for run_out in [0.5, 2.0] {
        let case = Case::new(&[1.0])
            .with(Parameter::PriceResponse, 0.0)
            .with(Parameter::RunOut, run_out)
            .with(Parameter::CoverInput, 3.0)
            .with(Parameter::CoverOutput, 0.0);
        let outage = Outage { scope: SiteScope::at("mine-0") };
        let record = case.run(30, vec![Measure::new("outage", outage, Timing::from(date(2026, 1, 1)))]);
        // At least a quarter can always be drawn: a month of use of a stock of three and what has arrived.
        let share = f64::max(1.0 - (-1.0 / run_out).exp(), 0.25 * (1.0 + 1e-12));
        let mut stock = 3.0 * USE;
        for (month, snapshot) in record.iter().enumerate().skip(13) {
            let used = f64::min(USE, share * stock);
            stock -= used;
            let found = snapshot.output[1];
            assert!(near(found, used), "run-out {run_out}, month {month}: {found} instead of {used}");
        }
    }
}

/// `trend-memory`, `price-momentum` and `order-response`: a price follows orders over what is there, and bets on its own trend.
#[test]
fn a_price_follows_orders_and_its_own_trend() {
    let (response, momentum, lag, memory) = (0.3, 0.6, 2.0, 6.0);
    let case = Case::new(&[1.0])
        .with(Parameter::ShortageResponse, 0.0)
        .with(Parameter::DepletionResponse, 0.0)
        .with(Parameter::OrderResponse, response)
        .with(Parameter::PriceMomentum, momentum)
        .with(Parameter::PriceLag, lag)
        .with(Parameter::TrendMemory, memory)
        .with(Parameter::Utilisation, 0.5);
    let more = DemandShift { scope: SiteScope::at("use"), factor: 1.3 };
    let record = case.run(60, vec![Measure::new("more", more, Timing::from(date(2026, 1, 1)))]);
    let (mut x, mut trend) = (0.0_f64, 0.0_f64);
    let usual = USE * (1.0 + 1.0);
    for (month, snapshot) in record.iter().enumerate() {
        let price = 1000.0 * x.exp();
        assert!(near(snapshot.price[0], price), "month {month}: {} instead of {price}", snapshot.price[0]);
        // There is enough, so that all orders are shipped.
        let orders = snapshot.shipment[0];
        let available = snapshot.stock[0] + orders;
        let pressure =
            ((orders + 0.05 * USE) / (1.05 * USE)).ln() - ((available + 0.05 * usual) / (1.05 * usual)).ln();
        let pull = response * pressure + momentum * (x - trend);
        x += (1.0 - (-1.0 / lag).exp()) * (pull - x);
        trend += (1.0 - (-1.0 / memory).exp()) * (x - trend);
    }
    assert!(record.iter().any(|snapshot| snapshot.price[0] > 1010.0));
}
