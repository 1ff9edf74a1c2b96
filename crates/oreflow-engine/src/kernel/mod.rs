//! The dynamics of a step, in its order; each file holds one mechanism with its equations.
//!
//! Written once over [`Lanes`]. All functions are inlined into one body of each pass per instruction set (see [`dispatch`]),
//! so that the compiler vectorises them with the widest registers at hand.

/// Does something with the channels of a pool's links: those of its k-th are `control(k)`, or nothing where no measure touches any
/// of them. What is left out there changes nothing, to the bit, where channels are neutral.
macro_rules! with_control {
    ($net:expr, $channels:expr, $m:expr, |$control:ident| $work:expr) => {
        if $channels.pool_touched[$m] {
            let (rows, table) = (&$channels.link_row[$net.pools[$m].links.range()], &$channels.links[..]);
            let $control = |k: usize| Some(&table[rows[k] as usize]);
            $work
        } else {
            let $control = |_: usize| None;
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

use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

impl<V: Lanes> Kernel<V> {
    /// Runs a step of a batch.
    pub(crate) fn step(self, net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
        self.run(Begin { net, state, channels });
        // Strategic stocks are turned over between what arrives anywhere and what anybody expects.
        let receives = channels.reserves.is_empty();
        if !receives {
            self.run(Receive { net, state, channels });
        }
        let sites = 0..net.sites.len();
        if net.in_one_go {
            // Where no cache holds a network, a link and its seller are fetched once less.
            for site in sites {
                self.run(Expect { net, state, channels, site, receives });
                self.run(Decide { net, state, channels, site });
            }
        } else {
            // Where a cache does, one body after the other is faster than both in turns.
            for site in sites.clone() {
                self.run(Expect { net, state, channels, site, receives });
            }
            for site in sites {
                self.run(Decide { net, state, channels, site });
            }
        }
        if !channels.gates.is_empty() {
            self.run(LetPass { net, state, channels });
        }
        self.run(Serve { net, state, channels });
        self.run(Ship { net, state, channels });
        self.run(End { net, state, channels });
        state.step += 1;
    }

    /// Finds the availabilities of the base, by iterating the expectation to its fixed point to the bit. Says whether they settled; if
    /// not, they come as near as the passes allow.
    ///
    /// Loops need some 30 to 80 passes; a chain needs two.
    pub(crate) fn settle(self, net: &mut Compiled<V>) -> bool {
        const PASSES: usize = 2_000;
        let mut state = State::steady(net);
        for (of_base, site) in state.sites.iter_mut().zip(&net.sites) {
            of_base.availability = (net.at(site.capacity) / V::splat(site.output)).max(V::splat(1.0));
        }
        let mut channels = Channels::neutral(net);
        let mut settled = false;
        for _ in 0..PASSES {
            for (offer, site) in state.offers.iter_mut().zip(&state.sites) {
                offer.weigh(site.availability);
            }
            for site in 0..net.sites.len() {
                let (state, channels) = (&mut state, &mut channels);
                self.run(Expect { net, state, channels, site, receives: false });
            }
            let mut offers =
                net.sites.iter().zip(&state.offers).filter(|(site, _)| site.role != Role::Consumer);
            settled = offers.all(|(_, offer)| offer.offered == offer.last_offered);
            if settled {
                break;
            }
        }
        for (site, of_base) in net.sites.iter_mut().zip(&state.sites) {
            site.availability = net.lane_params.keep(of_base.availability);
        }
        for (pool, of_base) in net.pools.iter_mut().zip(&state.pools) {
            pool.ln_availability = net.lane_params.keep(of_base.ln_availability);
        }
        settled
    }
}

/// Makes passes of functions. Each has bodies of its own: small ones, in which the compiler keeps in registers what the loops need.
macro_rules! passes {
    ($($name:ident { $($more:ident: $Type:ty),* } = $work:path;)*) => {$(
        struct $name<'a, V> {
            net: &'a Compiled<V>,
            state: &'a mut State<V>,
            channels: &'a mut Channels<V>,
            $($more: $Type,)*
        }

        impl<V: Lanes> Pass for $name<'_, V> {
            type Number = V;
            type Found = ();

            #[inline(always)]
            fn run(self) {
                $work(self.net, self.state, self.channels, $(self.$more),*);
            }
        }
    )*};
}

passes! {
    Begin {} = begin;
    Receive {} = receive;
    Expect { site: usize, receives: bool } = availability::expect;
    Decide { site: usize } = decide;
    LetPass {} = let_pass;
    Serve {} = shipping::serve;
    Ship {} = shipping::ship;
    End {} = end;
}

/// Prices at which the step trades, what comes back, and what hosts have made.
#[inline(always)]
fn begin<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    prices::quote(net, state, channels);
    returns::retire(net, state, channels);
    production::follow(net, state, channels);
    arrivals::stand(state);
    gates::remember(channels);
}

