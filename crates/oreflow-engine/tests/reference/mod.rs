//! The equations again, slow and obvious: one trial, named fields, plain loops, nothing shared with the engine but
//! its exponential and logarithm and the types in which a question is put.
//!
//! Floating-point sums depend on their order, and so the order is part of the specification: over the links of a
//! pool by id, over the links of a supplier by buyer, slot and id, and over sites down the chain
//! ([`Network::upstream_first`]), in which buyers stand, too.

mod base;
mod controls;
mod step;

use oreflow_engine::calendar::Calendar;
use oreflow_engine::measure::Measure;
use oreflow_network::{Network, Parameter, SiteIndex, SiteKind};

use crate::common::record::Snapshot;
use controls::Policy;

/// A site in its base and now.
struct Site {
    index: SiteIndex,
    kind: SiteKind,
    product: u32,
    hosts: Vec<usize>,
    // The base.
    output0: f64,
    price0: f64,
    capacity0: f64,
    margin0: f64,
    operating_cost: f64,
    // Now.
    stock: f64,
    ln_price: f64,
    trend: f64,
    /// Phi: what scarcity is worth to the buyers it may serve.
    premium: f64,
    orders_seen: f64,
    capacity: f64,
    building: [f64; 3],
    margin_seen: f64,
    fill: f64,
    availability: f64,
    claims: f64,
    host: f64,
    output: f64,
    // Of this step.
    price: f64,
    wanted: f64,
    margin: f64,
    scarcest_input: f64,
    orders: f64,
    available: f64,
    pull: f64,
}

/// The stock of one input of a site.
struct Pool {
    site: usize,
    slot: usize,
    // The base.
    usage0: f64,
    per_unit: f64,
    cost0: f64,
    ln_availability0: f64,
    // Now.
    stock: f64,
    under_way: f64,
    use_seen: f64,
    use_lasting: f64,
    ln_bid: f64,
    bid_short: f64,
    bid_long: f64,
    // Of this step.
    bid: f64,
    lead: f64,
    ln_availability: f64,
    cost: f64,
    /// Share of contracts that may not pass.
    blocked: f64,
    scarcity: f64,
    sellers_premium: f64,
    ceiling: f64,
}

/// A trade link.
struct Link {
    /// Position in the network.
    index: usize,
    from: usize,
    pool: usize,
    conversion: f64,
    flow0: f64,
    share0: f64,
    cost0: f64,
    freight: f64,
    duty: f64,
    feedback: bool,
    abroad: bool,
    /// Whole steps under way.
    steps: usize,
    // Now.
    share: f64,
    /// Cargoes under way; the first arrives next.
    cargoes: std::collections::VecDeque<f64>,
    // Of this step.
    claim: f64,
    order: f64,
    shipment: f64,
    delivered: f64,
}

/// A trial of a network under measures whose course is known.
pub(crate) struct Reference<'a> {
    network: &'a Network,
    calendar: Calendar,
    dt: f64,
    step: usize,
    sites: Vec<Site>,
    pools: Vec<Pool>,
    /// By buyer, slot and id.
    links: Vec<Link>,
    /// Orders to the makers of each product, smoothed over one and over three horizons.
    demand: Vec<(f64, f64)>,
    policy: Policy,
}

impl<'a> Reference<'a> {
    /// The steady state of a network.
    pub(crate) fn new(network: &'a Network, calendar: Calendar, measures: &[Measure]) -> Self {
        let mut reference = Self {
            network,
            calendar,
            dt: calendar.step().months(),
            step: 0,
            sites: Vec::new(),
            pools: Vec::new(),
            links: Vec::new(),
            demand: Vec::new(),
            policy: Policy::new(network, measures),
        };
        reference.find_base();
        reference.demand = (0..network.products().len())
            .map(|product| reference.ordered(product))
            .map(|all| (all, all))
            .collect();
        reference
    }

