//! The last bits: inputs scaled to outputs, from the end of the chain to its start.

use super::candidate::Candidate;
use crate::{Network, SiteKind};

/// Passes after which cycles have settled; without cycles one is enough.
const PASSES: usize = 500;
/// Relative correction that is rounding.
const ROUNDING: f64 = 4.5e-16;

/// Scales the inputs of each site to what its output needs.
///
/// Going upstream, a site's outputs are final when its inputs are scaled, so that one pass settles a chain
/// and mines take up the difference; a loop of recycling passes on less than it gets and settles in a few.
pub(super) fn settle(network: &Network, links: &[Candidate], flows: &mut [f64]) {
    let ends: Vec<(usize, usize)> =
        links.iter().map(|link| (link.from.position(), link.to.position())).collect();
    let (order, _) = network.order_along(&ends);
    let mut incoming: Vec<Vec<usize>> = vec![Vec::new(); network.sites.len()];
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); network.sites.len()];
    for (at, &(from, to)) in ends.iter().enumerate() {
        outgoing[from].push(at);
        incoming[to].push(at);
    }
    for _ in 0..PASSES {
        let mut correction = 0.0_f64;
        for &site in order.iter().rev().filter(|&&site| network.site(site).kind != SiteKind::Consumer) {
            let output: f64 = outgoing[site.position()].iter().map(|&at| flows[at]).sum();
            for (slot, input) in network.site(site).slots.iter().enumerate() {
                let members = || incoming[site.position()].iter().filter(|&&at| links[at].slot == slot);
                let used: f64 = members().map(|&at| flows[at] * links[at].conversion).sum();
                let factor = input.per_unit * output / used;
                if factor == 1.0 || !factor.is_finite() {
                    continue;
                }
                members().for_each(|&at| flows[at] *= factor);
                let size = (factor - 1.0).abs();
                correction = if size > correction { size } else { correction };
            }
        }
        if correction <= ROUNDING {
            break;
        }
    }
}
