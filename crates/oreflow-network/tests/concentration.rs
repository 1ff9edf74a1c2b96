//! Concentration, dependence and reach against hand-computed cases.

mod common;

use common::tin;
use oreflow_network::{Holder, Network, SiteKind};

fn network() -> Network {
    Network::read_from(&tin()).expect("sound")
}

#[track_caller]
fn assert_close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-12 * expected.abs().max(1.0), "{value} is not {expected}");
}

#[test]
fn shares_and_index_of_mining() {
    let ore = network().concentration("tin-ore", Some(SiteKind::Mine), Holder::Country).expect("mined");
    assert_close(ore.total.0, 100_000.0);
    let shares: Vec<(&str, f64)> =
        ore.shares.iter().map(|share| (share.country.as_str(), share.share)).collect();
    assert_eq!(shares, [("IDN", 0.6), ("PER", 0.4)]);
    assert_close(ore.top_three, 1.0);
    assert_close(ore.hhi, 60.0 * 60.0 + 40.0 * 40.0);
    assert_eq!(ore.unknown, 0.0);
}

#[test]
fn owners_that_are_not_known_count_as_many() {
    let metal = network().concentration("tin-metal", None, Holder::OwnerCountry).expect("made");
    assert_close(metal.unknown, 0.4);
    assert_close(metal.hhi, 60.0 * 60.0);
    assert_close(metal.top_three, 0.6);
}

#[test]
fn a_group_adds_up_its_products_by_content() {
    let mut tables = tin();
    common::spoil(
        &mut tables,
        "products.csv",
        "tin-ore,Tin concentrate,tin,1",
        "tin-ore,Tin concentrate,tin,2",
    );
    let all = Network::read_from(&tables).expect("sound").concentration("tin", None, Holder::Country);
    let all = all.expect("made");
    assert_close(all.total.0, 2.0 * 100_000.0 + 80_000.0);
    assert_close(all.shares[0].amount.0, 2.0 * 60_000.0 + 48_000.0);
}

#[test]
fn use_is_measured_at_the_stage_of_consumers() {
    let network = network();
    let solder = network.concentration("solder", Some(SiteKind::Consumer), Holder::Country).expect("used");
    assert_close(solder.shares[0].share, 50.0 / 80.0);
    let error = network.concentration("solder", None, Holder::Country).expect_err("nobody makes it");
    assert!(error.help.is_some_and(|help| help.contains("consumer")));
    assert_eq!(network.concentrations(Holder::Country).len(), 3);
}

#[test]
fn dependence_on_imports() {
    let network = network();
    let japan = network.import_dependence("tin-metal", "JPN").expect("a place");
    assert_close(japan.net, 1.0);
    assert_close(japan.suppliers[0].share, 25.0 / 30.0);
    assert_eq!(japan.suppliers[0].country, "IDN");
    let china = network.import_dependence("tin-metal", "CHN").expect("a place");
    assert_close(china.imports.0, 23_000.0);
    assert_close(china.exports.0, 5_000.0);
    assert_close(china.net, 18.0 / 50.0);
    assert_close(china.net, (china.used.0 - china.output.0) / china.used.0);
    let asia = network.import_dependence("tin-ore", "ASIA").expect("a group");
    assert_close(asia.net, 0.4);
    let users: Vec<String> = network
        .import_dependences("tin-metal")
        .expect("a product")
        .into_iter()
        .map(|one| one.place)
        .collect();
    assert_eq!(users, ["CHN", "JPN"]);
}

#[test]
fn who_hangs_on_whom() {
    let network = network();
    let site = |id: &str| network.site_index(id).expect("a site");
    assert_eq!(network.upstream_of(site("jpn-use")).len(), 4);
    assert_eq!(network.downstream_of(site("per-mine")).len(), 4);
    assert!(network.downstream_of(site("jpn-use")).is_empty());
    let exposed = network.exposure_to(site("per-mine"));
    // The smelters take 10 of 60 and 30 of 40 from Peru; China buys 23 and 27 of 50 from them, Japan 25 and 5 of 30.
    assert_eq!(exposed[0].0, site("chn-use"));
    assert_close(exposed[0].1, (23.0 / 6.0 + 27.0 * 0.75) / 50.0);
    assert_close(exposed[1].1, (25.0 / 6.0 + 5.0 * 0.75) / 30.0);
}

#[test]
fn results_can_be_serialised() {
    let ore = network().concentration("tin-ore", Some(SiteKind::Mine), Holder::Country).expect("mined");
    let json = serde_json::to_value(&ore).expect("plain values");
    assert_eq!(json["stage"], "mine");
    assert_eq!(json["shares"][0]["country"], "IDN");
    assert_eq!(json["shares"][0]["amount"], 60_000.0);
}
