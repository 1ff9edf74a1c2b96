//! Whom buyers buy from, at what cost, and how much they order.

use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

/// What scarcity is worth to the buyer, capped by what the output can pay.
///
/// ```text
/// phi  = max(0, -ln E) - glut max(0, ln(E / E0))         each less a rounding of 1e-9
/// zeta = max(0, -ln clip( (Z + P) / ((cin + lead) Ub), 0.02, 1 ))
/// ncap = ln( max(left + a b, 0.05 a C0) / (a C0) )      final demand: 50
/// left = p - opex cost - sum a b + sum over its by-products of (O0_b / O0) (p_b - p0_b)
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

/// Contract shares, delivered cost and orders, pool by pool; all costs for a unit of slot material.
///
/// Shares follow what suppliers ask, what they deliver and what may pass:
/// ```text
/// c    = (p (1 + d0 + adv + tar) + f frm + spec) / conversion
/// rat  = fill_s gfill
/// ceff = c + clip(4 (1 - rat), 0, 1) max(0, b - c)
/// A    = F0 (K_s / K0_s) (c0 / ceff)^sigma rat perm
/// w   += al(lam_tau) (A / sum A - w)                 nothing on offer: w stays
/// ```
/// Orders bring stock to a target that grows with fear and with announced losses:
/// ```text
/// ann  = max(0, min(cur, perm) - eperm)
/// h    = clip( 1 + front sum(claim ann) / sum(claim) + hoard max(phi, -0.5), 0, hmax )
/// D    = clip( Ub + (Ub (cin h + lead) - Z - P) al(tau_s) / dt, 0, dmax Ub )
/// v    = w (1 + tilt ann) / sum
/// o    = D v perm (1 + [perm = 1] (1 - sum v perm) / max(sum of v where perm = 1, wmin)) / conversion
/// ```
/// so that permission is a hard share: only links that are fully open take over what others may not send.
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
    let mut mean_cost = zero;
    let mut sellers_premium = zero;
    for l in pool.links.clone() {
        let old = state.share[l];
        let moved = old + pool.share_rate * (state.work.order[l] / offered.max(nothing) - old);
        let share = V::if_greater(offered, nothing, moved, old);
        state.share[l] = share;
        mean_cost = mean_cost + share * state.work.delivered[l];
        sellers_premium = sellers_premium + share * state.premium[net.links[l].from as usize];
    }
    state.work.cost[m] = mean_cost;
    state.work.sellers_premium[m] = sellers_premium;
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
    let (mut claims, mut lost, mut tilted) = (zero, zero, zero);
    for l in pool.links.clone() {
        let claim = state.work.claim[l] * V::splat(net.links[l].conversion);
        claims = claims + claim;
        lost = lost + claim * announced(l);
        tilted = tilted + state.share[l] * (one + market.front_tilt * announced(l));
    }
    let phi = shortage(net, state.work.ln_pool_availability[m], pool.ln_availability);
    let cover = (one + market.front_loading * (lost / claims) + market.hoarding * phi.max(V::splat(-0.5)))
        .clip(zero, market.cover_ceiling);
    let usage = state.use_seen[m];
    let target = usage * (pool.cover * cover + state.work.lead[m]);
    let gap = target - state.input_stock[m] - state.under_way[m];
    let demand = (usage + gap * market.stock_rate).clip(zero, market.order_ceiling * usage);
    let (mut passing, mut open) = (zero, zero);
    for l in pool.links.clone() {
        let permission = channels.link(l).permission;
        let v = state.share[l] * (one + market.front_tilt * announced(l)) / tilted;
        state.work.order[l] = v;
        passing = passing + v * permission;
        open = open + V::if_greater(one, permission, zero, v);
    }
    let redirected = (one - passing) / open.max(market.redirection_floor);
    for l in pool.links.clone() {
        let permission = channels.link(l).permission;
        let extra = V::if_greater(one, permission, zero, redirected);
        state.work.order[l] =
            demand * state.work.order[l] * permission * (one + extra) / V::splat(net.links[l].conversion);
    }
}
