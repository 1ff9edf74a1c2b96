//! The chain and the map of real networks, with the flows of Indonesia cut.

use std::collections::BTreeMap;
use std::path::Path;

use oreflow_network::{Network, Parameter, SiteKind};
use oreflow_report::figures::{CountryValue, Figure, Flow, Sankey, SankeyLink, WorldMap, page_css};

fn network(name: &str) -> Network {
    Network::read(&Path::new("../../scenarios/networks").join(name)).unwrap()
}

/// Part of a flow that is left, for the eye: ore of Indonesia is cut by 80 %, what is made there of it by half; others make up for some.
fn left(network: &Network, from: &str, product: &str) -> f64 {
    match (from, product.ends_with("ore") || product.contains("ore-")) {
        ("IDN", true) => 0.2,
        ("IDN", false) => 0.5,
        (_, true) => 1.15,
        _ if network.id().is_empty() => 1.0,
        _ => 0.93,
    }
}

fn sankey(network: &Network) -> Sankey {
    let links = network.links().iter().map(|link| {
        let (from, to) = (network.site(link.from), network.site(link.to));
        let price = network.site_parameter(Parameter::Price, link.from);
        let product = network.product(link.product).id.to_string();
        let base = link.flow.0 * price / 12.0 / 1e6;
        let into = if to.kind == SiteKind::Consumer {
            String::new()
        } else {
            network.product(to.product).id.to_string()
        };
        let value = base * left(network, &from.country.to_string(), &product);
        SankeyLink { product, from: from.country.to_string(), into, to: to.country.to_string(), base, value }
    });
    Sankey {
        name: format!("chain-{}", network.id()),
        title: format!("{} in the base and in the worst month", network.title()),
        unit: "USD million a month at base prices".to_owned(),
        panels: ["base".to_owned(), "worst month, 2028-03".to_owned()],
        links: links.collect(),
    }
}

fn map(network: &Network) -> WorldMap {
    let (mut flows, mut uses) = (BTreeMap::new(), BTreeMap::new());
    for link in sankey(network).links {
        let flow: &mut [f64; 2] = flows.entry((link.from.clone(), link.to.clone())).or_default();
        let uses: &mut [f64; 2] = uses.entry(link.to.clone()).or_default();
        for sum in [flow, uses] {
            sum[0] += link.base;
            sum[1] += link.value;
        }
    }
    let flows = flows.into_iter().map(|((from, to), [base, value])| Flow {
        from,
        to,
        label: "all products".to_owned(),
        base,
        value,
    });
    let countries = uses.into_iter().map(|(code, [base, value])| CountryValue {
        label: format!("{code}: {:.0} %", 100.0 * (value / base - 1.0)),
        value: value / base - 1.0,
        code,
    });
    WorldMap {
        name: format!("map-{}", network.id()),
        title: "Who loses, who gains, and what flows".to_owned(),
        when: "worst month, 2028-03".to_owned(),
        shares_of: "what a country takes".to_owned(),
        unit: "USD million a month at base prices".to_owned(),
        flows: flows.collect(),
        countries: countries.collect(),
    }
}

#[test]
fn every_country_of_the_network_is_on_the_map() {
    let network = network("critical-minerals-2024");
    let figure = map(&network);
    assert!(figure.flows.len() > 1000 && figure.countries.len() > 80);
    assert!(!figure.svg(860.0).contains("Not on the map"));
}

#[test]
fn a_whole_network_is_drawn_in_little() {
    let network = network("critical-minerals-2024");
    let figure = sankey(&network);
    assert!(figure.links.len() > 10_000);
    for width in [860.0, 360.0] {
        let text = figure.svg(width);
        assert!(text.len() < 400_000, "{}", text.len());
        roxmltree::Document::parse(&text).unwrap();
    }
    assert!(figure.table().len() < 200_000);
}

/// `FIGURES=folder cargo test -p oreflow-report --test chain_and_map -- --ignored` writes a page to look at.
#[test]
#[ignore = "for the eye"]
fn gallery() {
    let folder = std::env::var("FIGURES").expect("FIGURES is a folder");
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><style>{} body {{ background: var(--paper); color: var(--ink); font-family: sans-serif }}</style>",
        page_css()
    );
    for name in ["nickel-2024", "critical-minerals-2024"] {
        let network = network(name);
        let figures: [Box<dyn Figure>; 2] = [Box::new(sankey(&network)), Box::new(map(&network))];
        for figure in figures {
            page += &format!("<h2>{}</h2><p>{}</p>", figure.title(), figure.description());
            for width in [860.0, 360.0] {
                let start = std::time::Instant::now();
                let text = figure.svg(width);
                eprintln!("{} {width}: {} bytes in {:?}", figure.name(), text.len(), start.elapsed());
                page += &text;
            }
        }
    }
    std::fs::write(Path::new(&folder).join("gallery.html"), page).unwrap();
}
