//! What each kind of measure does to markets so small that its numbers can be written down.

mod common;

use std::sync::Arc;

use common::case::{Case, USE, ban_of, near};
use common::record::{Snapshot, run_batch, run_first};
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{
    Action, CapacityProgramme, Cartel, CostShock, Curtailment, DemandPath, Embargo, ExportBan, Licence,
    Measure, PriceFloor, RecyclingMandate, RouteClosure, SiteScope, Strike, Subsidy, Substitution, Timing,
    TradeScope,
};
use oreflow_network::{
    Cargo, LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear, UsdPerTonne,
};

/// Months of 2025 in which nothing happens yet.
const CALM: usize = 12;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn mine(number: usize) -> SiteScope {
    SiteScope::at(&format!("mine-{number}"))
}

/// In force from 2026 on.
fn from_2026(action: impl Into<Action>) -> Measure {
    Measure::new("measure", action, Timing::from(date(2026, 1, 1)))
}

/// A mine without stocks, 98 % of which is used; nobody orders more than is used.
fn lean() -> Case {
    Case::new(&[1.0])
        .with(Parameter::CoverOutput, 0.0)
        .with(Parameter::Utilisation, 0.98)
        .with(Parameter::OrderCeiling, 1.0)
        .with(Parameter::ClosureRate, 0.0)
        .with(Parameter::PriceResponse, 0.0)
}

fn run_months(network: &Arc<Network>, months: usize, measures: &[Measure]) -> Vec<Snapshot> {
    let mut experiment =
        Experiment::new(Arc::clone(network), Calendar::new(date(2025, 1, 1), Step::Month, months));
    experiment.measures = measures.to_vec();
    run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")))
}

fn site(network: &Network, id: &str) -> usize {
    network.site_index(id).expect("a site").position()
}

fn link(network: &Network, from: &str, to: &str) -> usize {
    let ends = (site(network, from), site(network, to));
    let found = |link: &oreflow_network::Link| (link.from.position(), link.to.position()) == ends;
    network.links().iter().position(found).expect("a link")
}

/// A consumer whose demand no price moves.
fn consumer(id: &str, country: &str, product: &str) -> SiteSpec {
    SiteSpec::new(id, SiteKind::Consumer, country, product)
        .with(Parameter::ElasticityShort, 0.0)
        .with(Parameter::ElasticityLong, 0.0)
}

#[test]
fn what_leaks_through_a_ban_or_an_embargo_is_its_share() {
    for (leakage, severity) in [(0.1, 1.0), (0.25, 1.0), (0.6, 1.0), (0.25, 0.5)] {
        let passes = USE * (1.0 - severity * (1.0 - leakage));
        let ban = ExportBan { scope: TradeScope::new("AAA", &["ore"]), leakage };
        let embargo =
            Embargo { by: "ZZZ".to_owned(), against: names(&["AAA"]), products: names(&["ore"]), leakage };
        for action in [Action::from(ban), Action::from(embargo)] {
            let kind = action.kind();
            let timing = Timing::from(date(2026, 1, 1)).severity(severity);
            let record = lean().run(60, vec![Measure::new("leaky", action, timing)]);
            for (month, snapshot) in record.iter().enumerate() {
                let sent = if month < CALM { USE } else { passes };
                assert!(near(snapshot.shipment[0], sent), "{kind} {month}: {}", snapshot.shipment[0]);
            }
            assert!(near(record[59].output[1], passes));
        }
    }
}

/// A mine in AAA sends nine tenths of what BBB uses directly and a tenth through a trader in CCC, part of whose capacity is used.
fn with_trader(used: f64) -> Arc<Network> {
    let mut b = NetworkBuilder::new("trader");
    b.country("AAA").country("BBB").country("CCC").product(ProductSpec::new("ore"));
    let mine = SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore").with(Parameter::Utilisation, 0.5);
    b.site(mine.with(Parameter::CoverOutput, 3.0));
    let trader = SiteSpec::new("trader", SiteKind::Refinery, "CCC", "ore").slot(SlotSpec::of("ore", 1.0));
    b.site(trader.with(Parameter::Price, 1200.0).with(Parameter::Utilisation, used));
    b.site(consumer("use", "BBB", "ore").slot(SlotSpec::of("ore", 1.0)));
    for (from, to, flow) in [("mine", "use", 0.9), ("mine", "trader", 0.1), ("trader", "use", 0.1)] {
        b.link(LinkSpec::new(from, to, TonnesPerYear(12.0 * USE * flow)));
    }
    b.market(Parameter::PriceResponse, 0.0);
    b.build().unwrap_or_else(|error| panic!("{error}")).into()
}

