//! Hazards: what may happen, when, for how long and how hard. They compile the way measures do.

use oreflow_random::{Distribution, Quantile, Stream, Trial};

use crate::measure::{Action, Window};

/// How often a hazard strikes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Arrival {
    /// Again and again, at so many strikes a year while it is not striking: a Poisson process.
    Rate(f64),
    /// At most once, with this probability over the run, on a day spread evenly over it.
    Probability(f64),
}

/// Something that may happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// Id, unique among measures and hazards; draws are keyed by it.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// How often it strikes.
    pub arrival: Arrival,
    /// How long it lasts, in months; without it, for good.
    pub duration: Option<Distribution>,
    /// How hard it is, from 0 to 1; without it, 1.
    pub severity: Option<Distribution>,
    /// Id of the measure or hazard that must be in force for it to strike.
    pub during: Option<String>,
}

impl Hazard {
    /// A hazard that strikes in full and for good.
    pub fn new(id: &str, action: impl Into<Action>, arrival: Arrival) -> Self {
        Self {
            id: id.to_owned(),
            action: action.into(),
            arrival,
            duration: None,
            severity: None,
            during: None,
        }
    }

    /// Sets the distribution of the duration in months.
    #[must_use]
    pub fn lasting(mut self, duration: impl Into<Distribution>) -> Self {
        self.duration = Some(duration.into());
        self
    }

    /// Sets the distribution of the severity.
    #[must_use]
    pub fn severity(mut self, severity: impl Into<Distribution>) -> Self {
        self.severity = Some(severity.into());
        self
    }

    /// Lets it strike only while a measure or another hazard is in force.
    #[must_use]
    pub fn during(mut self, id: &str) -> Self {
        self.during = Some(id.to_owned());
        self
    }

    /// The strikes of a trial within `months`, while one of the `active` stretches of time lasts.
    ///
    /// The time of a strike is the inverse of its hazard: one draw each, never a coin for each step.
    pub(crate) fn strikes(&self, seed: u64, trial: Trial, months: f64, active: &[(f64, f64)]) -> Vec<Window> {
        let arrival = Stream::new(seed, &self.id, "arrival");
        let duration = Stream::new(seed, &self.id, "duration");
        let severity = Stream::new(seed, &self.id, "severity");
        let mut windows = Vec::new();
        let mut now = 0.0;
        for n in 0_u32.. {
            let u = arrival.uniform(trial, n);
            let exposure = match self.arrival {
                Arrival::Rate(per_year) => -ln_of_rest(u) / (per_year / 12.0),
                Arrival::Probability(p) if n == 0 && u < p => u / p * exposed(active, months),
                Arrival::Probability(_) => break,
            };
            let Some(start) = after(active, now, exposure).filter(|&start| start < months) else { break };
            let until = self.duration.as_ref().map_or(f64::INFINITY, |d| start + duration.draw(trial, n, d));
            let hard = self.severity.as_ref().map_or(1.0, |d| severity.draw(trial, n, d));
            let mut window = Window::new(start, &[(start, hard)], until, 0.0, 0.0);
            window.belief.clone_from(&self.duration);
            windows.push(window);
            now = until;
            if now >= months {
                break;
            }
        }
        windows
    }
}

/// `ln(1 - u)` by the engine's own logarithm.
fn ln_of_rest(u: f64) -> f64 {
    crate::lanes::ln(1.0 - u)
}

/// Length of the active time within the run.
fn exposed(active: &[(f64, f64)], months: f64) -> f64 {
    active.iter().map(|&(from, to)| (to.min(months) - from.max(0.0)).max(0.0)).sum()
}

/// The time at which `exposure` months of active time have passed since `now`.
fn after(active: &[(f64, f64)], now: f64, exposure: f64) -> Option<f64> {
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

/// Whether a distribution of durations has no negative part.
pub(crate) fn is_duration(distribution: &Distribution) -> bool {
    distribution.quantile(1e-9) >= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Outage, SiteScope};
    use oreflow_random::LogNormal;

    fn hazard(arrival: Arrival) -> Hazard {
        Hazard::new("strike", Outage { scope: SiteScope::at("world") }, arrival)
    }

    const ALWAYS: &[(f64, f64)] = &[(0.0, f64::INFINITY)];

    #[test]
    fn a_rate_gives_as_many_strikes_as_it_says() {
        let hazard = hazard(Arrival::Rate(0.5)).lasting(oreflow_random::Constant::new(1e-9).unwrap());
        let strikes: usize =
            (0..4000).map(|n| hazard.strikes(7, Trial::from_number(n), 120.0, ALWAYS).len()).sum();
        let mean = strikes as f64 / 4000.0;
        // Five in ten years, with a standard error of sqrt(5 / 4000).
        assert!((mean - 5.0).abs() < 4.0 * (5.0_f64 / 4000.0).sqrt(), "{mean}");
    }

    #[test]
    fn a_probability_strikes_at_most_once_and_as_often_as_it_says() {
        let hazard = hazard(Arrival::Probability(0.3));
        let struck = (0..4000)
            .filter(|&n| {
                let strikes = hazard.strikes(7, Trial::from_number(n), 120.0, ALWAYS);
                assert!(strikes.len() <= 1);
                strikes.iter().all(|w| (0.0..120.0).contains(&w.start())) && !strikes.is_empty()
            })
            .count();
        assert!((struck as f64 / 4000.0 - 0.3).abs() < 4.0 * (0.21_f64 / 4000.0).sqrt(), "{struck}");
    }

    #[test]
    fn strikes_wait_for_their_condition_and_do_not_overlap() {
        let hazard = hazard(Arrival::Rate(3.0)).lasting(LogNormal::new(2.0, 1.5).unwrap());
        for n in 0..200 {
            let strikes = hazard.strikes(1, Trial::from_number(n), 120.0, &[(6.0, 18.0), (60.0, 120.0)]);
            for strike in &strikes {
                let start = strike.start();
                assert!((6.0..18.0).contains(&start) || (60.0..120.0).contains(&start));
            }
            assert!(strikes.windows(2).all(|pair| pair[0].until <= pair[1].start()));
        }
    }
}
