//! Every kind of measure: it adds up, it moves something, and nothing moves before the market knows.

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::balance::imbalance;
use common::record::{Snapshot, difference, difference_but_for_berths, run_first};
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{
    Action, CapacityProgramme, Cartel, CostShock, Curtailment, DemandPath, DemandShift, Embargo, EndOfLife,
    ExportBan, ExportDuty, ExportQuota, ImportTariff, Intensity, Licence, Measure, Outage, Preference,
    PriceFloor, Priority, Project, RecyclingMandate, RouteClosure, SiteScope, Stockpile, Strike, Subsidy,
    Substitution, Timing, TradeScope,
};
use oreflow_network::{
    Cargo, LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear,
};
use oreflow_random::{Constant, Distribution, Uniform, Weibull};

/// Two mines, one behind a canal and one with two routes, a smelter that works up scrap, and users of two goods.
fn network() -> Arc<Network> {
    let mut b = NetworkBuilder::new("all");
    b.country("AAA").country("BBB").country("CCC");
    b.product(ProductSpec::new("ore")).product(ProductSpec::new("scrap"));
    b.product(ProductSpec::new("metal").cargo(Cargo::Container)).product(ProductSpec::new("cells"));
    for (id, country) in [("aaa-mine", "AAA"), ("bbb-mine", "BBB")] {
        let mine = SiteSpec::new(id, SiteKind::Mine, country, "ore").with(Parameter::Price, 1000.0);
        b.site(
            mine.with(Parameter::Utilisation, 0.8)
                .with(Parameter::Capex, 800.0)
                .with(Parameter::InvestmentRate, 0.5)
                .with(Parameter::LeadTime, 6.0)
                .with(Parameter::CapacityCeiling, 3.0),
        );
    }
    let feed = SlotSpec::new("feed", 1.0).accept("ore", 1.0).accept("scrap", 1.0);
    let smelter = SiteSpec::new("smelter", SiteKind::Refinery, "CCC", "metal").slot(feed);
    b.site(smelter.with(Parameter::Price, 4000.0));
    for (id, country, product) in
        [("bbb-metal", "BBB", "metal"), ("ccc-metal", "CCC", "metal"), ("ccc-cells", "CCC", "cells")]
    {
        b.site(SiteSpec::new(id, SiteKind::Consumer, country, product).slot(SlotSpec::of("metal", 1.0)));
    }
    b.site(SiteSpec::new("yard", SiteKind::Recycler, "CCC", "scrap").host("ccc-metal"));
    let mut link = |from: &str, to: &str, flow: f64, route: Option<&str>| {
        let mut link = LinkSpec::new(from, to, TonnesPerYear(flow)).transit(Months(1.0));
        link.route = route.map(str::to_owned);
        b.link(if from == "aaa-mine" { link.through("canal") } else { link });
    };
    link("aaa-mine", "smelter", 250.0, None);
    link("bbb-mine", "smelter", 140.0, None);
    link("bbb-mine", "smelter", 10.0, Some("back-door"));
    link("yard", "smelter", 100.0, None);
    link("smelter", "bbb-metal", 100.0, None);
    link("smelter", "ccc-metal", 300.0, None);
    link("smelter", "ccc-cells", 100.0, None);
    b.build().unwrap_or_else(|error| panic!("{error}")).into()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// A measure of every kind that bites.
fn examples() -> Vec<Action> {
    let ore = || TradeScope::new("BBB", &["ore"]);
    let mines = || SiteScope::at("world").of(&["ore"]);
    let (here, metal) = (names(&["CCC"]), names(&["metal"]));
    vec![
        ExportBan::new(ore()).into(),
        Embargo { by: "CCC".to_owned(), against: names(&["BBB"]), products: names(&["*"]), leakage: 0.1 }
            .into(),
        ExportQuota::new(ore(), 50.0).into(),
        Licence { scope: ore(), covered: 0.9, approval: 0.8, delay: 2.0 }.into(),
        ExportDuty { scope: ore(), rate: 0.5, amount: 10.0 }.into(),
        ImportTariff {
            by: "CCC".to_owned(),
            products: names(&["ore"]),
            origins: names(&["AAA"]),
            rate: 0.4,
            ..ImportTariff::default()
        }
        .into(),
        Preference {
            by: "CCC".to_owned(),
            products: names(&["ore"]),
            partners: names(&["BBB"]),
            factor: 3.0,
        }
        .into(),
        PriceFloor { scope: mines(), price: 1300.0 }.into(),
        Cartel { members: names(&["AAA", "BBB"]), products: names(&["ore"]), withheld: 0.5, defection: 0.2 }
            .into(),
        RouteClosure {
            passages: names(&["canal"]),
            delay: 3.0,
            freight: 2.0,
            capacity: 0.5,
            ..RouteClosure::default()
        }
        .into(),
        Outage { scope: SiteScope::at("aaa-mine") }.into(),
        Strike { scope: SiteScope::at("aaa-mine") }.into(),
        Curtailment { scope: SiteScope::at("aaa-mine"), cut: 0.6 }.into(),
        CostShock { scope: mines(), factor: 1.6 }.into(),
        DemandShift { scope: SiteScope::at("world"), factor: 1.3 }.into(),
        DemandPath {
            scope: SiteScope::at("world"),
            path: vec![(date(2025, 10, 1), 1.0), (date(2027, 1, 1), 1.4)],
        }
        .into(),
        Stockpile { places: here.clone(), products: metal, target: 2.0, ..Stockpile::default() }.into(),
        CapacityProgramme { scope: mines(), added: 0.5 }.into(),
        Project::at("bbb-mine", 100.0).into(),
        Subsidy { scope: mines(), cost: 0.3, ..Subsidy::default() }.into(),
        RecyclingMandate { scope: SiteScope::at("CCC"), factor: 1.5 }.into(),
        old_metal(Uniform::new(12.0, 48.0).expect("months").into(), 0.3).into(),
        Intensity { scope: SiteScope::at("ccc-cells"), inputs: names(&["metal"]), factor: 0.6 }.into(),
        Substitution {
            places: here,
            product: "metal".to_owned(),
            to: "cells".to_owned(),
            share: 0.3,
            conversion: 0.8,
        }
        .into(),
    ]
}

const LENGTHS: [(Step, usize); 3] = [(Step::Week, 156), (Step::Month, 36), (Step::Quarter, 12)];

fn record(calendar: Calendar, measure: Option<Measure>) -> Vec<Snapshot> {
    let mut experiment = Experiment::new(network(), calendar).seed(3);
    experiment.measures.extend(measure);
    run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")))
}

/// Metal that comes back to the yard after a lifetime.
fn old_metal(lifetime: Distribution, growth: f64) -> EndOfLife {
    EndOfLife { scope: SiteScope::at("CCC"), lifetime, growth }
}

/// Kinds that move nothing by themselves.
const IDLE_ALONE: [&str; 3] = ["event", "hazard-rate", "priority"];

#[test]
fn every_kind_has_an_example() {
    let moving = examples();
    let shown: BTreeSet<&str> = moving.iter().map(Action::kind).chain(IDLE_ALONE).collect();
    let all: BTreeSet<&str> = Action::KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(shown, all);
}

#[test]
fn every_kind_adds_up_moves_something_and_moves_nothing_before_it_is_known() {
    let network = network();
    for (step, steps) in LENGTHS {
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        let calm = record(calendar, None);
        for action in examples() {
            let kind = action.kind();
            let timing = Timing::from(date(2025, 10, 1)).announced(date(2025, 7, 1)).until(date(2027, 7, 1));
            let moved = record(calendar, Some(Measure::new("measure", action, timing)));
            for (number, pair) in moved.windows(2).enumerate() {
                let left = imbalance(&network, step.months(), &pair[0], &pair[1]);
                assert!(left < 1e-9, "{kind} by the {}: step {number} leaves {left:e}", step.name());
            }
            for snapshot in &moved {
                for (name, values) in snapshot.columns() {
                    let sound = values.iter().all(|value| value.is_finite() && *value >= 0.0);
                    assert!(sound, "{kind} by the {}: {name} {values:?}", step.name());
                }
            }
            let known = (0..steps).find(|&n| calendar.date(n + 1) > date(2025, 7, 1)).unwrap_or(steps);
            let early = difference_but_for_berths(&moved[..known], &calm[..known]);
            assert_eq!(early, None, "{kind} by the {}", step.name());
            assert!(difference(&moved, &calm).is_some(), "{kind} by the {} moves nothing", step.name());
        }
    }
}

#[test]
fn what_is_withdrawn_in_time_and_never_believed_does_nothing() {
    for (step, steps) in LENGTHS {
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        let calm = record(calendar, None);
        for action in examples() {
            let kind = action.kind();
            let timing = Timing::from(date(2025, 10, 1))
                .announced(date(2025, 7, 1))
                .withdrawn(date(2025, 9, 1))
                .credibility(0.0);
            let moved = record(calendar, Some(Measure::new("threat", action, timing)));
            assert_eq!(difference_but_for_berths(&moved, &calm), None, "{kind} by the {}", step.name());
        }
    }
}

#[test]
fn a_priority_changes_no_bit_while_all_can_be_served() {
    for (step, steps) in LENGTHS {
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        let priority =
            Priority { by: "CCC".to_owned(), products: names(&["metal"]), partners: names(&["BBB"]) };
        let calm = record(calendar, None);
        let served = record(calendar, Some(Measure::new("ally", priority, Timing::from(date(2025, 4, 1)))));
        assert_eq!(difference(&served, &calm), None, "by the {}", step.name());
    }
}

#[test]
fn nobody_foresees_a_withdrawal() {
    for (step, steps) in LENGTHS {
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        for action in examples() {
            let kind = action.kind();
            let timing = Timing::from(date(2025, 10, 1)).announced(date(2025, 7, 1));
            let ended = timing.clone().withdrawn(date(2026, 8, 20));
            let lasting = record(calendar, Some(Measure::new("measure", action.clone(), timing)));
            let called_off = record(calendar, Some(Measure::new("measure", action, ended)));
            let known = (0..steps).find(|&n| calendar.date(n + 1) > date(2026, 8, 20)).unwrap_or(steps);
            let early = difference(&called_off[..known], &lasting[..known]);
            assert_eq!(early, None, "{kind} by the {}", step.name());
            assert!(difference(&called_off, &lasting).is_some(), "{kind} by the {}", step.name());
        }
    }
}

/// Up to rounding: what is late begins at the sum of two times.
#[test]
fn nobody_foresees_a_delay() {
    for (step, steps) in LENGTHS {
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        for action in examples() {
            let kind = action.kind();
            let timing = Timing::from(date(2025, 10, 1)).announced(date(2025, 7, 1));
            let late = timing.clone().slippage(Constant::new(4.0).expect("months"));
            let in_time = record(calendar, Some(Measure::new("measure", action.clone(), timing)));
            let late = record(calendar, Some(Measure::new("measure", action, late)));
            let promised = (0..steps).find(|&n| calendar.date(n + 1) > date(2025, 10, 1)).unwrap_or(steps);
            for (number, (late, in_time)) in late.iter().zip(&in_time).take(promised).enumerate() {
                for ((name, late), (_, in_time)) in late.columns().into_iter().zip(in_time.columns()) {
                    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
                    assert!(
                        late.iter().zip(in_time).all(same),
                        "{kind} by the {}: {name} of step {number}",
                        step.name()
                    );
                }
            }
        }
    }
}

#[test]
fn a_stage_that_is_certain_is_a_later_date_announced_when_it_begins() {
    let sure = |months: f64| Constant::new(months).expect("months");
    for (step, steps) in [(Step::Month, 36), (Step::Quarter, 12)] {
        let calendar = Calendar::new(date(2025, 1, 1), step, steps);
        for action in examples() {
            let kind = action.kind();
            let dated = Timing::from(date(2026, 4, 1)).announced(date(2025, 7, 1));
            let staged = Timing::from(date(2025, 7, 1)).stage(1.0, sure(6.0)).stage(1.0, sure(3.0));
            let dated = record(calendar, Some(Measure::new("measure", action.clone(), dated)));
            let failed = staged.clone().stage(0.0, sure(1.0));
            let staged = record(calendar, Some(Measure::new("measure", action.clone(), staged)));
            assert_eq!(difference(&staged, &dated), None, "{kind} by the {}", step.name());
            // What is sure to fail is not believed either.
            let never = record(calendar, Some(Measure::new("measure", action, failed)));
            let calm = record(calendar, None);
            assert_eq!(difference_but_for_berths(&never, &calm), None, "{kind} by the {}", step.name());
            assert!(difference(&staged, &calm).is_some(), "{kind} by the {}", step.name());
        }
    }
}

#[test]
fn a_longer_voyage_arrives_later_and_loses_nothing() {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 24);
    let closure = RouteClosure { passages: names(&["canal"]), delay: 2.0, ..RouteClosure::default() };
    let closed = Timing::from(date(2025, 5, 1)).until(date(2025, 9, 1));
    let moved = record(calendar, Some(Measure::new("detour", closure, closed)));
    let network = network();
    let canal = network.links().iter().position(|link| !link.passages.is_empty()).expect("a canal");
    // What leaves in May arrives in August instead of June, so that nothing arrives in June and July.
    let arrivals: Vec<f64> = moved.iter().map(|snapshot| snapshot.arriving_next[canal]).collect();
    let base = arrivals[0];
    assert!((base - 250.0 / 12.0).abs() < 1e-9);
    assert_eq!(&arrivals[4..6], [0.0, 0.0]);
    assert!(arrivals[6] > 0.0);
    let sent: f64 = moved.iter().map(|snapshot| snapshot.shipment[canal]).sum();
    let arrived: f64 = base + arrivals[..23].iter().sum::<f64>();
    let under_way = moved[23].under_way[canal];
    assert!((sent + base - arrived - under_way).abs() < 1e-9 * sent, "{sent} {arrived} {under_way}");
}

