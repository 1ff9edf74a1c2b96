//! Values in buckets whose ends grow geometrically, no more of them than allowed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Logarithm of the ratio of the two ends of the narrowest buckets: 0.2 %.
const LOG_RATIO: f64 = 0.002_000_000_666_667_066_7;

/// Smaller magnitudes count as zero.
const SMALLEST: f64 = 1e-12;

/// The key of the greatest number in the narrowest buckets.
const MOST_KEY: i32 = 368_708;

/// From this level on all values of a sign are in one bucket.
const MOST_LEVEL: u32 = 19;

/// What is kept of the values of one bucket.
pub(super) trait Content: Copy {
    /// Adds what is kept of other values.
    fn merge(&mut self, other: &Self);

    /// The number of values, if some values can have left this.
    fn sound_count(&self) -> Option<u64>;
}

/// The contents of buckets by keys, which are in the order of values; zero has a bucket of its own.
///
/// Where more buckets would be in use than allowed, all become twice as wide, two by two falling together. What is in the
/// buckets and how wide they are depends on the values alone and not on their order: a width is left when the values fall
/// into too many buckets of it, whenever that shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Buckets<T> {
    /// How often the width has doubled.
    level: u32,
    most: usize,
    rows: BTreeMap<i32, T>,
}

impl<T: Content> Buckets<T> {
    /// None yet, and never more than `most` of them: three at least, for zero and the two signs.
    pub(super) fn within(most: usize) -> Self {
        debug_assert!(most >= 3, "zero and values of either sign never fall together");
        Self { level: 0, most, rows: BTreeMap::new() }
    }

    /// Adds what is kept of one value, and cleaned values alone: see [`cleaned`].
    pub(super) fn add(&mut self, x: f64, content: &T) {
        self.put(key(x), 0, content);
        self.widen_to_fit();
    }

    /// Adds all contents of another.
    pub(super) fn merge(&mut self, other: &Self) {
        self.merge_mapped(other, |content| *content);
    }

    /// Adds all contents of another, made into contents of this kind.
    pub(super) fn merge_mapped<U: Content>(&mut self, other: &Buckets<U>, map: impl Fn(&U) -> T) {
        while self.level < other.level {
            self.widen();
        }
        for (&key, content) in &other.rows {
            self.put(key, other.level, &map(content));
        }
        self.widen_to_fit();
    }

    /// Adds a content whose key is of a level that is not higher.
    fn put(&mut self, key: i32, level: u32, content: &T) {
        let key = coarser(key, self.level - level);
        self.rows.entry(key).and_modify(|old| old.merge(content)).or_insert(*content);
    }

    fn widen_to_fit(&mut self) {
        while self.rows.len() > self.most {
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.level += 1;
        let mut rows: Vec<(i32, T)> = Vec::with_capacity(self.rows.len());
        for (&key, content) in &self.rows {
            let key = coarser(key, 1);
            match rows.last_mut() {
                Some((last, old)) if *last == key => old.merge(content),
                _ => rows.push((key, *content)),
            }
        }
        self.rows = rows.into_iter().collect();
    }

    /// The number of values, if some values can have filled the buckets so.
    pub(super) fn sound_count(&self) -> Option<u64> {
        let keys = (-MOST_KEY..=MOST_KEY).contains(self.rows.first_key_value().map_or(&0, |(key, _)| key))
            && self.rows.last_key_value().is_none_or(|(key, _)| *key <= MOST_KEY);
        let sound = keys && self.most >= 3 && self.level <= MOST_LEVEL && self.rows.len() <= self.most;
        if !sound {
            return None;
        }
        let mut counts = self.rows.values().map(Content::sound_count);
        counts.try_fold(0_u64, |sum, count| sum.checked_add(count?))
    }

    /// The number of buckets in use.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The contents with those of the two buckets next to each, in the order of values.
    pub(super) fn with_neighbours(&self) -> impl Iterator<Item = (&T, [Option<&T>; 2])> {
        self.rows.iter().map(|(key, content)| (content, [key - 1, key + 1].map(|next| self.rows.get(&next))))
    }

    /// The contents in the order of values.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }
}

/// What is counted of a value: zero of the smallest, and of negative zero, by which the order of values could show.
pub(super) fn cleaned(x: f64) -> f64 {
    if x.abs() < SMALLEST { 0.0 } else { x }
}

/// The key of a value in the narrowest buckets.
fn key(x: f64) -> i32 {
    if x.abs() < SMALLEST {
        return 0;
    }
    let bucket = |x: f64| (libm::log(x) / LOG_RATIO).ceil() as i32;
    let position = bucket(x.abs()) - bucket(SMALLEST) + 1;
    if x < 0.0 { -position } else { position }
}

/// The key of a bucket among those `doublings` times twice as wide.
fn coarser(key: i32, doublings: u32) -> i32 {
    let magnitude = ((i64::from(key).abs() + (1 << doublings) - 1) >> doublings) as i32;
    if key < 0 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Sketch;
    use super::*;

    #[test]
    fn the_keys_of_all_numbers_fit_the_bound() {
        assert_eq!(key(SMALLEST), 1);
        assert_eq!(key(-SMALLEST), -1);
        assert_eq!(key(SMALLEST * 0.999_999), 0);
        assert_eq!(key(f64::MAX) - key(f64::MIN) + 1, Sketch::MAX_BUCKETS as i32);
        assert_eq!((key(f64::MAX), coarser(key(f64::MIN), MOST_LEVEL)), (MOST_KEY, -1));
    }

    #[test]
    fn two_buckets_fall_together_and_zero_stays_alone() {
        assert_eq!(
            [-4, -3, -2, -1, 0, 1, 2, 3, 4].map(|key| coarser(key, 1)),
            [-2, -2, -1, -1, 0, 1, 1, 2, 2]
        );
        assert_eq!(coarser(5, 0), 5);
    }

    proptest! {
        #[test]
        fn doubling_twice_is_doubling_by_two(key in -400_000..400_000_i32, first in 0..10_u32, then in 0..10_u32) {
            prop_assert_eq!(coarser(coarser(key, first), then), coarser(key, first + then));
        }
    }
}
