//! Whom buyers buy from, at what cost, and how much they order.

use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

/// What scarcity is worth to the buyer, capped by what the output can pay.
///
/// ```text
/// phi  = max(0, -ln E) - glut max(0, ln(E / E0))         each less a rounding of 1e-9
/// zeta = max(0, -ln clip( (Z + P) / ((cin + lead) max(Ub, 0.02 U0)), 0.02, 1 ))
/// ncap = ln( max(left + a b, 0.05 a C0) / (a C0) )      final demand: 50
/// left = p - opex cost - sum a b + sum over its by-products of (O0_b / O0 of all their hosts) (p_b - p0_b)
/// s    = min( betaE phi + betaZ zeta, max(ncap, 0) )
/// ```
#[inline(always)]
pub(super) fn scarcity<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let zero = V::splat(0.0);
    for (i, site) in net.sites.iter().enumerate() {
        let control = channels.site(i);
        let mut inputs = zero;
        for m in site.pools.clone() {
            inputs = inputs + V::splat(net.pools[m].per_unit) * state.work.bid[m];
        }
        let mut left = state.work.price[i] - site.operating_cost * control.cost - inputs;
        for &(byproduct, for_unit) in &net.byproducts[site.byproducts.clone()] {
            let b = byproduct as usize;
            left = left + V::splat(for_unit) * (state.work.price[b] - V::splat(net.sites[b].price));
        }
        state.work.margin[i] = left;
        for m in site.pools.clone() {
            let pool = &net.pools[m];
            let ceiling = if site.role == Role::Consumer {
                V::splat(50.0)
            } else {
                let base = pool.per_unit * pool.cost;
                let own = V::splat(pool.per_unit) * state.work.bid[m];
                ((left + own).max(V::splat(0.05 * base)) / V::splat(base)).ln()
            };
            state.work.ceiling[m] = ceiling;
            let ln_e = state.work.ln_pool_availability[m];
            let shortage = shortage(net, ln_e, pool.ln_availability);
            let usage = state.use_seen[m].max(V::splat(0.02 * pool.usage));
            let cover =
                (state.input_stock[m] + state.under_way[m]) / ((pool.cover + state.work.lead[m]) * usage);
            let depletion = (-cover.clip(V::splat(0.02), V::splat(1.0)).ln()).max(zero);
            let wanted = pool.shortage_response * shortage + pool.depletion_response * depletion;
            state.work.scarcity[m] = wanted.min(ceiling.max(zero));
        }
    }
}

/// What is below this is rounding: without it, demand with a strong elasticity makes a swing out of the last bits of E.
const ROUNDING: f64 = 1e-9;

/// Expected shortage `phi`; negative when more than the base is expected.
#[inline(always)]
fn shortage<V: Lanes>(net: &Compiled<V>, ln_e: V, base: V) -> V {
    let (zero, rounding) = (V::splat(0.0), V::splat(ROUNDING));
    (-ln_e - rounding).max(zero) - net.market.glut * (ln_e - base - rounding).max(zero)
}

/// Below this share of contracts that may pass a pool counts as shut off.
const LEAST_OPEN: f64 = 1e-9;

/// Contract shares, delivered cost and orders, pool by pool; all costs for a unit of slot material.
///
/// Shares follow what suppliers ask, what they deliver and what may pass:
/// ```text
/// c    = (p (1 + d0 + adv + tar) + f frm + spec + star) / conversion
/// rat  = fill_s gfill
/// ceff = c + clip(4 (1 - rat), 0, 1) max(0, b - c)
/// A    = F0 conversion (K_s / K0_s) (c0 / ceff)^sigma rat perm
/// w   += al(lam_tau) (A / sum A - w)                 nothing on offer: w stays
/// C    = sum w perm c / sum w perm                   what a buyer pays is what may pass; nothing may: sum w c
/// sbar = sum w perm Phi_s / sum w perm               likewise
/// ```
/// Orders bring stock to a target that grows with fear and with announced losses:
/// ```text
/// ann  = max(0, min(cur, perm) - eperm)
/// h    = max( 0, 1 + front sum(claim conversion ann) / sum(claim conversion) + hoard max(phi, -0.5) )
/// D    = clip( Ub + (Ub (cin h + lead) - Z - P) al(max(tau_s, 2 dt)) / dt, 0, dmax Ub )
/// o    = D w perm (1 + [perm = 1] (sum w - sum w perm)) / conversion
/// ```
/// so that permission is a hard share: only links that are fully open take over what others may not send, each as much more
/// as the buyer has lost.
#[inline(always)]
pub(super) fn order<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    for m in 0..net.pools.len() {
        if net.pools[m].links.is_empty() {
            continue;
        }
        contract(net, state, channels, m);
        place(net, state, channels, m);
    }
}

#[inline(always)]
fn contract<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, m: usize) {
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

#[inline(always)]
fn place<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, m: usize) {
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