#[test]
fn scrap_follows_the_sales_of_a_lifetime_ago() {
    let network = network();
    let at = |site: &str| network.site_index(site).expect("a site").position();
    let (yard, users) = (at("yard"), at("ccc-metal"));
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 60);
    let timing = || Timing::from(date(2025, 1, 1));
    let after = |action: EndOfLife, more: Option<Measure>| {
        let mut experiment =
            Experiment::new(Arc::clone(&network), calendar).measure(Measure::new("old", action, timing()));
        experiment.measures.extend(more);
        run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")))
    };
    let two_years = || Constant::new(24.0).expect("months").into();
    let slump = DemandShift { scope: SiteScope::at("ccc-metal"), factor: 0.5 };
    let slump = Measure::new("slump", slump, Timing::from(date(2025, 7, 1)));
    // Sales grew by 30 % a year up to the base year; those of the run are what users got.
    let record = after(old_metal(two_years(), 0.3), Some(slump));
    let (scrap, base, sold) = (100.0 / 12.0, record[0].output[users], |n: usize| record[n].output[users]);
    assert!(sold(12) < 0.6 * base, "users buy half");
    for (month, snapshot) in record.iter().enumerate() {
        let grown = 1.3_f64.powf(month.min(24) as f64 / 12.0);
        let wanted = scrap * grown * if month < 24 { 1.0 } else { sold(month - 24) / base };
        let found = snapshot.wanted[yard];
        assert!((found / wanted - 1.0).abs() < 1e-9, "month {month}: {found} instead of {wanted}");
    }
    let twice = ["new", "old"].map(|id| Measure::new(id, old_metal(two_years(), 0.3), timing()));
    let twice = twice.into_iter().fold(Experiment::new(Arc::clone(&network), calendar), Experiment::measure);
    let refused = twice.prepare().expect_err("two pasts").problems.remove(0).1.message;
    assert_eq!(refused, "site yard already follows 'new'");
    // Without growth what retires is what is sold, however long goods last.
    let weibull = Weibull::new(30.0, 2.5).expect("months").into();
    for snapshot in after(old_metal(weibull, 0.0), None) {
        assert!((snapshot.wanted[yard] / scrap - 1.0).abs() < 1e-9, "{}", snapshot.wanted[yard]);
    }
}

