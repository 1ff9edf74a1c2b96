//! The nickel part of the shipped network, a view: published shares come out, and it stands still and reacts as it should.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use oreflow::engine::measure::Action;
use oreflow::engine::run::View;
use oreflow::network::{Link, LinkIndex, SiteIndex};
use oreflow::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024")
}

fn network() -> Network {
    Network::read(&folder()).unwrap_or_else(|error| panic!("{error}"))
}

/// Country shares in percent, largest first.
fn shares(product: &str) -> Vec<(String, f64)> {
    let found = network().concentration(product, None, Holder::Country).unwrap();
    found.shares.into_iter().map(|share| (share.country, 100.0 * share.share)).collect()
}

#[test]
fn mined_nickel_is_shared_as_published() {
    // U.S. Geological Survey, Mineral Commodity Summaries 2026: of 3.71 Mt in 2024 Indonesia 2.31, the Philippines 0.354,
    // Russia 0.205. Philippine output is known to disagree with the tonnage of its exports, and may move.
    let shares = shares("nickel-ore");
    let countries: Vec<&str> = shares.iter().take(3).map(|(country, _)| country.as_str()).collect();
    assert_eq!(countries, ["IDN", "PHL", "RUS"]);
    assert_eq!(shares[0].1.round(), 62.0);
    assert!((shares[1].1 - 9.5).abs() < 1.0 && (shares[2].1 - 5.5).abs() < 0.2, "{shares:?}");
}

#[test]
fn refined_nickel_has_the_published_leaders() {
    // International Energy Agency, Critical Minerals Data Explorer 2025: of 3.48 Mt in 2024 Indonesia 43 %, China 31 %, Russia 3.6 %.
    let shares = shares("nickel-refined");
    let countries: Vec<&str> = shares.iter().take(3).map(|(country, _)| country.as_str()).collect();
    assert_eq!(countries, ["IDN", "CHN", "RUS"]);
    for ((country, share), published) in shares.iter().zip([43.0, 31.0, 3.6]) {
        assert!((share - published).abs() < 4.0, "{country}: {share} against {published}");
    }
}

#[test]
fn it_covers_the_world() {
    let network = network();
    let countries: BTreeSet<_> = network.sites().iter().map(|site| site.country).collect();
    assert!(countries.len() >= 30, "{}", countries.len());
    let made = |product: &str| network.concentration(product, None, Holder::Country).unwrap().total.0;
    // At least 95 % of the published world output at each stage that is published.
    assert!(made("nickel-ore") >= 0.95 * 3.71e6);
    assert!(made("nickel-refined") >= 0.95 * 3.4837e6);
    for owner in ["JPN", "CHN"] {
        assert!(!network.select_sites(&format!("owner:{owner}")).unwrap().is_empty());
    }
}

#[test]
fn it_stands_still_for_fifty_years() {
    let network = Arc::new(network());
    for step in [Step::Week, Step::Month, Step::Quarter] {
        let calendar = Calendar::covering(date(2025, 1, 1), step, 600.0);
        let prepared = Experiment::new(Arc::clone(&network), calendar).prepare().unwrap();
        assert!(prepared.warnings().is_empty(), "{:?}", prepared.warnings());
        let mut base: Option<Vec<f64>> = None;
        let mut worst = 0.0_f64;
        prepared.run_trial(Trial::from_number(0), &mut |view: &View<'_, f64>| {
            let sites = (0..view.network().sites().len() as u32).map(SiteIndex);
            let of = |site| [view.price(site), view.output(site), view.stock(site), view.capacity(site)];
            let now: Vec<f64> = sites.flat_map(of).collect();
            let base = base.get_or_insert_with(|| now.clone());
            for (a, b) in now.iter().zip(base.iter()).filter(|(_, b)| **b > 0.0) {
                worst = worst.max((a / b - 1.0).abs());
            }
        });
        assert!(worst < 1e-9, "steps of a {}: {worst}", step.name());
    }
}

/// Sum over links of what is sent more or less than at base, step by step for thirty years, as a share of all base flows.
fn moved_by(network: &Arc<Network>, step: Step, action: impl Into<Action>, severity: f64) -> Vec<f64> {
    let calendar = Calendar::covering(date(2025, 1, 1), step, 360.0);
    let timing = Timing::from(calendar.date(1)).until(calendar.date(2)).severity(severity);
    let experiment = Experiment::new(Arc::clone(network), calendar);
    let prepared = experiment.measure(Measure::new("tiny", action, timing)).prepare().unwrap();
    assert!(prepared.order_rings().iter().all(|ring| ring.radius <= 1.0), "{:?}", prepared.order_rings());
    let flow = |link: &Link| link.flow.0 / 12.0 * step.months();
    let all: f64 = network.links().iter().map(flow).sum();
    let mut moved = Vec::new();
    prepared.run_trial(Trial::from_number(0), &mut |view: &View<'_, f64>| {
        let links = network.links().iter().enumerate();
        let off = links.map(|(number, link)| (view.shipment(LinkIndex(number as u32)) - flow(link)).abs());
        moved.push(off.sum::<f64>() / all);
    });
    moved
}

