//! Where the nodes of a chain stand and its flows run: one layout for both panels.

use std::collections::BTreeMap;

use super::chain::{Chain, Flow};

/// Pixels between two nodes of a column.
const GAP: f64 = 5.0;
/// How often the columns are put into order from left to right and back.
const SWEEPS: usize = 8;

/// Where a node stands: room for the larger of before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Slot {
    pub(super) top: f64,
    pub(super) height: f64,
}

/// Upper ends of a flow at its two nodes, and its width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) width: f64,
}

/// A chain laid out in a height.
#[derive(Clone, Debug)]
pub(super) struct Layout<'a> {
    /// Pixels for a unit of what flows.
    pub(super) scale: f64,
    /// For each node of the chain.
    pub(super) slots: Vec<Slot>,
    chain: &'a Chain,
}

impl<'a> Layout<'a> {
    /// The chain in a height of so many pixels.
    pub(super) fn new(chain: &'a Chain, height: f64) -> Self {
        let order = order(chain);
        let gaps = |column: &[usize]| GAP * (column.len().max(1) - 1) as f64;
        let total = |column: &[usize]| column.iter().map(|&node| chain.nodes[node].size()).sum::<f64>();
        let scales = order.iter().map(|column| (height - gaps(column)).max(1.0) / total(column));
        let scale = scales.filter(|scale| scale.is_finite()).fold(f64::INFINITY, f64::min);
        let mut slots = vec![Slot::default(); chain.nodes.len()];
        for column in &order {
            let mut top = (height - gaps(column) - scale * total(column)) / 2.0;
            for &node in column {
                slots[node] = Slot { top, height: scale * chain.nodes[node].size() };
                top += slots[node].height + GAP;
            }
        }
        Self { scale, slots, chain }
    }

    /// The flows of the chain before (0) or after (1): stacked at each node in the order of their other ends.
    pub(super) fn bands(&self, panel: usize) -> Vec<Band> {
        let flows = &self.chain.flows;
        let width = |flow: &Flow| self.scale * flow.amounts[panel];
        let stacked = |ends: fn(&Flow) -> (usize, usize)| {
            let mut order: Vec<usize> = (0..flows.len()).collect();
            let top = |flow: usize| self.slots[ends(&flows[flow]).1].top;
            // Stable: at equal heights in the order of the nodes.
            order.sort_by(|&a, &b| top(a).total_cmp(&top(b)));
            let mut free: Vec<f64> = self.slots.iter().map(|slot| slot.top).collect();
            let mut tops = vec![0.0; flows.len()];
            for flow in order {
                let node = ends(&flows[flow]).0;
                tops[flow] = free[node];
                free[node] += width(&flows[flow]);
            }
            tops
        };
        let (from, to) = (stacked(|flow| (flow.from, flow.to)), stacked(|flow| (flow.to, flow.from)));
        let ends = from.into_iter().zip(to).zip(flows);
        ends.map(|((from, to), flow)| Band { from, to, width: width(flow) }).collect()
    }
}

/// The nodes of each column from top to bottom: near what they are tied to, the others last.
///
/// # References
/// Sugiyama, Tagawa and Toda (1981), *Methods for visual understanding of hierarchical system structures*, IEEE Transactions on
/// Systems, Man, and Cybernetics 11(2), 109-125: the barycentre method. The order with the fewest crossings is kept.
fn order(chain: &Chain) -> Vec<Vec<usize>> {
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); chain.columns.len()];
    for (at, node) in chain.nodes.iter().enumerate() {
        order[node.column].push(at);
    }
    let sort = |column: &mut Vec<usize>, places: &[f64]| {
        let below = |node: usize| chain.nodes[node].others();
        column.sort_by(|&a, &b| below(a).cmp(&below(b)).then(places[a].total_cmp(&places[b])));
    };
    let sizes: Vec<f64> = chain.nodes.iter().map(|node| -node.size()).collect();
    for column in &mut order {
        sort(column, &sizes);
    }
    let mut best = (crossings(chain, &centres(chain, &order)), order.clone());
    for sweep in 0..SWEEPS {
        let from_left = sweep % 2 == 0;
        for step in 0..order.len() {
            let column = if from_left { step } else { order.len() - 1 - step };
            let places = pulled(chain, centres(chain, &order), column, from_left);
            sort(&mut order[column], &places);
        }
        let crossings = crossings(chain, &centres(chain, &order));
        if crossings < best.0 {
            best = (crossings, order.clone());
        }
    }
    best.1
}

/// Middles of the nodes when each column is stacked around zero.
fn centres(chain: &Chain, order: &[Vec<usize>]) -> Vec<f64> {
    let mut centres = vec![0.0; chain.nodes.len()];
    for column in order {
        let total: f64 = column.iter().map(|&node| chain.nodes[node].size()).sum();
        let mut top = -total / 2.0;
        for &node in column {
            let size = chain.nodes[node].size();
            centres[node] = top + size / 2.0;
            top += size;
        }
    }
    centres
}

