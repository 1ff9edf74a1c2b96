//! Exponential and logarithm of our own, so that results do not depend on a platform's library.
//!
//! Both are free of branches and tables: a loop over lanes becomes vector code, and the scalar call has the same bits.

// Constants are written with the digits of their source.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)]

const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/// Adding and taking away 1.5 x 2^52 rounds to a whole number.
const ROUND: f64 = 6755399441055744.0;
/// Bits of the square root of one half.
const HALF_ROOT: u64 = 0x3FE6_A09E_667F_3BCD;

/// e to the power of `x`.
///
/// # Numerics
/// Within 1 ulp for |x| <= 700; `x` is clipped to that range. `exp(0)` is exactly 1. Not-a-number stays so.
/// Reduction to |r| <= ln 2 / 2 in two parts and a Taylor polynomial of degree 13 in Horner's form
/// (Muller, *Elementary Functions*, 3rd ed. 2016, ch. 11).
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = if x > 700.0 { 700.0 } else { x };
    let x = if x < -700.0 { -700.0 } else { x };
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let mut p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    // 1 + (r + r^2 p): the last sum rounds once.
    let value = 1.0 + (r + (r * r) * p);
    // The low bits of `rounded` are n in two's complement.
    let scale = f64::from_bits((rounded.to_bits() << 52).wrapping_add(1023_u64 << 52));
    value * scale
}

/// Natural logarithm of `x`.
///
/// # Numerics
/// Within 1 ulp for positive normal numbers; smaller numbers count as the smallest normal one. `ln(1)` is exactly 0.
/// Not-a-number and infinity give not-a-number.
/// The polynomial of W. J. Cody's and K. C. Ng's `log` (fdlibm, Sun Microsystems 1993).
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    // Nothing for a number, not-a-number for what is none.
    #[allow(clippy::eq_op)]
    let guard = x - x;
    let x = if x < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { x };
    // Split so that the mantissa lies in [sqrt(1/2), sqrt(2)).
    let offset = x.to_bits().wrapping_sub(HALF_ROOT);
    let exponent_bits = offset & 0xFFF0_0000_0000_0000;
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub(exponent_bits));
    // The exponent as a double without an integer conversion: place it in the mantissa of 1.5 x 2^52.
    let shifted = (offset >> 52) ^ 0x800;
    let k = f64::from_bits(0x4330_0000_0000_0000 | shifted) - (4503599627370496.0 + 2048.0);
    let f = mantissa - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    let odd = z
        * (6.666666666666735130e-01
            + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    let half_square = 0.5 * f * f;
    let tail = s * (half_square + (even + odd)) + k * LN2_LOW;
    (k * LN2_HIGH - ((half_square - tail) - f)) + guard
}

#[cfg(test)]
mod tests {
    use super::super::reference::{self, Pair};
    use super::*;

    /// Bounds of the errors, in ulp.
    const EXP_ULPS: f64 = 1.0;
    const LN_ULPS: f64 = 1.0;

    /// Numbers spread evenly over a range, none of them round.
    fn spread(low: f64, high: f64, count: u32) -> impl Iterator<Item = f64> {
        let step = (high - low) / f64::from(count);
        (0..count).map(move |i| low + step * (f64::from(i) + (f64::from(i) * 0.618_033_988_749_895).fract()))
    }

    fn worst(numbers: impl Iterator<Item = f64>, error: impl Fn(f64) -> f64) -> f64 {
        numbers.map(error).fold(0.0, f64::max)
    }

    #[test]
    fn exp_is_within_its_bound_over_the_whole_range() {
        let error = |x: f64| reference::exp(Pair(x, 0.0)).ulps_to(exp(x));
        // Where the reduction changes its whole number, on both sides.
        let seams = (-1009..1010)
            .map(|n| (f64::from(n) + 0.5) * std::f64::consts::LN_2)
            .flat_map(|seam| [seam.next_down(), seam, seam.next_up()]);
        let small = (1..300).map(|n| 2.0_f64.powi(-n)).flat_map(|x| [x, -x]);
        let ends = [-700.0, 700.0].into_iter();
        let special = worst(seams.chain(small).chain(ends), error);
        let worst = worst(spread(-700.0, 700.0, 60_000).chain(spread(-2.0, 2.0, 60_000)), error).max(special);
        assert!(worst < EXP_ULPS && worst > 0.5, "{worst}");
    }

    #[test]
    fn ln_is_within_its_bound_over_the_whole_range() {
        let error = |x: f64| reference::ln(x).ulps_to(ln(x));
        // All powers of two that normal numbers have, with what lies around each and around the split of the mantissa.
        let powers = (-1022..1024).map(|n| 2.0_f64.powi(n));
        let binades = powers.flat_map(|power| {
            let split = power * std::f64::consts::FRAC_1_SQRT_2;
            let around = [power.next_up(), split.next_down(), split, split.next_up()];
            let ordinary = spread(power, 2.0 * power, 20).filter(|x| x.is_finite());
            around.into_iter().chain(ordinary).chain([power]).filter(|x| x.is_normal())
        });
        let near_one = (1..53).map(|n| 2.0_f64.powi(-n)).flat_map(|x| [1.0 - x, 1.0 + x]);
        let special = worst(binades.chain(near_one).chain([f64::MIN_POSITIVE, f64::MAX]), error);
        let worst = worst(spread(0.5, 2.0, 60_000), error).max(special);
        assert!(worst < LN_ULPS && worst > 0.5, "{worst}");
    }

    #[test]
    fn the_base_is_exact_and_what_is_not_a_number_stays_so() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
        assert!(exp(f64::NAN).is_nan());
        assert!(ln(f64::NAN).is_nan());
        assert!(exp(1e300).is_finite());
        assert!(exp(-1e300) > 0.0);
        assert!(ln(0.0).is_finite());
    }

    /// Recorded bits: a change here changes every recorded result.
    #[test]
    fn values_are_stable() {
        assert_eq!(exp(1.0).to_bits(), 0x4005_bf0a_8b14_576a);
        assert_eq!(exp(-0.1).to_bits(), 0x3fec_f46d_99d5_2b3a);
        assert_eq!(ln(10.0).to_bits(), 0x4002_6bb1_bbb5_5516);
        assert_eq!(ln(0.3).to_bits(), 0xbff3_4378_fcbd_a721);
    }
}
