//! Running trials: one batch of eight, one trial alone, or many batches in parallel.

mod batch;
mod failure;
mod monte_carlo;
mod schedule;
mod trace;
mod view;

pub use batch::Event;
pub use failure::{Failure, guard, is_guarded};
pub use monte_carlo::{Checkpoint, Comparison, MonteCarlo, Progress, Results, SeriesSummary};
pub use schedule::{Stop, Stopping, StrataReport, Stratify, Tolerance};
pub use trace::Trace;
pub use view::{Observer, View};
