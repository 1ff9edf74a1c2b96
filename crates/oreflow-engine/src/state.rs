//! What a trial remembers from one step to the next, and what the step leaves for observers.

use crate::compiled::Compiled;
use crate::lanes::Lanes;

/// State of a batch; masses in tonnes, rates in tonnes a month, prices as logarithms of the ratio to their base.
#[derive(Clone, Debug)]
pub(crate) struct State<V> {
    /// Steps done.
    pub(crate) step: usize,
    // Of sites.
    pub(crate) stock: Vec<V>,
    pub(crate) ln_price: Vec<V>,
    pub(crate) trend: Vec<V>,
    pub(crate) premium: Vec<V>,
    pub(crate) orders_seen: Vec<V>,
    pub(crate) capacity: Vec<V>,
    pub(crate) building: Vec<[V; 3]>,
    pub(crate) margin_seen: Vec<V>,
    pub(crate) fill: Vec<V>,
    pub(crate) availability: Vec<V>,
    pub(crate) claims: Vec<V>,
    pub(crate) host: Vec<V>,
    /// Output of the step; for a consumer what was served.
    pub(crate) output: Vec<V>,
    /// Smoothed logarithm of the price that recovery follows.
    pub(crate) recovery_trend: Vec<V>,
    /// Capacity that measures had added by the last step.
    pub(crate) added: Vec<V>,
    /// What has not closed of it.
    pub(crate) added_left: Vec<V>,
    // Of pools.
    pub(crate) input_stock: Vec<V>,
    pub(crate) reserve: Vec<V>,
    pub(crate) under_way: Vec<V>,
    pub(crate) use_seen: Vec<V>,
    pub(crate) ln_bid: Vec<V>,
    pub(crate) bid_short: Vec<V>,
    pub(crate) bid_long: Vec<V>,
    // Of links.
    pub(crate) share: Vec<V>,
    pub(crate) cargo: Vec<V>,
    /// Scratch of the step.
    pub(crate) work: Work<V>,
}

/// What a step computes and later steps do not need; observers read it.
#[derive(Clone, Debug)]
pub(crate) struct Work<V> {
    // Of sites.
    pub(crate) price: Vec<V>,
    pub(crate) wanted: Vec<V>,
    pub(crate) margin: Vec<V>,
    pub(crate) input_availability: Vec<V>,
    pub(crate) last_availability: Vec<V>,
    pub(crate) orders: Vec<V>,
    pub(crate) available: Vec<V>,
    pub(crate) spoiled: Vec<V>,
    pub(crate) pull: Vec<V>,
    // Of pools.
    pub(crate) bid: Vec<V>,
    pub(crate) lead: Vec<V>,
    pub(crate) pool_availability: Vec<V>,
    pub(crate) ln_pool_availability: Vec<V>,
    pub(crate) cost: Vec<V>,
    pub(crate) scarcity: Vec<V>,
    pub(crate) sellers_premium: Vec<V>,
    pub(crate) blocked: Vec<V>,
    pub(crate) ceiling: Vec<V>,
    pub(crate) used: Vec<V>,
    // Of links.
    pub(crate) claim: Vec<V>,
    pub(crate) order: Vec<V>,
    pub(crate) shipment: Vec<V>,
    pub(crate) arrival: Vec<V>,
    pub(crate) delivered: Vec<V>,
    // Of products.
    pub(crate) world_pull: Vec<V>,
    pub(crate) world_orders: Vec<V>,
    // Of the buyers of a site that rations: link, order, order over base flow.
    pub(crate) queue: Vec<(u32, f64, f64)>,
    // Of rows of link channels.
    pub(crate) row_passing: Vec<V>,
    pub(crate) row_fill: Vec<V>,
}

impl<V: Lanes> State<V> {
    /// The steady state of a compiled network, without the availabilities (see [`crate::kernel::settle`]).
    pub(crate) fn steady(net: &Compiled<V>) -> Self {
        let zero = V::splat(0.0);
        let one = V::splat(1.0);
        let (sites, pools, links) = (net.sites.len(), net.pools.len(), net.links.len());
        let mut cargo = vec![zero; net.ring_length];
        let mut under_way = vec![zero; pools];
        for link in &net.links {
            let shipment = V::splat(link.flow * net.dt);
            let berths = link.ring as usize..(link.ring + link.lag) as usize;
            cargo[berths].fill(shipment);
            let pool = &mut under_way[link.pool as usize];
            *pool = *pool + shipment * V::splat(f64::from(link.lag) * link.conversion);
        }
        Self {
            step: 0,
            stock: net.sites.iter().map(|site| site.cover * V::splat(site.output)).collect(),
            ln_price: vec![zero; sites],
            trend: vec![zero; sites],
            premium: vec![zero; sites],
            orders_seen: net.sites.iter().map(|site| V::splat(site.output)).collect(),
            capacity: net.sites.iter().map(|site| site.capacity).collect(),
            building: vec![[zero; 3]; sites],
            margin_seen: net.sites.iter().map(|site| site.margin).collect(),
            fill: vec![one; sites],
            availability: net.sites.iter().map(|site| site.availability).collect(),
            claims: net.sites.iter().map(|site| V::splat(site.output)).collect(),
            host: vec![one; sites],
            recovery_trend: vec![zero; sites],
            added: vec![zero; sites],
            added_left: vec![zero; sites],
            output: net.sites.iter().map(|site| V::splat(site.output)).collect(),
            input_stock: net.pools.iter().map(|pool| pool.stock).collect(),
            reserve: vec![zero; pools],
            under_way,
            use_seen: net.pools.iter().map(|pool| V::splat(pool.usage)).collect(),
            ln_bid: vec![zero; pools],
            bid_short: vec![zero; pools],
            bid_long: vec![zero; pools],
            share: net.links.iter().map(|link| V::splat(link.share)).collect(),
            cargo,
            work: Work {
                price: vec![zero; sites],
                wanted: vec![zero; sites],
                margin: vec![zero; sites],
                input_availability: vec![one; sites],
                last_availability: vec![one; sites],
                orders: vec![zero; sites],
                available: vec![zero; sites],
                spoiled: vec![zero; sites],
                pull: vec![zero; sites],
                bid: vec![zero; pools],
                lead: vec![zero; pools],
                pool_availability: vec![one; pools],
                ln_pool_availability: vec![zero; pools],
                cost: vec![zero; pools],
                scarcity: vec![zero; pools],
                sellers_premium: vec![zero; pools],
                blocked: vec![zero; pools],
                ceiling: vec![zero; pools],
                used: vec![zero; pools],
                claim: vec![zero; links],
                order: vec![zero; links],
                shipment: vec![zero; links],
                arrival: vec![zero; links],
                delivered: vec![zero; links],
                world_pull: vec![zero; net.products],
                world_orders: vec![zero; net.products],
                queue: Vec::new(),
                row_passing: Vec::new(),
                row_fill: Vec::new(),
            },
        }
    }
}
