//! The worst trials of an outcome, to be looked at one by one.

use oreflow_random::Trial;
use serde::{Deserialize, Serialize};

/// How many are kept.
const KEPT: usize = 20;

/// The worst trials so far, worst first; of equals the earlier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Worst {
    trials: Vec<(Trial, f64)>,
}

impl Worst {
    /// Adds a trial, of which all come in their order.
    pub(super) fn push(&mut self, trial: Trial, value: f64, worse_if_higher: bool) {
        let worse = |a: f64, b: f64| if worse_if_higher { a > b } else { a < b };
        // Most trials are not among the worst.
        if self.trials.len() == KEPT && !worse(value, self.trials[KEPT - 1].1) {
            return;
        }
        let place = self.trials.partition_point(|&(_, kept)| !worse(value, kept));
        self.trials.insert(place, (trial, value));
        self.trials.truncate(KEPT);
    }

    pub(super) fn into_trials(self) -> Vec<(Trial, f64)> {
        self.trials
    }

    /// Whether it can have come about by pushing.
    pub(super) fn is_sound(&self) -> bool {
        self.trials.len() <= KEPT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_are_those_of_all_sorted() {
        let values: Vec<f64> = (0..100).map(|n| f64::from(n * 37 % 11)).collect();
        for high in [true, false] {
            let mut worst = Worst::default();
            let mut all = Vec::new();
            for (number, &value) in (0..).zip(&values) {
                worst.push(Trial::from_number(number), value, high);
                all.push((Trial::from_number(number), value));
            }
            // A stable sort leaves the earlier of equals first.
            all.sort_by(|a, b| if high { b.1.total_cmp(&a.1) } else { a.1.total_cmp(&b.1) });
            assert_eq!(worst.into_trials(), all[..KEPT]);
        }
    }

    #[test]
    fn what_never_comes_is_worst() {
        let mut worst = Worst::default();
        for (number, value) in [(0, 3.0), (1, f64::INFINITY), (2, 5.0)] {
            worst.push(Trial::from_number(number), value, true);
        }
        assert_eq!(worst.into_trials()[0], (Trial::from_number(1), f64::INFINITY));
    }
}
