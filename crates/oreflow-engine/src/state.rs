//! What a trial remembers from one step to the next, and what the step leaves for observers.

use crate::compiled::{Berths, Compiled, LinkData, SiteData};
use crate::lanes::Lanes;
use crate::pages;

/// State of a batch; masses in tonnes, rates in tonnes a month, prices as logarithms of the ratio to their base.
///
/// What one site or pool has lies side by side, a line for each row of eight trials: a pass finds it once, and reads on.
#[derive(Clone, Debug)]
pub(crate) struct State<V> {
    /// Steps done.
    pub(crate) step: usize,
    pub(crate) sites: Vec<SiteState<V>>,
    /// What buyers see of each site.
    pub(crate) offers: Vec<Offer<V>>,
    /// What buyers do to each site.
    pub(crate) sales: Vec<Sales<V>>,
    pub(crate) pools: Vec<PoolState<V>>,
    // Of products.
    pub(crate) demand: Vec<Demand<V>>,
    // Of links.
    pub(crate) share: Vec<V>,
    pub(crate) cargo: Vec<V>,
    /// Scratch of the step.
    pub(crate) work: Work<V>,
}

/// A site, but for what its buyers see and do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteState<V> {
    pub(crate) stock: V,
    pub(crate) ln_price: V,
    pub(crate) trend: V,
    pub(crate) orders_seen: V,
    pub(crate) capacity: V,
    pub(crate) building: [V; 3],
    pub(crate) margin_seen: V,
    pub(crate) claims: V,
    pub(crate) host: V,
    /// What a by-product follows: its hosts, or goods that come back.
    pub(crate) followed: V,
    /// What it will follow when this step's output is made.
    pub(crate) follows: V,
    /// Output of the step; for a consumer what was served.
    pub(crate) output: V,
    /// Smoothed logarithm of the price that recovery follows.
    pub(crate) recovery_trend: V,
    /// Capacity that measures had added by the last step.
    pub(crate) added: V,
    /// What has not closed of it.
    pub(crate) added_left: V,
    // What a step computes and later steps do not need; observers read it.
    pub(crate) wanted: V,
    pub(crate) margin: V,
    pub(crate) input_availability: V,
    /// How far it can serve the claims on it over the horizon.
    pub(crate) availability: V,
    /// What pulls its price.
    pub(crate) pull: V,
    pub(crate) spoiled: V,
}

impl<V: Lanes> SiteState<V> {
    fn steady(net: &Compiled<V>, site: &SiteData) -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        Self {
            stock: net.at(site.cover) * V::splat(site.output),
            ln_price: zero,
            trend: zero,
            orders_seen: V::splat(site.output),
            capacity: net.at(site.capacity),
            building: [zero; 3],
            margin_seen: net.at(site.margin),
            claims: V::splat(site.output),
            host: one,
            followed: one,
            follows: one,
            output: V::splat(site.output),
            recovery_trend: zero,
            added: zero,
            added_left: zero,
            wanted: zero,
            margin: zero,
            input_availability: one,
            availability: net.at(site.availability),
            pull: zero,
            spoiled: zero,
        }
    }
}

/// An input of a site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolState<V> {
    pub(crate) input_stock: V,
    pub(crate) reserve: V,
    pub(crate) under_way: V,
    pub(crate) use_seen: V,
    /// Use, smoothed over the horizon.
    pub(crate) use_lasting: V,
    pub(crate) ln_bid: V,
    pub(crate) bid_short: V,
    pub(crate) bid_long: V,
    // What a step computes and later steps do not need; observers read it.
    pub(crate) bid: V,
    /// Mean time under way; when the pool has agreed on its shares, as if nothing were delayed in the next step.
    pub(crate) lead: V,
    /// Kept where there are strategic stocks.
    pub(crate) availability: V,
    pub(crate) ln_availability: V,
    /// How much more than in the base is claimed.
    pub(crate) growth: V,
    /// Share of the claims that announced losses threaten.
    pub(crate) threatened: V,
    pub(crate) scarcity: V,
    /// What is to be ordered if all may pass.
    pub(crate) demanded: V,
    pub(crate) used: V,
}

/// What buyers see of a supplier, side by side, for each link reads most of it.
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
    /// How far its buyers reckon with the cost of an emergency, from 0 to 1.
    pub(crate) caution: V,
    /// Growth and fill: what draws contracts to it, beside its price.
    pub(crate) appeal: V,
    /// Growth and availability: what it can serve over the horizon of the claims of its base, once it is known in this step.
    pub(crate) offered: V,
    /// The same with the availability of the last step.
    pub(crate) last_offered: V,
}

impl<V: Lanes> Offer<V> {
    fn steady(site: &SiteData) -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        Self {
            price: V::splat(site.price),
            growth: one,
            fill: one,
            premium: zero,
            caution: zero,
            appeal: one,
            offered: one,
            last_offered: one,
        }
    }

    /// Puts down what follows from its growth and its fill.
    #[inline(always)]
    pub(crate) fn weigh(&mut self, last_availability: V) {
        self.caution = caution(self.fill);
        self.appeal = self.growth * self.fill;
        self.last_offered = self.growth * last_availability;
    }
}

/// How far buyers reckon with the cost of an emergency, by the share of orders that they get.
#[inline(always)]
pub(crate) fn caution<V: Lanes>(ration: V) -> V {
    (V::splat(4.0) * (V::splat(1.0) - ration)).clip(V::splat(0.0), V::splat(1.0))
}

