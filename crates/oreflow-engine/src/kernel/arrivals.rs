//! Cargoes arrive.

use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Position of the cargo that arrives on a link in a step. Where no voyage may take longer there are as many berths as steps
/// under way, and the cargo sent in the step takes the place of the one that arrived.
#[inline(always)]
pub(super) fn berth(ring: u32, berths: u32, step: usize) -> usize {
    ring as usize + step % berths as usize
}

/// `Z += arrivals`, `P -= arrivals`: input stock and what is under way, both in units of slot material.
#[inline(always)]
pub(super) fn receive<V: Lanes>(net: &Compiled<V>, state: &mut State<V>) {
    let zero = V::splat(0.0);
    for (m, pool) in net.pools.iter().enumerate() {
        let mut arrived = zero;
        for l in pool.links.clone() {
            let link = &net.links[l];
            let cargo = &mut state.cargo[berth(link.ring, link.berths, state.step)];
            arrived = arrived + *cargo * V::splat(link.conversion);
            state.work.arrival[l] = *cargo;
            *cargo = zero;
        }
        state.input_stock[m] = state.input_stock[m] + arrived;
        state.under_way[m] = (state.under_way[m] - arrived).max(zero);
    }
}
