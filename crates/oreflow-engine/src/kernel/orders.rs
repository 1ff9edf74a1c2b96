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

use super::contracts::per_unit_of_slot;
use super::scarcity::shortage;
use crate::channels::LinkChannels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Places the orders of a pool, of whose contracts the share `blocked` may not pass.
#[inline(always)]
pub(super) fn place<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    m: usize,
    control: impl Fn(usize) -> &'a LinkChannels<V>,
    blocked: V,
) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let pool = &net.pools[m];
    let market = &net.market;
    let phi = shortage(net, state.pools[m].ln_availability, net.at(pool.ln_availability));
    let cover =
        (one + market.front_loading * state.pools[m].threatened + market.hoarding * phi.max(V::splat(-0.5)))
            .max(zero);
    let usage = state.pools[m].use_seen;
    let target = usage * (net.at(pool.cover) * cover + state.pools[m].lead);
    let gap = target - state.pools[m].input_stock - state.pools[m].under_way;
    let demand = (usage + gap * market.stock_rate).clip(zero, market.order_ceiling * usage);
    let links = &net.links[pool.links.clone()];
    let shares = &state.share[pool.links.clone()];
    let orders = &mut state.work.order[pool.links.clone()];
    for (k, ((link, &share), order)) in links.iter().zip(shares).zip(orders).enumerate() {
        let permission = control(k).permission;
        let extra = V::if_greater(one, permission, zero, blocked);
        *order = per_unit_of_slot(demand * share * permission * (one + extra), link);
    }
}

/// Brings the orders of a pool, the premium of the buyer, and claims to suppliers.
#[inline(always)]
pub(super) fn bring<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    m: usize,
    control: impl Fn(usize) -> &'a LinkChannels<V>,
) {
    let pool = &net.pools[m];
    let (growth, scarcity) = (state.pools[m].growth, state.pools[m].scarcity);
    let links = &net.links[pool.links.clone()];
    let orders = &state.work.order[pool.links.clone()];
    let (offers, sales) = (&state.offers[..], &mut state.sales[..]);
    for (k, (link, &order)) in links.iter().zip(orders).enumerate() {
        let s = link.from as usize;
        let claim = V::splat(link.flow) * offers[s].growth * growth;
        let sales = &mut sales[s];
        sales.ordered = sales.ordered + order;
        sales.premium = sales.premium + order * scarcity;
        sales.claims = sales.claims + claim * control(k).expected;
    }
}
