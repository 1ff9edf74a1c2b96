//! A small network for the tests of measures.

use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, ProjectSpec, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear,
};

/// Two mines, a smelter that works up scrap too, and the users of two goods in two countries.
pub(super) fn network() -> Network {
    let mut b = NetworkBuilder::new("example");
    b.country("AAA").country("BBB").country("CCC").group("BLOC", &["AAA", "BBB"]);
    for product in ["ore", "scrap", "metal", "cells"] {
        b.product(ProductSpec::new(product));
    }
    for (id, country, used) in [("aaa-mine", "AAA", 0.8), ("bbb-mine", "BBB", 0.5)] {
        b.site(SiteSpec::new(id, SiteKind::Mine, country, "ore").with(Parameter::Utilisation, used));
    }
    let feed = SlotSpec::new("feed", 1.0).accept("ore", 1.0).accept("scrap", 1.0);
    b.site(
        SiteSpec::new("smelter", SiteKind::Refinery, "CCC", "metal").slot(feed).with(Parameter::Price, 4e3),
    );
    for (id, country, product) in
        [("bbb-metal", "BBB", "metal"), ("ccc-metal", "CCC", "metal"), ("ccc-cells", "CCC", "cells")]
    {
        b.site(SiteSpec::new(id, SiteKind::Consumer, country, product).slot(SlotSpec::of("metal", 1.0)));
    }
    b.site(SiteSpec::new("yard", SiteKind::Recycler, "CCC", "scrap").host("ccc-metal"));
    for (from, to, flow) in [
        ("aaa-mine", "smelter", 250.0),
        ("bbb-mine", "smelter", 150.0),
        ("yard", "smelter", 100.0),
        ("smelter", "bbb-metal", 100.0),
        ("smelter", "ccc-metal", 300.0),
        ("smelter", "ccc-cells", 100.0),
    ] {
        let mut link = LinkSpec::new(from, to, TonnesPerYear(flow));
        if from == "aaa-mine" {
            link = link.through("canal");
        }
        if from == "bbb-mine" {
            link.route = Some("north".to_owned());
        }
        b.link(link);
    }
    b.project(ProjectSpec::new("bbb-shaft", "bbb-mine", TonnesPerYear(30.0), (2027, 1)));
    b.build().unwrap_or_else(|error| panic!("{error}"))
}
