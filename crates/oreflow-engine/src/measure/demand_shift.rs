//! Final demand that changes.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// Final demand is a multiple of its base.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandShift {
    /// Whose demand for what.
    pub scope: SiteScope,
    /// Multiple of base demand.
    pub factor: f64,
}

impl Act for DemandShift {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[Key::new(
            "factor",
            KeyKind::Multiple("a multiple of base demand"),
            "1.2",
            "multiple of base demand",
        )],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), factor: values.number("factor") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let sites = require(self.scope.consumers(network), [not_negative("factor", self.factor)])?;
        Ok(vec![Effect::new(Channel::Demand, Targets::Sites(sites), self.factor)])
    }
}
