//! Suppliers serve orders in proportion, and see what buyers would pay.
//!
//! ```text
//! avail = S + q dt,  fr = min(1, avail / (sum o dt)), 1 where nothing is ordered,  ship = o dt fr (see `rationing.rs`)
//! S     = avail - sum ship, less what spoils of a surplus: (1 - exp(-dt / tau_shelf)) max(0, S - cout O0)
//! Phi   = sum o s / max(sum o, 1e-9 O0)                  the premium of the buyers whom it may serve
//! fill += al(tau_fill) (fr - fill)
//! N     = sum claim eperm                                 for the next step
//! ```

use super::{gates, rationing};
use crate::channels::{Channels, LinkChannels};
use crate::compiled::{Compiled, LinkData, Role};
use crate::lanes::Lanes;
use crate::state::{State, World, berth};

/// Suppliers see what is asked of them and what they can serve, and what that does to their prices.
#[inline(always)]
pub(super) fn serve<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let dt = V::splat(net.dt);
    let market = &net.market;
    for (i, site) in net.sites.iter().enumerate() {
        let sales = state.work.sales[i];
        if !site.out.is_empty() {
            let available = state.stock[i] + state.output[i] * dt;
            // Who is asked for nothing fails nobody.
            let asked = sales.ordered * dt;
            let served = if V::any_greater(asked, available) {
                V::if_greater(asked, available, available / asked, one)
            } else {
                one
            };
            state.work.sales[i].served = served;
            state.work.available[i] = available;
            state.claims[i] = sales.claims;
            let offer = &mut state.offers[i];
            offer.premium = if V::any_other(sales.premium, zero) {
                sales.premium / sales.ordered.max(V::splat(1e-9 * site.output))
            } else {
                zero
            };
            offer.fill = offer.fill + market.fill_rate * (served - offer.fill);
            if let Some(rule) = &site.rationing {
                rationing::share_out(net, state, channels, i, rule);
            }
        }
        if site.role != Role::Consumer {
            let base_available = V::splat(site.output) * (net.at(site.cover) + dt);
            let orders = (sales.ordered + V::splat(0.05 * site.output)) / V::splat(1.05 * site.output);
            let available = (state.work.available[i] + V::splat(0.05) * base_available)
                / (V::splat(1.05) * base_available);
            state.work.sales[i].pull = market.order_response * (orders / available).ln()
                + state.offers[i].premium
                + net.at(site.momentum) * (state.ln_price[i] - state.trend[i]);
        }
    }
}

/// Goods leave; what moves across borders is counted for the price of the world.
#[inline(always)]
pub(super) fn ship<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    let zero = V::splat(0.0);
    state.work.world.fill(World { orders: zero, pull: zero });
    for m in 0..net.pools.len() {
        with_control!(net, channels, m, |control| ship_to(net, state, channels, m, control));
    }
    for (i, site) in net.sites.iter().enumerate() {
        if site.out.is_empty() {
            continue;
        }
        let left = (state.work.available[i] - state.work.sales[i].shipped).max(zero);
        let spoiled = (left - net.at(site.cover) * V::splat(site.output)).max(zero) * net.at(site.spoiling);
        state.work.spoiled[i] = spoiled;
        state.stock[i] = left - spoiled;
    }
    gates::count(state, channels);
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
    let bid = state.work.bid[m];
    let mut under_way = state.under_way[m];
    for (k, (l, link)) in pool.links.clone().zip(&net.links[pool.links.clone()]).enumerate() {
        let s = link.from as usize;
        let order = state.work.order[l];
        let mut shipment = order * dt * state.work.sales[s].served;
        if link.special {
            shipment = send_special(net, state, channels, (l, link), shipment);
        } else {
            state.cargo[berth(&state.work.berths, link, link.lag)] = shipment;
        }
        state.work.shipment[l] = shipment;
        under_way = under_way + shipment * V::splat(link.conversion);
        let sales = &mut state.work.sales[s];
        sales.shipped = sales.shipped + shipment;
        sales.worth = sales.worth + worth(bid, link, control(k));
        if link.abroad {
            let world = &mut state.work.world[net.sites[s].product as usize];
            world.orders = world.orders + order;
            world.pull = world.pull + order * sales.pull;
        }
    }
    if !pool.sellers_in_order {
        // A sum runs in one order, whatever the order of the loop: by sellers.
        under_way = net.by_seller[pool.links.clone()].iter().fold(state.under_way[m], |sum, &l| {
            let link = &net.links[l as usize];
            sum + state.work.shipment[l as usize] * V::splat(link.conversion)
        });
    }
    state.under_way[m] = under_way;
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
