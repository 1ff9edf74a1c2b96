//! The few special functions that draws and intervals need, on `libm` only: the same bits everywhere.

pub(crate) mod binomial;
pub(crate) mod normal;
pub(crate) mod student_t;