#[test]
fn what_may_not_go_directly_goes_through_a_third_country_as_far_as_there_is_room() {
    let to_bbb = |by: &str, id: &str| {
        let scope = TradeScope { destinations: names(&["BBB"]), ..TradeScope::new(by, &["ore"]) };
        Measure::new(id, ExportBan::new(scope), Timing::from(date(2026, 1, 1)))
    };
    // Room for twice what BBB uses, and for half of it.
    for (used, passes) in [(0.05, USE), (0.2, 0.5 * USE)] {
        let network = with_trader(used);
        let flows = ["mine>use", "mine>trader", "trader>use"].map(|pair| {
            let (from, to) = pair.split_once('>').expect("a pair");
            link(&network, from, to)
        });
        let record = run_months(&network, 240, &[to_bbb("AAA", "ban")]);
        let [direct, to_trader, from_trader] = flows.map(|link| record[239].shipment[link]);
        assert_eq!(direct, 0.0);
        for sent in [to_trader, from_trader, record[239].output[site(&network, "use")]] {
            assert!((sent - passes).abs() < 1e-6 * USE, "{sent} of {passes}");
        }
        let closed = run_months(&network, 240, &[to_bbb("AAA", "ban"), to_bbb("CCC", "other")]);
        assert!(closed[CALM..].iter().all(|s| s.shipment[flows[0]] + s.shipment[flows[2]] == 0.0));
    }
}

/// The order-up-to rule by hand: cover is raised by the front-loading times the loss that is expected over the horizon.
#[test]
fn under_a_threat_stock_is_built_and_after_its_withdrawal_run_down_while_trade_stays_open() {
    const TAU: f64 = 5.0;
    const FRONT: f64 = 7.0;
    let rate = 1.0 - (-1.0 / TAU).exp();
    let run = |credibility: f64| {
        let case = Case::new(&[1.0])
            .with(Parameter::PriceResponse, 0.0)
            .with(Parameter::FrontLoading, FRONT)
            .with(Parameter::StockAdjustment, TAU)
            .with(Parameter::OrderCeiling, 10.0)
            .with(Parameter::CoverOutput, 3.0)
            .with(Parameter::Utilisation, 0.4);
        let timing = Timing::from(date(2026, 1, 1))
            .announced(date(2025, 7, 1))
            .withdrawn(date(2025, 12, 1))
            .credibility(credibility);
        case.run(72, vec![Measure::new("threat", ban_of("AAA"), timing)])
    };
    for credibility in [0.1, 0.3] {
        let record = run(credibility);
        // Two months of stock and one under way.
        let mut level = 3.0 * USE;
        for (month, snapshot) in record.iter().enumerate() {
            let months_of_loss = if (6..11).contains(&month) { month as f64 - 3.0 } else { 0.0 };
            let expected = credibility * months_of_loss / 9.0;
            let target = USE * (2.0 * (1.0 + FRONT * expected) + 1.0);
            let order = USE + rate * (target - level);
            let sent = snapshot.shipment[0];
            assert!(near(sent, order), "{credibility}, month {month}: {sent} instead of {order}");
            assert!(near(snapshot.output[1], USE));
            level += order - USE;
        }
        let stock = |month: usize| record[month].input_stock[0] / record[0].input_stock[0];
        assert!(stock(11) > 1.0 + credibility && (stock(71) - 1.0).abs() < 1e-4, "{}", stock(11));
    }
    assert!(run(0.0).iter().all(|snapshot| near(snapshot.shipment[0], USE)));
}

#[test]
fn a_strike_keeps_in_the_yard_what_an_outage_would_let_go() {
    let case = || Case::new(&[1.0]).with(Parameter::CoverOutput, 2.0).with(Parameter::PriceResponse, 0.0);
    let struck = |severity: f64| {
        let strike = Strike { scope: mine(0) };
        let timing = Timing::from(date(2026, 1, 1)).until(date(2026, 4, 1)).severity(severity);
        case().with(Parameter::OrderCeiling, 1.0).run(24, vec![Measure::new("strike", strike, timing)])
    };
    let record = struck(1.0);
    for snapshot in &record[CALM..CALM + 3] {
        assert_eq!((snapshot.output[0], snapshot.shipment[0]), (0.0, 0.0));
        assert!(near(snapshot.stock[0], 2.0 * USE));
    }
    assert!(near(record[CALM + 3].shipment[0], USE));
    // Half a strike: half of what is ordered leaves, and half of the capacity works.
    for snapshot in &struck(0.5)[CALM..CALM + 3] {
        assert!(near(snapshot.shipment[0], 0.5 * USE));
        assert!(snapshot.output[0] <= 0.5 * USE / 0.9 + 1e-9);
    }
}

