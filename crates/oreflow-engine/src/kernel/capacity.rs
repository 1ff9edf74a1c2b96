//! Capacity is built where it pays and closes where it loses money.
//!
//! A plant may sell to whom it pays, so that owners look beyond their price to what buyers bid: where contracts and old
//! suppliers hold a seller's price down, the bids of buyers in need call for its capacity all the same.
//! ```text
//! nb   = (b conversion - f frm - spec - star) / (1 + d0 + adv + tar)                                of each of its links
//! gain = max(0, sum F0 eperm (nb - nb0) / sum F0 eperm - (p - p0))      less a rounding of 1e-9 p0; 0 where none is open
//! ka   = ka min(1, kadd / kadd of the last step) + max(0, kadd - kadd of the last step)          what is left of added capacity
//! K    = K + ka - ka of the last step
//! built = sum(k1 + k2 + k3 + max(0, ekadd - kadd)) / sum K                over all makers of the product, before this step
//! S1  += al(H) (sum Ob - S1),   S2 += al(3 H) (sum Ob - S2),   r = max(0, ln(S1 / S2)) / (2 H)      over the same makers
//! net  = max(0, ln(1 + built) - r lead)              what is built beyond the growth of demand until it stands
//! PI   = (marg + gain - (p + gain) (1 - exp(-betaE net))) / (capex crf max(sub, 0.01))
//! mb  += al(tau_m) (marg - mb)                       a short dip closes nothing
//! I    = imax clip((PI - max(1, PI0)) / pispan, 0, 1) min(1, min_m E) clip((kmax - K - sum k) / (12 imax), 0, 1)
//! f_j  = (1 - exp(-3 dt / lead)) k_j;  k1 += I dt - f1;  k2 += f1 - f2;  k3 += f2 - f3        an Erlang-3 delay
//! x    = 1 - exp(-dclose dt clip(-(mb + gain) / (0.2 p0), 0, 1)),   K += f3 - K x,   ka -= ka x
//! ```
//! Building starts above the profitability of the base, so that the base stands still. Owners know what others build, and how demand
//! grows: what is built beyond that will lower what buyers pay as much as a shortage of that size would have raised it.

use crate::channels::{Channels, LinkChannels, SiteChannels};
use crate::compiled::{Compiled, LinkCosts, LinkData, PoolData, Role, SiteData};
use crate::lanes::Lanes;
use crate::state::{Plants, SiteState, State};

#[inline(always)]
pub(super) fn invest<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>, i: usize) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let market = &net.market;
    let (data, control) = (&net.sites[i], channels.site(i));
    let site = &mut state.sites[i];
    if V::any_greater(site.added, zero) || V::any_greater(control.added, zero) {
        let (level, left) = (site.added, site.added_left);
        let least = V::splat(f64::MIN_POSITIVE);
        let kept = V::if_greater(level, control.added, control.added / level.max(least), one);
        let added = left * kept + (control.added - level).max(zero);
        site.capacity = (site.capacity + (added - left)).max(zero);
        site.added = control.added;
        site.added_left = added;
    }
    if data.role != Role::Maker {
        return;
    }
    let (capacity, margin, [first, second, third]) = (site.capacity, site.margin, site.building);
    let seen = site.margin_seen + market.margin_rate * (margin - site.margin_seen);
    site.margin_seen = seen;
    let feed = site.input_availability.min(one);
    let builds = V::any_greater(net.at(data.build_rate), zero);
    // A gain counts only where capacity can be built or where it loses money.
    let gain = if builds || V::any_greater(zero, seen) { gain(net, state, channels, i, data) } else { zero };
    let mut started = zero;
    if builds {
        let annuity = net.at(data.annuity) * control.building_cost.max(V::splat(0.01));
        let mut earned = margin + gain;
        if V::any_greater(earned / annuity, net.at(data.threshold)) {
            earned = earned - (state.offers[i].price + gain) * eroded(net, state, data);
            let profitability = earned / annuity;
            let eager = ((profitability - net.at(data.threshold)) / market.investment_span).clip(zero, one);
            let left = net.at(data.ceiling) - capacity - (first + second + third);
            let fastest = (V::splat(12.0) * net.at(data.build_rate)).max(V::splat(f64::MIN_POSITIVE));
            let room = (left / fastest).clip(zero, one);
            started = net.at(data.build_rate) * eager * feed * room * V::splat(net.dt);
        }
    }
    let site = &mut state.sites[i];
    let step = net.at(data.build_step);
    let (from_first, from_second, from_third) = (step * first, step * second, step * third);
    site.building =
        [first + started - from_first, second + from_first - from_second, third + from_second - from_third];
    let mut closed = zero;
    if V::any_greater(zero, seen + gain) {
        let losing = (-(seen + gain) / V::splat(0.2 * data.price)).clip(zero, one);
        closed = one - (-(market.closure * losing)).exp();
    }
    site.capacity = capacity + from_third - capacity * closed;
    site.added_left = site.added_left * (one - closed);
}

