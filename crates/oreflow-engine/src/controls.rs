//! From measures to channels: which rows they touch, and what the rows hold in each step.

use std::collections::BTreeMap;

use oreflow_network::Network;

use crate::calendar::Calendar;
use crate::channels::{Channels, Gate, LinkChannels, SiteChannels};
use crate::lanes::Lanes;
use crate::measure::{Channel, Effect, Targets, Window};

/// An effect with the measure or hazard that owns it and the rows it touches.
#[derive(Clone, Debug)]
struct Placed {
    owner: usize,
    effect: Effect,
    rows: Vec<u32>,
    gate: Option<usize>,
}

/// Where all effects act; the same for all trials.
#[derive(Clone, Debug)]
pub(crate) struct Controls {
    effects: Vec<Placed>,
    link_row: Vec<u32>,
    link_rows: usize,
    site_row: Vec<u32>,
    site_rows: usize,
    row_gates: Vec<Vec<u32>>,
    /// Base flow through each gate in t/mo.
    gate_flow: Vec<f64>,
}

/// How much faster than evenly a quota may be used.
const PACE: f64 = 1.6;

/// What is left of each quota, in each lane.
#[derive(Clone, Debug)]
pub(crate) struct Quotas<V> {
    left: Vec<V>,
    in_force: Vec<V>,
}

impl Controls {
    /// Places effects, each with the number of its owner; `position_of_link` leads to the kernel's order of links.
    pub(crate) fn new(effects: Vec<(usize, Effect)>, network: &Network, position_of_link: &[u32]) -> Self {
        let mut on_link: Vec<Vec<usize>> = vec![Vec::new(); network.links().len()];
        let mut on_site: Vec<Vec<usize>> = vec![Vec::new(); network.sites().len()];
        let mut gate_flow = Vec::new();
        let mut placed: Vec<Placed> = Vec::new();
        for (owner, effect) in effects {
            let number = placed.len();
            let mut gate = None;
            match &effect.targets {
                Targets::Links(links) => {
                    for link in links {
                        on_link[position_of_link[link.position()] as usize].push(number);
                    }
                    if effect.channel == Channel::Volume {
                        let base: f64 = links.iter().map(|&link| network.link(link).flow.0).sum();
                        gate = Some(gate_flow.len());
                        gate_flow.push(base / 12.0);
                    }
                }
                Targets::Sites(sites) => sites.iter().for_each(|site| on_site[site.position()].push(number)),
            }
            placed.push(Placed { owner, effect, rows: Vec::new(), gate });
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
            set.iter().filter_map(|&effect| placed[effect].gate.map(|g| g as u32)).collect()
        };
        Self {
            row_gates: link_sets.iter().map(gates_of).collect(),
            link_rows: link_sets.len(),
            site_rows: site_sets.len(),
            effects: placed,
            link_row,
            site_row,
            gate_flow,
        }
    }

    /// Channels laid out for these effects, all neutral.
    pub(crate) fn channels<V: Lanes>(&self) -> Channels<V> {
        Channels {
            link_row: self.link_row.clone(),
            links: vec![LinkChannels::neutral(); self.link_rows],
            site_row: self.site_row.clone(),
            sites: vec![SiteChannels::neutral(); self.site_rows],
            gates: vec![Gate::open(); self.gate_flow.len()],
            row_gates: self.row_gates.clone(),
        }
    }

    /// Books of the quotas, none in force.
    pub(crate) fn quotas<V: Lanes>(&self) -> Quotas<V> {
        let none = vec![V::splat(0.0); self.gate_flow.len()];
        Quotas { left: none.clone(), in_force: none }
    }

