//! Who is served first where not all are served in proportion.
//!
//! Buyers are served tier by tier: those to whom a measure gives priority, then by priority class, and within a class first those
//! at home, as far as `domestic-first` says. Within a tier all get the same share of their orders, or, as far as `fair-fill` says,
//! all are filled up to one level of their base flows:
//! ```text
//! ship = min(o dt, level F0 dt),  with the level such that the tier takes what is there
//! ```
//! found by sorting orders over base flows, in O(d log d). With `domestic-first` d, a share d of what is available goes out
//! in tiers with homes first, and 1 - d without regard to borders; likewise for `fair-fill`. With a priority p of some buyers, a
//! share p goes out with them first; where priorities differ, each stretch of shares between two of them goes out with those first
//! who have more.

use crate::channels::Channels;
use crate::compiled::{Compiled, Rationing};
use crate::lanes::Lanes;
use crate::state::{Sales, State};

/// How a part of what is available is shared out.
#[derive(Clone, Copy)]
struct Way {
    /// Its share.
    part: f64,
    /// Buyers with more priority than this come first.
    rank: f64,
    homes_first: bool,
    fairly: bool,
}

/// Shares out what is available; says how much is sent of it.
#[inline(always)]
pub(super) fn share_out<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    (site, rule): (usize, &Rationing),
    available: V,
) -> V {
    let out = &net.out[net.sites[site].out.range()];
    let Sales { ordered, sends, .. } = state.sales[site];
    for &l in out {
        state.work.shipment[l as usize] = state.work.order[l as usize] * sends;
    }
    let mut shipped = ordered * sends;
    for lane in 0..V::WIDTH {
        let available = available.lane(lane);
        let asked: f64 = out.iter().map(|&l| state.work.order[l as usize].lane(lane) * net.dt).sum();
        if asked <= available {
            continue;
        }
        let mut ranks = std::mem::take(&mut state.work.ranks);
        ranks.clear();
        ranks.push(0.0);
        ranks.extend(out.iter().map(|&l| channels.link(l as usize).priority.lane(lane)));
        ranks.sort_unstable_by(f64::total_cmp);
        ranks.dedup();
        if rule.always || ranks.len() > 1 {
            for &l in out {
                state.work.shipment[l as usize].set_lane(lane, 0.0);
            }
            let (home, fair) = (net.at(rule.domestic_first).lane(lane), net.at(rule.fair).lane(lane));
            for (position, &rank) in ranks.iter().enumerate() {
                let stretch = ranks.get(position + 1).unwrap_or(&1.0) - rank;
                for (homes_first, part) in [(true, stretch * home), (false, stretch * (1.0 - home))] {
                    for (fairly, part) in [(true, part * fair), (false, part * (1.0 - fair))] {
                        if part > 0.0 {
                            let way = Way { part, rank, homes_first, fairly };
                            by_tiers(net, state, channels, (site, lane), available, way);
                        }
                    }
                }
            }
            shipped.set_lane(lane, out.iter().map(|&l| state.work.shipment[l as usize].lane(lane)).sum());
        }
        state.work.ranks = ranks;
    }
    shipped
}

/// Adds a part of what each buyer gets when tiers are served one after the other.
fn by_tiers<V: Lanes>(
    net: &Compiled<V>,
    state: &mut State<V>,
    channels: &Channels<V>,
    (site, lane): (usize, usize),
    available: f64,
    way: Way,
) {
    let tier_of = |l: u32| {
        let link = &net.links[l as usize];
        let first = channels.link(l as usize).priority.lane(lane) > way.rank;
        (!first, link.class, way.homes_first && link.abroad)
    };
    let mut queue = std::mem::take(&mut state.work.queue);
    queue.clear();
    queue.extend(net.out[net.sites[site].out.range()].iter().map(|&l| {
        let order = state.work.order[l as usize].lane(lane) * net.dt;
        (l, order, order / (net.links[l as usize].flow * net.dt))
    }));
    queue.sort_unstable_by(|a, b| {
        tier_of(a.0).cmp(&tier_of(b.0)).then(a.2.total_cmp(&b.2)).then(a.0.cmp(&b.0))
    });
    let mut left = available;
    for tier in queue.chunk_by(|a, b| tier_of(a.0) == tier_of(b.0)) {
        let asked: f64 = tier.iter().map(|buyer| buyer.1).sum();
        let given = asked.min(left);
        let level = if way.fairly { fair_level(net, tier, given) } else { f64::INFINITY };
        let share = if asked > 0.0 { given / asked } else { 0.0 };
        for &(l, order, _) in tier {
            let flow = net.links[l as usize].flow * net.dt;
            let shipment = if way.fairly { order.min(level * flow) } else { order * share };
            let sum = state.work.shipment[l as usize].lane(lane) + way.part * shipment;
            state.work.shipment[l as usize].set_lane(lane, sum);
        }
        left = (left - given).max(0.0);
    }
    state.work.queue = queue;
}

/// The level of base flows up to which buyers, sorted by order over base flow, can be filled.
fn fair_level<V: Lanes>(net: &Compiled<V>, tier: &[(u32, f64, f64)], given: f64) -> f64 {
    let mut flows: f64 = tier.iter().map(|&(l, ..)| net.links[l as usize].flow * net.dt).sum();
    let mut left = given;
    for &(l, order, ratio) in tier {
        if ratio * flows >= left {
            return left / flows;
        }
        left -= order;
        flows -= net.links[l as usize].flow * net.dt;
    }
    f64::INFINITY
}