#[test]
fn a_curtailment_leaves_the_rest_of_capacity() {
    let record = lean().run(36, vec![from_2026(Curtailment { scope: mine(0), cut: 0.6 })]);
    for (month, snapshot) in record.iter().enumerate() {
        let made = if month < CALM { USE } else { 0.4 * USE / 0.98 };
        assert!(near(snapshot.output[0], made) && near(snapshot.shipment[0], made), "month {month}");
    }
}

/// Of a price of 1000 a margin of a tenth is left at base; what is lost beyond it cuts the run rate fourfold.
#[test]
fn operating_cost_beyond_the_margin_cuts_the_run_rate_and_a_subsidy_pays_its_share_of_it() {
    let case = lean().with(Parameter::RunRateResponse, 4.0);
    let made = |factor: f64, paid: f64| -> f64 {
        let shock =
            Measure::new("cost", CostShock { scope: mine(0), factor }, Timing::from(date(2026, 1, 1)));
        let record = case.run(24, vec![shock, from_2026(Subsidy { scope: mine(0), capex: 0.0, cost: paid })]);
        record[23].output[0]
    };
    let capacity = USE / 0.98;
    for (factor, paid) in [(1.1, 0.0), (1.2, 0.0), (1.4, 0.2), (1.25, 0.2), (3.0, 0.0)] {
        let margin = 1000.0 - 900.0 * factor * (1.0 - paid);
        let run_rate = (1.0 + 4.0 * f64::min(margin, 0.0) / 1000.0).max(0.5);
        let (found, expected) = (made(factor, paid), f64::min(USE, capacity * run_rate));
        assert!(near(found, expected), "cost times {factor}, {paid} of it paid: {found} of {expected}");
    }
}

#[test]
fn capacity_that_loses_money_closes_at_its_rate() {
    let case = lean().with(Parameter::ClosureRate, 0.05).with(Parameter::MarginMemory, 0.1);
    let record = case.run(48, vec![from_2026(CostShock { scope: mine(0), factor: 1.2 })]);
    // A loss of 80 is four tenths of that at which closure is fastest.
    for month in 24..47 {
        let left = record[month + 1].capacity[0] / record[month].capacity[0];
        assert!(near(left, (-0.05_f64 * 0.4).exp()), "month {month}: {left}");
    }
}

/// A margin of 100 on an annuity of 60 pays 1.67 times; with a part of the cost paid, what it pays beyond that sets the pace.
#[test]
fn a_subsidy_of_building_starts_as_much_as_it_makes_pay() {
    for (paid, pace) in [(0.1, (1.0 / 0.9 - 1.0) * 100.0 / 60.0 / 0.5), (0.5, 1.0)] {
        let case = Case::new(&[1.0])
            .with(Parameter::PriceResponse, 0.0)
            .with(Parameter::Capex, 400.0)
            .with(Parameter::InvestmentRate, 0.6)
            .with(Parameter::CapacityCeiling, 10.0)
            .with(Parameter::ShortageResponse, 0.0)
            .with(Parameter::LeadTime, 0.1);
        let record = case.run(24, vec![from_2026(Subsidy { scope: mine(0), capex: paid, cost: 0.0 })]);
        let base = record[0].capacity[0];
        // What is started in a month runs three months later.
        for (month, snapshot) in record.iter().enumerate() {
            let started = 0.6 / 12.0 * base * pace * month.saturating_sub(CALM + 2) as f64;
            assert!(near(snapshot.capacity[0], base + started), "{paid} paid, month {month}");
        }
    }
}

