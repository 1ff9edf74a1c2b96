//! The books of quotas: what is given out for a period, and what of it is left.

use crate::calendar::Calendar;
use crate::channels::Gate;
use crate::lanes::Lanes;
use crate::measure::{Period, Window};

/// How much faster than evenly a quota may be used.
const PACE: f64 = 1.6;

/// What is left of each quota, in each lane.
#[derive(Clone, Debug)]
pub(crate) struct Quotas<V> {
    left: Vec<V>,
    in_force: Vec<V>,
}

/// A volume as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Number of its gate.
    pub(super) gate: usize,
    /// Share of the base flow.
    pub(super) share: f64,
    /// Base flow in t/mo.
    pub(super) flow: f64,
    pub(super) period: Period,
    pub(super) leakage: f64,
}

impl<V: Lanes> Quotas<V> {
    /// Books of so many quotas, none in force.
    pub(super) fn new(gates: usize) -> Self {
        let none = vec![V::splat(0.0); gates];
        Self { left: none.clone(), in_force: none }
    }

    /// Sets the volume that a quota allows in a step, in one lane.
    ///
    /// A volume is given out for a calendar period, or for what is left of it when the quota comes into force.
    pub(super) fn allow(
        &mut self,
        gate: &mut Gate<V>,
        terms: &Terms,
        windows: &[Window],
        calendar: &Calendar,
        (step, lane): (usize, usize),
    ) {
        let dt = calendar.step().months();
        let severity = |step: usize, mean: fn(&Window, f64, f64) -> f64| -> f64 {
            let (start, end) = (step as f64 * dt, (step + 1) as f64 * dt);
            windows.iter().map(|window| mean(window, start, end)).sum()
        };
        let will_hold = |later: usize| later == step || severity(later, Window::announced_mean) >= 0.5;
        gate.leakage.set_lane(lane, terms.leakage);
        if severity(step, Window::mean) < 0.5 {
            gate.allowed.set_lane(lane, f64::INFINITY);
            self.in_force[terms.gate].set_lane(lane, 0.0);
            return;
        }
        let number = period_of(calendar, step, terms.period);
        // A pot for all the time in force reaches as far as the run.
        let last = if terms.period == Period::Whole { calendar.steps().max(step + 1) } else { usize::MAX };
        let rest = (step..last)
            .take_while(|&s| period_of(calendar, s, terms.period) == number && will_hold(s))
            .count() as f64;
        let fresh = self.in_force[terms.gate].lane(lane) == 0.0
            || period_of(calendar, step.max(1) - 1, terms.period) != number;
        if fresh {
            self.left[terms.gate].set_lane(lane, rest * terms.share * terms.flow * dt);
            self.in_force[terms.gate].set_lane(lane, 1.0);
        } else {
            let left = self.left[terms.gate].lane(lane) - gate.passed.lane(lane);
            self.left[terms.gate].set_lane(lane, left.max(0.0));
        }
        let share = if rest <= 1.0 { 1.0 } else { (PACE / rest).min(1.0) };
        gate.allowed.set_lane(lane, self.left[terms.gate].lane(lane) * share);
    }
}

/// Number of the period in which a step begins.
fn period_of(calendar: &Calendar, step: usize, period: Period) -> i32 {
    let day = calendar.date(step);
    let (year, month) = (i32::from(day.year()), i32::from(day.month()) - 1);
    match period {
        Period::Year => year,
        Period::HalfYear => 2 * year + month / 6,
        Period::Quarter => 4 * year + month / 3,
        Period::Month => 12 * year + month,
        Period::Whole => 0,
    }
}