/// The middles, where the nodes of a column are where their flows from the left, or from the right, pull them.
fn pulled(chain: &Chain, mut centres: Vec<f64>, column: usize, from_left: bool) -> Vec<f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for flow in &chain.flows {
        let (here, there) = if from_left { (flow.to, flow.from) } else { (flow.from, flow.to) };
        let other = chain.nodes[there].column;
        if chain.nodes[here].column == column && if from_left { other < column } else { other > column } {
            let sum = sums.entry(here).or_default();
            sum.0 += flow.size() * centres[there];
            sum.1 += flow.size();
        }
    }
    for (node, (sum, weight)) in sums {
        centres[node] = sum / weight;
    }
    centres
}

/// How much flows over how much: for each two flows between the same columns that cross, the thinner one.
fn crossings(chain: &Chain, centres: &[f64]) -> f64 {
    // Of each pair of columns the ends and the size of each flow.
    type Between = BTreeMap<(usize, usize), Vec<(f64, f64, f64)>>;
    let mut between = Between::new();
    for flow in &chain.flows {
        let columns = (chain.nodes[flow.from].column, chain.nodes[flow.to].column);
        between.entry(columns).or_default().push((centres[flow.from], centres[flow.to], flow.size()));
    }
    let crossing = |flows: &Vec<(f64, f64, f64)>| {
        let pairs = flows.iter().enumerate().flat_map(|(at, a)| flows[..at].iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| (a.0 - b.0) * (a.1 - b.1) < 0.0).map(|(a, b)| a.2.min(b.2)).sum::<f64>()
    };
    between.values().map(crossing).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::sankey::tests::{link, nickel};

    #[test]
    fn nodes_do_not_overlap_and_fill_the_height() {
        let chain = Chain::new(&nickel(), 4);
        let layout = Layout::new(&chain, 300.0);
        let mut fullest = 0.0_f64;
        for column in 0..chain.columns.len() {
            let here = chain.nodes.iter().zip(&layout.slots).filter(|(node, _)| node.column == column);
            let mut slots: Vec<Slot> = here.map(|(_, slot)| *slot).collect();
            slots.sort_by(|a, b| a.top.total_cmp(&b.top));
            assert!(slots.windows(2).all(|pair| pair[1].top - pair[0].top - pair[0].height > GAP - 1e-9));
            let bottom = slots.last().map_or(0.0, |last| last.top + last.height);
            assert!(slots[0].top >= -1e-9 && bottom <= 300.0 + 1e-9, "{slots:?}");
            fullest = fullest.max(bottom - slots[0].top);
        }
        assert!((fullest - 300.0).abs() < 1e-9, "{fullest}");
    }

    #[test]
    fn what_flows_is_as_wide_as_what_goes_through() {
        let chain = Chain::new(&nickel(), 3);
        let layout = Layout::new(&chain, 300.0);
        for panel in [0, 1] {
            let bands = layout.bands(panel);
            for (at, node) in chain.nodes.iter().enumerate() {
                let slot = layout.slots[at];
                let stack = |end: fn(&Flow, &Band) -> (usize, f64)| {
                    let all =
                        chain.flows.iter().zip(&bands).map(|(flow, band)| (end(flow, band), band.width));
                    let mut here: Vec<(f64, f64)> = all
                        .filter(|((other, _), _)| *other == at)
                        .map(|((_, top), width)| (top, width))
                        .collect();
                    here.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                    here
                };
                let given = stack(|flow, band| (flow.from, band.from));
                let taken = stack(|flow, band| (flow.to, band.to));
                for (stack, amount) in [(given, node.given[panel]), (taken, node.taken[panel])] {
                    let widths: f64 = stack.iter().map(|(_, width)| width).sum();
                    assert!((widths - layout.scale * amount).abs() < 1e-9);
                    assert!(widths <= slot.height + 1e-9);
                    // They lie on each other without gaps, from the top of the node.
                    let mut top = slot.top;
                    for (at, width) in stack {
                        assert!((at - top).abs() < 1e-9, "{}", node.words());
                        top += width;
                    }
                }
            }
        }
    }

    #[test]
    fn ties_are_drawn_straight_where_they_can() {
        // The largest makers feed the smallest users: ordered by size, all would cross.
        let makers = [("AAA", "ZZZ", 5.0), ("BBB", "YYY", 4.0), ("CCC", "XXX", 3.0)];
        let mut links: Vec<_> =
            makers.iter().map(|&(from, to, size)| link("ore", from, "metal", to, size, size)).collect();
        for (to, size) in [("XXX", 9.0), ("YYY", 6.0), ("ZZZ", 1.0)] {
            links.push(link("metal", to, "", to, size, size));
        }
        let chain = Chain::new(&links, 12);
        assert_eq!(crossings(&chain, &centres(&chain, &order(&chain))), 0.0);
    }
}