/// Two mines build under a subsidy: each counts on less, the more both have begun and the more a programme is about to add.
#[test]
fn who_builds_counts_what_others_build() {
    for added in [0.0, 0.2] {
        let case = Case::new(&[0.5, 0.5])
            .with(Parameter::PriceResponse, 0.0)
            .with(Parameter::Capex, 400.0)
            .with(Parameter::InvestmentRate, 0.6)
            .with(Parameter::CapacityCeiling, 10.0)
            .with(Parameter::InvestmentSpan, 2.0)
            .with(Parameter::ShortageResponse, 2.0)
            .with(Parameter::LeadTime, 0.1);
        let subsidy = from_2026(Subsidy { scope: SiteScope::at("world"), capex: 0.3, cost: 0.0 });
        let late = Timing::from(date(2027, 1, 1)).announced(date(2026, 1, 1));
        let programme = CapacityProgramme { scope: mine(0), added };
        let record = case.run(26, vec![subsidy, Measure::new("programme", programme, late)]);
        let base = record[0].capacity[0];
        let (mut started, mut running) = (vec![0.0; 24], base);
        for (month, snapshot) in record.iter().enumerate().take(24) {
            let under_way: f64 = started[month.saturating_sub(3)..month].iter().sum();
            // Seen from nine months ahead, by its mean over the horizon.
            let months = if month < CALM { 0.0 } else { (month as f64 + 9.0 - 24.0).max(0.0) };
            let seen = months / 9.0 * added * base;
            let built = (2.0 * under_way + seen) / (2.0 * running);
            let eroded = 1000.0 * (1.0 - (1.0 + built).powi(-2));
            let annuity = if month < CALM { 60.0 } else { 60.0 * 0.7 };
            let eager = (((100.0 - eroded) / annuity - 100.0 / 60.0) / 2.0).clamp(0.0, 1.0);
            started[month] = 0.6 / 12.0 * base * eager;
            if month >= 3 {
                running += started[month - 3];
            }
            assert!(near(snapshot.capacity[1], running), "{added} added, month {month}");
        }
    }
}

