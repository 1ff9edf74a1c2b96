//! What balancing moved.

use std::fmt::Write;

use oreflow_network::{Balanced, Confidence, Moved, ProductUnit};

use crate::number::number;

/// Moves shown, the farthest first.
const ROWS: usize = 10;

/// How many figures were moved, and which of them farthest for how well they are known.
pub fn balancing(balanced: &Balanced, network: &str) -> String {
    let mut text =
        format!("{network}: {} links of {} candidates\n", balanced.links.len(), balanced.candidates);
    let _ = writeln!(text, "{}", measured(balanced));
    let mut moved: Vec<&Moved> =
        balanced.moved.iter().filter(|moved| moved.relative().abs() > 1e-9).collect();
    moved.sort_by(|a, b| b.deviations().abs().total_cmp(&a.deviations().abs()));
    let (some, all) = (moved.len(), balanced.moved.len());
    let _ = writeln!(
        text,
        "{some} of {all} figures moved; those that moved farthest for how well they are known:"
    );
    for moved in moved.into_iter().take(ROWS) {
        let figure = &moved.figure;
        let partner =
            if figure.partner.is_empty() { String::new() } else { format!(" to {}", figure.partner) };
        let _ = writeln!(
            text,
            "  {} {} {}{partner}: {} -> {} {} ({:+.1} %, {})",
            figure.quantity,
            figure.product,
            figure.place,
            number(figure.value),
            number(moved.balanced),
            unit(balanced, &figure.product),
            100.0 * moved.relative(),
            figure.confidence,
        );
    }
    text
}

/// How far the measured figures moved.
fn measured(balanced: &Balanced) -> String {
    let moves: Vec<f64> = balanced
        .moved
        .iter()
        .filter(|moved| moved.figure.confidence == Confidence::Measured)
        .map(|moved| moved.relative().abs())
        .collect();
    let little = moves.iter().filter(|moved| **moved < 0.02).count();
    let most = moves.iter().copied().fold(0.0, f64::max);
    let (all, share) = (moves.len(), 100.0 * little as f64 / moves.len().max(1) as f64);
    format!(
        "{all} measured figures: {} % moved by less than 2 %, the farthest by {} %",
        number(share),
        number(100.0 * most)
    )
}

/// What the product of a figure is counted in, for a year.
fn unit(balanced: &Balanced, product: &str) -> String {
    let network = &balanced.network;
    let products = network.select_products(product).unwrap_or_default();
    let unit = products.first().map_or(ProductUnit::Tonne, |&product| network.product(product).unit);
    unit.of("t/yr")
}
