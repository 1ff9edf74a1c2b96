//! A sketch that knows which replicate each value comes from.

use std::collections::BTreeMap;

use super::Sketch;
use super::sketch::{Bucket, cleaned, key};
use crate::REPLICATES;

/// Logarithm of the ratio of the two ends of a bucket: 0.5 %. Wide enough that most buckets are in use after some thousand
/// trials, and a million take little more memory.
pub(super) const LOG_RATIO: f64 = 0.005;

const COUNT: usize = REPLICATES as usize;

/// The values of a stratum in buckets as those of a [`Sketch`], counted by replicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Replicated {
    buckets: BTreeMap<i32, Row>,
    non_finite: [u64; COUNT],
}

/// A bucket with the number of its values in each replicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) min: f64,
    pub(super) max: f64,
    /// In half the memory of the counts of a sketch; a bucket with 4 billion values of a replicate is full.
    counts: [u32; COUNT],
}

impl Row {
    /// The bucket of all replicates together.
    pub(super) fn bucket(&self) -> Bucket {
        Bucket {
            count: self.counts.iter().map(|&count| u64::from(count)).sum(),
            min: self.min,
            max: self.max,
        }
    }

    /// The number of values of each replicate.
    pub(super) fn counts(&self) -> [f64; COUNT] {
        self.counts.map(f64::from)
    }

    fn merge(&mut self, other: &Self) {
        if other.min < self.min {
            self.min = other.min;
        }
        if other.max > self.max {
            self.max = other.max;
        }
        for (here, there) in self.counts.iter_mut().zip(other.counts) {
            *here = here.saturating_add(there);
        }
    }
}

impl Replicated {
    /// Adds a value of a replicate.
    pub(super) fn push(&mut self, replicate: usize, x: f64) {
        if !x.is_finite() {
            self.non_finite[replicate] += 1;
            return;
        }
        let x = cleaned(x);
        let mut row = Row { min: x, max: x, counts: [0; COUNT] };
        row.counts[replicate] = 1;
        self.add(key(x, LOG_RATIO), &row);
    }

    /// Adds all values of another.
    pub(super) fn merge(&mut self, other: &Self) {
        for (&key, row) in &other.buckets {
            self.add(key, row);
        }
        for (here, there) in self.non_finite.iter_mut().zip(other.non_finite) {
            *here += there;
        }
    }

    fn add(&mut self, key: i32, row: &Row) {
        self.buckets.entry(key).and_modify(|old| old.merge(row)).or_insert(*row);
    }

    /// The number of values of each replicate that are infinite or NaN.
    pub(super) fn non_finite(&self) -> [u64; COUNT] {
        self.non_finite
    }

    /// Buckets by their keys, in the order of values.
    pub(super) fn rows(&self) -> impl Iterator<Item = (i32, &Row)> {
        self.buckets.iter().map(|(&key, row)| (key, row))
    }

    /// The sketch of all values, whatever their replicate.
    pub(super) fn sketch(&self) -> Sketch {
        let buckets = self.rows().map(|(key, row)| (key, row.bucket()));
        Sketch::of_buckets(LOG_RATIO, buckets, self.non_finite.iter().sum())
    }
}
