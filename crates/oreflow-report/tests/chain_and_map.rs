//! The chain and the map of real networks, with the flows of Indonesia cut.

use std::fmt::Write;

use std::collections::BTreeMap;
use std::path::Path;

use oreflow_network::{Network, Parameter, SiteKind};
use oreflow_report::figures::{CountryValue, Figure, Flow, Sankey, SankeyLink, WorldMap, page_css};

fn network(name: &str) -> Network {
    Network::read(&Path::new("../../scenarios/networks").join(name)).unwrap()
}

/// Part of a flow that is left: as if Indonesia kept its ore, others dug more, and the rest of the chain ran short.
fn left(from: &str, to: &str, product: &str) -> f64 {
    match (from, product.contains("ore")) {
        ("IDN", true) if from != to => 0.1,
        ("IDN", _) => 0.8,
        (_, true) => 1.15,
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
        let value = base * left(from.country.as_str(), to.country.as_str(), &product);
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
fn a_whole_network_is_drawn_in_little() {
    let network = network("critical-minerals-2024");
    let (chain, map) = (sankey(&network), map(&network));
    assert!(chain.links.len() > 10_000 && map.flows.len() > 1000 && map.countries.len() > 80);
    for width in [860.0, 360.0] {
        assert!(chain.svg(width).len() < 250_000, "{}", chain.svg(width).len());
        let drawn = map.svg(width);
        assert!(drawn.len() < 150_000, "{}", drawn.len());
        assert!(!drawn.contains("Not on the map"), "every country of the network has a place");
    }
    assert!(chain.table().len() < 200_000);
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
            let _ = write!(page, "<h2>{}</h2><p>{}</p>", figure.title(), figure.description());
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
