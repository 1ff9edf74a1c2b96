//! Directions on which the literature agrees: what rises, what falls and when, whatever the amounts.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use oreflow::engine::measure::{
    Licence, Project, RecyclingMandate, RouteClosure, SiteScope, Stockpile, Substitution,
};
use oreflow::engine::run::View;
use oreflow::network::{Cargo, Link, LinkIndex, SiteKind};
use oreflow::prelude::*;

fn read(folder: &str) -> Arc<Network> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(folder);
    Arc::new(Network::read(&folder).unwrap_or_else(|error| panic!("{error}")))
}

/// The network of critical minerals, with gaps in stock closed as slowly as its scenarios have it.
fn minerals() -> Arc<Network> {
    Arc::new(read("networks/critical-minerals-2024").scaled(&[(Parameter::StockAdjustment, 2.0)]))
}

/// Series month by month, each over its base where it has one.
fn months(network: &Arc<Network>, years: usize, measures: &[Measure], paths: &[&str]) -> Vec<Vec<f64>> {
    let mut experiment =
        Experiment::new(Arc::clone(network), Calendar::new(date(2025, 1, 1), Step::Month, 12 * years));
    experiment.measures = measures.to_vec();
    let prepared = experiment.prepare().unwrap_or_else(|error| panic!("{error}"));
    let series: Vec<Series> = paths
        .iter()
        .map(|path| Series::parse(path, network).unwrap_or_else(|problem| panic!("{path}: {problem}")))
        .collect();
    let trace = prepared.trace(Trial::from_number(0), &series).series;
    let over = |base: f64| if base > 0.0 { base } else { 1.0 };
    trace
        .into_iter()
        .map(|(_, base, values)| values.iter().map(|value| value / over(base)).collect())
        .collect()
}

fn greatest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MIN, f64::max)
}

fn total(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// Two prices: a licence makes a metal dear abroad, and not at home (China's quotas of 2010 and bans of 2023 to 2024).
#[test]
fn a_gallium_licence_raises_the_price_outside_and_not_inside() {
    let scope = TradeScope::new("CHN", &["gallium-primary", "gallium-high-purity"]);
    let licence = Licence { scope, covered: 1.0, approval: 0.5, delay: 2.0 };
    let measure = Measure::new("licence", licence, Timing::from(date(2026, 1, 1)));
    let paths = ["bid.gallium-primary.JPN", "price.gallium-primary.CHN"];
    let found = months(&minerals(), 4, &[measure], &paths);
    let (outside, inside) = (greatest(&found[0][12..]), greatest(&found[1][12..]));
    assert!(outside > 1.2, "outside {outside}");
    assert!(inside - 1.0 < 0.2 * (outside - 1.0), "inside {inside}, outside {outside}");
}

/// A detour of twelve days is felt as two weeks without what comes in containers, once; ore hardly passes there.
#[test]
fn a_closed_red_sea_holds_up_containers_and_hardly_ore() {
    let network = minerals();
    let detour = |cargo: &str, delay: f64| RouteClosure {
        passages: vec!["suez".to_owned()],
        cargo: vec![cargo.to_owned()],
        delay: delay / 30.4375,
        freight: 3.0,
        ..RouteClosure::default()
    };
    let from = date(2025, 7, 1);
    let calendar = Calendar::new(date(2025, 1, 1), Step::Week, 52);
    let experiment = Experiment::new(Arc::clone(&network), calendar)
        .measure(Measure::new("containers", detour("container", 12.0), Timing::from(from)))
        .measure(Measure::new("bulk", detour("bulk", 5.0), Timing::from(from)));
    let prepared = experiment.prepare().unwrap_or_else(|error| panic!("{error}"));
    let carried = |wanted: &dyn Fn(&Link) -> bool| -> Vec<LinkIndex> {
        let links = network.links().iter().enumerate().filter(|(_, link)| wanted(link));
        links.map(|(number, _)| LinkIndex(number as u32)).collect()
    };
    let cargo = |link: &Link| network.product(link.product).cargo;
    let by_suez = |link: &Link| link.passages.iter().any(|passage| passage == "suez");
    let metal = carried(&|link| by_suez(link) && cargo(link) == Cargo::Container);
    let ore = carried(&|link| {
        network.crosses_border(link)
            && cargo(link) == Cargo::Bulk
            && network.site(link.from).kind == SiteKind::Mine
    });
    // Weeks of base arrivals that are missed in the quarter after the detour begins, by value.
    let mut missed = [(0.0_f64, 0.0_f64); 2];
    let mut week = 0;
    prepared.run_trial(Trial::from_number(0), &mut |view: &View<'_, f64>| {
        for (links, missed) in [&metal, &ore].into_iter().zip(&mut missed) {
            for &index in links {
                let link = network.link(index);
                let usual = link.flow.0 / 12.0 * Step::Week.months();
                let value = network.site_parameter(Parameter::Price, link.from);
                if (26..39).contains(&week) {
                    missed.0 += value * (usual - view.arrival(index));
                }
                if week == 0 {
                    missed.1 += value * usual;
                }
            }
        }
        week += 1;
    });
    let [metal, ore] = missed.map(|(missed, usual)| missed / usual);
    assert!((1.0..3.0).contains(&metal), "{metal} weeks of metal are missed");
    assert!(ore.abs() < 0.2, "{ore} weeks of ore are missed");
}

