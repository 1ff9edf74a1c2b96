//! The shipped network of critical minerals: published shares come out, every figure has its source, and all of it obeys the
//! model's laws at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use oreflow::engine::run::View;
use oreflow::network::{
    BalanceOptions, Confidence, LinkIndex, NetworkTables, ProductUnit, Quantity, SiteIndex, SiteKind,
    TableFolder, balance,
};
use oreflow::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/critical-minerals-2024")
}

fn network() -> Network {
    Network::read(&folder()).unwrap_or_else(|error| panic!("{error}"))
}

/// U.S. Geological Survey, *Mineral Commodity Summaries 2026*, data release: a country's part of world output in 2024.
const USGS: &str = "USGS MCS2026";
/// International Energy Agency, *Critical Minerals Data Explorer*, 2025 edition, base year 2024.
const IEA: &str = "IEA Critical Minerals Data Explorer 2025";

/// Published shares in whole percent: product or group, country, share, who says so.
const SHARES: &[(&str, &str, f64, &str)] = &[
    ("nickel-ore", "IDN", 62.0, USGS),
    ("nickel-ore", "RUS", 6.0, USGS),
    ("nickel-ore", "CAN", 3.0, USGS),
    ("cobalt-ore", "COD", 75.0, USGS),
    ("cobalt-ore", "IDN", 12.0, USGS),
    ("cobalt-ore", "RUS", 3.0, USGS),
    ("rare-earth-ore", "CHN", 71.0, USGS),
    ("rare-earth-ore", "USA", 12.0, USGS),
    ("rare-earth-ore", "AUS", 8.0, USGS),
    ("rare-earth-ore", "MMR", 7.0, USGS),
    ("graphite-flake", "CHN", 82.0, USGS),
    ("graphite-flake", "MDG", 5.0, USGS),
    ("graphite-flake", "BRA", 4.0, USGS),
    ("graphite-flake", "MOZ", 3.0, USGS),
    ("bauxite", "GIN", 33.0, USGS),
    ("bauxite", "AUS", 23.0, USGS),
    ("bauxite", "BRA", 8.0, USGS),
    ("bauxite", "IND", 6.0, USGS),
    ("alumina", "CHN", 60.0, USGS),
    ("alumina", "AUS", 12.0, USGS),
    ("alumina", "IND", 6.0, USGS),
    ("aluminium-primary", "CHN", 60.0, USGS),
    ("aluminium-primary", "IND", 6.0, USGS),
    ("aluminium-primary", "RUS", 5.0, USGS),
    ("aluminium-primary", "ARE", 4.0, USGS),
    ("gallium-primary", "CHN", 99.0, USGS),
    ("copper-ore", "CHL", 24.0, USGS),
    ("copper-ore", "COD", 13.0, USGS),
    ("copper-ore", "PER", 12.0, USGS),
    ("copper-ore", "CHN", 8.0, USGS),
    ("copper-refined", "CHN", 45.0, USGS),
    ("copper-refined", "COD", 9.0, USGS),
    ("copper-refined", "CHL", 7.0, USGS),
    ("copper-refined", "JPN", 6.0, USGS),
    ("lithium-ore", "AUS", 37.0, USGS),
    ("lithium-ore", "CHL", 22.0, USGS),
    ("lithium-ore", "ZWE", 9.0, USGS),
    ("lithium-ore", "ARG", 6.0, USGS),
    ("manganese-ore", "ZAF", 40.0, USGS),
    ("manganese-ore", "GAB", 25.0, USGS),
    ("manganese-ore", "AUS", 9.0, USGS),
    ("manganese-ore", "GHA", 7.0, USGS),
    ("cobalt-refined", "CHN", 78.0, IEA),
    ("cobalt-refined", "FIN", 8.0, IEA),
    ("cobalt-refined", "JPN", 2.0, IEA),
    ("nickel-refined", "RUS", 4.0, IEA),
    ("nickel-refined", "CAN", 3.0, IEA),
    ("rare-earth-oxides", "USA", 1.0, IEA),
];

#[test]
fn shares_are_those_published() {
    let network = network();
    let mut off = Vec::new();
    for &(product, country, published, source) in SHARES {
        let found = network.concentration(product, None, Holder::Country).unwrap();
        let share =
            found.shares.iter().find(|share| share.country == country).map_or(0.0, |share| share.share);
        // Both are rounded: half a percent for the published figure, a tenth for the totals it was made of.
        if (100.0 * share - published).abs() > 0.6 {
            off.push(format!("{product} {country}: {:.2} % against {published} % ({source})", 100.0 * share));
        }
    }
    assert!(SHARES.len() >= 30 && off.is_empty(), "{}", off.join("\n"));
}

