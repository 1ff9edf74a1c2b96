//! Two prices: what suppliers ask and what buyers would pay.
//!
//! While all suppliers of a pool sell freely the two agree; when a border closes, suppliers no longer see that
//! buyer's premium, the price inside falls and the bid outside carries it. A treatment charge is what lies between
//! the price of the output and the bids for its inputs.

use crate::channels::Channels;
use crate::compiled::{Compiled, Role, SiteData};
use crate::lanes::Lanes;
use crate::state::{State, Terms, World};

/// Lowest and highest logarithm of a price ratio: 0.2 to 49 times the base.
const LOWEST: f64 = -1.6;
const HIGHEST: f64 = 3.9;

/// Prices at which this step trades: `p = max(p0 exp(x), floor)`. What the last step expected is kept, and nobody has ordered yet.
#[inline(always)]
pub(super) fn quote<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let zero = V::splat(0.0);
    let sites = net.sites.iter().zip(&state.sites).zip(&channels.site_row);
    let seen = state.offers.iter_mut().zip(&mut state.sales);
    for (((data, site), &row), (offer, sales)) in sites.zip(seen) {
        if data.role == Role::Consumer {
            continue;
        }
        let control = &channels.sites[row as usize];
        let price = V::splat(data.price) * site.ln_price.exp();
        let base = net.at(data.capacity);
        let mut growth = if V::any_other(site.capacity, base) { site.capacity / base } else { V::splat(1.0) };
        if data.role == Role::Byproduct {
            // Who takes what is recovered sees more of it, as of any plant that grows.
            growth = growth * control.recovery;
        }
        offer.price = price.max(control.price_floor);
        offer.growth = growth;
        offer.weigh(site.availability);
        (sales.ordered, sales.abroad, sales.premium, sales.claims) = (zero, zero, zero, zero);
        sales.worth = zero;
    }
}

/// A seller adjusts its price after trade, and what it sees smoothed.
///
/// ```text
/// X  = ln( (O + 0.05 O0) / (1.05 O0)  /  ((avail + 0.05 A0) / (1.05 A0)) ),   A0 = cout O0 + O0 dt
/// xs = betaX X + Phi + gam (x - xm)
/// xs += kap open (xbar - xs)                  xbar: mean over orders across borders; open: share of a site's borders open
/// x  = clip(x + resp al(tau_p) (xs - x), -1.6, 3.9)
/// ```
#[inline(always)]
pub(super) fn adjust<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, i: usize) {
    let (data, site) = (&net.sites[i], &mut state.sites[i]);
    let pull = drawn(net, channels, (i, data), (site.pull, &state.work.world));
    let x = (site.ln_price + net.at(data.price_rate) * (pull - site.ln_price))
        .clip(V::splat(LOWEST), V::splat(HIGHEST));
    site.ln_price = x;
    site.trend = site.trend + net.market.trend_rate * (x - site.trend);
    if data.role == Role::Byproduct {
        site.recovery_trend = site.recovery_trend + net.at(data.long_rate) * (x - site.recovery_trend);
    }
}

/// The mean of what pulls the prices of all that moves across borders, product by product.
#[inline(always)]
pub(super) fn of_world<V: Lanes>(state: &mut State<V>) {
    for world in &mut state.work.world {
        world.pull = world.pull / world.orders.max(V::splat(f64::MIN_POSITIVE));
    }
}

/// One price among open borders: each site is drawn to the mean of what moves across borders, as far as its own are open.
#[inline(always)]
fn drawn<V: Lanes>(
    net: &Compiled<V>,
    channels: &Channels<V>,
    (i, data): (usize, &SiteData),
    (pull, world): (V, &[World<V>]),
) -> V {
    if data.abroad <= 0.0 {
        return pull;
    }
    let mut weight = net.at(data.integration);
    if channels.seller_touched[i] {
        let mut open = V::splat(0.0);
        for &l in &net.out[data.out.range()] {
            let link = &net.links[l as usize];
            if link.abroad {
                open = open + V::splat(link.flow) * channels.link(l as usize).permission;
            }
        }
        weight = weight * (open / V::splat(data.abroad));
    }
    let world = &world[data.product as usize];
    let drawn = pull + weight * (world.pull - pull);
    V::if_greater(world.orders, V::splat(1e-12 * data.output), drawn, pull)
}

/// A buyer adjusts its bid once it knows what it pays, and all that it sees smoothed.
///
/// ```text
/// ys = min( ln(C / C0) + max(0, s - sbar), max(ncap, ln(C / C0)) )
/// y  = clip(y + resp (ys > y ? al(tau_b) : al(tau_b asym)) (ys - y), -1.6, 3.9)
/// ```
#[inline(always)]
pub(super) fn bid<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    (slot, m): (usize, usize),
) {
    let market = &net.market;
    let (data, pool) = (&net.pools[m], &mut state.pools[m]);
    let i = data.site as usize;
    let Terms { cost, sellers_premium, ceiling } = state.work.terms[slot];
    let delivered = (cost / V::splat(data.cost)).ln();
    let premium = (pool.scarcity - sellers_premium).max(V::splat(0.0));
    let goal = (delivered + premium).min(ceiling.max(delivered));
    let pace = V::if_greater(goal, pool.ln_bid, net.at(data.bid_rise), net.at(data.bid_fall));
    let y = (pool.ln_bid + pace * (goal - pool.ln_bid)).clip(V::splat(LOWEST), V::splat(HIGHEST));
    pool.ln_bid = y;
    pool.bid_short = pool.bid_short + market.demand_rate * (y - pool.bid_short);
    pool.bid_long = pool.bid_long + net.at(net.sites[i].long_rate) * (y - pool.bid_long);
    let wanted = channels.input(m, data.per_unit) * state.sites[i].wanted;
    pool.use_seen = pool.use_seen + market.use_rate * (wanted - pool.use_seen);
    pool.use_lasting = pool.use_lasting + market.horizon_rate * (wanted - pool.use_lasting);
}
