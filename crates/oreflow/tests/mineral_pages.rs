//! The pages on minerals show the chain, the shares and the sources that the shipped network has.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p oreflow --test mineral_pages` writes those parts anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use oreflow::network::{Confidence, ProductIndex, ProductUnit, SiteKind};
use oreflow::prelude::*;

const BEGIN: &str = "<!-- made from the network -->\n";
const END: &str = "<!-- end of what is made from the network -->\n";

/// Folders of the network, each with a page of its name.
const PAGES: [&str; 11] = [
    "aluminium",
    "cobalt",
    "copper",
    "gallium",
    "germanium",
    "goods",
    "graphite",
    "lithium",
    "manganese",
    "nickel",
    "rare-earths",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Products that a folder of the network declares.
fn products(network: &Network, folder: &str) -> BTreeSet<ProductIndex> {
    let file = root().join("scenarios/networks/critical-minerals-2024").join(folder).join("products.csv");
    let text = std::fs::read_to_string(file).expect("a table of products");
    let ids = text.lines().skip(1).filter_map(|line| line.split(',').next());
    ids.map(|id| network.product_index(id).expect("a product")).collect()
}

/// An amount with its unit, in thousands where it is a thousand or more.
fn quantity(value: f64, unit: ProductUnit) -> String {
    if value < 1e3 {
        format!("{} {unit}", amount(value))
    } else {
        format!("{} {}", amount(value / 1e3), unit.thousand())
    }
}

fn amount(value: f64) -> String {
    match value.abs() {
        size if size >= 99.95 => format!("{value:.0}"),
        size if size >= 9.995 => format!("{value:.1}"),
        size if size >= 0.9995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The stage at which a product is made, or demanded.
fn stage(network: &Network, product: ProductIndex) -> Option<SiteKind> {
    let stages: BTreeSet<SiteKind> =
        network.sites().iter().filter(|site| site.product == product).map(|site| site.kind).collect();
    stages.into_iter().next()
}

/// Who feeds whom, as a flow chart; by-products and scrap hang on their hosts by dotted lines.
fn chain(network: &Network, own: &BTreeSet<ProductIndex>) -> String {
    let mut edges: BTreeSet<(ProductIndex, ProductIndex, bool)> = BTreeSet::new();
    for link in network.links() {
        edges.insert((link.product, network.site(link.to).product, false));
    }
    for site in network.sites() {
        edges.extend(site.hosts.iter().map(|&host| (network.site(host).product, site.product, true)));
    }
    // A demand served by the product of its own name is one node.
    edges.retain(|(from, to, _)| from != to && (own.contains(from) || own.contains(to)));
    let mut nodes: BTreeSet<ProductIndex> = own.clone();
    nodes.extend(edges.iter().flat_map(|&(from, to, _)| [from, to]));
    let mut text = String::from("```mermaid\nflowchart LR\n");
    for &node in &nodes {
        let product = network.product(node);
        let total: f64 = network
            .sites()
            .iter()
            .filter(|site| site.product == node && site.kind != SiteKind::Consumer)
            .map(|site| site.output.0)
            .sum();
        let used: f64 = network
            .sites()
            .iter()
            .filter(|site| site.product == node && site.kind == SiteKind::Consumer)
            .map(|site| site.output.0)
            .sum();
        let total = if total > 0.0 { total } else { used };
        let label = format!("{}<br/>{}", product.id, quantity(total, product.unit));
        let (open, close) = match stage(network, node) {
            Some(SiteKind::Mine) => ("[/", "/]"),
            Some(SiteKind::Manufacturer) => ("[[", "]]"),
            Some(SiteKind::Recycler) => ("{{", "}}"),
            Some(SiteKind::Consumer) => ("([", "])"),
            _ => ("[", "]"),
        };
        writeln!(text, "  {}{open}\"{label}\"{close}", product.id).expect("a string takes all");
    }
    for (from, to, hangs) in edges {
        let line = if hangs { "-.->" } else { "-->" };
        let (from, to) = (&network.product(from).id, &network.product(to).id);
        writeln!(text, "  {from} {line} {to}").expect("a string takes all");
    }
    text + "```\n\nSlanted: mined. Boxes: refined. Double boxes: made. Hexagons: scrap. Round: final demand. Dotted: follows its host.\n"
}

/// Largest countries of each product at each stage.
fn shares(network: &Network, own: &BTreeSet<ProductIndex>) -> String {
    let mut text = String::from(
        "| product | stage | a year | largest three, % | HHI | left without the largest, % |\n|---|---|---|---|---|---|\n",
    );
    for &product in own {
        let product = network.product(product);
        for stage in SiteKind::ALL {
            let Ok(found) = network.concentration(product.id.as_str(), Some(stage), Holder::Country) else {
                continue;
            };
            let largest: Vec<String> = found
                .shares
                .iter()
                .take(3)
                .map(|share| format!("{} {}", share.country, amount(100.0 * share.share)))
                .collect();
            writeln!(
                text,
                "| `{}` | {stage} | {} | {} | {:.0} | {} |",
                product.id,
                quantity(found.total.0, found.unit),
                largest.join(", "),
                found.hhi,
                amount(100.0 * found.without_largest)
            )
            .expect("a string takes all");
        }
    }
    text
}

/// How many figures each source gives, and how well they are known.
fn sources(network: &Network, folder: &str) -> String {
    let mut by_source: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut all = [0; 3];
    let inside = |file: &Path| file.parent().and_then(Path::file_name).is_some_and(|name| name == folder);
    for figure in network.figures() {
        if figure.location.as_ref().is_some_and(|place| inside(&place.file)) {
            let level = match figure.confidence {
                Confidence::Measured => 0,
                Confidence::Estimated => 1,
                Confidence::Assumed => 2,
            };
            by_source.entry(&figure.source).or_default()[level] += 1;
            all[level] += 1;
        }
    }
    let mut rows: Vec<(&str, [usize; 3])> = by_source.into_iter().collect();
    rows.sort_by_key(|(source, counts)| (std::cmp::Reverse(counts.iter().sum::<usize>()), *source));
    let mut text =
        String::from("| source of figures | measured | estimated | assumed |\n|---|---|---|---|\n");
    for (source, [measured, estimated, assumed]) in rows {
        writeln!(text, "| {} | {measured} | {estimated} | {assumed} |", source.replace('|', "/"))
            .expect("a string takes all");
    }
    let [measured, estimated, assumed] = all;
    writeln!(text, "| all | {measured} | {estimated} | {assumed} |").expect("a string takes all");
    text
}

fn projects(network: &Network, own: &BTreeSet<ProductIndex>) -> String {
    let mut text = String::new();
    for project in network.projects() {
        let site = network.site(project.site);
        if own.contains(&site.product) {
            let owner = project.owner.as_ref().map_or("", |owner| owner.name.as_str());
            writeln!(
                text,
                "| {} | `{}` | {} | {} | {:.0} % | {owner} | {} |",
                project.name,
                site.id,
                quantity(project.capacity.0, network.product(site.product).unit),
                project.start_month(),
                100.0 * project.chance,
                project.note
            )
            .expect("a string takes all");
        }
    }
    if text.is_empty() {
        return text;
    }
    let head = "\n## Planned\n\n| project | site | adds, a year | from | chance | owner | note |\n|---|---|---|---|---|---|---|\n";
    format!("{head}{text}")
}

fn made(network: &Network, folder: &str) -> String {
    let own = products(network, folder);
    format!(
        "## Chain\n\n{}\n## Shares in the base year\n\n{}{}\n## Sources\n\n{}\n",
        chain(network, &own),
        shares(network, &own),
        projects(network, &own),
        sources(network, folder)
    )
}

#[test]
fn the_pages_show_the_network_as_it_is() {
    let network =
        Network::read(&root().join("scenarios/networks/critical-minerals-2024")).expect("sound tables");
    for folder in PAGES {
        let path = root().join("docs/minerals").join(folder).with_extension("md");
        let page =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let page = page.replace("\r\n", "\n");
        let (before, rest) = page.split_once(BEGIN).expect("the page marks where it begins");
        let (shown, after) = rest.split_once(END).expect("the page marks where it ends");
        let made = made(&network, folder);
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
            std::fs::write(&path, format!("{before}{BEGIN}{made}{END}{after}")).expect("the page is written");
        } else {
            assert!(shown == made, "docs/minerals/{folder}.md is stale: run with UPDATE_TRANSCRIPTS=1");
        }
    }
}