/// What buyers do to a supplier, summed over its links in their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sales<V> {
    pub(crate) ordered: V,
    /// What of it is ordered across borders.
    pub(crate) abroad: V,
    /// Orders times what scarcity is worth to who places them.
    pub(crate) premium: V,
    /// Claims of the step on what it has in the base.
    pub(crate) claims: V,
    /// What buyers would pay above their base, weighted by base flows.
    pub(crate) worth: V,
    /// What it sends of an order: the share served in this step, times its length.
    pub(crate) sends: V,
}

impl<V: Lanes> Sales<V> {
    pub(crate) fn none() -> Self {
        let zero = V::splat(0.0);
        Self { ordered: zero, abroad: zero, premium: zero, claims: zero, worth: zero, sends: zero }
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

/// What a pool is offered, and what its site can pay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<V> {
    /// Mean delivered cost.
    pub(crate) cost: V,
    /// Mean of what its sellers see of premiums.
    pub(crate) sellers_premium: V,
    /// Logarithm of the highest bid over its base.
    pub(crate) ceiling: V,
}

/// What a step computes and later steps do not need; observers read it.
#[derive(Clone, Debug)]
pub(crate) struct Work<V> {
    /// Where berths stand in this step, by how many a link has.
    pub(crate) berths: Vec<Berths>,
    // Of links.
    /// Orders of pools that keep them (see `orders`).
    pub(crate) order: Vec<V>,
    /// What was sent on links that are special, where there are any; of others it is what lies where it was put (see
    /// [`State::shipment`]).
    pub(crate) shipment: Vec<V>,
    // Of the pools of one site.
    pub(crate) terms: Vec<Terms<V>>,
    // Of the links of one pool.
    pub(crate) delivered: Vec<V>,
    pub(crate) attraction: Vec<V>,
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
        let cargoes = (0..).zip(&net.berths).map(|(number, alike)| number * alike.links as usize).sum();
        let mut cargo = pages::filled(zero, cargoes);
        let mut share = pages::with_capacity(net.links.len());
        let mut pools = pages::with_capacity(net.pools.len());
        for pool in &net.pools {
            let (mut under_way, mut lead) = (zero, zero);
            for link in &net.links[pool.links.range()] {
                let shipment = V::splat(link.flow * net.dt);
                for later in 0..link.lag {
                    cargo[berth(&net.berths, link, later)] = shipment;
                }
                under_way = under_way + shipment * V::splat(f64::from(link.lag) * link.conversion);
                let of_link = V::splat(link.share(pool.usage));
                lead = lead + of_link * V::splat(link.voyage(net.dt));
                share.push(of_link);
            }
            pools.push(PoolState {
                input_stock: net.at(pool.stock),
                reserve: zero,
                under_way,
                use_seen: V::splat(pool.usage),
                use_lasting: V::splat(pool.usage),
                ln_bid: zero,
                bid_short: zero,
                bid_long: zero,
                bid: zero,
                lead,
                availability: one,
                ln_availability: zero,
                growth: one,
                threatened: zero,
                scarcity: zero,
                demanded: zero,
                used: zero,
            });
        }
        let any_special = net.links.iter().any(|link| link.special);
        let mut demand = vec![Demand { recent: zero, usual: zero }; net.products];
        for site in net.sites.iter().filter(|site| net.counted(site)) {
            let demand = &mut demand[site.product as usize];
            demand.recent = demand.recent + V::splat(site.output);
            demand.usual = demand.recent;
        }
        Self {
            step: 0,
            sites: pages::collected(net.sites.iter().map(|site| SiteState::steady(net, site))),
            offers: pages::collected(net.sites.iter().map(Offer::steady)),
            sales: pages::filled(Sales::none(), net.sites.len()),
            pools,
            demand,
            share,
            cargo,
            work: Work {
                berths: net.berths.clone(),
                order: pages::filled(zero, net.links.len()),
                shipment: pages::filled(zero, if any_special { net.links.len() } else { 0 }),
                terms: vec![Terms { cost: zero, sellers_premium: zero, ceiling: zero }; net.most_pools],
                delivered: vec![zero; net.most_links],
                attraction: vec![zero; net.most_links],
                world: vec![World { orders: zero, pull: zero }; net.products],
                plants: vec![Plants { building: zero, running: zero, ordered: zero }; net.products],
                queue: Vec::new(),
                ranks: Vec::new(),
                row_passing: Vec::new(),
            },
        }
    }

    /// What was sent in this step on a link, by its position.
    #[inline(always)]
    pub(crate) fn shipment(&self, position: usize, link: &LinkData) -> V {
        if link.special { self.work.shipment[position] } else { self.cargo[leaving(&self.work.berths, link)] }
    }

    /// What arrives on a link so many steps after this one, fewer than it has berths.
    #[inline(always)]
    pub(crate) fn arriving(&self, link: &LinkData, later: u16) -> V {
        self.cargo[berth(&self.work.berths, link, later)]
    }
}

/// Where the cargo of a link lies that has just arrived.
#[inline(always)]
pub(crate) fn arriving(berths: &[Berths], link: &LinkData) -> usize {
    (link.place + berths[usize::from(link.berths)].arriving) as usize
}

/// Where the cargo of a link lies that has just left, if nothing on it is ever late.
#[inline(always)]
pub(crate) fn leaving(berths: &[Berths], link: &LinkData) -> usize {
    (link.place + berths[usize::from(link.berths)].leaving) as usize
}

/// Where the cargo of a link lies that arrives so many steps after this one, fewer than it has berths.
#[inline(always)]
pub(crate) fn berth(berths: &[Berths], link: &LinkData, later: u16) -> usize {
    let alike = berths[usize::from(link.berths)];
    let berth = alike.standing + u32::from(later);
    let number = u32::from(link.berths);
    (link.place + alike.links * if berth < number { berth } else { berth - number }) as usize
}
