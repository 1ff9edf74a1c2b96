//! What a scenario file says, with the place of everything said. Types without behaviour.

mod action;
mod correlated;
mod distribution;
mod hazard;
mod measure;
mod scenario;
mod study;
mod targets;
mod uncertain;

pub use action::{Action, Point, Setting};
pub use correlated::{Correlated, Correlation};
pub use distribution::{Distribution, Law};
pub(crate) use distribution::{Family, LawKey, Measures, Written};
pub use hazard::{Contagion, Frequency, Hazard};
pub use measure::{Measure, Phase, Stage, Timing};
pub use scenario::{Contents, Group, NO_POLICY, Policy, Scenario, Time};
pub use study::{DesignName, StrataRule, Study, Trials};
pub use targets::Targets;
pub(crate) use targets::within;
pub use uncertain::{ParameterPath, Uncertain};
