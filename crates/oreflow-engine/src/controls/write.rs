//! What effects do in a step, written to channels: only what is another than in the last step.

use std::borrow::Cow;

use oreflow_random::{Draws, Trial};

use super::course;
use super::quota::Quotas;
use super::{Controls, Placed};
use crate::calendar::Calendar;
use crate::channels::{Channels, LinkChannels, SiteChannels};
use crate::lanes::{Lanes, ln};
use crate::measure::{Channel, Rule, Targets, Window};

/// The course of an effect in a batch.
#[derive(Debug)]
struct Course<'a, V> {
    /// When it is in force: `[lane]`.
    windows: Cow<'a, [Vec<Window>]>,
    /// Its level and the level expected, as they were last written to channels.
    written: Option<(V, V)>,
}

/// The courses of all effects in a batch.
#[derive(Debug)]
pub(crate) struct Courses<'a, V> {
    of_effects: Vec<Course<'a, V>>,
    /// Scratch: severity of each owner in the step and the severity expected, once they are known.
    of_owners: Vec<Option<(V, V)>>,
    /// Scratch: rows of links and of sites that must be written anew.
    stale_links: Vec<bool>,
    stale_sites: Vec<bool>,
}

impl Controls {
    /// The courses of effects, from `windows[owner][lane]`: members may leave earlier.
    pub(crate) fn courses<'a, V: Lanes>(
        &self,
        windows: &'a [Vec<Vec<Window>>],
        draws: &Draws,
        trials: &[Trial],
    ) -> Courses<'a, V> {
        let windows_of = |placed: &Placed| {
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
        let course = |placed: &Placed| Course { windows: windows_of(placed), written: None };
        Courses {
            of_effects: self.effects.iter().map(course).collect(),
            of_owners: vec![None; windows.len()],
            stale_links: vec![false; self.on_links.len()],
            stale_sites: vec![false; self.on_sites.len()],
        }
    }

    /// Writes to the channels of a step what is another than in the last.
    pub(crate) fn set<V: Lanes>(
        &self,
        channels: &mut Channels<V>,
        quotas: &mut Quotas<V>,
        courses: &mut Courses<'_, V>,
        calendar: &Calendar,
        step: usize,
        horizon: V,
    ) {
        let dt = calendar.step().months();
        // The end of a step is the start of the next, to the bit.
        let span = (step as f64 * dt, (step + 1) as f64 * dt);
        let Courses { of_effects, of_owners, stale_links, stale_sites } = courses;
        of_owners.fill(None);
        let mut stale_pools = false;
        for (placed, course) in self.effects.iter().zip(&mut *of_effects) {
            if let Some(terms) = &placed.quota {
                for (lane, windows) in
                    course.windows.iter().enumerate().filter(|(_, windows)| !windows.is_empty())
                {
                    quotas.allow(&mut channels.gates[terms.gate], terms, windows, calendar, (step, lane));
                }
            }
            let of_owner = || {
                let severities =
                    |lane: usize| course::severities(&course.windows[lane], span, horizon.lane(lane));
                *of_owners[placed.owner].get_or_insert_with(|| by_lane(severities))
            };
            let (level, expected) = placed.levels(&course.windows, of_owner, span, horizon);
            if course.written.is_some_and(|(last, last_expected)| {
                !V::any_other(last, level) && !V::any_other(last_expected, expected)
            }) {
                continue;
            }
            course.written = Some((level, expected));
            stale_pools |= !placed.pools.is_empty();
            let stale = match placed.effect.targets {
                Targets::Links(_) => &mut *stale_links,
                Targets::Sites(_) | Targets::Slots(_) => &mut *stale_sites,
            };
            for &row in &placed.rows {
                stale[row as usize] = true;
            }
            if let Some(reserve) = placed.reserve {
                channels.reserves[reserve].target = level;
            }
            if let Some(returns) = placed.returns {
                channels.returns[returns].level = level;
            }
        }
        if stale_pools {
            channels.intensity.fill(V::splat(1.0));
            for (placed, course) in self.effects.iter().zip(&*of_effects) {
                let Some((level, _)) = course.written else { continue };
                for &pool in &placed.pools {
                    let intensity = &mut channels.intensity[pool as usize];
                    *intensity = *intensity * level;
                }
            }
        }
        let written =
            |effect: usize| of_effects[effect].written.map(|levels| (&self.effects[effect], levels));
        for ((row, stale), effects) in channels.links.iter_mut().zip(stale_links).zip(&self.on_links) {
            if std::mem::take(stale) {
                *row = LinkChannels::neutral();
                for (placed, (level, expected)) in effects.iter().filter_map(|&effect| written(effect)) {
                    placed.write_link(row, level, expected, dt);
                }
            }
        }
        for ((row, stale), effects) in channels.sites.iter_mut().zip(stale_sites).zip(&self.on_sites) {
            if std::mem::take(stale) {
                *row = SiteChannels::neutral();
                for (placed, (level, expected)) in effects.iter().filter_map(|&effect| written(effect)) {
                    placed.write_site(row, level, expected);
                }
            }
        }
    }
}

impl Placed {
    /// Its level over a step and the level that is expected, where all of its owner has these severities.
    fn levels<V: Lanes>(
        &self,
        windows: &[Vec<Window>],
        of_owner: impl FnOnce() -> (V, V),
        span: (f64, f64),
        horizon: V,
    ) -> (V, V) {
        let rule = &self.effect.rule;
        let shares_owner = self.effect.defection.is_none() && !matches!(rule, Rule::Licence { .. });
        let (now, later) = if shares_owner {
            of_owner()
        } else {
            by_lane(|lane| course::counted(rule, &windows[lane], span, horizon.lane(lane)))
        };
        let full = |lane: usize| course::full(rule, &self.path, span, horizon.lane(lane));
        let (full_now, full_later) = if matches!(rule, Rule::Path(_)) {
            by_lane(full)
        } else {
            let (now, later) = full(0);
            (V::splat(now), V::splat(later))
        };
        let neutral = V::splat(self.effect.channel.neutral());
        (neutral + now * (full_now - neutral), neutral + later * (full_later - neutral))
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

/// Two rows, lane by lane.
fn by_lane<V: Lanes>(of: impl Fn(usize) -> (f64, f64)) -> (V, V) {
    let mut rows = (V::splat(0.0), V::splat(0.0));
    for lane in 0..V::WIDTH {
        let (first, second) = of(lane);
        rows.0.set_lane(lane, first);
        rows.1.set_lane(lane, second);
    }
    rows
}
