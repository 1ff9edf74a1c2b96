//! What measures compile to: a level of one channel on a set of links or sites.

use oreflow_network::{LinkIndex, Problem, SiteIndex};

/// A channel that a measure moves.
///
/// Where several measures meet, permissions, capacities, cost, freight and demand factors multiply, duties add, and
/// of volumes the smallest holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Share of orders that may pass a link.
    Permission,
    /// Volume that may pass a set of links, as a share of its base flow.
    Volume,
    /// Duty as a share of the ex-works price.
    Duty,
    /// Duty for a unit of the product, USD.
    SpecificDuty,
    /// Multiple of freight.
    Freight,
    /// Multiple of capacity.
    Capacity,
    /// Multiple of operating cost.
    Cost,
    /// Multiple of final demand.
    Demand,
}

impl Channel {
    /// Level that changes nothing.
    pub fn neutral(self) -> f64 {
        match self {
            Self::Duty | Self::SpecificDuty => 0.0,
            _ => 1.0,
        }
    }
}

/// Links or sites, sorted.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// Links.
    Links(Vec<LinkIndex>),
    /// Sites.
    Sites(Vec<SiteIndex>),
}

impl Targets {
    /// Whether nothing is touched.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Links(links) => links.is_empty(),
            Self::Sites(sites) => sites.is_empty(),
        }
    }
}

/// A level of one channel on a set of targets; at severity s the level is `neutral + s (full - neutral)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The channel.
    pub channel: Channel,
    /// Where.
    pub targets: Targets,
    /// Level at severity 1.
    pub full: f64,
    /// Share of blocked orders that passes a volume all the same.
    pub leakage: f64,
}

impl Effect {
    /// An effect.
    pub fn new(channel: Channel, targets: Targets, full: f64) -> Self {
        Self { channel, targets, full, leakage: 0.0 }
    }

    /// Level at a severity from 0 to 1.
    pub fn level(&self, severity: f64) -> f64 {
        let neutral = self.channel.neutral();
        neutral + severity * (self.full - neutral)
    }

    /// Whether it changes nothing. A volume always binds: what is neutral for it is no volume at all.
    pub fn is_neutral(&self) -> bool {
        self.targets.is_empty() || (self.full == self.channel.neutral() && self.channel != Channel::Volume)
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
