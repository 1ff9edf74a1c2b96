//! Who is served first, on three buyers whose shipments can be worked out by hand.

mod common;

use common::record::run_first;
use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{DemandShift, Measure, Outage, Priority, SiteScope, Timing};
use oreflow_network::{
    LinkSpec, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

/// What a supplier sends a month to buyers at home (base 10), in BBB (20) and in CCC (30), in the second step of an
/// outage of half its capacity, when buyers in CCC want twice as much; beside it what they ordered in proportion.
fn shipments(parameters: &[(Parameter, f64)], classes: [u8; 3]) -> [f64; 3] {
    shipments_under(parameters, classes, Vec::new())
}

/// The same under more measures.
fn shipments_under(parameters: &[(Parameter, f64)], classes: [u8; 3], more: Vec<Measure>) -> [f64; 3] {
    let mut b = NetworkBuilder::new("three");
    b.country("AAA").country("BBB").country("CCC");
    b.product(ProductSpec::new("ore"));
    for use_of in ["a-use", "b-use", "c-use"] {
        b.product(ProductSpec::new(use_of));
    }
    let mut mine = SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore")
        .with(Parameter::Utilisation, 0.98)
        .with(Parameter::CoverOutput, 0.0);
    for &(parameter, value) in parameters {
        mine = mine.with(parameter, value);
    }
    b.site(mine);
    for (number, (country, product)) in
        [("AAA", "a-use"), ("BBB", "b-use"), ("CCC", "c-use")].into_iter().enumerate()
    {
        let consumer = SiteSpec::new(product, SiteKind::Consumer, country, product);
        b.site(consumer.slot(SlotSpec::of("ore", 1.0)).with(Parameter::CoverInput, 1.0));
        let flow = 120.0 * (number + 1) as f64;
        b.link(LinkSpec::new("mine", product, TonnesPerYear(flow)).class(classes[number]));
    }
    b.market(Parameter::PriceResponse, 0.0).market(Parameter::Hoarding, 0.0);
    let from = || Timing::from(date(2025, 2, 1));
    let mut experiment = Experiment::new(
        b.build().unwrap_or_else(|error| panic!("{error}")).into(),
        Calendar::new(date(2025, 1, 1), Step::Month, 3),
    )
    .measure(Measure::new("half", Outage { scope: SiteScope::at("mine") }, from().severity(0.5)))
    .measure(Measure::new(
        "more",
        DemandShift { scope: SiteScope::at("CCC").of(&["c-use"]), factor: 2.0 },
        from(),
    ));
    experiment.measures.extend(more);
    let record = run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")));
    [record[2].shipment[0], record[2].shipment[1], record[2].shipment[2]]
}

const NONE: &[(Parameter, f64)] = &[];

/// What half the capacity gives in a month.
const THERE: f64 = 60.0 / 0.98 / 2.0;

fn close(found: [f64; 3], wanted: [f64; 3]) {
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-9, "{found} instead of {wanted}");
    }
}

#[test]
fn in_proportion_all_get_the_same_share_of_their_orders() {
    let [a, b, c] = shipments(NONE, [1, 1, 1]);
    assert!((a + b + c - THERE).abs() < 1e-9);
    // The first two lost the same share of the same months' use, so that their orders are alike.
    assert!((b / a - 2.0).abs() < 1e-9);
    assert!(c / a > 3.0, "who wants more gets more");
}

#[test]
fn a_first_class_is_served_before_a_second() {
    let [a, b, c] = shipments(NONE, [2, 2, 1]);
    assert!(c > 30.0 && c < THERE + 1e-9);
    let rest = THERE - c;
    close([a, b, c], [rest / 3.0, rest * 2.0 / 3.0, c]);
}

#[test]
fn buyers_at_home_come_first_as_far_as_the_parameter_says() {
    let [first, ..] = shipments(&[(Parameter::DomesticFirst, 1.0)], [1, 1, 1]);
    assert!(first >= 10.0 - 1e-9, "home gets its orders: {first}");
    let [none, ..] = shipments(NONE, [1, 1, 1]);
    let [half, ..] = shipments(&[(Parameter::DomesticFirst, 0.5)], [1, 1, 1]);
    assert!(none < half && half < first, "{none} {half} {first}");
}

#[test]
fn a_fair_supplier_fills_all_to_one_level_of_their_base_flows() {
    let [a, b, c] = shipments(&[(Parameter::FairFill, 1.0)], [1, 1, 1]);
    // All order more than the level, so that each gets the same share of its base flow.
    close([a, b, c], [THERE / 6.0, THERE / 3.0, THERE / 2.0]);
}

/// The mine serves some countries first in the step that is looked at.
fn priority(partners: &[&str], severity: f64) -> Measure {
    let partners: Vec<String> = partners.iter().map(|&partner| partner.to_owned()).collect();
    let priority = Priority { by: "AAA".to_owned(), products: vec!["ore".to_owned()], partners };
    let id = format!("priority-{}", priority.partners.join("-").to_lowercase());
    Measure::new(&id, priority, Timing::from(date(2025, 3, 1)).severity(severity))
}

#[test]
fn partners_are_served_first_whatever_their_class() {
    let [a, b, c] = shipments(NONE, [1, 1, 1]);
    for classes in [[1, 1, 1], [2, 9, 2]] {
        let [first_a, first_b, first_c] = shipments_under(NONE, classes, vec![priority(&["BBB"], 1.0)]);
        // What partners ordered is what all others got less than in proportion.
        assert!(first_b > 1.5 * b && first_b < 30.0, "{first_b} instead of {b}");
        assert!((first_a + first_b + first_c - THERE).abs() < 1e-9);
        if classes == [1, 1, 1] {
            assert!((first_a / first_c - a / c).abs() < 1e-9, "the others in proportion");
        }
    }
}

#[test]
fn a_priority_is_a_share_of_what_there_is() {
    let under = |measures: Vec<Measure>| shipments_under(NONE, [1, 1, 1], measures);
    let (none, b_first) = (under(Vec::new()), under(vec![priority(&["BBB"], 1.0)]));
    let both_first = under(vec![priority(&["BBB", "CCC"], 1.0)]);
    let mean = |parts: &[(f64, [f64; 3])]| {
        [0, 1, 2].map(|buyer| parts.iter().map(|(part, found)| part * found[buyer]).sum::<f64>())
    };
    close(under(vec![priority(&["BBB"], 0.4)]), mean(&[(0.4, b_first), (0.6, none)]));
    // Of two priorities the lesser holds for both, and what is above it for one.
    let mixed = under(vec![priority(&["BBB"], 0.75), priority(&["CCC"], 0.25)]);
    close(mixed, mean(&[(0.25, both_first), (0.5, b_first), (0.25, none)]));
}

#[test]
fn who_gives_priority_to_all_gives_it_to_nobody() {
    let all = shipments_under(NONE, [1, 1, 1], vec![priority(&["AAA", "BBB", "CCC"], 1.0)]);
    close(all, shipments(NONE, [1, 1, 1]));
}
