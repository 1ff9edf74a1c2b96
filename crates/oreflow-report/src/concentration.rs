//! Who holds a product.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use oreflow_network::{Concentration, ImportDependence, Network, ProductUnit};

use crate::number::{amount, number};

/// Shares, top three and concentration index of each product and stage.
pub fn concentration(network: &Network, all: &[Concentration]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header([
        "product",
        "stage",
        "total",
        "unit",
        "largest three",
        "top 3, %",
        "HHI",
        "N-1, %",
        "N-1 full, %",
    ]);
    for column in [2, 5, 6, 7, 8] {
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
        let (total, unit) = amount(row.total.0, row.unit);
        table.add_row([
            row.product.clone(),
            row.stage.map_or("all", |stage| stage.name()).to_owned(),
            total,
            unit,
            largest.join(", "),
            number(100.0 * row.top_three),
            format!("{:.0}", row.hhi),
            number(100.0 * row.without_largest),
            number(100.0 * row.with_spare),
        ]);
    }
    format!(
        "Concentration in {}\n\n{table}\n\nHHI: sum of squared shares in percent, 10000 for a monopoly. N-1: what is left without the largest, and with all others at full capacity.\n",
        title(network)
    )
}

/// How far countries hang on others for a product.
pub fn import_dependence(network: &Network, all: &[ImportDependence]) -> String {
    let units = all.first().and_then(|first| network.select_products(&first.product).ok());
    let unit = match units.as_deref() {
        Some(&[product]) => network.product(product).unit,
        _ => ProductUnit::Tonne,
    };
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["place", "use", "unit", "net imports, %", "largest suppliers", "N-1, %"]);
    for column in [1, 3, 5] {
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
        let (used, label) = amount(row.used.0, unit);
        table.add_row([
            row.place.clone(),
            used,
            label,
            number(100.0 * row.net),
            largest.join(", "),
            number(100.0 * row.without_largest),
        ]);
    }
    let mut text = format!("Import dependence in {}", title(network));
    if let Some(first) = all.first() {
        let _ = write!(text, ": {}", first.product);
    }
    format!(
        "{text}\n\n{table}\n\nNet imports in percent of use. N-1: what is left of use without the largest supplier abroad.\n"
    )
}

pub(crate) fn title(network: &Network) -> String {
    match network.year() {
        Some(year) => format!("{} ({year})", network.title()),
        None => network.title().to_owned(),
    }
}
