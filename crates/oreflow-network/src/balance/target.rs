//! Figures as sums of flows.

use super::candidate::{Candidate, concerns, countries};
use crate::{Network, NetworkTables, Quantity, SiteIndex, SiteKind};

/// A figure as a weighted sum of flows.
#[derive(Clone, Debug)]
pub(super) struct SoftRow {
    /// Position of the figure.
    pub(super) figure: usize,
    /// Positions of links with their weights.
    pub(super) terms: Vec<(usize, f64)>,
    /// What the sum should be, t/yr.
    pub(super) value: f64,
    /// Its standard deviation, t/yr.
    pub(super) deviation: f64,
}

/// The figures that balancing can meet, more or less.
pub(super) fn soft_rows(tables: &NetworkTables, links: &[Candidate]) -> Vec<SoftRow> {
    let mut rows = all_rows(tables, links);
    rows.retain(|row| row.value > 0.0 && !row.terms.is_empty());
    rows
}

/// All figures of balanced quantities, those of zero and those that no link concerns among them.
pub(super) fn all_rows(tables: &NetworkTables, links: &[Candidate]) -> Vec<SoftRow> {
    let network = &tables.skeleton;
    let balanced = tables.resolver.targets.iter().filter(|target| target.quantity.is_balanced());
    balanced
        .map(|target| {
            let figure = &tables.figures[target.figure];
            let inside = countries(network, &target.sites);
            let terms = links.iter().enumerate().filter_map(|(at, link)| {
                if target.quantity == Quantity::Demand {
                    let site = network.site(link.to);
                    let counts = site.kind == SiteKind::Consumer && target.covers(network, link.to);
                    return counts.then(|| (at, link.conversion / site.slots[link.slot].per_unit));
                }
                concerns(network, target, &inside, link).then_some((at, 1.0))
            });
            SoftRow {
                figure: target.figure,
                terms: terms.collect(),
                value: figure.value,
                deviation: figure.value * figure.confidence.standard_deviation(),
            }
        })
        .collect()
}

/// Positions of the flows that make up what sites make.
pub(super) fn outputs(network: &Network, links: &[Candidate], sites: &[SiteIndex]) -> Vec<usize> {
    debug_assert!(sites.iter().all(|&site| network.site(site).kind != SiteKind::Consumer));
    let counted = links.iter().enumerate().filter(|(_, link)| sites.binary_search(&link.from).is_ok());
    counted.map(|(at, _)| at).collect()
}
