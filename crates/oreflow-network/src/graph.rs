//! The network as a graph: order of the chain, and who hangs on whom.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, EdgeRef, Reversed, Walker};

use crate::{Link, LinkIndex, Network, SiteIndex, SiteKind};

/// Sites as nodes and links as edges, both at their own positions.
fn graph_of(sites: usize, links: impl Iterator<Item = (usize, usize)>) -> DiGraph<(), ()> {
    let mut graph = DiGraph::with_capacity(sites, links.size_hint().0);
    for _ in 0..sites {
        graph.add_node(());
    }
    for (from, to) in links {
        graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
    }
    graph
}

/// Sites with suppliers before buyers, and which links close a cycle.
///
/// Of those that may come next, the one with the lowest number does: sites that are numbered down the chain stay in their order.
/// Those of a cycle come one after the other.
pub(crate) fn order_of(sites: usize, links: &[(usize, usize)]) -> (Vec<SiteIndex>, Vec<bool>) {
    let graph = graph_of(sites, links.iter().copied());
    let mut component = vec![0_usize; sites];
    let mut members = tarjan_scc(&graph);
    for (number, members) in members.iter_mut().enumerate() {
        members.sort_unstable();
        for node in members {
            component[node.index()] = number;
        }
    }
    let feedback: Vec<bool> = links.iter().map(|&(from, to)| component[from] == component[to]).collect();
    // Links from other components that are still to come, and the components that wait for none, by their lowest site.
    let mut awaited = vec![0_usize; members.len()];
    for (&(_, to), _) in links.iter().zip(&feedback).filter(|&(_, &within)| !within) {
        awaited[component[to]] += 1;
    }
    let ready = members.iter().zip(&awaited).filter(|&(_, &links)| links == 0);
    let mut ready: BinaryHeap<Reverse<NodeIndex>> = ready.map(|(members, _)| Reverse(members[0])).collect();
    let mut order = Vec::with_capacity(sites);
    while let Some(Reverse(first)) = ready.pop() {
        for &node in &members[component[first.index()]] {
            order.push(SiteIndex(node.index() as u32));
            for buyer in graph.neighbors(node).map(|buyer| component[buyer.index()]) {
                if buyer != component[node.index()] {
                    awaited[buyer] -= 1;
                    if awaited[buyer] == 0 {
                        ready.push(Reverse(members[buyer][0]));
                    }
                }
            }
        }
    }
    (order, feedback)
}

/// Groups of nodes that lie on a common cycle, and nodes with an edge to themselves; sorted.
pub(crate) fn cycles(nodes: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let graph = graph_of(nodes, edges.iter().copied());
    let mut meets_itself = vec![false; nodes];
    for &(from, to) in edges {
        meets_itself[from] |= from == to;
    }
    let mut found: Vec<Vec<usize>> = tarjan_scc(&graph)
        .into_iter()
        .map(|members| {
            let mut members: Vec<usize> = members.into_iter().map(NodeIndex::index).collect();
            members.sort_unstable();
            members
        })
        .filter(|members| members.len() > 1 || meets_itself[members[0]])
        .collect();
    found.sort_unstable();
    found
}

impl Network {
    fn graph(&self) -> DiGraph<(), ()> {
        let ends = self.links.iter().map(|link| (link.from.position(), link.to.position()));
        graph_of(self.sites.len(), ends)
    }

    /// Links that bring goods to a site, sorted by id.
    ///
    /// # Complexity
    /// One pass over the links.
    pub fn links_into(&self, site: SiteIndex) -> impl Iterator<Item = (LinkIndex, &Link)> {
        let all = self.links.iter().enumerate();
        all.filter(move |(_, link)| link.to == site).map(|(at, link)| (LinkIndex(at as u32), link))
    }

    /// Links that take goods from a site, sorted by id.
    ///
    /// # Complexity
    /// One pass over the links.
    pub fn links_out_of(&self, site: SiteIndex) -> impl Iterator<Item = (LinkIndex, &Link)> {
        let all = self.links.iter().enumerate();
        all.filter(move |(_, link)| link.from == site).map(|(at, link)| (LinkIndex(at as u32), link))
    }

    /// Sites from which goods reach a site over any number of links, sorted; without the site itself.
    ///
    /// # Complexity
    /// Linear in sites and links.
    pub fn upstream_of(&self, site: SiteIndex) -> Vec<SiteIndex> {
        let graph = self.graph();
        let start = NodeIndex::new(site.position());
        let found = Dfs::new(Reversed(&graph), start).iter(Reversed(&graph));
        sorted(found.filter(|&node| node != start))
    }

    /// Sites that goods of a site reach over any number of links, sorted; without the site itself.
    ///
    /// # Complexity
    /// Linear in sites and links.
    pub fn downstream_of(&self, site: SiteIndex) -> Vec<SiteIndex> {
        let graph = self.graph();
        let start = NodeIndex::new(site.position());
        sorted(Dfs::new(&graph, start).iter(&graph).filter(|&node| node != start))
    }

