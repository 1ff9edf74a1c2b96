//! What happens in a trial: all strikes of all hazards, in the order of time.

use oreflow_random::{Draws, Quantile, Stream, Trial};

use super::arrival::{
    Active, Excitation, Stretch, after, both, excited, exponential, exposed, is_active, once, paced,
};
use super::{Arrival, Hazard, RareHazards};
use crate::calendar::Calendar;
use crate::lanes::ln;
use crate::measure::Window;

/// When each measure and hazard of a trial is in force.
pub(crate) struct World<'a> {
    hazards: &'a [Hazard],
    /// Ids of measures, then of hazards.
    ids: Vec<&'a str>,
    calendar: &'a Calendar,
    scalings: &'a Scalings,
    draws: &'a Draws,
    trial: Trial,
    /// Uniforms of first strikes that the stratum of the trial decides.
    decided: Vec<(usize, f64)>,
    /// `[owner]`, of measures and then of hazards.
    windows: Vec<Vec<Window>>,
}

/// What scales the rate of each hazard: owners, of measures and then of hazards, each with its factor.
pub(crate) type Scalings = Vec<Vec<(usize, f64)>>;

/// More strikes of a hazard than this make no sense, and a trial with them fails.
const MOST_STRIKES: u32 = 100_000;

/// How far a hazard has come.
struct Chain {
    /// Its number among the hazards.
    number: usize,
    /// Number of the next draw.
    n: u32,
    /// Strikes of another that were followed already.
    followed: Vec<u32>,
    /// From when on it may strike again.
    free: f64,
    /// How fast its clock runs in the run; none where nothing scales it.
    paces: Vec<Stretch>,
    arrival: Stream,
    duration: Stream,
    severity: Stream,
    delay: Stream,
}

