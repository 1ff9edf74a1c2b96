//! The few special functions that draws and intervals need, on `libm` only: the same bits everywhere.

pub(crate) mod beta;
pub(crate) mod binomial;
pub(crate) mod gamma;
pub(crate) mod normal;
mod root;
pub(crate) mod student_t;
