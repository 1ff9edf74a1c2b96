//! What a trial remembers from one step to the next, and what the step leaves for observers.

use crate::compiled::{Berths, Compiled, LinkData, SiteData};
use crate::lanes::Lanes;
use crate::pages;

/// State of a batch; masses in tonnes, rates in tonnes a month, prices as logarithms of the ratio to their base.
#[derive(Clone, Debug)]
pub(crate) struct State<V> {
    /// Steps done.
    pub(crate) step: usize,
    // Of sites.
    pub(crate) stock: Vec<V>,
    pub(crate) ln_price: Vec<V>,
    pub(crate) trend: Vec<V>,
    pub(crate) orders_seen: Vec<V>,
    pub(crate) capacity: Vec<V>,
    pub(crate) building: Vec<[V; 3]>,
    pub(crate) margin_seen: Vec<V>,
    pub(crate) claims: Vec<V>,
    pub(crate) host: Vec<V>,
    /// What a by-product follows: its hosts, or goods that come back.
    pub(crate) followed: Vec<V>,
    /// Output of the step; for a consumer what was served.
    pub(crate) output: Vec<V>,
    /// Smoothed logarithm of the price that recovery follows.
    pub(crate) recovery_trend: Vec<V>,
    /// Capacity that measures had added by the last step.
    pub(crate) added: Vec<V>,
    /// What has not closed of it.
    pub(crate) added_left: Vec<V>,
    /// What buyers see of each site.
    pub(crate) offers: Vec<Offer<V>>,
    // Of pools.
    pub(crate) input_stock: Vec<V>,
    pub(crate) reserve: Vec<V>,
    pub(crate) under_way: Vec<V>,
    pub(crate) use_seen: Vec<V>,
    /// Use, smoothed over the horizon.
    pub(crate) use_lasting: Vec<V>,
    pub(crate) ln_bid: Vec<V>,
    pub(crate) bid_short: Vec<V>,
    pub(crate) bid_long: Vec<V>,
    // Of products.
    pub(crate) demand: Vec<Demand<V>>,
    // Of links.
    pub(crate) share: Vec<V>,
    pub(crate) cargo: Vec<V>,
    /// Scratch of the step.
    pub(crate) work: Work<V>,
}

/// What buyers see of a supplier, side by side, for each link reads all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer<V> {
    /// Price at which the step trades.
    pub(crate) price: V,
    /// Capacity over its base.
    pub(crate) growth: V,
    /// Smoothed share of orders served.
    pub(crate) fill: V,
    /// Premium of the buyers whom it may serve.
    pub(crate) premium: V,
    /// Availability, of this step once it is known.
    pub(crate) availability: V,
}

/// What buyers do to a supplier, summed over its links in their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sales<V> {
    pub(crate) ordered: V,
    /// Orders times what scarcity is worth to who places them.
    pub(crate) premium: V,
    /// Claims of the step.
    pub(crate) claims: V,
    pub(crate) shipped: V,
    /// What buyers would pay above their base, weighted by base flows.
    pub(crate) worth: V,
    /// Share of orders served in this step.
    pub(crate) served: V,
    /// What pulls its price.
    pub(crate) pull: V,
}

impl<V: Lanes> Sales<V> {
    pub(crate) fn none() -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        Self {
            ordered: zero,
            premium: zero,
            claims: zero,
            shipped: zero,
            worth: zero,
            served: one,
            pull: zero,
        }
    }
}

/// What is ordered of a product across borders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World<V> {
    pub(crate) orders: V,
    /// Orders times what pulls the price of those who are to serve them.
    pub(crate) pull: V,
}

/// Capacity of all makers of a product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plants<V> {
    /// What is being built, or added by measures within the horizon.
    pub(crate) building: V,
    pub(crate) running: V,
    /// What is ordered of them, smoothed as each of them sees it.
    pub(crate) ordered: V,
}

/// Orders to all makers of a product, smoothed twice: their quotient tells how demand grows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand<V> {
    /// Over the horizon.
    pub(crate) recent: V,
    /// Over three horizons.
    pub(crate) usual: V,
}

/// What a step computes and later steps do not need; observers read it.
#[derive(Clone, Debug)]
pub(crate) struct Work<V> {
    /// Where berths stand in this step, by how many a link has.
    pub(crate) berths: Vec<Berths>,
    // Of sites.
    pub(crate) wanted: Vec<V>,
    pub(crate) margin: Vec<V>,
    pub(crate) input_availability: Vec<V>,
    pub(crate) last_availability: Vec<V>,
    pub(crate) available: Vec<V>,
    pub(crate) spoiled: Vec<V>,
    pub(crate) sales: Vec<Sales<V>>,
    // Of pools.
    pub(crate) bid: Vec<V>,
    pub(crate) lead: Vec<V>,
    pub(crate) pool_availability: Vec<V>,
    pub(crate) ln_pool_availability: Vec<V>,
    /// How much more than in the base is claimed.
    pub(crate) growth: Vec<V>,
    /// Share of the claims that announced losses threaten.
    pub(crate) threatened: Vec<V>,
    pub(crate) cost: Vec<V>,
    pub(crate) scarcity: Vec<V>,
    pub(crate) sellers_premium: Vec<V>,
    pub(crate) ceiling: Vec<V>,
    pub(crate) used: Vec<V>,
    // Of links.
    pub(crate) order: Vec<V>,
    /// What was sent.
    pub(crate) shipment: Vec<V>,
    // Of the links of one pool.
    pub(crate) delivered: Vec<V>,
    // Of products.
    pub(crate) world: Vec<World<V>>,
    pub(crate) plants: Vec<Plants<V>>,
    // Of the buyers of a site that rations: link, order, order over base flow.
    pub(crate) queue: Vec<(u32, f64, f64)>,
    // Priorities that measures give them, in order, without repeats, from 0.
    pub(crate) ranks: Vec<f64>,
    // Of rows of link channels.
    pub(crate) row_passing: Vec<V>,
}