    /// Sites whose orders come back to them over others, ring by ring, sorted. What by-products give is not ordered, so that
    /// recycling makes no such ring.
    ///
    /// # Complexity
    /// Linear in sites and links.
    pub fn order_rings(&self) -> Vec<Vec<SiteIndex>> {
        let ordered = self.links.iter().filter(|link| self.site(link.from).hosts.is_empty());
        let edges: Vec<(usize, usize)> =
            ordered.map(|link| (link.from.position(), link.to.position())).collect();
        let site = |position: usize| SiteIndex(position as u32);
        cycles(self.sites.len(), &edges)
            .into_iter()
            .map(|ring| ring.into_iter().map(site).collect())
            .collect()
    }

    /// Consumers with the share of what they use that passes through a site, largest first.
    ///
    /// A site passes on what it receives in the proportions of its outputs, so that the share of a
    /// consumer is the weighted mean of the shares of its suppliers. An input counts by its mass in the
    /// slot; of several slots the one most exposed counts, as a missing input stops the site.
    ///
    /// # Complexity
    /// A few passes over the links; more where there are cycles.
    pub fn exposure_to(&self, site: SiteIndex) -> Vec<(SiteIndex, f64)> {
        let mut exposure = vec![0.0; self.sites.len()];
        exposure[site.position()] = 1.0;
        let incoming = self.incoming();
        for _ in 0..ROUNDS {
            let mut change = 0.0_f64;
            for &index in self.order.iter().filter(|&&index| index != site) {
                let at = index.position();
                let exposed = self.exposed(at, &incoming[at], &exposure);
                change = change.max((exposed - exposure[at]).abs());
                exposure[at] = exposed;
            }
            if change < 1e-12 {
                break;
            }
        }
        let consumers = self.sites.iter().zip(&exposure).enumerate();
        let mut found: Vec<(SiteIndex, f64)> = consumers
            .filter(|(_, (site, share))| site.kind == SiteKind::Consumer && **share > 0.0)
            .map(|(at, (_, share))| (SiteIndex(at as u32), *share))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    fn exposed(&self, site: usize, incoming: &[usize], exposure: &[f64]) -> f64 {
        let mut totals = vec![(0.0, 0.0); self.sites[site].slots.len()];
        for link in incoming.iter().map(|&link| &self.links[link]) {
            let mass = link.flow.0 * link.conversion;
            totals[link.slot].0 += mass * exposure[link.from.position()];
            totals[link.slot].1 += mass;
        }
        let shares = totals.into_iter().filter(|total| total.1 > 0.0).map(|(part, whole)| part / whole);
        shares.fold(0.0, |most, share| if share > most { share } else { most })
    }

    fn incoming(&self) -> Vec<Vec<usize>> {
        let graph = self.graph();
        let edges = |node| graph.edges_directed(node, petgraph::Direction::Incoming);
        graph
            .node_indices()
            .map(|node| {
                let mut links: Vec<usize> = edges(node).map(|edge| edge.id().index()).collect();
                links.sort_unstable();
                links
            })
            .collect()
    }
}

/// Passes after which a cycle's exposure has settled: each passes on less than it receives.
const ROUNDS: usize = 1_000;

fn sorted(nodes: impl Iterator<Item = NodeIndex>) -> Vec<SiteIndex> {
    let mut sites: Vec<SiteIndex> = nodes.map(|node| SiteIndex(node.index() as u32)).collect();
    sites.sort_unstable();
    sites
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found_and_lines_are_not() {
        assert!(cycles(3, &[(0, 1), (1, 2)]).is_empty());
        assert_eq!(cycles(4, &[(0, 1), (1, 0), (2, 2), (3, 0)]), [vec![0, 1], vec![2]]);
    }

    fn order(sites: usize, links: &[(usize, usize)]) -> Vec<usize> {
        order_of(sites, links).0.into_iter().map(SiteIndex::position).collect()
    }

    #[test]
    fn sites_that_are_numbered_down_the_chain_stay_in_their_order() {
        assert_eq!(order(6, &[(0, 3), (2, 3), (1, 4), (3, 5), (4, 5)]), [0, 1, 2, 3, 4, 5]);
        // Two links between the same sites are awaited both.
        assert_eq!(order(3, &[(2, 0), (2, 0), (1, 0)]), [1, 2, 0]);
    }

    #[test]
    fn suppliers_come_first_and_cycles_stay_together() {
        let links = [(5, 0), (1, 4), (4, 1), (4, 2), (0, 1)];
        let (found, feedback) = order_of(6, &links);
        assert_eq!(found.iter().map(|site| site.position()).collect::<Vec<_>>(), [3, 5, 0, 1, 4, 2]);
        assert_eq!(feedback, [false, true, true, false, false]);
    }
}
