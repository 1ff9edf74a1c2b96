//! Draws for different things have nothing to do with each other.

use std::collections::HashSet;

use oreflow_random::{Stream, Trial};

const COUNT: u64 = 40_000;

fn trials() -> impl Iterator<Item = Trial> {
    (0..COUNT).map(Trial::from_number)
}

fn at(replicate: u32, index: u64) -> Trial {
    Trial { replicate, index }
}

/// Pairs of draws that differ in one respect each, and what that is.
fn pairs() -> Vec<(&'static str, Vec<(f64, f64)>)> {
    let here = Stream::new(0, "machine", "outage");
    let against = |other: Stream| {
        trials().map(|trial| (here.uniform(trial, 0), other.uniform(trial, 0))).collect::<Vec<_>>()
    };
    vec![
        ("seed 0 and 1", against(Stream::new(1, "machine", "outage"))),
        ("entity", against(Stream::new(0, "machine-2", "outage"))),
        ("purpose", against(Stream::new(0, "machine", "outage-length"))),
        ("swapped texts", against(Stream::new(0, "outage", "machine"))),
        ("moved boundary", against(Stream::new(0, "machin", "eoutage"))),
        ("n", trials().map(|t| (here.uniform(t, 0), here.uniform(t, 1))).collect()),
        ("replicate", (0..COUNT).map(|i| (here.uniform(at(0, i), 0), here.uniform(at(1, i), 0))).collect()),
        ("index", (0..COUNT).map(|i| (here.uniform(at(0, i), 0), here.uniform(at(0, i + 1), 0))).collect()),
        (
            "index and n",
            (0..COUNT).map(|i| (here.uniform(at(0, i), 1), here.uniform(at(0, i + 1), 0))).collect(),
        ),
    ]
}

/// Chi-square of the counts against equal shares, in standard deviations from its mean.
fn chi_square_deviation(counts: &[u64]) -> f64 {
    let total: u64 = counts.iter().sum();
    let expected = total as f64 / counts.len() as f64;
    let statistic: f64 = counts.iter().map(|&c| (c as f64 - expected).powi(2) / expected).sum();
    let freedom = (counts.len() - 1) as f64;
    (statistic - freedom) / (2.0 * freedom).sqrt()
}

#[test]
fn pairs_fill_the_square_evenly() {
    const SIDE: usize = 16;
    for (name, pairs) in pairs() {
        let mut counts = vec![0; SIDE * SIDE];
        for (x, y) in pairs {
            counts[(x * SIDE as f64) as usize * SIDE + (y * SIDE as f64) as usize] += 1;
        }
        let deviation = chi_square_deviation(&counts);
        assert!(deviation.abs() < 4.0, "{name}: {deviation} deviations");
    }
}

#[test]
fn pairs_do_not_correlate() {
    for (name, pairs) in pairs() {
        let products = pairs.iter().map(|(x, y)| (x - 0.5) * (y - 0.5));
        let correlation = products.sum::<f64>() * 12.0 / COUNT as f64;
        assert!(correlation.abs() * (COUNT as f64).sqrt() < 4.0, "{name}: {correlation}");
    }
}

#[test]
fn every_bit_is_a_fair_coin() {
    let stream = Stream::new(0, "machine", "outage");
    let mut ones = [0_u64; 64];
    for trial in trials() {
        let bits = stream.bits(trial, 0);
        for (bit, count) in ones.iter_mut().enumerate() {
            *count += bits >> bit & 1;
        }
    }
    for (bit, count) in ones.into_iter().enumerate() {
        let deviation = (count as f64 - COUNT as f64 / 2.0) / (COUNT as f64 / 4.0).sqrt();
        assert!(deviation.abs() < 4.0, "bit {bit}: {deviation} deviations");
    }
}

#[test]
fn entities_of_one_trial_are_spread_evenly() {
    // Names that differ in a digit or two, the hardest case for a hash.
    let mut counts = vec![0; 100];
    for number in 0..COUNT {
        let stream = Stream::new(0, &format!("site-{number}"), "outage");
        counts[(stream.uniform(at(0, 0), 0) * 100.0) as usize] += 1;
    }
    let deviation = chi_square_deviation(&counts);
    assert!(deviation.abs() < 4.0, "{deviation} deviations");
}

#[test]
fn no_word_comes_twice() {
    let mut seen = HashSet::new();
    for seed in 0..4 {
        for entity in ["", "a", "b"] {
            for purpose in ["", "a", "b"] {
                let stream = Stream::new(seed, entity, purpose);
                for trial in trials().take(500) {
                    for n in 0..4 {
                        assert!(seen.insert(stream.bits(trial, n)));
                    }
                }
            }
        }
    }
}

#[test]
fn what_else_is_drawn_changes_nothing() {
    let stream = Stream::new(3, "machine", "outage");
    let forwards: Vec<u64> = trials().take(100).map(|trial| stream.bits(trial, 2)).collect();
    // Backwards, from a stream made again, with other entities, purposes and numbers drawn in between.
    let mut backwards = Vec::new();
    for trial in (0..100).rev().map(Trial::from_number) {
        let _ = Stream::new(3, "pump", "outage").bits(trial, 2);
        let _ = Stream::new(3, "machine", "strike").bits(trial, 2);
        let again = Stream::new(3, "machine", "outage");
        let _ = (again.bits(trial, 0), again.rng(trial));
        backwards.push(again.bits(trial, 2));
    }
    backwards.reverse();
    assert_eq!(forwards, backwards);
}