#[test]
fn under_a_mandate_recyclers_bring_back_a_multiple() {
    let mut b = NetworkBuilder::new("scrap");
    b.country("AAA").product(ProductSpec::new("ore")).product(ProductSpec::new("scrap"));
    b.site(SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore"));
    b.site(consumer("use", "AAA", "ore").slot(SlotSpec::of("ore", 1.0)));
    b.site(consumer("sink", "AAA", "scrap").slot(SlotSpec::of("scrap", 1.0)));
    b.site(SiteSpec::new("yard", SiteKind::Recycler, "AAA", "scrap").host("use"));
    b.link(LinkSpec::new("mine", "use", TonnesPerYear(1200.0)));
    b.link(LinkSpec::new("yard", "sink", TonnesPerYear(240.0)));
    b.market(Parameter::PriceResponse, 0.0).market(Parameter::Hoarding, 0.0);
    let network = Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")));
    let mandate = RecyclingMandate { scope: SiteScope::at("world"), factor: 1.5 };
    let record = run_months(&network, 24, &[from_2026(mandate)]);
    let (yard, mine) = (site(&network, "yard"), site(&network, "mine"));
    for (month, snapshot) in record.iter().enumerate() {
        let brought = if month < CALM { 20.0 } else { 30.0 };
        assert!(near(snapshot.output[yard], brought), "month {month}: {}", snapshot.output[yard]);
        // Nobody orders more of it: it waits.
        let waiting = 20.0 + 10.0 * (month + 1).saturating_sub(CALM) as f64;
        assert!(near(snapshot.stock[yard], waiting), "month {month}: {}", snapshot.stock[yard]);
        assert!(near(snapshot.output[mine], 100.0), "who has no hosts is not touched");
    }
}

#[test]
fn substituted_demand_leaves_one_product_and_arrives_converted_at_the_other() {
    let mut b = NetworkBuilder::new("cells");
    b.country("AAA").product(ProductSpec::new("ore"));
    b.product(ProductSpec::new("nmc")).product(ProductSpec::new("lfp"));
    b.site(SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore").with(Parameter::Utilisation, 0.5));
    for (id, flow) in [("nmc", 1200.0), ("lfp", 600.0)] {
        b.site(consumer(id, "AAA", id).slot(SlotSpec::of("ore", 1.0)));
        b.link(LinkSpec::new("mine", id, TonnesPerYear(flow)));
    }
    b.market(Parameter::PriceResponse, 0.0);
    let network = Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")));
    let (product, to) = ("nmc".to_owned(), "lfp".to_owned());
    let moves = Substitution { places: names(&["AAA"]), product, to, share: 0.3, conversion: 0.8 };
    let record = run_months(&network, 60, &[from_2026(moves)]);
    let (left, taken) = (site(&network, "nmc"), site(&network, "lfp"));
    for (month, snapshot) in record.iter().enumerate() {
        let (nmc, lfp) = if month < CALM { (100.0, 50.0) } else { (70.0, 50.0 + 0.8 * 30.0) };
        assert!(near(snapshot.demand[left], nmc) && near(snapshot.output[left], nmc), "month {month}");
        assert!(near(snapshot.demand[taken], lfp) && near(snapshot.output[taken], lfp), "month {month}");
    }
}

#[test]
fn demand_follows_its_path_month_by_month() {
    let path = vec![(date(2026, 1, 1), 1.0), (date(2027, 1, 1), 1.6)];
    let record = lean().run(36, vec![from_2026(DemandPath { scope: SiteScope::at("use"), path })]);
    for (month, snapshot) in record.iter().enumerate() {
        // The middle of the month stands for it.
        let grown = ((month as f64 + 0.5 - 12.0) / 12.0).clamp(0.0, 1.0);
        assert!(near(snapshot.demand[1], USE * (1.0 + 0.6 * grown)), "month {month}: {}", snapshot.demand[1]);
    }
}

#[test]
fn at_a_price_floor_costs_and_shares_follow_the_floor() {
    let case = || {
        Case::new(&[0.5, 0.5])
            .with(Parameter::PriceResponse, 0.0)
            .with(Parameter::ArmingtonExponent, 3.0)
            .with(Parameter::Utilisation, 0.4)
    };
    let floor = |price: f64| case().run(240, vec![from_2026(PriceFloor { scope: mine(0), price })]);
    let (record, idle) = (floor(1300.0), floor(900.0));
    let last = &record[239];
    assert!(near(last.price[0], 1300.0) && near(last.price[1], 1000.0));
    assert!(near(last.delivered_cost[0], 1300.0) && near(record[CALM - 1].delivered_cost[0], 1000.0));
    let share = last.shipment[0] / (last.shipment[0] + last.shipment[1]);
    assert!((share - 1.0 / (1.0 + 1.3_f64.powi(3))).abs() < 1e-6, "{share}");
    assert!(idle.iter().all(|snapshot| near(snapshot.price[0], 1000.0) && near(snapshot.shipment[0], 50.0)));
}

#[test]
fn a_closed_strait_takes_its_share_of_the_cargo_it_names_and_makes_the_rest_dear() {
    let mut b = NetworkBuilder::new("strait");
    b.country("AAA").country("BBB");
    b.product(ProductSpec::new("ore")).product(ProductSpec::new("parts").cargo(Cargo::Container));
    b.market(Parameter::PriceResponse, 0.0).market(Parameter::OrderCeiling, 1.0);
    let mut pair = |id: &str, product: &str, through: bool| {
        b.site(SiteSpec::new(&format!("{id}-mine"), SiteKind::Mine, "AAA", product));
        b.site(consumer(&format!("{id}-use"), "BBB", product).slot(SlotSpec::of(product, 1.0)));
        let link = LinkSpec::new(&format!("{id}-mine"), &format!("{id}-use"), TonnesPerYear(1200.0))
            .freight(UsdPerTonne(40.0));
        b.link(if through { link.through("strait") } else { link });
    };
    pair("bulk", "ore", true);
    pair("box", "parts", true);
    pair("free", "parts", false);
    let network = Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")));
    for (cargo, touched) in [(&["container"][..], [false, true, false]), (&[], [true, true, false])] {
        let closure = RouteClosure {
            passages: names(&["strait"]),
            cargo: names(cargo),
            freight: 3.0,
            capacity: 0.4,
            ..RouteClosure::default()
        };
        let record = run_months(&network, 48, &[from_2026(closure)]);
        for (id, touched) in ["bulk", "box", "free"].into_iter().zip(touched) {
            let link = link(&network, &format!("{id}-mine"), &format!("{id}-use"));
            for (month, snapshot) in record.iter().enumerate() {
                let closed = touched && month >= CALM;
                let (sent, cost) = if closed { (40.0, 1120.0) } else { (100.0, 1040.0) };
                assert!(near(snapshot.shipment[link], sent), "{id} {month}: {}", snapshot.shipment[link]);
                assert!(near(snapshot.delivered_cost[link], cost), "{id} in month {month}");
            }
        }
    }
}

#[test]
fn licences_let_pass_what_is_granted_by_then() {
    let (covered, approval, delay) = (0.8, 0.9, 2.0);
    let licence = Licence { scope: TradeScope::new("AAA", &["ore"]), covered, approval, delay };
    let record = lean().with(Parameter::CoverOutput, 3.0).run(36, vec![from_2026(licence)]);
    // The Erlang-3 distribution, averaged over a month by Simpson's rule.
    let granted = |time: f64| {
        let u = 3.0 * time / delay;
        1.0 - (-u).exp() * (1.0 + u + 0.5 * u * u)
    };
    for (month, snapshot) in record.iter().enumerate().skip(CALM) {
        let age = (month - CALM) as f64;
        let parts: f64 = (0..100)
            .map(|part| {
                let at = |share: f64| granted(age + (f64::from(part) + share) / 100.0);
                (at(0.0) + 4.0 * at(0.5) + at(1.0)) / 600.0
            })
            .sum();
        let passes = USE * (1.0 - covered * (1.0 - approval * parts));
        assert!((snapshot.shipment[0] - passes).abs() < 1e-6, "month {month}: {}", snapshot.shipment[0]);
    }
}

#[test]
fn members_of_a_cartel_leave_at_their_rate_and_ship_their_base_again() {
    const BATCHES: u64 = 250;
    const RATE: f64 = 0.5;
    let mut b = NetworkBuilder::new("cartel");
    b.country("AAA").country("BBB").country("CCC").product(ProductSpec::new("ore"));
    for (id, country) in [("a", "AAA"), ("b", "BBB")] {
        b.site(SiteSpec::new(&format!("{id}-mine"), SiteKind::Mine, country, "ore"));
        b.site(consumer(&format!("{id}-use"), "CCC", "ore").slot(SlotSpec::of("ore", 1.0)));
        b.link(LinkSpec::new(&format!("{id}-mine"), &format!("{id}-use"), TonnesPerYear(1200.0)));
    }
    b.market(Parameter::PriceResponse, 0.0);
    let network = Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")));
    let mines = ["a-mine", "b-mine"].map(|id| site(&network, id));
    let (members, products) = (names(&["AAA", "BBB"]), names(&["ore"]));
    let cartel = from_2026(Cartel { members, products, withheld: 0.3, defection: RATE });
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 96);
    let prepared = Experiment::new(Arc::clone(&network), calendar).measure(cartel).prepare();
    let prepared = prepared.unwrap_or_else(|error| panic!("{error}"));
    let capacity = USE / 0.9;
    let withholds = |snapshot: &Snapshot, mine: usize| snapshot.output[mine] < 0.7 * capacity * (1.0 + 1e-9);
    let trials: Vec<Vec<Snapshot>> = (0..BATCHES).flat_map(|index| run_batch(&prepared, index)).collect();
    for months in [1, 6, 12, 24, 48] {
        let last = CALM + months - 1;
        let stay = (-RATE * months as f64 / 12.0).exp();
        let share = |all: &[usize]| {
            let staying =
                trials.iter().filter(|record| all.iter().all(|&mine| withholds(&record[last], mine)));
            staying.count() as f64 / trials.len() as f64
        };
        // Members leave independently.
        for (all, expected) in [(&mines[..1], stay), (&mines[1..], stay), (&mines[..], stay * stay)] {
            let bound = 4.0 * (expected * (1.0 - expected) / trials.len() as f64).sqrt();
            let found = share(all);
            assert!((found - expected).abs() < bound, "{months} months, {all:?}: {found} of {expected}");
        }
    }
    for (record, mine) in trials.iter().flat_map(|record| mines.map(|mine| (record, mine))) {
        assert!(record[..CALM].iter().all(|snapshot| near(snapshot.output[mine], USE)));
        // In the month in which it leaves it withholds for a part of it.
        let left = (CALM..96).find(|&month| !withholds(&record[month], mine)).unwrap_or(96);
        for snapshot in &record[CALM..left] {
            assert!(near(snapshot.output[mine], 0.7 * capacity), "{} is withheld", snapshot.output[mine]);
        }
        for snapshot in record.iter().skip(left + 1) {
            let made = snapshot.output[mine];
            assert!((0.95 * USE..capacity + 1e-6).contains(&made), "{made} after it left in month {left}");
        }
        if left < 48 {
            let sent = record[95].shipment[mine_link(&network, mine)];
            assert!((sent - USE).abs() < 1e-3 * USE, "{sent} years after it left in month {left}");
        }
    }
}

/// The only link of a mine.
fn mine_link(network: &Network, mine: usize) -> usize {
    network.links().iter().position(|link| link.from.position() == mine).expect("a link")
}
