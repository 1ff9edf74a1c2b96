//! What scarcity is worth to the buyer, capped by what the output can pay.
//!
//! ```text
//! phi  = max(0, -ln E) - glut max(0, ln(E / E0))         each less a rounding of 1e-9
//! zeta = max(0, -ln clip( (Z + P) / ((cin + lead) max(Ub, 0.02 U0)), 0.02, 1 ))
//! ncap = ln( max(left + a b, 0.05 a C0) / (a C0) )      final demand: 50
//! left = p - opex cost - sum a b + sum over its by-products of (O0_b / O0 of all their hosts) (p_b - p0_b)
//! s    = min( betaE phi + betaZ zeta, max(ncap, 0) )
//! ```

use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

#[inline(always)]
pub(super) fn value<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let zero = V::splat(0.0);
    for (i, site) in net.sites.iter().enumerate() {
        let control = channels.site(i);
        let mut inputs = zero;
        for m in site.pools.clone() {
            inputs = inputs + channels.input(m, net.pools[m].per_unit) * state.work.bid[m];
        }
        let mut left = state.offers[i].price - net.at(site.operating_cost) * control.cost - inputs;
        for &(byproduct, for_unit) in &net.byproducts[site.byproducts.clone()] {
            let b = byproduct as usize;
            left = left + V::splat(for_unit) * (state.offers[b].price - V::splat(net.sites[b].price));
        }
        state.work.margin[i] = left;
        for m in site.pools.clone() {
            let pool = &net.pools[m];
            let ln_e = state.work.ln_pool_availability[m];
            let shortage = shortage(net, ln_e, net.at(pool.ln_availability));
            let usage = state.use_seen[m].max(V::splat(0.02 * pool.usage));
            let at_hand = state.input_stock[m] + state.under_way[m];
            let target = (net.at(pool.cover) + state.work.lead[m]) * usage;
            let depletion = if V::any_greater(target, at_hand) {
                (-(at_hand / target).clip(V::splat(0.02), V::splat(1.0)).ln()).max(zero)
            } else {
                zero
            };
            let wanted =
                net.at(pool.shortage_response) * shortage + net.at(pool.depletion_response) * depletion;
            let ceiling = if site.role == Role::Consumer {
                V::splat(50.0)
            } else {
                let base = pool.per_unit * pool.cost;
                let own = channels.input(m, pool.per_unit) * state.work.bid[m];
                ((left + own).max(channels.input(m, 0.05 * base)) / channels.input(m, base)).ln()
            };
            state.work.ceiling[m] = ceiling;
            state.work.scarcity[m] = wanted.min(ceiling.max(zero));
        }
    }
}

/// What is below this is rounding: without it, demand with a strong elasticity makes a swing out of the last bits of E.
const ROUNDING: f64 = 1e-9;

/// Expected shortage `phi`; negative when more than the base is expected.
#[inline(always)]
pub(super) fn shortage<V: Lanes>(net: &Compiled<V>, ln_e: V, base: V) -> V {
    let (zero, rounding) = (V::splat(0.0), V::splat(ROUNDING));
    (-ln_e - rounding).max(zero) - net.market.glut * (ln_e - base - rounding).max(zero)
}
