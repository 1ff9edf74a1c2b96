//! What is measured: series over time, and one number a trial from each.

mod flows;
mod outcome;
mod quantity;
mod selection;
mod series;

pub use flows::Flow;
pub(crate) use flows::{FlowRecorder, Flows};
pub(crate) use outcome::is_shortfall;
pub use outcome::{Outcome, Statistic};
pub use quantity::{Kind, Quantity};
pub(crate) use series::Recorder;
pub use series::Series;