impl<V: Lanes> State<V> {
    /// The steady state of a compiled network, without the availabilities (see [`Kernel::settle`](crate::kernel::Kernel::settle)).
    pub(crate) fn steady(net: &Compiled<V>) -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let (sites, pools, links) = (net.sites.len(), net.pools.len(), net.links.len());
        let cargoes = (0..).zip(&net.berths).map(|(number, alike)| number * alike.links as usize).sum();
        let mut cargo = pages::filled(zero, cargoes);
        let mut share = pages::with_capacity(links);
        let mut under_way = vec![zero; pools];
        for (pool, under_way) in net.pools.iter().zip(&mut under_way) {
            for link in &net.links[pool.links.clone()] {
                let shipment = V::splat(link.flow * net.dt);
                for later in 0..link.lag {
                    cargo[berth(&net.berths, link, later)] = shipment;
                }
                *under_way = *under_way + shipment * V::splat(f64::from(link.lag) * link.conversion);
                share.push(V::splat(link.share(pool.usage)));
            }
        }
        let mut demand = vec![Demand { recent: zero, usual: zero }; net.products];
        for site in net.sites.iter().filter(|site| net.counted(site)) {
            let demand = &mut demand[site.product as usize];
            demand.recent = demand.recent + V::splat(site.output);
            demand.usual = demand.recent;
        }
        let offer = |site: &SiteData| Offer {
            price: V::splat(site.price),
            growth: one,
            fill: one,
            premium: zero,
            availability: net.at(site.availability),
        };
        Self {
            step: 0,
            stock: net.sites.iter().map(|site| net.at(site.cover) * V::splat(site.output)).collect(),
            ln_price: vec![zero; sites],
            trend: vec![zero; sites],
            orders_seen: net.sites.iter().map(|site| V::splat(site.output)).collect(),
            capacity: net.sites.iter().map(|site| net.at(site.capacity)).collect(),
            building: vec![[zero; 3]; sites],
            margin_seen: net.sites.iter().map(|site| net.at(site.margin)).collect(),
            claims: net.sites.iter().map(|site| V::splat(site.output)).collect(),
            host: vec![one; sites],
            followed: vec![one; sites],
            recovery_trend: vec![zero; sites],
            added: vec![zero; sites],
            added_left: vec![zero; sites],
            output: net.sites.iter().map(|site| V::splat(site.output)).collect(),
            offers: pages::collected(net.sites.iter().map(offer)),
            input_stock: net.pools.iter().map(|pool| net.at(pool.stock)).collect(),
            reserve: vec![zero; pools],
            under_way,
            use_seen: net.pools.iter().map(|pool| V::splat(pool.usage)).collect(),
            use_lasting: net.pools.iter().map(|pool| V::splat(pool.usage)).collect(),
            ln_bid: vec![zero; pools],
            bid_short: vec![zero; pools],
            bid_long: vec![zero; pools],
            demand,
            share,
            cargo,
            work: Work {
                berths: net.berths.clone(),
                wanted: vec![zero; sites],
                margin: vec![zero; sites],
                input_availability: vec![one; sites],
                last_availability: vec![one; sites],
                available: vec![zero; sites],
                spoiled: vec![zero; sites],
                sales: pages::filled(Sales::none(), sites),
                bid: vec![zero; pools],
                lead: vec![zero; pools],
                pool_availability: vec![one; pools],
                ln_pool_availability: vec![zero; pools],
                growth: vec![one; pools],
                threatened: vec![zero; pools],
                cost: vec![zero; pools],
                scarcity: vec![zero; pools],
                sellers_premium: vec![zero; pools],
                ceiling: vec![zero; pools],
                used: vec![zero; pools],
                order: pages::filled(zero, links),
                shipment: pages::filled(zero, links),
                delivered: vec![zero; net.most_links],
                world: vec![World { orders: zero, pull: zero }; net.products],
                plants: vec![Plants { building: zero, running: zero, ordered: zero }; net.products],
                queue: Vec::new(),
                ranks: Vec::new(),
                row_passing: Vec::new(),
            },
        }
    }

    /// What arrives on a link so many steps after this one, fewer than it has berths.
    #[inline(always)]
    pub(crate) fn arriving(&self, link: &LinkData, later: u16) -> V {
        self.cargo[berth(&self.work.berths, link, later)]
    }
}

/// Where the cargo of a link lies that arrives so many steps after this one, fewer than it has berths.
#[inline(always)]
pub(crate) fn berth(berths: &[Berths], link: &LinkData, later: u16) -> usize {
    let alike = berths[usize::from(link.berths)];
    let berth = alike.standing + u32::from(later);
    let number = u32::from(link.berths);
    (link.place + alike.links * if berth < number { berth } else { berth - number }) as usize
}
