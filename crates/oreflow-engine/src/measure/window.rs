//! A measure in time, in one trial: what is true, and what the market believes.

use oreflow_random::{Distribution, Quantile};

/// A stretch of time in which a measure is in force; times in months from the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    /// When the market learns of it.
    pub(crate) announced: f64,
    /// Severity at points in time, linear between them and level after the last; a jump is two points at one time.
    pub(crate) points: Vec<(f64, f64)>,
    /// End; recovery may follow.
    pub(crate) until: f64,
    /// Distribution of the duration, where the market does not know the end.
    pub(crate) belief: Option<Distribution>,
    /// How far the market believes it before it is in force.
    pub(crate) credibility: f64,
    /// When it is called off.
    pub(crate) withdrawn: f64,
    /// Months by which it is late; until it is in force, the market expects it any day.
    pub(crate) late: f64,
    /// Months by which its days are moved, by its stages and by what it is late.
    pub(crate) shift: f64,
    /// Stages on the way to it.
    pub(crate) stages: Vec<Passage>,
}

/// How a stage goes on the way to a measure; times in months from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Passage {
    /// When it begins.
    pub(crate) begins: f64,
    /// When it ends, well or not.
    pub(crate) ends: f64,
    /// Months that it takes as a rule: the median.
    pub(crate) usual: f64,
    /// Months that all later stages take as a rule.
    pub(crate) after: f64,
    /// Probability that it and all later stages succeed.
    pub(crate) chance: f64,
}

impl Window {
    /// In force from each time on at a severity, coming into force and fading linearly.
    pub(crate) fn new(announced: f64, levels: &[(f64, f64)], until: f64, ramp: f64, recovery: f64) -> Self {
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(2 * levels.len() + 2);
        let mut last = 0.0;
        for (position, &(from, severity)) in levels.iter().enumerate() {
            let next = levels.get(position + 1).map_or(until, |next| next.0.min(until));
            points.push((from, last));
            // A change that the next one overtakes stops where it is.
            let reached = if ramp > next - from { (next - from) / ramp } else { 1.0 };
            last = if reached < 1.0 { last + reached * (severity - last) } else { severity };
            points.push((from + (ramp * reached).min(next - from), last));
        }
        if until.is_finite() && last > 0.0 {
            points.extend([(until, last), (until + recovery, 0.0)]);
        }
        Self {
            announced,
            points,
            until,
            belief: None,
            credibility: 1.0,
            withdrawn: f64::INFINITY,
            late: 0.0,
            shift: 0.0,
            stages: Vec::new(),
        }
    }

    /// First time in force.
    pub(crate) fn start(&self) -> f64 {
        self.points.first().map_or(f64::INFINITY, |point| point.0)
    }

    /// Severity on the first day in full force.
    pub(crate) fn severity(&self) -> f64 {
        self.points.get(1).map_or(0.0, |point| point.1)
    }

    /// Whether it is called off before it comes into force.
    pub(crate) fn is_void(&self) -> bool {
        self.withdrawn <= self.start()
    }

    /// End, or the time at which it is called off.
    pub(crate) fn end(&self) -> f64 {
        self.until.min(self.withdrawn)
    }

    /// Integral of severity from `a` to `b`, each point moved by `shift`.
    fn integral(&self, a: f64, b: f64, shift: f64) -> f64 {
        let mut sum = 0.0;
        for (position, &(from, left)) in self.points.iter().enumerate() {
            let from = from + shift;
            let (to, right) = match self.points.get(position + 1) {
                Some(&(to, right)) => (to + shift, right),
                None => (f64::INFINITY, left),
            };
            let (low, high) = (a.max(from), b.min(to));
            if high > low {
                let mean = if left == right {
                    left
                } else {
                    left + (0.5 * (low + high) - from) / (to - from) * (right - left)
                };
                sum += mean * (high - low);
            }
        }
        sum
    }

    /// Mean severity from `a` to `b`.
    pub(crate) fn mean(&self, a: f64, b: f64) -> f64 {
        self.integral(a, b.min(self.withdrawn), 0.0) / (b - a)
    }

    /// Mean severity from `a` to `b` as it was announced: nobody foresees a withdrawal, or the end of what ends by chance.
    pub(crate) fn announced_mean(&self, a: f64, b: f64) -> f64 {
        match self.belief {
            Some(_) => self.severity() * (b - a.max(self.start())).max(0.0) / (b - a),
            None => self.integral(a, b, 0.0) / (b - a),
        }
    }

    /// The stage on the way to it at a time, if there is one.
    fn stage(&self, now: f64) -> Option<&Passage> {
        self.stages.iter().find(|stage| now < stage.ends)
    }

    /// First time in force as the market at `now` expects it: what is late is expected on its first date, and from then on any day.
    /// Stages are expected to take what they take as a rule, and the one under way to end any day from then on.
    pub(crate) fn expected_start(&self, now: f64) -> f64 {
        let start = self.start();
        match self.stage(now) {
            Some(stage) => (stage.begins + stage.usual).max(now) + stage.after,
            None if now < start => (start - self.late).max(now),
            None => start,
        }
    }

