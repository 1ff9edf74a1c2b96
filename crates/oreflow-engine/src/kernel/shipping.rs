//! Suppliers serve orders in proportion, and see what buyers would pay.
//!
//! ```text
//! avail = S + q dt,  fr = min(1, avail / (sum o dt)), 1 where nothing is ordered,  ship = o dt fr (see `rationing.rs`)
//! S     = avail - sum ship, less what spoils of a surplus: (1 - exp(-dt / tau_shelf)) max(0, S - cout O0)
//! Phi   = sum o s / max(sum o, 1e-9 O0)                  the premium of the buyers whom it may serve
//! fill += al(tau_fill) (fr - fill)
//! N     = sum claim eperm                                 for the next step
//! ```

use super::arrivals::berth;
use super::{gates, rationing};
use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Puts a shipment under way.
#[inline(always)]
fn send<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, l: usize) {
    let link = &net.links[l];
    let shipment = state.work.shipment[l];
    let row = channels.link_row[l] as usize;
    let arrives = state.step + link.lag as usize;
    if channels.delayed[row] {
        let delay = channels.links[row].delay;
        for lane in 0..V::WIDTH {
            let later = (delay.lane(lane) as usize).min((link.berths - link.lag) as usize);
            let cargo = &mut state.cargo[berth(link.ring, link.berths, arrives + later)];
            cargo.set_lane(lane, cargo.lane(lane) + shipment.lane(lane));
        }
    } else {
        state.cargo[berth(link.ring, link.berths, arrives)] = shipment;
    }
    let pool = link.pool as usize;
    state.under_way[pool] = state.under_way[pool] + shipment * V::splat(link.conversion);
}

#[inline(always)]
pub(super) fn ship<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let dt = V::splat(net.dt);
    for (i, site) in net.sites.iter().enumerate() {
        if site.out.is_empty() {
            continue;
        }
        let (mut ordered, mut premium, mut claims) = (zero, zero, zero);
        for &l in &net.out[site.out.clone()] {
            let l = l as usize;
            let order = state.work.order[l];
            ordered = ordered + order;
            premium = premium + order * state.work.scarcity[net.links[l].pool as usize];
            claims = claims + state.work.claim[l] * channels.link(l).expected;
        }
        let available = state.stock[i] + state.output[i] * dt;
        // Who is asked for nothing fails nobody.
        let asked = ordered * dt;
        let served = V::if_greater(asked, available, available / asked, one);
        for &l in &net.out[site.out.clone()] {
            state.work.shipment[l as usize] = state.work.order[l as usize] * dt * served;
        }
        if let Some(rule) = &site.rationing {
            rationing::share_out(net, state, i, rule, available);
        }
        let mut shipped = zero;
        for &l in &net.out[site.out.clone()] {
            let l = l as usize;
            shipped = shipped + state.work.shipment[l];
            send(net, state, channels, l);
        }
        let left = (available - shipped).max(zero);
        let spoiled = (left - site.cover * V::splat(site.output)).max(zero) * site.spoiling;
        state.work.spoiled[i] = spoiled;
        state.stock[i] = left - spoiled;
        state.work.orders[i] = ordered;
        state.work.available[i] = available;
        state.premium[i] = premium / ordered.max(V::splat(1e-9 * site.output));
        state.fill[i] = state.fill[i] + net.market.fill_rate * (served - state.fill[i]);
        state.claims[i] = claims;
    }
    gates::count(state, channels);
}
