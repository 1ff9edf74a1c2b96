//! Recipes that make mass, carry wrong numbers or do not fit their stage; hosts that run in circles.

mod common;

use common::{add, assert_problem, complaint, complaint_of, only, tin};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, NetworkError, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

#[test]
fn a_recipe_must_not_make_mass() {
    let error = complaint("recipes.csv", "tin-ore,1.25", "tin-ore,0.9");
    let makes: Vec<_> =
        error.problems.iter().filter(|problem| problem.message.contains("makes mass")).collect();
    assert_eq!(makes.len(), 2, "both smelters: {error}");
    assert_problem(
        makes[0],
        "holds 1 of the element, its poorest inputs bring 0.9",
        "recovery",
        2,
        "per_unit",
    );
}

/// A mill that melts metal and scrap, with a given content of scrap.
fn mill(scrap: f64, conversion: f64, per_unit: f64) -> Result<Network, NetworkError> {
    let mut builder = NetworkBuilder::new("mill");
    builder.country("AUT");
    let mut poor = ProductSpec::new("scrap");
    poor.content = scrap;
    builder.product(ProductSpec::new("metal")).product(poor);
    builder.product(ProductSpec::new("steel")).product(ProductSpec::new("cars"));
    builder.site(SiteSpec::new("mine", SiteKind::Mine, "AUT", "metal"));
    builder.site(SiteSpec::new("yard", SiteKind::Recycler, "AUT", "scrap").host("users"));
    let slot = SlotSpec::new("charge", per_unit).accept("metal", 1.0).accept("scrap", conversion);
    builder.site(SiteSpec::new("works", SiteKind::Manufacturer, "AUT", "steel").slot(slot));
    let slot = SlotSpec::of("steel", 1.0);
    builder.site(SiteSpec::new("users", SiteKind::Consumer, "AUT", "cars").slot(slot));
    let need = 100.0 * per_unit;
    builder.link(LinkSpec::new("mine", "works", TonnesPerYear(0.5 * need)));
    builder.link(LinkSpec::new("yard", "works", TonnesPerYear(0.5 * need / conversion)));
    builder.link(LinkSpec::new("works", "users", TonnesPerYear(100.0)));
    builder.build()
}

#[test]
fn the_poorest_input_counts_per_unit_of_slot_material() {
    assert!(mill(1.0, 1.0, 1.0).is_ok());
    assert!(mill(0.5, 1.0, 1.0).is_err(), "half the element, counted as a whole");
    assert!(mill(0.5, 0.5, 1.0).is_ok(), "half the element, counted as half");
    assert!(mill(0.5, 1.0, 2.0).is_ok(), "half the element, but twice as much of it");
}

#[test]
fn numbers_of_recipes_are_positive() {
    let error = complaint("recipes.csv", "tin-ore,1.25,1", "tin-ore,-1.25,0");
    let [per_unit, conversion, ..] = error.problems.as_slice() else { panic!("{error}") };
    assert_problem(per_unit, "uses -1.25 of ore per unit", "above zero", 2, "per_unit");
    assert_problem(conversion, "converts tin-ore at 0", "above zero", 2, "conversion");
}

#[test]
fn a_product_feeds_one_input() {
    let error = complaint_of("recipes.csv", "smelter,flux,tin-ore,0.1,1,test,2024,assumed,");
    assert!(error.to_string().contains("accepts tin-ore in its inputs flux and ore"), "{error}");
}

#[test]
fn inputs_fit_the_stage() {
    let error = complaint_of("recipes.csv", "mine,power,tin-metal,0.1,1,test,2024,assumed,");
    assert!(error.to_string().contains("site idn-mine is a mine with inputs"), "{error}");
    let error = complaint("recipes.csv", "smelter,ore,tin-ore,1.25,1,test,2024,measured,\n", "");
    assert!(error.to_string().contains("site chn-smelter transforms nothing"), "{error}");
    let error = complaint_of("recipes.csv", "use,more,tin-ore,1,1,test,2024,assumed,");
    assert!(error.to_string().contains("site chn-use is a consumer with several inputs"), "{error}");
}

#[test]
fn hosts_do_not_run_in_circles() {
    let mut tables = tin();
    add(&mut tables, "processes.csv", "collect,Collection,recycler,tin-metal,test");
    add(&mut tables, "sites.csv", "a-scrap,A,collect,JPN,,,b-scrap,test,");
    add(&mut tables, "sites.csv", "b-scrap,B,collect,JPN,,,a-scrap,test,");
    let error = Network::read_from(&tables).expect_err("a circle");
    let circle = &error.problems.iter().find(|problem| problem.message.contains("circle")).expect("found");
    assert_problem(circle, "hosts run in a circle: a-scrap, b-scrap", "stand on its own", 8, "hosts");
}

#[test]
fn by_products_of_by_products_of_by_products_are_too_deep() {
    let mut tables = tin();
    add(&mut tables, "processes.csv", "collect,Collection,recycler,tin-metal,test");
    add(&mut tables, "sites.csv", "a-scrap,A,collect,JPN,,,jpn-use,test,");
    add(&mut tables, "sites.csv", "b-scrap,B,collect,JPN,,,a-scrap,test,");
    for from in ["a-scrap", "b-scrap"] {
        add(&mut tables, "links.csv", &format!("{from},jpn-use,tin-metal,1,1,1,0,,,,"));
    }
    Network::read_from(&tables).expect("two deep is fine");
    add(&mut tables, "sites.csv", "c-scrap,C,collect,JPN,,,b-scrap,test,");
    add(&mut tables, "links.csv", "c-scrap,jpn-use,tin-metal,1,1,1,0,,,,");
    let error = Network::read_from(&tables).expect_err("three deep");
    assert_problem(
        only(&error),
        "itself a by-product of the by-product a-scrap",
        "drives them all",
        10,
        "hosts",
    );
}
