//! A network, or a part of it, at a glance.

use std::collections::BTreeSet;
use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_network::{Network, Part, SiteKind};

use crate::concentration::title;
use crate::number::{amount, number};

/// Products with their sites, countries, links and amounts; the largest sites of each stage; and planned facilities.
pub fn network(network: &Network, part: &Part) -> String {
    let countries: BTreeSet<_> = part.sites.iter().map(|&site| network.site(site).country).collect();
    let mut text = format!(
        "{}: {} sites in {} countries, {} links\n\n{}\n\n{}\n",
        title(network),
        part.sites.len(),
        countries.len(),
        part.links.len(),
        products(network, part),
        largest(network, part)
    );
    if let Some(table) = projects(network, part) {
        let _ = writeln!(text, "\n{table}");
    }
    text
}

fn products(network: &Network, part: &Part) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["product", "sites", "countries", "links", "made", "crosses borders"]);
    for column in table.column_iter_mut().skip(1).take(5) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for &index in &part.products {
        let product = network.product(index);
        let makers: Vec<_> = part
            .sites
            .iter()
            .map(|&site| network.site(site))
            .filter(|site| site.product == index && site.kind != SiteKind::Consumer)
            .collect();
        let homes: BTreeSet<_> = makers.iter().map(|site| site.country).collect();
        let links: Vec<_> =
            part.links.iter().map(|&link| network.link(link)).filter(|link| link.product == index).collect();
        let abroad: f64 =
            links.iter().filter(|link| network.crosses_border(link)).map(|link| link.flow.0).sum();
        if makers.is_empty() && links.is_empty() {
            continue;
        }
        let made: f64 = makers.iter().map(|site| site.output.0).sum();
        let (made, unit) = amount(made, product.unit);
        let (abroad, other) = amount(abroad, product.unit);
        table.add_row([
            product.id.to_string(),
            makers.len().to_string(),
            homes.len().to_string(),
            links.len().to_string(),
            format!("{made} {unit}"),
            format!("{abroad} {other}"),
        ]);
    }
    table
}

/// The largest sites of each stage, by their part in what is made of their product.
fn largest(network: &Network, part: &Part) -> Table {
    const ROWS: usize = 6;
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["largest sites", "stage", "product", "output", "unit", "of the world, %", "owner"]);
    for column in [3, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for kind in SiteKind::ALL {
        let mut totals = vec![0.0; network.products().len()];
        for site in network.sites().iter().filter(|site| site.kind == kind) {
            totals[site.product.position()] += site.output.0;
        }
        let share = |site: &oreflow_network::Site| site.output.0 / totals[site.product.position()];
        let mut sites: Vec<_> =
            part.sites.iter().map(|&site| network.site(site)).filter(|site| site.kind == kind).collect();
        sites.sort_by(|a, b| share(b).total_cmp(&share(a)).then_with(|| a.id.cmp(&b.id)));
        for site in sites.into_iter().take(ROWS) {
            let product = network.product(site.product);
            let (output, unit) = amount(site.output.0, product.unit);
            table.add_row([
                site.id.to_string(),
                kind.to_string(),
                product.id.to_string(),
                output,
                unit,
                number(100.0 * share(site)),
                site.owner
                    .as_ref()
                    .map_or(String::new(), |owner| format!("{} ({})", owner.name, owner.country)),
            ]);
        }
    }
    table
}

/// Planned facilities at the sites of a part, if there are any.
fn projects(network: &Network, part: &Part) -> Option<Table> {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["planned", "site", "adds", "unit", "from", "chance, %", "owner"]);
    for column in [2, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for project in network.projects().iter().filter(|project| part.sites.contains(&project.site)) {
        let site = network.site(project.site);
        let (adds, unit) = amount(project.capacity.0, network.product(site.product).unit);
        table.add_row([
            project.id.clone(),
            site.id.to_string(),
            adds,
            unit,
            project.start_month(),
            number(100.0 * project.chance),
            project
                .owner
                .as_ref()
                .map_or(String::new(), |owner| format!("{} ({})", owner.name, owner.country)),
        ]);
    }
    (table.row_count() > 0).then_some(table)
}