impl<'a> World<'a> {
    /// A trial in which the measures happen as given.
    pub(crate) fn new(
        hazards: &'a [Hazard],
        measures: impl Iterator<Item = (&'a str, Window)>,
        (calendar, scalings): (&'a Calendar, &'a Scalings),
        (draws, rare): (&'a Draws, Option<&RareHazards>),
        trial: Trial,
    ) -> Self {
        let (mut ids, mut windows): (Vec<&str>, Vec<Vec<Window>>) =
            measures.map(|(id, window)| (id, vec![window])).unzip();
        let names: Vec<&str> = hazards.iter().map(|hazard| hazard.id.as_str()).collect();
        let decided = rare.map(|rare| rare.uniforms(&names, draws, trial)).unwrap_or_default();
        ids.extend(names);
        windows.resize(ids.len(), Vec::new());
        Self { hazards, ids, calendar, scalings, draws, trial, decided, windows }
    }

    /// Lets all hazards strike, in groups of those that wait for or excite each other, each group after what it waits for.
    pub(crate) fn run(mut self, groups: &[Vec<usize>]) -> Vec<Vec<Window>> {
        for group in groups {
            let mut chains: Vec<Chain> = group.iter().map(|&number| self.chain(number)).collect();
            // The earliest of what comes next: later strikes of the others cannot change it.
            loop {
                let next = |(position, chain): (usize, &Chain)| {
                    self.next(chain).map(|(start, n)| (start, position, n))
                };
                let earlier = |a: &(f64, usize, u32), b: &(f64, usize, u32)| a.0.total_cmp(&b.0);
                let Some((start, position, n)) = chains.iter().enumerate().filter_map(next).min_by(earlier)
                else {
                    break;
                };
                let window = self.strike(&mut chains[position], start, n);
                let owner = self.owner(chains[position].number);
                self.windows[owner].push(window);
            }
        }
        self.windows
    }

    fn chain(&self, number: usize) -> Chain {
        let id = &self.hazards[number].id;
        let stream = |purpose| self.draws.stream(id, purpose);
        Chain {
            number,
            n: 0,
            followed: Vec::new(),
            free: 0.0,
            paces: self.paces(number),
            arrival: stream("arrival"),
            duration: stream("duration"),
            severity: stream("severity"),
            delay: stream("delay"),
        }
    }

    /// How fast the clock of a hazard runs: in each step by the mean severity of what scales it.
    fn paces(&self, number: usize) -> Vec<Stretch> {
        let Some(scalings) = self.scalings.get(number).filter(|scalings| !scalings.is_empty()) else {
            return Vec::new();
        };
        let dt = self.calendar.step().months();
        let mut paces: Vec<Stretch> = Vec::new();
        for step in 0..self.calendar.steps() {
            let (from, to) = (step as f64 * dt, (step + 1) as f64 * dt);
            let severity =
                |owner: usize| self.windows[owner].iter().map(|w| w.mean(from, to)).sum::<f64>().min(1.0);
            let pace =
                scalings.iter().map(|&(owner, factor)| 1.0 + severity(owner) * (factor - 1.0)).product();
            match paces.last_mut() {
                Some(last) if last.pace == pace => last.to = to,
                _ => paces.push(Stretch { from, to, pace }),
            }
        }
        paces
    }

    fn owner(&self, hazard: usize) -> usize {
        self.ids.len() - self.hazards.len() + hazard
    }

    /// What is known of another so far; that there is one was checked.
    fn windows_of(&self, id: &str) -> &[Window] {
        let owner = self.ids.iter().position(|known| *known == id);
        owner.map_or(&[], |owner| &self.windows[owner])
    }

    /// When the hazard may strike.
    fn active(&self, hazard: &Hazard) -> Vec<(f64, f64)> {
        let mut active = vec![(0.0, f64::INFINITY)];
        if let Some(id) = &hazard.during {
            active = self.windows_of(id).iter().map(|w| (w.start().max(0.0), w.end())).collect();
        }
        if let Some(id) = &hazard.after {
            let begun = self.windows_of(id).iter().filter(|w| !w.is_void()).map(|w| w.start().max(0.0));
            let begun = begun.min_by(f64::total_cmp).map(|first| (first, f64::INFINITY));
            active = both(&active, begun.as_slice());
        }
        active
    }

    /// The start of the next strike within the run and the number of its draws.
    fn next(&self, chain: &Chain) -> Option<(f64, u32)> {
        let hazard = &self.hazards[chain.number];
        let months = self.calendar.months();
        let active = self.active(hazard);
        let stretches = paced(&active, &chain.paces);
        let u = || self.uniform(chain);
        let first = |start: f64| (chain.n == 0).then_some(start);
        let start = match &hazard.arrival {
            Arrival::Rate(per_year) if hazard.contagion.is_empty() => {
                after(&stretches, chain.free, exponential(u()) / (per_year / 12.0))
            }
            Arrival::Rate(per_year) => {
                let excitations = self.excitations(hazard);
                excited(&stretches, chain.free, months, per_year / 12.0, &excitations, exponential(u()))
            }
            Arrival::Interval(interval) => {
                let length = chain.arrival.draw(self.trial, chain.n, interval).max(0.0);
                after(&stretches, chain.free, length)
            }
            Arrival::Probability(p) if !chain.paces.is_empty() => {
                once(&stretches, exposed(&active, months), *p, exponential(u())).and_then(first)
            }
            Arrival::Probability(p) => Some(u())
                .filter(|u| u < p)
                .and_then(|u| after(&stretches, 0.0, u / p * exposed(&active, months)))
                .and_then(first),
            Arrival::Date { day, slippage, probability } => {
                let late =
                    slippage.as_ref().map_or(0.0, |late| chain.delay.draw(self.trial, 0, late).max(0.0));
                let start = self.calendar.months_at(*day) + late;
                let likely = |start: f64| u() < probability * pace_at(&chain.paces, start);
                Some(start).filter(|&start| likely(start) && is_active(&active, start)).and_then(first)
            }
            Arrival::With { id, probability, delay } => {
                return self.next_with(chain, &active, id, *probability, delay.as_ref());
            }
        };
        start.filter(|&start| start < months).map(|start| (start, chain.n))
    }

    /// The uniform of the next strike.
    fn uniform(&self, chain: &Chain) -> f64 {
        let decided = self.decided.iter().find(|(number, _)| *number == chain.number && chain.n == 0);
        decided.map_or_else(|| chain.arrival.uniform(self.trial, chain.n), |(_, u)| *u)
    }

    /// The next strike that another one brings.
    fn next_with(
        &self,
        chain: &Chain,
        active: &Active,
        id: &str,
        probability: f64,
        delay: Option<&oreflow_random::Distribution>,
    ) -> Option<(f64, u32)> {
        let causes = (0_u32..).zip(self.windows_of(id)).filter(|(n, _)| !chain.followed.contains(n));
        let starts = causes.filter(|(_, cause)| !cause.is_void()).map(|(n, cause)| {
            let late = delay.map_or(0.0, |delay| chain.delay.draw(self.trial, n, delay).max(0.0));
            (cause.start() + late, n)
        });
        let starts = starts.filter(|&(start, n)| {
            chain.arrival.uniform(self.trial, n) < probability * pace_at(&chain.paces, start)
        });
        let may = |&(start, _): &(f64, u32)| {
            start >= chain.free && start < self.calendar.months() && is_active(active, start)
        };
        starts.filter(may).min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// What strikes of others so far add to the rate of a hazard.
    fn excitations(&self, hazard: &Hazard) -> Vec<Excitation> {
        let mut excitations = Vec::new();
        for contagion in &hazard.contagion {
            let (rate, decay) = (contagion.rate / 12.0, ln(2.0) / contagion.half_life);
            let sources = contagion.from.iter().flat_map(|id| self.windows_of(id));
            let starts = sources.filter(|window| !window.is_void()).map(Window::start);
            excitations.extend(starts.map(|at| Excitation { at, rate, decay }));
        }
        excitations
    }

    /// The strike that begins at `start`.
    fn strike(&self, chain: &mut Chain, start: f64, n: u32) -> Window {
        let hazard = &self.hazards[chain.number];
        let draw = |stream: &Stream, distribution: &dyn Quantile| {
            distribution.quantile(stream.uniform(self.trial, n))
        };
        let until = hazard.duration.as_ref().map_or(f64::INFINITY, |d| start + draw(&chain.duration, d));
        let hard = hazard.severity.as_ref().map_or(1.0, |d| draw(&chain.severity, d));
        let mut window = Window::new(start, &[(start, hard)], until, hazard.ramp, hazard.recovery);
        window.belief.clone_from(&hazard.duration);
        chain.n = n + 1;
        chain.followed.push(n);
        assert!(chain.n <= MOST_STRIKES, "'{}' strikes more than {MOST_STRIKES} times", hazard.id);
        chain.free = until + hazard.recovery;
        window
    }
}

/// How fast a clock runs at a time.
fn pace_at(paces: &[Stretch], time: f64) -> f64 {
    paces
        .iter()
        .find(|stretch| (stretch.from..stretch.to).contains(&time))
        .map_or(1.0, |stretch| stretch.pace)
}
