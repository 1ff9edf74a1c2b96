//! Trials that fail: caught, named, and left out, while the others go on.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use oreflow_random::{REPLICATES, Trial};
use serde::{Deserialize, Serialize};

/// A trial that failed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The trial.
    pub trial: Trial,
    /// Number of the first policy under which it failed; 0 where there is only one.
    pub policy: usize,
    /// What was not a number and when, or the message of a panic.
    pub reason: String,
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is at work for which [`guard`] answers: a panic hook may then keep silent.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Does some work; a panic in it becomes its message.
///
/// # Errors
/// If the work panics.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    // What the work was changing is dropped with it.
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    done.map_err(|panic| message(panic.as_ref()))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.map_or_else(|| "panic".to_owned(), |text| format!("panic: {text}"))
}

/// The trials of an index.
pub(super) fn trials(index: u64) -> [Trial; REPLICATES as usize] {
    std::array::from_fn(|replicate| Trial { replicate: replicate as u32, index })
}

/// The trials of an index side by side; where that panics each alone, so that only the guilty are lost.
pub(super) fn together_or_alone<B, T>(
    index: u64,
    together: impl FnOnce() -> B,
    alone: impl Fn(Trial) -> T,
) -> Result<B, [Result<T, String>; REPLICATES as usize]> {
    guard(together).map_err(|_| trials(index).map(|trial| guard(|| alone(trial))))
}

/// The two halves of the trials of an index, on two threads.
///
/// # Panics
/// If one of them panics, with its message.
pub(super) fn in_halves<T: Send>(index: u64, half: impl Fn(&[Trial]) -> T + Sync) -> [T; 2] {
    let trials = trials(index);
    let (low, high) = trials.split_at(trials.len() / 2);
    // Each thread answers for its own half.
    match rayon::join(|| guard(|| half(low)), || guard(|| half(high))) {
        (Ok(low), Ok(high)) => [low, high],
        // The panic hook was called when it began.
        (Err(panic), _) | (_, Err(panic)) => resume_unwind(Box::new(panic)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_panics_loses_only_the_guilty() {
        let double = |trial: Trial| {
            assert!(trial.replicate != 3, "no trial {trial}");
            2 * trial.number()
        };
        let sum = || trials(5).map(double).iter().sum::<u64>();
        let alone = together_or_alone(5, sum, double).unwrap_err();
        for (trial, found) in trials(5).iter().zip(alone) {
            let expected = if trial.replicate == 3 {
                Err("panic: no trial 3:5".to_owned())
            } else {
                Ok(2 * trial.number())
            };
            assert_eq!(found, expected);
        }
        assert!(!is_guarded());
    }

    #[test]
    fn a_panic_in_one_half_is_one_of_the_batch() {
        let double = |trial: &Trial| {
            assert!(trial.replicate != 6, "no trial {trial}");
            2 * trial.number()
        };
        let halves = || in_halves(5, |trials| trials.iter().map(double).sum::<u64>());
        let alone = together_or_alone(5, halves, |trial| double(&trial)).unwrap_err();
        let lost: Vec<usize> = (0..alone.len()).filter(|&replicate| alone[replicate].is_err()).collect();
        assert_eq!(lost, [6]);
        assert!(!is_guarded());
        let numbers = in_halves(2, |trials| trials.iter().map(|trial| trial.number()).collect::<Vec<_>>());
        assert_eq!(numbers, [[16, 17, 18, 19], [20, 21, 22, 23]]);
    }

    #[test]
    fn a_batch_that_succeeds_is_kept_whole() {
        let kept = together_or_alone(0, || 7, |trial| panic!("{trial} was run alone"));
        assert_eq!(kept.ok(), Some(7));
    }

    #[test]
    fn panics_of_all_kinds_have_a_reason() {
        assert_eq!(guard(|| panic!("plain")), Err::<(), _>("panic: plain".to_owned()));
        assert_eq!(guard(|| std::panic::panic_any(7)), Err::<(), _>("panic".to_owned()));
        assert_eq!(guard(is_guarded), Ok(true));
    }
}
