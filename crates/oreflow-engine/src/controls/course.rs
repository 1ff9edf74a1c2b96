//! The course of an effect in a trial: its level in a step, and the level that the market expects.

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

/// Level over a step, and the level expected over the horizon.
pub(super) fn levels(
    effect: &Effect,
    path: &Path,
    windows: &[Window],
    (start, end): (f64, f64),
    horizon: f64,
) -> (f64, f64) {
    let neutral = effect.channel.neutral();
    let (mut now, mut later) = (0.0, 0.0);
    let mut weigh = |share_now: &dyn Fn(&Window) -> f64, share_later: &dyn Fn(&Window) -> f64| {
        for window in windows {
            now += share_now(window) * window.mean(start, end);
            later += share_later(window) * window.expected(start, end, horizon);
        }
        (f64::min(now, 1.0), f64::min(later, 1.0))
    };
    let whole = |_: &Window| 1.0;
    let (now, later, full_now, full_later) = match &effect.rule {
        Rule::Licence { covered, approval, delay } => {
            let refused = |begins: f64, from: f64, to: f64| {
                covered * (1.0 - approval * granted(from - begins, to - begins, *delay))
            };
            let (now, later) = weigh(&|w| refused(w.start(), start, end), &|w| {
                refused(w.expected_start(start), start, start + horizon)
            });
            (now, later, 0.0, 0.0)
        }
        Rule::Path(_) => {
            let (now, later) = weigh(&whole, &whole);
            (now, later, path.mean(start, end), path.mean(start, start + horizon))
        }
        Rule::EndOfLife { .. } => {
            let (now, later) = weigh(&whole, &whole);
            (now, later, 1.0, 1.0)
        }
        Rule::Level(full) | Rule::Volume { share: full, .. } | Rule::Reserve { target: full, .. } => {
            let (now, later) = weigh(&whole, &whole);
            (now, later, *full, *full)
        }
    };
    let level = |severity: f64, full: f64| neutral + severity * (full - neutral);
    (level(now, full_now), level(later, full_later))
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
