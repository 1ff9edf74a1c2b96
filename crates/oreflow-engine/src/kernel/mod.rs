//! The dynamics of a step, in its order; each file holds one mechanism with its equations.
//!
//! Written once over [`Lanes`]. All functions are inlined into one body per instruction set (see [`dispatch`]),
//! so that the compiler vectorises them with the widest registers at hand.

/// Does something with the channels of a pool's links, `control(k)` being those of its k-th.
///
/// Where no measure touches a pool's links, with constants in place of their channels: the same operations on the same
/// numbers, of which those that change nothing fall away.
macro_rules! with_control {
    ($net:expr, $channels:expr, $m:expr, |$control:ident| $work:expr) => {
        if $channels.pool_touched[$m] {
            let (rows, table) = (&$channels.link_row[$net.pools[$m].links.clone()], &$channels.links[..]);
            let $control = |k: usize| &table[rows[k] as usize];
            $work
        } else {
            let untouched = LinkChannels::neutral();
            let $control = |_: usize| &untouched;
            $work
        }
    };
}

mod arrivals;
mod availability;
mod capacity;
mod contracts;
mod dispatch;
mod gates;
mod orders;
mod prices;
mod production;
mod rationing;
mod reserves;
mod returns;
mod scarcity;
mod shipping;

pub(crate) use contracts::delivered;
pub(crate) use dispatch::{Kernel, Pass};

use crate::channels::{Channels, LinkChannels};
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::{Sales, State};

impl<V: Lanes> Kernel<V> {
    /// Runs a step of a batch.
    pub(crate) fn step(self, net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
        self.run(Step { net, state, channels });
    }

    /// Finds the availabilities of the base. Says whether they settled; if not, they come as near as the passes allow.
    pub(crate) fn settle(self, net: &mut Compiled<V>) -> bool {
        self.run(Settle { net })
    }
}

struct Step<'a, V> {
    net: &'a Compiled<V>,
    state: &'a mut State<V>,
    channels: &'a mut Channels<V>,
}

impl<V: Lanes> Pass for Step<'_, V> {
    type Number = V;
    type Found = ();

    #[inline(always)]
    fn run(self) {
        step(self.net, self.state, self.channels);
    }
}

struct Settle<'a, V> {
    net: &'a mut Compiled<V>,
}

impl<V: Lanes> Pass for Settle<'_, V> {
    type Number = V;
    type Found = bool;

    #[inline(always)]
    fn run(self) -> bool {
        settle(self.net)
    }
}

/// One step of a batch.
#[inline(always)]
fn step<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    prices::quote(net, state, channels);
    returns::retire(net, state, channels);
    arrivals::stand(state);
    if channels.reserves.is_empty() {
        availability::expect(net, state, channels, true);
    } else {
        for m in 0..net.pools.len() {
            arrivals::receive(net, state, m);
        }
        reserves::turn_over(net, state, channels);
        availability::expect(net, state, channels, false);
    }
    scarcity::value(net, state, channels);
    gates::remember(channels);
    buy(net, state, channels);
    production::produce(net, state, channels);
    shipping::serve(net, state, channels);
    shipping::ship(net, state, channels);
    prices::adjust(net, state, channels);
    capacity::invest(net, state, channels);
    state.step += 1;
}

/// Buyers agree on shares and place their orders.
#[inline(always)]
fn buy<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    // Where no gate may cut orders, they reach suppliers while all that is needed is at hand.
    let at_once = channels.gates.is_empty();
    state.work.sales.fill(Sales::none());
    for m in 0..net.pools.len() {
        with_control!(net, channels, m, |control| {
            let blocked = contracts::agree(net, state, m, control);
            orders::place(net, state, m, control, blocked);
            if at_once {
                orders::bring(net, state, m, control);
            }
        });
    }
    if !at_once {
        gates::pass(net, state, channels);
        for m in 0..net.pools.len() {
            with_control!(net, channels, m, |control| orders::bring(net, state, m, control));
        }
    }
}

/// Finds the availabilities of the base, by iterating the expectation to its fixed point to the bit.
///
/// Loops need some 30 to 80 passes; a chain needs two.
#[inline(always)]
fn settle<V: Lanes>(net: &mut Compiled<V>) -> bool {
    const PASSES: usize = 2_000;
    let mut state = State::steady(net);
    for (position, site) in net.sites.iter().enumerate() {
        state.offers[position].availability =
            (net.at(site.capacity) / V::splat(site.output)).max(V::splat(1.0));
    }
    let channels = Channels::neutral(net);
    let mut settled = false;
    for _ in 0..PASSES {
        availability::expect(net, &mut state, &channels, false);
        let pairs = state.offers.iter().zip(&state.work.last_availability);
        settled = pairs.fold(true, |same, (offer, last)| same && offer.availability == *last);
        if settled {
            break;
        }
    }
    for (site, offer) in net.sites.iter_mut().zip(&state.offers) {
        site.availability = net.lane_params.keep(offer.availability);
    }
    for (pool, &ln_availability) in net.pools.iter_mut().zip(&state.work.ln_pool_availability) {
        pool.ln_availability = net.lane_params.keep(ln_availability);
    }
    settled
}

/// Largest relative departure of flows, stocks and prices from the base in some steps without measures.
pub(crate) fn departure(net: &Compiled<f64>, steps: usize) -> f64 {
    let mut state = State::steady(net);
    let mut channels = Channels::neutral(net);
    let mut worst = 0.0_f64;
    for _ in 0..steps {
        Kernel::portable().step(net, &mut state, &mut channels);
        for (l, link) in net.links.iter().enumerate() {
            worst = worst.max((state.work.shipment[l] / (link.flow * net.dt) - 1.0).abs());
        }
        for (i, site) in net.sites.iter().enumerate() {
            let stock = net.at(site.cover) * site.output;
            let off = if stock > 0.0 { (state.stock[i] / stock - 1.0).abs() } else { 0.0 };
            worst = worst.max(off).max(state.ln_price[i].abs());
        }
        for (pool, stock) in net.pools.iter().zip(&state.input_stock) {
            let off = if net.at(pool.stock) > 0.0 { (stock / net.at(pool.stock) - 1.0).abs() } else { 0.0 };
            worst = worst.max(off);
        }
    }
    worst
}
