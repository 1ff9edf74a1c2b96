//! `exp` and `ln` to 27 digits and more, to hold the engine's own against: sums of two doubles.
//!
//! Sums and products are those of Dekker, "A floating-point technique for extending the available precision", Numerische
//! Mathematik 18, 1971, 224-242, without its scaling; a product's rounding comes from one fused multiplication.

/// A number as the sum of two doubles, of which the second is less than an ulp of the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair(pub(super) f64, pub(super) f64);

const LN_2: Pair = Pair(std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);

impl Pair {
    fn sum(a: f64, b: f64) -> Self {
        let sum = a + b;
        let rest = sum - a;
        Self(sum, (a - (sum - rest)) + (b - rest))
    }

    fn add(self, other: Self) -> Self {
        let (high, low) = (Self::sum(self.0, other.0), Self::sum(self.1, other.1));
        let near = Self::sum(high.0, high.1 + low.0);
        Self::sum(near.0, near.1 + low.1)
    }

    fn times(self, other: Self) -> Self {
        let product = self.0 * other.0;
        let rounding = self.0.mul_add(other.0, -product);
        Self::sum(product, rounding + (self.0 * other.1 + self.1 * other.0))
    }

    fn over(self, divisor: f64) -> Self {
        let quotient = self.0 / divisor;
        Self::sum(quotient, ((-quotient).mul_add(divisor, self.0) + self.1) / divisor)
    }

    /// How far a number is from this one, in units in the last place of this one.
    pub(super) fn ulps_to(self, value: f64) -> f64 {
        let ulp = self.0.abs().next_up() - self.0.abs();
        (((value - self.0) - self.1) / ulp).abs()
    }
}

/// e to the power of `x`, where that is a normal number.
pub(super) fn exp(x: Pair) -> Pair {
    const HALVINGS: i32 = 9;
    let n = (x.0 / LN_2.0).round();
    let rest = x.add(LN_2.times(Pair(-n, 0.0))).over(f64::from(1 << HALVINGS));
    // By Horner: 1 + r/1 (1 + r/2 (1 + ...)); with r below 0.0007 the tenth term is 1e-38.
    let mut value = Pair(1.0, 0.0);
    for k in (1..=10).rev() {
        value = Pair(1.0, 0.0).add(value.times(rest).over(f64::from(k)));
    }
    for _ in 0..HALVINGS {
        value = value.times(value);
    }
    // In two steps, for the power of two alone may be no normal number.
    let half = (n / 2.0).trunc() as i32;
    let (first, second) = (2.0_f64.powi(half), 2.0_f64.powi(n as i32 - half));
    Pair(value.0 * first * second, value.1 * first * second)
}

/// Natural logarithm of a normal number.
pub(super) fn ln(x: f64) -> Pair {
    const FRACTION: u64 = (1 << 52) - 1;
    let mut exponent = (x.to_bits() >> 52) as f64 - 1023.0;
    let mut mantissa = f64::from_bits((x.to_bits() & FRACTION) | 1.0_f64.to_bits());
    if mantissa > std::f64::consts::SQRT_2 {
        (mantissa, exponent) = (0.5 * mantissa, exponent + 1.0);
    }
    let f = mantissa - 1.0;
    let of_mantissa = if f.abs() < 1e-5 {
        // f - f^2/2 + f^3/3 - ..., whose eighth term is 1e-36 of the first.
        let mut sum = Pair(1.0, 0.0).over(7.0);
        for k in (1..7).rev() {
            sum = Pair(1.0, 0.0).over(f64::from(k)).add(sum.times(Pair(-f, 0.0)));
        }
        sum.times(Pair(f, 0.0))
    } else {
        // One step of Newton from the nearest double: ln x = y + ln(1 + d), d = x exp(-y) - 1.
        let y = libm::log(mantissa);
        let d = exp(Pair(-y, 0.0)).times(Pair(mantissa, 0.0)).add(Pair(-1.0, 0.0));
        Pair(y, 0.0).add(d).add(d.times(d).over(-2.0))
    };
    LN_2.times(Pair(exponent, 0.0)).add(of_mantissa)
}

mod tests {
    use super::*;

    /// Published to forty digits; each as a double with what is left of it.
    #[test]
    fn known_constants_come_out() {
        for (found, Pair(high, low)) in [
            (exp(Pair(1.0, 0.0)), Pair(std::f64::consts::E, 1.445_646_891_729_250_2e-16)),
            (ln(10.0), Pair(std::f64::consts::LN_10, -2.170_756_223_382_249_4e-16)),
            (ln(2.0), LN_2),
            (ln(1.0), Pair(0.0, 0.0)),
        ] {
            assert!(found.0 == high, "{found:?}");
            assert!((found.1 - low).abs() <= 1e-29 * high.abs(), "{found:?}");
        }
    }

    #[test]
    fn they_undo_each_other() {
        for x in [1e-300, 3e-7, 0.7, 0.999_999, 1.000_001, 1.3, 47.0, 1e300] {
            let back = exp(ln(x));
            assert!(((back.0 - x + back.1) / x).abs() < 1e-27, "{x}: {back:?}");
        }
    }
}
