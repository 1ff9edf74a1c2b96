//! What measures compile to: a course of one channel on a set of links, sites or slots.

use jiff::civil::Date;
use oreflow_network::{LinkIndex, Problem, SiteIndex};
use oreflow_random::Distribution;

/// A channel that a measure moves.
///
/// Where several measures meet, shares and multiples are multiplied, duties and capacities are added, of delays, priorities and
/// price floors the greatest holds, and of volumes the smallest. Strategic stocks are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Share of orders that may pass a link.
    Permission,
    /// Volume that may pass a set of links, as a share of its base flow.
    Volume,
    /// Export duty as a share of the ex-works price.
    Duty,
    /// Export duty for a unit of the product, USD.
    SpecificDuty,
    /// Import tariff as a share of the ex-works price.
    Tariff,
    /// Import tariff for a unit of the product, USD.
    SpecificTariff,
    /// Multiple of freight.
    Freight,
    /// Months that a voyage takes longer.
    Delay,
    /// How far the buyer is served before others where there is not enough, from 0 to 1.
    Priority,
    /// Multiple of what draws contracts to a supplier.
    Preference,
    /// Multiple of capacity.
    Capacity,
    /// Capacity added, in t/yr of each site.
    AddedCapacity,
    /// Multiple of operating cost.
    Cost,
    /// Multiple of the cost of new capacity.
    BuildingCost,
    /// Multiple of what a by-product or recycler recovers from its hosts.
    Recovery,
    /// How far what a recycler collects follows goods at the end of their life, from 0 to 1.
    EndOfLife,
    /// Price below which a site does not sell, USD for a unit.
    PriceFloor,
    /// Multiple of final demand.
    Demand,
    /// Multiple of the input for a unit of output of slots.
    Intensity,
    /// Strategic stock of slots, in months of their base use.
    Reserve,
}

impl Channel {
    /// Whether the market looks ahead to it once it is announced; all else acts from its day on.
    pub fn is_foreseen(self) -> bool {
        matches!(self, Self::Permission | Self::Volume | Self::Capacity | Self::AddedCapacity)
    }

    /// Level that changes nothing.
    pub fn neutral(self) -> f64 {
        match self {
            Self::Permission
            | Self::Volume
            | Self::Freight
            | Self::Preference
            | Self::Capacity
            | Self::Cost
            | Self::BuildingCost
            | Self::Recovery
            | Self::Demand
            | Self::Intensity => 1.0,
            Self::Duty
            | Self::SpecificDuty
            | Self::Tariff
            | Self::SpecificTariff
            | Self::Delay
            | Self::Priority
            | Self::EndOfLife
            | Self::AddedCapacity
            | Self::PriceFloor
            | Self::Reserve => 0.0,
        }
    }
}

/// Links, sites or slots of sites, sorted.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// Links.
    Links(Vec<LinkIndex>),
    /// Sites.
    Sites(Vec<SiteIndex>),
    /// Slots of sites.
    Slots(Vec<(SiteIndex, usize)>),
}

impl Targets {
    /// Whether nothing is touched.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Links(links) => links.is_empty(),
            Self::Sites(sites) => sites.is_empty(),
            Self::Slots(slots) => slots.is_empty(),
        }
    }
}

/// How long a volume is valid before a new one is given out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// A calendar year.
    #[default]
    Year,
    /// Half a calendar year.
    HalfYear,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
    /// All the time in force: what is not used stays.
    Whole,
}

impl Period {
    /// Names, as in scenario files.
    pub const NAMES: &'static [&'static str] = &["year", "half-year", "quarter", "month", "whole"];

    /// The period of a name; a year by default.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "half-year" => Self::HalfYear,
            "quarter" => Self::Quarter,
            "month" => Self::Month,
            "whole" => Self::Whole,
            _ => Self::Year,
        }
    }
}

/// What a strategic stock does; durations in months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReserveRule {
    /// Time in which it is filled.
    pub fill: f64,
    /// Expected availability below which it is released.
    pub release_below: f64,
    /// Time in which it is emptied while it is released.
    pub release: f64,
}

