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
use crate::compiled::{Compiled, LinkCosts, LinkData};
use crate::lanes::Lanes;
use crate::state::{State, caution};

/// Below this share of contracts that may pass a pool counts as shut off.
const LEAST_OPEN: f64 = 1e-9;

/// Cost `c` of a unit of slot material at the door, from the price of the seller.
#[inline(always)]
pub(crate) fn delivered<V: Lanes>(
    price: V,
    (link, costs): (&LinkData, &LinkCosts),
    control: Option<&LinkChannels<V>>,
) -> V {
    let (markup, freight) = (V::splat(costs.markup), V::splat(costs.freight));
    let asked = match control {
        None => price * markup + freight,
        Some(control) => {
            price * (markup + control.duty + control.tariff)
                + freight * control.freight
                + control.specific_duty
                + control.specific_tariff
        }
    };
    asked * V::splat(link.per_conversion)
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
    control: impl Fn(usize) -> Option<&'a LinkChannels<V>>,
) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let pool = &net.pools[m];
    let bid = state.pools[m].bid;
    let offers = &state.offers[..];
    let links = &net.links[pool.links.range()];
    let terms = &net.costs[pool.links.range()];
    let attractions = &mut state.work.attraction[..links.len()];
    let costs = &mut state.work.delivered[..links.len()];
    let mut offered = zero;
    let scratch = attractions.iter_mut().zip(costs.iter_mut());
    for (k, ((link, terms), (attraction, cost))) in links.iter().zip(terms).zip(scratch).enumerate() {
        let (offer, control) = (&offers[link.from as usize], control(k));
        let asked = delivered(offer.price, (link, terms), control);
        let (caution, appeal) = match control {
            None => (offer.caution, offer.appeal),
            Some(control) => {
                let ration = offer.fill * control.fill;
                (caution(ration), offer.growth * ration)
            }
        };
        let effective = asked + caution * (bid - asked).max(zero);
        let mut drawn =
            V::splat(link.inflow()) * power(V::splat(terms.delivered) / effective, pool.exponent) * appeal;
        if let Some(control) = control {
            drawn = drawn * control.permission * control.preference;
        }
        offered = offered + drawn;
        (*attraction, *cost) = (drawn, asked);
    }
    let nothing = V::splat(1e-12 * pool.usage);
    // One division for all links; where nothing is on offer shares stay.
    let per_offered = one / offered.max(nothing);
    let pace = V::if_greater(offered, nothing, net.at(pool.share_rate), zero);
    // Over all links, and over what may pass.
    let (mut whole, mut cost, mut premium, mut lead) = (zero, zero, zero, zero);
    let (mut passing, mut open_cost, mut open_premium) = (zero, zero, zero);
    let shares = &mut state.share[pool.links.range()];
    let scratch = attractions.iter().zip(costs.iter());
    for (k, ((link, share), (&attraction, &asked))) in links.iter().zip(shares).zip(scratch).enumerate() {
        let moved = *share + pace * (attraction * per_offered - *share);
        *share = moved;
        let sought = offers[link.from as usize].premium;
        cost = cost + moved * asked;
        premium = premium + moved * sought;
        lead = lead + moved * V::splat(link.voyage(net.dt));
        if let Some(control) = control(k) {
            let open = moved * control.permission;
            whole = whole + moved;
            passing = passing + open;
            open_cost = open_cost + open * asked;
            open_premium = open_premium + open * sought;
        }
    }
    let blocked = whole - passing;
    let open = (blocked, passing);
    state.pools[m].lead = lead;
    let terms = &mut state.work.terms[m - net.sites[pool.site as usize].pools.first()];
    terms.cost = mean_of_open(open, open_cost, cost);
    terms.sellers_premium = mean_of_open(open, open_premium, premium);
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
