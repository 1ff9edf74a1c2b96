//! A network and a scenario for tests.
#![allow(dead_code, unreachable_pub)]

use std::sync::Arc;

use oreflow_network::{
    LinkSpec, Months, Network, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};
use oreflow_scenario::{Scenario, parse};

/// Two mines, two smelters and two users in three countries, two of which form a group.
pub fn network() -> Arc<Network> {
    let mut b = NetworkBuilder::new("chain");
    b.country("AAA").country("BBB").country("CCC").group("UNION", &["AAA", "BBB"]);
    b.product(ProductSpec::new("ore").in_group("raw")).product(ProductSpec::new("metal"));
    b.product(ProductSpec::new("use"));
    let site = |id: &str, kind, country: &str, product: &str| SiteSpec::new(id, kind, country, product);
    b.site(site("aaa-mine", SiteKind::Mine, "AAA", "ore").owned_by("Digger", "CCC"));
    b.site(site("bbb-mine", SiteKind::Mine, "BBB", "ore"));
    for (id, country) in [("aaa-smelter", "AAA"), ("ccc-smelter", "CCC")] {
        let smelter = site(id, SiteKind::Refinery, country, "metal").slot(SlotSpec::of("ore", 1.0));
        b.site(smelter.with(oreflow_network::Parameter::Price, 4000.0));
    }
    for (id, country) in [("bbb-use", "BBB"), ("ccc-use", "CCC")] {
        b.site(site(id, SiteKind::Consumer, country, "use").slot(SlotSpec::of("metal", 1.0)));
    }
    for (from, to, flow) in [
        ("aaa-mine", "aaa-smelter", 300.0),
        ("aaa-mine", "ccc-smelter", 200.0),
        ("bbb-mine", "ccc-smelter", 400.0),
        ("aaa-smelter", "bbb-use", 300.0),
        ("ccc-smelter", "bbb-use", 100.0),
        ("ccc-smelter", "ccc-use", 500.0),
    ] {
        b.link(LinkSpec::new(from, to, TonnesPerYear(flow)).transit(Months(0.7)));
    }
    Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")))
}

/// A scenario with every table, kind, distribution and key.
pub const FULL: &str = include_str!("full.toml");

/// The scenario, read.
pub fn full() -> Scenario {
    sound(FULL)
}

/// A text that must read.
pub fn sound(text: &str) -> Scenario {
    parse(text, "full.toml").unwrap_or_else(|problems| panic!("{}\n{text}", problems.plain()))
}
