//! The identity of a trial.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Number of independent replicates: a batch of the engine is one index of all eight.
pub const REPLICATES: u32 = 8;

/// The largest index whose trial still has a number that fits in 64 bits.
const MAX_INDEX: u64 = u64::MAX / REPLICATES as u64;

/// Bits of an index that count points; those above tell the stratum, counted from 1.
const POINT_BITS: u32 = 48;

/// Strata that the bits above can tell.
pub(crate) const MOST_STRATA: u64 = (MAX_INDEX >> POINT_BITS) - 1;

/// Identity of a trial: which replicate, and which point of that replicate.
///
/// The trial's *number* is `index * 8 + replicate`, so that any prefix of the numbers shares the
/// trials evenly among the replicates, and doubling the number of trials keeps every old one.
/// A trial displays and parses as `R:I` (replicate, colon, index), the name under which a run
/// reports it and under which it can be replayed alone.
///
/// Trials are ordered by replicate, then by index; order by [`number`](Self::number) for the order
/// of a run.
///
/// # Examples
///
/// ```
/// use oreflow_random::Trial;
///
/// let trial = Trial::from_number(83);
/// assert_eq!(trial, Trial { replicate: 3, index: 10 });
/// assert_eq!(trial.to_string(), "3:10");
/// assert_eq!("3:10".parse(), Ok(trial));
/// assert_eq!(trial.number(), 83);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Trial {
    /// The replicate, below [`REPLICATES`].
    pub replicate: u32,
    /// The point within the replicate, counted from 0.
    pub index: u64,
}

impl Trial {
    /// The trial of a number.
    pub fn from_number(number: u64) -> Self {
        let replicates = u64::from(REPLICATES);
        Self { replicate: (number % replicates) as u32, index: number / replicates }
    }

    /// The trial of a point of a stratum: the stratum is in the high bits of the index.
    ///
    /// # Panics
    ///
    /// If the stratum is above 8,189 or the point not below 2<sup>48</sup>.
    pub fn in_stratum(stratum: u32, point: u64, replicate: u32) -> Self {
        assert!(
            u64::from(stratum) < MOST_STRATA && point < 1 << POINT_BITS,
            "no point {point} of stratum {stratum}"
        );
        Self { replicate, index: (u64::from(stratum) + 1) << POINT_BITS | point }
    }

    /// The stratum that the trial is drawn from; none where all is drawn.
    pub fn stratum(self) -> Option<u32> {
        (self.index >> POINT_BITS).checked_sub(1).map(|stratum| stratum as u32)
    }

    /// The number of the trial: `index * 8 + replicate`.
    ///
    /// # Panics
    ///
    /// If the replicate is not below [`REPLICATES`], or the index is above 2<sup>61</sup> - 1. Such
    /// a trial can be written down, as the fields are public, but has no number.
    pub fn number(self) -> u64 {
        assert!(self.replicate < REPLICATES, "replicate {} is not below 8", self.replicate);
        assert!(self.index <= MAX_INDEX, "index {} is above 2^61 - 1", self.index);
        self.index * u64::from(REPLICATES) + u64::from(self.replicate)
    }
}

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.replicate, self.index)
    }
}

impl FromStr for Trial {
    type Err = ParseTrialError;

    fn from_str(text: &str) -> Result<Self, ParseTrialError> {
        parse(text).ok_or_else(|| ParseTrialError { text: text.to_owned() })
    }
}

/// By its name.
impl Serialize for Trial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Trial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn parse(text: &str) -> Option<Trial> {
    let (replicate, index) = text.split_once(':')?;
    let replicate = u32::try_from(digits(replicate)?).ok()?;
    let index = digits(index)?;
    (replicate < REPLICATES && index <= MAX_INDEX).then_some(Trial { replicate, index })
}

/// A decimal number without a sign, which `str::parse` would let pass.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A text is not the name of a trial.
///
/// # Examples
///
/// ```
/// use oreflow_random::Trial;
///
/// let error = "9:1".parse::<Trial>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "\"9:1\" is not a trial: write replicate:index, such as 3:1024, with a replicate from 0 to 7"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a trial: write replicate:index, such as 3:1024, with a replicate from 0 to 7")]
pub struct ParseTrialError {
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_deal_the_trials_to_the_replicates_in_turn() {
        for number in 0..1_000 {
            let trial = Trial::from_number(number);
            assert_eq!(u64::from(trial.replicate), number % 8);
            assert_eq!(trial.number(), number);
        }
        assert_eq!(Trial::from_number(u64::MAX).number(), u64::MAX);
    }

    #[test]
    fn names_round_trip_and_others_are_refused() {
        let last = Trial::from_number(u64::MAX);
        assert_eq!(last.to_string().parse(), Ok(last));
        for text in
            ["", "3", ":", "3:", ":4", "8:0", "+3:1", "3:-1", "3:1:1", " 3:1", "0:2305843009213693952"]
        {
            assert!(text.parse::<Trial>().is_err(), "{text}");
        }
    }

    #[test]
    fn strata_are_told_by_the_index() {
        assert_eq!(Trial::from_number(8_000).stratum(), None);
        for (stratum, point) in [(0, 0), (1, 17), (8_189, (1 << 48) - 1)] {
            let trial = Trial::in_stratum(stratum, point, 5);
            assert_eq!((trial.stratum(), trial.replicate), (Some(stratum), 5));
            assert_eq!(trial.to_string().parse(), Ok(trial));
            assert_eq!(Trial::from_number(trial.number()), trial);
        }
    }

    #[test]
    #[should_panic(expected = "replicate 8 is not below 8")]
    fn a_trial_outside_the_replicates_has_no_number() {
        let _ = Trial { replicate: 8, index: 0 }.number();
    }
}