/// Counts a plant, and what is being built of it.
#[inline(always)]
pub(super) fn count<V: Lanes>(site: &SiteState<V>, control: &SiteChannels<V>, plants: &mut Plants<V>) {
    let [first, second, third] = site.building;
    let announced = (control.expected_added - control.added).max(V::splat(0.0));
    plants.building = plants.building + (first + second + third + announced);
    plants.running = plants.running + site.capacity;
    plants.ordered = plants.ordered + site.orders_seen;
}

/// Follows how demand grows, when all plants are counted.
#[inline(always)]
pub(super) fn follow<V: Lanes>(net: &Compiled<V>, state: &mut State<V>) {
    let market = &net.market;
    for (demand, plants) in state.demand.iter_mut().zip(&state.work.plants) {
        demand.recent = demand.recent + market.horizon_rate * (plants.ordered - demand.recent);
        demand.usual = demand.usual + market.reference_rate * (plants.ordered - demand.usual);
    }
}

/// Share of what buyers pay that will be gone once all is built that is being built, as far as demand does not grow into it.
#[inline(always)]
fn eroded<V: Lanes>(net: &Compiled<V>, state: &State<V>, site: &SiteData) -> V {
    let (zero, one, least) = (V::splat(0.0), V::splat(1.0), V::splat(f64::MIN_POSITIVE));
    let plants = state.work.plants[site.product as usize];
    if !V::any_greater(plants.building, zero) {
        return zero;
    }
    let built = plants.building / plants.running.max(least);
    let demand = state.demand[site.product as usize];
    let rate = (demand.recent.max(least) / demand.usual.max(least)).ln().max(zero)
        / (V::splat(2.0) * net.market.horizon);
    let beyond = ((one + built).ln() - rate * net.at(site.lead_time)).max(zero);
    one - (-(net.at(site.shortage_response) * beyond)).exp()
}

/// What is below this, as a share of the base price, is rounding.
const ROUNDING: f64 = 1e-9;

/// What a buyer whose bid has risen by so much would pay over a link above the base, for the seller, weighted by the base flow.
///
/// Link by link against its own base, so that the loss of a poor buyer is no gain:
/// `F0 eperm (nb - nb0) = eperm ( F0 / (1 + d) ((b - C0) conversion - (costs - f)) + F0 nb0 ((1 + d0) / (1 + d) - 1) )`, with d all duties
/// and tariffs that are shares of the price, and costs all that are none.
#[inline(always)]
pub(super) fn worth<V: Lanes>(
    rise: V,
    (pool, link, costs): (&PoolData, &LinkData, &LinkCosts),
    control: Option<&LinkChannels<V>>,
) -> V {
    let gained = V::splat(link.inflow() * costs.per_markup) * rise;
    let Some(control) = control else {
        return gained;
    };
    let freight = V::splat(costs.freight);
    let added = freight * control.freight - freight + control.specific_duty + control.specific_tariff;
    let mut gained = gained - V::splat(link.flow * costs.per_markup) * added;
    if control.taxed {
        let markup = V::splat(costs.markup);
        let left = markup / (markup + control.duty + control.tariff);
        let netback = (pool.cost * link.conversion - costs.freight) * costs.per_markup;
        gained = gained * left + V::splat(link.flow * netback) * (left - V::splat(1.0));
    }
    gained * control.expected
}

/// How much more the site would earn for a unit than its price says, if it sold to all its buyers at what they bid.
#[inline(always)]
fn gain<V: Lanes>(
    net: &Compiled<V>,
    state: &State<V>,
    channels: &Channels<V>,
    i: usize,
    site: &SiteData,
) -> V {
    let zero = V::splat(0.0);
    let mut open = V::splat(site.outflow);
    if channels.seller_touched[i] {
        open = net.out[site.out.range()].iter().fold(zero, |open, &l| {
            open + V::splat(net.links[l as usize].flow) * channels.link(l as usize).expected
        });
    }
    let least = V::splat(ROUNDING * site.output);
    let risen = state.offers[i].price - V::splat(site.price);
    let gain = state.sales[i].worth / open.max(least) - risen - V::splat(ROUNDING * site.price);
    V::if_greater(open, least, gain.max(zero), zero)
}
