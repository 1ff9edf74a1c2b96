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
    use super::*;

    fn ulps(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn exp_is_within_an_ulp_of_a_reference() {
        let mut worst = 0;
        for i in 0..400_000 {
            let x = -700.0 + f64::from(i) * 0.0035 + 1e-5 * f64::from(i % 97);
            worst = worst.max(ulps(exp(x), libm::exp(x)));
        }
        assert!(worst <= 1, "{worst}");
    }

    #[test]
    fn ln_is_within_an_ulp_of_a_reference() {
        let mut worst = 0;
        for i in 0..400_000 {
            let x = libm::exp(-700.0 + f64::from(i) * 0.0035) * (1.0 + 1e-3 * f64::from(i % 97));
            worst = worst.max(ulps(ln(x), libm::log(x)));
        }
        for i in 1..100_000 {
            let x = 0.5 + 1.5e-5 * f64::from(i);
            worst = worst.max(ulps(ln(x), libm::log(x)));
        }
        assert!(worst <= 1, "{worst}");
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
