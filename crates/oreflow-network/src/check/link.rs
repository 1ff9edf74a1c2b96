//! Links: between known sites, of a product the buyer accepts, with sound numbers.

use super::{Declared, column, is_positive};
use crate::suggest::unknown;
use crate::{Link, LinkId, LinkSpec, Network, Problem, ProductId, Site, SiteIndex};

/// Longest voyage in months.
const LONGEST_TRANSIT: f64 = 120.0;

/// Links, sorted by id, those that could be read.
pub(crate) fn links(
    declared: &Declared<'_>,
    network: &Network,
    specs: &[LinkSpec],
    problems: &mut Vec<Problem>,
) -> Vec<Link> {
    let mut links: Vec<(Link, &LinkSpec)> = Vec::new();
    for spec in specs {
        check_numbers(spec, problems);
        check_words(spec, problems);
        let from = end(declared, network, spec, &spec.from, "from", problems);
        let to = end(declared, network, spec, &spec.to, "to", problems);
        if let (Some(from), Some(to)) = (from, to) {
            links.extend(join(network, spec, from, to, problems).map(|link| (link, spec)));
        }
    }
    links.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    for pair in links.windows(2) {
        if pair[0].0.id == pair[1].0.id {
            problems.push(
                Problem::new(format!("link {} is listed twice", pair[0].0.id))
                    .help("remove one of the two, or give each its route")
                    .at(pair[1].1.location.clone()),
            );
        }
    }
    links.into_iter().map(|(link, _)| link).collect()
}

/// The site at an end of a link; one that was declared but could not be read is not blamed again.
fn end(
    declared: &Declared<'_>,
    network: &Network,
    spec: &LinkSpec,
    id: &str,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Option<SiteIndex> {
    let found = network.site_index(id);
    if found.is_none() && declared.site_position(id).is_none() {
        let problem = unknown("site", id, declared.sites.iter().map(|site| site.id.as_str()));
        problems.push(Problem {
            message: format!("link {}>{}: {}", spec.from, spec.to, problem.message),
            ..problem.at(column(spec.location.as_ref(), name))
        });
    }
    found
}

fn join(
    network: &Network,
    spec: &LinkSpec,
    from: SiteIndex,
    to: SiteIndex,
    problems: &mut Vec<Problem>,
) -> Option<Link> {
    let (supplier, buyer) = (network.site(from), network.site(to));
    let product = supplier.product;
    let Some((slot, conversion)) = buyer.slot_for(product) else {
        let accepted: Vec<&str> = buyer
            .slots
            .iter()
            .flat_map(|slot| &slot.accepts)
            .map(|(product, _)| network.product(*product).id.as_str())
            .collect();
        let carried = &network.product(product).id;
        problems.push(
            Problem::new(format!(
                "link {}>{} carries {carried}, which no input of {} accepts",
                spec.from, spec.to, spec.to
            ))
            .help(match accepted.as_slice() {
                [] => format!("{} takes nothing in", spec.to),
                some => format!("{} accepts {}", spec.to, some.join(", ")),
            })
            .at(column(spec.location.as_ref(), "to")),
        );
        return None;
    };
    Some(Link {
        id: LinkId::new(&supplier.id, &buyer.id, spec.route.as_deref()),
        route: spec.route.clone(),
        class: spec.class,
        from,
        to,
        product,
        slot,
        conversion,
        flow: spec.flow,
        transit: spec.transit,
        freight: spec.freight,
        duty: spec.duty,
        passages: spec.passages.clone(),
        provenance: spec.provenance.clone(),
    })
}

impl Site {
    /// Position of the slot that takes a product, and the units of slot material one unit counts for.
    pub fn slot_for(&self, product: crate::ProductIndex) -> Option<(usize, f64)> {
        self.slots.iter().enumerate().find_map(|(position, slot)| {
            let (_, conversion) = slot.accepts.iter().find(|(accepted, _)| *accepted == product)?;
            Some((position, *conversion))
        })
    }
}

fn check_numbers(spec: &LinkSpec, problems: &mut Vec<Problem>) {
    let name = format!("{}>{}", spec.from, spec.to);
    if !is_positive(spec.flow.0) {
        problems.push(
            Problem::new(format!("link {name} has base flow {}", spec.flow))
                .help("write a positive flow; a supplier that may appear later gets a seed of 0.1 % to 1 % of the buyer's use")
                .at(column(spec.location.as_ref(), "flow")),
        );
    }
    if !(1..=9).contains(&spec.class) {
        problems.push(
            Problem::new(format!("link {name} has class {}", spec.class))
                .help("write a class from 1, served first, to 9")
                .at(column(spec.location.as_ref(), "class")),
        );
    }
    if spec.transit.0.is_finite() && spec.transit.0 > LONGEST_TRANSIT {
        problems.push(
            Problem::new(format!("link {name} has transit {}", spec.transit.0))
                .help(format!("write at most {LONGEST_TRANSIT} months"))
                .at(column(spec.location.as_ref(), "transit")),
        );
    }
    for (what, value) in [("transit", spec.transit.0), ("freight", spec.freight.0), ("duty", spec.duty)] {
        if !(value.is_finite() && value >= 0.0) {
            problems.push(
                Problem::new(format!("link {name} has {what} {value}"))
                    .help("write zero or more")
                    .at(column(spec.location.as_ref(), what)),
            );
        }
    }
}

fn check_words(spec: &LinkSpec, problems: &mut Vec<Problem>) {
    let name = format!("{}>{}", spec.from, spec.to);
    let passages = spec.passages.iter().map(|word| (word, "passages"));
    for (word, what) in spec.route.iter().map(|word| (word, "route")).chain(passages) {
        if word.parse::<ProductId>().is_err() {
            problems.push(
                Problem::new(format!("link {name}: '{word}' is not a name of its {what}"))
                    .help("write lower-case words with dashes, such as 'red-sea', separated by spaces")
                    .at(column(spec.location.as_ref(), what)),
            );
        }
    }
    for (position, passage) in spec.passages.iter().enumerate() {
        if spec.passages[..position].contains(passage) {
            problems.push(
                Problem::new(format!("link {name} passes {passage} twice"))
                    .help("name each passage once")
                    .at(column(spec.location.as_ref(), "passages")),
            );
        }
    }
}
