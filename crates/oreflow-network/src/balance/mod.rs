//! From published figures that contradict each other to base flows that balance.
//!
//! 1. Every site that makes a product and every site that accepts it are a *candidate* link, unless a
//!    figure of zero forbids it ([`candidate`]).
//! 2. A *gravity prior* spreads what each site makes over those who use it, nearer and domestic buyers
//!    first ([`prior`]).
//! 3. Every other figure is a *target*: a sum of flows, with a standard deviation by how well it is
//!    known ([`target`]).
//! 4. The *programme* finds the flows nearest to the targets, and among them the flows nearest to the
//!    prior, such that each site's inputs follow its recipe and no capacity is exceeded ([`program`]).
//! 5. Masses of this solution make a better prior; it is solved once more, tiny links are *pruned*
//!    ([`prune`]), and what is left is solved again.
//! 6. Flows are *settled* until each recipe holds to the last bits ([`settle`]).

mod candidate;
mod exact;
mod interior;
mod mass;
mod prior;
mod program;
mod prune;
mod route;
mod sea;
mod settle;
mod sparse;
mod target;

use candidate::{Candidate, Candidates};
use mass::Masses;
use program::{Bound, Program};
use route::Routes;
use target::SoftRow;

use crate::tables::Pool;
use crate::{
    Confidence, Figure, LinkSpec, Network, NetworkError, NetworkTables, Problem, Provenance, Quantity,
    TonnesPerYear,
};

/// How balancing goes about it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct BalanceOptions {
    /// Share of a buyer's input below which a link may be pruned.
    pub smallest_share: f64,
    /// Links to keep at most for each product on average; the smallest share is doubled until they are no more, but each
    /// site keeps its largest suppliers and buyers, and each published figure its largest link.
    pub links_per_product: usize,
}

impl Default for BalanceOptions {
    fn default() -> Self {
        Self { smallest_share: 0.01, links_per_product: 125 }
    }
}

/// How far balancing moved a figure.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Moved {
    /// The figure.
    pub figure: Figure,
    /// What the balanced flows say, t/yr.
    pub balanced: f64,
}

impl Moved {
    /// The published value, t/yr.
    pub fn published(&self) -> f64 {
        self.figure.value
    }

    /// Relative move: 0.1 if the balanced value is 10 % above the published one; 0 for a figure of zero.
    pub fn relative(&self) -> f64 {
        if self.figure.value > 0.0 { self.balanced / self.figure.value - 1.0 } else { 0.0 }
    }

    /// Move in standard deviations of the figure; 0 for a figure of zero.
    pub fn deviations(&self) -> f64 {
        self.relative() / self.figure.confidence.standard_deviation()
    }
}

/// Balanced tables.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Balanced {
    /// The links, sorted by their ends.
    pub links: Vec<LinkSpec>,
    /// The network of these links.
    pub network: Network,
    /// How far each balanced figure moved, in the order of the figures.
    pub moved: Vec<Moved>,
    /// Links that were possible, of which the tiny ones were pruned.
    pub candidates: usize,
}

