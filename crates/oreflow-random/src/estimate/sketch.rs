//! Quantiles in bounded memory.

use serde::{Deserialize, Serialize};

use super::buckets::{Buckets, Content, cleaned};

/// A sample that remembers its quantiles to two parts in a thousand or better, in bounded memory.
///
/// Values are counted in buckets whose ends grow geometrically, as in `DDSketch`, with one bucket for
/// magnitudes below 1e-12, which count as zero. Each bucket also keeps the smallest and the largest of
/// its values, between which it takes the others to lie evenly: values that repeat (whole months, full capacity, zero) are
/// thereby read back exactly, any other with a relative error below 0.2 %, and far less where values lie close. Infinite values and NaN are counted apart and left out.
///
/// # Reproducibility
///
/// Counts are integers and ends are minima and maxima, so that a sketch depends on the multiset of its
/// values alone: neither on their order nor on the order in which parts were merged.
///
/// # Complexity
///
/// `push` takes O(log b), and O(b) where a value begins a bucket; the queries O(b) for b buckets. A bucket takes about 40 bytes, and there are
/// never more than the number of values or [`MAX_BUCKETS`](Self::MAX_BUCKETS), which is 30 MB; values
/// of one sign within a factor of 1,000 of each other need 3,455 buckets at most, which is 140 kB.
/// [`within`](Self::within) keeps to fewer, which are wider then.
///
/// # References
///
/// Masson, Rim & Lee, "`DDSketch`: a fast and fully-mergeable quantile sketch with relative-error
/// guarantees", PVLDB 12(12), 2019, 2195-2205, section 2. Where buckets are limited, all widths double, as in Epicoco,
/// Melle, Cafaro, Pulimeno & Morleo, "`UDDSketch`: accurate tracking of quantiles in data streams", IEEE Access 8, 2020,
/// 147604-147617, instead of the smallest falling together: what is near zero keeps its shape.
///
/// # Examples
///
/// ```
/// use oreflow_random::Sketch;
///
/// let mut losses = Sketch::new();
/// for x in 1..=1_000 {
///     losses.push(f64::from(x));
/// }
/// let median = losses.quantile(0.5).unwrap();
/// assert!((median - 500.0).abs() <= 0.5);
/// let worst_tenth = losses.tail_mean(0.9).unwrap();
/// assert!((worst_tenth - 950.5).abs() <= 0.9505);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Sketch {
    buckets: Buckets<Bucket>,
    count: u64,
    non_finite: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Bucket {
    pub(super) count: u64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Bucket {
    /// The mean of the `count` highest values, as if all lay evenly between the two ends.
    pub(super) fn mean_of_highest(&self, count: f64) -> f64 {
        let all = self.count as f64;
        if self.min == self.max || all < 2.0 {
            return self.max;
        }
        let lowest = self.max - (self.max - self.min) * ((count - 1.0).max(0.0) / (all - 1.0));
        0.5 * (lowest + self.max)
    }

    /// The `k`-th smallest value, counted from 1, as if all lay evenly between the two ends.
    ///
    /// Between ranks where `k` is no whole number.
    pub(super) fn ranked(&self, k: f64) -> f64 {
        if k >= self.count as f64 || self.min == self.max {
            return self.max;
        }
        self.min + (self.max - self.min) * ((k - 1.0).max(0.0) / (self.count - 1) as f64)
    }
}

impl Content for Bucket {
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        if other.min < self.min {
            self.min = other.min;
        }
        if other.max > self.max {
            self.max = other.max;
        }
    }

    fn sound_count(&self) -> Option<u64> {
        let ends = self.min.is_finite() && self.max.is_finite();
        let some = self.count > 0 && (self.min == self.max || (self.min < self.max && self.count > 1));
        (ends && some).then_some(self.count)
    }
}

serde_if_sound!(Sketch);

impl Default for Sketch {
    fn default() -> Self {
        Self::new()
    }
}

impl Sketch {
    /// The number of buckets that all finite numbers together fall into.
    pub const MAX_BUCKETS: usize = 737_417;

    /// The sketch of no values.
    pub fn new() -> Self {
        Self::within(Self::MAX_BUCKETS)
    }

    /// The sketch of no values, with no more buckets than `most`, or than three: negative values, zero, and positive ones.
    ///
    /// Whenever the values fall into more, all buckets become twice as wide. What is said of 0.2 % holds of the
    /// width then; values still are read between the smallest and the largest of a bucket.
    pub fn within(most: usize) -> Self {
        Self { buckets: Buckets::within(most.max(3)), count: 0, non_finite: 0 }
    }

    /// Adds a value.
    pub fn push(&mut self, x: f64) {
        if !x.is_finite() {
            self.non_finite += 1;
            return;
        }
        let x = cleaned(x);
        self.count += 1;
        self.buckets.add(x, &Bucket { count: 1, min: x, max: x });
    }

    /// Adds all values of another.
    ///
    /// The buckets are then as wide as the wider ones of the two, or wider.
    pub fn merge(&mut self, other: &Self) {
        self.buckets.merge(&other.buckets);
        self.count += other.count;
        self.non_finite += other.non_finite;
    }

    /// The number of finite values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The number of values left out because they are infinite or NaN.
    pub fn non_finite(&self) -> u64 {
        self.non_finite
    }

    /// The number of buckets in use, which is what memory grows with.
    pub fn buckets(&self) -> usize {
        self.buckets.len()
    }

