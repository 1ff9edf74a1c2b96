//! Rows of trials: eight in a cache line, or four, half a batch.
//!
//! Operations are plain loops over the lanes, written so that the compiler makes vectors of them.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Lanes, exp, ln};

/// Eight trials side by side, aligned to a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct F64x8(pub [f64; 8]);

/// Four trials side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub(crate) struct F64x4(pub(crate) [f64; 4]);

impl F64x8 {
    /// Two halves.
    pub(crate) fn joined(low: F64x4, high: F64x4) -> Self {
        Self(std::array::from_fn(|lane| if lane < 4 { low.0[lane] } else { high.0[lane - 4] }))
    }
}

macro_rules! operators {
    ($Row:ident: $($trait:ident $method:ident $assign:tt;)*) => {$(
        impl $trait for $Row {
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

macro_rules! rows {
    ($($Row:ident $width:literal;)*) => {$(
        operators! {
            $Row:
            Add add +=;
            Sub sub -=;
            Mul mul *=;
            Div div /=;
        }

        impl Neg for $Row {
            type Output = Self;

            #[inline(always)]
            fn neg(self) -> Self {
                self.map(|a| -a)
            }
        }

        impl $Row {
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

        impl Lanes for $Row {
            const WIDTH: usize = $width;

            #[inline(always)]
            fn splat(value: f64) -> Self {
                Self([value; $width])
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
    )*};
}

rows! {
    F64x8 8;
    F64x4 4;
}
