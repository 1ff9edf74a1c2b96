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
pub const FULL: &str = r#"# Everything at once.
schema = 1
title = "All \"keys\" of the format"
description = """
Two lines
of text."""
network = "networks/chain"

[time]
start = "2025-01"
step = "1 month"
horizon = "10 years"

[[measure]]
id = "ban"
kind = "export-ban"
by = "UNION"
products = ["raw"]
destinations = ["CCC"]
intra = true
announced = "2025-03"
from = 2025-07-12
until = "2030-01"
severity = "25 %"
phases = [{ from = "2026-01", severity = "50 %" }, { from = "2027-01", severity = 1 }]
leakage = "3 %"

[[measure]]
id = "quota"
kind = "export-quota"
by = "owner:CCC"
products = "ore"
from = "2026-01"
volume = "0.1 kt/yr"

[[measure]]
id = "duty"
kind = "export-duty"
by = "BBB"
products = ["ore", "metal"]
exempt = ["AAA"]
from = "2025-01"
amount = "5 USD/t"

[[measure]]
id = "works"
kind = "outage"
at = ["ccc-smelter", "AAA"]
products = ["metal"]
from = "2028-02-29"
severity = 0.8
announced = "2027-01"
credibility = "40 %"
withdrawn = "2029-03"
ramp = "2 months"
recovery = "1 quarter"
chance = "90 %"
slippage = { dist = "exponential", mean = "3 months" }

[[hazard]]
id = "flood"
kind = "outage"
at = "bbb-mine"
rate = "0.15 / year"
duration = { dist = "lognormal", median = "6 months", gsd = 1.8, source = "insurers' tables" }
severity = { dist = "triangular", low = "10 %", mode = "30 %", high = "100 %" }

[[hazard]]
id = "follower"
kind = "export-duty"
by = "AAA"
products = ["ore"]
probability = "20 %"
while = "ban"
duration = "400 days"
duty = "110 %"

[[hazard]]
id = "drought"
kind = "event"
interval = { dist = "weibull", scale = "40 months", shape = 2.0 }
duration = "6 months"

[[hazard]]
id = "dry-mine"
kind = "curtailment"
at = "bbb-mine"
cut = "30 %"
with = "drought"
delay = "1 month"
probability = "80 %"
duration = "5 months"
ramp = "2 months"
recovery = "3 months"

[[hazard]]
id = "election"
kind = "export-duty"
by = "AAA"
products = ["ore"]
duty = "10 %"
date = "2028-11-05"
slippage = { dist = "exponential", mean = "2 months" }
after = "ban"
contagion = []

[[hazard]]
id = "imitation"
kind = "export-duty"
by = "BBB"
products = ["ore"]
duty = "10 %"
rate = "0 / year"
contagion = [{ from = ["election", "ban"], rate = "0.2 / year", half-life = "12 months" }]

[[hazard]]
id = "boom"
kind = "demand-shift"
at = "world"
factor = "120 %"
rate = "1 per year"
while = "flood"
duration = { dist = "exponential", mean = "2 quarters" }
severity = { dist = "uniform", low = 0.5, high = 1 }

[uncertain]
"elasticity-long.use.*" = { dist = "triangular", low = -0.8, mode = -0.3, high = -0.1, source = "a book" }
"capex.metal.CCC" = { dist = "normal", mean = "20000 USD per t/yr", sd = "1 USD per kg/yr" }
"hurdle-rate.*.world" = "15 % / year"
"lead-time.metal.*" = { dist = "constant", value = "2 years" }
"elasticity-delay.use.*" = { dist = "pert", low = "1 year", mode = "2 years", high = "5 years" }
"elasticity-short.use.CCC" = { dist = "normal", mean = -0.3, sd = 0.2, at-least = -1, at-most = "-1 %" }
"cover-input.metal.*" = { dist = "gamma", mean = "2 months", sd = "3 weeks" }
"utilisation.metal.*" = { dist = "beta", mean = "80 %", sd = "5 %", at-least = "60 %" }
"lead-time.ore.*" = { dist = "weibull", scale = "2 years", shape = 2.5 }
"cover-output.metal.CCC" = { dist = "discrete", values = ["1 month", "2 months"], weights = [3, 1] }
"margin.metal.*" = { dist = "empirical", values = [0.1, 0.3, "20 %"], source = "three" }
"storage-limit.metal.*" = { dist = "empirical", values = ["4 months", "1 year"], p = [0, "100 %"] }

[[correlated]]
of = ["elasticity-long.use.*", "elasticity-short.use.CCC"]
correlation = "60 %"
source = "users \"alike\""

[[correlated]]
of = ["capex.metal.CCC", "lead-time.ore.*", "utilisation.metal.*"]
matrix = [[1, 0.5, -0.2], [0.5, 1, 0], [-0.2, 0, 1]]

[study]
seed = 42
trials = 200
watch = ["unmet.use.CCC", "price.metal.world.peak"]
series = ["exports.raw.UNION"]
failures = "4 %"
strata = "never"
design = "sobol"
drivers = ["flood", "lead-time.ore.*"]
"#;

/// The scenario, read.
pub fn full() -> Scenario {
    sound(FULL)
}

/// A text that must read.
pub fn sound(text: &str) -> Scenario {
    parse(text, "full.toml").unwrap_or_else(|problems| panic!("{}\n{text}", problems.plain()))
}
