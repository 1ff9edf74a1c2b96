//! Cargoes arrive.

use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::{State, arriving, berth};

/// Notes where berths stand in this step.
#[inline(always)]
pub(super) fn stand<V: Lanes>(state: &mut State<V>) {
    for (number, berths) in (0..).zip(&mut state.work.berths).skip(1) {
        berths.standing = (state.step % number) as u32;
        berths.arriving = berths.links * berths.standing;
        berths.leaving = berths.links * ((state.step + number - 1) % number) as u32;
    }
}

/// `Z += arrivals`, `P -= arrivals`: input stock and what is under way of a pool, both in units of slot material.
///
/// What arrived stays where it lay until the next step, for observers to see.
#[inline(always)]
pub(super) fn receive<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, m: usize) {
    let zero = V::splat(0.0);
    let berths = &state.work.berths[..];
    let cargo = &mut state.cargo[..];
    let mut arrived = zero;
    for link in &net.links[net.pools[m].links.range()] {
        arrived = arrived + cargo[arriving(berths, link)] * V::splat(link.conversion);
        if link.special && link.may_be_late() {
            // Where cargoes may come late they are added up, so that the berth of the last step must be empty.
            cargo[berth(berths, link, link.berths - 1)] = zero;
        }
    }
    state.pools[m].input_stock = state.pools[m].input_stock + arrived;
    state.pools[m].under_way = (state.pools[m].under_way - arrived).max(zero);
}
