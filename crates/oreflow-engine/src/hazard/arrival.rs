//! The time of the next strike: the inverse of its hazard, one draw each, never a coin for each step.

use crate::lanes::{exp, ln};

/// Times in months from the start of the run, in order, in which a hazard may strike.
pub(super) type Active = [(f64, f64)];

/// A stretch of time in which a hazard may strike, and how many times as fast its clock runs there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) pace: f64,
}

/// Active time at its pace, which is that of one of the stretches of a run; at the usual pace where there are none.
pub(super) fn paced(active: &Active, paces: &[Stretch]) -> Vec<Stretch> {
    if paces.is_empty() {
        return active.iter().map(|&(from, to)| Stretch { from, to, pace: 1.0 }).collect();
    }
    let overlaps = active.iter().flat_map(|&(from, to)| {
        paces.iter().map(move |p| Stretch { from: from.max(p.from), to: to.min(p.to), pace: p.pace })
    });
    overlaps.filter(|stretch| stretch.from < stretch.to).collect()
}

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

/// The time at which `exposure` months have passed since `now` on the clock of the hazard.
pub(super) fn after(stretches: &[Stretch], now: f64, exposure: f64) -> Option<f64> {
    let mut left = exposure;
    for &Stretch { from, to, pace } in stretches {
        let from = from.max(now);
        let length = (to - from) * pace;
        if to <= from || length <= 0.0 {
            continue;
        }
        if left < length {
            return Some(from + left / pace);
        }
        left -= length;
    }
    None
}

/// The time of the one strike whose probability over `months` of active time is `p` at the usual pace, spread evenly over them.
///
/// Its hazard at the usual pace, `p / (months - p active)` after so much active time, is multiplied by the pace: what changes the
/// pace late changes nothing before.
pub(super) fn once(stretches: &[Stretch], months: f64, p: f64, threshold: f64) -> Option<f64> {
    let (mut left, mut active) = (threshold, 0.0);
    for &Stretch { from, to, pace } in stretches {
        let (before, until) = (1.0 - p * active / months, 1.0 - p * (active + to - from) / months);
        let whole = if pace > 0.0 { pace * (ln(before) - ln(until.max(0.0))) } else { 0.0 };
        if left < whole {
            return Some(from + (before * (1.0 - exp(-left / pace)) * months / p).min(to - from));
        }
        left -= whole;
        active += to - from;
    }
    None
}

/// The time at which the hazard accumulated over active time since `now` reaches `threshold`, none after `months`.
///
/// The rate is a constant and what strikes of others have added to it.
pub(super) fn excited(
    stretches: &[Stretch],
    now: f64,
    months: f64,
    rate: f64,
    excitations: &[Excitation],
    threshold: f64,
) -> Option<f64> {
    let mut left = threshold;
    for &Stretch { from, to, pace } in stretches {
        let (mut from, to) = (from.max(now), to.min(months));
        while from < to {
            // Up to the next strike of another nothing is added.
            let next = excitations.iter().map(|e| e.at).filter(|&at| from < at && at < to);
            let until = next.fold(to, f64::min);
            let grown = |time: f64| pace * accumulated(rate, excitations, from, time);
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
