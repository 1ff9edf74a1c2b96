//! Suppliers serve orders in proportion, and see what buyers would pay.
//!
//! ```text
//! avail = S + q dt,  fr = min(1, avail / (sum o dt)), 1 where nothing is ordered,  ship = o dt fr (see `rationing.rs`)
//! S     = avail - sum ship, less what spoils of a surplus: (1 - exp(-dt / tau_shelf)) max(0, S - cout O0)
//! Phi   = sum o s / max(sum o, 1e-9 O0)                  the premium of the buyers whom it may serve
//! fill += al(tau_fill) (fr - fill)
//! N     = sum claim eperm                                 for the next step
//! ```

use super::{capacity, gates, rationing};
use crate::channels::{Channels, LinkChannels};
use crate::compiled::{Compiled, LinkData, Role};
use crate::lanes::Lanes;
use crate::state::{Plants, State, World, berth, leaving};

/// Suppliers see what is asked of them and what they can serve, and what that does to their prices.
#[inline(always)]
pub(super) fn serve<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let dt = V::splat(net.dt);
    let market = &net.market;
    state.work.plants.fill(Plants { building: zero, running: zero, ordered: zero });
    for (i, data) in net.sites.iter().enumerate() {
        let (site, offer, sales) = (&mut state.sites[i], &mut state.offers[i], &mut state.sales[i]);
        (sales.shipped, sales.worth) = (zero, zero);
        let ordered = sales.ordered;
        if !data.out.is_empty() {
            let available = site.stock + site.output * dt;
            // Who is asked for nothing fails nobody.
            let asked = ordered * dt;
            let served = if V::any_greater(asked, available) {
                V::if_greater(asked, available, available / asked, one)
            } else {
                one
            };
            sales.served = served;
            site.available = available;
            site.claims = sales.claims;
            offer.premium = if V::any_other(sales.premium, zero) {
                sales.premium / ordered.max(V::splat(1e-9 * data.output))
            } else {
                zero
            };
            offer.fill = offer.fill + market.fill_rate * (served - offer.fill);
        }
        if data.role != Role::Consumer {
            let base_available = V::splat(data.output) * (net.at(data.cover) + dt);
            let orders = (ordered + V::splat(0.05 * data.output)) / V::splat(1.05 * data.output);
            let available =
                (site.available + V::splat(0.05) * base_available) / (V::splat(1.05) * base_available);
            sales.pull = market.order_response * (orders / available).ln()
                + offer.premium
                + net.at(data.momentum) * (site.ln_price - site.trend);
        }
        site.orders_seen = site.orders_seen + market.use_rate * (ordered - site.orders_seen);
        if net.counted(data) {
            capacity::count(site, channels.site(i), &mut state.work.plants[data.product as usize]);
        }
        if let Some(rule) = &data.rationing {
            rationing::share_out(net, state, channels, i, rule);
        }
    }
    capacity::follow(net, state);
}

/// Goods leave; what moves across borders is counted for the price of the world.
#[inline(always)]
pub(super) fn ship<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    let zero = V::splat(0.0);
    state.work.world.fill(World { orders: zero, pull: zero });
    for m in 0..net.pools.len() {
        with_control!(net, channels, m, |control| ship_to(net, state, channels, m, control));
    }
    gates::count(net, state, channels);
}

/// What is left when goods have left, less what spoils of it.
#[inline(always)]
pub(super) fn store<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, i: usize) {
    let (data, site, zero) = (&net.sites[i], &mut state.sites[i], V::splat(0.0));
    if data.out.is_empty() {
        return;
    }
    let left = (site.available - state.sales[i].shipped).max(zero);
    let spoiled = (left - net.at(data.cover) * V::splat(data.output)).max(zero) * net.at(data.spoiling);
    site.spoiled = spoiled;
    site.stock = left - spoiled;
}

#[inline(always)]
fn ship_to<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    m: usize,
    control: impl Fn(usize) -> &'a LinkChannels<V>,
) {
    let dt = V::splat(net.dt);
    let pool = &net.pools[m];
    let bid = state.pools[m].bid;
    let mut under_way = state.pools[m].under_way;
    for (k, (l, link)) in pool.links.clone().zip(&net.links[pool.links.clone()]).enumerate() {
        let s = link.from as usize;
        let order = state.work.order[l];
        let mut shipment = order * dt * state.sales[s].served;
        if link.special {
            shipment = send_special(net, state, channels, (l, link), shipment);
        } else {
            state.cargo[leaving(&state.work.berths, link)] = shipment;
        }
        under_way = under_way + shipment * V::splat(link.conversion);
        let sales = &mut state.sales[s];
        sales.shipped = sales.shipped + shipment;
        sales.worth = sales.worth + worth(bid, link, control(k));
        if link.abroad {
            let world = &mut state.work.world[net.sites[s].product as usize];
            world.orders = world.orders + order;
            world.pull = world.pull + order * sales.pull;
        }
    }
    state.pools[m].under_way = under_way;
}

/// Sends in proportion to orders or as it was rationed; with voyages that take longer in some lanes, lane by lane.
#[inline(always)]
fn send_special<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    (l, link): (usize, &LinkData),
    in_proportion: V,
) -> V {
    let rations = net.sites[link.from as usize].rationing.is_some();
    let shipment = if rations { state.work.shipment[l] } else { in_proportion };
    let (berths, row) = (&state.work.berths[..], channels.link_row[l] as usize);
    if link.may_be_late() && channels.delayed[row] {
        let delay = channels.links[row].delay;
        for lane in 0..V::WIDTH {
            let later = (delay.lane(lane) as u16).min(link.berths - link.lag - 1);
            let cargo = &mut state.cargo[berth(berths, link, link.lag + later)];
            cargo.set_lane(lane, cargo.lane(lane) + shipment.lane(lane));
        }
    } else {
        state.cargo[berth(berths, link, link.lag)] = shipment;
    }
    state.work.shipment[l] = shipment;
    shipment
}

/// What the buyer would pay above the base over a link, for the seller, weighted by the base flow (see `capacity`).
#[inline(always)]
fn worth<V: Lanes>(bid: V, link: &LinkData, control: &LinkChannels<V>) -> V {
    let costs = V::splat(link.freight) * control.freight + control.specific_duty + control.specific_tariff;
    let mut left = bid * V::splat(link.conversion) - costs;
    if control.taxed || link.duty != 0.0 {
        left = left / (V::splat(1.0 + link.duty) + control.duty + control.tariff);
    }
    // Link by link against its own base, so that the loss of a poor buyer is no gain.
    let gained = left - V::splat(link.netback);
    V::splat(link.flow) * control.expected * gained
}
