//! Two prices: what suppliers ask and what buyers would pay.
//!
//! While all suppliers of a pool sell freely the two agree; when a border closes, suppliers no longer see that
//! buyer's premium, the price inside falls and the bid outside carries it. A treatment charge is what lies between
//! the price of the output and the bids for its inputs.

use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

/// Lowest and highest logarithm of a price ratio: 0.2 to 49 times the base.
const LOWEST: f64 = -1.6;
const HIGHEST: f64 = 3.9;

/// Prices and bids at which this step trades: `p = max(p0 exp(x), floor)`, `b = C0 exp(y)`.
#[inline(always)]
pub(super) fn quote<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    for (i, site) in net.sites.iter().enumerate() {
        let price = V::splat(site.price) * state.ln_price[i].exp();
        let (offer, control) = (&mut state.offers[i], channels.site(i));
        offer.price = price.max(control.price_floor);
        let capacity = state.capacity[i];
        offer.growth = if V::any_other(capacity, net.at(site.capacity)) {
            capacity / net.at(site.capacity)
        } else {
            V::splat(1.0)
        };
        if site.role == Role::Byproduct {
            // Who takes what is recovered sees more of it, as of any plant that grows.
            offer.growth = offer.growth * control.recovery;
        }
    }
    for (m, pool) in net.pools.iter().enumerate() {
        state.work.bid[m] = V::splat(pool.cost) * state.ln_bid[m].exp();
    }
}

/// Adjusts prices and bids after trade, and all that is smoothed.
///
/// ```text
/// X  = ln( (O + 0.05 O0) / (1.05 O0)  /  ((avail + 0.05 A0) / (1.05 A0)) ),   A0 = cout O0 + O0 dt
/// xs = betaX X + Phi + gam (x - xm)
/// xs += kap open (xbar - xs)                  xbar: mean over orders across borders; open: share of a site's borders open
/// x  = clip(x + resp al(tau_p) (xs - x), -1.6, 3.9)
/// ys = min( ln(C / C0) + max(0, s - sbar), max(ncap, ln(C / C0)) )
/// y  = clip(y + resp (ys > y ? al(tau_b) : al(tau_b asym)) (ys - y), -1.6, 3.9)
/// ```
#[inline(always)]
pub(super) fn adjust<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    integrate(net, state, channels);
    let market = &net.market;
    let (low, high) = (V::splat(LOWEST), V::splat(HIGHEST));
    for (i, site) in net.sites.iter().enumerate() {
        let x = state.ln_price[i];
        state.ln_price[i] = (x + net.at(site.price_rate) * (state.work.sales[i].pull - x)).clip(low, high);
        state.trend[i] = state.trend[i] + market.trend_rate * (state.ln_price[i] - state.trend[i]);
        if site.role == Role::Byproduct {
            let seen = state.recovery_trend[i];
            state.recovery_trend[i] = seen + net.at(site.long_rate) * (state.ln_price[i] - seen);
        }
        let seen = state.orders_seen[i];
        state.orders_seen[i] = seen + market.use_rate * (state.work.sales[i].ordered - seen);
    }
    bids(net, state, channels);
}

/// One price among open borders: each site is drawn to the mean of what moves across borders, as far as its own are open.
#[inline(always)]
fn integrate<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    for world in &mut state.work.world {
        world.pull = world.pull / world.orders.max(V::splat(f64::MIN_POSITIVE));
    }
    for (i, site) in net.sites.iter().enumerate() {
        if site.abroad <= 0.0 {
            continue;
        }
        let mut weight = net.at(site.integration);
        if channels.seller_touched[i] {
            let mut open = V::splat(0.0);
            for &l in &net.out[site.out.clone()] {
                let link = &net.links[l as usize];
                if link.abroad {
                    open = open + V::splat(link.flow) * channels.link(l as usize).permission;
                }
            }
            weight = weight * (open / V::splat(site.abroad));
        }
        let product = site.product as usize;
        let world = state.work.world[product];
        let pull = state.work.sales[i].pull;
        let drawn = pull + weight * (world.pull - pull);
        state.work.sales[i].pull = V::if_greater(world.orders, V::splat(1e-12 * site.output), drawn, pull);
    }
}

#[inline(always)]
fn bids<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let zero = V::splat(0.0);
    let market = &net.market;
    let (low, high) = (V::splat(LOWEST), V::splat(HIGHEST));
    for (m, pool) in net.pools.iter().enumerate() {
        let i = pool.site as usize;
        let site = &net.sites[i];
        let delivered = (state.work.cost[m] / V::splat(pool.cost)).ln();
        let premium = (state.work.scarcity[m] - state.work.sellers_premium[m]).max(zero);
        let goal = (delivered + premium).min(state.work.ceiling[m].max(delivered));
        let y = state.ln_bid[m];
        let pace = V::if_greater(goal, y, net.at(pool.bid_rise), net.at(pool.bid_fall));
        let y = (y + pace * (goal - y)).clip(low, high);
        state.ln_bid[m] = y;
        state.bid_short[m] = state.bid_short[m] + market.demand_rate * (y - state.bid_short[m]);
        state.bid_long[m] = state.bid_long[m] + net.at(site.long_rate) * (y - state.bid_long[m]);
        let wanted = channels.input(m, pool.per_unit) * state.work.wanted[i];
        state.use_seen[m] = state.use_seen[m] + market.use_rate * (wanted - state.use_seen[m]);
        state.use_lasting[m] = state.use_lasting[m] + market.horizon_rate * (wanted - state.use_lasting[m]);
    }
}
