//! What a path names: sites, links or slots of a network.

use oreflow_network::{LinkIndex, Network, Problem, ProblemKind, SiteIndex, SiteKind};

use super::Quantity;

/// What a series is read from.
#[derive(Default)]
pub(super) struct Selection {
    pub(super) sites: Vec<SiteIndex>,
    /// Links out of the sites, or for a price the links it is read from.
    pub(super) links: Vec<LinkIndex>,
    /// Links into the sites.
    pub(super) inputs: Vec<LinkIndex>,
    /// Slots with their base use.
    pub(super) slots: Vec<(SiteIndex, usize, f64)>,
}

/// What a quantity is a property of.
#[derive(PartialEq)]
enum Of {
    Makers,
    Consumers,
    Links,
    Slots,
}

fn subject(quantity: Quantity) -> Of {
    match quantity {
        Quantity::Unmet | Quantity::Short | Quantity::PricedOut | Quantity::Demand | Quantity::Served => {
            Of::Consumers
        }
        Quantity::Exports | Quantity::ExportRevenue | Quantity::Imports | Quantity::Price => Of::Links,
        Quantity::Bid | Quantity::Use | Quantity::InputStock | Quantity::InTransit | Quantity::Reserve => {
            Of::Slots
        }
        Quantity::Output
        | Quantity::ValueAdded
        | Quantity::Stock
        | Quantity::Capacity
        | Quantity::Spoiled
        | Quantity::TreatmentCharge => Of::Makers,
    }
}

impl Selection {
    pub(super) fn new(
        quantity: Quantity,
        product: &str,
        place: &str,
        network: &Network,
    ) -> Result<Self, Problem> {
        let found = if place.contains(['>', '@']) {
            Self::of_pair(quantity, product, place, network)?
        } else {
            Self::of_place(quantity, product, place, network)?
        };
        let empty = found.sites.is_empty() && found.links.is_empty() && found.slots.is_empty();
        if empty {
            let message = format!("nothing has {quantity}.{product}.{place} in network {}", network.id());
            return Err(Problem::new(message).kind(ProblemKind::Empty));
        }
        Ok(found)
    }

    /// Links between two places, or of a route. What a place ships to itself counts only where it ships nowhere else in the pair.
    fn of_pair(quantity: Quantity, product: &str, place: &str, network: &Network) -> Result<Self, Problem> {
        if subject(quantity) != Of::Links && quantity != Quantity::InTransit {
            let message = format!("{quantity} is not a quantity of trade between two places");
            return Err(Problem::new(message).help(
                "of 'A>B' and 'A@route' there are exports, imports, export-revenue, price and in-transit",
            ));
        }
        let products = network.select_products(product)?;
        let mut links = network.select_links(place)?;
        links.retain(|&link| products.contains(&network.link(link).product));
        let abroad = |&link: &LinkIndex| network.crosses_border(network.link(link));
        if quantity != Quantity::Price && quantity != Quantity::InTransit && links.iter().any(abroad) {
            links.retain(abroad);
        }
        Ok(Self { links, ..Self::default() })
    }

    fn of_place(quantity: Quantity, product: &str, place: &str, network: &Network) -> Result<Self, Problem> {
        let products = network.select_products(product)?;
        let world = matches!(place, "world" | "*");
        let mut sites = network.select_sites(place)?;
        // Asked for each link of the network.
        let mut named = vec![false; network.products().len()];
        for product in &products {
            named[product.position()] = true;
        }
        let mut within = vec![false; network.sites().len()];
        for site in &sites {
            within[site.position()] = true;
        }
        let (mut links, mut inputs) = (Vec::new(), Vec::new());
        for (position, link) in network.links().iter().enumerate() {
            let (from, to) = (within[link.from.position()], within[link.to.position()]);
            if !(from || to) {
                continue;
            }
            let index = LinkIndex(position as u32);
            let carries = named[link.product.position()];
            let touched = match quantity {
                Quantity::Exports | Quantity::ExportRevenue => {
                    carries && from && network.crosses_border(link)
                }
                Quantity::Imports => carries && to && network.crosses_border(link),
                Quantity::Price => carries && (world || to),
                Quantity::ValueAdded => carries && from,
                _ => false,
            };
            if touched {
                links.push(index);
            }
            if quantity == Quantity::ValueAdded && to && named[network.site(link.to).product.position()] {
                inputs.push(index);
            }
        }
        let subject = subject(quantity);
        let mut slots = Vec::new();
        if subject == Of::Slots {
            for &index in &sites {
                let site = network.site(index);
                for (number, slot) in site.slots.iter().enumerate() {
                    if slot.accepts.iter().any(|(accepted, _)| named[accepted.position()]) {
                        slots.push((index, number, slot.per_unit * site.output.0));
                    }
                }
            }
        }
        let consumers = subject == Of::Consumers;
        sites.retain(|&site| {
            let site = network.site(site);
            named[site.product.position()] && (site.kind == SiteKind::Consumer) == consumers
        });
        // Where nothing is delivered, the price is that of those who make the product there.
        let ex_works = quantity == Quantity::Price && links.is_empty();
        if subject == Of::Slots || (subject == Of::Links && !ex_works) {
            sites.clear();
        }
        inputs.retain(|&link| sites.binary_search(&network.link(link).to).is_ok());
        Ok(Self { sites, links, inputs, slots })
    }
}
