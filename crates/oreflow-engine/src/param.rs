//! Parameters of sites and inputs, stored once where all lanes share them.

use crate::lanes::Lanes;

/// A parameter: the same in all lanes, or a row of [`LaneParams`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Param {
    Same(f64),
    Row(u32),
}

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
        if (1..V::WIDTH).all(|lane| value.lane(lane).to_bits() == first.to_bits()) {
            return Param::Same(first);
        }
        self.0.push(value);
        Param::Row(self.0.len() as u32 - 1)
    }

    /// The value in all lanes.
    #[inline(always)]
    pub(crate) fn at(&self, param: Param) -> V {
        match param {
            Param::Same(value) => V::splat(value),
            Param::Row(row) => self.0[row as usize],
        }
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
        let kept = [rows.keep(same), rows.keep(other), rows.keep(F64x8::splat(f64::INFINITY))];
        assert_eq!(kept, [Param::Same(0.3), Param::Row(0), Param::Same(f64::INFINITY)]);
        assert_eq!((rows.at(kept[0]), rows.at(kept[1])), (same, other));
    }
}
