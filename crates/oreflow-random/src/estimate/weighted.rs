//! Quantiles and tails of values that do not all count alike, with or without one of the replicates.

use super::Sketch;
use super::buckets::{Buckets, Content};
use super::replicated::Replicated;
use super::sketch::Bucket;
use crate::REPLICATES;

const COUNT: usize = REPLICATES as usize;

/// The buckets of several sketches with the weights of their values.
#[derive(Debug)]
pub(super) struct Weighted {
    rows: Buckets<Row>,
    /// Weights by replicate, and sum of squared weights, of values above all others.
    beyond: ([f64; COUNT], f64),
}

#[derive(Clone, Copy, Debug)]
struct Row {
    bucket: Bucket,
    /// Weight of the values of each replicate.
    weights: [f64; COUNT],
    /// Sum of the squared weights of all values.
    squares: f64,
}

impl Content for Row {
    fn merge(&mut self, other: &Self) {
        self.bucket.merge(&other.bucket);
        for (here, there) in self.weights.iter_mut().zip(other.weights) {
            *here += there;
        }
        self.squares += other.squares;
    }

    fn sound_count(&self) -> Option<u64> {
        self.bucket.sound_count()
    }
}

impl Row {
    /// A bucket whose values have a weight each.
    fn new(bucket: Bucket, weight: f64, weights: [f64; COUNT]) -> Self {
        Self { bucket, weights, squares: weight * weight * bucket.count as f64 }
    }

    /// Whether a bucket next to this one holds less than half as much, or more than twice as much.
    ///
    /// If none does, the density changes little within, and values that are taken to lie evenly are nearly in their places.
    fn is_uneven(&self, neighbours: [Option<&Self>; 2]) -> bool {
        let here = self.weight(None);
        neighbours.iter().any(|next| {
            let there = next.map_or(0.0, |row| row.weight(None));
            2.0 * there < here || there > 2.0 * here
        })
    }

    fn weight(&self, without: Option<usize>) -> f64 {
        let kept = self.weights.iter().enumerate().filter(|(r, _)| Some(*r) != without);
        kept.map(|(_, weight)| weight).sum()
    }
}

