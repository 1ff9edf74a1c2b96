//! Operating cost that changes.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// Operating cost, inputs of the network left out, is a multiple of its base: energy, wages, royalties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostShock {
    /// Which sites.
    pub scope: SiteScope,
    /// Multiple of operating cost.
    pub factor: f64,
}

impl Act for CostShock {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[Key::new(
            "factor",
            KeyKind::Multiple("a multiple of operating cost"),
            "1.3",
            "multiple of operating cost",
        )],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), factor: values.number("factor") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let sites = require(self.scope.makers(network), [not_negative("factor", self.factor)])?;
        Ok(vec![Effect::new(Channel::Cost, Targets::Sites(sites), self.factor)])
    }
}