    /// Mean severity over the next `horizon` months as the market at `now` expects it.
    fn believed(&self, now: f64, horizon: f64) -> f64 {
        let start = self.start();
        if now >= self.withdrawn || (self.is_void() && now >= start - self.late) {
            return 0.0;
        }
        let likely = self.stage(now).map_or(1.0, |stage| stage.chance);
        let trust = if now < start { self.credibility * likely } else { 1.0 };
        let Some(belief) = &self.belief else {
            let shift = self.expected_start(now) - start;
            let end = now + horizon;
            return trust * (self.integral(now, end, shift) / (end - now));
        };
        if now >= self.until {
            return 0.0;
        }
        let age = (now - start).max(0.0);
        let left = now + horizon - start.max(now);
        let alive = belief.survival(age);
        if left <= 0.0 || alive <= 0.0 {
            return 0.0;
        }
        let lasting = belief.survival_integral(age, age + left) / alive;
        trust * self.severity() * (lasting / horizon).clamp(0.0, 1.0)
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
        Window::new(levels[0].0 - 3.0, levels, until, 0.0, 0.0)
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

    #[test]
    fn neither_a_withdrawal_nor_an_end_by_chance_is_announced() {
        let mut quota = window(&[(2.0, 0.5)], 6.0);
        quota.withdrawn = 4.0;
        assert_eq!([quota.mean(4.0, 5.0), quota.announced_mean(4.0, 5.0)], [0.0, 0.5]);
        assert_eq!(quota.announced_mean(6.0, 7.0), 0.0);
        quota.belief = Some(Exponential::new(9.0).unwrap().into());
        assert_eq!(quota.announced_mean(6.0, 7.0), 0.5);
        assert_eq!([quota.announced_mean(0.0, 1.0), quota.announced_mean(1.0, 3.0)], [0.0, 0.25]);
    }

    #[test]
    fn a_ramp_and_a_recovery_are_straight_lines() {
        let slow = Window::new(0.0, &[(2.0, 0.8)], 10.0, 4.0, 2.0);
        assert!((slow.mean(2.0, 6.0) - 0.4).abs() < 1e-15);
        assert!((slow.mean(3.0, 5.0) - 0.4).abs() < 1e-15);
        assert_eq!(slow.mean(6.0, 10.0), 0.8);
        assert!((slow.mean(10.0, 12.0) - 0.4).abs() < 1e-15);
        assert_eq!(slow.mean(12.0, 20.0), 0.0);
        // An end that comes before the ramp is through.
        let cut = Window::new(0.0, &[(0.0, 1.0)], 1.0, 4.0, 0.0);
        assert!((cut.mean(0.0, 1.0) - 0.125).abs() < 1e-15);
        assert_eq!(cut.mean(1.0, 2.0), 0.0);
    }

    #[test]
    fn a_threat_is_believed_as_far_as_it_is_credible_and_until_it_is_withdrawn() {
        let mut threat = window(&[(10.0, 1.0)], f64::INFINITY);
        (threat.credibility, threat.withdrawn) = (0.3, 9.0);
        assert!((threat.expected(7.0, 8.0, 12.0) - 0.3 * 9.0 / 12.0).abs() < 1e-15);
        assert_eq!(threat.expected(9.0, 10.0, 12.0), 0.0);
        assert_eq!(threat.mean(10.0, 100.0), 0.0);
    }

    #[test]
    fn stages_are_expected_to_take_their_usual_time_and_to_succeed_as_they_do() {
        let mut mine = window(&[(20.0, 1.0)], f64::INFINITY);
        mine.announced = 0.0;
        mine.stages = vec![
            Passage { begins: 2.0, ends: 9.0, usual: 4.0, after: 6.0, chance: 0.4 },
            Passage { begins: 9.0, ends: 20.0, usual: 6.0, after: 0.0, chance: 0.8 },
        ];
        // After 4 and 6 months from month 2, with 40 %; a study that drags on may end any day.
        assert!((mine.expected(0.0, 1.0, 24.0) - 0.4 * 12.0 / 24.0).abs() < 1e-15);
        assert!((mine.expected(8.0, 9.0, 24.0) - 0.4 * 18.0 / 24.0).abs() < 1e-15);
        // It succeeded.
        assert!((mine.expected(9.0, 10.0, 24.0) - 0.8 * 18.0 / 24.0).abs() < 1e-15);
        assert!((mine.expected(16.0, 17.0, 24.0) - 0.8).abs() < 1e-15);
        assert_eq!(mine.expected(20.0, 21.0, 24.0), 1.0);
        // A permit that is refused in month 20 ends all of it.
        mine.withdrawn = 20.0;
        assert!((mine.expected(19.0, 20.0, 24.0) - 0.8).abs() < 1e-15);
        assert_eq!([mine.expected(20.0, 21.0, 24.0), mine.mean(20.0, 30.0)], [0.0, 0.0]);
    }

    #[test]
    fn what_is_late_is_expected_any_day() {
        let mut late = window(&[(15.0, 1.0)], f64::INFINITY);
        (late.announced, late.late) = (7.0, 5.0);
        assert_eq!(late.expected(7.0, 8.0, 12.0), 9.0 / 12.0);
        assert_eq!(late.expected(12.0, 13.0, 12.0), 1.0);
        assert_eq!(late.mean(12.0, 15.0), 0.0);
    }
}