    /// Runs all steps.
    pub(crate) fn run(mut self) -> Vec<Snapshot> {
        (0..self.calendar.steps())
            .map(|_| {
                self.advance();
                self.snapshot()
            })
            .collect()
    }

    fn market(&self, parameter: Parameter) -> f64 {
        self.network.market_parameter(parameter)
    }

    fn of_site(&self, parameter: Parameter, site: usize) -> f64 {
        self.network.site_parameter(parameter, self.sites[site].index)
    }

    /// A parameter of the product that a pool is named after: the first that its slot accepts.
    fn of_pool(&self, parameter: Parameter, pool: usize) -> f64 {
        let pool = &self.pools[pool];
        let slot = &self.network.sites()[pool.site].slots[pool.slot];
        self.network.product_parameter(parameter, slot.accepts[0].0)
    }

    fn of_product(&self, parameter: Parameter, site: usize) -> f64 {
        self.network.product_parameter(parameter, self.network.sites()[site].product)
    }

    fn pools_of(&self, site: usize) -> Vec<usize> {
        (0..self.pools.len()).filter(|&pool| self.pools[pool].site == site).collect()
    }

    fn links_into(&self, pool: usize) -> Vec<usize> {
        (0..self.links.len()).filter(|&link| self.links[link].pool == pool).collect()
    }

    fn links_out_of(&self, site: usize) -> Vec<usize> {
        (0..self.links.len()).filter(|&link| self.links[link].from == site).collect()
    }

    /// Share of a gap that closes in a step.
    fn relaxation(&self, tau: f64) -> f64 {
        1.0 - oreflow_engine::lanes::exp(-self.dt / tau)
    }

    /// Share of a gap in stock that is closed in a month; a gap takes two steps at the least.
    fn gap(&self, parameter: Parameter) -> f64 {
        self.relaxation(most(self.market(parameter), 2.0 * self.dt)) / self.dt
    }

    fn snapshot(&self) -> Snapshot {
        let sites = |value: &dyn Fn(&Site) -> f64| self.sites.iter().map(value).collect();
        let mut by_site: Vec<&Pool> = self.pools.iter().collect();
        by_site.sort_by_key(|pool| (pool.site, pool.slot));
        let pools = |value: &dyn Fn(&Pool) -> f64| by_site.iter().map(|pool| value(pool)).collect();
        let links = |value: &dyn Fn(&Link) -> f64| -> Vec<f64> {
            let mut column = vec![0.0; self.links.len()];
            for link in &self.links {
                column[link.index] = value(link);
            }
            column
        };
        let policy = &self.policy;
        Snapshot {
            price: sites(&|site| site.price),
            stock: sites(&|site| site.stock),
            capacity: sites(&|site| site.capacity),
            output: sites(&|site| site.output),
            wanted: sites(&|site| site.wanted),
            demand: sites(&|site| site.output0 * policy.sites[site.index.position()].demand),
            input_stock: pools(&|pool| pool.stock),
            bid: pools(&|pool| pool.bid),
            reserve: pools(&|_| 0.0),
            spoiled: sites(&|_| 0.0),
            per_unit: pools(&|pool| pool.per_unit),
            shipment: links(&|link| link.shipment),
            arriving_next: links(&|link| link.cargoes[0]),
            delivered_cost: links(&|link| link.delivered * link.conversion),
            added_duty: links(&|link| {
                let control = &policy.links[link.index];
                self.sites[link.from].price * control.duty + control.specific_duty
            }),
            under_way: links(&|link| link.cargoes.iter().sum()),
        }
    }
}

/// The smaller of two numbers.
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger of two numbers.
fn most(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// A number brought between two bounds.
fn clip(a: f64, low: f64, high: f64) -> f64 {
    least(most(a, low), high)
}

/// A whole power by repeated squaring, lowest bit first.
fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square) = (1.0, base);
    for bit in 0..32 {
        if exponent >> bit & 1 == 1 {
            result *= square;
        }
        square *= square;
    }
    result
}
