//! Values in buckets whose ends grow geometrically, no more of them than allowed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Logarithm of the ratio of the two ends of the narrowest buckets: 0.2 %.
const LOG_RATIO: f64 = 0.002_000_000_666_667_066_7;

/// Smaller magnitudes count as zero.
const SMALLEST: f64 = 1e-12;

/// Narrow buckets between 1 and that of the smallest magnitude, which has the key 1.
const BELOW_ONE: i32 = 13_815;

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
    rows: Rows<T>,
}

/// Contents by keys, in the order of keys; these lie by themselves, so that a search touches few lines.
#[derive(Clone, Debug, PartialEq)]
struct Rows<T> {
    keys: Vec<i32>,
    contents: Vec<T>,
}

impl<T: Content> Rows<T> {
    fn iter(&self) -> impl Iterator<Item = (i32, &T)> {
        self.keys.iter().copied().zip(&self.contents)
    }

    /// Adds a content.
    fn put(&mut self, key: i32, content: &T) {
        // What comes in the order of keys is found at the end.
        if self.keys.last().is_none_or(|&last| last < key) {
            self.keys.push(key);
            self.contents.push(*content);
            return;
        }
        match self.keys.binary_search(&key) {
            Ok(position) => self.contents[position].merge(content),
            Err(position) => {
                self.keys.insert(position, key);
                self.contents.insert(position, *content);
            }
        }
    }

    /// Gives contents other keys, in the same order; those with one key fall together.
    fn rename(&mut self, key: impl Fn(i32) -> i32) {
        let mut kept = 0;
        for position in 0..self.keys.len() {
            let (key, content) = (key(self.keys[position]), self.contents[position]);
            if kept > 0 && self.keys[kept - 1] == key {
                self.contents[kept - 1].merge(&content);
            } else {
                (self.keys[kept], self.contents[kept]) = (key, content);
                kept += 1;
            }
        }
        self.keys.truncate(kept);
        self.contents.truncate(kept);
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.keys.iter().zip(&self.contents))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Puts keys in order, whatever was written.
        let rows: BTreeMap<i32, T> = BTreeMap::deserialize(deserializer)?;
        let (keys, contents) = rows.into_iter().unzip();
        Ok(Self { keys, contents })
    }
}

impl<T: Content> Buckets<T> {
    /// None yet, and never more than `most` of them: three at least, for zero and the two signs.
    pub(super) fn within(most: usize) -> Self {
        debug_assert!(most >= 3, "zero and values of either sign never fall together");
        Self { level: 0, most, rows: Rows { keys: Vec::new(), contents: Vec::new() } }
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
        for (key, content) in other.rows.iter() {
            self.put(key, other.level, &map(content));
        }
        self.widen_to_fit();
    }

    /// Adds a content whose key is of a level that is not higher.
    fn put(&mut self, key: i32, level: u32, content: &T) {
        self.rows.put(coarser(key, self.level - level), content);
    }

    fn widen_to_fit(&mut self) {
        while self.len() > self.most {
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.level += 1;
        self.rows.rename(|key| coarser(key, 1));
    }

    /// The number of values, if some values can have filled the buckets so.
    pub(super) fn sound_count(&self) -> Option<u64> {
        let fits = |key: Option<&i32>| key.is_none_or(|key| (-MOST_KEY..=MOST_KEY).contains(key));
        let keys = fits(self.rows.keys.first()) && fits(self.rows.keys.last());
        let sound = keys && self.most >= 3 && self.level <= MOST_LEVEL && self.len() <= self.most;
        if !sound {
            return None;
        }
        let mut counts = self.iter().map(Content::sound_count);
        counts.try_fold(0_u64, |sum, count| sum.checked_add(count?))
    }

    /// The number of buckets in use.
    pub(super) fn len(&self) -> usize {
        self.rows.keys.len()
    }

    /// The contents with those of the two buckets next to each, in the order of values.
    pub(super) fn with_neighbours(&self) -> impl Iterator<Item = (&T, [Option<&T>; 2])> {
        let Rows { keys, contents } = &self.rows;
        let at = |position: usize, key: i32| (keys.get(position) == Some(&key)).then(|| &contents[position]);
        contents.iter().enumerate().map(move |(position, content)| {
            let key = keys[position];
            (content, [at(position.wrapping_sub(1), key - 1), at(position + 1, key + 1)])
        })
    }

    /// The contents in the order of values.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.contents.iter()
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
    let position = (libm::log(x.abs()) / LOG_RATIO).ceil() as i32 + BELOW_ONE + 1;
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
