//! Fewer links: tiny ones go, those that matter to a site or a figure stay.

use super::BalanceOptions;
use super::candidate::Candidate;
use super::prior::totals;
use super::target::soft_rows;
use crate::tables::sites;
use crate::{Network, NetworkError, NetworkTables, Problem, Quantity, SiteKind};

/// Suppliers that each input keeps, where they bring more than [`DIVERSE`] of it.
const SUPPLIERS: usize = 3;
const DIVERSE: f64 = 1e-3;
/// Buyers that each site keeps.
const BUYERS: usize = 2;
/// Part of a published flow that the kept links must carry.
const PUBLISHED: f64 = 0.95;
/// Part of a buyer's input, and of a supplier's output, below which a flow is none.
const OF_INPUT: f64 = 1e-6;
const OF_OUTPUT: f64 = 1e-3;
/// Part of all flow of a product below which a flow is none.
const OF_PRODUCT: f64 = 1e-9;

/// Positions of the links to keep, in order.
pub(super) fn prune(
    tables: &NetworkTables,
    links: &[Candidate],
    flows: &[f64],
    options: &BalanceOptions,
) -> Vec<usize> {
    let network = &tables.skeleton;
    let shares = Shares::of(network, links, flows);
    let mut needed = vec![false; links.len()];
    keep_for_figures(tables, links, flows, &mut needed);
    keep_for_sites(network, links, flows, &shares, &mut needed);
    let mut smallest = options.smallest_share;
    let most = options.links_per_product.saturating_mul(network.products.len());
    loop {
        let stays = |at: usize| {
            let large = shares.of_input[at] >= smallest || shares.of_output[at] >= 2.0 * smallest;
            flows[at] > 0.0 && (needed[at] || large)
        };
        let kept: Vec<usize> = (0..links.len()).filter(|&at| stays(at)).collect();
        if kept.len() <= most || smallest >= 1.0 || smallest <= 0.0 {
            return kept;
        }
        smallest *= 2.0;
    }
}

/// Which flows are more than rounding.
pub(super) fn alive(network: &Network, links: &[Candidate], flows: &[f64]) -> Vec<bool> {
    let shares = Shares::of(network, links, flows);
    let totals = totals(network, links, flows);
    links
        .iter()
        .enumerate()
        .map(|(at, link)| {
            let matters = shares.of_input[at] >= OF_INPUT || shares.of_output[at] >= OF_OUTPUT;
            matters && flows[at] > OF_PRODUCT * totals[link.product.position()]
        })
        .collect()
}

/// Those of the items that are marked.
pub(super) fn keep<T: Copy>(items: &[T], marks: &[bool]) -> Vec<T> {
    items.iter().zip(marks).filter(|(_, mark)| **mark).map(|(item, _)| *item).collect()
}

/// Checks that each site has a supplier for each input, and a buyer.
pub(super) fn check_alive(network: &Network, links: &[Candidate]) -> Result<(), NetworkError> {
    let lost = |&site: &crate::SiteIndex| {
        let this = network.site(site);
        let sells = this.kind == SiteKind::Consumer || links.iter().any(|link| link.from == site);
        let is_fed = |slot: usize| links.iter().any(|link| link.to == site && link.slot == slot);
        !sells || !(0..this.slots.len()).all(is_fed)
    };
    let problems: Vec<Problem> = sites(network)
        .filter(lost)
        .map(|site| {
            Problem::new(format!("the figures leave nothing for site {}", network.site(site).id))
                .help("look at its output, its capacity, and zero or too small trade of its country; or remove the site")
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(NetworkError::of(problems)) }
}

/// Shares of each link in its buyer's input and in its supplier's output.
struct Shares {
    of_input: Vec<f64>,
    of_output: Vec<f64>,
}

impl Shares {
    fn of(network: &Network, links: &[Candidate], flows: &[f64]) -> Self {
        let mut input: Vec<Vec<f64>> = network.sites.iter().map(|site| vec![0.0; site.slots.len()]).collect();
        let mut output = vec![0.0; network.sites.len()];
        for (link, flow) in links.iter().zip(flows) {
            input[link.to.position()][link.slot] += flow * link.conversion;
            output[link.from.position()] += flow;
        }
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let ends = || links.iter().zip(flows);
        Self {
            of_input: ends()
                .map(|(link, flow)| share(flow * link.conversion, input[link.to.position()][link.slot]))
                .collect(),
            of_output: ends().map(|(link, flow)| share(*flow, output[link.from.position()])).collect(),
        }
    }
}

/// Each figure keeps its largest link, each published flow all but a small part.
fn keep_for_figures(tables: &NetworkTables, links: &[Candidate], flows: &[f64], needed: &mut [bool]) {
    for row in soft_rows(tables, links) {
        let mut members: Vec<usize> = row.terms.iter().map(|term| term.0).collect();
        sort_by_flow(&mut members, flows);
        let total: f64 = members.iter().map(|&at| flows[at]).sum();
        let is_flow = tables.figures[row.figure].quantity == Quantity::Flow;
        let mut carried = 0.0;
        for (position, &at) in members.iter().enumerate() {
            if position > 0 && (!is_flow || carried >= PUBLISHED * total) {
                break;
            }
            needed[at] = true;
            carried += flows[at];
        }
    }
}

/// Each input keeps its largest suppliers, each site its largest buyers.
fn keep_for_sites(
    network: &Network,
    links: &[Candidate],
    flows: &[f64],
    shares: &Shares,
    needed: &mut [bool],
) {
    for site in sites(network) {
        for slot in 0..network.site(site).slots.len() {
            let feeds = |&at: &usize| links[at].to == site && links[at].slot == slot;
            let mut members: Vec<usize> = (0..links.len()).filter(feeds).collect();
            sort_by_flow(&mut members, flows);
            for (position, &at) in members.iter().take(SUPPLIERS).enumerate() {
                needed[at] |= position == 0 || shares.of_input[at] >= DIVERSE;
            }
        }
        let mut members: Vec<usize> = (0..links.len()).filter(|&at| links[at].from == site).collect();
        sort_by_flow(&mut members, flows);
        members.iter().take(BUYERS).for_each(|&at| needed[at] = true);
    }
}

/// Largest flow first; equal flows in order of their links.
fn sort_by_flow(members: &mut [usize], flows: &[f64]) {
    members.sort_by(|&a, &b| flows[b].total_cmp(&flows[a]).then(a.cmp(&b)));
}