/// Finds base flows nearest to the figures of some tables.
///
/// Minimises the sum over figures of squared moves in standard deviations; among the flows that do so it
/// takes those nearest to a gravity prior, by the sum over links of `(x - g)^2 / g` (where no link
/// vanishes, exactly so). Subject to: each site takes in per unit of output what its recipe says; no site
/// makes more than its capacity; no flow is negative. Figures that contradict each other share the blame
/// by their confidence and are reported, not refused; a site that would vanish keeps a thousandth of what
/// its figures say.
///
/// # Errors
/// Sites that no allowed link can supply or rid of their output, sites that the figures leave without
/// flow, figures of no output or demand, and countries whose way to another is unknown.
///
/// # Reproducibility
/// The same figures give the same bits, in whatever order their rows stand.
///
/// # Complexity
/// A few dozen sparse factorisations of order (figures + inputs of sites), and a few interior-point solutions, sparse in
/// candidate links.
///
/// # References
/// - Stone, Champernowne and Meade (1942), *The precision of national income estimates*, Review of Economic
///   Studies 9(2), 111-125: balancing by least squares with the reliability of each figure.
/// - Goulart and Chen (2024), *Clarabel: an interior-point solver for conic programs with quadratic
///   objectives*, arXiv:2405.12762.
/// - Hintermueller, Ito and Kunisch (2002), *The primal-dual active set strategy as a semismooth Newton
///   method*, SIAM Journal on Optimization 13(3), 865-888.
/// - Rockafellar (1976), *Monotone operators and the proximal point algorithm*, SIAM Journal on Control and
///   Optimization 14(5), 877-898.
pub fn balance(tables: &NetworkTables, options: &BalanceOptions) -> Result<Balanced, NetworkError> {
    let mut problems = Vec::new();
    check_nothing_made(tables, &mut problems);
    let pools = crate::tables::capacities(&tables.skeleton, &tables.figures, &tables.resolver, &mut problems);
    let candidates = candidate::candidates(tables, &mut problems);
    let routes = Routes::new(tables, &candidates.links, &mut problems);
    if !problems.is_empty() {
        return Err(NetworkError::of(problems));
    }
    let ground = Ground { tables, routes: &routes, pools: &pools };
    let (links, flows) = ground.solve(&candidates, options)?;
    let specs = ground.describe(&links, &flows);
    let network = tables.with_links(&specs)?;
    let moved = moves(tables, &links, &flows);
    Ok(Balanced { links: specs, network, moved, candidates: candidates.links.len() })
}

/// Part of what its figures say below which a site counts as vanishing, and on which it is then kept.
const LEAST_OF_SITE: f64 = 1e-3;
/// Part of any capacity that such remainders may use.
const LEAST_OF_CAPACITY: f64 = 0.1;

/// What all steps of balancing stand on.
struct Ground<'a> {
    tables: &'a NetworkTables,
    routes: &'a Routes,
    pools: &'a [Pool],
}

/// Links that are kept, with their flows.
type Solution = (Vec<Candidate>, Vec<f64>);

