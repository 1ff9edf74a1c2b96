//! Where the nodes of a chain stand and its flows run: one layout for both panels.

use std::collections::BTreeMap;

use super::chain::{Chain, Place};

/// Pixels between two nodes of a column.
const GAP: f64 = 5.0;
/// How often the columns are put into order from left to right and back.
const SWEEPS: usize = 8;

/// Where a node stands: room for the larger of before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    pub(super) slots: BTreeMap<&'a Place, Slot>,
    chain: &'a Chain,
}

impl<'a> Layout<'a> {
    /// The chain in a height of so many pixels.
    pub(super) fn new(chain: &'a Chain, height: f64) -> Self {
        let order = order(chain);
        let gaps = |column: &[&Place]| GAP * (column.len().max(1) - 1) as f64;
        let total = |column: &[&Place]| column.iter().map(|&place| chain.nodes[place].size()).sum::<f64>();
        let scales = order.iter().map(|column| (height - gaps(column)).max(1.0) / total(column));
        let scale = scales.filter(|scale| scale.is_finite()).fold(f64::INFINITY, f64::min);
        let mut slots = BTreeMap::new();
        for column in &order {
            let mut top = (height - gaps(column) - scale * total(column)) / 2.0;
            for &place in column {
                let height = scale * chain.nodes[place].size();
                slots.insert(place, Slot { top, height });
                top += height + GAP;
            }
        }
        Self { scale, slots, chain }
    }

    /// The flows in the order of [`Chain::flows`], before (0) or after (1): stacked at each node in the order of their other ends.
    pub(super) fn bands(&self, panel: usize) -> Vec<Band> {
        let flows: Vec<(&Place, &Place, f64)> = self
            .chain
            .flows
            .iter()
            .map(|((from, to), amounts)| (from, to, self.scale * amounts[panel]))
            .collect();
        let stacked = |end: fn(&(&'a Place, &'a Place, f64)) -> (&'a Place, &'a Place)| {
            let mut order: Vec<usize> = (0..flows.len()).collect();
            order.sort_by(|&a, &b| {
                let ((here, there), (other, where_to)) = (end(&flows[a]), end(&flows[b]));
                let tops = self.slots[there].top.total_cmp(&self.slots[where_to].top);
                here.cmp(other).then(tops).then(there.cmp(where_to))
            });
            let mut tops = vec![0.0; flows.len()];
            let mut used: BTreeMap<&Place, f64> = BTreeMap::new();
            for flow in order {
                let here = end(&flows[flow]).0;
                let used = used.entry(here).or_default();
                tops[flow] = self.slots[here].top + *used;
                *used += flows[flow].2;
            }
            tops
        };
        let (from, to) = (stacked(|flow| (flow.0, flow.1)), stacked(|flow| (flow.1, flow.0)));
        let ends = from.into_iter().zip(to).zip(&flows);
        ends.map(|((from, to), flow)| Band { from, to, width: flow.2 }).collect()
    }
}

/// The places of each column from top to bottom: near what they are tied to, the others last.
///
/// # References
/// Sugiyama, Tagawa and Toda (1981), *Methods for visual understanding of hierarchical system structures*, IEEE Transactions on
/// Systems, Man, and Cybernetics 11(2), 109-125: the barycentre method. The order with the fewest crossings is kept.
fn order(chain: &Chain) -> Vec<Vec<&Place>> {
    let mut order: Vec<Vec<&Place>> = vec![Vec::new(); chain.columns.len()];
    for place in chain.nodes.keys() {
        order[place.0].push(place);
    }
    for column in &mut order {
        column.sort_by(|a, b| {
            let sizes = chain.nodes[*b].size().total_cmp(&chain.nodes[*a].size());
            rank(a).cmp(&rank(b)).then(sizes)
        });
    }
    let mut best = (crossings(chain, &centres(chain, &order)), order.clone());
    for sweep in 0..SWEEPS {
        let right = sweep % 2 == 0;
        for step in 0..order.len() {
            let column = if right { step } else { order.len() - 1 - step };
            let centres = centres(chain, &order);
            let wanted = pulls(chain, &centres, column, right);
            order[column].sort_by(|a, b| {
                let place = |place: &Place| wanted.get(place).unwrap_or(&centres[place]);
                rank(a).cmp(&rank(b)).then(place(a).total_cmp(place(b)))
            });
        }
        let crossings = crossings(chain, &centres(chain, &order));
        if crossings < best.0 {
            best = (crossings, order.clone());
        }
    }
    best.1
}

