//! All that is kept of one outcome over the trials of a run.

use super::sketch::rank_of_quantile;
use super::{Estimate, Moments, Sketch, interval};
use crate::{Design, REPLICATES, Trial};

/// The least number of values on one side for which a jackknife over the replicates is of use: two for each.
const SMALLEST_TAIL: f64 = 2.0 * REPLICATES as f64;

/// One outcome over many trials: its mean, spread, quantiles and tails, each with an error bar.
///
/// How each interval is made is said at its method. Under [`Design::Plain`] all trials are independent; under the others only
/// the replicates are, and intervals are made from the spread between them: take [`Summary::under`] the design that the
/// trials were drawn by. State is kept by replicate, one [`Moments`] and one [`Sketch`] each, and does not grow with the
/// number of trials beyond the buckets of the sketches. Values that are infinite or NaN are left out of
/// everything and counted by [`non_finite`](Self::non_finite).
///
/// The difference between two policies is an outcome like any other: push the paired difference of each
/// trial into a `Summary` of its own. With common random numbers its interval is far narrower than those of
/// the two policies.
///
/// # Few or equal values
///
/// Without values every estimate is [`Estimate::UNKNOWN`]. An interval that the sample does not allow
/// has ends of `None`: those of the mean with a single value, of the standard deviation with fewer than
/// three, of a quantile where the order statistic does not exist, of a tail with fewer than 16 values.
/// Equal values give intervals of no width, except for a probability, which stays uncertain whatever
/// was seen.
///
/// # Reproducibility
///
/// The counts behind quantiles and probabilities do not depend on any order. Means and standard
/// deviations have the same bits if, within each replicate, values were pushed and parts merged in the
/// same order; that order is the caller's promise.
///
/// # Examples
///
/// The tail of a loss, from 4,000 independent trials:
///
/// ```
/// use oreflow_random::{LogNormal, Stream, Summary, Trial};
///
/// let loss = LogNormal::new(1.0, 2.0)?;
/// let stream = Stream::new(7, "harbour", "loss");
/// let mut losses = Summary::new();
/// for number in 0..4_000 {
///     let trial = Trial::from_number(number);
///     losses.push(trial, stream.draw(trial, 0, &loss));
/// }
///
/// let mean = losses.mean();
/// assert!(mean.low.unwrap() < mean.value && mean.value < mean.high.unwrap());
/// assert!(losses.cvar(0.95).value > losses.quantile(0.95).value);
/// // The quantile at 99.99 % has no upper bound among 4,000 values.
/// assert_eq!(losses.quantile(0.9999).high, None);
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    replicates: [Replicate; REPLICATES as usize],
    design: Design,
}

impl Default for Summary {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Replicate {
    moments: Moments,
    sketch: Sketch,
}

impl Summary {
    /// The summary of no trials, which will be independent of each other.
    pub fn new() -> Self {
        Self::under(Design::Plain)
    }

    /// The summary of no trials, which will be drawn under a design.
    pub fn under(design: Design) -> Self {
        Self { replicates: Default::default(), design }
    }

    /// The design that the trials are drawn under.
    pub fn design(&self) -> Design {
        self.design
    }

    /// Adds the outcome of a trial.
    ///
    /// # Panics
    ///
    /// If the trial's replicate is not below [`REPLICATES`].
    pub fn push(&mut self, trial: Trial, x: f64) {
        assert!(trial.replicate < REPLICATES, "replicate {} is not below 8", trial.replicate);
        let replicate = &mut self.replicates[trial.replicate as usize];
        replicate.sketch.push(x);
        if x.is_finite() {
            replicate.moments.push(x);
        }
    }

    /// Adds all trials of another summary, replicate by replicate.
    pub fn merge(&mut self, other: &Self) {
        for (here, there) in self.replicates.iter_mut().zip(&other.replicates) {
            here.moments.merge(&there.moments);
            here.sketch.merge(&there.sketch);
        }
    }

    /// The number of finite values.
    pub fn count(&self) -> u64 {
        self.replicates.iter().map(|replicate| replicate.moments.count()).sum()
    }

