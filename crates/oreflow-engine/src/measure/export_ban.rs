//! A ban on exports.

use oreflow_network::{Network, Problem};

use super::effect::{require, share};
use super::{Channel, Effect, Targets, TradeScope};

/// Exports may not leave, but for what leaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportBan {
    /// Whose exports of what to whom.
    pub scope: TradeScope,
    /// Share of orders that passes all the same, from 0 to 1.
    pub leakage: f64,
}

impl ExportBan {
    /// A tight ban.
    pub fn new(scope: TradeScope) -> Self {
        Self { scope, leakage: 0.0 }
    }

    pub(super) fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let links = require(self.scope.links(network), [share("leakage", self.leakage)])?;
        Ok(vec![Effect::new(Channel::Permission, Targets::Links(links), self.leakage)])
    }
}