    /// The `p`-quantile: the smallest value that at least the part `p` of all values does not exceed.
    ///
    /// `None` without values, or for a `p` outside of [0, 1]; the smallest value for 0.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.rank(rank_of_quantile(self.count, p)?)
    }

    /// The `k`-th smallest value, counted from 1, to 0.2 %.
    ///
    /// `None` if there is no such value.
    pub fn rank(&self, k: u64) -> Option<f64> {
        self.bucket_of_rank(k).map(|(within, bucket)| bucket.ranked(within as f64))
    }

    /// The least and the greatest number that the `k`-th smallest value, counted from 1, can be.
    ///
    /// At most 0.2 % apart, and equal wherever a value stands alone. `None` if there is no such value.
    pub fn rank_bounds(&self, k: u64) -> Option<(f64, f64)> {
        self.bucket_of_rank(k).map(|(_, bucket)| (bucket.min, bucket.max))
    }

    /// The bucket that holds the `k`-th smallest value, and its rank within.
    fn bucket_of_rank(&self, k: u64) -> Option<(u64, Bucket)> {
        if k == 0 {
            return None;
        }
        let mut passed = 0;
        self.buckets.iter().find_map(|&bucket| {
            let within = k - passed;
            passed += bucket.count;
            (passed >= k).then_some((within, bucket))
        })
    }

    /// The mean of the largest values, the part `1 - p` of all: the conditional value at risk.
    ///
    /// Where `count * (1 - p)` is not a whole number, the next smaller value enters with the fraction;
    /// below one value it is the maximum. Relative error at most 0.2 % where all of these values have one
    /// sign. `None` without values, or for a `p` outside of [0, 1].
    ///
    /// # References
    ///
    /// Rockafellar & Uryasev, "Conditional value-at-risk for general loss distributions", Journal of
    /// Banking & Finance 26(7), 2002, 1443-1471, proposition 8.
    pub fn tail_mean(&self, p: f64) -> Option<f64> {
        if self.count == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        let wanted = self.count as f64 * (1.0 - p);
        let (mut taken, mut mean) = (0.0, 0.0);
        for bucket in self.buckets.iter().rev() {
            let part = (bucket.count as f64).min(wanted - taken);
            if part <= 0.0 {
                break;
            }
            taken += part;
            // A running mean: equal values keep their exact mean.
            mean += (bucket.mean_of_highest(part) - mean) * (part / taken);
        }
        if taken > 0.0 { Some(mean) } else { self.rank(self.count) }
    }

    /// How many values exceed `x`.
    ///
    /// Exact where `x` is further than 0.2 % from all values or is the only value that near; where `x`
    /// divides the values of one bucket, they are shared out in proportion. 0 for NaN.
    pub fn exceedance(&self, x: f64) -> u64 {
        let Some((sure, divided)) = self.exceedance_parts(x) else { return 0 };
        let Some(bucket) = divided else { return sure };
        let share = (bucket.max - x) / (bucket.max - bucket.min) * bucket.count as f64;
        // The largest value of the bucket is above, the smallest is not.
        sure + (share.round() as u64).clamp(1, bucket.count - 1)
    }

    /// The least and the greatest number of values that can exceed `x`.
    ///
    /// They differ by the number of values of the one bucket, 0.2 % wide, that `x` divides. Both 0 for NaN.
    pub fn exceedance_bounds(&self, x: f64) -> (u64, u64) {
        let Some((sure, divided)) = self.exceedance_parts(x) else { return (0, 0) };
        divided.map_or((sure, sure), |b| (sure + 1, sure + b.count - 1))
    }

    /// The number of values in buckets wholly above `x`, and the bucket that `x` divides.
    fn exceedance_parts(&self, x: f64) -> Option<(u64, Option<Bucket>)> {
        if x.is_nan() {
            return None;
        }
        let mut sure = 0;
        for bucket in self.buckets.iter().rev() {
            if bucket.max <= x {
                break;
            }
            if bucket.min <= x {
                return Some((sure, Some(*bucket)));
            }
            sure += bucket.count;
        }
        Some((sure, None))
    }

    /// The sketch of what these buckets hold.
    pub(super) fn of_buckets<T: Content>(
        buckets: &Buckets<T>,
        bucket: impl Fn(&T) -> Bucket,
        non_finite: u64,
    ) -> Self {
        let mut sketch = Self { non_finite, ..Self::new() };
        sketch.buckets.merge_mapped(buckets, bucket);
        sketch.count = sketch.buckets.iter().map(|bucket| bucket.count).sum();
        sketch
    }

    fn is_sound(&self) -> bool {
        self.buckets.sound_count() == Some(self.count)
    }

    /// The buckets in use.
    pub(super) fn contents(&self) -> &Buckets<Bucket> {
        &self.buckets
    }
}

/// The rank, from 1, of the empirical `p`-quantile of `count` values.
pub(super) fn rank_of_quantile(count: u64, p: f64) -> Option<u64> {
    if count == 0 || !(0.0..=1.0).contains(&p) {
        return None;
    }
    // Less a few roundings: 0.07 * 100 is a little more than 7.
    let exact = count as f64 * p * (1.0 - 4.0 * f64::EPSILON);
    Some((exact.ceil() as u64).clamp(1, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_quantiles_are_not_thrown_by_rounding() {
        assert_eq!(rank_of_quantile(100, 0.07), Some(7));
        assert_eq!(rank_of_quantile(1_000, 0.95), Some(950));
        assert_eq!(rank_of_quantile(3, 0.5), Some(2));
        assert_eq!(rank_of_quantile(3, 0.0), Some(1));
        assert_eq!(rank_of_quantile(3, 1.0), Some(3));
        assert_eq!(rank_of_quantile(3, 1.5), None);
        assert_eq!(rank_of_quantile(0, 0.5), None);
    }
}
