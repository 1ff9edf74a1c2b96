//! The course of an effect in a trial: how far it is in force in a step, what it does at full severity, and what the market expects.

use crate::calendar::Calendar;
use crate::lanes::exp;
use crate::measure::{Effect, Rule, Window};

/// A path over time, linear between its points and level beyond them; times in months from the start of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(Vec<(f64, f64)>);

impl Path {
    pub(super) fn of(effect: &Effect, calendar: &Calendar) -> Self {
        let Rule::Path(points) = &effect.rule else { return Self::default() };
        let mut points: Vec<(f64, f64)> =
            points.iter().map(|&(day, level)| (calendar.months_at(day), level)).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self(points)
    }

    fn at(&self, time: f64) -> f64 {
        let after = self.0.partition_point(|point| point.0 <= time);
        match (after.checked_sub(1).map(|before| self.0[before]), self.0.get(after)) {
            (Some((from, low)), Some(&(to, high))) => low + (time - from) / (to - from) * (high - low),
            (Some((_, level)), None) | (None, Some(&(_, level))) => level,
            (None, None) => 1.0,
        }
    }

    /// Mean from `a` to `b`, by the trapezoids between its points.
    fn mean(&self, a: f64, b: f64) -> f64 {
        let inner = self.0.iter().map(|point| point.0).filter(|&time| a < time && time < b);
        let (mut sum, mut last) = (0.0, (a, self.at(a)));
        for time in inner.chain(std::iter::once(b)) {
            let next = (time, self.at(time));
            sum += 0.5 * (last.1 + next.1) * (next.0 - last.0);
            last = next;
        }
        sum / (b - a)
    }
}

/// Mean of the Erlang-3 distribution of mean `delay` over ages from `a` to `b`.
fn granted(a: f64, b: f64, delay: f64) -> f64 {
    // The integral of the distribution from 0 to t.
    let integral = |t: f64| {
        let u = 3.0 * t / delay;
        t - (3.0 - exp(-u) * (3.0 + 2.0 * u + 0.5 * u * u)) * delay / 3.0
    };
    let (a, b) = (a.max(0.0), b.max(0.0));
    if b <= a {
        0.0
    } else if delay <= 0.0 {
        1.0
    } else {
        (integral(b) - integral(a)) / (b - a)
    }
}

/// Severity over a step and the severity expected over the horizon, of all windows together, each weighted by its shares.
fn weighted(
    windows: &[Window],
    (start, end): (f64, f64),
    horizon: f64,
    shares: impl Fn(&Window) -> (f64, f64),
) -> (f64, f64) {
    let (mut now, mut later) = (0.0, 0.0);
    for window in windows {
        let (share_now, share_later) = shares(window);
        now += share_now * window.mean(start, end);
        later += share_later * window.expected(start, end, horizon);
    }
    (f64::min(now, 1.0), f64::min(later, 1.0))
}

/// Severity over a step, and the severity expected over the horizon.
pub(super) fn severities(windows: &[Window], span: (f64, f64), horizon: f64) -> (f64, f64) {
    weighted(windows, span, horizon, |_| (1.0, 1.0))
}

/// What of the severities counts for an effect in one trial: with a licence only what is refused.
pub(super) fn counted(rule: &Rule, windows: &[Window], span: (f64, f64), horizon: f64) -> (f64, f64) {
    let Rule::Licence { covered, approval, delay } = rule else { return severities(windows, span, horizon) };
    let (start, end) = span;
    let refused = |begins: f64, from: f64, to: f64| {
        covered * (1.0 - approval * granted(from - begins, to - begins, *delay))
    };
    weighted(windows, span, horizon, |window| {
        let soon = window.expected_start(start);
        (refused(window.start(), start, end), refused(soon, start, start + horizon))
    })
}

/// Level of an effect at full severity over a step, and the level expected over the horizon.
pub(super) fn full(rule: &Rule, path: &Path, (start, end): (f64, f64), horizon: f64) -> (f64, f64) {
    match rule {
        Rule::Licence { .. } => (0.0, 0.0),
        Rule::Path(_) => (path.mean(start, end), path.mean(start, start + horizon)),
        Rule::EndOfLife { .. } => (1.0, 1.0),
        Rule::Level(full) | Rule::Volume { share: full, .. } | Rule::Reserve { target: full, .. } => {
            (*full, *full)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_granted_by_the_erlang_distribution() {
        // P(T <= mean) of an Erlang-3 is 1 - 8.5 exp(-3).
        let at_mean = 1.0 - 8.5 * (-3.0_f64).exp();
        let h = 1e-4;
        assert!((granted(2.0 - h, 2.0 + h, 2.0) - at_mean).abs() < 1e-6);
        assert_eq!(granted(-5.0, -1.0, 2.0), 0.0);
        assert!(granted(200.0, 300.0, 2.0) > 0.999_999);
        assert_eq!(granted(0.0, 1.0, 0.0), 1.0);
    }

    #[test]
    fn a_path_is_linear_between_its_points() {
        let path = Path(vec![(0.0, 1.0), (10.0, 2.0)]);
        assert_eq!(path.at(-1.0), 1.0);
        assert_eq!(path.at(5.0), 1.5);
        assert_eq!(path.at(20.0), 2.0);
        assert!((path.mean(0.0, 10.0) - 1.5).abs() < 1e-15);
        assert!((path.mean(5.0, 15.0) - (1.75 * 5.0 + 2.0 * 5.0) / 10.0).abs() < 1e-15);
    }
}
