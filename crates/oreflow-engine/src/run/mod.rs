//! Running trials: one batch of eight, one trial alone, or many batches in parallel.

mod batch;
mod failure;
mod monte_carlo;
mod schedule;
mod trace;
mod view;

use crate::kernel::Kernel;

pub use batch::Event;
pub use failure::{Failure, guard, is_guarded};
pub use monte_carlo::{Checkpoint, Comparison, MonteCarlo, Progress, Results, SeriesSummary};
pub use schedule::{Stop, Stopping, StrataReport, Stratify, Tolerance};
pub use trace::Trace;
pub use view::{Observer, View};

/// The instructions that batches run with on this machine: `avx512`, `avx2` or `portable`, chosen once; the results are the same.
pub fn instruction_set() -> &'static str {
    Kernel::name_of_widest()
}