impl Ground<'_> {
    fn solve(&self, candidates: &Candidates, options: &BalanceOptions) -> Result<Solution, NetworkError> {
        let network = &self.tables.skeleton;
        let guess = mass::guess(self.tables);
        let mut contradicted = false;
        let mut prior = prior::gravity(self.tables, &candidates.links, &guess, self.routes);
        for _ in 0..2 {
            let flows = self.flows(&candidates.links, &prior, &guess, &mut contradicted)?;
            let masses = mass::of_flows(network, &candidates.links, &flows, &guess);
            prior = prior::gravity(self.tables, &candidates.links, &masses, self.routes);
        }
        let flows = self.flows(&candidates.links, &prior, &guess, &mut contradicted)?;
        let kept = prune::prune(self.tables, &candidates.links, &flows, options);
        let mut links: Vec<Candidate> = kept.iter().map(|&at| candidates.links[at]).collect();
        let mut prior: Vec<f64> = kept.iter().map(|&at| flows[at]).collect();
        loop {
            prune::check_alive(network, &links)?;
            let floored = prior::floored(network, &links, &prior);
            let mut flows = self.flows(&links, &floored, &guess, &mut contradicted)?;
            let alive = prune::alive(network, &links, &flows);
            if alive.iter().all(|&alive| alive) {
                settle::settle(network, &links, &mut flows);
                return Ok((links, flows));
            }
            prior = prune::keep(&flows, &alive);
            links = prune::keep(&links, &alive);
        }
    }

    /// The flows of the programme; if a site would vanish, each link keeps a remainder from then on.
    fn flows(
        &self,
        links: &[Candidate],
        prior: &[f64],
        guess: &Masses,
        contradicted: &mut bool,
    ) -> Result<Vec<f64>, NetworkError> {
        if !*contradicted {
            let flows = self.program(links, prior, &vec![0.0; links.len()]).solve()?;
            if !mass::some_vanish(&self.tables.skeleton, links, &flows, guess, LEAST_OF_SITE) {
                return Ok(flows);
            }
            *contradicted = true;
        }
        self.program(links, prior, &self.remainders(links, guess)).solve()
    }

    fn program(&self, links: &[Candidate], prior: &[f64], floors: &[f64]) -> Program {
        let rows = target::soft_rows(self.tables, links);
        Program::new(&self.tables.skeleton, links, prior, floors, rows, self.bounds(links))
    }

    fn bounds(&self, links: &[Candidate]) -> Vec<Bound> {
        let network = &self.tables.skeleton;
        let bound = |pool: &Pool| Bound {
            flows: target::outputs(network, links, &pool.sites),
            capacity: pool.amount,
        };
        self.pools.iter().map(bound).collect()
    }

    /// A small part of flows that follow all recipes and stay far below all capacities.
    fn remainders(&self, links: &[Candidate], guess: &Masses) -> Vec<f64> {
        let mut flows = prior::gravity(self.tables, links, guess, self.routes);
        settle::settle(&self.tables.skeleton, links, &mut flows);
        let mut part = LEAST_OF_SITE;
        for bound in self.bounds(links) {
            let used: f64 = bound.flows.iter().map(|&at| flows[at]).sum();
            let most = LEAST_OF_CAPACITY * bound.capacity / used;
            part = if most < part { most } else { part };
        }
        flows.iter().map(|flow| flow * part).collect()
    }

    fn describe(&self, links: &[Candidate], flows: &[f64]) -> Vec<LinkSpec> {
        let tables = self.tables;
        let mut shared: Vec<Option<Provenance>> = vec![None; links.len()];
        for row in target::soft_rows(tables, links) {
            let figure = &tables.figures[row.figure];
            if figure.quantity == Quantity::Flow {
                for &(link, _) in &row.terms {
                    let better = provenance(figure, row.terms.len());
                    let known = &mut shared[link];
                    if known
                        .as_ref()
                        .is_none_or(|known| known.published.is_none() && better.published.is_some())
                    {
                        *known = Some(better);
                    }
                }
            }
        }
        let ends = links.iter().zip(flows).zip(shared);
        let mut specs: Vec<LinkSpec> = ends
            .map(|((link, &flow), known)| {
                let mut spec = self.routes.describe(tables, link, TonnesPerYear(flow));
                spec.provenance = Some(known.unwrap_or_else(|| Provenance {
                    published: None,
                    confidence: Confidence::Estimated,
                    source: "gravity prior".to_owned(),
                }));
                spec
            })
            .collect();
        specs.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
        specs
    }
}

/// What a flow figure says of one of the links it is about.
fn provenance(figure: &Figure, links: usize) -> Provenance {
    if links == 1 {
        let published = Some(TonnesPerYear(figure.value));
        return Provenance { published, confidence: figure.confidence, source: figure.source.clone() };
    }
    let source = format!("part of {} ({})", figure.path(), figure.source);
    Provenance { published: None, confidence: Confidence::Estimated, source }
}

fn moves(tables: &NetworkTables, links: &[Candidate], flows: &[f64]) -> Vec<Moved> {
    let rows = target::all_rows(tables, links);
    rows.into_iter()
        .map(|row: SoftRow| Moved {
            figure: tables.figures[row.figure].clone(),
            balanced: row.terms.iter().map(|&(link, factor)| flows[link] * factor).sum(),
        })
        .collect()
}

/// A site that makes or uses nothing is no site.
fn check_nothing_made(tables: &NetworkTables, problems: &mut Vec<Problem>) {
    let nothing = |figure: &&Figure| {
        matches!(figure.quantity, Quantity::Output | Quantity::Demand | Quantity::Capacity)
            && figure.value == 0.0
    };
    for figure in tables.figures.iter().filter(nothing) {
        problems.push(
            Problem::new(format!("{} is zero", figure.path()))
                .help("remove the sites that make nothing, or the row")
                .at(figure.location.clone().map(|place| place.column("value"))),
        );
    }
}
