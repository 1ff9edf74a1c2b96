//! The steady state (section 5 of docs/model.md).

use std::collections::VecDeque;

use oreflow_network::{LinkIndex, Parameter, SiteIndex, SiteKind};

use super::{Link, Pool, Reference, Site, most};

impl Reference<'_> {
    pub(super) fn find_base(&mut self) {
        self.add_pools();
        self.add_links();
        self.add_sites();
        self.fill_pools();
        self.find_expectations();
    }

    fn add_pools(&mut self) {
        for &site in self.network.upstream_first() {
            for slot in 0..self.network.site(site).slots.len() {
                self.pools.push(Pool {
                    site: site.position(),
                    slot,
                    usage0: 0.0,
                    per_unit: 0.0,
                    cost0: 0.0,
                    ln_availability0: 0.0,
                    stock: 0.0,
                    under_way: 0.0,
                    use_seen: 0.0,
                    use_lasting: 0.0,
                    ln_bid: 0.0,
                    bid_short: 0.0,
                    bid_long: 0.0,
                    bid: 0.0,
                    lead: 0.0,
                    ln_availability: 0.0,
                    cost: 0.0,
                    blocked: 0.0,
                    scarcity: 0.0,
                    sellers_premium: 0.0,
                    ceiling: 0.0,
                });
            }
        }
    }

    fn add_links(&mut self) {
        let network = self.network;
        for (number, pool) in self.pools.iter().enumerate() {
            for (index, link) in network.links().iter().enumerate() {
                if link.to.position() != pool.site || link.slot != pool.slot {
                    continue;
                }
                let flow0 = link.flow.0 / 12.0;
                let steps = most((link.transit.0 / self.dt).round(), 1.0) as usize;
                let price = network.site_parameter(Parameter::Price, link.from);
                self.links.push(Link {
                    index,
                    from: link.from.position(),
                    pool: number,
                    conversion: link.conversion,
                    flow0,
                    share0: 0.0,
                    cost0: (price * (1.0 + link.duty) + link.freight.0) * (1.0 / link.conversion),
                    freight: link.freight.0,
                    duty: link.duty,
                    feedback: network.is_feedback(LinkIndex(index as u32)),
                    abroad: network.site(link.from).country != network.site(link.to).country,
                    steps,
                    share: 0.0,
                    cargoes: VecDeque::from(vec![flow0 * self.dt; steps]),
                    claim: 0.0,
                    order: 0.0,
                    shipment: 0.0,
                    delivered: 0.0,
                });
            }
        }
        for pool in 0..self.pools.len() {
            let links = self.links_into(pool);
            let usage: f64 = links.iter().map(|&l| self.links[l].flow0 * self.links[l].conversion).sum();
            for &l in &links {
                let link = &mut self.links[l];
                link.share0 = link.flow0 * link.conversion / usage;
                link.share = link.share0;
            }
            self.pools[pool].usage0 = usage;
            self.pools[pool].cost0 = links.iter().map(|&l| self.links[l].share0 * self.links[l].cost0).sum();
        }
    }

    fn add_sites(&mut self) {
        let network = self.network;
        for (position, data) in network.sites().iter().enumerate() {
            let index = SiteIndex(position as u32);
            let parameter = |parameter| network.site_parameter(parameter, index);
            let output0 = data.output.0 / 12.0;
            let price0 = parameter(Parameter::Price);
            let mut inputs = 0.0;
            for pool in self.pools_of(position) {
                self.pools[pool].per_unit = self.pools[pool].usage0 / output0;
                inputs += self.pools[pool].per_unit * self.pools[pool].cost0;
            }
            let margin0 = parameter(Parameter::Margin) * price0;
            let capacity0 = output0 / parameter(Parameter::Utilisation);
            self.sites.push(Site {
                index,
                kind: data.kind,
                product: data.product.0,
                hosts: data.hosts.iter().map(|host| host.position()).collect(),
                output0,
                price0,
                capacity0,
                margin0,
                operating_cost: (price0 - inputs) - margin0,
                stock: parameter(Parameter::CoverOutput) * output0,
                ln_price: 0.0,
                trend: 0.0,
                premium: 0.0,
                orders_seen: output0,
                capacity: capacity0,
                building: [0.0; 3],
                margin_seen: margin0,
                fill: 1.0,
                availability: most(capacity0 / output0, 1.0),
                claims: output0,
                host: 1.0,
                output: output0,
                price: 0.0,
                wanted: 0.0,
                margin: 0.0,
                scarcest_input: 1.0,
                orders: 0.0,
                available: 0.0,
                pull: 0.0,
            });
        }
    }

    fn fill_pools(&mut self) {
        for pool in 0..self.pools.len() {
            let cover = self.of_site(Parameter::CoverInput, self.pools[pool].site);
            let mut under_way = 0.0;
            for l in self.links_into(pool) {
                let link = &self.links[l];
                under_way += link.flow0 * self.dt * (link.steps as f64 * link.conversion);
            }
            let pool = &mut self.pools[pool];
            pool.stock = cover * pool.usage0;
            pool.use_seen = pool.usage0;
            pool.use_lasting = pool.usage0;
            pool.under_way = under_way;
        }
    }

    /// Iterates expectations to their fixed point, to the bit.
    fn find_expectations(&mut self) {
        for _ in 0..2000 {
            let before: Vec<f64> = self.sites.iter().map(|site| site.availability).collect();
            self.expect();
            let after: Vec<f64> = self.sites.iter().map(|site| site.availability).collect();
            if before == after {
                break;
            }
        }
        for pool in &mut self.pools {
            pool.ln_availability0 = pool.ln_availability;
        }
    }

    /// Whether a site is final demand.
    pub(super) fn is_consumer(&self, site: usize) -> bool {
        self.sites[site].kind == SiteKind::Consumer
    }

    /// Whether a site follows its hosts.
    pub(super) fn is_byproduct(&self, site: usize) -> bool {
        !self.is_consumer(site) && !self.sites[site].hosts.is_empty()
    }
}
