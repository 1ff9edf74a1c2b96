//! Which exporter of which product would be missed most? Each closes its border for a year, one at a time.
//!
//! `cargo run --release --example rank_choke_points`

use std::path::Path;
use std::sync::Arc;

use oreflow::prelude::*;

/// What is exported, and by how many of its largest exporters it is tried.
const PRODUCTS: [&str; 6] = [
    "nickel-ore-saprolite",
    "nickel-pig-iron",
    "nickel-matte",
    "nickel-mhp",
    "nickel-class1",
    "nickel-sulphate",
];
const EXPORTERS: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Arc::new(Network::read(&folder)?);
    let demands = ["stainless-steel", "nickel-other-uses", "precursor-nmc"];
    let unmet: Vec<Series> = demands
        .iter()
        .map(|product| Series::parse(&format!("unmet.{product}.world"), &network))
        .collect::<Result<_, _>>()?;

    let mut ranking = Vec::new();
    for product in PRODUCTS {
        for exporter in exporters(&network, product).into_iter().take(EXPORTERS) {
            let ban = ExportBan::new(TradeScope::new(&exporter, &[product]));
            let timing = Timing::from(date(2025, 7, 1)).until(date(2026, 7, 1));
            let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 36.0);
            let experiment = Experiment::new(Arc::clone(&network), calendar);
            let prepared = experiment.measure(Measure::new("ban", ban, timing)).prepare()?;
            // Nothing is left to chance here: one trial tells all.
            let trace = prepared.trace(Trial::from_number(0), &unmet);
            let tonnes: f64 = trace.series.iter().flat_map(|(.., values)| values).sum();
            ranking.push((tonnes, product, exporter));
        }
    }
    ranking.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("{:22} exporter  unmet in three years, kt of nickel", "product");
    for (tonnes, product, exporter) in &ranking {
        println!("{product:22} {exporter:8}  {:.1}", tonnes / 1e3);
    }
    Ok(())
}

/// Exporters of a product, the largest first.
fn exporters(network: &Network, product: &str) -> Vec<String> {
    let mut sold = std::collections::BTreeMap::new();
    for link in network.links() {
        if network.product(link.product).id.as_str() == product && network.crosses_border(link) {
            *sold.entry(network.site(link.from).country.to_string()).or_insert(0.0) += link.flow.0;
        }
    }
    let mut sold: Vec<(String, f64)> = sold.into_iter().collect();
    sold.sort_by(|a, b| b.1.total_cmp(&a.1));
    sold.into_iter().map(|(country, _)| country).collect()
}
