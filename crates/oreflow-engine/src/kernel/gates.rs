//! Volume gates: a set of links shares one volume, such as an export quota.
//!
//! ```text
//! gm     = min(1, allow / sum o dt), 1 where nothing is ordered
//! o     *= min over the link's gates of gm + leak (1 - gm)
//! gfill += al(tau_fill) (gm - gfill)
//! ```
//! The factors of all gates are computed from the orders before any gate.

use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Brings the memory of gates to rows of links, for the choice of suppliers.
#[inline(always)]
pub(super) fn remember<V: Lanes>(channels: &mut Channels<V>) {
    if channels.gates.is_empty() {
        return;
    }
    for (row, gates) in channels.links.iter_mut().zip(&channels.row_gates) {
        row.fill = gates.iter().fold(V::splat(1.0), |least, &g| least.min(channels.gates[g as usize].fill));
    }
}

/// Cuts orders to what gates let pass.
#[inline(always)]
pub(super) fn pass<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let dt = V::splat(net.dt);
    // `passed` holds what is asked of the gate until it is known what passes.
    for gate in &mut channels.gates {
        gate.passed = zero;
    }
    for (l, &row) in channels.link_row.iter().enumerate() {
        for &g in &channels.row_gates[row as usize] {
            let gate = &mut channels.gates[g as usize];
            gate.passed = gate.passed + state.work.order[l] * dt;
        }
    }
    for gate in &mut channels.gates {
        gate.served = V::if_greater(gate.passed, gate.allowed, gate.allowed / gate.passed, one);
        gate.passed = zero;
        gate.fill = gate.fill + net.market.fill_rate * (gate.served - gate.fill);
    }
    state.work.row_passing.clear();
    for gates in &channels.row_gates {
        let passing = gates.iter().fold(one, |least, &g| {
            let gate = &channels.gates[g as usize];
            least.min(gate.served + gate.leakage * (one - gate.served))
        });
        state.work.row_passing.push(passing);
    }
    for (l, &row) in channels.link_row.iter().enumerate() {
        if !channels.row_gates[row as usize].is_empty() {
            state.work.order[l] = state.work.order[l] * state.work.row_passing[row as usize];
        }
    }
}

/// Counts what was shipped through gates, leakage left out.
#[inline(always)]
pub(super) fn count<V: Lanes>(net: &Compiled<V>, state: &State<V>, channels: &mut Channels<V>) {
    if channels.gates.is_empty() {
        return;
    }
    for (l, &row) in channels.link_row.iter().enumerate() {
        for &g in &channels.row_gates[row as usize] {
            let shipment = state.shipment(l, &net.links[l]);
            let passing = state.work.row_passing[row as usize].max(V::splat(f64::MIN_POSITIVE));
            let gate = &mut channels.gates[g as usize];
            let official = (gate.served / passing).min(V::splat(1.0));
            gate.passed = gate.passed + shipment * official;
        }
    }
}
