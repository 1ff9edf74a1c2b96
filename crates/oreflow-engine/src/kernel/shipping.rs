//! Suppliers serve orders in proportion, and see what buyers would pay.
//!
//! ```text
//! avail = S + q dt,  fr = min(1, avail / (sum o dt)), 1 where nothing is ordered,  ship = o (fr dt) (see `rationing.rs`)
//! S     = avail - sum ship, less what spoils of a surplus: (1 - exp(-dt / tau_shelf)) max(0, S - cout O0)
//! Phi   = sum o s / max(sum o, 1e-9 O0)                  the premium of the buyers whom it may serve
//! fill += al(tau_fill) (fr - fill)
//! N     = K / K0 sum F0 G eperm                           claims, for the next step
//! ```

use super::orders::Placed;
use super::{capacity, gates, orders, rationing};
use crate::channels::Channels;
use crate::compiled::{Compiled, LinkData, Role, SiteData};
use crate::lanes::Lanes;
use crate::state::{Plants, State, World, berth, leaving};

/// Suppliers see what is asked of them and what they can serve, and what that does to their prices; what moves across borders is
/// counted for the price of the world.
#[inline(always)]
pub(super) fn serve<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let zero = V::splat(0.0);
    state.work.plants.fill(Plants { building: zero, running: zero, ordered: zero });
    state.work.world.fill(World { orders: zero, pull: zero });
    for (i, data) in net.sites.iter().enumerate() {
        if data.role != Role::Consumer {
            serve_from(net, state, channels, (i, data));
        }
    }
    capacity::follow(net, state);
}

/// One supplier; every site that is no consumer has buyers.
#[inline(always)]
fn serve_from<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    (i, data): (usize, &SiteData),
) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let dt = V::splat(net.dt);
    let market = &net.market;
    let (site, offer, sales) = (&mut state.sites[i], &mut state.offers[i], &mut state.sales[i]);
    let (ordered, abroad) = (sales.ordered, sales.abroad);
    let available = site.stock + site.output * dt;
    // Who is asked for nothing fails nobody.
    let asked = ordered * dt;
    let served = if V::any_greater(asked, available) {
        V::if_greater(asked, available, available / asked, one)
    } else {
        one
    };
    sales.sends = served * dt;
    site.claims = sales.claims * offer.growth;
    offer.premium = if V::any_other(sales.premium, zero) {
        sales.premium / ordered.max(V::splat(1e-9 * data.output))
    } else {
        zero
    };
    offer.fill = offer.fill + market.fill_rate * (served - offer.fill);
    let usual = V::splat(data.output) * (net.at(data.cover) + dt);
    let orders = (ordered + V::splat(0.05 * data.output)) / V::splat(1.05 * data.output);
    let supply = (available + V::splat(0.05) * usual) / (V::splat(1.05) * usual);
    let pull = market.order_response * (orders / supply).ln()
        + offer.premium
        + net.at(data.momentum) * (site.ln_price - site.trend);
    site.pull = pull;
    site.orders_seen = site.orders_seen + market.use_rate * (ordered - site.orders_seen);
    if net.counted(data) {
        capacity::count(site, channels.site(i), &mut state.work.plants[data.product as usize]);
    }
    let world = &mut state.work.world[data.product as usize];
    world.orders = world.orders + abroad;
    world.pull = world.pull + abroad * pull;
    let mut shipped = ordered * sales.sends;
    if let Some(rule) = &data.rationing {
        shipped = rationing::share_out(net, state, channels, (i, rule), available);
    }
    let left = (available - shipped).max(zero);
    let spoiled = (left - net.at(data.cover) * V::splat(data.output)).max(zero) * net.at(data.spoiling);
    let site = &mut state.sites[i];
    site.spoiled = spoiled;
    site.stock = left - spoiled;
}

/// Goods leave.
#[inline(always)]
pub(super) fn ship<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    for m in 0..net.pools.len() {
        let kept = orders::are_kept(net, channels, m);
        ship_to(net, state, channels, m, kept);
    }
    gates::count(net, state, channels);
}

#[inline(always)]
fn ship_to<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, m: usize, kept: bool) {
    let data = &net.pools[m];
    let own = data.links.range();
    let links = &net.links[own.clone()];
    let mut under_way = state.pools[m].under_way;
    if data.special {
        for (l, link) in own.zip(links) {
            let shipment = state.work.order[l] * state.sales[link.from as usize].sends;
            let shipment = send(net, state, channels, (l, link), shipment);
            under_way = under_way + shipment * V::splat(link.conversion);
        }
    } else {
        let placed = Placed::of(&state.pools[m], kept, &state.work.order[own.clone()], &state.share[own]);
        let (sellers, berths, cargo) = (&state.sales[..], &state.work.berths[..], &mut state.cargo[..]);
        for (link, &row) in links.iter().zip(placed.rows) {
            let shipment = placed.over(link, row) * sellers[link.from as usize].sends;
            cargo[leaving(berths, link)] = shipment;
            under_way = under_way + shipment * V::splat(link.conversion);
        }
    }
    state.pools[m].under_way = under_way;
}

/// Sends in proportion to orders or as it was rationed; where voyages take longer in some lanes than in others, lane by lane.
#[inline(always)]
fn send<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    (l, link): (usize, &LinkData),
    in_proportion: V,
) -> V {
    if !link.special {
        state.cargo[leaving(&state.work.berths, link)] = in_proportion;
        return in_proportion;
    }
    let rations = net.sites[link.from as usize].rationing.is_some();
    let shipment = if rations { state.work.shipment[l] } else { in_proportion };
    let (berths, row) = (&state.work.berths[..], channels.link_row[l] as usize);
    if link.may_be_late() && channels.delayed[row] {
        let delay = channels.links[row].delay;
        let arrives = |lane: usize| {
            let later = (delay.lane(lane) as u16).min(link.berths - link.lag - 1);
            berth(berths, link, link.lag + later)
        };
        if V::any_other(delay, V::splat(delay.lane(0))) {
            for lane in 0..V::WIDTH {
                let cargo = &mut state.cargo[arrives(lane)];
                cargo.set_lane(lane, cargo.lane(lane) + shipment.lane(lane));
            }
        } else {
            let cargo = &mut state.cargo[arrives(0)];
            *cargo = *cargo + shipment;
        }
    } else {
        state.cargo[berth(berths, link, link.lag)] = shipment;
    }
    state.work.shipment[l] = shipment;
    shipment
}
