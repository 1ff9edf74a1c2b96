//! Scoring: the model's values of the targets, beside what was observed.

use oreflow_engine::calendar::Calendar;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::measure::Measure;
use oreflow_engine::observe::Series;
use oreflow_network::Problem;
use oreflow_random::{Constant, Distribution, Quantile, Trial};
use rayon::prelude::*;
use serde::Serialize;

use super::belief::believed;
use super::case::{Case, Target, figure, maybe_figures};
use super::curve::Curve;

/// A target with what the model says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TargetScore {
    /// The target.
    #[serde(flatten)]
    pub target: Target,
    /// The model's value at central parameters, without hazards.
    #[serde(serialize_with = "figure")]
    pub value: f64,
    /// The 5 % and 95 % quantiles over the trials.
    #[serde(serialize_with = "maybe_figures")]
    pub interval: Option<(f64, f64)>,
    /// Share of the trials that lie within the band; nothing without trials or if the target is not scored.
    pub share_of_trials: Option<f64>,
    /// Whether what was observed lies within the interval; nothing without one or if the target is not scored.
    pub covered: Option<bool>,
    /// Whether the value lies within the band; nothing if the target is not scored.
    pub hit: Option<bool>,
    /// Whether the naive forecast does; nothing if there is none or the target is not scored.
    pub naive_hit: Option<bool>,
}

/// A case with what the model says of its targets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseScore {
    /// Name of the case.
    pub case: String,
    /// Day from which months are counted.
    pub event: String,
    /// Length of a step.
    pub step: String,
    /// Trials of the intervals; zero where there are none.
    pub trials: u64,
    /// Trials that were left out of them, because with their parameters the base does not stand.
    pub refused: u64,
    /// The targets, in the order of the file.
    pub targets: Vec<TargetScore>,
}

/// Why a case could not be scored.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// A target asks for what the run does not have.
    #[error("target '{target}': {problem}")]
    Target {
        /// Id of the target.
        target: String,
        /// What is wrong.
        problem: Box<Problem>,
    },
    /// Without its uncertain parameters and hazards the experiment is not sound.
    #[error("the experiment is not sound at its central parameters")]
    Experiment(#[from] oreflow_engine::error::ExperimentError),
}

/// Takes a measure as it most likely comes: as late as the median, and at all if that is as likely as not.
fn settle(measure: &mut Measure) {
    let timing = &mut measure.timing;
    let median = |months: &Distribution| Constant::new(months.quantile(0.5)).ok().map(Into::into);
    timing.slippage = timing.slippage.as_ref().and_then(median);
    let mut chance = timing.chance;
    for stage in &mut timing.pipeline {
        chance *= stage.chance;
        stage.chance = 1.0;
        if let Some(usual) = median(&stage.duration) {
            stage.duration = usual;
        }
    }
    timing.chance = if chance >= 0.5 { 1.0 } else { 0.0 };
}

/// The experiment at its central parameters and dates, without hazards.
pub(super) fn central(experiment: &Experiment) -> Experiment {
    let mut point = experiment.clone();
    point.uncertain.clear();
    point.correlated.clear();
    point.hazards.clear();
    point.measures.iter_mut().for_each(settle);
    point
}

impl Case {
    /// Runs the experiment once at central parameters and dates without hazards, and `trials` times as it is written, each time
    /// with the parameters of the model drawn by their [spread](oreflow_network::Parameter::spread).
    ///
    /// # Errors
    /// If a path is not known to the network, or a period goes beyond the run.
    ///
    /// # Reproducibility
    /// The score depends on the experiment and the number of trials alone.
    pub fn score(&self, experiment: &Prepared, trials: u64) -> Result<CaseScore, ScoreError> {
        let whole = experiment.experiment();
        let point = central(whole);
        let calendar = point.calendar;
        let watched = Watched::new(self, experiment)?;
        let values = watched.values(self, &point.prepare()?, Trial::from_number(0));

        let draw = |number| {
            let trial = Trial::from_number(number);
            Some(watched.values(self, &believed(whole, trial)?, trial))
        };
        let draws: Vec<Vec<f64>> = (0..trials).into_par_iter().filter_map(draw).collect();
        let score = |(position, target): (usize, &Target)| {
            let value = values[position];
            let drawn: Vec<f64> = draws.iter().map(|values| values[position]).collect();
            let within = drawn.iter().filter(|&&drawn| target.is_hit(drawn)).count();
            let interval = interval(drawn);
            TargetScore {
                value,
                interval,
                share_of_trials: (target.scored && !draws.is_empty())
                    .then(|| within as f64 / draws.len() as f64),
                covered: interval
                    .filter(|_| target.scored)
                    .map(|(low, high)| low <= target.observed && (target.observed <= high || high.is_nan())),
                hit: target.scored.then(|| target.is_hit(value)),
                naive_hit: target.naive.filter(|_| target.scored).map(|naive| target.is_hit(naive)),
                target: target.clone(),
            }
        };
        Ok(CaseScore {
            case: self.id.clone(),
            event: self.event.to_string(),
            step: calendar.step().name().to_owned(),
            trials,
            refused: trials - draws.len() as u64,
            targets: self.targets.iter().enumerate().map(score).collect(),
        })
    }
}

