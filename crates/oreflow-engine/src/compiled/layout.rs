//! What of a compiled network is the same in all batches: where links lie, and which of them each site has.

use oreflow_network::{Network, Parameter, SiteIndex, TonnesPerMonth};

use super::{Berths, LinkCosts, LinkData};
use crate::measure::Reach;
use crate::pages;
use crate::places::Places;

/// A network laid out for steps of one length, under measures that reach so far; made once for a run.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(super) dt: f64,
    pub(crate) places: Places,
    /// By pool, then by id; it takes parameters to know which are special.
    pub(super) links: Vec<LinkData>,
    pub(super) costs: Vec<LinkCosts>,
    pub(super) berths: Vec<Berths>,
    /// Of sites, in their places.
    pub(super) around: Vec<Around>,
}

/// What is around a site.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// Its links out, by their places.
    pub(super) out: Vec<u32>,
    /// By-products that it is a host of, in the order of the network.
    pub(super) byproducts: Vec<SiteIndex>,
    /// Whether measures may rank its buyers.
    pub(super) ranked: bool,
}

impl Layout {
    pub(crate) fn of(network: &Network, dt: f64, reach: &Reach) -> Self {
        let places = Places::of(network);
        let (links, berths) = lay_out(compile_links(network, &places, dt, &reach.delays));
        let costs = compile_costs(network, &places);
        let mut around: Vec<Around> = places
            .sites
            .iter()
            .map(|site| Around {
                ranked: reach.ranking.get(site.position()).is_some_and(|&ranks| ranks),
                ..Around::default()
            })
            .collect();
        for (position, link) in (0..).zip(&links) {
            around[link.from as usize].out.push(position);
        }
        for (number, site) in (0..).map(SiteIndex).zip(network.sites()) {
            for &host in &site.hosts {
                let of_host = &mut around[places.site(host)].byproducts;
                if of_host.last() != Some(&number) {
                    of_host.push(number);
                }
            }
        }
        Self { dt, places, links, costs, berths, around }
    }
}

/// Gives links their places for cargoes, and says how many links have so many berths.
fn lay_out(mut links: Vec<LinkData>) -> (Vec<LinkData>, Vec<Berths>) {
    let most = links.iter().map(|link| usize::from(link.berths)).max().unwrap_or(0);
    let mut berths = vec![Berths::default(); most + 1];
    for link in &links {
        berths[usize::from(link.berths)].links += 1;
    }
    let mut next: Vec<u32> = Vec::with_capacity(berths.len());
    let mut first = 0;
    for (number, alike) in (0..).zip(&berths) {
        next.push(first);
        first += number * alike.links;
    }
    for link in &mut links {
        let next = &mut next[usize::from(link.berths)];
        link.place = *next;
        *next += 1;
    }
    (links, berths)
}

fn compile_links(network: &Network, places: &Places, dt: f64, delays: &[f64]) -> Vec<LinkData> {
    let mut links = pages::with_capacity(places.links.len());
    for &index in &places.links {
        let link = network.link(index);
        // Voyages and delays are ten years at the most, which is 7,305 steps of a day together.
        let lag = (link.transit.0 / dt).round().max(1.0) as u16;
        let late = delays.get(index.position()).map_or(0, |months| (months / dt).round() as u16);
        links.push(LinkData {
            from: places.site(link.from) as u32,
            conversion: link.conversion,
            per_conversion: 1.0 / link.conversion,
            flow: TonnesPerMonth::from(link.flow).0,
            class: link.class,
            lag,
            berths: lag + 1 + late,
            place: 0,
            feedback: network.is_feedback(index),
            abroad: network.crosses_border(link),
            special: false,
        });
    }
    links
}

fn compile_costs(network: &Network, places: &Places) -> Vec<LinkCosts> {
    pages::collected(places.links.iter().map(|&index| {
        let link = network.link(index);
        let (freight, markup) = (link.freight.0, 1.0 + link.duty);
        let price = network.site_parameter(Parameter::Price, link.from);
        let delivered = (price * markup + freight) * (1.0 / link.conversion);
        LinkCosts { freight, markup, per_markup: 1.0 / markup, delivered }
    }))
}
