//! Values in buckets that know which replicate each comes from.

use serde::{Deserialize, Serialize};

use super::Sketch;
use super::buckets::{Buckets, Content, cleaned};
use super::moments::MOST_VALUES;
use super::sketch::Bucket;
use crate::REPLICATES;

/// Buckets of an outcome: all are in use after some thousand trials, and a million take no more memory.
const BUCKETS: usize = 512;

const COUNT: usize = REPLICATES as usize;

/// The values of a stratum in buckets as those of a [`Sketch`], counted by replicate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Replicated {
    buckets: Buckets<Row>,
    non_finite: [u64; COUNT],
}

/// A bucket with the number of its values in each replicate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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
}

impl Content for Row {
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

    fn sound_count(&self) -> Option<u64> {
        self.bucket().sound_count()
    }
}

impl Default for Replicated {
    fn default() -> Self {
        Self { buckets: Buckets::within(BUCKETS), non_finite: [0; COUNT] }
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
        self.buckets.add(x, &row);
    }

    /// Adds all values of another.
    pub(super) fn merge(&mut self, other: &Self) {
        self.buckets.merge(&other.buckets);
        for (here, there) in self.non_finite.iter_mut().zip(other.non_finite) {
            *here += there;
        }
    }

    /// The number of values of each replicate that are infinite or NaN.
    pub(super) fn non_finite(&self) -> [u64; COUNT] {
        self.non_finite
    }

    /// Whether some values can have left this.
    pub(super) fn is_sound(&self) -> bool {
        self.buckets.sound_count().is_some() && self.non_finite.iter().all(|&count| count < MOST_VALUES)
    }

    /// The buckets in use.
    pub(super) fn buckets(&self) -> &Buckets<Row> {
        &self.buckets
    }

    /// The sketch of all values, whatever their replicate.
    pub(super) fn sketch(&self) -> Sketch {
        Sketch::of_buckets(&self.buckets, Row::bucket, self.non_finite.iter().sum())
    }
}