#[test]
fn a_tiny_shock_dies_out() {
    let network = Arc::new(network());
    let consumers = network.sites().iter().filter(|site| site.kind == SiteKind::Consumer);
    let wanted: f64 = consumers.map(|site| site.output.0).sum();
    let start = 1e-6 * wanted / network.links().iter().map(|link| link.flow.0).sum::<f64>();
    for step in [Step::Week, Step::Month, Step::Quarter] {
        // A millionth more is wanted for a step.
        let shift = DemandShift { scope: SiteScope::at("world"), factor: 1.0 + 1e-6 };
        let moved = moved_by(&network, step, shift, 1.0);
        let peak = moved.iter().copied().fold(0.0, f64::max);
        assert!(peak > 0.1 * start, "the shock is lost");
        assert!(peak <= 20.0 * start, "{}: peaks at {:.1} times its start", step.name(), peak / start);
        let last = moved.last().expect("thirty years");
        assert!(*last < 1e-3 * start, "{}: {:.2} of it left after thirty years", step.name(), last / start);
        // A millionth of all capacity is lost for a step: more is spare, but for by-products.
        let moved = moved_by(&network, step, Outage { scope: SiteScope::at("world") }, 1e-6);
        let peak = moved.iter().copied().fold(0.0, f64::max);
        assert!(peak < 0.5 * start, "{}: {:.2} of a loss that is spare", step.name(), peak / start);
    }
}

/// `exports.P.PHL>world` is what crosses the border of the Philippines, as `exports.P.PHL` is; a country's trade with itself has
/// a path of its own.
#[test]
fn trade_of_a_pair_is_what_crosses_a_border() {
    let network = Arc::new(network());
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 1.0);
    let prepared = Experiment::new(Arc::clone(&network), calendar).prepare().unwrap();
    let base = |path: &str| {
        let series = Series::parse(path, &network).unwrap_or_else(|problem| panic!("{path}: {problem}"));
        prepared.trace(Trial::from_number(0), &[series]).series[0].1
    };
    let same = |pair: &str, place: &str| {
        let (pair, place) = (base(pair), base(place));
        assert!(place > 0.0 && (pair / place - 1.0).abs() < 1e-12, "{pair} and {place}");
    };
    for (product, country) in [("nickel-ore", "PHL"), ("nickel-pig-iron", "IDN"), ("nickel-class1", "RUS")] {
        same(&format!("exports.{product}.{country}>world"), &format!("exports.{product}.{country}"));
    }
    same("imports.nickel-class1.world>CHN", "imports.nickel-class1.CHN");
    assert!(base("exports.nickel-pig-iron.IDN>IDN") > 0.0);
}

/// The price of class 1 in the world against its base, month by month for eight years.
fn price_after(measure: Measure, product: &str) -> Vec<f64> {
    let network = Arc::new(network());
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 96.0);
    let price = Series::parse(&format!("price.{product}.world"), &network).unwrap();
    let prepared = Experiment::new(network, calendar).measure(measure).prepare().unwrap();
    let trace = prepared.trace(Trial::from_number(0), &[price]);
    let (_, base, values) = &trace.series[0];
    values.iter().map(|value| value / base).collect()
}

#[test]
fn a_small_loss_with_spare_capacity_hardly_moves_the_price() {
    // 1.5 % of all ore for good, and of all class 1: others have more than that to spare.
    for product in ["nickel-ore", "nickel-class1"] {
        let scope = SiteScope::at("world").of(&[product]);
        let timing = Timing::from(date(2025, 7, 1)).severity(0.015);
        let prices = price_after(Measure::new("loss", Outage { scope }, timing), "nickel-class1");
        let worst = prices.iter().map(|price| (price - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst < 0.02, "{product}: {worst}");
    }
}

#[test]
fn a_withdrawn_threat_is_forgotten_within_a_year() {
    let ban = ExportBan::new(TradeScope::new("PHL", &["nickel-ore"]));
    let timing = Timing::from(date(2026, 1, 1))
        .announced(date(2025, 4, 1))
        .credibility(0.3)
        .withdrawn(date(2025, 10, 1));
    let prices = price_after(Measure::new("threat", ban, timing), "nickel-ore-saprolite");
    // Months 0 to 2 come before the announcement.
    assert!(prices[..3].iter().all(|&price| (price - 1.0).abs() < 1e-12));
    assert!(prices[3..12].iter().any(|&price| price > 1.001), "the threat is not noticed: {prices:?}");
    let left = prices[21..].iter().map(|price| (price - 1.0).abs()).fold(0.0, f64::max);
    assert!(left < 0.01, "{left} a year after");
}
