//! Who sends what to whom, for making what: shipments of one step, added up by countries.

use std::collections::BTreeMap;

use oreflow_network::{CountryCode, Network, ProductIndex, SiteKind};

use crate::lanes::Lanes;
use crate::run::{Observer, View};

/// A flow of the chain: all links of a product between two countries whose buyers make the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// What is sent.
    pub product: ProductIndex,
    /// Where it is made.
    pub from: CountryCode,
    /// What the buyers make of it; none for final demand.
    pub into: Option<ProductIndex>,
    /// Where the buyers are.
    pub to: CountryCode,
}

/// The flows of a network, sorted, and the one that each link belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Flows {
    pub(crate) flows: Vec<Flow>,
    of_link: Vec<usize>,
}

impl Flows {
    pub(crate) fn of(network: &Network) -> Self {
        let flow = |link: &oreflow_network::Link| {
            let (from, to) = (network.site(link.from), network.site(link.to));
            let into = (to.kind != SiteKind::Consumer).then_some(to.product);
            Flow { product: link.product, from: from.country, into, to: to.country }
        };
        let all: Vec<Flow> = network.links().iter().map(flow).collect();
        let mut numbers: BTreeMap<Flow, usize> = all.iter().map(|&flow| (flow, 0)).collect();
        numbers.values_mut().enumerate().for_each(|(number, place)| *place = number);
        Self { of_link: all.iter().map(|flow| numbers[flow]).collect(), flows: numbers.into_keys().collect() }
    }

    /// Adds up the values of links, in their order.
    pub(crate) fn total<T: Clone>(
        &self,
        zero: T,
        of_link: impl Fn(usize) -> T,
        add: impl Fn(T, T) -> T,
    ) -> Vec<T> {
        let mut totals = vec![zero; self.flows.len()];
        for (link, &flow) in self.of_link.iter().enumerate() {
            totals[flow] = add(totals[flow].clone(), of_link(link));
        }
        totals
    }
}

/// Records what is shipped in one step: `[flow]`.
pub(crate) struct FlowRecorder<'a, V> {
    flows: &'a Flows,
    step: usize,
    pub(crate) shipped: Vec<V>,
}

impl<'a, V: Lanes> FlowRecorder<'a, V> {
    pub(crate) fn new(flows: &'a Flows, step: usize) -> Self {
        Self { flows, step, shipped: Vec::new() }
    }
}

impl<V: Lanes> Observer<V> for FlowRecorder<'_, V> {
    fn observe(&mut self, view: &View<'_, V>) {
        if view.step() == self.step {
            let shipment = |link: usize| view.shipment(oreflow_network::LinkIndex(link as u32));
            self.shipped = self.flows.total(V::splat(0.0), shipment, |a, b| a + b);
        }
    }
}
