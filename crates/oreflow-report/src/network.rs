//! A network at a glance.

use std::collections::BTreeSet;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_network::{Network, SiteIndex, SiteKind};

use crate::concentration::title;
use crate::number::number;

/// Products with their sites, countries, links and tonnes; and the largest sites of each stage.
pub fn network(network: &Network) -> String {
    let countries: BTreeSet<_> = network.sites().iter().map(|site| site.country).collect();
    let mut products = Table::new();
    products.load_style(NOTHING);
    products.set_header(["product", "sites", "countries", "links", "made, kt/yr", "crosses borders, kt/yr"]);
    for column in products.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (position, product) in network.products().iter().enumerate() {
        let makers: Vec<_> = network
            .sites()
            .iter()
            .filter(|site| site.product.position() == position && site.kind != SiteKind::Consumer)
            .collect();
        let homes: BTreeSet<_> = makers.iter().map(|site| site.country).collect();
        let links: Vec<_> =
            network.links().iter().filter(|link| link.product.position() == position).collect();
        let abroad: f64 =
            links.iter().filter(|link| network.crosses_border(link)).map(|link| link.flow.0).sum();
        if makers.is_empty() {
            continue;
        }
        products.add_row([
            product.id.to_string(),
            makers.len().to_string(),
            homes.len().to_string(),
            links.len().to_string(),
            number(makers.iter().map(|site| site.output.0).sum::<f64>() / 1e3),
            number(abroad / 1e3),
        ]);
    }
    format!(
        "{}: {} sites in {} countries, {} links\n\n{products}\n\n{}\n",
        title(network),
        network.sites().len(),
        countries.len(),
        network.links().len(),
        largest(network)
    )
}

/// A network in numbers, for machines.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Overview {
    /// Id.
    pub id: String,
    /// Base year.
    pub year: Option<i16>,
    /// Countries with sites.
    pub countries: usize,
    /// All sites.
    pub sites: Vec<SiteRow>,
    /// All links.
    pub links: Vec<LinkRow>,
}

/// A site with its base output.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SiteRow {
    /// Id.
    pub site: String,
    /// Stage.
    pub kind: SiteKind,
    /// Country.
    pub country: String,
    /// Product.
    pub product: String,
    /// Owner, where known.
    pub owner: Option<String>,
    /// Base output in t/yr.
    pub output: f64,
}

/// A link with its base flow.
#[derive(Clone, Debug, serde::Serialize)]
pub struct LinkRow {
    /// Id.
    pub link: String,
    /// Product.
    pub product: String,
    /// Base flow in t/yr.
    pub flow: f64,
    /// Time under way in months.
    pub transit: f64,
}

/// A network in numbers, for machines.
pub fn network_overview(network: &Network) -> Overview {
    let countries: BTreeSet<_> = network.sites().iter().map(|site| site.country).collect();
    let sites = network.sites().iter().map(|site| SiteRow {
        site: site.id.to_string(),
        kind: site.kind,
        country: site.country.to_string(),
        product: network.product(site.product).id.to_string(),
        owner: site.owner.as_ref().map(|owner| owner.name.clone()),
        output: site.output.0,
    });
    let links = network.links().iter().map(|link| LinkRow {
        link: link.id.to_string(),
        product: network.product(link.product).id.to_string(),
        flow: link.flow.0,
        transit: link.transit.0,
    });
    Overview {
        id: network.id().to_owned(),
        year: network.year(),
        countries: countries.len(),
        sites: sites.collect(),
        links: links.collect(),
    }
}

/// The largest sites of each stage.
fn largest(network: &Network) -> Table {
    const ROWS: usize = 6;
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["largest sites", "stage", "product", "kt/yr", "owner"]);
    if let Some(column) = table.column_mut(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for kind in SiteKind::ALL {
        let mut sites: Vec<_> = (0..network.sites().len() as u32)
            .map(|position| network.site(SiteIndex(position)))
            .filter(|site| site.kind == kind)
            .collect();
        sites.sort_by(|a, b| b.output.0.total_cmp(&a.output.0).then_with(|| a.id.cmp(&b.id)));
        for site in sites.into_iter().take(ROWS) {
            table.add_row([
                site.id.to_string(),
                kind.to_string(),
                network.product(site.product).id.to_string(),
                number(site.output.0 / 1e3),
                site.owner
                    .as_ref()
                    .map_or(String::new(), |owner| format!("{} ({})", owner.name, owner.country)),
            ]);
        }
    }
    table
}
