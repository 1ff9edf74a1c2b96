//! All that is kept of one outcome over the trials of a run.

use serde::{Deserialize, Serialize};

use super::replicated::Replicated;
use super::sketch::rank_of_quantile;
use super::weighted::Weighted;
use super::{Estimate, Means, Moments, Sampling, Sketch, interval};
use crate::{Design, REPLICATES, Trial};

/// The least number of values on one side for which a jackknife over the replicates is of use: two for each.
const SMALLEST_TAIL: f64 = 2.0 * REPLICATES as f64;

/// One outcome over many trials: its mean, spread, quantiles and tails, each with an error bar.
///
/// How each interval is made is said at its method. Under [`Design::Plain`] all trials are independent; under other designs and
/// in strata only the replicates are, and intervals are made from the spread between them: take [`Summary::under`] the
/// sampling that the trials were drawn by. Values of a stratum together have its probability as their weight. State is kept by
/// stratum and replicate, [`Moments`] and counts in the buckets of a [`Sketch`], of which there are 512 a stratum at most:
/// 0.2 % wide, and two or four times as wide for values over a factor of 2.8 or 7.8. It does not grow with the number of trials
/// beyond that. Values that are infinite or NaN are left out of
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Summary {
    means: Means,
    /// Values by stratum.
    values: Vec<Replicated>,
}

serde_if_sound!(Summary);

impl Default for Summary {
    fn default() -> Self {
        Self::new()
    }
}

impl Summary {
    /// The summary of no trials, which will be independent of each other.
    pub fn new() -> Self {
        Self::under(Design::Plain)
    }

    /// The summary of no trials, which will be sampled so: by a [`Design`], or by a [`Sampling`] with strata.
    pub fn under(sampling: impl Into<Sampling>) -> Self {
        let means = Means::under(sampling);
        let values = vec![Replicated::default(); means.sampling().weights().len()];
        Self { means, values }
    }

    fn is_sound(&self) -> bool {
        self.values.len() == self.sampling().weights().len() && self.values.iter().all(Replicated::is_sound)
    }

    /// How the trials are sampled.
    pub fn sampling(&self) -> &Sampling {
        self.means.sampling()
    }

    /// Adds the outcome of a trial.
    ///
    /// # Panics
    ///
    /// If the trial's replicate is not below [`REPLICATES`], or its stratum not one of the sampling.
    pub fn push(&mut self, trial: Trial, x: f64) {
        assert!(trial.replicate < REPLICATES, "replicate {} is not below 8", trial.replicate);
        self.values[trial.stratum().unwrap_or(0) as usize].push(trial.replicate as usize, x);
        if x.is_finite() {
            self.means.push(trial, x);
        }
    }

    /// Adds all trials of another summary of the same sampling, replicate by replicate.
    pub fn merge(&mut self, other: &Self) {
        self.means.merge(&other.means);
        for (here, there) in self.values.iter_mut().zip(&other.values) {
            here.merge(there);
        }
    }

    /// The number of finite values.
    pub fn count(&self) -> u64 {
        self.means.count()
    }

    /// The number of values left out because they are infinite or NaN.
    pub fn non_finite(&self) -> u64 {
        self.values.iter().flat_map(Replicated::non_finite).sum()
    }

    /// The share of values that are infinite or NaN, with Wilson's interval or that of a jackknife.
    pub fn non_finite_share(&self) -> Estimate {
        let all = self.count() + self.non_finite();
        let side = self.non_finite().min(self.count()) as f64;
        if all == 0 {
            return Estimate::UNKNOWN;
        }
        if self.values.len() == 1 && (self.sampling().independent() || side < SMALLEST_TAIL) {
            return Estimate::of_share(self.non_finite(), all);
        }
        let share = |left_out: Option<usize>| {
            let shares =
                self.values.iter().zip(self.sampling().weights()).zip(self.means.by_replicate()).map(
                    |((values, weight), moments)| {
                        let kept = || (0..REPLICATES as usize).filter(|&r| Some(r) != left_out);
                        let lost: u64 = kept().map(|r| values.non_finite()[r]).sum();
                        let finite: u64 = kept().map(|r| moments[r].count()).sum();
                        weight * lost as f64 / (lost + finite).max(1) as f64
                    },
                );
            shares.sum::<f64>()
        };
        if side < SMALLEST_TAIL {
            let (low, high) = interval::wilson(share(None), self.effective_count().max(1.0));
            return Estimate { value: share(None), low: Some(low), high: Some(high) };
        }
        let without_each: Vec<f64> = (0..REPLICATES as usize).map(|r| share(Some(r))).collect();
        Estimate::symmetric(share(None), interval::jackknife_half_width(&without_each))
    }

    /// How many values that count alike would tell as much: Kish's effective sample size, the count without strata.
    pub fn effective_count(&self) -> f64 {
        if self.values.len() == 1 { self.count() as f64 } else { self.weighted(false).effective() }
    }

    /// The smallest value, if there is one.
    pub fn min(&self) -> Option<f64> {
        self.moments().min()
    }

