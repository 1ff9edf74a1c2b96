//! Measures: what happens for sure.

use jiff::civil::Date;

use crate::source::Spanned;
use crate::unit::Quantity;

/// `[[measure]]`: an action with an id and dates.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measure {
    /// Id, unique among measures and hazards.
    pub id: Spanned<String>,
    /// What it does.
    pub action: Action,
    /// When, and how hard.
    pub timing: Timing,
}

/// When a measure is announced and in force, and how hard it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Timing {
    /// First day on which the market knows; without it, the first day in force.
    pub announced: Option<Spanned<Date>>,
    /// First day in force.
    pub from: Spanned<Date>,
    /// First day no longer in force; without it, for good.
    pub until: Option<Spanned<Date>>,
    /// Severity from the first day, a share; all of it by default.
    pub severity: Spanned<Quantity>,
    /// Later changes of severity, in order of time.
    pub phases: Vec<Phase>,
}

/// A change of severity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Phase {
    /// First day.
    pub from: Spanned<Date>,
    /// Severity from then on, a share.
    pub severity: Spanned<Quantity>,
}

/// What a measure or a hazard does: its `kind` and the keys of the kind.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Action {
    /// `export-ban`: exports may not leave.
    ExportBan {
        /// Whose exports of what to whom.
        scope: TradeScope,
        /// Share of orders that passes all the same; none by default.
        leakage: Spanned<Quantity>,
    },
    /// `export-quota`: exports are limited to a volume.
    ExportQuota {
        /// Whose exports of what to whom; all of it shares the volume.
        scope: TradeScope,
        /// Volume for a calendar year.
        volume: Spanned<Quantity>,
        /// Share of blocked orders that passes all the same; none by default.
        leakage: Spanned<Quantity>,
    },
    /// `export-duty`: exports are taxed by at least one of two.
    ExportDuty {
        /// Whose exports of what to whom.
        scope: TradeScope,
        /// Share of the ex-works price; none by default.
        duty: Spanned<Quantity>,
        /// Dollars for a tonne; none by default.
        amount: Spanned<Quantity>,
    },
    /// `outage`: sites lose the share of their capacity that the severity says.
    Outage {
        /// Which sites.
        scope: SiteScope,
    },
    /// `demand-shift`: final demand is a multiple of its base.
    DemandShift {
        /// Whose demand for what.
        scope: SiteScope,
        /// The multiple.
        factor: Spanned<Quantity>,
    },
}

/// Exports of some products by a place to some destinations.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TradeScope {
    /// Who: a country, a group, `owner:` and a country, or a site.
    pub by: Spanned<String>,
    /// Products or groups of products.
    pub products: Vec<Spanned<String>>,
    /// Countries or groups to which it applies; empty for all.
    pub destinations: Vec<Spanned<String>>,
    /// Countries or groups that are spared.
    pub exempt: Vec<Spanned<String>>,
    /// Whether trade among the members of a group is touched too; not by default.
    pub intra: bool,
}

/// Sites of some places that make some products.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SiteScope {
    /// Countries, groups, `owner:` and a country, sites, or `world`.
    pub at: Vec<Spanned<String>>,
    /// Products or groups of products; empty for all.
    pub products: Vec<Spanned<String>>,
}
