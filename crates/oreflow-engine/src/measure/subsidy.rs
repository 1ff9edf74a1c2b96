//! Money for those who build or make.

use oreflow_network::{Network, Problem};

use super::effect::{require, share};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// A share of the cost of new capacity, of operating cost, or of both is paid for sites.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subsidy {
    /// Which sites.
    pub scope: SiteScope,
    /// Share of the cost of new capacity that is paid, from 0 to 1.
    pub capex: f64,
    /// Share of operating cost that is paid, from 0 to 1.
    pub cost: f64,
}

/// One of them is needed.
const EITHER: &[&str] = &["capex", "cost"];

impl Act for Subsidy {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[
            Key::new("capex", KeyKind::Share, "\"30 %\"", "share of the cost of new capacity that is paid")
                .or(Absent::OneOf(EITHER, "0 %")),
            Key::new("cost", KeyKind::Share, "\"10 %\"", "share of operating cost that is paid")
                .or(Absent::OneOf(EITHER, "0 %")),
        ],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), capex: values.number("capex"), cost: values.number("cost") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [share("capex", self.capex), share("cost", self.cost)];
        let sites = require(self.scope.makers(network), checks)?;
        Ok(vec![
            Effect::new(Channel::BuildingCost, Targets::Sites(sites.clone()), 1.0 - self.capex),
            Effect::new(Channel::Cost, Targets::Sites(sites), 1.0 - self.cost),
        ])
    }
}
