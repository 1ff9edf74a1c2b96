//! Reach: every input has a supplier, every output a buyer, and all of it comes out of some ground.

use super::Declared;
use crate::{Location, Network, Problem, Site, SiteKind};

/// Checks that each site can get what it needs and rid of what it makes.
///
/// Starting from sites without inputs (mines, collectors of scrap, by-products), a site is supplied as
/// soon as each of its inputs has one supplied supplier; a closed circle of sites that only feed each
/// other never is.
///
/// # Complexity
/// Linear in links.
pub(crate) fn reach(declared: &Declared<'_>, network: &Network, problems: &mut Vec<Problem>) {
    let mut buyers = vec![0_usize; network.sites.len()];
    let mut suppliers: Vec<Vec<usize>> = network.sites.iter().map(|site| vec![0; site.slots.len()]).collect();
    for link in &network.links {
        buyers[link.from.position()] += 1;
        suppliers[link.to.position()][link.slot] += 1;
    }
    let before = problems.len();
    for (at, site) in network.sites.iter().enumerate() {
        let place = declared.site(site.id.as_str()).and_then(|spec| spec.location.clone());
        if site.kind == SiteKind::Consumer {
            if buyers[at] > 0 {
                problems.push(
                    Problem::new(format!("site {} is a consumer, yet links leave it", site.id))
                        .help("what comes back from use is a recycler with the consumer as host")
                        .at(place.clone()),
                );
            }
        } else if buyers[at] == 0 {
            problems.push(no_buyer(network, site, place.clone()));
        }
        for (slot, _) in suppliers[at].iter().enumerate().filter(|(_, count)| **count == 0) {
            problems.push(no_supplier(network, site, slot, place.clone()));
        }
    }
    let rootless = problems.len() == before;
    let supplied = supplied(network);
    for (at, site) in network.sites.iter().enumerate() {
        let explained = suppliers[at].contains(&0);
        if supplied[at] || explained || (site.kind != SiteKind::Consumer && !rootless) {
            continue;
        }
        let from: Vec<&str> = network
            .links
            .iter()
            .filter(|link| link.to.position() == at && !supplied[link.from.position()])
            .map(|link| network.site(link.from).id.as_str())
            .collect();
        problems.push(
            Problem::new(format!("no mine or recycler reaches site {} through {}", site.id, from.join(", ")))
                .help("link a source to these suppliers, or the buyer to other suppliers")
                .at(declared.site(site.id.as_str()).and_then(|spec| spec.location.clone())),
        );
    }
}

/// Which sites a source reaches in all their inputs.
fn supplied(network: &Network) -> Vec<bool> {
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); network.sites.len()];
    for (at, link) in network.links.iter().enumerate() {
        outgoing[link.from.position()].push(at);
    }
    let mut fed: Vec<Vec<bool>> = network.sites.iter().map(|site| vec![false; site.slots.len()]).collect();
    let mut supplied: Vec<bool> = network.sites.iter().map(|site| site.slots.is_empty()).collect();
    let mut news: Vec<usize> = (0..network.sites.len()).filter(|&at| supplied[at]).collect();
    while let Some(at) = news.pop() {
        for link in outgoing[at].iter().map(|&link| &network.links[link]) {
            let to = link.to.position();
            fed[to][link.slot] = true;
            if !supplied[to] && fed[to].iter().all(|&fed| fed) {
                supplied[to] = true;
                news.push(to);
            }
        }
    }
    supplied
}

fn no_buyer(network: &Network, site: &Site, place: Option<Location>) -> Problem {
    let takers: Vec<&str> = network
        .sites
        .iter()
        .filter(|other| other.slot_for(site.product).is_some())
        .map(|other| other.id.as_str())
        .take(3)
        .collect();
    let product = &network.product(site.product).id;
    Problem::new(format!("site {} has no buyer for its {product}", site.id))
        .help(match takers.as_slice() {
            [] => format!("give some site a recipe that accepts {product}, or remove the site"),
            some => format!("add a link to a site that accepts it, such as {}", some.join(", ")),
        })
        .at(place)
}

fn no_supplier(network: &Network, site: &Site, slot: usize, place: Option<Location>) -> Problem {
    let slot = &site.slots[slot];
    let accepted = |other: &&Site| slot.accepts.iter().any(|(product, _)| *product == other.product);
    let makers: Vec<&str> = network
        .sites
        .iter()
        .filter(|other| other.kind != SiteKind::Consumer)
        .filter(accepted)
        .map(|other| other.id.as_str())
        .take(3)
        .collect();
    Problem::new(format!("site {} has no supplier for its input {}", site.id, slot.id))
        .help(match makers.as_slice() {
            [] => "add a site that makes it".to_owned(),
            some => format!("add a link from a site that makes it, such as {}", some.join(", ")),
        })
        .at(place)
}
