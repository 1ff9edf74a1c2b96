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

/// What the inputs of a site are worth to it, at the bids `b = C0 exp(y)` of this step.
#[inline(always)]
pub(super) fn value<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, i: usize) {
    let zero = V::splat(0.0);
    let site = &net.sites[i];
    let mut inputs = zero;
    for m in site.pools.range() {
        let (data, pool) = (&net.pools[m], &mut state.pools[m]);
        pool.bid = V::splat(data.cost) * pool.ln_bid.exp();
        inputs = inputs + channels.input(m, data.per_unit) * pool.bid;
    }
    let operating = net.at(site.operating_cost) * channels.site(i).cost;
    let mut left = state.offers[i].price - operating - inputs;
    for &(byproduct, for_unit) in &net.byproducts[site.byproducts.range()] {
        let b = byproduct as usize;
        left = left + V::splat(for_unit) * (state.offers[b].price - V::splat(net.sites[b].price));
    }
    state.sites[i].margin = left;
    for (slot, m) in site.pools.range().enumerate() {
        let (data, pool) = (&net.pools[m], &mut state.pools[m]);
        let shortage = shortage(net, pool.ln_availability, net.at(data.ln_availability));
        let usage = pool.use_seen.max(V::splat(0.02 * data.usage));
        let at_hand = pool.input_stock + pool.under_way;
        let target = (net.at(data.cover) + pool.lead) * usage;
        let depletion = if V::any_greater(target, at_hand) {
            (-(at_hand / target).clip(V::splat(0.02), V::splat(1.0)).ln()).max(zero)
        } else {
            zero
        };
        let wanted = net.at(data.shortage_response) * shortage + net.at(data.depletion_response) * depletion;
        let ceiling = if site.role == Role::Consumer {
            V::splat(50.0)
        } else {
            let base = data.per_unit * data.cost;
            let own = channels.input(m, data.per_unit) * pool.bid;
            ((left + own).max(channels.input(m, 0.05 * base)) / channels.input(m, base)).ln()
        };
        state.work.terms[slot].ceiling = ceiling;
        pool.scarcity = wanted.min(ceiling.max(zero));
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
