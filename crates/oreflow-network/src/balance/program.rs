//! The quadratic programme, and how it is solved.

use super::candidate::Candidate;
use super::target::SoftRow;
use super::{exact, interior, prior};
use crate::tables::sites;
use crate::{Network, NetworkError, Problem, SiteKind};

/// Weight of the prior against the figures in each step; how many steps are taken makes up for it.
const PRIOR_WEIGHT: f64 = 0.01;
/// Most steps towards the best fit.
const STEPS: usize = 8;
/// Change of a figure, in its standard deviations, at which no further step is taken.
const SETTLED: f64 = 1e-11;
/// Weight of spare capacity, which has no prior, relative to a flow of its size.
const SPARE_WEIGHT: f64 = 1e-2;

/// A weighted sum of variables that should, or must, have a value.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) value: f64,
    /// Whether it must.
    pub(super) hard: bool,
}

/// A sum of flows that must not exceed a capacity.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// Positions of the flows.
    pub(super) flows: Vec<usize>,
    /// The capacity, t/yr.
    pub(super) capacity: f64,
}

/// Minimise over `x >= 0`
///
/// ```text
/// 1/2 sum over soft rows (a x - b)^2 + 1/2 sum (x - c)^2 / h   such that   a x = b on hard rows
/// ```
///
/// Soft rows are in units of their standard deviation, hard rows in units of their throughput. Variables are
/// the flows above their floors, then the spare of each capacity.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The prior `c`, t/yr.
    pub(super) centre: Vec<f64>,
    /// The metric `h` of the prior.
    pub(super) metric: Vec<f64>,
    pub(super) rows: Vec<Row>,
    /// Flows that there are in any case.
    floors: Vec<f64>,
}

impl Program {
    /// The programme of some links; the floors themselves must follow the recipes.
    pub(super) fn new(
        network: &Network,
        links: &[Candidate],
        prior: &[f64],
        floors: &[f64],
        figures: Vec<SoftRow>,
        bounds: Vec<Bound>,
    ) -> Self {
        let totals = prior::totals(network, links, prior);
        let mut centre = prior.to_vec();
        let mut metric: Vec<f64> = links
            .iter()
            .zip(prior)
            .map(|(link, flow)| flow * totals[link.product.position()] / PRIOR_WEIGHT)
            .collect();
        let mut rows: Vec<Row> = figures
            .into_iter()
            .map(|row| Row {
                value: row.value / row.deviation,
                terms: row.terms.iter().map(|&(at, factor)| (at, factor / row.deviation)).collect(),
                hard: false,
            })
            .collect();
        rows.extend(recipes(network, links, prior));
        for Bound { flows, capacity } in bounds.into_iter().filter(|bound| !bound.flows.is_empty()) {
            let planned: f64 = flows.iter().map(|&at| prior[at]).sum();
            let scale: f64 = flows.iter().map(|&at| metric[at]).sum();
            let mut terms: Vec<(usize, f64)> = flows.iter().map(|&at| (at, 1.0 / capacity)).collect();
            terms.push((centre.len(), 1.0 / capacity));
            centre.push(if planned < capacity { capacity - planned } else { 0.0 });
            metric.push(scale / SPARE_WEIGHT);
            rows.push(Row { terms, value: 1.0, hard: true });
        }
        for row in &mut rows {
            let flows = row.terms.iter().filter(|term| term.0 < floors.len());
            row.value -= flows.map(|&(at, factor)| factor * floors[at]).sum::<f64>();
        }
        for (centre, floor) in centre.iter_mut().zip(floors) {
            *centre = if *centre > *floor { *centre - floor } else { 0.0 };
        }
        Self { centre, metric, rows, floors: floors.to_vec() }
    }

    /// The flows of the best fit nearest to the prior.
    ///
    /// An interior-point solution says which flows vanish, a semismooth Newton method makes it exact. Then
    /// the solution becomes the centre of the next step: these proximal steps converge to the best fit of
    /// the figures alone, and as each moves only along the rows, to the one nearest to the first centre.
    pub(super) fn solve(mut self) -> Result<Vec<f64>, NetworkError> {
        let mut support = interior::support(&self);
        let mut found = self.sums(&self.centre);
        for _ in 0..STEPS {
            let solution = exact::solve(&self, support).ok_or_else(stuck)?;
            support = solution.iter().map(|&value| value > 0.0).collect();
            let sums = self.sums(&solution);
            let change = sums
                .iter()
                .zip(&found)
                .map(|(new, old)| (new - old).abs())
                .fold(0.0, |most, change| if change > most { change } else { most });
            self.centre = solution;
            found = sums;
            if change < SETTLED {
                break;
            }
        }
        Ok(self.centre.iter().zip(&self.floors).map(|(above, floor)| above + floor).collect())
    }

    /// Value of each row.
    fn sums(&self, values: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|row| row.terms.iter().map(|&(at, factor)| values[at] * factor).sum()).collect()
    }
}

/// A row for each input of each site that passes something on: what comes in is what its output needs.
fn recipes(network: &Network, links: &[Candidate], prior: &[f64]) -> Vec<Row> {
    let mut rows = Vec::new();
    for site in sites(network).filter(|&site| network.site(site).kind != SiteKind::Consumer) {
        for (slot, input) in network.site(site).slots.iter().enumerate() {
            let ends = links.iter().enumerate().filter_map(|(at, link)| {
                if link.to == site && link.slot == slot {
                    Some((at, link.conversion))
                } else {
                    (link.from == site).then_some((at, -input.per_unit))
                }
            });
            let mut terms: Vec<(usize, f64)> = ends.collect();
            let throughput: f64 = terms.iter().map(|&(at, factor)| prior[at] * factor.abs()).sum();
            for term in &mut terms {
                term.1 /= throughput;
            }
            rows.push(Row { terms, value: 0.0, hard: true });
        }
    }
    rows
}

fn stuck() -> NetworkError {
    NetworkError::of(vec![
        Problem::new("balancing does not come to an end")
            .help("look for figures that differ by many orders of magnitude, such as kt/yr written as t/yr"),
    ])
}
