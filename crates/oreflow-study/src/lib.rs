//! What to run and what to keep of it.
//!
//! A [`Study`] is a prepared experiment with a number of trials and the outcomes to watch. Running it gives
//! [`Findings`]: estimates with intervals, ready to be shown or written to a [`RunFolder`] that can be cited, and in which
//! a run that was interrupted or killed goes on.

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
pub use findings::{
    ConvergenceRow, DifferenceRow, ExceedanceRow, FailedTrial, Findings, FlowRow, OutcomeRow, PlanRow,
    SeriesRow, TrialRow, WorstRow,
};
pub use folder::{FolderError, Input, Place, Recipe, RecordError, RunFolder, RunRecord, Start};
pub use manifest::{Manifest, Part};
pub use replay::{DrawnRow, EventRow, PhaseRow, Replay, TraceRow, ValueRow};
pub use study::{Policy, Study, StudyError};
pub use watch::{actors, default_outcomes, default_series, ledger_outcomes, ledger_series};
