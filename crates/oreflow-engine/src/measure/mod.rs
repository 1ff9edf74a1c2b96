//! Measures: what governments, accidents and markets do to the base, each a small type that compiles to channels.
//!
//! To add one: write its file here and add a row to the table below. Scenario files and their guide follow its keys.

mod capacity_programme;
mod cartel;
mod cost_shock;
mod curtailment;
mod demand_path;
mod demand_shift;
mod effect;
mod embargo;
mod end_of_life;
mod event;
#[cfg(test)]
mod example;
mod export_ban;
mod export_duty;
mod export_quota;
mod hazard_rate;
mod import_tariff;
mod intensity;
mod key;
mod licence;
mod outage;
mod preference;
mod price_floor;
mod priority;
mod project;
mod reach;
mod recycling_mandate;
mod route_closure;
mod scope;
mod stockpile;
mod strike;
mod subsidy;
mod substitution;
mod timing;
mod window;

use oreflow_network::{Network, Problem};

pub use capacity_programme::CapacityProgramme;
pub use cartel::Cartel;
pub use cost_shock::CostShock;
pub use curtailment::Curtailment;
pub use demand_path::DemandPath;
pub use demand_shift::DemandShift;
pub use effect::{Channel, Defection, Effect, Period, ReserveRule, Rule, Targets};
pub use embargo::Embargo;
pub use end_of_life::EndOfLife;
pub use event::Event;
pub use export_ban::ExportBan;
pub use export_duty::ExportDuty;
pub use export_quota::ExportQuota;
pub use hazard_rate::HazardRate;
pub use import_tariff::ImportTariff;
pub use intensity::Intensity;
pub use key::{Absent, Key, KeyKind, Kind, Value, Values};
pub use licence::Licence;
pub use outage::Outage;
pub use preference::Preference;
pub use price_floor::PriceFloor;
pub use priority::Priority;
pub use project::Project;
pub(crate) use reach::Reach;
pub use recycling_mandate::RecyclingMandate;
pub use route_closure::RouteClosure;
pub use scope::{SiteScope, TradeScope};
pub use stockpile::Stockpile;
pub use strike::Strike;
pub use subsidy::Subsidy;
pub use substitution::Substitution;
pub use timing::{Phase, Stage, Timing};
pub(crate) use window::{Passage, Window};

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
    Embargo "embargo" "Two sides do not trade, in either direction.";
    ExportQuota "export-quota" "Exports are limited to a volume.";
    Licence "licence" "Exports need a licence, granted by and by.";
    ExportDuty "export-duty" "Exports are taxed.";
    ImportTariff "import-tariff" "Imports are taxed.";
    Preference "preference" "Buyers prefer the goods of partners, or shun those of others.";
    Priority "priority" "Sellers serve partners first where there is not enough.";
    PriceFloor "price-floor" "Sites do not sell below a price.";
    Cartel "cartel" "Members withhold capacity until they defect.";
    RouteClosure "route-closure" "Routes through straits and canals are longer, dearer, or let less pass.";
    Outage "outage" "Sites stand still.";
    Strike "strike" "Nothing is made, and nothing leaves.";
    Curtailment "curtailment" "A share of capacity may not be used.";
    CostShock "cost-shock" "Operating cost changes.";
    DemandShift "demand-shift" "Final demand changes.";
    DemandPath "demand-path" "Final demand follows a path.";
    Intensity "intensity" "Makers need more or less of an input.";
    Substitution "substitution" "Final demand moves from one product to another.";
    Stockpile "stockpile" "Users keep a strategic stock.";
    CapacityProgramme "capacity-programme" "Sites get capacity in proportion to what they have.";
    Project "project" "One site gets capacity.";
    Subsidy "subsidy" "A share of the cost of building or making is paid.";
    HazardRate "hazard-rate" "Hazards strike more or less often.";
    Event "event" "Nothing changes by itself: hazards strike with, after or while it.";
    RecyclingMandate "recycling-mandate" "By-products and recyclers bring back more.";
    EndOfLife "end-of-life" "Recyclers collect goods that were sold a lifetime ago.";
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