    /// The number of values left out because they are infinite or NaN.
    pub fn non_finite(&self) -> u64 {
        self.replicates.iter().map(|replicate| replicate.sketch.non_finite()).sum()
    }

    /// The smallest value, if there is one.
    pub fn min(&self) -> Option<f64> {
        self.moments().min()
    }

    /// The largest value, if there is one.
    pub fn max(&self) -> Option<f64> {
        self.moments().max()
    }

    /// The moments of all values, merged in the order of the replicates.
    pub fn moments(&self) -> Moments {
        self.moments_of(|_| true)
    }

    /// The moments of each replicate.
    pub fn moments_by_replicate(&self) -> [Moments; REPLICATES as usize] {
        std::array::from_fn(|r| self.replicates[r].moments)
    }

    /// The sketch of all values.
    pub fn sketch(&self) -> Sketch {
        let mut pooled = Sketch::new();
        for replicate in &self.replicates {
            pooled.merge(&replicate.sketch);
        }
        pooled
    }

    /// The mean, with an interval by Student's t: see [`Estimate::of_mean`].
    ///
    /// Good from a few dozen values on; with strong skewness from a few hundred.
    pub fn mean(&self) -> Estimate {
        Estimate::of_mean(&self.moments_by_replicate(), self.design)
    }

    /// The standard deviation (divisor `count - 1`), with the interval of a jackknife over the replicates.
    ///
    /// The jackknife and not the chi-square interval, which holds for normal values only and is far too
    /// narrow for skewed ones. It is taken of the logarithm, whose estimate is the more symmetric one
    /// and whose interval stays positive. Heavy tails still leave it somewhat narrow: nothing in the
    /// sample tells how heavy they are. NaN with one value. With no more than one replicate's values
    /// differing from the rest, the ends are beyond the sample.
    pub fn sd(&self) -> Estimate {
        let sd = self.moments().sd();
        if sd == 0.0 {
            return self.if_several(sd);
        }
        let logarithms = self.without_each(|left_out| libm::log(self.moments_of(|r| r != left_out).sd()));
        let factor = libm::exp(interval::jackknife_half_width(&logarithms));
        let end = |x: f64| x.is_finite().then_some(x);
        let (low, high) = (end(sd / factor), end(sd * factor));
        Estimate { value: sd, low: high.and(low), high }
    }

    /// The `p`-quantile, with an interval by order statistics or a jackknife.
    ///
    /// Independent trials: the interval holds for any distribution: the number of values below the true quantile is
    /// binomial, and the ranks are those that it keeps to with 97.5 % on either side. An end is `None`
    /// where that order statistic does not exist. The value is within 0.2 % of the sample's quantile
    /// (exact for values that repeat), and the ends are moved outwards by the width of the sketch's
    /// bucket, at most 0.2 %. Unknown for `p` outside of [0, 1].
    ///
    /// Other designs: a jackknife over the replicates, which is narrower; where fewer than 16 values lie on one side, the
    /// order statistics all the same, which are wider than need be.
    ///
    /// # References
    ///
    /// David & Nagaraja, *Order Statistics*, 3rd edition, 2003, section 7.1.
    pub fn quantile(&self, p: f64) -> Estimate {
        let pooled = self.sketch();
        let rank = rank_of_quantile(pooled.count(), p);
        let Some(value) = rank.and_then(|rank| pooled.rank(rank)) else { return Estimate::UNKNOWN };
        let side = pooled.count() as f64 * p.min(1.0 - p);
        if !self.design.independent_trials() && side >= SMALLEST_TAIL - 1e-6 {
            return self.jackknife(value, &pooled, |rest| rest.quantile(p));
        }
        let (low, high) = interval::quantile_ranks(pooled.count(), p);
        Estimate {
            value,
            low: low.and_then(|rank| pooled.rank_bounds(rank)).map(|(least, _)| least),
            high: high.and_then(|rank| pooled.rank_bounds(rank)).map(|(_, greatest)| greatest),
        }
    }

