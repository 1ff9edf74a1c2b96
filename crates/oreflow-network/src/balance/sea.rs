//! Ways by sea: the shortest over lanes between points at sea, with the straits and canals on them.

use std::collections::BTreeMap;

use super::route::{SPEED, great_circle_distance};
use crate::CountryCode;
use crate::tables::{Port, SeaTables, Way};

/// How much longer a ship goes than the great circle between two ports of one sea.
const WITHIN_A_SEA: f64 = 1.15;
/// The least that a ship goes beyond the great circle.
const LEAST_DETOUR: f64 = 1.05;

/// A lane to a neighbour, as seen from a sea.
struct Lane<'a> {
    to: usize,
    distance: f64,
    passages: &'a [String],
}

/// Seas with their lanes, and the ports on them.
pub(super) struct SeaLanes<'a> {
    tables: &'a SeaTables,
    lanes: Vec<Vec<Lane<'a>>>,
}

/// A way to every sea from a port: its length, and the sea before.
struct Tree {
    distance: Vec<f64>,
    before: Vec<Option<usize>>,
}

impl<'a> SeaLanes<'a> {
    /// The graph of the tables.
    pub(super) fn new(tables: &'a SeaTables) -> Self {
        let mut lanes: Vec<Vec<Lane<'a>>> = tables.seas.iter().map(|_| Vec::new()).collect();
        for lane in &tables.lanes {
            let (one, other) = (lane.ends[0], lane.ends[1]);
            let great_circle = great_circle_distance(tables.seas[one].position, tables.seas[other].position);
            let distance = lane.distance.unwrap_or(great_circle);
            lanes[one].push(Lane { to: other, distance, passages: &lane.passages });
            lanes[other].push(Lane { to: one, distance, passages: &lane.passages });
        }
        Self { tables, lanes }
    }

    /// The shortest way by sea, if both countries have a port on the lanes and do not trade by land.
    pub(super) fn way(
        &self,
        from: CountryCode,
        to: CountryCode,
        positions: &BTreeMap<CountryCode, (f64, f64)>,
    ) -> Option<Way> {
        let (start, end) = (self.tables.ports.get(&from)?, self.tables.ports.get(&to)?);
        let (here, there) = (*positions.get(&from)?, *positions.get(&to)?);
        if start.land.iter().any(|region| end.land.contains(region)) {
            return None;
        }
        let tree = self.tree(start, here);
        let (mut distance, mut last) = (f64::INFINITY, None);
        for &sea in &end.seas {
            let all = tree.distance[sea] + great_circle_distance(self.tables.seas[sea].position, there);
            if all < distance {
                (distance, last) = (all, Some(sea));
            }
        }
        let mut passages: Vec<String> = Vec::new();
        let mut at = last?;
        while let Some(before) = tree.before[at] {
            let lane = self.lanes[before].iter().find(|lane| lane.to == at)?;
            passages.extend(
                lane.passages.iter().filter(|name| !passages.contains(name)).cloned().collect::<Vec<_>>(),
            );
            at = before;
        }
        passages.sort_unstable();
        let direct = great_circle_distance(here, there);
        let shares_a_sea = start.seas.iter().any(|sea| end.seas.contains(sea));
        if shares_a_sea && WITHIN_A_SEA * direct < distance {
            distance = WITHIN_A_SEA * direct;
            passages.clear();
        }
        let least = LEAST_DETOUR * direct;
        let distance = if distance < least { least } else { distance };
        Some(Way { from, to, distance, days: distance / (SPEED * 24.0), passages, location: None })
    }

    /// Shortest ways from a port to all seas.
    ///
    /// # References
    /// Dijkstra (1959), *A note on two problems in connexion with graphs*, Numerische Mathematik 1, 269-271.
    fn tree(&self, port: &Port, position: (f64, f64)) -> Tree {
        let count = self.tables.seas.len();
        let mut tree = Tree { distance: vec![f64::INFINITY; count], before: vec![None; count] };
        for &sea in &port.seas {
            tree.distance[sea] = great_circle_distance(position, self.tables.seas[sea].position);
        }
        let mut done = vec![false; count];
        for _ in 0..count {
            let open = (0..count).filter(|&sea| !done[sea] && tree.distance[sea].is_finite());
            let Some(next) = open.min_by(|&a, &b| tree.distance[a].total_cmp(&tree.distance[b])) else {
                break;
            };
            done[next] = true;
            for lane in &self.lanes[next] {
                let distance = tree.distance[next] + lane.distance;
                if distance < tree.distance[lane.to] {
                    tree.distance[lane.to] = distance;
                    tree.before[lane.to] = Some(next);
                }
            }
        }
        tree
    }
}
