//! Contract shares and delivered cost, pool by pool; all costs for a unit of slot material.
//!
//! Shares follow what suppliers ask, what they deliver and what may pass:
//! ```text
//! c    = (p (1 + d0 + adv + tar) + f frm + spec + star) / conversion
//! rat  = fill_s gfill
//! ceff = c + clip(4 (1 - rat), 0, 1) max(0, b - c)
//! A    = F0 conversion (K_s / K0_s) (c0 / ceff)^sigma rat perm pref
//! w   += al(lam_tau) (A / sum A - w)                 nothing on offer: w stays
//! C    = sum w perm c / sum w perm                   what a buyer pays is what may pass; nothing may: sum w c
//! sbar = sum w perm Phi_s / sum w perm               likewise
//! ```

use crate::channels::LinkChannels;
use crate::compiled::{Compiled, LinkData};
use crate::lanes::Lanes;
use crate::state::State;

/// Below this share of contracts that may pass a pool counts as shut off.
const LEAST_OPEN: f64 = 1e-9;

/// Cost `c` of a unit of slot material at the door, from the price of the seller.
#[inline(always)]
pub(crate) fn delivered<V: Lanes>(price: V, link: &LinkData, control: &LinkChannels<V>) -> V {
    let asked = price * (V::splat(1.0 + link.duty) + control.duty + control.tariff)
        + V::splat(link.freight) * control.freight
        + control.specific_duty
        + control.specific_tariff;
    per_unit_of_slot(asked, link)
}

/// `x / conversion`.
#[inline(always)]
pub(super) fn per_unit_of_slot<V: Lanes>(x: V, link: &LinkData) -> V {
    // The same bits as the division, which is slow, and needless for most links.
    if link.conversion == 1.0 { x } else { x / V::splat(link.conversion) }
}

/// `x^exponent`.
#[inline(always)]
fn power<V: Lanes>(x: V, exponent: u32) -> V {
    if exponent == 4 {
        // What most products have, without the loop; the same bits.
        let square = x * x;
        return square * square;
    }
    x.powi(exponent)
}

/// Agrees on shares; gives the share of contracts that may not pass.
#[inline(always)]
pub(super) fn agree<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    m: usize,
    control: impl Fn(usize) -> &'a LinkChannels<V>,
) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let pool = &net.pools[m];
    let bid = state.pools[m].bid;
    let links = &net.links[pool.links.clone()];
    let shares = &mut state.share[pool.links.clone()];
    // The place of the orders serves as scratch until they are placed.
    let attractions = &mut state.work.order[pool.links.clone()];
    let costs = &mut state.work.delivered[..links.len()];
    let mut offered = zero;
    let offers = &state.offers[..];
    let scratch = attractions.iter_mut().zip(costs.iter_mut());
    for (k, (link, (attraction, cost))) in links.iter().zip(scratch).enumerate() {
        let (offer, control) = (&offers[link.from as usize], control(k));
        *cost = delivered(offer.price, link, control);
        let ration = offer.fill * control.fill;
        let missing = (V::splat(4.0) * (one - ration)).clip(zero, one);
        let effective = *cost + missing * (bid - *cost).max(zero);
        *attraction = V::splat(link.flow * link.conversion)
            * offer.growth
            * power(V::splat(link.cost) / effective, pool.exponent)
            * ration
            * control.permission
            * control.preference;
        offered = offered + *attraction;
    }
    let nothing = V::splat(1e-12 * pool.usage);
    // One division for all links.
    let per_offered = one / offered.max(nothing);
    // Over all links, and over what may pass.
    let (mut whole, mut cost, mut premium) = (zero, zero, zero);
    let (mut passing, mut open_cost, mut open_premium) = (zero, zero, zero);
    let scratch = attractions.iter().zip(costs.iter());
    for (k, ((link, share), (&attraction, &asked))) in links.iter().zip(shares).zip(scratch).enumerate() {
        let moved = *share + net.at(pool.share_rate) * (attraction * per_offered - *share);
        *share = V::if_greater(offered, nothing, moved, *share);
        let sought = offers[link.from as usize].premium;
        let open = *share * control(k).permission;
        whole = whole + *share;
        cost = cost + *share * asked;
        premium = premium + *share * sought;
        passing = passing + open;
        open_cost = open_cost + open * asked;
        open_premium = open_premium + open * sought;
    }
    let blocked = whole - passing;
    let open = (blocked, passing);
    state.pools[m].cost = mean_of_open(open, open_cost, cost);
    state.pools[m].sellers_premium = mean_of_open(open, open_premium, premium);
    blocked
}

/// Mean over what may pass, where something is blocked and something passes; the sum over all shares elsewhere.
#[inline(always)]
fn mean_of_open<V: Lanes>((blocked, passing): (V, V), over_open: V, over_all: V) -> V {
    let (zero, least) = (V::splat(0.0), V::splat(LEAST_OPEN));
    if !V::any_greater(blocked, zero) {
        return over_all;
    }
    let over_open = V::if_greater(passing, least, over_open / passing.max(least), over_all);
    V::if_greater(blocked, zero, over_open, over_all)
}