    /// The largest value, if there is one.
    pub fn max(&self) -> Option<f64> {
        self.moments().max()
    }

    /// The moments of all values, each counting alike, merged in the order of strata and replicates.
    pub fn moments(&self) -> Moments {
        self.means.strata().fold(Moments::new(), |mut all, stratum| {
            all.merge(&stratum);
            all
        })
    }

    /// Means and variances by stratum and replicate.
    pub fn means(&self) -> &Means {
        &self.means
    }

    /// The sketch of all values, each counting alike, in its buckets.
    pub fn sketch(&self) -> Sketch {
        let mut pooled = Sketch::new();
        for values in &self.values {
            pooled.merge(&values.sketch());
        }
        pooled
    }

    /// The mean, with an interval by Student's t: see [`Means::estimate`].
    ///
    /// Good from a few dozen values on; with strong skewness from a few hundred.
    pub fn mean(&self) -> Estimate {
        self.means.estimate()
    }

    /// The standard deviation (divisor `count - 1`), with the interval of a jackknife over the replicates.
    ///
    /// The jackknife and not the chi-square interval, which holds for normal values only and is far too
    /// narrow for skewed ones. It is taken of the logarithm, whose estimate is the more symmetric one
    /// and whose interval stays positive. Heavy tails still leave it somewhat narrow: nothing in the
    /// sample tells how heavy they are. NaN with one value. With no more than one replicate's values
    /// differing from the rest, the ends are beyond the sample.
    pub fn sd(&self) -> Estimate {
        let sd_without = |left_out| self.means.mean_and_variance(left_out).1.sqrt();
        let sd = sd_without(None);
        if sd == 0.0 {
            return self.if_several(sd);
        }
        let logarithms = self.without_each(|left_out| libm::log(sd_without(Some(left_out))));
        let factor = libm::exp(interval::jackknife_half_width(&logarithms));
        let end = |x: f64| x.is_finite().then_some(x);
        let (low, high) = (end(sd / factor), end(sd * factor));
        Estimate { value: sd, low: high.and(low), high }
    }

    /// The `p`-quantile, with an interval by order statistics or that of Woodruff.
    ///
    /// Independent trials: the interval holds for any distribution: the number of values below the true quantile is
    /// binomial, and the ranks are those that it keeps to with 97.5 % on either side. An end is `None`
    /// where that order statistic does not exist. The value is within the width of a bucket of the sample's quantile
    /// (exact for values that repeat), and the ends are moved outwards by that width. Unknown for `p` outside of [0, 1].
    ///
    /// Other designs: between two values where `p` falls between them; the ends are the quantiles at the ends of the interval
    /// of the share of values below, which a jackknife over the replicates gives; an end in a bucket that holds more than that
    /// interval, and much more or less than the next one, is moved outwards to the end of the bucket. Where fewer than 16 values lie on one side, order statistics all
    /// the same, which are wider than need be, or with strata no ends.
    ///
    /// # References
    ///
    /// David & Nagaraja, *Order Statistics*, 3rd edition, 2003, section 7.1. Woodruff, "Confidence intervals for medians and
    /// other position measures", Journal of the American Statistical Association 47(260), 1952, 635-646.
    pub fn quantile(&self, p: f64) -> Estimate {
        self.quantile_among(p, false)
    }

    /// The `p`-quantile of all values, those that are infinite or NaN counting as above all others.
    ///
    /// For durations that do not end within what was looked at. Value and ends may be infinite; the interval is made as that of
    /// [`quantile`](Self::quantile).
    pub fn quantile_of_all(&self, p: f64) -> Estimate {
        self.quantile_among(p, true)
    }

    fn quantile_among(&self, p: f64, all: bool) -> Estimate {
        if !self.sampling().independent() {
            let weighted = self.weighted(all);
            let Some(value) = weighted.quantile(p) else { return Estimate::UNKNOWN };
            let (below, above) = weighted.effective_sides(p);
            if below.min(above) >= SMALLEST_TAIL - 1e-6 {
                return self.woodruff(p, value, &weighted);
            }
            if self.values.len() > 1 {
                return Estimate { value, low: None, high: None };
            }
        }
        let pooled = self.sketch();
        let finite = pooled.count();
        let count = if all { finite + pooled.non_finite() } else { finite };
        let Some(rank) = rank_of_quantile(count, p) else { return Estimate::UNKNOWN };
        let (low, high) = interval::quantile_ranks(count, p);
        let bounds = |rank: u64| pooled.rank_bounds(rank).unwrap_or((f64::INFINITY, f64::INFINITY));
        Estimate {
            value: pooled.rank(rank).unwrap_or(f64::INFINITY),
            low: low.map(bounds).map(|(least, _)| least),
            high: high.map(bounds).map(|(_, greatest)| greatest),
        }
    }

