//! Permutations that are looked up, not stored.

use crate::key::finalise;

/// Up to here, a network would be too small to mix well.
const LARGEST_RANKED: u64 = 256;

/// Rounds of the network below.
const ROUNDS: u64 = 6;

/// The place of `index` in a random order of the numbers below `count`, which is that of the key.
///
/// A bijection of the numbers below `count`, in constant memory. Up to 256 numbers are ordered by a hash of each, which
/// makes all orders alike; more pass through a Feistel network over the next even number of bits, walked until it falls
/// below `count` again, at most four times on average.
///
/// # Panics
///
/// If `index` is not below `count`, or `count` is above 2<sup>62</sup>.
///
/// # References
///
/// Black & Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002, methods 2 and 3.
///
/// # Examples
///
/// ```
/// use oreflow_random::design::permuted;
///
/// let mut order: Vec<u64> = (0..10).map(|index| permuted(index, 10, 42)).collect();
/// order.sort();
/// assert_eq!(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
/// ```
pub fn permuted(index: u64, count: u64, key: u64) -> u64 {
    assert!(index < count && count <= 1 << 62, "{index} is not below {count}, or that above 2^62");
    if count <= LARGEST_RANKED {
        let rank = |index: u64| (finalise(key ^ finalise(index)), index);
        return (0..count).filter(|&other| rank(other) < rank(index)).count() as u64;
    }
    let bits = (u64::BITS - (count - 1).leading_zeros()).div_ceil(2);
    let mask = (1 << bits) - 1;
    let mut place = index;
    loop {
        let (mut left, mut right) = (place >> bits, place & mask);
        for round in 0..ROUNDS {
            let mixed = finalise(key ^ finalise(round << 32 ^ right << 3 ^ 1)) & mask;
            (left, right) = (right, left ^ mixed);
        }
        place = left << bits | right;
        if place < count {
            return place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_taken_once() {
        for count in [1, 2, 3, 7, 64, 1000, 1025] {
            for key in 0..20 {
                let mut places: Vec<u64> = (0..count).map(|index| permuted(index, count, key)).collect();
                places.sort_unstable();
                assert!((0..count).eq(places), "{count} {key}");
            }
        }
    }

    #[test]
    fn all_places_are_alike_and_so_are_pairs() {
        // The fifths in which the places of 0 and of 1 lie: 25 pairs, give or take the root of what is expected.
        for count in [5, 1000] {
            let mut pairs = [[0_i32; 5]; 5];
            for key in (0..6_000).map(finalise) {
                let fifth = |index| (permuted(index, count, key) * 5 / count) as usize;
                pairs[fifth(0)][fifth(1)] += 1;
            }
            let within = count / 5;
            for (first, row) in pairs.iter().enumerate() {
                for (second, &seen) in row.iter().enumerate() {
                    let places = within - u64::from(first == second);
                    let expected = (6_000 * within * places) as f64 / (count * (count - 1)) as f64;
                    let apart = (f64::from(seen) - expected).abs();
                    assert!(apart <= 3.7 * expected.sqrt(), "{count}: {pairs:?}");
                }
            }
        }
    }
}
