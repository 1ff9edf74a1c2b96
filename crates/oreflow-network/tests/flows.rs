//! Flows that break recipes, capacities or reach.

mod common;

use common::{add, assert_problem, complaint, complaint_of, only, spoil, tin};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

#[test]
fn flows_follow_recipes() {
    let error = complaint("links.csv", "tin-ore,30000", "tin-ore,31000");
    let problem = only(&error);
    assert_problem(problem, "site chn-smelter takes in 41000 t/yr of ore", "network build", 2, "");
    assert!(problem.message.contains("needs 40000"), "{error}");
    let mut tables = tin();
    spoil(&mut tables, "links.csv", "tin-ore,30000", "tin-ore,30000.01");
    Network::read_from(&tables).expect("below a millionth is rounding");
}

#[test]
fn flows_and_ways_are_sound_numbers() {
    let error = complaint("links.csv", "tin-metal,5000,0.4", "tin-metal,0,-0.4");
    assert!(error.to_string().contains("has base flow 0 t/yr"), "{error}");
    assert!(error.to_string().contains("has transit -0.4"), "{error}");
    let error = complaint("links.csv", "tin-metal,5000,0.4", "tin-metal,5000,121");
    assert_problem(only(&error), "has transit 121", "write at most 120 months", 9, "transit");
}

#[test]
fn a_link_carries_what_its_buyer_accepts() {
    let error = complaint_of("links.csv", "per-mine,jpn-use,tin-ore,1,1,1,0,,,,");
    assert_problem(
        only(&error),
        "carries tin-ore, which no input of jpn-use accepts",
        "accepts tin-metal",
        10,
        "to",
    );
}

#[test]
fn capacity_bounds_output_and_sets_utilisation() {
    let mut tables = tin();
    add(&mut tables, "figures.csv", "capacity,tin-ore,idn-mine,,75,kt/yr,2024,x,measured,");
    add(&mut tables, "figures.csv", "capacity,tin-metal,CHN,,32000,t/yr,2024,x,measured,");
    add(&mut tables, "figures.csv", "utilisation,*,*,,70,%,2024,x,measured,");
    let network = Network::read_from(&tables).expect("sound");
    let of = |site: &str| {
        let site = network.site_index(site).expect("a site");
        (network.site_parameter(Parameter::Utilisation, site), network.capacity(site).0)
    };
    assert_eq!(of("idn-mine"), (0.8, 75_000.0));
    assert_eq!(of("chn-smelter").0, 0.98, "capped");
    assert_eq!(of("per-mine").0, 0.7, "no capacity known");
    let error = complaint_of("figures.csv", "capacity,tin-ore,idn-mine,,50,kt/yr,2024,x,measured,");
    assert!(
        only(&error).message.contains("site idn-mine makes 60000 t/yr, more than its capacity"),
        "{error}"
    );
}

#[test]
fn capacity_of_a_country_holds_for_what_its_facilities_leave() {
    let mut tables = tin();
    add(&mut tables, "figures.csv", "capacity,tin,ASIA,,200,kt/yr,2024,x,measured,");
    add(&mut tables, "figures.csv", "capacity,tin-ore,idn-mine,,75,kt/yr,2024,x,measured,");
    let network = Network::read_from(&tables).expect("sound");
    let both = ["idn-smelter", "chn-smelter"]
        .map(|site| network.capacity(network.site_index(site).expect("a site")).0);
    assert!((both[0] + both[1] - 125_000.0).abs() < 1e-6, "{both:?}");
    add(&mut tables, "figures.csv", "capacity,tin-metal,CHN,,130,kt/yr,2024,x,measured,");
    let error = Network::read_from(&tables).expect_err("nothing left");
    assert!(only(&error).message.contains("capacity.tin.ASIA leaves no capacity for idn-smelter"), "{error}");
}

#[test]
fn full_use_of_capacity_is_refused_with_the_reason() {
    let error = complaint_of("figures.csv", "utilisation,*,*,,100,%,2024,x,assumed,");
    assert_problem(only(&error), "utilisation is 1", "capacity must exceed base output", 12, "value");
}

#[test]
fn parameters_reach_only_those_they_belong_to() {
    let mut builder = NetworkBuilder::new("test");
    builder.country("AUS").product(ProductSpec::new("ore").with(Parameter::Price, 5.0));
    builder.product(ProductSpec::new("use"));
    builder.site(SiteSpec::new("mine", SiteKind::Mine, "AUS", "ore").with(Parameter::Margin, 2.0));
    builder.site(SiteSpec::new("user", SiteKind::Consumer, "AUS", "use").slot(SlotSpec::of("ore", 1.0)));
    builder.link(LinkSpec::new("mine", "user", TonnesPerYear(10.0)));
    let error = builder.build().expect_err("two slips");
    assert_eq!(error.problems.len(), 2, "{error}");
    assert!(error.to_string().contains("price is no parameter of a product; give it to the site"), "{error}");
    assert!(error.to_string().contains("site mine: margin is 2; write a value from 0 to 0.99"), "{error}");
}

#[test]
fn every_site_has_buyers_and_suppliers() {
    let error = complaint_of("sites.csv", "per-smelter,Pisco,smelter,PER,,,,test,");
    let [buyer, supplier] = error.problems.as_slice() else { panic!("{error}") };
    assert_problem(
        buyer,
        "site per-smelter has no buyer for its tin-metal",
        "such as chn-use, jpn-use",
        8,
        "",
    );
    assert_problem(supplier, "no supplier for its input ore", "such as idn-mine, per-mine", 8, "");
}

#[test]
fn a_circle_that_no_mine_feeds_is_found() {
    let mut builder = NetworkBuilder::new("circle");
    builder.country("AUT");
    for product in ["metal", "scrap", "cars"] {
        builder.product(ProductSpec::new(product));
    }
    let refinery = |id: &str, product: &str, input: &str| {
        SiteSpec::new(id, SiteKind::Refinery, "AUT", product).slot(SlotSpec::of(input, 1.0))
    };
    builder.site(refinery("melter", "metal", "scrap")).site(refinery("breaker", "scrap", "metal"));
    builder.site(SiteSpec::new("user", SiteKind::Consumer, "AUT", "cars").slot(SlotSpec::of("metal", 1.0)));
    for (from, to, flow) in
        [("melter", "user", 1e-9), ("melter", "breaker", 10.0), ("breaker", "melter", 10.0)]
    {
        builder.link(LinkSpec::new(from, to, TonnesPerYear(flow)));
    }
    let error = builder.build().expect_err("out of nothing");
    assert!(error.to_string().contains("no mine or recycler reaches site user through melter"), "{error}");
}

#[test]
fn a_consumer_sells_nothing() {
    let mut tables = tin();
    add(&mut tables, "processes.csv", "odd,Odd,consumer,tin-ore,test");
    add(&mut tables, "recipes.csv", "odd,metal,tin-metal,1,1,test,2024,assumed,");
    add(&mut tables, "sites.csv", "per-odd,Odd,odd,PER,,,,test,");
    add(&mut tables, "links.csv", "chn-smelter,per-odd,tin-metal,0.001,1,1,0,,,,");
    add(&mut tables, "links.csv", "per-odd,chn-smelter,tin-ore,0.001,1,1,0,,,,");
    let error = Network::read_from(&tables).expect_err("a consumer that sells");
    assert!(error.to_string().contains("site per-odd is a consumer, yet links leave it"), "{error}");
}
