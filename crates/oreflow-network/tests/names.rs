//! Malformed, unknown and duplicate names.

mod common;

use common::{assert_problem, complaint, complaint_of, only};
use oreflow_network::{LinkSpec, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, TonnesPerYear};

#[test]
fn malformed_ids_say_what_an_id_is() {
    let error = complaint_of("products.csv", "Tin.Slag,Slag,,1,1,test");
    assert_problem(only(&error), "'Tin.Slag' is not an id", "", 5, "product");
    let error = complaint_of("countries.csv", "Bol,Bolivia,Arica,-18,-70,test");
    assert_problem(only(&error), "'Bol' is not a country", "", 6, "country");
    let error = complaint("groups.csv", "ASIA,IDN", "asia,IDN");
    assert!(only(&error).message.contains("'asia' is not the name of a group"), "{error}");
    let error = complaint("groups.csv", "ASIA,IDN", "CHN,IDN");
    assert!(only(&error).message.contains("group CHN has the code of a country"), "{error}");
}

#[test]
fn unknown_names_get_a_suggestion() {
    let error = complaint("sites.csv", "San Rafael,mine,PER", "San Rafael,mien,PER");
    assert_problem(only(&error), "no process 'mien'", "did you mean 'mine'?", 3, "process");
    let error = complaint("links.csv", "per-mine,idn-smelter", "per-mine,idn-smeltr");
    assert_problem(only(&error), "no site 'idn-smeltr'", "did you mean 'idn-smelter'?", 4, "to");
    let error = complaint("sites.csv", "Gejiu,smelter,CHN,,,,", "Gejiu,smelter,CHN,,,chn-us,");
    assert_problem(only(&error), "no host 'chn-us'", "did you mean 'chn-use'?", 5, "hosts");
    let error = complaint("recipes.csv", "smelter,ore,tin-ore", "smelter,ore,tin-or");
    assert_eq!(error.problems.len(), 2, "each smelter: {error}");
    assert_problem(&error.problems[0], "no product 'tin-or'", "did you mean 'tin-ore'?", 2, "input");
}

#[test]
fn duplicates_are_named() {
    let error = complaint_of("sites.csv", "idn-mine,Again,mine,IDN,,,,test,");
    assert!(only(&error).message.contains("site idn-mine is listed twice"), "{error}");
    let error = complaint_of("countries.csv", "IDN,Again,,0,0,test");
    assert!(only(&error).message.contains("country IDN is listed twice"), "{error}");
    let error = complaint_of("products.csv", "solder,Again,,1,1,test");
    assert!(only(&error).message.contains("product solder is listed twice"), "{error}");
    let error = complaint_of("processes.csv", "mine,Again,mine,tin-ore,test");
    assert!(only(&error).message.contains("process mine is listed twice"), "{error}");
    let error = complaint_of("groups.csv", "ASIA,IDN,test");
    assert_problem(only(&error), "IDN is in group ASIA twice", "remove", 5, "country");
    let error = complaint_of("links.csv", "idn-smelter,jpn-use,tin-metal,0.0001,1,1,0,,,,");
    assert!(only(&error).message.contains("link idn-smelter>jpn-use is listed twice"), "{error}");
}

#[test]
fn a_group_of_products_is_no_product() {
    let error = complaint("products.csv", "tin-ore,Tin concentrate,tin,", "tin-ore,Tin concentrate,solder,");
    assert_problem(only(&error), "in a group solder, which is itself a product", "another name", 2, "groups");
}

#[test]
fn owners_have_countries_and_countries_positions() {
    let error = complaint("sites.csv", "PER,Minsur,PER", "PER,Minsur,");
    assert_problem(only(&error), "owner 'Minsur' has no country", "country of the owner", 3, "owner_country");
    let error = complaint("sites.csv", "PER,Minsur,PER", "PER,Minsur,Peru");
    assert_problem(only(&error), "owner: 'Peru' is not a country", "", 3, "owner_country");
    let error = complaint("countries.csv", "Tokyo,35", "Tokyo,350");
    assert_problem(only(&error), "latitude 350", "degrees", 5, "latitude");
}

#[test]
fn passages_are_words() {
    let error = complaint("links.csv", "malacca red-sea", "malacca Red_Sea");
    assert_problem(only(&error), "'Red_Sea' is not a name of its passages", "red-sea", 3, "passages");
    let error = complaint("links.csv", "malacca red-sea", "malacca malacca");
    assert_problem(only(&error), "passes malacca twice", "once", 3, "passages");
}

#[test]
fn a_builder_reports_all_and_does_not_blame_a_site_twice() {
    let mut builder = NetworkBuilder::new("test");
    builder.country("AUS").product(ProductSpec::new("ore"));
    builder.site(SiteSpec::new("aus-mine", SiteKind::Mine, "AUT", "oer"));
    builder.link(LinkSpec::new("aus-mine", "nowhere", TonnesPerYear(f64::NAN)));
    let error = builder.build().expect_err("four slips");
    let text = error.to_string();
    assert_eq!(error.problems.len(), 4, "{text}");
    for words in ["did you mean 'AUS'", "did you mean 'ore'", "has base flow NaN", "no site 'nowhere'"] {
        assert!(text.contains(words), "{words} not in {text}");
    }
}
