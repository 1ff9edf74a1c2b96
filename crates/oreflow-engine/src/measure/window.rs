//! A measure in time, in one trial: what is true, and what the market believes.

use oreflow_random::{Distribution, Quantile};

/// A stretch of time in which a measure is in force; times in months from the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    /// When the market learns of it.
    pub(crate) announced: f64,
    /// Severity from each time on, in order.
    pub(crate) levels: Vec<(f64, f64)>,
    /// End.
    pub(crate) until: f64,
    /// Distribution of the duration, where the market does not know the end.
    pub(crate) belief: Option<Distribution>,
}

impl Window {
    /// First time in force.
    pub(crate) fn start(&self) -> f64 {
        self.levels.first().map_or(f64::INFINITY, |level| level.0)
    }

    /// Integral of severity from `a` to `b`, up to an end.
    fn integral(&self, a: f64, b: f64, end: f64) -> f64 {
        let mut sum = 0.0;
        for (position, &(from, severity)) in self.levels.iter().enumerate() {
            let to = self.levels.get(position + 1).map_or(end, |next| next.0.min(end));
            let length = b.min(to) - a.max(from);
            if length > 0.0 {
                sum += severity * length;
            }
        }
        sum
    }

    /// Mean severity from `a` to `b`.
    pub(crate) fn mean(&self, a: f64, b: f64) -> f64 {
        self.integral(a, b, self.until) / (b - a)
    }

    /// Mean severity over the next `horizon` months as the market at `now` expects it.
    fn believed(&self, now: f64, horizon: f64) -> f64 {
        let Some(belief) = &self.belief else {
            return self.mean(now, now + horizon);
        };
        if now >= self.until {
            return 0.0;
        }
        let start = self.start();
        let severity = self.levels[0].1;
        let age = (now - start).max(0.0);
        let left = now + horizon - start.max(now);
        let alive = belief.survival(age);
        if left <= 0.0 || alive <= 0.0 {
            return 0.0;
        }
        let lasting = belief.survival_integral(age, age + left) / alive;
        severity * (lasting / horizon).clamp(0.0, 1.0)
    }

    /// Mean severity that the market expects over its horizon, averaged over a step: before the announcement it expects
    /// nothing, and within the step of the announcement it knows for the rest of the step.
    pub(crate) fn expected(&self, start: f64, end: f64, horizon: f64) -> f64 {
        if self.announced >= end {
            return 0.0;
        }
        let ignorant = ((self.announced - start) / (end - start)).max(0.0);
        (1.0 - ignorant) * self.believed(start.max(self.announced), horizon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oreflow_random::Exponential;

    fn window(levels: &[(f64, f64)], until: f64) -> Window {
        Window { announced: levels[0].0 - 3.0, levels: levels.to_vec(), until, belief: None }
    }

    #[test]
    fn the_mean_counts_parts_of_a_step() {
        let ban = window(&[(11.0 / 31.0, 1.0)], f64::INFINITY);
        assert!((ban.mean(0.0, 1.0) - 20.0 / 31.0).abs() < 1e-15);
        let phased = window(&[(2.0, 0.25), (4.0, 1.0)], 6.0);
        assert_eq!(phased.mean(0.0, 8.0), (2.0 * 0.25 + 2.0) / 8.0);
        assert_eq!(phased.mean(7.0, 8.0), 0.0);
    }

    #[test]
    fn the_market_expects_nothing_before_the_announcement() {
        let ban = window(&[(10.0, 1.0)], f64::INFINITY);
        assert_eq!(ban.expected(6.0, 7.0, 12.0), 0.0);
        assert_eq!(ban.expected(7.0, 8.0, 12.0), 9.0 / 12.0);
        assert_eq!(ban.expected(10.0, 11.0, 12.0), 1.0);
    }

    #[test]
    fn an_unknown_end_is_expected_by_its_distribution() {
        let mean = 9.0;
        let mut outage = window(&[(0.0, 0.5)], 2.0);
        outage.announced = 0.0;
        outage.belief = Some(Exponential::new(mean).unwrap().into());
        // An exponential has no memory: the same at every age, until it ends.
        let expected = 0.5 * mean * (1.0 - (-12.0 / mean).exp()) / 12.0;
        for now in [0.0, 1.0] {
            assert!((outage.expected(now, now + 1.0, 12.0) - expected).abs() < 1e-12);
        }
        assert_eq!(outage.expected(2.0, 3.0, 12.0), 0.0);
    }
}
