//! How much buyers order: stock is brought to a target that grows with fear and with announced losses.
//!
//! ```text
//! ann  = max(0, min(cur, perm) - eperm)
//! h    = max( 0, 1 + front sum(claim conversion ann) / sum(claim conversion) + hoard max(phi, -0.5) )
//! D    = clip( Ub + (Ub (cin h + lead) - Z - P) al(max(tau_s, 2 dt)) / dt, 0, dmax Ub )
//! o    = D w / conversion perm (1 + [perm = 1] (sum w - sum w perm))
//! ```
//! Permission is a hard share: only links that are fully open take over what others may not send, each as much more as the buyer
//! has lost.

use super::capacity;
use super::scarcity::shortage;
use crate::channels::{Channels, LinkChannels};
use crate::compiled::{Compiled, LinkData};
use crate::lanes::Lanes;
use crate::state::{PoolState, State};

/// What a pool is to order if all may pass.
#[inline(always)]
pub(super) fn demand<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, m: usize) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let (data, pool) = (&net.pools[m], &mut state.pools[m]);
    let market = &net.market;
    let phi = shortage(net, pool.ln_availability, net.at(data.ln_availability));
    let cover =
        (one + market.front_loading * pool.threatened + market.hoarding * phi.max(V::splat(-0.5))).max(zero);
    let usage = pool.use_seen;
    let target = usage * (net.at(data.cover) * cover + pool.lead);
    let gap = target - pool.input_stock - pool.under_way;
    pool.demanded = (usage + gap * market.stock_rate).clip(zero, market.order_ceiling * usage);
}

/// Whether a pool keeps its orders: where measures may hinder them or sellers ration. Elsewhere they are reckoned wherever they are
/// needed, which is faster than to write and read them.
#[inline(always)]
pub(super) fn are_kept<V: Lanes>(net: &Compiled<V>, channels: &Channels<V>, m: usize) -> bool {
    channels.pool_touched[m] || net.pools[m].special
}

/// What was ordered over the links of a pool: orders that are kept, or shares from which they are reckoned.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a, V> {
    /// A row for each link.
    pub(super) rows: &'a [V],
    demanded: V,
    kept: bool,
}

impl<'a, V: Lanes> Placed<'a, V> {
    /// Of a pool, from its part of kept orders and its shares.
    #[inline(always)]
    pub(super) fn of(pool: &PoolState<V>, kept: bool, orders: &'a [V], shares: &'a [V]) -> Self {
        Self { rows: if kept { orders } else { shares }, demanded: pool.demanded, kept }
    }

    /// What was ordered over a link, from its row.
    #[inline(always)]
    pub(super) fn over(&self, link: &LinkData, row: V) -> V {
        // What `place` makes of it where all may pass.
        if self.kept { row } else { self.demanded * row * V::splat(link.per_conversion) }
    }
}

/// Places orders that are kept, of a pool of whose contracts the share `blocked` may not pass.
#[inline(always)]
pub(super) fn place<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    m: usize,
    control: impl Fn(usize) -> Option<&'a LinkChannels<V>>,
    blocked: V,
) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let pool = &net.pools[m];
    let demanded = state.pools[m].demanded;
    let links = &net.links[pool.links.range()];
    let shares = &state.share[pool.links.range()];
    let orders = &mut state.work.order[pool.links.range()];
    for (k, ((link, &share), order)) in links.iter().zip(shares).zip(orders).enumerate() {
        *order = demanded * share * V::splat(link.per_conversion);
        if let Some(control) = control(k) {
            let extra = V::if_greater(one, control.permission, zero, blocked);
            *order = *order * control.permission * (one + extra);
        }
    }
}

/// Brings the orders of a pool, the premium of the buyer, claims, and what the buyer would pay to suppliers.
#[inline(always)]
pub(super) fn bring<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    m: usize,
    control: impl Fn(usize) -> Option<&'a LinkChannels<V>>,
    kept: bool,
) {
    let (data, pool) = (&net.pools[m], &state.pools[m]);
    let (growth, scarcity) = (pool.growth, pool.scarcity);
    let rise = pool.bid - V::splat(data.cost);
    let own = data.links.range();
    let placed = Placed::of(pool, kept, &state.work.order[own.clone()], &state.share[own.clone()]);
    let sellers = &mut state.sales[..];
    let links = net.links[own.clone()].iter().zip(&net.costs[own]);
    for (k, ((link, costs), &row)) in links.zip(placed.rows).enumerate() {
        let order = placed.over(link, row);
        let mut claim = V::splat(link.flow) * growth;
        let control = control(k);
        if let Some(control) = control {
            claim = claim * control.expected;
        }
        let sales = &mut sellers[link.from as usize];
        sales.ordered = sales.ordered + order;
        sales.premium = sales.premium + order * scarcity;
        sales.claims = sales.claims + claim;
        sales.worth = sales.worth + capacity::worth(rise, (data, link, costs), control);
        if link.abroad {
            sales.abroad = sales.abroad + order;
        }
    }
}
