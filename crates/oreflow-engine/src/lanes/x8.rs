//! Eight trials in a cache line.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Lanes, exp, ln};

/// Eight trials side by side, aligned to a cache line.
///
/// Operations are plain loops over the lanes, written so that the compiler makes vectors of them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct F64x8(pub [f64; 8]);

macro_rules! operators {
    ($($trait:ident $method:ident $assign:tt;)*) => {$(
        impl $trait for F64x8 {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut result = self.0;
                for (a, b) in result.iter_mut().zip(other.0) {
                    *a $assign b;
                }
                Self(result)
            }
        }
    )*};
}

operators! {
    Add add +=;
    Sub sub -=;
    Mul mul *=;
    Div div /=;
}

/// A function of each lane. Handed on as a value it may stay a call, of portable code.
macro_rules! by_lane {
    ($lanes:expr, $function:ident) => {{
        let mut result = $lanes.0;
        for a in &mut result {
            *a = $function(*a);
        }
        Self(result)
    }};
}

impl Neg for F64x8 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

impl F64x8 {
    #[inline(always)]
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let mut result = self.0;
        for a in &mut result {
            *a = f(*a);
        }
        Self(result)
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut result = self.0;
        for (a, b) in result.iter_mut().zip(other.0) {
            *a = f(*a, b);
        }
        Self(result)
    }
}

impl Lanes for F64x8 {
    const WIDTH: usize = 8;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self([value; 8])
    }

    #[inline(always)]
    fn lane(self, lane: usize) -> f64 {
        self.0[lane]
    }

    #[inline(always)]
    fn set_lane(&mut self, lane: usize, value: f64) {
        self.0[lane] = value;
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn if_greater(a: Self, b: Self, yes: Self, no: Self) -> Self {
        let mut result = no.0;
        for (i, lane) in result.iter_mut().enumerate() {
            *lane = if a.0[i] > b.0[i] { yes.0[i] } else { *lane };
        }
        Self(result)
    }

    // A lazy operator would put a branch between lanes.
    #[allow(clippy::needless_bitwise_bool)]
    #[inline(always)]
    fn any_greater(a: Self, b: Self) -> bool {
        a.0.iter().zip(&b.0).fold(false, |any, (a, b)| any | (a > b))
    }

    #[allow(clippy::needless_bitwise_bool)]
    #[inline(always)]
    fn any_other(a: Self, b: Self) -> bool {
        a.0.iter().zip(&b.0).fold(false, |any, (a, b)| any | (a != b))
    }

    #[inline(always)]
    fn exp(self) -> Self {
        by_lane!(self, exp)
    }

    #[inline(always)]
    fn ln(self) -> Self {
        by_lane!(self, ln)
    }
}
