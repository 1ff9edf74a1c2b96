//! Measures: what governments, accidents and markets do to the base, each a small type that compiles to channels.
//!
//! To add one: write its file here and add a row to the table below. Scenario files and their guide follow its keys.

mod demand_shift;
mod effect;
mod export_ban;
mod export_duty;
mod export_quota;
mod key;
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
pub use key::{Absent, Key, KeyKind, Kind, Value, Values};
pub use outage::Outage;
pub use scope::{SiteScope, TradeScope};
pub use timing::{Phase, Timing};
pub(crate) use window::Window;

/// What each kind of measure says of itself.
trait Act: Sized {
    /// Its keys, in groups that other kinds may share.
    const KEYS: &'static [&'static [Key]];

    /// Made of the values of its keys, all of which are there and of their kind.
    fn read(values: &Values) -> Self;

    /// What it changes at full severity.
    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>>;

    /// Who takes the measure on its own trade: countries, groups, `owner:` and a country, or sites.
    fn actors(&self) -> &[String] {
        &[]
    }
}

macro_rules! actions {
    ($($kind:ident $name:literal $doc:literal;)*) => {
        /// What a measure does while it is in force.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Action {
            $(#[doc = $doc] $kind($kind),)*
        }

        $(impl From<$kind> for Action {
            fn from(action: $kind) -> Self {
                Self::$kind(action)
            }
        })*

        impl Action {
            /// All kinds.
            pub const KINDS: &'static [Kind] = &[$(Kind {
                name: $name,
                doc: $doc,
                groups: <$kind as Act>::KEYS,
                read: |values| Self::$kind(<$kind as Act>::read(values)),
            },)*];

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

            /// Who takes the measure on its own trade: countries, groups, `owner:` and a country, or sites.
            pub fn actors(&self) -> &[String] {
                match self { $(Self::$kind(action) => action.actors(),)* }
            }
        }
    };
}

actions! {
    ExportBan "export-ban" "Exports may not leave.";
    ExportQuota "export-quota" "Exports are limited to a volume.";
    ExportDuty "export-duty" "Exports are taxed.";
    Outage "outage" "Sites stand still.";
    DemandShift "demand-shift" "Final demand changes.";
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