/// The series of all targets, each once.
pub(super) struct Watched {
    calendar: Calendar,
    series: Vec<Series>,
    /// For each target, the series of its paths.
    of_target: Vec<Vec<usize>>,
}

impl Watched {
    pub(super) fn new(case: &Case, experiment: &Prepared) -> Result<Self, ScoreError> {
        let experiment = experiment.experiment();
        let mut watched = Self { calendar: experiment.calendar, series: Vec::new(), of_target: Vec::new() };
        for target in &case.targets {
            let refused = |mut problems: Vec<(_, Problem)>| ScoreError::Target {
                target: target.id.clone(),
                problem: Box::new(problems.remove(0).1),
            };
            target.model.check_periods(&experiment.calendar).map_err(refused)?;
            let series = target.model.series(&experiment.network).map_err(refused)?;
            let positions = series.into_iter().map(|one| watched.position(one)).collect();
            watched.of_target.push(positions);
        }
        Ok(watched)
    }

    fn position(&mut self, series: Series) -> usize {
        self.series.iter().position(|known| *known == series).unwrap_or_else(|| {
            self.series.push(series);
            self.series.len() - 1
        })
    }

    /// The value of each target in one trial.
    pub(super) fn values(&self, case: &Case, experiment: &Prepared, trial: Trial) -> Vec<f64> {
        let trace = experiment.trace(trial, &self.series);
        let curves: Vec<Curve> = trace
            .series
            .iter()
            .map(|(series, base, values)| Curve::of(series, *base, values, &self.calendar))
            .collect();
        let value = |(target, positions): (&Target, &Vec<usize>)| {
            let of_target: Vec<&Curve> = positions.iter().map(|&position| &curves[position]).collect();
            target.model.evaluate(&of_target, &self.calendar)
        };
        case.targets.iter().zip(&self.of_target).map(value).collect()
    }
}

/// The 5 % and 95 % quantiles, each a value that was drawn; what is not a number counts as the highest.
fn interval(mut drawn: Vec<f64>) -> Option<(f64, f64)> {
    for value in &mut drawn {
        // The sign of what is not a number depends on the machine.
        if value.is_nan() {
            *value = f64::NAN;
        }
    }
    drawn.sort_by(f64::total_cmp);
    let rank = |share: f64| ((share * drawn.len() as f64).ceil() as usize).max(1) - 1;
    Some((*drawn.get(rank(0.05))?, *drawn.get(rank(0.95))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_leaves_a_twentieth_out_at_each_end() {
        let drawn: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(interval(drawn), Some((5.0, 95.0)));
        assert_eq!(interval(vec![3.0]), Some((3.0, 3.0)));
        assert_eq!(interval(Vec::new()), None);
        let (low, high) = interval(vec![-f64::NAN, 1.0]).expect("two draws");
        assert!(low == 1.0 && high.is_nan());
    }
}

#[cfg(test)]
mod settle_tests {
    use jiff::civil::date;
    use oreflow_engine::measure::{Outage, SiteScope, Timing};
    use oreflow_random::Uniform;

    use super::*;

    #[test]
    fn the_first_run_draws_nothing() {
        let late = Uniform::new(2.0, 4.0).unwrap();
        for (chance, comes) in [(0.5, 1.0), (0.4, 0.0), (1.0, 1.0)] {
            let timing = Timing::from(date(2025, 1, 1)).slippage(late).chance(chance);
            let mut measure = Measure::new("late", Outage { scope: SiteScope::at("world") }, timing);
            settle(&mut measure);
            assert!((measure.timing.chance - comes).abs() < f64::EPSILON);
            let months = measure.timing.slippage.expect("as late as the median");
            assert_eq!([months.quantile(0.01), months.quantile(0.99)], [3.0, 3.0]);
        }
    }
}