/// World output of 2024 where it is published for a stage: t/yr, or the unit of the goods.
const WORLD: &[(&str, f64, &str)] = &[
    ("nickel-ore", 3.71e6, USGS),
    ("copper-ore", 23.0e6, USGS),
    ("copper-refined", 27.6e6, USGS),
    ("bauxite", 428e6, USGS),
    ("alumina", 142e6, USGS),
    ("aluminium-primary", 72.8e6, USGS),
    ("gallium-primary", 848.0, USGS),
    ("cobalt-ore", 302e3, USGS),
    ("cobalt-refined", 250.1e3, IEA),
    ("lithium-ore", 222e3, USGS),
    ("graphite-flake", 1.55e6, USGS),
    ("manganese-ore", 18.7e6, USGS),
    ("nickel-refined", 3.4837e6, IEA),
    ("electric-vehicles", 17e6, "IEA Global EV Outlook 2025"),
    ("wind-turbines", 117e3, "GWEC Global Wind Report 2025"),
];

#[test]
fn it_covers_the_world() {
    let network = network();
    let countries: BTreeSet<_> = network.sites().iter().map(|site| site.country).collect();
    assert!(countries.len() >= 40, "{}", countries.len());
    for &(product, published, source) in WORLD {
        let made = network.concentration(product, None, Holder::Country).unwrap().total.0;
        assert!(made >= 0.95 * published, "{product}: {made} of {published} ({source})");
    }
    // The published total counts oxides of all rare earths.
    let oxides: f64 = ["rare-earth-concentrate-light", "rare-earth-concentrate-heavy"]
        .into_iter()
        .map(|product| network.concentration(product, None, Holder::Country).unwrap().total.0)
        .sum();
    assert!(oxides >= 0.95 * 380e3, "{oxides}");
}

#[test]
fn every_site_carries_something_and_nobody_is_there_for_show() {
    let network = network();
    for (product, sites) in by_product(&network) {
        let total: f64 = sites.iter().map(|&site| network.site(site).output.0).sum();
        let named = |site: SiteIndex| network.site(site).owner.is_some();
        for &site in &sites {
            let share = network.site(site).output.0 / total;
            assert!(share > 1e-4 || named(site), "{}: {share} of {product}", network.site(site).id);
        }
    }
}

fn by_product(network: &Network) -> BTreeMap<String, Vec<SiteIndex>> {
    let mut sites: BTreeMap<String, Vec<SiteIndex>> = BTreeMap::new();
    for (position, site) in network.sites().iter().enumerate() {
        let product = network.product(site.product).id.to_string();
        sites.entry(product).or_default().push(SiteIndex(position as u32));
    }
    sites
}

#[test]
fn every_figure_says_where_it_comes_from() {
    let network = network();
    for figure in network.figures() {
        assert!(!figure.source.trim().is_empty() && figure.year.is_some(), "{}", figure.path());
        let assumed = figure.source.contains("assumed");
        assert!(!assumed || figure.confidence == Confidence::Assumed, "{}", figure.path());
        for place in ["/work", "/tmp", "shared/"] {
            assert!(!figure.source.contains(place) && !figure.note.contains(place), "{}", figure.path());
        }
    }
    for site in network.sites() {
        assert!(!site.source.trim().is_empty(), "{}", site.id);
    }
    for project in network.projects() {
        assert!(!project.source.trim().is_empty() && project.owner.is_some(), "{}", project.id);
    }
}

#[test]
fn every_product_has_a_price_and_its_parameters() {
    let network = network();
    let given = |quantity: Quantity, product: &str| {
        network.figures().iter().any(|figure| figure.quantity == quantity && figure.product == product)
    };
    for product in network.products() {
        assert!(given(Quantity::Parameter(Parameter::Price), product.id.as_str()), "price of {}", product.id);
    }
    let units: BTreeSet<_> = network.products().iter().map(|product| product.unit.name()).collect();
    assert_eq!(units.len(), ProductUnit::ALL.len());
}

/// Plants of Southeast Asia that Seah and Huda (ISEAS 2024) name, and the country of the owner of each.
const NAMED: &[(&str, &str)] = &[
    ("vnm-bao-thang", "VNM"),
    ("idn-gresik", "IDN"),
    ("phl-leyte", "CHE"),
    ("mmr-monywa", "MMR"),
    ("lao-sepon", "CHN"),
    ("idn-pomalaa", "IDN"),
    ("idn-sorowako", "IDN"),
    ("phl-rio-tuba", "JPN"),
    ("phl-surigao", "JPN"),
    ("vnm-dak-nong", "VNM"),
    ("vnm-lam-dong", "VNM"),
    ("idn-tayan", "IDN"),
    ("vnm-bac-ninh", "CHN"),
    ("mmr-ye-huang", "MMR"),
    ("mys-lynas-kuantan", "AUS"),
];

