//! Cargoes arrive.

use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Position of the cargo that arrives on a link in this step; the cargo sent in the step takes its place.
#[inline(always)]
pub(super) fn berth(ring: u32, lag: u32, step: usize) -> usize {
    ring as usize + step % lag as usize
}

/// `Z += arrivals`, `P -= arrivals`: input stock and what is under way.
#[inline(always)]
pub(super) fn receive<V: Lanes>(net: &Compiled<V>, state: &mut State<V>) {
    let zero = V::splat(0.0);
    for (m, pool) in net.pools.iter().enumerate() {
        let mut arrived = zero;
        for link in &net.links[pool.links.clone()] {
            let cargo = &mut state.cargo[berth(link.ring, link.lag, state.step)];
            arrived = arrived + *cargo * V::splat(link.conversion);
            *cargo = zero;
        }
        state.input_stock[m] = state.input_stock[m] + arrived;
        state.under_way[m] = (state.under_way[m] - arrived).max(zero);
    }
}
