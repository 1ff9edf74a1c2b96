//! Running trials: one batch of eight, one trial alone, or many batches in parallel.

mod batch;
mod checkpoint;
mod failure;
mod flows;
mod monte_carlo;
mod plan;
#[cfg(test)]
mod same_bits;
mod schedule;
mod trace;
mod view;
mod worst;

use crate::kernel::Kernel;
use crate::lanes::F64x8;

pub use batch::Event;
pub use checkpoint::Checkpoint;
pub use failure::{Failure, guard, is_guarded};
pub use flows::FlowSummary;
pub use monte_carlo::{
    Comparison, Kept, Milestone, MonteCarlo, Progress, Results, RunError, SeriesSummary, check_policies,
};
pub use schedule::{Stop, Stopping, StrataReport, Stratify, Tolerance};
pub use trace::Trace;
pub(crate) use view::LinkView;
pub use view::{Observer, View};

/// The instructions that batches run with on this machine: `avx512`, `avx2` or `portable`, chosen once; the results are the same.
pub fn instruction_set() -> &'static str {
    Kernel::<F64x8>::name_of_widest()
}