impl Weighted {
    /// The values of each stratum, with the weight of each of its values.
    ///
    /// Those that are not finite count as above all others, if they are to count.
    pub(super) fn new<'a>(strata: impl Iterator<Item = (f64, &'a Replicated)>, all: bool) -> Self {
        let mut rows = Buckets::within(Sketch::MAX_BUCKETS);
        let mut beyond = ([0.0; COUNT], 0.0);
        for (weight, values) in strata {
            let infinite = values.non_finite().map(|count| if all { count as f64 } else { 0.0 });
            for (sum, count) in beyond.0.iter_mut().zip(infinite) {
                *sum += weight * count;
                beyond.1 += weight * weight * count;
            }
            rows.merge_mapped(values.buckets(), |row| {
                Row::new(row.bucket(), weight, row.counts().map(|count| weight * count))
            });
        }
        Self { rows, beyond }
    }

    /// The values of each stratum, of which it is not known whose they are.
    pub(super) fn pooled<'a>(strata: impl Iterator<Item = (f64, &'a Sketch)>) -> Self {
        let mut rows = Buckets::within(Sketch::MAX_BUCKETS);
        for (weight, sketch) in strata {
            rows.merge_mapped(sketch.contents(), |bucket| {
                let mut weights = [0.0; COUNT];
                weights[0] = weight * bucket.count as f64;
                Row::new(*bucket, weight, weights)
            });
        }
        Self { rows, beyond: ([0.0; COUNT], 0.0) }
    }

    /// Weight of all values.
    fn total(&self, without: Option<usize>) -> f64 {
        self.rows.iter().map(|row| row.weight(without)).sum::<f64>() + self.above_all(without)
    }

    /// Weight of what is above all values.
    fn above_all(&self, without: Option<usize>) -> f64 {
        let kept = self.beyond.0.iter().enumerate().filter(|(r, _)| Some(*r) != without);
        kept.map(|(_, weight)| weight).sum()
    }

    /// How many values that count alike would tell as much as all values: Kish's effective sample size.
    pub(super) fn effective(&self) -> f64 {
        let squares = self.rows.iter().map(|row| row.squares).sum::<f64>() + self.beyond.1;
        self.total(None) * self.total(None) / squares
    }

    /// The same of the values in the part `p` at the lower end, and of those in the rest.
    pub(super) fn effective_sides(&self, p: f64) -> (f64, f64) {
        let wanted = self.total(None) * p;
        let (mut below, mut above) = ((0.0, 0.0), (0.0, 0.0));
        for row in self.rows.iter() {
            let weight = row.weight(None);
            let part = ((wanted - below.0) / weight).clamp(0.0, 1.0);
            below = (below.0 + part * weight, below.1 + part * row.squares);
            above = (above.0 + (1.0 - part) * weight, above.1 + (1.0 - part) * row.squares);
        }
        let infinite = self.above_all(None);
        let part = if infinite > 0.0 { ((wanted - below.0) / infinite).clamp(0.0, 1.0) } else { 0.0 };
        below = (below.0 + part * infinite, below.1 + part * self.beyond.1);
        above = (above.0 + (1.0 - part) * infinite, above.1 + (1.0 - part) * self.beyond.1);
        let effective =
            |(weight, squares): (f64, f64)| if squares > 0.0 { weight * weight / squares } else { 0.0 };
        (effective(below), effective(above))
    }

    /// The `p`-quantile, between two values where it falls between the middles of their weights.
    ///
    /// Not the smallest value that `p` reaches: of points that are spread evenly that one is too low by part of a spacing,
    /// which is as much as such an estimate errs by otherwise (Hyndman & Fan, The American Statistician 50(4), 1996,
    /// 361-365, definition 5).
    pub(super) fn quantile(&self, p: f64) -> Option<f64> {
        let probability = (0.0..=1.0).contains(&p).then_some(p)?;
        let wanted = self.total(None) * probability;
        let mut passed = 0.0;
        // The largest value so far and the middle of its weight.
        let mut last: Option<(f64, f64)> = None;
        for row in self.rows.iter() {
            let (weight, count) = (row.weight(None), row.bucket.count as f64);
            if weight == 0.0 {
                continue;
            }
            let half = 0.5 * weight / count;
            if wanted < passed + half {
                return Some(last.map_or(row.bucket.min, |(value, middle)| {
                    value + (row.bucket.min - value) * ((wanted - middle) / (passed + half - middle))
                }));
            }
            if wanted <= passed + weight - half {
                return Some(row.bucket.ranked((wanted - passed) / weight * count + 0.5));
            }
            passed += weight;
            last = Some((row.bucket.max, passed - half));
        }
        if self.above_all(None) > 0.0 {
            return Some(f64::INFINITY);
        }
        last.map(|(value, _)| value)
    }

    /// The bucket that the `p`-quantile falls into, as its smallest and largest value, if it may hide where the quantile is.
    ///
    /// It may if it holds more than the share `resolved` of all values and these are not likely to lie evenly.
    pub(super) fn coarse_at(&self, p: f64, resolved: f64) -> Option<(f64, f64)> {
        let total = self.total(None);
        let mut passed = 0.0;
        let (row, neighbours) = self.rows.with_neighbours().find(|(row, _)| {
            passed += row.weight(None);
            passed >= p * total
        })?;
        let hides = row.weight(None) > resolved * total && row.is_uneven(neighbours);
        hides.then_some((row.bucket.min, row.bucket.max))
    }

    /// How far the mean of the largest values, the part `1 - p` of all, may be off for want of narrower buckets.
    ///
    /// Values are taken to lie evenly within a bucket, which next to nothing depends on where no bucket holds more than a
    /// sixteenth of them.
    pub(super) fn tail_mean_slack(&self, p: f64) -> f64 {
        let wanted = self.total(None) * (1.0 - p);
        let (mut taken, mut slack) = (0.0, 0.0);
        for row in self.rows.iter().rev() {
            let part = row.weight(None).min(wanted - taken);
            if part <= 0.0 {
                break;
            }
            taken += part;
            if part > wanted / 16.0 {
                slack += 0.5 * (row.bucket.max - row.bucket.min) * (part / wanted);
            }
        }
        slack
    }

    /// The mean of the largest values, the part `1 - p` of all; see [`Sketch::tail_mean`].
    pub(super) fn tail_mean(&self, p: f64, without: Option<usize>) -> Option<f64> {
        let probability = (0.0..=1.0).contains(&p).then_some(p)?;
        let wanted = self.total(without) * (1.0 - probability);
        let (mut taken, mut mean) = (0.0, 0.0);
        for row in self.rows.iter().rev() {
            let weight = row.weight(without);
            let part = weight.min(wanted - taken);
            if weight == 0.0 || part <= 0.0 {
                continue;
            }
            taken += part;
            let highest = row.bucket.mean_of_highest(part / weight * row.bucket.count as f64);
            mean += (highest - mean) * (part / taken);
        }
        if taken > 0.0 { Some(mean) } else { self.rows.iter().next_back().map(|row| row.bucket.max) }
    }

    /// The share of the values above `x`; see [`Sketch::exceedance`].
    pub(super) fn exceedance(&self, x: f64, without: Option<usize>) -> f64 {
        let above = self.rows.iter().map(|row| {
            let Bucket { min, max, .. } = row.bucket;
            let weight = row.weight(without);
            if min > x {
                weight
            } else if max <= x {
                0.0
            } else {
                weight * part_above(&row.bucket, x)
            }
        });
        (above.sum::<f64>() + self.above_all(without)) / self.total(without)
    }

    /// The shares of all values that are taken to be above `x` and not above it, of a bucket that `x` divides and that may
    /// hide how many are, as in [`coarse_at`](Self::coarse_at).
    pub(super) fn coarsely_divided(&self, x: f64, resolved: f64) -> Option<(f64, f64)> {
        let divided = |row: &Row| row.bucket.min <= x && x < row.bucket.max;
        let (row, neighbours) = self.rows.with_neighbours().find(|(row, _)| divided(row))?;
        let (share, above) = (row.weight(None) / self.total(None), part_above(&row.bucket, x));
        let hides = share > resolved && row.is_uneven(neighbours);
        hides.then_some((share * above, share * (1.0 - above)))
    }
}

/// The part of the values of a bucket that is above an `x` which divides them: the largest value is, the smallest is not.
fn part_above(bucket: &Bucket, x: f64) -> f64 {
    let one = 1.0 / bucket.count as f64;
    ((bucket.max - x) / (bucket.max - bucket.min)).clamp(one, 1.0 - one)
}
