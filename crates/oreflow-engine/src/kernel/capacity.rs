//! Capacity is built where it pays and closes where it loses money.
//!
//! A plant may sell to whom it pays, so that owners look beyond their price to what buyers bid: where contracts and old
//! suppliers hold a seller's price down, the bids of buyers in need call for its capacity all the same.
//! ```text
//! nb   = sum F0 eperm (b conversion - f frm - spec) / (1 + d0 + adv + tar)  /  sum F0 eperm          over its links
//! gain = max(0, (nb - p) - (nb0 - p0))               less a rounding of 1e-9 p0; 0 where no border is expected to open
//! K   += kadd - kadd of the last step,   PI = (marg + gain) / (capex crf max(sub, 0.01))
//! mb  += al(tau_m) (marg - mb)                       a short dip closes nothing
//! I    = imax clip((PI - max(1, PI0)) / pispan, 0, 1) min(1, min_m E) clip((kmax - K - sum k) / (12 imax), 0, 1)
//! f_j  = (1 - exp(-3 dt / lead)) k_j;  k1 += I dt - f1;  k2 += f1 - f2;  k3 += f2 - f3        an Erlang-3 delay
//! K   += f3 - K (1 - exp(-dclose dt clip(-(mb + gain) / (0.2 p0), 0, 1)))
//! ```
//! Building starts above the profitability of the base, so that the base stands still.

use crate::channels::Channels;
use crate::compiled::{Compiled, Role, SiteData};
use crate::lanes::Lanes;
use crate::state::State;

#[inline(always)]
pub(super) fn invest<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let market = &net.market;
    for (i, site) in net.sites.iter().enumerate() {
        if site.role == Role::Consumer {
            continue;
        }
        let control = channels.site(i);
        state.capacity[i] = (state.capacity[i] + (control.added - state.added[i])).max(zero);
        state.added[i] = control.added;
        if site.role != Role::Maker {
            continue;
        }
        let capacity = state.capacity[i];
        let margin = state.work.margin[i];
        let [first, second, third] = state.building[i];
        let seen = state.margin_seen[i] + market.margin_rate * (margin - state.margin_seen[i]);
        state.margin_seen[i] = seen;
        let decides = site.build_rate != zero || (0..V::WIDTH).any(|lane| seen.lane(lane) < 0.0);
        let gain = if decides { gain(net, state, channels, i, site) } else { zero };
        let profitability = (margin + gain) / (site.annuity * control.building_cost.max(V::splat(0.01)));
        let eager = ((profitability - site.threshold) / market.investment_span).clip(zero, one);
        let left = site.ceiling - capacity - (first + second + third);
        let room =
            (left / (V::splat(12.0) * site.build_rate).max(V::splat(f64::MIN_POSITIVE))).clip(zero, one);
        let feed = state.work.input_availability[i].min(one);
        let started = site.build_rate * eager * feed * room * V::splat(net.dt);
        let from_first = site.build_step * first;
        let from_second = site.build_step * second;
        let from_third = site.build_step * third;
        state.building[i] = [
            first + started - from_first,
            second + from_first - from_second,
            third + from_second - from_third,
        ];
        let losing = (-(seen + gain) / V::splat(0.2 * site.price)).clip(zero, one);
        let closed = one - (-(market.closure * losing)).exp();
        state.capacity[i] = capacity + from_third - capacity * closed;
    }
}

/// What is below this, as a share of the base price, is rounding.
const ROUNDING: f64 = 1e-9;

/// How much more the site would earn for a unit than its price says, if it sold to all its buyers at what they bid.
#[inline(always)]
fn gain<V: Lanes>(
    net: &Compiled<V>,
    state: &State<V>,
    channels: &Channels<V>,
    i: usize,
    site: &SiteData<V>,
) -> V {
    let zero = V::splat(0.0);
    let (mut worth, mut open) = (zero, zero);
    for &l in &net.out[site.out.clone()] {
        let (link, control) = (&net.links[l as usize], channels.link(l as usize));
        let bid = state.work.bid[link.pool as usize] * V::splat(link.conversion);
        let costs =
            V::splat(link.freight) * control.freight + control.specific_duty + control.specific_tariff;
        let duties = V::splat(1.0 + link.duty) + control.duty + control.tariff;
        let weight = V::splat(link.flow) * control.expected;
        worth = worth + weight * ((bid - costs) / duties);
        open = open + weight;
    }
    let least = V::splat(ROUNDING * site.output);
    let gain = worth / open.max(least) - state.work.price[i] - V::splat(site.netback + ROUNDING * site.price);
    V::if_greater(open, least, gain.max(zero), zero)
}
