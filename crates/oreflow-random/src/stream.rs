//! Draws as pure functions of what they are for.

use std::convert::Infallible;

use rand::TryRng;
use rand::rand_core::utils;

use crate::design::Place;
use crate::key::stream_key;
use crate::philox::philox4x32_10;
use crate::{Quantile, Trial};

/// Counter-based draws for one purpose of one entity.
///
/// A draw is a pure function of `(seed, replicate, index, entity, purpose, n)`: no draw moves another
/// one, whatever the order, the number of threads, or what else a model draws. Adding an entity or a
/// purpose therefore leaves all other draws as they were, and two runs that differ in a policy see the
/// same world (common random numbers by construction). Seed 0 is a seed like any other.
///
/// A stream is small; make it once per entity and purpose and keep it. [`Stream::new`] gives plain draws;
/// [`Draws::stream`](crate::design::Draws::stream) spreads those of a study evenly over its trials.
///
/// # Reproducibility
///
/// The bits of a plain draw are those of Philox4x32-10, with the counter
/// `(index mod 2^32, index div 2^32, replicate, n)` and as key a 64-bit hash of the length-delimited
/// triple (seed, entity, purpose). They are the same on every machine; changing them is a breaking
/// change. The first half of a block serves [`bits`](Self::bits), the second half
/// [`rng`](Self::rng), so that the two never overlap.
///
/// # References
///
/// Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
///
/// # Examples
///
/// ```
/// use oreflow_random::{Exponential, Stream, Trial};
///
/// let waiting = Stream::new(2024, "machine-7", "time-to-failure");
/// let hours = Exponential::new(1_000.0)?;
/// let trial = Trial { replicate: 3, index: 10 };
///
/// let first = waiting.draw(trial, 0, &hours);
/// let second = waiting.draw(trial, 1, &hours);
/// assert_ne!(first, second);
/// assert_eq!(first, waiting.draw(trial, 0, &hours)); // asked again, the same answer
/// # Ok::<(), oreflow_random::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stream {
    key: u64,
    place: Place,
}

impl Stream {
    /// The stream of an entity and a purpose under a seed.
    pub fn new(seed: u64, entity: &str, purpose: &str) -> Self {
        Self::placed(stream_key(seed, entity, purpose), Place::Plain)
    }

    pub(crate) fn placed(key: u64, place: Place) -> Self {
        Self { key, place }
    }

    /// 64 random bits: the draw number `n` of the trial.
    ///
    /// Plain under every design: independent from trial to trial.
    #[inline]
    pub fn bits(&self, trial: Trial, n: u32) -> u64 {
        let [low, high, ..] = self.block(trial, n);
        join(low, high)
    }

    /// A uniform number strictly between 0 and 1: the draw number `n` of the trial.
    ///
    /// The interval is cut into 2<sup>52</sup> cells and the result is the midpoint of one, an odd
    /// multiple of 2<sup>-53</sup>; `u` and `1 - u` are equally likely, and neither end can occur.
    #[inline]
    pub fn uniform(&self, trial: Trial, n: u32) -> f64 {
        open_uniform(self.place.bits(self.key, trial, n, || self.bits(trial, n)))
    }

    /// A variate of the distribution: the draw number `n` of the trial.
    ///
    /// It is the quantile of [`uniform`](Self::uniform), so that one draw is one uniform, and a larger
    /// uniform is never a smaller variate.
    #[inline]
    pub fn draw(&self, trial: Trial, n: u32, distribution: &(impl Quantile + ?Sized)) -> f64 {
        distribution.quantile(self.uniform(trial, n))
    }

    /// A generator for code that wants a sequence, such as `rand_distr` or `rand::seq`.
    ///
    /// Its bits are none of those that [`bits`](Self::bits) gives. How many of them a consumer takes
    /// may depend on that consumer's version: prefer [`draw`](Self::draw) where results must stay.
    ///
    /// # Examples
    ///
    /// ```
    /// use oreflow_random::{Stream, Trial};
    /// use rand::RngExt;
    ///
    /// let mut rng = Stream::new(0, "crew", "shift-order").rng(Trial::from_number(0));
    /// let die: u32 = rng.random_range(1..=6);
    /// assert!((1..=6).contains(&die));
    /// ```
    pub fn rng(&self, trial: Trial) -> StreamRng {
        StreamRng { stream: *self, trial, n: 0 }
    }

    #[inline]
    fn block(self, trial: Trial, n: u32) -> [u32; 4] {
        let counter = [trial.index as u32, (trial.index >> 32) as u32, trial.replicate, n];
        philox4x32_10(counter, [self.key as u32, (self.key >> 32) as u32])
    }
}

/// The sequence of random bits of one stream in one trial; made by [`Stream::rng`].
///
/// Implements [`rand::Rng`] (through `TryRng`, as `rand` 0.10 asks). The sequence repeats after
/// 2<sup>32</sup> words of 64 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRng {
    stream: Stream,
    trial: Trial,
    n: u32,
}

impl TryRng for StreamRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let [.., low, high] = self.stream.block(self.trial, self.n);
        self.n = self.n.wrapping_add(1);
        Ok(join(low, high))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

#[inline]
fn join(low: u32, high: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// The midpoint of one of 2^52 equal cells of (0, 1), chosen by the upper bits.
#[inline]
pub(crate) fn open_uniform(bits: u64) -> f64 {
    const UNIT: f64 = 1.0 / (1_u64 << 53) as f64;
    // An odd number of 53 bits: exact as f64, never 0 and never 2^53.
    (bits >> 11 | 1) as f64 * UNIT
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn uniforms_stay_inside_the_open_interval() {
        assert_eq!(open_uniform(0), f64::EPSILON / 2.0);
        assert_eq!(open_uniform(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        assert_eq!(open_uniform(0) + open_uniform(u64::MAX), 1.0);
    }

    #[test]
    fn all_of_the_trial_and_of_n_enters_the_draw() {
        let stream = Stream::new(1, "entity", "purpose");
        let base = stream.bits(Trial { replicate: 0, index: 0 }, 0);
        for bit in 0..64 {
            assert_ne!(base, stream.bits(Trial { replicate: 0, index: 1 << bit }, 0));
        }
        for bit in 0..32 {
            assert_ne!(base, stream.bits(Trial { replicate: 1 << bit, index: 0 }, 0));
            assert_ne!(base, stream.bits(Trial { replicate: 0, index: 0 }, 1 << bit));
        }
    }

    #[test]
    fn the_sequence_shares_no_word_with_the_draws() {
        let stream = Stream::new(1, "entity", "purpose");
        let trial = Trial::from_number(5);
        let mut rng = stream.rng(trial);
        let draws: Vec<u64> = (0..1_000).map(|n| stream.bits(trial, n)).collect();
        assert!((0..1_000).all(|_| !draws.contains(&rng.next_u64())));
    }

    #[test]
    fn bytes_of_the_sequence_are_its_words_in_little_endian_order() {
        let rng = Stream::new(1, "entity", "purpose").rng(Trial::from_number(5));
        let mut bytes = [0; 20];
        rng.clone().fill_bytes(&mut bytes);
        let mut words = rng;
        assert_eq!(bytes[..8], words.next_u64().to_le_bytes());
        assert_eq!(bytes[8..16], words.next_u64().to_le_bytes());
        assert_eq!(bytes[16..], words.next_u64().to_le_bytes()[..4]);
    }
}