    /// Writes the channels of a step; `windows[owner][lane]` says when each measure is in force.
    pub(crate) fn set<V: Lanes>(
        &self,
        channels: &mut Channels<V>,
        quotas: &mut Quotas<V>,
        windows: &[Vec<Vec<Window>>],
        calendar: &Calendar,
        step: usize,
        horizon: V,
    ) {
        channels.links.fill(LinkChannels::neutral());
        channels.sites.fill(SiteChannels::neutral());
        let dt = calendar.step().months();
        // The end of a step is the start of the next, to the bit.
        let (start, end) = (step as f64 * dt, (step + 1) as f64 * dt);
        for placed in &self.effects {
            let lanes = &windows[placed.owner];
            let neutral = placed.effect.channel.neutral();
            let (mut level, mut expected) = (V::splat(neutral), V::splat(neutral));
            for (lane, windows) in lanes.iter().enumerate() {
                if windows.is_empty() {
                    continue;
                }
                let (mut now, mut later) = (0.0, 0.0);
                for window in windows {
                    now += window.mean(start, end);
                    later += window.expected(start, end, horizon.lane(lane));
                }
                level.set_lane(lane, placed.effect.level(now.min(1.0)));
                expected.set_lane(lane, placed.effect.level(later.min(1.0)));
                if let Some(gate) = placed.gate {
                    self.allow(
                        &mut channels.gates[gate],
                        quotas,
                        gate,
                        placed,
                        windows,
                        calendar,
                        (step, lane),
                    );
                }
            }
            placed.write(channels, level, expected);
        }
    }

    /// The volume that a quota allows in a step, in one lane.
    #[allow(clippy::too_many_arguments)]
    fn allow<V: Lanes>(
        &self,
        gate: &mut Gate<V>,
        quotas: &mut Quotas<V>,
        number: usize,
        placed: &Placed,
        windows: &[Window],
        calendar: &Calendar,
        (step, lane): (usize, usize),
    ) {
        let dt = calendar.step().months();
        let severity = |step: usize| -> f64 {
            let (start, end) = (step as f64 * dt, (step + 1) as f64 * dt);
            windows.iter().map(|window| window.mean(start, end)).sum()
        };
        let holds = |step: usize| severity(step) >= 0.5;
        gate.leakage.set_lane(lane, placed.effect.leakage);
        if !holds(step) {
            gate.allowed.set_lane(lane, f64::INFINITY);
            quotas.in_force[number].set_lane(lane, 0.0);
            return;
        }
        // A quota year is a calendar year, or what is left of it when the quota comes into force.
        let year = calendar.date(step).year();
        let rest = || (step..).take_while(|&s| calendar.date(s).year() == year && holds(s));
        let new_year =
            quotas.in_force[number].lane(lane) == 0.0 || calendar.date(step.max(1) - 1).year() != year;
        if new_year {
            let volume = rest().count() as f64 * placed.effect.full * self.gate_flow[number] * dt;
            quotas.left[number].set_lane(lane, volume);
            quotas.in_force[number].set_lane(lane, 1.0);
        } else {
            let left = quotas.left[number].lane(lane) - gate.passed.lane(lane);
            quotas.left[number].set_lane(lane, left.max(0.0));
        }
        let steps_left = rest().count() as f64;
        let share = if steps_left <= 1.0 { 1.0 } else { (PACE / steps_left).min(1.0) };
        gate.allowed.set_lane(lane, quotas.left[number].lane(lane) * share);
    }
}

impl Placed {
    fn write<V: Lanes>(&self, channels: &mut Channels<V>, level: V, expected: V) {
        let one = V::splat(1.0);
        for &row in &self.rows {
            let row = row as usize;
            match self.effect.channel {
                Channel::Permission => {
                    let link = &mut channels.links[row];
                    link.permission = link.permission * level;
                    link.seen = link.seen * level;
                    link.expected = link.expected * expected;
                }
                Channel::Volume => {
                    let link = &mut channels.links[row];
                    link.seen = link.seen * level.min(one);
                    link.expected = link.expected * expected.min(one);
                }
                Channel::Duty => channels.links[row].duty = channels.links[row].duty + level,
                Channel::SpecificDuty => {
                    channels.links[row].specific_duty = channels.links[row].specific_duty + level;
                }
                Channel::Freight => channels.links[row].freight = channels.links[row].freight * level,
                Channel::Capacity => {
                    let site = &mut channels.sites[row];
                    site.capacity = site.capacity * level;
                    site.expected_capacity = site.expected_capacity * expected;
                }
                Channel::Cost => channels.sites[row].cost = channels.sites[row].cost * level,
                Channel::Demand => channels.sites[row].demand = channels.sites[row].demand * level,
            }
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
