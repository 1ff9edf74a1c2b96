//! How much each site makes and takes in: a guess from figures, or the sums of flows.

use super::candidate::Candidate;
use crate::tables::{pools, sites};
use crate::{Network, NetworkTables, Quantity, SiteIndex, SiteKind};

/// Share of a figure that belongs to the rest of a place when narrower figures leave nothing.
const LEAST_REST: f64 = 0.05;
/// Share of the guess below which no mass falls, so that the prior can bring a site back.
const LEAST_MASS: f64 = 1e-3;

/// What each site makes, and takes in of each product, t/yr; all positive where it could be.
#[derive(Clone, Debug)]
pub(super) struct Masses {
    /// By site; for a consumer, its use.
    pub(super) output: Vec<f64>,
    /// By site and product.
    pub(super) intake: Vec<Vec<f64>>,
}

/// Masses by figures of output and demand, where sites share by capacity; others are like their peers.
pub(super) fn guess(tables: &NetworkTables) -> Masses {
    let network = &tables.skeleton;
    let capacity = shared(tables, Quantity::Capacity, &vec![None; network.sites.len()]);
    let made = shared(tables, Quantity::Output, &capacity);
    let used = shared(tables, Quantity::Demand, &capacity);
    let known: Vec<Option<f64>> = made.into_iter().zip(used).map(|(made, used)| made.or(used)).collect();
    let all = mean(known.iter().flatten().copied()).unwrap_or(1.0);
    let output: Vec<f64> = sites(network)
        .map(|site| {
            let peers = sites(network).filter(|&peer| {
                let (peer, this) = (network.site(peer), network.site(site));
                peer.product == this.product && peer.kind == this.kind
            });
            let of_peers = || mean(peers.filter_map(|peer| known[peer.position()])).unwrap_or(all);
            known[site.position()].or(capacity[site.position()]).unwrap_or_else(of_peers)
        })
        .collect();
    let intake = intake_of(network, &output);
    Masses { output, intake }
}

/// Masses as flows make them, but not below a small part of a guess.
pub(super) fn of_flows(network: &Network, links: &[Candidate], flows: &[f64], guess: &Masses) -> Masses {
    let mut output: Vec<f64> = guess.output.iter().map(|mass| mass * LEAST_MASS).collect();
    let mut intake: Vec<Vec<f64>> =
        guess.intake.iter().map(|row| row.iter().map(|mass| mass * LEAST_MASS).collect()).collect();
    for (link, &flow) in links.iter().zip(flows) {
        output[link.from.position()] += flow;
        intake[link.to.position()][link.product.position()] += flow;
    }
    for site in sites(network).filter(|&site| network.site(site).kind == SiteKind::Consumer) {
        output[site.position()] += intake[site.position()].iter().sum::<f64>();
    }
    Masses { output, intake }
}

/// Whether some site would vanish: its flows fall below a part of the guess.
pub(super) fn some_vanish(
    network: &Network,
    links: &[Candidate],
    flows: &[f64],
    guess: &Masses,
    part: f64,
) -> bool {
    let mut output = vec![0.0; network.sites.len()];
    for (link, flow) in links.iter().zip(flows) {
        output[link.from.position()] += flow;
        let buyer = network.site(link.to);
        if buyer.kind == SiteKind::Consumer {
            output[link.to.position()] += flow * link.conversion / buyer.slots[link.slot].per_unit;
        }
    }
    output.iter().zip(&guess.output).any(|(&found, &guess)| found < part * guess)
}

/// Shares of sites in the figures of a quantity.
fn shared(tables: &NetworkTables, quantity: Quantity, weights: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut shares = vec![None; tables.skeleton.sites.len()];
    for pool in pools(&tables.skeleton, &tables.figures, &tables.resolver, quantity) {
        let least = LEAST_REST * tables.figures[pool.figure].value;
        let amount = if pool.amount > least { pool.amount } else { least };
        let usual = mean(pool.sites.iter().filter_map(|site| weights[site.position()])).unwrap_or(1.0);
        let weight = |site: &SiteIndex| weights[site.position()].unwrap_or(usual);
        let total: f64 = pool.sites.iter().map(weight).sum();
        for site in &pool.sites {
            shares[site.position()] = Some(amount * weight(site) / total).filter(|&share| share > 0.0);
        }
    }
    shares
}

/// What recipes make of outputs: products in one slot share by how much of them there is.
fn intake_of(network: &Network, output: &[f64]) -> Vec<Vec<f64>> {
    let mut supply = vec![0.0; network.products.len()];
    for site in sites(network).filter(|&site| network.site(site).kind != SiteKind::Consumer) {
        supply[network.site(site).product.position()] += output[site.position()];
    }
    let mut intake = vec![vec![0.0; network.products.len()]; network.sites.len()];
    for site in sites(network) {
        for slot in &network.site(site).slots {
            let material = |&(product, conversion): &(crate::ProductIndex, f64)| {
                let there_is: f64 = supply[product.position()];
                conversion * if there_is > 0.0 { there_is } else { f64::MIN_POSITIVE }
            };
            let all: f64 = slot.accepts.iter().map(material).sum();
            for accepted in &slot.accepts {
                let need = output[site.position()] * slot.per_unit / accepted.1;
                intake[site.position()][accepted.0.position()] = need * material(accepted) / all;
            }
        }
    }
    intake
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
