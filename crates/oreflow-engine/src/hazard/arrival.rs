//! The time of the next strike: the inverse of its hazard, one draw each, never a coin for each step.

use crate::lanes::{exp, ln};

/// Times in months from the start of the run, in order, in which a hazard may strike.
pub(super) type Active = [(f64, f64)];

/// A strike of another hazard: when, what it adds to the rate a month, and by which rate a month that decays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Excitation {
    pub(super) at: f64,
    pub(super) rate: f64,
    pub(super) decay: f64,
}

/// A unit exponential from a uniform.
pub(super) fn exponential(u: f64) -> f64 {
    -ln(1.0 - u)
}

/// Length of the active time within the run.
pub(super) fn exposed(active: &Active, months: f64) -> f64 {
    active.iter().map(|&(from, to)| (to.min(months) - from.max(0.0)).max(0.0)).sum()
}

/// Whether a time is an active one.
pub(super) fn is_active(active: &Active, time: f64) -> bool {
    active.iter().any(|&(from, to)| (from..to).contains(&time))
}

/// What two conditions have in common.
pub(super) fn both(one: &Active, other: &Active) -> Vec<(f64, f64)> {
    let overlaps = one.iter().flat_map(|a| other.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    overlaps.filter(|(from, to)| from < to).collect()
}

/// The time at which `exposure` months of active time have passed since `now`.
pub(super) fn after(active: &Active, now: f64, exposure: f64) -> Option<f64> {
    let mut left = exposure;
    for &(from, to) in active {
        let from = from.max(now);
        let length = to - from;
        if length <= 0.0 {
            continue;
        }
        if left < length {
            return Some(from + left);
        }
        left -= length;
    }
    None
}

/// The time at which the hazard accumulated over active time since `now` reaches `threshold`, none after `months`.
///
/// The rate is a constant and what strikes of others have added to it.
pub(super) fn excited(
    active: &Active,
    now: f64,
    months: f64,
    rate: f64,
    excitations: &[Excitation],
    threshold: f64,
) -> Option<f64> {
    let mut left = threshold;
    for &(from, to) in active {
        let (mut from, to) = (from.max(now), to.min(months));
        while from < to {
            // Up to the next strike of another nothing is added.
            let next = excitations.iter().map(|e| e.at).filter(|&at| from < at && at < to);
            let until = next.fold(to, f64::min);
            let grown = |time: f64| accumulated(rate, excitations, from, time);
            let whole = grown(until);
            if left < whole {
                return Some(first_at(left, from, until, grown));
            }
            left -= whole;
            from = until;
        }
    }
    None
}

/// The hazard accumulated from `from` to `to`, between which no other strikes.
fn accumulated(rate: f64, excitations: &[Excitation], from: f64, to: f64) -> f64 {
    let added = excitations
        .iter()
        .filter(|e| e.at <= from)
        .map(|e| e.rate / e.decay * (exp(-e.decay * (from - e.at)) - exp(-e.decay * (to - e.at))));
    rate * (to - from) + added.sum::<f64>()
}

/// The time at which an increasing function reaches a value, by halving: fifty halvings of centuries are far below a second.
fn first_at(value: f64, from: f64, to: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (from, to);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if function(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
