//! Capacity is built where it pays and closes where it loses money.
//!
//! ```text
//! K  += kadd - kadd of the last step,  mb += al(tau_m) (marg - mb),   PI = mb / (capex sub crf)
//! I   = imax clip((PI - max(1, PI0)) / pispan, 0, 1) min(1, min_m E) clip((kmax - K - sum k) / (12 imax), 0, 1)
//! f_j = (1 - exp(-3 dt / lead)) k_j;  k1 += I dt - f1;  k2 += f1 - f2;  k3 += f2 - f3        an Erlang-3 delay
//! K  += f3 - K (1 - exp(-dclose dt clip(-mb / (0.2 p0), 0, 1)))
//! ```
//! Building starts above the profitability of the base, so that the base stands still.

use crate::channels::Channels;
use crate::compiled::{Compiled, Role};
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
        let seen = state.margin_seen[i] + market.margin_rate * (state.work.margin[i] - state.margin_seen[i]);
        state.margin_seen[i] = seen;
        let capacity = state.capacity[i];
        let [first, second, third] = state.building[i];
        let profitability = seen / (site.annuity * control.building_cost.max(V::splat(0.01)));
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
        let losing = (-seen / V::splat(0.2 * site.price)).clip(zero, one);
        let closed = one - (-(market.closure * losing)).exp();
        state.capacity[i] = capacity + from_third - capacity * closed;
    }
}