#[test]
fn the_plants_of_southeast_asia_are_there_with_their_owners() {
    let network = network();
    for &(id, owner) in NAMED {
        let site = network.site(network.site_index(id).unwrap_or_else(|| panic!("no site {id}")));
        assert_eq!(site.owner.as_ref().map(|owner| owner.country.as_str()), Some(owner), "{id}");
    }
    for id in ["idn-mempawah", "idn-amman", "vnm-dong-pao"] {
        assert!(network.projects().iter().any(|project| project.id == id), "{id}");
    }
    // Copper by-products and others follow their hosts.
    for (product, host) in [
        ("cobalt-hydroxide", "cod-copper-leached"),
        ("gallium-primary", "chn-alumina"),
        ("germanium-primary", "chn-zinc-refined"),
    ] {
        let host = network.site_index(host).unwrap_or_else(|| panic!("no site {host}"));
        let follows = |site: &&oreflow::network::Site| {
            network.product(site.product).id.as_str() == product && site.hosts.contains(&host)
        };
        assert!(network.sites().iter().any(|site| follows(&site)), "{product}");
    }
}

#[test]
fn the_flows_are_those_that_balancing_finds_and_measured_figures_hardly_move() {
    let tables = NetworkTables::read(&TableFolder::new(folder())).unwrap();
    let balanced = balance(&tables, &BalanceOptions::default()).unwrap();
    for (name, bytes) in balanced.files(&tables) {
        let shipped = std::fs::read(folder().join(&name)).unwrap();
        assert!(
            bytes == shipped,
            "{name} is old: run oreflow network build scenarios/networks/critical-minerals-2024 --force"
        );
    }
    let measured: Vec<f64> = balanced
        .moved
        .iter()
        .filter(|moved| moved.figure.confidence == Confidence::Measured)
        .map(|moved| {
            let far = moved.relative().abs() > 0.1;
            assert!(!far || !moved.figure.note.is_empty(), "{} has no reason", moved.figure.path());
            moved.relative().abs()
        })
        .collect();
    let little = measured.iter().filter(|moved| **moved < 0.02).count();
    assert!(
        measured.len() >= 100 && little as f64 >= 0.95 * measured.len() as f64,
        "{little} of {}",
        measured.len()
    );
}

#[test]
fn it_stands_still_for_fifty_years() {
    let network = Arc::new(network());
    for step in [Step::Week, Step::Month] {
        let calendar = Calendar::covering(date(2025, 1, 1), step, 600.0);
        let prepared = Experiment::new(Arc::clone(&network), calendar).prepare().unwrap();
        assert!(prepared.warnings().is_empty(), "{:?}", prepared.warnings());
        assert!(prepared.order_rings().iter().all(|ring| ring.radius <= 1.0), "{:?}", prepared.order_rings());
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

/// What is made, sent, stored and used adds up at every site while three bans of China upset all chains at once.
#[test]
fn masses_balance_under_a_shock_to_all_products() {
    let network = Arc::new(network());
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 60.0);
    let dt = calendar.step().months();
    let ban = ExportBan::new(TradeScope::new("CHN", &["*"]));
    let timing = Timing::from(date(2025, 7, 1)).announced(date(2025, 4, 1)).until(date(2026, 7, 1));
    let experiment =
        Experiment::new(Arc::clone(&network), calendar).measure(Measure::new("ban", ban, timing));
    let prepared = experiment.prepare().unwrap();
    let sites: Vec<SiteIndex> = (0..network.sites().len() as u32).map(SiteIndex).collect();
    let links: Vec<LinkIndex> = (0..network.links().len() as u32).map(LinkIndex).collect();
    let mut before: Option<(Vec<f64>, Vec<Vec<f64>>)> = None;
    let (mut worst, mut moved) = (0.0_f64, 0.0_f64);
    prepared.run_trial(Trial::from_number(0), &mut |view: &View<'_, f64>| {
        let stock: Vec<f64> = sites.iter().map(|&site| view.stock(site)).collect();
        let inputs: Vec<Vec<f64>> = sites
            .iter()
            .map(|&site| {
                (0..network.site(site).slots.len()).map(|slot| view.input_stock(site, slot)).collect()
            })
            .collect();
        if let Some((old_stock, old_inputs)) = &before {
            let mut left: Vec<f64> = sites
                .iter()
                .map(|&site| {
                    let at = site.position();
                    let is_user = network.site(site).kind == SiteKind::Consumer;
                    let made = if is_user { 0.0 } else { view.output(site) * dt };
                    old_stock[at] + made - stock[at] - view.spoiled(site)
                })
                .collect();
            let mut fed = old_inputs.clone();
            for &link in &links {
                let data = network.link(link);
                left[data.from.position()] -= view.shipment(link);
                fed[data.to.position()][data.slot] += view.arrival(link) * data.conversion;
                moved += (view.shipment(link) - data.flow.0 / 12.0 * dt).abs() / data.flow.0;
            }
            for &site in &sites {
                let (at, base) = (site.position(), network.site(site).output.0 / 12.0 * dt);
                worst = worst.max(left[at].abs() / base);
                for slot in 0..fed[at].len() {
                    let off = fed[at][slot] - view.used(site, slot) - inputs[at][slot];
                    worst = worst.max(off.abs() / (base * network.site(site).slots[slot].per_unit));
                }
            }
        }
        before = Some((stock, inputs));
    });
    assert!(moved > 1.0, "nothing was upset");
    assert!(worst < 1e-9, "{worst} of a step's throughput is lost or made");
}
