//! Rare hazards, by whose strikes trials can be told apart before they run.

use oreflow_random::{CountStrata, Draws, Trial};

use super::Arrival;
use super::arrival::{both, exposed, is_active};
use crate::experiment::Experiment;
use crate::lanes::exp;

/// A hazard that strikes more often than this in a run is not rare.
const RARE: f64 = 0.3;

/// Where more of the trials than this see one, plain points do as well.
const COMMON: f64 = 0.5;

/// Strata by how many rare hazards strike: none, one, two or more.
#[derive(Clone, Debug)]
pub struct RareHazards {
    /// Numbers of the hazards.
    numbers: Vec<usize>,
    strata: CountStrata,
}

impl RareHazards {
    /// The rare hazards of an experiment, if it has any and most trials see none of them.
    ///
    /// Only those count whose chance is known beforehand: they wait for nothing that is drawn, catch nothing, are not scaled, and come by a
    /// rate, a probability or a date.
    pub(crate) fn of(experiment: &Experiment) -> Option<Self> {
        let chances = (0..experiment.hazards.len()).filter_map(|n| Some((n, chance(experiment, n)?)));
        let (numbers, probabilities): (Vec<usize>, Vec<f64>) =
            chances.filter(|(_, p)| *p > 0.0 && *p <= RARE).unzip();
        let strata = CountStrata::new(&probabilities, 2.min(probabilities.len()))?;
        (strata.weights()[0] >= COMMON).then_some(Self { numbers, strata })
    }

    /// The probability of each stratum.
    pub fn weights(&self) -> &[f64] {
        self.strata.weights()
    }

    /// Number of rare hazards.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Whether another experiment tells its trials apart by the same strikes.
    pub(crate) fn is_same(&self, own: &Experiment, other: &Self, others: &Experiment) -> bool {
        let here = self.numbers.iter().map(|&number| &own.hazards[number].id);
        here.eq(other.numbers.iter().map(|&number| &others.hazards[number].id)) && self.strata == other.strata
    }

    /// The uniforms that decide on the first strikes in a trial of a stratum, by the number of the hazard.
    pub(super) fn uniforms(&self, experiment_ids: &[&str], draws: &Draws, trial: Trial) -> Vec<(usize, f64)> {
        let Some(stratum) = trial.stratum() else { return Vec::new() };
        let uniform = |&number: &usize| draws.stream(experiment_ids[number], "arrival").uniform(trial, 0);
        let mut uniforms: Vec<f64> = self.numbers.iter().map(uniform).collect();
        self.strata.condition(stratum as usize, &mut uniforms);
        self.numbers.iter().copied().zip(uniforms).collect()
    }
}

/// The chance that a hazard strikes in a run, where it is known beforehand: its first uniform lies below it then.
fn chance(experiment: &Experiment, number: usize) -> Option<f64> {
    let hazard = &experiment.hazards[number];
    let scaled = experiment.scalings().get(number).is_some_and(|scalings| !scalings.is_empty());
    if scaled || !hazard.contagion.is_empty() {
        return None;
    }
    let calendar = &experiment.calendar;
    let mut active = vec![(0.0, f64::INFINITY)];
    for (id, ends) in
        hazard.during.iter().map(|id| (id, true)).chain(hazard.after.iter().map(|id| (id, false)))
    {
        let measure = experiment.measures.iter().find(|measure| measure.id == *id)?;
        if measure.timing.is_drawn() {
            return None;
        }
        let window = measure.timing.window(calendar, id, &experiment.draws, Trial::from_number(0));
        let end = if ends { window.end() } else { f64::INFINITY };
        let stretch = (window.start().max(0.0), if window.is_void() { window.start() } else { end });
        active = both(&active, &[stretch]);
    }
    let months = exposed(&active, calendar.months());
    match &hazard.arrival {
        Arrival::Rate(per_year) => Some(1.0 - exp(-per_year / 12.0 * months)),
        Arrival::Probability(p) => Some(if months > 0.0 { *p } else { 0.0 }),
        Arrival::Date { day, slippage: None, probability } => {
            let start = calendar.months_at(*day);
            let may = (0.0..calendar.months()).contains(&start) && is_active(&active, start);
            Some(if may { *probability } else { 0.0 })
        }
        Arrival::Date { probability, .. } => Some(*probability),
        _ => None,
    }
}
