//! Hosts of by-products: no circles, and not too deep.

use super::{Declared, column};
use crate::Problem;
use crate::graph::cycles;

/// Checks who drives whom among by-products.
///
/// A by-product follows its hosts with a step's delay. A host may itself be a by-product, but not of
/// another by-product: a longer chain would only add up delays that nobody meant.
pub(crate) fn hosts(declared: &Declared<'_>, problems: &mut Vec<Problem>) {
    let hosts_of = |at: usize| {
        let names = declared.sites[at].hosts.iter();
        names.filter_map(|host| declared.site_position(host)).collect::<Vec<usize>>()
    };
    let sites = declared.sites.len();
    let edges: Vec<(usize, usize)> =
        (0..sites).flat_map(|at| hosts_of(at).into_iter().map(move |host| (host, at))).collect();
    let circles = cycles(sites, &edges);
    for circle in &circles {
        let names: Vec<&str> = circle.iter().map(|&at| declared.sites[at].id.as_str()).collect();
        problems.push(
            Problem::new(format!("hosts run in a circle: {}", names.join(", ")))
                .help("let one of them stand on its own, without hosts")
                .at(column(declared.sites[circle[0]].location.as_ref(), "hosts")),
        );
    }
    if !circles.is_empty() {
        return;
    }
    for at in 0..sites {
        for host in hosts_of(at) {
            let deeper = hosts_of(host).into_iter().find(|&above| !hosts_of(above).is_empty());
            if let Some(above) = deeper {
                problems.push(
                    Problem::new(format!(
                        "site {} is a by-product of {}, itself a by-product of the by-product {}",
                        declared.sites[at].id, declared.sites[host].id, declared.sites[above].id
                    ))
                    .help("name as host the site that drives them all")
                    .at(column(declared.sites[at].location.as_ref(), "hosts")),
                );
            }
        }
    }
}
