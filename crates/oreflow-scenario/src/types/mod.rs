//! What a scenario file says, with the place of everything said. Types without behaviour.

mod distribution;
mod hazard;
mod measure;
mod scenario;
mod study;
mod targets;
mod uncertain;

pub use distribution::{Distribution, Law};
pub use hazard::{Frequency, Hazard};
pub use measure::{Action, Measure, Phase, SiteScope, Timing, TradeScope};
pub use scenario::{Scenario, Time};
pub use study::Study;
pub use targets::Targets;
pub(crate) use targets::within;
pub use uncertain::{ParameterPath, Uncertain};
