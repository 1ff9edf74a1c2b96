//! What others bid, and who may sell: why buyers' costs and builders' hopes follow borders that are open.

mod common;

use std::sync::Arc;

use common::case::{Case, ban_of, near};
use common::record::run_first;
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{ExportDuty, ImportTariff, Measure, RouteClosure, Timing, TradeScope};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
    UsdPerTonne,
};

/// Of two suppliers the cheap one is shut out: from then on the buyer pays what the other asks, at once and in full.
#[test]
fn who_may_not_send_does_not_lower_what_a_buyer_pays() {
    let case = Case::new(&[0.5, 0.5])
        .with(Parameter::ShortageResponse, 0.0)
        .with(Parameter::DepletionResponse, 0.0)
        .with(Parameter::OrderResponse, 0.0)
        .with(Parameter::BidLag, 0.1)
        .with(Parameter::ShareInertia, 60.0);
    let timing = Timing::from(date(2026, 1, 1));
    let duty = ExportDuty { scope: TradeScope::new("BBB", &["ore"]), rate: 0.5, amount: 0.0 };
    let duty = Measure::new("duty", duty, timing.clone());
    let both = case.run(24, vec![duty.clone()]);
    let one = case.run(24, vec![duty, Measure::new("ban", ban_of("AAA"), timing)]);
    // Bids of a month rest on the costs of the month before.
    let pace = 1.0 - (-10.0_f64).exp();
    let mut expected = 0.0;
    for month in 13..24 {
        expected += pace * (1.5_f64.ln() - expected);
        let (found, expected) = (one[month].bid[0], 1000.0 * expected.exp());
        assert!(near(found, expected), "month {month}: {found} instead of {expected}");
        assert!((1200.0..1300.0).contains(&both[month].bid[0]), "month {month}: {}", both[month].bid[0]);
    }
}

/// Sites `banned`, `busy` and `entrant` sell ore to `use`; `busy` sells twenty times as much at home, and hardly sees the need
/// of `use`. Prices follow slowly. A unit of ore counts for 0.8 in the slot; the entrant pays freight and a duty.
fn entry() -> Arc<Network> {
    let mut b = NetworkBuilder::new("entry");
    let ore = ProductSpec::new("ore").with(Parameter::PriceLag, 24.0);
    b.product(ore.with(Parameter::ShortageResponse, 3.0)).product(ProductSpec::new("goods"));
    for country in ["AAA", "BBB", "CCC", "ZZZ"] {
        b.country(country);
    }
    for (id, country) in [("banned", "AAA"), ("busy", "BBB")] {
        let mine = SiteSpec::new(id, SiteKind::Mine, country, "ore").with(Parameter::Utilisation, 0.98);
        b.site(mine.with(Parameter::CoverOutput, 3.0));
    }
    let entrant = SiteSpec::new("entrant", SiteKind::Mine, "CCC", "ore")
        .with(Parameter::CoverOutput, 12.0)
        .with(Parameter::Capex, 3000.0)
        .with(Parameter::InvestmentRate, 0.6)
        .with(Parameter::CapacityCeiling, 1000.0)
        .with(Parameter::LeadTime, 0.1);
    b.site(entrant);
    for (id, country) in [("home", "BBB"), ("use", "ZZZ")] {
        let slot = SlotSpec::new("feed", 1.0).accept("ore", 0.8);
        b.site(SiteSpec::new(id, SiteKind::Consumer, country, "goods").slot(slot));
    }
    for (from, to, flow) in [("banned", "use", 700.0), ("busy", "use", 480.0), ("busy", "home", 9600.0)] {
        b.link(LinkSpec::new(from, to, TonnesPerYear(flow)));
    }
    let way = LinkSpec::new("entrant", "use", TonnesPerYear(20.0)).through("canal");
    b.link(way.freight(UsdPerTonne(30.0)).duty(0.1));
    b.market(Parameter::InvestmentSpan, 10.0);
    b.build().unwrap_or_else(|error| panic!("{error}")).into()
}

