//! What sites make and consumers use.
//!
//! ```text
//! final demand: want = O0 dem exp(eps_s ys + eps_l yl)
//! a maker:      des  = max(0, Ob + (cout Ob - S) al(max(tau_s, 2 dt)) / dt)
//!               u    = clip(1 + eta_util min(marg, 0) / p0, umin, 1),  marg: see `scarcity.rs`
//!               want = min(des, K cap u)
//! a by-product: want = O0 (K / K0) host rec clip(exp(eps_r xr), 0.5, 3) cap,  host += al(lag) (q_hosts / O0_hosts - host)
//! q = min(want, min_m om Z / (a dt)),  and no more than the yard holds: (smax O0 - S) / dt
//!     where an input of importance u < 1 runs short, it takes want (1 - u (1 - r)), with r the share served
//! Z -= a q dt
//! ```
//! Elasticities are negative numbers.

use super::availability::{byproduct, needed};
use super::returns;
use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

#[inline(always)]
pub(super) fn produce<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, i: usize) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let market = &net.market;
    let (data, control) = (&net.sites[i], channels.site(i));
    let wanted = match data.role {
        Role::Consumer => {
            let pool = &state.pools[data.pools.first()];
            let response =
                net.at(data.elasticity_short) * pool.bid_short + net.at(data.elasticity_long) * pool.bid_long;
            V::splat(data.output) * control.demand * response.exp()
        }
        Role::Byproduct => {
            state.sites[i].followed = state.sites[i].follows;
            byproduct(net, state, i) * control.capacity
        }
        Role::Maker => {
            let site = &state.sites[i];
            let seen = site.orders_seen;
            let gap = (net.at(data.cover) * seen - site.stock) * market.stock_rate;
            let desired = (seen + gap).max(zero);
            let mut run_rate = one;
            if V::any_greater(zero, site.margin) {
                let loss = site.margin.min(zero) / V::splat(data.price);
                run_rate = (one + market.run_rate_response * loss).clip(market.run_rate_floor, one);
            }
            desired.min(site.capacity * control.capacity * run_rate)
        }
    };
    let site = &mut state.sites[i];
    site.wanted = wanted;
    let mut made = wanted;
    for m in data.pools.range() {
        let (data, pool) = (&net.pools[m], &state.pools[m]);
        let enough = net.at(data.drawable) * pool.input_stock / channels.input(m, data.per_unit * net.dt);
        if data.importance >= 1.0 {
            made = made.min(enough);
        } else {
            let served = enough.min(wanted) / wanted.max(V::splat(f64::MIN_POSITIVE));
            made = made.min(wanted * needed(data.importance, served));
        }
    }
    if data.role != Role::Consumer {
        let free = (net.at(data.storage) - site.stock).max(zero);
        // Division by a month changes nothing but takes as long as any.
        made = made.min(if net.dt == 1.0 { free } else { free / V::splat(net.dt) });
    }
    site.output = made;
    for m in data.pools.range() {
        let (data, pool) = (&net.pools[m], &mut state.pools[m]);
        let mut used = channels.input(m, data.per_unit * net.dt) * made;
        if data.importance < 1.0 {
            used = used.min(net.at(data.drawable) * pool.input_stock);
        }
        pool.used = used;
        pool.input_stock = (pool.input_stock - used).max(zero);
    }
}

/// By-products follow what their hosts made in the last step, or what comes back.
#[inline(always)]
pub(super) fn follow<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    for (i, site) in net.sites.iter().enumerate() {
        if site.role != Role::Byproduct {
            continue;
        }
        let made = returns::over_base(net, state, i);
        state.sites[i].host = state.sites[i].host + net.at(site.host_rate) * (made - state.sites[i].host);
        state.sites[i].follows = state.sites[i].host;
    }
    returns::collect(state, channels);
}