/// Goods arrive everywhere, and strategic stocks are turned over.
#[inline(always)]
fn receive<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    for m in 0..net.pools.len() {
        arrivals::receive(net, state, m);
    }
    reserves::turn_over(net, state, channels);
}

/// A site decides what inputs are worth to it, from whom it orders them, and what it makes.
#[inline(always)]
fn decide<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, i: usize) {
    // Where no gate may cut orders, they reach suppliers at once.
    let at_once = channels.gates.is_empty();
    let site = &net.sites[i];
    scarcity::value(net, state, channels, i);
    for m in site.pools.range() {
        orders::demand(net, state, m);
        let kept = orders::are_kept(net, channels, m);
        with_control!(net, channels, m, |control| {
            let blocked = contracts::agree(net, state, m, control);
            if kept {
                orders::place(net, state, m, control, blocked);
            }
            if at_once {
                orders::bring(net, state, m, control, kept);
            }
        });
    }
    production::produce(net, state, channels, i);
    for slot_and_pool in site.pools.range().enumerate() {
        prices::bid(net, state, channels, slot_and_pool);
    }
}

/// Gates cut orders before they reach suppliers.
#[inline(always)]
fn let_pass<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    gates::pass(net, state, channels);
    for m in 0..net.pools.len() {
        let kept = orders::are_kept(net, channels, m);
        with_control!(net, channels, m, |control| orders::bring(net, state, m, control, kept));
    }
}

/// Site by site: what is asked for it from now on, and what is built and closed.
#[inline(always)]
fn end<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    prices::of_world(state);
    for (i, site) in net.sites.iter().enumerate() {
        if site.role != Role::Consumer {
            prices::adjust(net, state, channels, i);
            capacity::invest(net, state, channels, i);
        }
    }
}

/// Largest relative departure of flows, stocks and prices from the base in some steps without measures.
pub(crate) fn departure(net: &Compiled<f64>, steps: usize) -> f64 {
    let mut state = State::steady(net);
    let mut channels = Channels::neutral(net);
    let mut worst = 0.0_f64;
    for _ in 0..steps {
        Kernel::portable().step(net, &mut state, &mut channels);
        for (l, link) in net.links.iter().enumerate() {
            worst = worst.max((state.shipment(l, link) / (link.flow * net.dt) - 1.0).abs());
        }
        for (i, site) in net.sites.iter().enumerate() {
            let stock = net.at(site.cover) * site.output;
            let off = if stock > 0.0 { (state.sites[i].stock / stock - 1.0).abs() } else { 0.0 };
            worst = worst.max(off).max(state.sites[i].ln_price.abs());
        }
        for (pool, stock) in net.pools.iter().zip(state.pools.iter().map(|pool| pool.input_stock)) {
            let off = if net.at(pool.stock) > 0.0 { (stock / net.at(pool.stock) - 1.0).abs() } else { 0.0 };
            worst = worst.max(off);
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiled::Overrides;
    use crate::lanes::F64x8;
    use crate::measure::Reach;
    use oreflow_network::Network;
    use std::path::Path;

    #[test]
    fn expectations_and_decisions_in_one_go_have_the_bits_of_two() {
        // With loops, by-products and recyclers.
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/critical-minerals-2024");
        let network = Network::read(&folder).unwrap_or_else(|error| panic!("{error}"));
        let mut net: Compiled<F64x8> = Compiled::new(&network, 1.0, &Overrides::new(), &Reach::default());
        Kernel::widest().settle(&mut net);
        assert!(!net.in_one_go, "a small network goes through in two goes");
        let mut run = |in_one_go: bool| {
            net.in_one_go = in_one_go;
            let (mut state, mut channels) = (State::steady(&net), Channels::neutral(&net));
            for step in 0..24 {
                // Some mines stop, in some lanes more than in others.
                for site in state.sites.iter_mut().step_by(5).take(20).filter(|_| step == 6) {
                    site.capacity = site.capacity * F64x8([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
                }
                Kernel::widest().step(&net, &mut state, &mut channels);
            }
            format!("{:?} {:?} {:?}", state.sites, state.pools, state.share)
        };
        assert_eq!(run(true), run(false));
    }
}
