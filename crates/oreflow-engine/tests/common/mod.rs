//! What several tests share: networks, measures, and records of what trials did.
#![allow(dead_code)]

pub(crate) mod balance;
pub(crate) mod case;
pub(crate) mod draft;
pub(crate) mod kinds;
pub(crate) mod measures;
pub(crate) mod record;

use std::sync::Arc;

use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_network::{
    LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear, UsdPerTonne,
};

/// Two mines, two smelters, two makers and two consumers; with scrap that comes back as a by-product if asked.
pub(crate) fn chain(recycling: bool) -> Arc<Network> {
    let mut b = NetworkBuilder::new("chain");
    for code in ["AAA", "BBB", "CCC"] {
        b.country(code);
    }
    b.product(ProductSpec::new("ore").in_group("raw"));
    b.product(ProductSpec::new("metal").with(Parameter::PriceIntegration, 0.8));
    b.product(ProductSpec::new("scrap"));
    b.product(ProductSpec::new("good"));
    for (id, country) in [("aaa-mine", "AAA"), ("bbb-mine", "BBB")] {
        b.site(
            SiteSpec::new(id, SiteKind::Mine, country, "ore")
                .with(Parameter::Price, 100.0)
                .with(Parameter::Utilisation, 0.8)
                .with(Parameter::Capex, 300.0)
                .with(Parameter::InvestmentRate, 0.1)
                .with(Parameter::CapacityCeiling, 2.0),
        );
    }
    for (id, country) in [("aaa-smelter", "AAA"), ("ccc-smelter", "CCC")] {
        b.site(
            SiteSpec::new(id, SiteKind::Refinery, country, "metal")
                .slot(SlotSpec::of("ore", 1.25))
                .with(Parameter::Price, 400.0)
                .with(Parameter::Capex, 900.0)
                .with(Parameter::InvestmentRate, 0.2)
                .with(Parameter::CapacityCeiling, 3.0),
        );
    }
    for (id, country) in [("bbb-maker", "BBB"), ("ccc-maker", "CCC")] {
        let mut slot = SlotSpec::new("metal", 1.0).accept("metal", 1.0);
        if recycling {
            slot = slot.accept("scrap", 0.9);
        }
        b.site(
            SiteSpec::new(id, SiteKind::Manufacturer, country, "good")
                .slot(slot)
                .with(Parameter::Price, 900.0),
        );
    }
    for (id, country) in [("aaa-use", "AAA"), ("ccc-use", "CCC")] {
        b.site(SiteSpec::new(id, SiteKind::Consumer, country, "good").slot(SlotSpec::of("good", 1.0)));
    }
    let mut link = |from: &str, to: &str, flow: f64, transit: f64| {
        b.link(
            LinkSpec::new(from, to, TonnesPerYear(flow))
                .transit(Months(transit))
                .freight(UsdPerTonne(5.0 + transit)),
        );
    };
    let metal = if recycling { 820.0 } else { 1000.0 };
    link("aaa-mine", "aaa-smelter", 0.3 * metal * 1.25, 0.3);
    link("aaa-mine", "ccc-smelter", 0.3 * metal * 1.25, 1.6);
    link("bbb-mine", "ccc-smelter", 0.4 * metal * 1.25, 0.8);
    link("aaa-smelter", "bbb-maker", 0.3 * metal, 1.1);
    link("ccc-smelter", "bbb-maker", 0.1 * metal, 2.2);
    link("ccc-smelter", "ccc-maker", 0.6 * metal, 0.2);
    if recycling {
        link("ccc-scrap", "bbb-maker", 120.0, 0.9);
        link("ccc-scrap", "ccc-maker", 80.0, 0.5);
    }
    let good = |metal: f64, scrap: f64| if recycling { metal * 820.0 + 0.9 * scrap } else { metal * 1000.0 };
    let (bbb, ccc) = (good(0.4, 120.0), good(0.6, 80.0));
    link("bbb-maker", "aaa-use", bbb, 0.9);
    link("ccc-maker", "aaa-use", 0.25 * ccc, 1.4);
    link("ccc-maker", "ccc-use", 0.75 * ccc, 0.1);
    if recycling {
        b.site(
            SiteSpec::new("ccc-scrap", SiteKind::Recycler, "CCC", "scrap")
                .host("ccc-use")
                .host("aaa-use")
                .with(Parameter::Price, 250.0),
        );
    }
    Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")))
}

/// A chain whose metal goes back through its own smelter: orders run in a ring.
pub(crate) fn ring() -> Arc<Network> {
    let mut b = NetworkBuilder::new("ring");
    // A twentieth goes round. A tenth would amplify at quarterly steps: orders that answer orders of the quarter before.
    let back = 50.0;
    b.country("AAA").country("BBB");
    for product in ["ore", "metal", "good", "swarf"] {
        b.product(ProductSpec::new(product));
    }
    b.site(SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore").with(Parameter::Price, 100.0));
    b.site(
        SiteSpec::new("smelter", SiteKind::Refinery, "AAA", "metal")
            .slot(SlotSpec::new("feed", 1.1).accept("ore", 1.0).accept("swarf", 1.0))
            .with(Parameter::Price, 400.0),
    );
    b.site(
        SiteSpec::new("maker", SiteKind::Manufacturer, "BBB", "good")
            .slot(SlotSpec::of("metal", 1.0))
            .with(Parameter::Price, 900.0),
    );
    // A remelter buys part of the metal and sends it round again.
    b.site(
        SiteSpec::new("remelter", SiteKind::Recycler, "BBB", "swarf")
            .slot(SlotSpec::of("metal", 1.0))
            .with(Parameter::Price, 500.0),
    );
    b.site(SiteSpec::new("use", SiteKind::Consumer, "BBB", "good").slot(SlotSpec::of("good", 1.0)));
    let mut link = |from: &str, to: &str, flow: f64| {
        b.link(LinkSpec::new(from, to, TonnesPerYear(flow)).transit(Months(0.7)));
    };
    link("smelter", "maker", 900.0);
    link("smelter", "remelter", back);
    link("remelter", "smelter", back);
    link("mine", "smelter", 1.1 * (900.0 + back) - back);
    link("maker", "use", 900.0);
    Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")))
}

pub(crate) fn years(step: Step, years: f64) -> Calendar {
    Calendar::covering(date(2025, 1, 1), step, 12.0 * years)
}
