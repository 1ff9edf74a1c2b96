//! Who holds a product.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_network::{Concentration, ImportDependence, Network};

use crate::number::number;

/// Shares, top three and concentration index of each product and stage.
pub fn concentration(network: &Network, all: &[Concentration]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["product", "stage", "kt/yr", "largest three", "top three, %", "HHI"]);
    for column in [2, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for row in all {
        let largest: Vec<String> = row
            .shares
            .iter()
            .take(3)
            .map(|share| format!("{} {} %", share.country, number(100.0 * share.share)))
            .collect();
        table.add_row([
            row.product.clone(),
            row.stage.map_or("all", |stage| stage.name()).to_owned(),
            number(row.total.0 / 1e3),
            largest.join(", "),
            number(100.0 * row.top_three),
            format!("{:.0}", row.hhi),
        ]);
    }
    format!(
        "Concentration in {}; HHI is the sum of squared shares in percent, 10000 for a monopoly\n\n{table}\n",
        title(network)
    )
}

/// How far countries hang on others for a product.
pub fn import_dependence(network: &Network, all: &[ImportDependence]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["place", "use, kt/yr", "net imports, % of use", "largest suppliers"]);
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for row in all {
        let largest: Vec<String> = row
            .suppliers
            .iter()
            .take(3)
            .map(|share| format!("{} {} %", share.country, number(100.0 * share.share)))
            .collect();
        table.add_row([
            row.place.clone(),
            number(row.used.0 / 1e3),
            number(100.0 * row.net),
            largest.join(", "),
        ]);
    }
    let mut text = format!("Import dependence in {}", title(network));
    if let Some(first) = all.first() {
        let _ = write!(text, ": {}", first.product);
    }
    format!("{text}\n\n{table}\n")
}

pub(crate) fn title(network: &Network) -> String {
    match network.year() {
        Some(year) => format!("{} ({year})", network.title()),
        None => network.title().to_owned(),
    }
}
