//! The network as a graph: order of the chain, and who hangs on whom.

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, EdgeRef, Reversed, Walker};

use crate::{Link, LinkIndex, Network, ProductIndex, SiteIndex, SiteKind};

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
/// Sites stand at the length of the longest chain that leads to them; those of a cycle stand at one. On each level they are sorted by
/// what they make, given for each of them, and then by their number.
fn order_of(products: &[ProductIndex], links: &[(usize, usize)]) -> (Vec<SiteIndex>, Vec<bool>) {
    let sites = products.len();
    let graph = graph_of(sites, links.iter().copied());
    let components = tarjan_scc(&graph);
    let mut component = vec![0_usize; sites];
    for (number, members) in components.iter().enumerate() {
        for node in members {
            component[node.index()] = number;
        }
    }
    // Tarjan gives the components buyers first.
    let mut level = vec![0_u32; components.len()];
    for (number, members) in components.iter().enumerate().rev() {
        for buyer in members.iter().flat_map(|&node| graph.neighbors(node)) {
            let buyer = component[buyer.index()];
            if buyer != number {
                level[buyer] = level[buyer].max(level[number] + 1);
            }
        }
    }
    let mut order: Vec<SiteIndex> = (0..sites as u32).map(SiteIndex).collect();
    order.sort_by_key(|site| (level[component[site.position()]], products[site.position()]));
    let feedback = links.iter().map(|&(from, to)| component[from] == component[to]).collect();
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
    /// Finds the order of its sites, and which of its links close a cycle.
    pub(crate) fn put_in_order(&mut self) {
        let ends = self.links.iter().map(|link| (link.from.position(), link.to.position()));
        (self.order, self.feedback) = self.order_along(&ends.collect::<Vec<_>>());
    }

    /// Its sites with suppliers before buyers along some links, and which of these close a cycle.
    pub(crate) fn order_along(&self, links: &[(usize, usize)]) -> (Vec<SiteIndex>, Vec<bool>) {
        let products: Vec<ProductIndex> = self.sites.iter().map(|site| site.product).collect();
        order_of(&products, links)
    }

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

    #[test]
    fn sites_stand_on_levels_and_there_by_what_they_make() {
        let order = |products: &[u32], links: &[(usize, usize)]| -> Vec<usize> {
            let products: Vec<ProductIndex> = products.iter().copied().map(ProductIndex).collect();
            order_of(&products, links).0.into_iter().map(SiteIndex::position).collect()
        };
        assert_eq!(order(&[0; 6], &[(0, 3), (2, 3), (1, 4), (3, 5), (4, 5)]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(order(&[1, 0, 1, 0], &[(2, 0), (2, 0)]), [1, 3, 2, 0]);
        // The longest chain counts: a maker that also buys from a mine stands below the smelter.
        assert_eq!(order(&[0, 2, 1], &[(0, 1), (0, 2), (2, 1)]), [0, 2, 1]);
    }

    #[test]
    fn sites_of_a_cycle_stand_on_one_level() {
        let links = [(5, 0), (1, 4), (4, 1), (4, 2), (0, 1), (1, 3)];
        let products = [0, 1, 0, 0, 0, 0].map(ProductIndex);
        let (found, feedback) = order_of(&products, &links);
        assert_eq!(found.iter().map(|site| site.position()).collect::<Vec<_>>(), [5, 0, 4, 1, 2, 3]);
        assert_eq!(feedback, [false, true, true, false, false, false]);
    }
}