/// Others stand below.
fn rank(place: &Place) -> bool {
    place.1 == super::chain::Who::Others
}

/// Middles of the places when each column is stacked around zero.
fn centres<'a>(chain: &Chain, order: &[Vec<&'a Place>]) -> BTreeMap<&'a Place, f64> {
    let mut centres = BTreeMap::new();
    for column in order {
        let total: f64 = column.iter().map(|&place| chain.nodes[place].size()).sum();
        let mut top = -total / 2.0;
        for &place in column {
            let size = chain.nodes[place].size();
            centres.insert(place, top + size / 2.0);
            top += size;
        }
    }
    centres
}

/// Where the flows from the left, or from the right, pull the places of a column.
fn pulls<'a>(
    chain: &'a Chain,
    centres: &BTreeMap<&Place, f64>,
    column: usize,
    from_left: bool,
) -> BTreeMap<&'a Place, f64> {
    let mut sums: BTreeMap<&Place, (f64, f64)> = BTreeMap::new();
    for ((from, to), &[base, value]) in &chain.flows {
        let (here, there) = if from_left { (to, from) } else { (from, to) };
        if here.0 == column && (there.0 < here.0) == from_left && there.0 != here.0 {
            let sum = sums.entry(here).or_default();
            sum.0 += base.max(value) * centres[there];
            sum.1 += base.max(value);
        }
    }
    sums.into_iter().map(|(place, (sum, weight))| (place, sum / weight)).collect()
}

/// How much flows over how much: for each two flows between the same columns that cross, the thinner one.
fn crossings(chain: &Chain, centres: &BTreeMap<&Place, f64>) -> f64 {
    let mut between: BTreeMap<(usize, usize), Vec<(f64, f64, f64)>> = BTreeMap::new();
    for ((from, to), &[base, value]) in &chain.flows {
        let flow = (centres[from], centres[to], base.max(value));
        between.entry((from.0, to.0)).or_default().push(flow);
    }
    let crossing = |flows: &[(f64, f64, f64)]| {
        let pairs = flows.iter().enumerate().flat_map(|(at, a)| flows[..at].iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| (a.0 - b.0) * (a.1 - b.1) < 0.0).map(|(a, b)| a.2.min(b.2)).sum::<f64>()
    };
    between.values().map(|flows| crossing(flows)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::sankey::tests::{chain_of, link, nickel};

    #[test]
    fn nodes_do_not_overlap_and_fill_the_height() {
        let chain = chain_of(&nickel(), 4);
        let layout = Layout::new(&chain, 300.0);
        let mut fullest = 0.0_f64;
        for column in 0..chain.columns.len() {
            let mut slots: Vec<Slot> =
                layout.slots.iter().filter(|(place, _)| place.0 == column).map(|(_, slot)| *slot).collect();
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
        let chain = chain_of(&nickel(), 3);
        let layout = Layout::new(&chain, 300.0);
        for panel in [0, 1] {
            let bands = layout.bands(panel);
            for (place, amounts) in &chain.nodes {
                let slot = layout.slots[place];
                let ends = |end: fn(&(Place, Place), &Band) -> (Place, f64)| -> Vec<(f64, f64)> {
                    let all =
                        chain.flows.keys().zip(&bands).map(|(flow, band)| (end(flow, band), band.width));
                    let mut here: Vec<_> = all
                        .filter(|((at, _), _)| at == place)
                        .map(|((_, top), width)| (top, width))
                        .collect();
                    here.sort_by(|a, b| a.partial_cmp(b).unwrap());
                    here
                };
                let given = ends(|flow, band| (flow.0.clone(), band.from));
                let taken = ends(|flow, band| (flow.1.clone(), band.to));
                for (stack, amount) in [(given, amounts.given[panel]), (taken, amounts.taken[panel])] {
                    let widths: f64 = stack.iter().map(|(_, width)| width).sum();
                    assert!((widths - layout.scale * amount).abs() < 1e-9);
                    assert!(widths <= slot.height + 1e-9);
                    // They lie on each other without gaps, from the top of the node.
                    let mut top = slot.top;
                    for (at, width) in stack {
                        assert!((at - top).abs() < 1e-9, "{place:?}");
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
        let chain = chain_of(&links, 12);
        assert_eq!(crossings(&chain, &centres(&chain, &order(&chain))), 0.0);
    }
}
