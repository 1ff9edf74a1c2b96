//! Strata of rare events: how many of them happen.

/// Strata by how many of several independent events happen: none, one, ..., or at least so many.
///
/// Where events are rare, most trials see none of them and tell nothing about what they do. Drawn from strata, as many trials
/// as one likes see one or more; each stratum enters estimates with its probability, so that nothing is biased
/// ([`Summary`](crate::Summary) with a [`Sampling`](crate::Sampling) of strata).
///
/// Event `i` happens where its uniform is below its probability. [`condition`](Self::condition) turns independent uniforms into
/// those of a stratum, one for one and in order, so that Sobol' points stay even within it.
///
/// # References
///
/// Glasserman, *Monte Carlo Methods in Financial Engineering*, 2003, section 4.3 (stratified sampling).
///
/// # Examples
///
/// ```
/// use oreflow_random::CountStrata;
///
/// let strata = CountStrata::new(&[0.01, 0.02], 2).unwrap();
/// let [none, one, both] = strata.weights() else { unreachable!() };
/// assert!((none - 0.99 * 0.98).abs() < 1e-15);
/// assert!((both - 0.01 * 0.02).abs() < 1e-15);
/// // In the stratum of two events, both happen.
/// let mut uniforms = [0.7, 0.9];
/// strata.condition(2, &mut uniforms);
/// assert!(uniforms[0] < 0.01 && uniforms[1] < 0.02);
/// # assert!((none + one + both - 1.0).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CountStrata {
    probabilities: Vec<f64>,
    /// `[i][k]`: chance that `k` of the events from `i` on happen, or for the last `k` at least so many.
    chances: Vec<Vec<f64>>,
}

impl CountStrata {
    /// Strata of events with these probabilities: of 0 to `most - 1` events, and of `most` or more.
    ///
    /// None if a probability is not between 0 and 1, `most` is 0, or a stratum would be impossible.
    pub fn new(probabilities: &[f64], most: usize) -> Option<Self> {
        if probabilities.iter().any(|p| !(0.0..=1.0).contains(p)) {
            return None;
        }
        if most == 0 {
            return None;
        }
        let mut none = vec![0.0; most + 1];
        none[0] = 1.0;
        let mut chances = vec![none];
        for &p in probabilities.iter().rev() {
            let rest = &chances[chances.len() - 1];
            let chance = |k: usize| {
                let lower = if k == 0 { 0.0 } else { rest[k - 1] };
                // At least so many stay so whatever happens now.
                let stay = if k == most { 1.0 } else { 1.0 - p };
                stay * rest[k] + p * lower
            };
            let next = (0..=most).map(chance).collect();
            chances.push(next);
        }
        chances.reverse();
        let possible = chances[0].iter().all(|&chance| chance > 0.0);
        possible.then(|| Self { probabilities: probabilities.to_vec(), chances })
    }

    /// The probability of each stratum.
    pub fn weights(&self) -> &[f64] {
        &self.chances[0]
    }

    /// Turns the independent uniforms of the events into those of a stratum.
    ///
    /// # Panics
    ///
    /// If there is no such stratum, or there are not as many uniforms as events.
    pub fn condition(&self, stratum: usize, uniforms: &mut [f64]) {
        assert_eq!(uniforms.len(), self.probabilities.len(), "one uniform for each event");
        let most = self.weights().len() - 1;
        assert!(stratum <= most, "no stratum {stratum} of {most}");
        // How many events must still happen; at the last stratum at least so many, and once enough have, any number.
        let mut wanted = stratum;
        let mut free = false;
        for (i, (u, &p)) in uniforms.iter_mut().zip(&self.probabilities).enumerate() {
            if free {
                break;
            }
            let happens = if wanted == 0 { 0.0 } else { self.reach(i + 1, wanted - 1, stratum == most) };
            let chance = p * happens / self.reach(i, wanted, stratum == most);
            if *u < chance {
                // Below p by more than a rounding, as the event must happen.
                *u = (*u / chance * p).min(p * (1.0 - f64::EPSILON));
                wanted -= 1;
                free = wanted == 0 && stratum == most;
            } else {
                let rest = (*u - chance) / (1.0 - chance).max(f64::MIN_POSITIVE);
                *u = (p + rest * (1.0 - p)).clamp(p, 1.0 - f64::EPSILON / 2.0);
            }
        }
    }

    /// The chance that of the events from `i` on exactly `wanted` happen, or at least so many.
    fn reach(&self, i: usize, wanted: usize, at_least: bool) -> f64 {
        let chances = &self.chances[i];
        match (at_least, wanted) {
            (false, _) => chances[wanted],
            (true, 0) => 1.0,
            (true, _) => chances[wanted..].iter().sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Stream, Trial};

    const COUNT: u64 = 40_000;

    #[test]
    fn weights_are_those_of_the_binomial() {
        let strata = CountStrata::new(&[0.1; 5], 2).unwrap();
        let expected = [0.9_f64.powi(5), 5.0 * 0.1 * 0.9_f64.powi(4)];
        assert!((strata.weights()[0] - expected[0]).abs() < 1e-15);
        assert!((strata.weights()[1] - expected[1]).abs() < 1e-15);
        assert!((strata.weights()[2] - (1.0 - expected[0] - expected[1])).abs() < 1e-15);
    }

    #[test]
    fn each_stratum_has_as_many_events_as_it_says_and_the_whole_is_as_before() {
        let probabilities = [0.3, 0.05, 0.6, 0.2];
        let strata = CountStrata::new(&probabilities, 2).unwrap();
        let streams: Vec<Stream> = (0..4).map(|i| Stream::new(1, &format!("event-{i}"), "arrival")).collect();
        // Weighted over the strata, each event happens as often as ever, and its uniform lies below a half as often.
        let (mut happens, mut low) = ([0.0; 4], [0.0; 4]);
        for (stratum, weight) in strata.weights().iter().enumerate() {
            for index in 0..COUNT {
                let trial = Trial { replicate: stratum as u32, index };
                let mut uniforms: Vec<f64> = streams.iter().map(|stream| stream.uniform(trial, 0)).collect();
                strata.condition(stratum, &mut uniforms);
                let events = uniforms.iter().zip(&probabilities).filter(|(u, p)| u < p).count();
                assert!(events == stratum || stratum == 2 && events > 2, "{stratum}: {uniforms:?}");
                for (i, &u) in uniforms.iter().enumerate() {
                    assert!(u > 0.0 && u < 1.0);
                    happens[i] += weight / COUNT as f64 * f64::from(u8::from(u < probabilities[i]));
                    low[i] += weight / COUNT as f64 * f64::from(u8::from(u < 0.5));
                }
            }
        }
        for i in 0..4 {
            assert!((happens[i] - probabilities[i]).abs() < 0.01, "{happens:?}");
            assert!((low[i] - 0.5).abs() < 0.012, "{low:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(CountStrata::new(&[0.1], 2), None);
        assert_eq!(CountStrata::new(&[0.0, 0.0], 1), None);
        assert_eq!(CountStrata::new(&[1.0], 1), None);
        assert_eq!(CountStrata::new(&[1.5, 0.1], 1), None);
    }
}
