//! The key of a stream: a stable hash of seed, entity and purpose.

/// 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Hashes (seed, entity, purpose) to 64 bits, the same on every machine and in every version.
///
/// The message is the seed, then each text as its length in bytes followed by its bytes in
/// little-endian words, the last one filled up with zeros. Since lengths come first, no two different
/// triples give the same message: ("ab", "c") and ("a", "bc") differ. Each word passes through the
/// finaliser of `SplitMix64`, a bijection in which each bit of the input flips each bit of the output
/// with probability near one half. With 100,000 streams in a study the chance that any two share a
/// key is 3e-10.
///
/// # References
///
/// Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 16
/// (`mix64variant13`).
pub(crate) fn stream_key(seed: u64, entity: &str, purpose: &str) -> u64 {
    let mut state = absorb(0, seed);
    for text in [entity, purpose] {
        state = absorb(state, text.len() as u64);
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            state = absorb(state, u64::from_le_bytes(word));
        }
    }
    state
}

fn absorb(state: u64, word: u64) -> u64 {
    finalise((state ^ word).wrapping_add(GOLDEN))
}

pub(crate) fn finalise(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{finalise, stream_key};

    #[test]
    fn finaliser_gives_the_published_splitmix64_sequence() {
        // First outputs of SplitMix64 from seed 0, as in the Java and Rust reference versions.
        let outputs = [1_u64, 2, 3].map(|n| finalise(n.wrapping_mul(super::GOLDEN)));
        assert_eq!(outputs, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
    }

    #[test]
    fn keys_differ_wherever_the_triples_do() {
        let texts = ["", "a", "b", "ab", "ba", "abc", "a\0", "\0", "\0\0", "12345678", "123456789"];
        let mut keys = HashSet::new();
        for seed in [0, 1, 2, 1 << 32, u64::MAX] {
            for entity in texts {
                for purpose in texts {
                    assert!(keys.insert(stream_key(seed, entity, purpose)));
                }
            }
        }
    }

    #[test]
    fn one_bit_of_the_seed_flips_about_half_of_the_key() {
        let key = stream_key(0, "entity", "purpose");
        for bit in 0..64 {
            let flipped = (stream_key(1 << bit, "entity", "purpose") ^ key).count_ones();
            assert!((12..=52).contains(&flipped), "bit {bit} flips {flipped}");
        }
    }
}
