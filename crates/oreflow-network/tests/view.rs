//! A view is a part of a network that is a network itself.

mod common;

use common::{only, spoil, tin};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, ProductSpec, ProjectSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};

/// Copper and aluminium into cable, copper into motors, cobalt beside copper; all in one country and another.
fn metals() -> Network {
    let mut builder = NetworkBuilder::new("metals");
    builder.country("AAA").country("BBB").country("CCC");
    builder.group("BOTH", &["AAA", "CCC"]);
    for product in ["copper", "aluminium"] {
        builder.product(ProductSpec::new(product).in_group("metals").metal(product));
    }
    builder.product(ProductSpec { content: 0.0, ..ProductSpec::new("cable") });
    builder.product(ProductSpec { content: 0.0, ..ProductSpec::new("motors") });
    builder.product(ProductSpec::new("cobalt").metal("cobalt"));
    for product in ["cable-use", "motor-use", "cobalt-use"] {
        builder.product(ProductSpec { content: 0.0, ..ProductSpec::new(product) });
    }
    let site = SiteSpec::new;
    builder.site(site("aaa-copper", SiteKind::Mine, "AAA", "copper"));
    builder.site(site("aaa-cobalt", SiteKind::Mine, "AAA", "cobalt").host("aaa-copper"));
    builder.site(site("bbb-aluminium", SiteKind::Mine, "BBB", "aluminium"));
    let conductor = SlotSpec::new("conductor", 1.0).accept("copper", 1.0).accept("aluminium", 2.0);
    builder.site(site("ccc-cable", SiteKind::Manufacturer, "CCC", "cable").slot(conductor));
    let motors = site("ccc-motors", SiteKind::Manufacturer, "CCC", "motors");
    builder.site(motors.slot(SlotSpec::of("copper", 0.5)).slot(SlotSpec::of("aluminium", 0.25)));
    builder
        .site(site("aaa-cable-use", SiteKind::Consumer, "AAA", "cable-use").slot(SlotSpec::of("cable", 1.0)));
    builder.site(
        site("aaa-motor-use", SiteKind::Consumer, "AAA", "motor-use").slot(SlotSpec::of("motors", 1.0)),
    );
    builder.site(
        site("ccc-cobalt-use", SiteKind::Consumer, "CCC", "cobalt-use").slot(SlotSpec::of("cobalt", 1.0)),
    );
    for (from, to, flow) in [
        ("aaa-copper", "ccc-cable", 60.0),
        ("aaa-copper", "ccc-motors", 50.0),
        ("bbb-aluminium", "ccc-cable", 20.0),
        ("bbb-aluminium", "ccc-motors", 25.0),
        ("ccc-cable", "aaa-cable-use", 100.0),
        ("ccc-motors", "aaa-motor-use", 100.0),
        ("aaa-cobalt", "ccc-cobalt-use", 10.0),
    ] {
        builder.link(LinkSpec::new(from, to, TonnesPerYear(flow)));
    }
    builder.project(ProjectSpec::new("aaa-more", "aaa-copper", TonnesPerYear(10.0), (2026, 1)));
    builder.project(ProjectSpec::new("bbb-more", "bbb-aluminium", TonnesPerYear(10.0), (2026, 1)));
    builder.build().unwrap_or_else(|error| panic!("{error}"))
}

fn ids(network: &Network) -> Vec<&str> {
    network.sites().iter().map(|site| site.id.as_str()).collect()
}

#[test]
fn whoever_uses_the_products_for_something_else_is_final_demand() {
    let copper = metals().view(&["copper"]).expect("a view");
    assert_eq!(ids(&copper), ["aaa-copper", "ccc-cable", "ccc-motors"]);
    let motors = copper.site(copper.site_index("ccc-motors").expect("a site"));
    assert_eq!((motors.kind, motors.slots.len()), (SiteKind::Consumer, 1));
    assert_eq!(motors.slots[0].per_unit, 0.5);
    // Base use stays what it was, and every link is one of the whole.
    assert_eq!(motors.output.0, 100.0);
    assert_eq!(copper.links().len(), 2);
    assert_eq!(copper.countries().len(), 2);
    assert_eq!(copper.projects().len(), 1);
    assert_eq!(copper.site(copper.projects()[0].site).id.as_str(), "aaa-copper");
}

