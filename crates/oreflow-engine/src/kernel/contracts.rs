//! Contract shares and delivered cost, pool by pool; all costs for a unit of slot material.
//!
//! Shares follow what suppliers ask, what they deliver and what may pass:
//! ```text
//! c    = (p (1 + d0 + adv + tar) + f frm + spec + star) / conversion
//! rat  = fill_s gfill
//! ceff = c + clip(4 (1 - rat), 0, 1) max(0, b - c)
//! A    = F0 conversion (K_s / K0_s) (c0 / ceff)^sigma rat perm
//! w   += al(lam_tau) (A / sum A - w)                 nothing on offer: w stays
//! C    = sum w perm c / sum w perm                   what a buyer pays is what may pass; nothing may: sum w c
//! sbar = sum w perm Phi_s / sum w perm               likewise
//! ```

use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Below this share of contracts that may pass a pool counts as shut off.
const LEAST_OPEN: f64 = 1e-9;

#[inline(always)]
pub(super) fn agree<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, m: usize) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let pool = &net.pools[m];
    let bid = state.work.bid[m];
    let mut offered = zero;
    for l in pool.links.clone() {
        let link = &net.links[l];
        let s = link.from as usize;
        let control = channels.link(l);
        let asked = state.work.price[s] * (V::splat(1.0 + link.duty) + control.duty + control.tariff)
            + V::splat(link.freight) * control.freight
            + control.specific_duty
            + control.specific_tariff;
        let cost = asked / V::splat(link.conversion);
        state.work.delivered[l] = cost;
        let ration = state.fill[s] * state.work.row_fill[channels.link_row[l] as usize];
        let missing = (V::splat(4.0) * (one - ration)).clip(zero, one);
        let effective = cost + missing * (bid - cost).max(zero);
        let attraction = V::splat(link.flow * link.conversion)
            * (state.capacity[s] / net.sites[s].capacity)
            * (V::splat(link.cost) / effective).powi(pool.exponent)
            * ration
            * control.permission;
        // The order's place serves as scratch until orders are placed.
        state.work.order[l] = attraction;
        offered = offered + attraction;
    }
    let nothing = V::splat(1e-12 * pool.usage);
    // Over all links, and over what may pass.
    let (mut whole, mut cost, mut premium) = (zero, zero, zero);
    let (mut passing, mut open_cost, mut open_premium) = (zero, zero, zero);
    for l in pool.links.clone() {
        let old = state.share[l];
        let moved = old + pool.share_rate * (state.work.order[l] / offered.max(nothing) - old);
        let share = V::if_greater(offered, nothing, moved, old);
        state.share[l] = share;
        let (asked, sought) = (state.work.delivered[l], state.premium[net.links[l].from as usize]);
        let open = share * channels.link(l).permission;
        whole = whole + share;
        cost = cost + share * asked;
        premium = premium + share * sought;
        passing = passing + open;
        open_cost = open_cost + open * asked;
        open_premium = open_premium + open * sought;
    }
    let blocked = whole - passing;
    let least = V::splat(LEAST_OPEN);
    let mean = |over_open: V, over_all: V| {
        let over_open = V::if_greater(passing, least, over_open / passing.max(least), over_all);
        V::if_greater(blocked, zero, over_open, over_all)
    };
    state.work.cost[m] = mean(open_cost, cost);
    state.work.sellers_premium[m] = mean(open_premium, premium);
    state.work.blocked[m] = blocked;
}
