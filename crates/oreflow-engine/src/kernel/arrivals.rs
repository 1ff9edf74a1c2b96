//! Cargoes arrive.

use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::{State, berth};

/// `Z += arrivals`, `P -= arrivals`: input stock and what is under way, both in units of slot material.
///
/// What arrived stays where it lay until the next step, for observers to see.
#[inline(always)]
pub(super) fn receive<V: Lanes>(net: &Compiled<V>, state: &mut State<V>) {
    let zero = V::splat(0.0);
    for (berths, berth) in (0..).zip(&mut state.work.berth).skip(1) {
        *berth = (state.step % berths) as u32;
    }
    let standing = &state.work.berth[..];
    let cargo = &mut state.cargo[..];
    let pools = net.pools.iter().zip(&mut state.input_stock).zip(&mut state.under_way);
    for ((pool, input_stock), under_way) in pools {
        let mut arrived = zero;
        for link in &net.links[pool.links.clone()] {
            arrived = arrived + cargo[berth(standing, link, 0)] * V::splat(link.conversion);
            if link.may_be_late() {
                // Where cargoes may come late they are added up, so that the berth of the last step must be empty.
                cargo[berth(standing, link, link.berths - 1)] = zero;
            }
        }
        *input_stock = *input_stock + arrived;
        *under_way = (*under_way - arrived).max(zero);
    }
}