/// Ore that is dear to move and that few others have brings smelters to it; a bulk ore that others have in plenty does not (nickel
/// and bauxite under the same law of 2014). Indonesia sells no bauxite in 2024: Australia stands in for it.
#[test]
fn a_ban_on_nickel_ore_brings_smelters_and_one_on_bauxite_brings_substitutes() {
    let ban = |country: &str, ore: &str| {
        let ban = ExportBan::new(TradeScope::new(country, &[ore]));
        Measure::new("ban", ban, Timing::from(date(2026, 1, 1)))
    };
    let nickel = read("backtests/nickel-2014/network");
    let paths = ["capacity.primary-nickel.IDN", "exports.nickel-ore.IDN"];
    let smelters = months(&nickel, 9, &[ban("IDN", "nickel-ore")], &paths);
    let (first, last) = (smelters[0][24], smelters[0][107]);
    assert!(first < 2.0 && last > 5.0, "smelters {first} after a year, {last} after eight");

    let paths =
        ["capacity.alumina.AUS", "exports.bauxite.GIN", "exports.bauxite.AUS", "exports.bauxite.world"];
    let bauxite = months(&minerals(), 9, &[ban("AUS", "bauxite")], &paths);
    assert!(greatest(&bauxite[2][14..]) < 0.01, "Australia sells on");
    assert!(bauxite[0][107] < 1.5, "alumina in Australia {}", bauxite[0][107]);
    // Of a lost quarter of the trade others bring back most within three years.
    assert!(bauxite[1][48] > 1.1, "Guinea {}", bauxite[1][48]);
    assert!(bauxite[3][48] > 0.85, "the world {}", bauxite[3][48]);
}

/// Recycling and substitution grow for years: they lower late losses, not early ones.
#[test]
fn recycling_and_substitution_lower_late_losses_and_not_early_ones() {
    let network = minerals();
    let day = date(2026, 1, 1);
    let ban = ExportBan::new(TradeScope::new("COD", &["cobalt"]));
    let ban = Measure::new("ban", ban, Timing::from(day).severity(0.4));
    let scope = SiteScope::at("world").of(&["cobalt-scrap"]);
    let recycling =
        Measure::new("recycling", RecyclingMandate { scope, factor: 4.0 }, Timing::from(day).ramp(72.0));
    let substitution = Substitution {
        places: vec!["world".to_owned()],
        product: "cobalt-other-uses".to_owned(),
        to: "nickel-other-uses".to_owned(),
        share: 0.3,
        conversion: 1.0,
    };
    let substitution = Measure::new("substitution", substitution, Timing::from(day).ramp(72.0));
    let lost = |others: &[Measure]| -> Vec<f64> {
        let measures = [std::slice::from_ref(&ban), others].concat();
        months(&network, 9, &measures, &["unmet.cobalt-other-uses.world"]).remove(0)
    };
    let alone = lost(&[]);
    for (name, measure) in [("recycling", recycling), ("substitution", substitution)] {
        let with = lost(&[measure]);
        let share = |months: std::ops::Range<usize>| total(&with[months.clone()]) / total(&alone[months]);
        let (early, late) = (share(12..24), share(84..108));
        assert!(early > 0.85, "{name}: {early} of the losses of the first year are left");
        assert!(late < 0.75, "{name}: {late} of the last two years, {early} of the first");
    }
}

/// A stockpile bridges a short disruption; a long one empties it.
#[test]
fn a_stockpile_bridges_what_is_short_and_is_emptied_by_what_is_long() {
    let network = minerals();
    let stock = Stockpile {
        places: vec!["DEU".to_owned()],
        products: vec!["magnets".to_owned()],
        target: 3.0,
        fill: 24.0,
        release: 1.0,
        ..Stockpile::default()
    };
    let stock = Measure::new("stock", stock, Timing::from(date(2025, 1, 1)));
    let found = |until: Option<Date>, measures: &[Measure]| -> (f64, Vec<f64>) {
        let mut timing = Timing::from(date(2027, 1, 1));
        timing.until = until;
        let ban = Measure::new("ban", ExportBan::new(TradeScope::new("CHN", &["magnets"])), timing);
        let measures = [std::slice::from_ref(&ban), measures].concat();
        let paths = ["unmet.magnet-other-use.DEU", "reserve.magnets.DEU"];
        let mut found = months(&network, 6, &measures, &paths);
        let reserve = found.remove(1);
        (total(&found[0][24..36]), reserve)
    };
    let stock = std::slice::from_ref(&stock);
    let saved = |until: Option<Date>| 1.0 - found(until, stock).0 / found(until, &[]).0;
    let (short, long) = (saved(Some(date(2027, 5, 1))), saved(None));
    assert!(short > 0.3, "{short} of what a short ban costs is saved");
    assert!(long < 0.5 * short, "{long} of what a long ban costs is saved, {short} of a short one");
    let held = found(None, stock).1;
    assert!(held[23] > 0.0 && held[48] < 0.02 * held[23], "held {} and {}", held[23], held[48]);
}

/// What is decided today changes nothing before the market sees it stand, and makes nothing within its lead time.
#[test]
fn a_project_changes_nothing_within_its_lead_time() {
    let network = minerals();
    let mine = network.site_index("chl-copper-concentrate").expect("a mine");
    let project = Project::at("chl-copper-concentrate", 0.2 * network.capacity(mine).0);
    let timing = Timing::from(date(2030, 1, 1)).announced(date(2025, 1, 1));
    let paths =
        ["capacity.copper-concentrate.CHL", "price.copper-refined.world", "output.copper-concentrate.CHL"];
    let with = months(&network, 8, &[Measure::new("project", project, timing)], &paths);
    // The horizon is nine months.
    for (path, values) in paths.iter().zip(&with) {
        assert!(
            values[..51].iter().all(|&value| (value - 1.0).abs() < 1e-12),
            "{path} moves before it is seen"
        );
    }
    assert!(with[0][..60].iter().all(|&value| (value - 1.0).abs() < 1e-9), "it stands before its time");
    assert!(with[0][61] > 1.01 && with[2][90] > 1.0, "it does not come");
}
