//! What balancing moved.

use std::fmt::Write;

use oreflow_network::{Balanced, Moved};

use crate::number::number;

/// Moves shown, the farthest first.
const ROWS: usize = 10;

/// How many figures were moved, and which of them farthest for how well they are known.
pub fn balancing(balanced: &Balanced, network: &str) -> String {
    let mut text =
        format!("{network}: {} links of {} candidates\n", balanced.links.len(), balanced.candidates);
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
            "  {} {} {}{partner}: {} -> {} t/yr ({:+.1} %, {})",
            figure.quantity,
            figure.product,
            figure.place,
            number(figure.value),
            number(moved.balanced),
            100.0 * moved.relative(),
            figure.confidence,
        );
    }
    text
}