    /// The mean of the largest values, the part `1 - p` of all, with the interval of a jackknife over
    /// the replicates.
    ///
    /// This is the conditional value at risk (expected shortfall) for outcomes of which more is worse;
    /// push negated outcomes for the lower tail. Values are read from the sketch, to the width of its buckets. Unknown for
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
        let weighted = self.weighted(false);
        let Some(value) = weighted.tail_mean(p, None).filter(|_| self.count() > 0) else {
            return Estimate::UNKNOWN;
        };
        // 320 * (1 - 0.95) may be a little less than 16.
        if weighted.effective_sides(p).1 < SMALLEST_TAIL - 1e-6 {
            return Estimate { value, low: None, high: None };
        }
        let slack = weighted.tail_mean_slack(p);
        self.jackknife(value, |left_out| weighted.tail_mean(p, Some(left_out))).widened(slack, slack)
    }

    /// The probability of exceeding `x`, with Wilson's interval or that of a jackknife.
    ///
    /// Wilson's for independent trials, and under other designs where fewer than 16 values lie on one side, for which it is
    /// wider than need be; else that of a jackknife over the replicates.
    ///
    /// Where `x` lies within a bucket of the sketch, its values are shared out in
    /// proportion, and the interval allows for all or none of them (that of a jackknife where they are more than half of it, and
    /// much more or fewer than in the next bucket).
    /// Unknown for NaN.
    ///
    /// # References
    ///
    /// Wilson, Journal of the American Statistical Association 22(158), 1927, 209-212.
    pub fn exceedance(&self, x: f64) -> Estimate {
        if self.count() == 0 || x.is_nan() {
            return Estimate::UNKNOWN;
        }
        if self.sampling().independent() {
            return self.independent_exceedance(x);
        }
        let weighted = self.weighted(false);
        let share = weighted.exceedance(x, None);
        let (below, above) = weighted.effective_sides(1.0 - share);
        if below.min(above) >= SMALLEST_TAIL - 1e-6 {
            let sampled = self.jackknife(share, |left_out| Some(weighted.exceedance(x, Some(left_out))));
            let resolved = sampled.half_width().unwrap_or(f64::INFINITY);
            let (above, below) = weighted.coarsely_divided(x, resolved).unwrap_or_default();
            return sampled.widened(above, below);
        }
        if self.values.len() == 1 {
            return self.independent_exceedance(x);
        }
        let (low, high) = interval::wilson(share, weighted.effective());
        Estimate { value: share, low: Some(low), high: Some(high) }
    }

    /// The probability of exceeding `x` with Wilson's interval.
    fn independent_exceedance(&self, x: f64) -> Estimate {
        let pooled = self.sketch();
        let count = pooled.count() as f64;
        let (least, most) = pooled.exceedance_bounds(x);
        Estimate {
            value: pooled.exceedance(x) as f64 / count,
            low: Some(interval::wilson(least as f64 / count, count).0),
            high: Some(interval::wilson(most as f64 / count, count).1),
        }
    }

    /// All values with their weights: 1, or in strata the probability of a stratum shared among its values.
    fn weighted(&self, all: bool) -> Weighted {
        let weights = self.sampling().weights();
        let counts = self.means.strata().map(|moments| moments.count());
        let parts = self.values.iter().zip(weights).zip(counts).map(|((values, weight), finite)| {
            let all = finite + values.non_finite().iter().sum::<u64>();
            (if weights.len() == 1 { 1.0 } else { weight / all.max(1) as f64 }, values)
        });
        Weighted::new(parts, all)
    }

    /// A statistic of all values with the interval of a jackknife over the replicates.
    fn jackknife(&self, value: f64, statistic: impl Fn(usize) -> Option<f64>) -> Estimate {
        let without_each = self.without_each(|left_out| statistic(left_out).unwrap_or(f64::NAN));
        Estimate::symmetric(value, interval::jackknife_half_width(&without_each))
    }

    /// A quantile with the interval of Woodruff: the quantiles at the ends of the interval of the share below it.
    fn woodruff(&self, p: f64, value: f64, weighted: &Weighted) -> Estimate {
        let shares = self.without_each(|left_out| weighted.exceedance(value, Some(left_out)));
        let half_width = interval::jackknife_half_width(&shares);
        let coarse = |p: f64| weighted.coarse_at(p, half_width);
        let low = |p: f64| coarse(p).map(|(least, _)| least).or(weighted.quantile(p));
        let high = |p: f64| coarse(p).map(|(_, greatest)| greatest).or(weighted.quantile(p));
        Estimate {
            value,
            low: low(p - half_width).map(|low| low.min(value)),
            high: high(p + half_width).map(|high| high.max(value)),
        }
    }

    /// A statistic once for each replicate that has values, given the number of the one to leave out.
    fn without_each(&self, statistic: impl Fn(usize) -> f64) -> Vec<f64> {
        self.means.filled().map(statistic).collect()
    }

    /// A value without spread: certain if several values showed it.
    fn if_several(&self, value: f64) -> Estimate {
        let end = (self.count() > 2).then_some(value);
        Estimate { value, low: end, high: end }
    }
}
