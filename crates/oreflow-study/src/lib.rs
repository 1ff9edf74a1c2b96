//! What to run and what to keep of it.
//!
//! A [`Study`] is a prepared experiment with a number of trials and the outcomes to watch. Running it gives
//! [`Findings`]: estimates with intervals, ready to be shown or written to a [`RunFolder`] that can be cited.

pub mod backtest;
mod efficiency;
mod findings;
mod folder;
mod manifest;
mod replay;
pub mod speed;
mod study;
mod watch;

pub use efficiency::{EfficiencyRow, efficiency};
pub use findings::{ConvergenceRow, FailedTrial, Findings, OutcomeRow, SeriesRow};
pub use folder::{FolderError, Input, RunFolder};
pub use manifest::Manifest;
pub use replay::{DrawnRow, EventRow, PhaseRow, Replay, TraceRow, ValueRow};
pub use study::Study;
pub use watch::{actors, default_outcomes, default_series};
