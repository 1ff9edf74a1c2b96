//! What buyers may expect over the horizon: news of announced losses, stocks at every stage, capacity and spare
//! capacity travel down the chain in one step.
//!
//! For pool m of site j, over its links l from suppliers s:
//! ```text
//! G     = max(1, Ul / U0)                                  Ul: lasting use, smoothed over the horizon
//! claim = F0 (K_s / K0_s) G
//! lead  = sum w (L + delay) dt
//! need  = (cin + lead) max(Ub, 0.02 U0) + H max(Ul, 0.02 U0)
//! E     = clip( (Z + P + H G sum F0 conversion (K_s / K0_s e_s) eperm) / need, 0.03, 3 )
//! ```
//! and for site i, with N the claims on it of the last step, at least 0.02 O0, and Kx = K and what is being added of it:
//! ```text
//! pot = min(Kx ecap, min_m E N)             a by-product: its output (see `byproduct`) ecap
//! e   = clip( (S + H pot) / ((cout + H) N), 0, max(1, Kx / O0) )
//! ```
//! Stocks follow the use of the last months; over the horizon counts use that lasts, so that a wave of orders is not taken for a
//! lasting shortage or glut. An input that is not essential counts as far as it is needed (see `needed`).
//! Links within a cycle use the e of the last step.

use super::arrivals;
use crate::channels::{Channels, LinkChannels};
use crate::compiled::{Compiled, Role};
use crate::lanes::Lanes;
use crate::state::State;

/// Forms the expectations of a site whose suppliers have theirs; with `receives`, what arrives at its pools is taken in before.
#[inline(always)]
pub(super) fn expect<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    i: usize,
    receives: bool,
) {
    let one = V::splat(1.0);
    let site = &net.sites[i];
    // The scarcest input; three is the ceiling of every pool.
    let mut scarcest = V::splat(3.0);
    for m in site.pools.range() {
        if receives {
            arrivals::receive(net, state, m);
        }
        if channels.pool_touched[m] {
            state.pools[m].lead = lead(net, state, channels, m);
        }
        let availability = with_control!(net, channels, m, |control| of_pool(net, state, m, control));
        if !channels.reserves.is_empty() {
            state.pools[m].availability = availability;
        }
        state.pools[m].ln_availability = availability.ln();
        scarcest = scarcest.min(needed(net.pools[m].importance, availability));
    }
    state.sites[i].input_availability = scarcest;
    if site.role == Role::Consumer {
        return;
    }
    let claims = state.sites[i].claims.max(V::splat(0.02 * site.output));
    let control = channels.site(i);
    // What is being added is expected as far as the horizon sees it.
    let capacity = state.sites[i].capacity + (control.expected_added - control.added).max(V::splat(0.0));
    let potential = if site.role == Role::Byproduct {
        byproduct(net, state, i) * control.expected_capacity
    } else {
        let capacity = capacity * control.expected_capacity;
        if site.pools.is_empty() { capacity } else { capacity.min(scarcest * claims) }
    };
    let ceiling = (capacity / V::splat(site.output)).max(one);
    let horizon = net.market.horizon;
    let availability = ((state.sites[i].stock + horizon * potential)
        / ((net.at(site.cover) + horizon) * claims))
        .clip(V::splat(0.0), ceiling);
    state.sites[i].availability = availability;
    let offer = &mut state.offers[i];
    offer.offered = offer.growth * availability;
}

/// Output of a by-product as its hosts give it and its own price draws it:
/// `O0 (K / K0) rec host clip(exp(eps_r xr), 0.5, 3)`, with xr the smoothed logarithm of its price.
#[inline(always)]
pub(super) fn byproduct<V: Lanes>(net: &Compiled<V>, state: &State<V>, i: usize) -> V {
    let site = &net.sites[i];
    let response = (net.at(site.recovery_elasticity) * state.sites[i].recovery_trend).exp();
    V::splat(site.output)
        * state.offers[i].growth
        * state.sites[i].followed
        * response.clip(V::splat(0.5), V::splat(3.0))
}

/// What the shortage of an input means for the output, by its importance: `1 - u (1 - r)` below 1.
#[inline(always)]
pub(super) fn needed<V: Lanes>(importance: f64, served: V) -> V {
    if importance >= 1.0 {
        return served;
    }
    let one = V::splat(1.0);
    let spared = one - V::splat(importance) * (one - served);
    V::if_greater(one, served, spared, served)
}

/// Mean time under way, where measures may make voyages longer.
#[inline(always)]
fn lead<V: Lanes>(net: &Compiled<V>, state: &State<V>, channels: &Channels<V>, m: usize) -> V {
    net.pools[m].links.range().fold(V::splat(0.0), |lead, l| {
        let on_time = V::splat(net.links[l].voyage(net.dt));
        lead + state.share[l] * (on_time + channels.link(l).delay * V::splat(net.dt))
    })
}

#[inline(always)]
fn of_pool<'a, V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    m: usize,
    control: impl Fn(usize) -> Option<&'a LinkChannels<V>>,
) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let data = &net.pools[m];
    let offers = &state.offers[..];
    let (mut expected, mut claims, mut lost) = (zero, zero, zero);
    for (k, link) in net.links[data.links.range()].iter().enumerate() {
        let offer = &offers[link.from as usize];
        let inflow = V::splat(link.inflow());
        let mut coming = inflow * if link.feedback { offer.last_offered } else { offer.offered };
        if let Some(control) = control(k) {
            coming = coming * control.expected;
            let claim = inflow * offer.growth;
            let announced = (control.seen.min(control.permission) - control.expected).max(zero);
            claims = claims + claim;
            lost = lost + claim * announced;
        }
        expected = expected + coming;
    }
    let pool = &mut state.pools[m];
    let usual = V::splat(data.usage);
    let lasting = pool.use_lasting;
    pool.growth = if V::any_greater(lasting, usual) { (lasting / usual).max(one) } else { one };
    pool.threatened =
        if V::any_greater(lost, zero) { lost / claims.max(V::splat(f64::MIN_POSITIVE)) } else { zero };
    let horizon = net.market.horizon;
    let at_hand = pool.input_stock + pool.under_way;
    let least = V::splat(0.02 * data.usage);
    let need = (net.at(data.cover) + pool.lead) * pool.use_seen.max(least) + horizon * lasting.max(least);
    ((at_hand + horizon * (expected * pool.growth)) / need).clip(V::splat(0.03), V::splat(3.0))
}