#[test]
fn a_stockpile_fills_to_its_target_and_is_released_when_shortage_is_expected() {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 60);
    let stockpile = || {
        let (places, products) = (names(&["CCC"]), names(&["ore"]));
        Stockpile { places, products, target: 2.0, fill: 6.0, release_below: 0.8, ..Stockpile::default() }
    };
    let build = || Measure::new("stockpile", stockpile(), Timing::from(date(2025, 3, 1)));
    let calm = record(calendar, Some(build()));
    let smelter = calm[0].reserve.iter().zip(&calm[59].reserve).position(|(a, b)| a < b).expect("a reserve");
    let target = 2.0 * 500.0 / 12.0;
    assert!((calm[59].reserve[smelter] - target).abs() < 1e-6 * target, "{}", calm[59].reserve[smelter]);
    let mut experiment = Experiment::new(network(), calendar).measure(build());
    let loss = Outage { scope: SiteScope::at("aaa-mine") };
    experiment = experiment.measure(Measure::new("loss", loss, Timing::from(date(2028, 1, 1))));
    let hit = run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")));
    assert!(hit[35].reserve[smelter] > 0.99 * target);
    assert!(hit[48].reserve[smelter] < 0.1 * target, "{}", hit[48].reserve[smelter]);
}

#[test]
fn stockpiles_of_the_same_users_are_kept_apart() {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 60);
    let build = |id: &str, target: f64, from: i16| {
        let (places, products) = (names(&["CCC"]), names(&["ore"]));
        let stockpile = Stockpile { places, products, target, fill: 6.0, ..Stockpile::default() };
        Measure::new(id, stockpile, Timing::from(date(from, 1, 1)).until(date(2029, 1, 1)))
    };
    let held = |measures: Vec<Measure>| -> Vec<f64> {
        let mut experiment = Experiment::new(network(), calendar);
        experiment.measures = measures;
        let record = run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")));
        record.iter().map(|snapshot| snapshot.reserve.iter().sum()).collect()
    };
    let (first, both) =
        (held(vec![build("a", 2.0, 2025)]), held(vec![build("a", 2.0, 2025), build("b", 1.0, 2027)]));
    let month = 500.0 / 12.0;
    assert!((first[23] - 2.0 * month).abs() < 1e-6 * month, "{}", first[23]);
    // The second does not touch what the first holds, before it begins and after.
    assert_eq!(first[..24], both[..24]);
    assert!((both[47] - 3.0 * month).abs() < 1e-6 * month, "{} and {}", both[47], 3.0 * month);
    assert!(both[59] < 0.5 * both[47], "both are emptied at their end");
}

#[test]
fn a_project_adds_its_capacity_and_a_programme_its_share() {
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 24);
    let built = |action: Action| {
        let timing = Timing::from(date(2025, 7, 1)).ramp(6.0);
        record(calendar, Some(Measure::new("building", action, timing)))
    };
    let project = built(Project::at("bbb-mine", 120.0).into());
    let (first, last) = (project[0].capacity[2], project[23].capacity[2]);
    assert!((last - first - 10.0).abs() < 0.2 && project[8].capacity[2] < first + 6.0, "{first} {last}");
    let programme = built(CapacityProgramme { scope: SiteScope::at("bbb-mine"), added: 0.5 }.into());
    assert!((programme[23].capacity[2] / programme[0].capacity[2] - 1.5).abs() < 0.01);
}
