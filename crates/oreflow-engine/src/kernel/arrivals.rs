//! Cargoes arrive.

use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// `Z += arrivals`, `P -= arrivals`: input stock and what is under way, both in units of slot material.
///
/// What arrived stays where it lay until the next step, for observers to see.
#[inline(always)]
pub(super) fn receive<V: Lanes>(net: &Compiled<V>, state: &mut State<V>) {
    let zero = V::splat(0.0);
    for (berths, berth) in (0..).zip(&mut state.work.berth).skip(1) {
        *berth = (state.step % berths) as u32;
    }
    for (m, pool) in net.pools.iter().enumerate() {
        let mut arrived = zero;
        for link in &net.links[pool.links.clone()] {
            arrived = arrived + state.cargo[state.berth(link, 0)] * V::splat(link.conversion);
            if link.may_be_late() {
                // Where cargoes may come late they are added up, so that the berth of the last step must be empty.
                let last = state.berth(link, link.berths - 1);
                state.cargo[last] = zero;
            }
        }
        state.input_stock[m] = state.input_stock[m] + arrived;
        state.under_way[m] = (state.under_way[m] - arrived).max(zero);
    }
}
