//! Who shares a figure: one of a country holds for what its facilities' own figures leave.

use super::resolve::{Resolver, sites};
use crate::{Figure, Network, Problem, Quantity, SiteIndex, SiteKind};

/// Sites that share a figure.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    /// Position of the figure.
    pub(crate) figure: usize,
    /// Sorted.
    pub(crate) sites: Vec<SiteIndex>,
    /// What is theirs together, t/yr.
    pub(crate) amount: f64,
    /// What narrower figures take of the figure, t/yr.
    taken: f64,
}

/// The pools of a quantity: each site belongs to the pool of its most specific figure, if it has one.
///
/// A figure of a wider place counts facilities in it that have their own figures; what they leave
/// belongs to the rest.
pub(crate) fn pools(
    network: &Network,
    figures: &[Figure],
    resolver: &Resolver,
    quantity: Quantity,
) -> Vec<Pool> {
    let mut own: Vec<Option<usize>> = vec![None; network.sites.len()];
    for site in sites(network) {
        let is_user = network.site(site).kind == SiteKind::Consumer;
        if is_user == (quantity == Quantity::Demand) {
            let target = resolver.of_site(network, quantity, site);
            own[site.position()] = target.map(|target| target.figure);
        }
    }
    let mut pools = Vec::new();
    for target in resolver.targets.iter().filter(|target| target.quantity == quantity) {
        let covered = sites(network).filter(|&site| target.covers(network, site));
        let (members, others): (Vec<SiteIndex>, Vec<SiteIndex>) =
            covered.partition(|site| own[site.position()] == Some(target.figure));
        if members.is_empty() {
            continue;
        }
        // Each narrower figure is taken off once, however many sites it is about.
        let mut narrower: Vec<usize> = others.iter().filter_map(|site| own[site.position()]).collect();
        narrower.sort_unstable();
        narrower.dedup();
        let taken: f64 = narrower.iter().map(|&other| figures[other].value).sum();
        let amount = figures[target.figure].value - taken;
        pools.push(Pool { figure: target.figure, sites: members, amount, taken });
    }
    pools
}

/// The pools of capacity, in each of which some is left.
pub(crate) fn capacities(
    network: &Network,
    figures: &[Figure],
    resolver: &Resolver,
    problems: &mut Vec<Problem>,
) -> Vec<Pool> {
    let mut pools = pools(network, figures, resolver, Quantity::Capacity);
    for pool in pools.iter().filter(|pool| pool.amount <= 0.0) {
        let figure = &figures[pool.figure];
        let names: Vec<&str> = pool.sites.iter().map(|&site| network.site(site).id.as_str()).collect();
        problems.push(
            Problem::new(format!("{} leaves no capacity for {}", figure.path(), names.join(", ")))
                .help(format!(
                    "facilities with figures of their own have {} t/yr: raise the figure or remove the sites",
                    pool.taken
                ))
                .at(figure.location.clone().map(|place| place.column("value"))),
        );
    }
    pools.retain(|pool| pool.amount > 0.0);
    pools
}
