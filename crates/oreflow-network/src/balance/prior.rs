//! The gravity prior: near and large trade more.

use super::candidate::Candidate;
use super::mass::Masses;
use super::route::Routes;
use crate::{Network, NetworkTables};

/// Nautical miles that goods go within a country.
const DOMESTIC_DISTANCE: f64 = 250.0;
/// Nautical miles below which nearness does not count more.
const NEAREST: f64 = 100.0;
/// How much more a country trades with itself than with a neighbour as near.
const DOMESTIC_PREFERENCE: f64 = 3.0;
/// Rounds of fitting to the masses.
const ROUNDS: usize = 30;
/// Share of a product's total below which no prior flow falls.
const LEAST_FLOW: f64 = 1e-9;

/// Prior flows: masses of supplier and buyer over distance, fitted to the masses.
///
/// Starts from `output x intake / distance` (tripled within a country) and scales by supplier and by
/// buyer in turn until both masses are met, as far as they agree.
///
/// # References
/// Furness (1965), *Time function iteration*, Traffic Engineering and Control 7, 458-460.
pub(super) fn gravity(
    tables: &NetworkTables,
    links: &[Candidate],
    masses: &Masses,
    routes: &Routes,
) -> Vec<f64> {
    let network = &tables.skeleton;
    let products = network.products.len();
    let intake = |link: &Candidate| masses.intake[link.to.position()][link.product.position()];
    let mut flows: Vec<f64> = links
        .iter()
        .map(|link| {
            let pull = match routes.distance(tables, link) {
                None => DOMESTIC_PREFERENCE / DOMESTIC_DISTANCE,
                Some(distance) if distance < NEAREST => 1.0 / NEAREST,
                Some(distance) => 1.0 / distance,
            };
            masses.output[link.from.position()] * intake(link) * pull
        })
        .collect();
    let mut sums = vec![0.0; network.sites.len()];
    let mut received = vec![vec![0.0; products]; network.sites.len()];
    for _ in 0..ROUNDS {
        for row in &mut received {
            row.fill(0.0);
        }
        for (link, flow) in links.iter().zip(&flows) {
            received[link.to.position()][link.product.position()] += flow;
        }
        for (link, flow) in links.iter().zip(&mut flows) {
            *flow *= ratio(intake(link), received[link.to.position()][link.product.position()]);
        }
        sums.fill(0.0);
        for (link, flow) in links.iter().zip(&flows) {
            sums[link.from.position()] += flow;
        }
        for (link, flow) in links.iter().zip(&mut flows) {
            *flow *= ratio(masses.output[link.from.position()], sums[link.from.position()]);
        }
    }
    floored(network, links, &flows)
}

/// Flows, none of them below a tiny part of its product's total.
pub(super) fn floored(network: &Network, links: &[Candidate], flows: &[f64]) -> Vec<f64> {
    let totals = totals(network, links, flows);
    let least = |link: &Candidate| LEAST_FLOW * totals[link.product.position()];
    links.iter().zip(flows).map(|(link, &flow)| if flow > least(link) { flow } else { least(link) }).collect()
}

/// Total flow of each product; at least one tonne, to divide by.
pub(super) fn totals(network: &Network, links: &[Candidate], flows: &[f64]) -> Vec<f64> {
    let mut totals = vec![0.0; network.products.len()];
    for (link, flow) in links.iter().zip(flows) {
        totals[link.product.position()] += flow;
    }
    totals.into_iter().map(|total| if total > 0.0 { total } else { 1.0 }).collect()
}

fn ratio(wanted: f64, found: f64) -> f64 {
    if found > 0.0 { wanted / found } else { 1.0 }
}
