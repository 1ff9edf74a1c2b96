//! Links that could be: whoever makes a product to whoever accepts it, but for what is forbidden.

use crate::tables::{Target, sites};
use crate::{CountryCode, Network, NetworkTables, Problem, ProductIndex, Quantity, SiteIndex, SiteKind};

/// A link that could be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) from: SiteIndex,
    pub(super) to: SiteIndex,
    pub(super) product: ProductIndex,
    pub(super) slot: usize,
    pub(super) conversion: f64,
}

/// All links that could be, in order of their ends.
pub(super) struct Candidates {
    pub(super) links: Vec<Candidate>,
}

/// Finds the candidates; sites that they cannot keep alive are problems.
pub(super) fn candidates(tables: &NetworkTables, problems: &mut Vec<Problem>) -> Candidates {
    let network = &tables.skeleton;
    let forbidding: Vec<Ban<'_>> = tables
        .resolver
        .targets
        .iter()
        .filter(|target| tables.figures[target.figure].value == 0.0)
        .filter_map(|target| Ban::of(network, target))
        .collect();
    let mut links = Vec::new();
    for from in sites(network).filter(|&site| network.site(site).kind != SiteKind::Consumer) {
        for to in sites(network).filter(|&to| to != from) {
            let product = network.site(from).product;
            let Some((slot, conversion)) = network.site(to).slot_for(product) else { continue };
            let link = Candidate { from, to, product, slot, conversion };
            if !forbidding.iter().any(|ban| ban.forbids(network, &link)) {
                links.push(link);
            }
        }
    }
    check_ends(network, &links, !forbidding.is_empty(), problems);
    Candidates { links }
}

/// A figure of zero.
struct Ban<'a> {
    target: &'a Target,
    inside: Vec<CountryCode>,
}

impl<'a> Ban<'a> {
    fn of(network: &Network, target: &'a Target) -> Option<Self> {
        use Quantity::{Exports, Flow, Imports, Use};
        matches!(target.quantity, Exports | Flow | Imports | Use)
            .then(|| Self { target, inside: countries(network, &target.sites) })
    }

    fn forbids(&self, network: &Network, link: &Candidate) -> bool {
        concerns(network, self.target, &self.inside, link)
    }
}

/// Whether a figure of trade or use is about a link.
pub(super) fn concerns(network: &Network, target: &Target, inside: &[CountryCode], link: &Candidate) -> bool {
    let from = target.sites[link.from.position()];
    let to = target.sites[link.to.position()];
    let leaves = |site: SiteIndex| !inside.contains(&network.site(site).country);
    target.products[link.product.position()]
        && match target.quantity {
            Quantity::Flow => from && target.partners[link.to.position()],
            Quantity::Exports => from && leaves(link.to),
            Quantity::Imports => to && leaves(link.from),
            Quantity::Use => to,
            Quantity::Output => from,
            _ => false,
        }
}

/// Countries of the chosen sites, sorted.
pub(super) fn countries(network: &Network, chosen: &[bool]) -> Vec<CountryCode> {
    let mut countries: Vec<CountryCode> = sites(network)
        .filter(|site| chosen[site.position()])
        .map(|site| network.site(site).country)
        .collect();
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// Each input needs a candidate, each output too, and those must have theirs.
fn check_ends(network: &Network, links: &[Candidate], bans: bool, problems: &mut Vec<Problem>) {
    let cause = if bans { "; or a figure of zero forbids it" } else { "" };
    for site in sites(network) {
        let this = network.site(site);
        for (slot, input) in this.slots.iter().enumerate() {
            if !links.iter().any(|link| link.to == site && link.slot == slot) {
                problems.push(
                    Problem::new(format!("no site can supply {} with {}", this.id, input.id))
                        .help(format!("add a site that makes what it accepts{cause}")),
                );
            }
        }
        if this.kind != SiteKind::Consumer && !links.iter().any(|link| link.from == site) {
            let product = &network.product(this.product).id;
            problems.push(
                Problem::new(format!("no site can take the {product} of {}", this.id))
                    .help(format!("add a site that accepts it{cause}")),
            );
        }
    }
}
