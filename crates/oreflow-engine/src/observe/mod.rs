//! What is measured: series over time, and one number a trial from each.

mod flows;
mod outcome;
mod quantity;
mod record;
mod selection;
mod series;

pub use flows::Flow;
pub(crate) use flows::{FlowRecorder, Flows};
pub(crate) use outcome::is_shortfall;
pub use outcome::{Outcome, Statistic};
pub use quantity::{Kind, Quantity};
pub(crate) use record::{Recorder, Recording};
pub use series::Series;
