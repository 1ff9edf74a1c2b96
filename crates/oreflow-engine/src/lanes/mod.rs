//! Numbers that carry several trials side by side.
//!
//! The kernel is written once over [`Lanes`]: on `f64` it runs one trial, on [`F64x8`] eight, and on rows of four half a batch.
//! Every operation is the IEEE operation on each lane and nothing is fused, so that a lane of eight
//! has the bits of a run alone, on every instruction set.

mod math;
#[cfg(test)]
mod reference;
mod rows;

use std::ops::{Add, Div, Mul, Neg, Sub};

pub use math::{exp, ln};
pub(crate) use rows::F64x4;
pub use rows::F64x8;

/// One or more trials side by side.
pub trait Lanes:
    Copy
    + Send
    + Sync
    + std::fmt::Debug
    + PartialEq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// Number of trials side by side.
    const WIDTH: usize;

    /// Whether it is a trial alone.
    const ALONE: bool = Self::WIDTH == 1;

    /// The same number in every lane.
    fn splat(value: f64) -> Self;

    /// The number in a lane.
    ///
    /// # Panics
    /// If there is no such lane.
    fn lane(self, lane: usize) -> f64;

    /// Writes a lane.
    ///
    /// # Panics
    /// If there is no such lane.
    fn set_lane(&mut self, lane: usize, value: f64);

    /// `if self < other { self } else { other }` in every lane.
    #[must_use]
    fn min(self, other: Self) -> Self;

    /// `if self > other { self } else { other }` in every lane.
    #[must_use]
    fn max(self, other: Self) -> Self;

    /// `if a > b { yes } else { no }` in every lane.
    #[must_use]
    fn if_greater(a: Self, b: Self, yes: Self, no: Self) -> Self;

    /// Whether `a > b` in any lane.
    #[must_use]
    fn any_greater(a: Self, b: Self) -> bool;

    /// Whether any lane of `a` is another number than that of `b`; not-a-number is another than all.
    #[must_use]
    fn any_other(a: Self, b: Self) -> bool;

    /// [`exp`] of every lane.
    #[must_use]
    fn exp(self) -> Self;

    /// [`ln`] of every lane.
    #[must_use]
    fn ln(self) -> Self;

    /// Between two bounds in every lane.
    #[must_use]
    #[inline(always)]
    fn clip(self, low: Self, high: Self) -> Self {
        self.max(low).min(high)
    }

    /// Whole power by repeated squaring.
    #[must_use]
    #[inline(always)]
    fn powi(self, exponent: u32) -> Self {
        let mut result = Self::splat(1.0);
        let mut square = self;
        let mut left = exponent;
        while left > 0 {
            if left & 1 == 1 {
                result = result * square;
            }
            left >>= 1;
            if left > 0 {
                square = square * square;
            }
        }
        result
    }
}

impl Lanes for f64 {
    const WIDTH: usize = 1;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn lane(self, lane: usize) -> f64 {
        assert_eq!(lane, 0, "a single trial has one lane");
        self
    }

    #[inline(always)]
    fn set_lane(&mut self, lane: usize, value: f64) {
        assert_eq!(lane, 0, "a single trial has one lane");
        *self = value;
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if self < other { self } else { other }
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        if self > other { self } else { other }
    }

    #[inline(always)]
    fn if_greater(a: Self, b: Self, yes: Self, no: Self) -> Self {
        if a > b { yes } else { no }
    }

    #[inline(always)]
    fn any_greater(a: Self, b: Self) -> bool {
        a > b
    }

    #[inline(always)]
    fn any_other(a: Self, b: Self) -> bool {
        a != b
    }

    #[inline(always)]
    fn exp(self) -> Self {
        exp(self)
    }

    #[inline(always)]
    fn ln(self) -> Self {
        ln(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each operation, against that of a number alone.
    fn lanes_have_the_bits_of_one<V: Lanes + std::fmt::Debug>() {
        let row = |of: &dyn Fn(usize) -> f64| {
            let mut row = V::splat(0.0);
            for lane in 0..V::WIDTH {
                row.set_lane(lane, of(lane));
            }
            row
        };
        let (a, b) = (|i: usize| 0.3 + 1.7 * i as f64, |i: usize| 9.1 - 2.3 * i as f64);
        let (va, vb) = (row(&a), row(&b));
        assert!(V::any_greater(va, vb) && !V::any_greater(va, va));
        for i in 0..V::WIDTH {
            let mut one_more = va;
            one_more.set_lane(i, a(i) + 1.0);
            assert!(V::any_greater(one_more, va) && !V::any_greater(va, one_more));
            assert!(V::any_other(one_more, va) && !V::any_other(va, va));
            one_more.set_lane(i, f64::NAN);
            assert!(V::any_other(one_more, va) && V::any_other(one_more, one_more));
            assert_eq!((va + vb).lane(i), a(i) + b(i));
            assert_eq!((va - vb).lane(i), a(i) - b(i));
            assert_eq!((va * vb).lane(i), a(i) * b(i));
            assert_eq!((va / vb).lane(i), a(i) / b(i));
            assert_eq!((-va).lane(i), -a(i));
            assert_eq!(va.min(vb).lane(i), Lanes::min(a(i), b(i)));
            assert_eq!(va.max(vb).lane(i), Lanes::max(a(i), b(i)));
            assert_eq!(va.exp().lane(i), exp(a(i)));
            assert_eq!(va.ln().lane(i), ln(a(i)));
            assert_eq!(va.powi(5).lane(i), Lanes::powi(a(i), 5));
            assert_eq!(V::if_greater(va, vb, va, vb).lane(i), f64::if_greater(a(i), b(i), a(i), b(i)));
        }
    }

    #[test]
    fn rows_have_the_bits_of_one() {
        lanes_have_the_bits_of_one::<F64x8>();
        lanes_have_the_bits_of_one::<F64x4>();
    }

    #[test]
    fn whole_powers_are_products() {
        assert_eq!(Lanes::powi(3.0_f64, 0), 1.0);
        assert_eq!(Lanes::powi(3.0_f64, 1), 3.0);
        assert_eq!(Lanes::powi(3.0_f64, 8), 6561.0);
    }
}
