//! From measures to channels: which rows they touch, and what the rows hold in each step.

mod cohorts;
mod course;
mod quota;

use std::borrow::Cow;
use std::collections::BTreeMap;

use oreflow_network::Network;
use oreflow_random::{Draws, Trial};

use self::course::Path;
pub(crate) use self::quota::Quotas;
use self::quota::Terms;
use crate::calendar::Calendar;
use crate::channels::{Channels, Cohorts, Gate, LinkChannels, Reserve, Returns, SiteChannels};
use crate::compiled::Compiled;
use crate::lanes::{Lanes, ln};
use crate::measure::{Channel, Effect, Rule, Targets, Window};
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

/// When each effect is in force in each lane of a batch: `[effect][lane]`.
pub(crate) type Courses<'a> = Vec<Cow<'a, [Vec<Window>]>>;

/// Where all effects act; the same for all trials.
#[derive(Clone, Debug)]
pub(crate) struct Controls {
    effects: Vec<Placed>,
    link_row: Vec<u32>,
    link_rows: usize,
    site_row: Vec<u32>,
    site_rows: usize,
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
            link_rows: link_sets.len(),
            site_rows: site_sets.len(),
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
            links: vec![LinkChannels::neutral(); self.link_rows],
            site_row: self.site_row.clone(),
            sites: vec![SiteChannels::neutral(); self.site_rows],
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

    /// When each effect is in force, from `windows[owner][lane]`: members may leave earlier.
    pub(crate) fn courses<'a>(
        &self,
        windows: &'a [Vec<Vec<Window>>],
        draws: &Draws,
        trials: &[Trial],
    ) -> Courses<'a> {
        let course = |placed: &Placed| {
            let all = &windows[placed.owner];
            let Some(defection) = &placed.effect.defection else { return Cow::Borrowed(all.as_slice()) };
            let stream = draws.stream(&defection.member, "defection");
            let mut own = all.clone();
            for (lane, windows) in own.iter_mut().enumerate() {
                for (number, window) in windows.iter_mut().enumerate() {
                    let u = stream.uniform(trials[lane], number as u32);
                    let leaves = window.start() - ln(1.0 - u) * 12.0 / defection.rate;
                    window.withdrawn = window.withdrawn.min(leaves);
                }
            }
            Cow::Owned(own)
        };
        self.effects.iter().map(course).collect()
    }

    /// Writes the channels of a step.
    pub(crate) fn set<V: Lanes>(
        &self,
        channels: &mut Channels<V>,
        quotas: &mut Quotas<V>,
        courses: &Courses<'_>,
        calendar: &Calendar,
        step: usize,
        horizon: V,
    ) {
        channels.links.fill(LinkChannels::neutral());
        channels.sites.fill(SiteChannels::neutral());
        channels.intensity.fill(V::splat(1.0));
        let dt = calendar.step().months();
        // The end of a step is the start of the next, to the bit.
        let span = (step as f64 * dt, (step + 1) as f64 * dt);
        for (placed, lanes) in self.effects.iter().zip(courses) {
            let neutral = placed.effect.channel.neutral();
            let (mut level, mut expected) = (V::splat(neutral), V::splat(neutral));
            for (lane, windows) in lanes.iter().enumerate() {
                if windows.is_empty() {
                    continue;
                }
                let (now, later) =
                    course::levels(&placed.effect, &placed.path, windows, span, horizon.lane(lane));
                level.set_lane(lane, now);
                expected.set_lane(lane, later);
                if let Some(terms) = &placed.quota {
                    quotas.allow(&mut channels.gates[terms.gate], terms, windows, calendar, (step, lane));
                }
            }
            placed.write(channels, level, expected, dt);
        }
    }
}

impl Placed {
    fn write<V: Lanes>(&self, channels: &mut Channels<V>, level: V, expected: V, dt: f64) {
        if let Some(reserve) = self.reserve {
            channels.reserves[reserve].target = level;
        }
        for &pool in &self.pools {
            let intensity = &mut channels.intensity[pool as usize];
            *intensity = *intensity * level;
        }
        if let Some(returns) = self.returns {
            channels.returns[returns].level = level;
        }
        for &row in &self.rows {
            match self.effect.targets {
                Targets::Links(_) => self.write_link(&mut channels.links[row as usize], level, expected, dt),
                Targets::Sites(_) => self.write_site(&mut channels.sites[row as usize], level, expected),
                Targets::Slots(_) => {}
            }
        }
    }

    fn write_link<V: Lanes>(&self, link: &mut LinkChannels<V>, level: V, expected: V, dt: f64) {
        let one = V::splat(1.0);
        match self.effect.channel {
            Channel::Permission => {
                link.permission = link.permission * level;
                link.seen = link.seen * level;
                link.expected = link.expected * expected;
            }
            Channel::Volume => {
                link.seen = link.seen * level.min(one);
                link.expected = link.expected * expected.min(one);
            }
            Channel::Duty => {
                link.duty = link.duty + level;
                link.taxed = true;
            }
            Channel::SpecificDuty => link.specific_duty = link.specific_duty + level,
            Channel::Tariff => {
                link.tariff = link.tariff + level;
                link.taxed = true;
            }
            Channel::SpecificTariff => link.specific_tariff = link.specific_tariff + level,
            Channel::Freight => link.freight = link.freight * level,
            Channel::Priority => link.priority = link.priority.max(level),
            Channel::Preference => link.preference = link.preference * level,
            Channel::Delay => {
                for lane in 0..V::WIDTH {
                    let steps = (level.lane(lane) / dt).round().max(link.delay.lane(lane));
                    link.delay.set_lane(lane, steps);
                }
            }
            _ => {}
        }
    }

    fn write_site<V: Lanes>(&self, site: &mut SiteChannels<V>, level: V, expected: V) {
        match self.effect.channel {
            Channel::Capacity => {
                site.capacity = site.capacity * level;
                site.expected_capacity = site.expected_capacity * expected;
            }
            Channel::AddedCapacity => {
                let months = V::splat(12.0);
                site.added = site.added + level / months;
                site.expected_added = site.expected_added + expected / months;
            }
            Channel::Cost => site.cost = site.cost * level,
            Channel::BuildingCost => site.building_cost = site.building_cost * level,
            Channel::Recovery => site.recovery = site.recovery * level,
            Channel::PriceFloor => site.price_floor = site.price_floor.max(level),
            Channel::Demand => site.demand = site.demand * level,
            _ => {}
        }
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