/// An entrant whose own price follows slowly builds for what the user of a banned supplier bids, less what its way and the
/// tariff of the user's country cost, month by month as the equations say.
#[test]
fn an_entrant_builds_for_what_its_buyer_would_pay() {
    let network = entry();
    let position = |id: &str| network.site_index(id).expect("a site").position();
    let entrant = position("entrant");
    let use_bid = usize::from(position("use") > position("home"));
    let timing = Timing::from(date(2026, 1, 1));
    let closure =
        RouteClosure { passages: vec!["canal".to_owned()], freight: 2.0, ..RouteClosure::default() };
    let tariff = ImportTariff {
        by: "ZZZ".to_owned(),
        products: vec!["ore".to_owned()],
        origins: Vec::new(),
        exempt: Vec::new(),
        rate: 0.05,
        amount: 20.0,
    };
    let experiment = Experiment::new(Arc::clone(&network), Calendar::new(date(2025, 1, 1), Step::Month, 36))
        .measure(Measure::new("ban", ban_of("AAA"), timing.clone()))
        .measure(Measure::new("canal", closure, timing.clone()))
        .measure(Measure::new("tariff", tariff, timing));
    let record = run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")));
    let usual = (0.8 * record[0].bid[use_bid] - 30.0) / 1.1;
    let annuity = 3000.0 * 0.15;
    let mines = ["banned", "busy", "entrant"].map(position);
    let of_mine = |mine: usize| -> Vec<usize> {
        let links = network.links().iter().enumerate();
        links.filter(|(_, link)| link.from.position() == mine).map(|(number, _)| number).collect()
    };
    let all = |values: &dyn Fn(usize) -> f64| mines.iter().map(|&mine| values(mine)).sum::<f64>();
    // Orders as the mines see them, and their sum over one and over three horizons. All are served.
    let mut seen = mines.map(|mine| network.sites()[mine].output.0 / 12.0);
    let (mut recent, mut slow) = (seen.iter().sum::<f64>(), seen.iter().sum::<f64>());
    let share = |months: f64| 1.0 - (-1.0 / months).exp();
    let mut started = [0.0; 33];
    let mut for_bids_alone = 0;
    for month in 0..33 {
        let (price, bid) = (record[month].price[entrant], record[month].bid[use_bid]);
        let netback =
            if month < 12 { (0.8 * bid - 30.0) / 1.1 } else { (0.8 * bid - 60.0 - 20.0) / (1.1 + 0.05) };
        let margin = price - 900.0;
        let gain = f64::max(netback - usual - (price - 1000.0) - 1e-6, 0.0);
        let eager = |earned: f64| ((earned / annuity - 1.0) / 10.0).clamp(0.0, 1.0);
        for_bids_alone += u32::from(eager(margin) == 0.0 && eager(margin + gain) > 0.0);
        // Three stages, each a month at so short a lead time.
        let under_way: f64 = started[month.saturating_sub(3)..month].iter().sum();
        let running = all(&|mine| record[month.saturating_sub(1)].capacity[mine]);
        for (seen, mine) in seen.iter_mut().zip(mines) {
            let ordered: f64 = of_mine(mine).iter().map(|&link| record[month].shipment[link]).sum();
            *seen += share(2.0) * (ordered - *seen);
        }
        recent += share(9.0) * (seen.iter().sum::<f64>() - recent);
        slow += share(27.0) * (seen.iter().sum::<f64>() - slow);
        // Demand grows into a part of what is being built, in a tenth of a month.
        let growth = f64::max((recent / slow).ln(), 0.0) / 18.0;
        let beyond = f64::max((1.0 + under_way / running).ln() - 0.1 * growth, 0.0);
        let eroded = (price + gain) * (1.0 - (-3.0 * beyond).exp());
        started[month] = 0.6 / 12.0 * record[0].capacity[entrant] * eager(margin + gain - eroded);
        let built = record[month + 3].capacity[entrant] - record[month + 2].capacity[entrant];
        assert!(
            (built - started[month]).abs() < 1e-9,
            "month {month}: {built} instead of {}",
            started[month]
        );
    }
    assert!(for_bids_alone >= 2, "{for_bids_alone} months");
}

/// A mine loses its poor buyer and keeps the rich one. Nobody bids more than before, so that nothing calls for more of it.
#[test]
fn the_loss_of_a_poor_buyer_is_no_gain() {
    let mut b = NetworkBuilder::new("mix");
    b.product(ProductSpec::new("ore")).product(ProductSpec::new("goods"));
    for country in ["AAA", "BBB", "CCC", "DDD"] {
        b.country(country);
    }
    let mine = SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore")
        .with(Parameter::Capex, 500.0)
        .with(Parameter::InvestmentRate, 0.5)
        .with(Parameter::CapacityCeiling, 10.0);
    b.site(mine);
    b.site(SiteSpec::new("dear", SiteKind::Mine, "DDD", "ore").with(Parameter::Price, 3000.0));
    for (id, country) in [("rich", "BBB"), ("poor", "CCC")] {
        b.site(SiteSpec::new(id, SiteKind::Consumer, country, "goods").slot(SlotSpec::of("ore", 1.0)));
    }
    for (from, to) in [("mine", "rich"), ("dear", "rich"), ("mine", "poor")] {
        b.link(LinkSpec::new(from, to, TonnesPerYear(1200.0)));
    }
    b.market(Parameter::PriceResponse, 0.0);
    let network: Arc<Network> = b.build().unwrap_or_else(|error| panic!("{error}")).into();
    let position = network.site_index("mine").expect("a site").position();
    let mut ban = ban_of("AAA");
    ban.scope.destinations = vec!["CCC".to_owned()];
    let experiment = Experiment::new(network, Calendar::new(date(2025, 1, 1), Step::Month, 60))
        .measure(Measure::new("ban", ban, Timing::from(date(2026, 1, 1))));
    let record = run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")));
    for (month, snapshot) in record.iter().enumerate() {
        let (now, base) = (snapshot.capacity[position], record[0].capacity[position]);
        assert!(now == base, "month {month}: {now} instead of {base}");
    }
}

#[test]
fn a_detour_takes_ten_years_at_most() {
    let closed_for = |delay: f64| {
        let closure = RouteClosure { passages: vec!["canal".to_owned()], delay, ..RouteClosure::default() };
        Experiment::new(entry(), Calendar::new(date(2025, 1, 1), Step::Day, 30))
            .measure(Measure::new("canal", closure, Timing::from(date(2025, 1, 10))))
            .prepare()
    };
    assert!(closed_for(120.0).is_ok());
    for delay in [120.5, -1.0, f64::NAN] {
        let error = closed_for(delay).expect_err("no such detour").to_string();
        assert!(error.contains(&format!("delay is {delay} months")) && error.contains("120"), "{error}");
    }
}
