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
pub(super) fn produce<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let market = &net.market;
    follow_hosts(net, state);
    returns::collect(state, channels);
    for (i, site) in net.sites.iter().enumerate() {
        let control = channels.site(i);
        let wanted = match site.role {
            Role::Consumer => {
                let m = site.pools.start;
                let response = net.at(site.elasticity_short) * state.bid_short[m]
                    + net.at(site.elasticity_long) * state.bid_long[m];
                V::splat(site.output) * control.demand * response.exp()
            }
            Role::Byproduct => byproduct(net, state, i) * control.capacity,
            Role::Maker => {
                let seen = state.orders_seen[i];
                let gap = (net.at(site.cover) * seen - state.stock[i]) * market.stock_rate;
                let desired = (seen + gap).max(zero);
                let margin = state.work.margin[i];
                let mut run_rate = one;
                if V::any_greater(zero, margin) {
                    let loss = margin.min(zero) / V::splat(site.price);
                    run_rate = (one + market.run_rate_response * loss).clip(market.run_rate_floor, one);
                }
                desired.min(state.capacity[i] * control.capacity * run_rate)
            }
        };
        state.work.wanted[i] = wanted;
        let mut made = wanted;
        for m in site.pools.clone() {
            let pool = &net.pools[m];
            let enough =
                net.at(pool.drawable) * state.input_stock[m] / channels.input(m, pool.per_unit * net.dt);
            if pool.importance >= 1.0 {
                made = made.min(enough);
            } else {
                let served = enough.min(wanted) / wanted.max(V::splat(f64::MIN_POSITIVE));
                made = made.min(wanted * needed(pool.importance, served));
            }
        }
        if site.role != Role::Consumer {
            let free = (net.at(site.storage) - state.stock[i]).max(zero);
            // Division by a month changes nothing but takes as long as any.
            made = made.min(if net.dt == 1.0 { free } else { free / V::splat(net.dt) });
        }
        state.output[i] = made;
        for m in site.pools.clone() {
            let pool = &net.pools[m];
            let mut used = channels.input(m, pool.per_unit * net.dt) * made;
            if pool.importance < 1.0 {
                used = used.min(net.at(pool.drawable) * state.input_stock[m]);
            }
            state.work.used[m] = used;
            state.input_stock[m] = (state.input_stock[m] - used).max(zero);
        }
    }
}

/// By-products follow what their hosts made in the last step.
#[inline(always)]
fn follow_hosts<V: Lanes>(net: &Compiled<V>, state: &mut State<V>) {
    for (i, site) in net.sites.iter().enumerate() {
        if site.role != Role::Byproduct {
            continue;
        }
        let made = returns::over_base(net, state, i);
        state.host[i] = state.host[i] + net.at(site.host_rate) * (made - state.host[i]);
        state.followed[i] = state.host[i];
    }
}