#[test]
fn an_input_keeps_the_part_that_the_products_bring() {
    // Cable of 100 takes 60 of copper and 20 of aluminium that counts twice.
    let copper = metals().view(&["copper"]).expect("a view");
    let cable = copper.site(copper.site_index("ccc-cable").expect("a site"));
    assert!((cable.slots[0].per_unit - 0.6).abs() < 1e-15);
    assert_eq!(cable.slots[0].accepts.len(), 1);
    let whole = metals().view(&["copper", "aluminium", "cable", "motors"]).expect("a view");
    let cable = whole.site(whole.site_index("ccc-cable").expect("a site"));
    assert_eq!((cable.kind, cable.slots[0].per_unit), (SiteKind::Manufacturer, 1.0));
}

#[test]
fn a_view_balances() {
    for products in [&["copper"][..], &["aluminium"], &["metals", "cable", "motors"], &["cobalt"], &["*"]] {
        let network = metals().view(products).unwrap_or_else(|problem| panic!("{problem}"));
        for (position, site) in network.sites().iter().enumerate() {
            for (slot, input) in site.slots.iter().enumerate() {
                let into =
                    network.links().iter().filter(|link| link.to.position() == position && link.slot == slot);
                let used: f64 = into.map(|link| link.flow.0 * link.conversion).sum();
                assert!((used - input.per_unit * site.output.0).abs() < 1e-9, "{} {products:?}", site.id);
            }
        }
    }
    assert_eq!(metals().view(&["*"]).expect("a view"), metals());
}

#[test]
fn a_by_product_without_its_hosts_stands_on_its_own() {
    let cobalt = metals().view(&["cobalt"]).expect("a view");
    assert_eq!(ids(&cobalt), ["aaa-cobalt", "ccc-cobalt-use"]);
    assert!(cobalt.sites()[0].hosts.is_empty());
    let both = metals().view(&["cobalt", "copper"]).expect("a view");
    let mine = both.site(both.site_index("aaa-cobalt").expect("a site"));
    assert_eq!(both.site(mine.hosts[0]).id.as_str(), "aaa-copper");
}

#[test]
fn a_view_must_not_end_at_a_site_with_two_inputs() {
    let problem = metals().view(&["metals"]).expect_err("motors take both");
    assert!(problem.message.contains("would end at ccc-motors"), "{problem}");
    assert_eq!(problem.help.as_deref(), Some("choose motors as well"));
    assert!(
        metals().view(&["coper"]).expect_err("misspelt").help.is_some_and(|help| help.contains("copper"))
    );
}

const VIEW: &str = r#"
schema = 1
id = "tin-metal"
title = "Tin metal"

[view]
of = "../tin"
products = ["tin-metal"]
"#;

fn folders() -> common::Tables {
    let inside = tin().into_iter().map(|(name, bytes)| (format!("../tin/{name}"), bytes));
    inside.chain([("network.toml".to_owned(), VIEW.as_bytes().to_vec())]).collect()
}

#[test]
fn a_manifest_may_name_a_view() {
    let network = Network::read_from(&folders()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((network.id(), network.title(), network.year()), ("tin-metal", "Tin metal", Some(2024)));
    assert_eq!(network.description().licence, "CC0");
    assert_eq!(ids(&network), ["chn-smelter", "chn-use", "idn-smelter", "jpn-use"]);
    assert!(network.sites()[0].slots.is_empty());
    assert!(network.figures().iter().all(|figure| figure.product != "tin-ore"));
}

#[test]
fn a_wrong_view_says_why() {
    let said = |from: &str, to: &str| {
        let mut tables = folders();
        spoil(&mut tables, "network.toml", from, to);
        only(&Network::read_from(&tables).expect_err("a wrong view")).to_string()
    };
    assert!(said("tin-metal\"]", "tin-metl\"]").contains("no product 'tin-metl'"));
    assert!(said("../tin", "../lead").contains("no manifest"));
    assert!(said("[view]", "[tables]\n[view]").contains("missing field"));
    let mut tables = folders();
    tables.insert("../tin/network.toml".to_owned(), VIEW.as_bytes().to_vec());
    let error = Network::read_from(&tables).expect_err("a view of a view");
    assert!(only(&error).message.contains("which is a view itself"), "{error}");
    assert!(oreflow_network::network_files(&tables).is_err());
    let error = oreflow_network::NetworkTables::read(&folders()).expect_err("no tables");
    assert!(only(&error).message.contains("is a view and has no tables of its own"), "{error}");
}

#[test]
fn the_files_of_a_network_are_the_network() {
    for tables in [tin(), folders()] {
        let files = oreflow_network::network_files(&tables).unwrap_or_else(|error| panic!("{error}"));
        let copy: common::Tables = files.into_iter().collect();
        assert!(copy.keys().all(|name| !name.contains("..")), "{:?}", copy.keys());
        assert_eq!(Network::read_from(&copy), Network::read_from(&tables));
    }
}
