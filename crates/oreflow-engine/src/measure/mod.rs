//! Measures: what governments, accidents and markets do to the base, each a small type that compiles to channels.
//!
//! To add one: write its file here, add a row to the table below, and describe it in the guide.

mod demand_shift;
mod effect;
mod export_ban;
mod export_duty;
mod export_quota;
mod outage;
mod scope;
mod timing;
mod window;

use oreflow_network::{Network, Problem};

pub use demand_shift::DemandShift;
pub use effect::{Channel, Defection, Effect, Period, ReserveRule, Rule, Targets};
pub use export_ban::ExportBan;
pub use export_duty::ExportDuty;
pub use export_quota::ExportQuota;
pub use outage::Outage;
pub use scope::{SiteScope, TradeScope};
pub use timing::{Phase, Timing};
pub(crate) use window::Window;

macro_rules! actions {
    ($($(#[$doc:meta])* $kind:ident $name:literal;)*) => {
        /// What a measure does while it is in force.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Action {
            $($(#[$doc])* $kind($kind),)*
        }

        $(impl From<$kind> for Action {
            fn from(action: $kind) -> Self {
                Self::$kind(action)
            }
        })*

        impl Action {
            /// Names of all kinds, as in scenario files.
            pub const KINDS: &'static [&'static str] = &[$($name,)*];

            /// Name of the kind, as in scenario files.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$kind(_) => $name,)* }
            }

            /// What it changes at full severity.
            ///
            /// # Errors
            /// All names that the network does not know and all numbers out of range.
            pub fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
                match self { $(Self::$kind(action) => action.effects(network),)* }
            }
        }
    };
}

actions! {
    /// Exports may not leave.
    ExportBan "export-ban";
    /// Exports are limited to a volume.
    ExportQuota "export-quota";
    /// Exports are taxed.
    ExportDuty "export-duty";
    /// Sites stand still.
    Outage "outage";
    /// Final demand changes.
    DemandShift "demand-shift";
}

/// An action with an id and dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Id, unique among measures and hazards.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// When, and how hard.
    pub timing: Timing,
}

impl Measure {
    /// A measure.
    pub fn new(id: &str, action: impl Into<Action>, timing: Timing) -> Self {
        Self { id: id.to_owned(), action: action.into(), timing }
    }
}