/// The course of a channel while a measure is in force, at severity s.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// `neutral + s (full - neutral)`.
    Level(f64),
    /// A share of the base flow, given out for each period; a share of what is blocked passes all the same.
    Volume {
        /// Share of the base flow.
        share: f64,
        /// How long a volume is valid.
        period: Period,
        /// Share of blocked orders that passes all the same.
        leakage: f64,
    },
    /// `1 - s covered (1 - approval G(age))`, where G is the Erlang-3 distribution of the time in which a licence is granted.
    Licence {
        /// Share of trade that needs a licence.
        covered: f64,
        /// Share of applications granted in the end.
        approval: f64,
        /// Mean time of processing in months.
        delay: f64,
    },
    /// `neutral + s (path - neutral)`; the path is linear between its points and level beyond them.
    Path(Vec<(Date, f64)>),
    /// Goods that were sold come back after a lifetime: a level of 1 at severity 1.
    EndOfLife {
        /// How long goods last, in months.
        lifetime: Distribution,
        /// Growth of sales in the years before the run, 1/yr.
        growth: f64,
    },
    /// A level with a rule of its own for filling and releasing.
    Reserve {
        /// Months of base use at severity 1.
        target: f64,
        /// The rule.
        rule: ReserveRule,
    },
}

/// One of several members who may leave on their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Defection {
    /// Who; draws are keyed by it.
    pub member: String,
    /// Rate of leaving, 1/yr.
    pub rate: f64,
}

/// A course of one channel on a set of targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The channel.
    pub channel: Channel,
    /// Where.
    pub targets: Targets,
    /// Its course.
    pub rule: Rule,
    /// Who may leave before the measure ends.
    pub defection: Option<Defection>,
}

impl Effect {
    /// An effect that is at a level at full severity.
    pub fn new(channel: Channel, targets: Targets, full: f64) -> Self {
        Self::with(channel, targets, Rule::Level(full))
    }

    /// An effect with a course of its own.
    pub fn with(channel: Channel, targets: Targets, rule: Rule) -> Self {
        Self { channel, targets, rule, defection: None }
    }

    /// Lets a member leave at a rate for a year.
    #[must_use]
    pub fn unless(mut self, member: &str, rate: f64) -> Self {
        self.defection = (rate > 0.0).then(|| Defection { member: member.to_owned(), rate });
        self
    }

    /// Whether it changes nothing. A volume always binds: what is neutral for it is no volume at all.
    pub fn is_neutral(&self) -> bool {
        let neutral = self.channel.neutral();
        let idle = match &self.rule {
            Rule::Level(full) => *full == neutral,
            Rule::Volume { .. } | Rule::EndOfLife { .. } => false,
            Rule::Licence { covered, .. } => *covered == 0.0,
            Rule::Path(points) => points.iter().all(|point| point.1 == neutral),
            Rule::Reserve { target, .. } => *target == 0.0,
        };
        idle || self.targets.is_empty()
    }
}

/// A problem if a number is not a share.
pub(super) fn share(name: &str, value: f64) -> Option<Problem> {
    (!(0.0..=1.0).contains(&value)).then(|| {
        Problem::new(format!("{name} is {value}")).help("write a share from 0 to 1, or from 0 % to 100 %")
    })
}

/// A problem if a number is negative or not finite.
pub(super) fn not_negative(name: &str, value: f64) -> Option<Problem> {
    (!(value.is_finite() && value >= 0.0))
        .then(|| Problem::new(format!("{name} is {value}")).help("write zero or more"))
}

/// A problem if a time is negative or longer than ten years.
pub(super) fn months(name: &str, value: f64) -> Option<Problem> {
    (!(0.0..=120.0).contains(&value))
        .then(|| Problem::new(format!("{name} is {value} months")).help("write zero to 120 months"))
}

/// A problem if a number is not above zero, or not finite.
pub(super) fn positive(name: &str, value: f64) -> Option<Problem> {
    (!(value.is_finite() && value > 0.0))
        .then(|| Problem::new(format!("{name} is {value}")).help("write a number above zero"))
}

/// The targets, if the checks found nothing; otherwise all problems of both.
pub(super) fn require<T>(
    targets: Result<Vec<T>, Vec<Problem>>,
    checks: impl IntoIterator<Item = Option<Problem>>,
) -> Result<Vec<T>, Vec<Problem>> {
    let mut problems: Vec<Problem> = checks.into_iter().flatten().collect();
    match targets {
        Ok(targets) if problems.is_empty() => Ok(targets),
        Ok(_) => Err(problems),
        Err(found) => {
            problems.splice(0..0, found);
            Err(problems)
        }
    }
}
