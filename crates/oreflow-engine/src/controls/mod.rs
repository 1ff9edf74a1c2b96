//! From measures to channels: which rows they touch, and what the rows hold in each step.

mod cohorts;
mod course;
mod quota;
mod write;

use std::collections::BTreeMap;

use oreflow_network::Network;

use self::course::Path;
pub(crate) use self::quota::Quotas;
use self::quota::Terms;
use crate::calendar::Calendar;
use crate::channels::{Channels, Cohorts, Gate, LinkChannels, Reserve, Returns, SiteChannels};
use crate::compiled::Compiled;
use crate::lanes::Lanes;
use crate::measure::{Channel, Effect, Rule, Targets};
use crate::places::Places;

/// An effect with the measure or hazard that owns it and the rows it touches.
#[derive(Clone, Debug)]
struct Placed {
    owner: usize,
    effect: Effect,
    path: Path,
    rows: Vec<u32>,
    quota: Option<Terms>,
    /// Pools whose input for a unit of output it changes.
    pools: Vec<u32>,
    /// Number of its strategic stock.
    reserve: Option<usize>,
    /// Number of its goods that come back.
    returns: Option<usize>,
}

/// Where all effects act; the same for all trials.
#[derive(Clone, Debug)]
pub(crate) struct Controls {
    effects: Vec<Placed>,
    link_row: Vec<u32>,
    /// Effects on each row of links, and of sites.
    on_links: Vec<Vec<usize>>,
    site_row: Vec<u32>,
    on_sites: Vec<Vec<usize>>,
    row_gates: Vec<Vec<u32>>,
    delayed: Vec<bool>,
    gates: usize,
    /// Pools of each strategic stock.
    reserves: Vec<Vec<u32>>,
    /// Sites that collect goods which come back, and how these retire.
    returns: Vec<(Vec<u32>, Cohorts)>,
}

impl Controls {
    /// Places effects, each with the number of its owner; `places` leads to where the kernel keeps what they touch.
    pub(crate) fn new(
        effects: Vec<(usize, Effect)>,
        network: &Network,
        calendar: &Calendar,
        places: &Places,
    ) -> Self {
        let mut on_link: Vec<Vec<usize>> = vec![Vec::new(); network.links().len()];
        let mut on_site: Vec<Vec<usize>> = vec![Vec::new(); network.sites().len()];
        let (mut gates, mut reserves, mut returns) = (0, Vec::new(), Vec::new());
        let mut placed: Vec<Placed> = Vec::new();
        for (owner, effect) in effects {
            let number = placed.len();
            let (mut quota, mut reserve, mut back, mut pools) = (None, None, None, Vec::new());
            match &effect.targets {
                Targets::Links(links) => {
                    for link in links {
                        on_link[places.link(*link)].push(number);
                    }
                    if let Rule::Volume { share, period, leakage } = effect.rule {
                        let base: f64 = links.iter().map(|&link| network.link(link).flow.0).sum();
                        quota = Some(Terms { gate: gates, share, flow: base / 12.0, period, leakage });
                        gates += 1;
                    }
                }
                Targets::Sites(sites) => {
                    if let Rule::EndOfLife { lifetime, growth } = &effect.rule {
                        let dt = calendar.step().months();
                        let cohorts = Cohorts::new(lifetime, *growth, dt, calendar.steps());
                        back = Some(returns.len());
                        returns.push((sites.iter().map(|&site| places.site(site) as u32).collect(), cohorts));
                    } else {
                        for site in sites {
                            on_site[places.site(*site)].push(number);
                        }
                    }
                }
                Targets::Slots(slots) => {
                    let all = slots.iter().map(|&(site, slot)| places.pool(site, slot) as u32).collect();
                    if effect.channel == Channel::Intensity {
                        pools = all;
                    } else {
                        reserve = Some(reserves.len());
                        reserves.push(all);
                    }
                }
            }
            let path = Path::of(&effect, calendar);
            placed.push(Placed {
                owner,
                effect,
                path,
                rows: Vec::new(),
                quota,
                pools,
                reserve,
                returns: back,
            });
        }
        let (link_row, link_sets) = rows(on_link);
        let (site_row, site_sets) = rows(on_site);
        for sets in [&link_sets, &site_sets] {
            for (row, set) in sets.iter().enumerate() {
                for &effect in set {
                    placed[effect].rows.push(row as u32);
                }
            }
        }
        let gates_of = |set: &Vec<usize>| {
            set.iter().filter_map(|&effect| placed[effect].quota.map(|terms| terms.gate as u32)).collect()
        };
        let delays =
            |set: &Vec<usize>| set.iter().any(|&effect| placed[effect].effect.channel == Channel::Delay);
        Self {
            row_gates: link_sets.iter().map(gates_of).collect(),
            delayed: link_sets.iter().map(delays).collect(),
            on_links: link_sets,
            on_sites: site_sets,
            effects: placed,
            link_row,
            site_row,
            gates,
            reserves,
            returns,
        }
    }

    /// Channels laid out for these effects, all neutral.
    pub(crate) fn channels<V: Lanes>(&self, net: &Compiled<V>) -> Channels<V> {
        let mut reserves: Vec<Reserve<V>> = Vec::new();
        for placed in &self.effects {
            if let (Rule::Reserve { rule, .. }, Some(number)) = (&placed.effect.rule, placed.reserve) {
                let pools = self.reserves[number].clone();
                let held = vec![V::splat(0.0); pools.len()];
                reserves.push(Reserve { pools, held, target: V::splat(0.0), rule: *rule });
            }
        }
        let back = |(sites, cohorts): &(Vec<u32>, Cohorts)| Returns {
            // Room for all steps, so that none is made in the time loop.
            sold: sites.iter().map(|_| Vec::with_capacity(cohorts.before.len())).collect(),
            retired: vec![V::splat(1.0); sites.len()],
            level: V::splat(0.0),
            sites: sites.clone(),
            cohorts: cohorts.clone(),
        };
        let changes = self.effects.iter().any(|placed| !placed.pools.is_empty());
        let touched = |link: usize| self.link_row[link] != 0;
        Channels {
            pool_touched: net.pools.iter().map(|pool| pool.links.range().any(touched)).collect(),
            seller_touched: net
                .sites
                .iter()
                .map(|site| net.out[site.out.range()].iter().any(|&link| touched(link as usize)))
                .collect(),
            link_row: self.link_row.clone(),
            links: vec![LinkChannels::neutral(); self.on_links.len()],
            site_row: self.site_row.clone(),
            sites: vec![SiteChannels::neutral(); self.on_sites.len()],
            gates: vec![Gate::open(); self.gates],
            row_gates: self.row_gates.clone(),
            delayed: self.delayed.clone(),
            intensity: if changes { vec![V::splat(1.0); net.pools.len()] } else { Vec::new() },
            reserves,
            returns: self.returns.iter().map(back).collect(),
        }
    }

    /// Books of the quotas, none in force.
    pub(crate) fn quotas<V: Lanes>(&self) -> Quotas<V> {
        Quotas::new(self.gates)
    }
}

/// Gives every set of effects a row; row 0 is the empty set.
fn rows(sets: Vec<Vec<usize>>) -> (Vec<u32>, Vec<Vec<usize>>) {
    let mut known: BTreeMap<Vec<usize>, u32> = BTreeMap::from([(Vec::new(), 0)]);
    let mut order = vec![Vec::new()];
    let row_of = sets
        .into_iter()
        .map(|set| {
            let next = known.len() as u32;
            *known.entry(set).or_insert_with_key(|set| {
                order.push(set.clone());
                next
            })
        })
        .collect();
    (row_of, order)
}
