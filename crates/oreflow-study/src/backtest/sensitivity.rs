//! How much the scores hang on each parameter.

use std::sync::Arc;

use oreflow_engine::experiment::Prepared;
use oreflow_network::Parameter;
use oreflow_random::Trial;
use rayon::prelude::*;
use serde::Serialize;

use super::case::Case;
use super::score::{ScoreError, Watched, central};

/// Factors by which each parameter is multiplied.
pub const FACTORS: [f64; 2] = [0.7, 1.4];

/// What the scores of some cases do when a parameter changes by one of [`FACTORS`] wherever it has a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// The parameter.
    pub parameter: &'static str,
    /// Bands that are hit, at each factor.
    pub hits: [usize; 2],
    /// Cases whose base does not stand at the factor: their targets count as they were.
    pub refused: [usize; 2],
    /// Targets that turn from hit to miss or back, over both factors.
    pub flips: usize,
    /// Root mean square of the change of the logarithm of targets, over both factors.
    pub change: f64,
    /// The target that moves most, as `case: target`.
    pub most_moved: Option<String>,
    /// Sum of squares, count and largest change, for adding cases.
    #[serde(skip)]
    moved: (f64, usize, f64),
}

impl Case {
    /// Scores the case at central parameters with each parameter multiplied by each of [`FACTORS`], the price of the base year aside.
    ///
    /// # Errors
    /// As [`Case::score`].
    pub fn sensitivity(&self, experiment: &Prepared) -> Result<Vec<Sensitivity>, ScoreError> {
        let point = central(experiment.experiment());
        let watched = Watched::new(self, experiment)?;
        let values = watched.values(self, &point.clone().prepare()?, Trial::from_number(0));
        let of_parameter = |parameter: Parameter| {
            let mut sum = Sensitivity::nothing(parameter);
            for (side, factor) in FACTORS.into_iter().enumerate() {
                let mut changed = point.clone();
                changed.network = Arc::new(point.network.scaled(&[(parameter, factor)]));
                let scaled = changed.prepare().ok();
                sum.refused[side] += usize::from(scaled.is_none());
                let scaled = scaled
                    .map_or_else(|| values.clone(), |it| watched.values(self, &it, Trial::from_number(0)));
                self.compare(&values, &scaled, side, &mut sum);
            }
            sum.finish()
        };
        let parameters: Vec<Parameter> =
            Parameter::ALL.iter().copied().filter(|&parameter| parameter != Parameter::Price).collect();
        Ok(parameters.into_par_iter().map(of_parameter).collect())
    }

    fn compare(&self, values: &[f64], scaled: &[f64], side: usize, sum: &mut Sensitivity) {
        for ((target, &value), &scaled) in self.targets.iter().zip(values).zip(scaled) {
            if !target.scored {
                continue;
            }
            sum.hits[side] += usize::from(target.is_hit(scaled));
            sum.flips += usize::from(target.is_hit(scaled) != target.is_hit(value));
            let change = (scaled / value).ln().abs();
            if change.is_finite() {
                sum.moved.0 += change * change;
                sum.moved.1 += 1;
                if change > sum.moved.2 {
                    sum.moved.2 = change;
                    sum.most_moved = Some(format!("{}: {}", self.id, target.id));
                }
            }
        }
    }
}

impl Sensitivity {
    fn nothing(parameter: Parameter) -> Self {
        Self {
            parameter: parameter.name(),
            hits: [0; 2],
            refused: [0; 2],
            flips: 0,
            change: 0.0,
            most_moved: None,
            moved: (0.0, 0, 0.0),
        }
    }

    fn finish(mut self) -> Self {
        self.change = (self.moved.0 / self.moved.1.max(1) as f64).sqrt();
        self
    }

    /// Adds what another case says of the same parameter.
    fn add(mut self, other: &Self) -> Self {
        for side in 0..FACTORS.len() {
            self.hits[side] += other.hits[side];
            self.refused[side] += other.refused[side];
        }
        self.flips += other.flips;
        if other.moved.2 > self.moved.2 {
            self.moved.2 = other.moved.2;
            self.most_moved.clone_from(&other.most_moved);
        }
        self.moved.0 += other.moved.0;
        self.moved.1 += other.moved.1;
        self.finish()
    }
}

/// The sensitivities of all cases together, what matters most first.
pub fn sensitivities(cases: &[Vec<Sensitivity>]) -> Vec<Sensitivity> {
    let mut cases = cases.iter();
    let Some(first) = cases.next() else { return Vec::new() };
    let mut sums = first.clone();
    for case in cases {
        sums = sums.into_iter().zip(case).map(|(sum, one)| sum.add(one)).collect();
    }
    sums.sort_by(|a, b| b.change.total_cmp(&a.change));
    sums
}
