//! Nested uniform scrambling.

use crate::key::finalise;

/// Bits that are scrambled: as many as an `f64` between 0 and 1 shows.
const SCRAMBLED: u32 = 53;

/// A coordinate under Owen's nested uniform scrambling with a key.
///
/// Each bit is flipped or not by a hash of the key and of all bits above it, so that the scrambled point is uniform, and
/// points stay as far apart in base two as they were: a net stays a net. Bits beyond the 53rd, which no `f64` shows, are
/// cut off.
///
/// # References
///
/// Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", in *Monte Carlo and Quasi-Monte Carlo Methods in Scientific
/// Computing*, 1995, 299-317.
#[inline]
pub fn owen_scrambled(point: u64, key: u64) -> u64 {
    let flips = (0..SCRAMBLED).fold(0, |flips, bit| {
        // The bits above this one behind a leading one: the number of a node in the tree of all prefixes.
        let above = point.checked_shr(64 - bit).unwrap_or(0);
        flips | flip(1 << bit | above, key) << (63 - bit)
    });
    (point ^ flips) >> (64 - SCRAMBLED) << (64 - SCRAMBLED)
}

/// An index in an order shuffled with a key, in which every aligned run of 2^k indices stays one.
///
/// The nested uniform scrambling of the index. It keeps the order of points of one block from that of another, without
/// which the two would be as good as one. Only the lowest 53 bits are shuffled.
#[inline]
pub fn owen_shuffled(index: u64, key: u64) -> u64 {
    let flips = (0..SCRAMBLED).fold(0, |flips, bit| {
        let above = (index & ((1 << SCRAMBLED) - 1)) >> (bit + 1);
        flips | flip(1 << (SCRAMBLED - 1 - bit) | above, key) << bit
    });
    index ^ flips
}

/// One bit for a node of a tree.
#[inline]
fn flip(node: u64, key: u64) -> u64 {
    finalise(key ^ finalise(node)) >> 63
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Sobol;

    /// The plain definition: a permutation of {0, 1} for each prefix, by walking down the tree.
    fn by_definition(point: u64, key: u64) -> u64 {
        let (mut node, mut scrambled) = (1, 0);
        for bit in 0..SCRAMBLED {
            let digit = point >> (63 - bit) & 1;
            scrambled = scrambled << 1 | (digit ^ flip(node, key));
            node = node << 1 | digit;
        }
        scrambled << (64 - SCRAMBLED)
    }

    #[test]
    fn scrambling_is_that_of_the_definition() {
        for n in 0..1_000_u64 {
            let (point, key) = (finalise(n), finalise(n + 5_000));
            assert_eq!(owen_scrambled(point, key), by_definition(point, key));
        }
    }

    #[test]
    fn points_share_as_many_leading_bits_as_before() {
        for n in 0..1_000_u64 {
            let (point, key) = (finalise(n), finalise(n + 5_000));
            let other = point ^ (1 << (11 + n % 53));
            let shared = |a: u64, b: u64| (a ^ b).leading_zeros();
            assert_eq!(
                shared(owen_scrambled(point, key), owen_scrambled(other, key)),
                shared(point, other),
                "{point:x}"
            );
        }
    }

    #[test]
    fn shuffling_keeps_aligned_runs_together_and_mixes_within() {
        for key in (0..50).map(finalise) {
            for (start, length) in [(0, 1024), (4096, 4096), (1 << 40, 256)] {
                let mut run: Vec<u64> =
                    (start..start + length).map(|index| owen_shuffled(index, key)).collect();
                run.sort_unstable();
                assert!(run.windows(2).all(|pair| pair[1] == pair[0] + 1), "neighbours");
                assert_eq!(run[0] % length, 0, "aligned");
            }
        }
        // Over keys, the first index falls everywhere in its run alike: 64 places, 6 400 keys, 3.3 deviations of each.
        let mut places = [0_i32; 64];
        for key in (0..6_400).map(finalise) {
            places[(owen_shuffled(0, key) % 64) as usize] += 1;
        }
        let most = places.iter().map(|count| (count - 100).abs()).max();
        assert!(most < Some(40), "{places:?}");
    }

    #[test]
    fn integrals_converge_as_they_should() {
        // The integral of (x - 1/2)(y - 1/2) e^z over the unit cube is 0. The standard error of a scrambled net falls
        // nearly as n^(-3/2) (Owen 1997), of plain draws as n^(-1/2).
        let dimensions: [Sobol; 3] = [0, 1, 2].map(|d| Sobol::new(d).expect("a dimension"));
        let error = |points: u64| {
            let squares = (0..64_u64).map(|replicate| {
                let sum: f64 = (0..points)
                    .map(|index| {
                        let coordinate = |d: usize| {
                            let key = finalise(replicate << 8 | d as u64);
                            owen_scrambled(dimensions[d].point(index), key) as f64 / 2.0_f64.powi(64)
                        };
                        (coordinate(0) - 0.5) * (coordinate(1) - 0.5) * libm::exp(coordinate(2))
                    })
                    .sum();
                (sum / points as f64) * (sum / points as f64)
            });
            (squares.sum::<f64>() / 64.0).sqrt()
        };
        let (coarse, fine) = (error(64), error(4096));
        // Plain draws would gain 8 times over 64 times the points, n^(-3/2) would gain 512.
        assert!(coarse / fine > 150.0, "{coarse:e} and {fine:e}");
        // And the error of 4096 plain draws is that of one, 0.149, over 64.
        assert!(fine < 0.149 / 64.0 / 100.0, "{fine:e}");
    }
}