    /// The mean of the largest values, the part `1 - p` of all, with the interval of a jackknife over
    /// the replicates.
    ///
    /// This is the conditional value at risk (expected shortfall) for outcomes of which more is worse;
    /// push negated outcomes for the lower tail. Values are read from the sketch, to 0.2 %. Unknown for
    /// `p` outside of [0, 1].
    ///
    /// The ends are beyond the sample if the tail holds fewer than 16 values, two for each replicate:
    /// from there on the interval covers the truth nine times in ten for a lognormal of geometric
    /// standard deviation 2, and with 50 values in the tail the promised 19 times in 20.
    ///
    /// # References
    ///
    /// Rockafellar & Uryasev, Journal of Banking & Finance 26(7), 2002, 1443-1471, proposition 8.
    pub fn cvar(&self, p: f64) -> Estimate {
        let pooled = self.sketch();
        let Some(value) = pooled.tail_mean(p) else { return Estimate::UNKNOWN };
        let tail = pooled.count() as f64 * (1.0 - p);
        // 320 * (1 - 0.95) may be a little less than 16.
        if tail < SMALLEST_TAIL - 1e-6 {
            return Estimate { value, low: None, high: None };
        }
        self.jackknife(value, &pooled, |rest| rest.tail_mean(p))
    }

    /// The probability of exceeding `x`, with Wilson's interval or that of a jackknife.
    ///
    /// Wilson's for independent trials, and under other designs where fewer than 16 values lie on one side, for which it is
    /// wider than need be; else that of a jackknife over the replicates.
    ///
    /// Where `x` lies within a bucket of the sketch (0.2 % wide), its values are shared out in
    /// proportion, and the interval allows for all or none of them. Unknown for NaN.
    ///
    /// # References
    ///
    /// Wilson, Journal of the American Statistical Association 22(158), 1927, 209-212.
    pub fn exceedance(&self, x: f64) -> Estimate {
        let pooled = self.sketch();
        let count = pooled.count();
        if count == 0 || x.is_nan() {
            return Estimate::UNKNOWN;
        }
        let (least, most) = pooled.exceedance_bounds(x);
        let above = pooled.exceedance(x);
        let side = above.min(count - above) as f64;
        if !self.design.independent_trials() && side >= SMALLEST_TAIL {
            let share = |sketch: &Sketch| sketch.exceedance(x) as f64 / sketch.count() as f64;
            return self.jackknife(share(&pooled), &pooled, |rest| Some(share(rest)));
        }
        Estimate {
            value: above as f64 / count as f64,
            low: Some(interval::wilson(least, count).0),
            high: Some(interval::wilson(most, count).1),
        }
    }

    /// The merged moments of the replicates whose numbers pass.
    fn moments_of(&self, passes: impl Fn(usize) -> bool) -> Moments {
        let mut merged = Moments::new();
        for (r, replicate) in self.replicates.iter().enumerate() {
            if passes(r) {
                merged.merge(&replicate.moments);
            }
        }
        merged
    }

    /// A statistic of all values with the interval of a jackknife over the replicates.
    fn jackknife(&self, value: f64, pooled: &Sketch, statistic: impl Fn(&Sketch) -> Option<f64>) -> Estimate {
        let without_each = self.without_each(|left_out| {
            statistic(&pooled.without(&self.replicates[left_out].sketch)).unwrap_or(f64::NAN)
        });
        Estimate::symmetric(value, interval::jackknife_half_width(&without_each))
    }

    /// A statistic once for each replicate that has values, given the number of the one to leave out.
    fn without_each(&self, statistic: impl Fn(usize) -> f64) -> Vec<f64> {
        let numbers = 0..self.replicates.len();
        numbers.filter(|&r| self.replicates[r].moments.count() > 0).map(statistic).collect()
    }

    /// A value without spread: certain if several values showed it.
    fn if_several(&self, value: f64) -> Estimate {
        let end = (self.count() > 2).then_some(value);
        Estimate { value, low: end, high: end }
    }
}
