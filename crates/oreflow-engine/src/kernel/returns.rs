//! Goods come back at the end of their life.
//!
//! For a site that follows its hosts, with s the sales of these over their base, and w and T of `controls/cohorts.rs`:
//! ```text
//! ret    = (sum over d from 1 to n of w_d s(n - d) + T_n) / T_0           in step n
//! K / K0 = the same times 1 + level (ret - 1)
//! host   = ((1 - level) host + level ret) / (1 + level (ret - 1))
//! ```
//! so that output is `O0 (K / K0) ((1 - level) host + level ret)`, and buyers see the collector grow.

use crate::channels::Channels;
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::state::State;

/// Sales of the last step are put to the others; what retires in this step is what can be collected.
#[inline(always)]
pub(super) fn retire<V: Lanes>(net: &Compiled<V>, state: &mut State<V>, channels: &mut Channels<V>) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    for returns in &mut channels.returns {
        let cohorts = &returns.cohorts;
        for ((&site, sold), retired) in returns.sites.iter().zip(&mut returns.sold).zip(&mut returns.retired)
        {
            let i = site as usize;
            if state.step > 0 {
                sold.push(over_base(net, state, i));
            }
            let since = sold.iter().rev().zip(&cohorts.shares);
            let since = since.fold(zero, |sum, (&sales, &share)| sum + sales * V::splat(share));
            *retired = (since + V::splat(cohorts.before[state.step])) / V::splat(cohorts.before[0]);
            let offer = &mut state.offers[i];
            offer.growth = offer.growth * (one + returns.level * (*retired - one));
            offer.weigh(state.sites[i].availability);
        }
    }
}

/// What the collectors follow instead of what their hosts make now.
#[inline(always)]
pub(super) fn collect<V: Lanes>(state: &mut State<V>, channels: &Channels<V>) {
    let one = V::splat(1.0);
    for returns in &channels.returns {
        for (&site, &retired) in returns.sites.iter().zip(&returns.retired) {
            let i = site as usize;
            let grown = one + returns.level * (retired - one);
            let followed = state.sites[i].host + returns.level * (retired - state.sites[i].host);
            state.sites[i].follows = followed / grown.max(V::splat(f64::MIN_POSITIVE));
        }
    }
}

/// What the hosts of a site made in the last step, over their base.
#[inline(always)]
pub(super) fn over_base<V: Lanes>(net: &Compiled<V>, state: &State<V>, i: usize) -> V {
    let (mut made, mut base) = (V::splat(0.0), 0.0);
    for &host in &net.hosts[net.sites[i].hosts.range()] {
        made = made + state.sites[host as usize].output;
        base += net.sites[host as usize].output;
    }
    made / V::splat(base)
}
