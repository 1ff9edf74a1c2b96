//! Strategic stocks: filled out of what arrives, released when shortage is expected.
//!
//! ```text
//! E of the last step < trigger:  out = R (1 - exp(-dt / tau_release)),  in = 0
//! otherwise                      out = max(0, R - target U0) (1 - exp(-dt / tau_release))
//!                                in  = min(target U0 dt / tau_fill, max(0, target U0 - R), Z / 2)
//! R += in - out,  Z += out - in
//! ```
//! What is taken is missing in the input stock, and ordered again like any other use. Each strategic stock is kept apart: R is
//! what it holds itself, and a pool's reserve is the sum over those that hold for it.

use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

#[inline(always)]
pub(super) fn turn_over<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    let zero = V::splat(0.0);
    for reserve in &mut channels.reserves {
        let released = V::splat(1.0) - V::splat(-net.dt / reserve.rule.release).exp();
        let trigger = V::splat(reserve.rule.release_below);
        for (&m, own) in reserve.pools.iter().zip(&mut reserve.held) {
            let m = m as usize;
            let held = *own;
            let target = reserve.target * V::splat(net.pools[m].usage);
            let taken = (target * V::splat(net.dt / reserve.rule.fill))
                .min((target - held).max(zero))
                .min(V::splat(0.5) * state.pools[m].input_stock);
            let surplus = (held - target).max(zero);
            let calm = taken - released * surplus;
            let change = V::if_greater(trigger, state.pools[m].availability, -(released * held), calm);
            *own = (held + change).max(zero);
            state.pools[m].reserve = (state.pools[m].reserve - held + *own).max(zero);
            state.pools[m].input_stock = (state.pools[m].input_stock - change).max(zero);
        }
    }
}
