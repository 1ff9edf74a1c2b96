//! Parameters of sites and inputs, stored once where all lanes share them.

use crate::lanes::Lanes;

/// A parameter: a number that all lanes share, or a row of [`LaneParams`], in eight bytes.
///
/// Rows are numbered among those not-a-numbers that no operation makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Param(u64);

/// Bits from which numbers stand for rows: a negative quiet not-a-number with a payload.
const ROWS: u64 = 0xFFFC_0000_0000_0000;

/// Parameters that differ between lanes.
#[derive(Clone, Debug, Default)]
pub(crate) struct LaneParams<V>(Vec<V>);

impl<V: Lanes> LaneParams<V> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Stores a parameter.
    pub(crate) fn keep(&mut self, value: V) -> Param {
        let first = value.lane(0);
        let bits = first.to_bits();
        if bits < ROWS && (1..V::WIDTH).all(|lane| value.lane(lane).to_bits() == bits) {
            return Param(bits);
        }
        self.0.push(value);
        Param(ROWS + (self.0.len() as u64 - 1))
    }

    /// The value in all lanes.
    #[inline(always)]
    pub(crate) fn at(&self, param: Param) -> V {
        if param.0 < ROWS { V::splat(f64::from_bits(param.0)) } else { self.0[(param.0 - ROWS) as usize] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::F64x8;

    #[test]
    fn a_parameter_is_read_back_and_shared_where_all_lanes_agree() {
        let mut rows = LaneParams::new();
        let (same, other) = (F64x8::splat(0.3), F64x8([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]));
        let values =
            [same, other, F64x8::splat(f64::INFINITY), F64x8::splat(f64::NEG_INFINITY), -same, other + same];
        let kept = values.map(|value| rows.keep(value));
        assert_eq!(kept.map(|param| rows.at(param)), values);
        assert_eq!(rows.0, [other, other + same]);
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        let mut rows = LaneParams::new();
        for bits in [f64::NAN.to_bits(), ROWS, u64::MAX] {
            let kept = rows.keep(F64x8::splat(f64::from_bits(bits)));
            assert!(rows.at(kept).0.iter().all(|lane| lane.to_bits() == bits), "{bits:x}");
        }
    }
}
