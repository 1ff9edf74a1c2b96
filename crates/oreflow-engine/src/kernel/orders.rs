//! How much buyers order: stock is brought to a target that grows with fear and with announced losses.
//!
//! ```text
//! ann  = max(0, min(cur, perm) - eperm)
//! h    = max( 0, 1 + front sum(claim conversion ann) / sum(claim conversion) + hoard max(phi, -0.5) )
//! D    = clip( Ub + (Ub (cin h + lead) - Z - P) al(max(tau_s, 2 dt)) / dt, 0, dmax Ub )
//! o    = D w perm (1 + [perm = 1] (sum w - sum w perm)) / conversion
//! ```
//! Permission is a hard share: only links that are fully open take over what others may not send, each as much more as the buyer
//! has lost.

use super::scarcity::shortage;
use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

#[inline(always)]
pub(super) fn place<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, m: usize) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let pool = &net.pools[m];
    let market = &net.market;
    let announced = |l: usize| {
        let control = channels.link(l);
        (control.seen.min(control.permission) - control.expected).max(zero)
    };
    let (mut claims, mut lost) = (zero, zero);
    for l in pool.links.clone() {
        let claim = state.work.claim[l] * V::splat(net.links[l].conversion);
        claims = claims + claim;
        lost = lost + claim * announced(l);
    }
    let phi = shortage(net, state.work.ln_pool_availability[m], pool.ln_availability);
    let cover = (one
        + market.front_loading * (lost / claims.max(V::splat(f64::MIN_POSITIVE)))
        + market.hoarding * phi.max(V::splat(-0.5)))
    .max(zero);
    let usage = state.use_seen[m];
    let target = usage * (pool.cover * cover + state.work.lead[m]);
    let gap = target - state.input_stock[m] - state.under_way[m];
    let demand = (usage + gap * market.stock_rate).clip(zero, market.order_ceiling * usage);
    let blocked = state.work.blocked[m];
    for l in pool.links.clone() {
        let permission = channels.link(l).permission;
        let extra = V::if_greater(one, permission, zero, blocked);
        state.work.order[l] =
            demand * state.share[l] * permission * (one + extra) / V::splat(net.links[l].conversion);
    }
}
