//! A tax on exports.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Channel, Effect, Targets, TradeScope};

/// Exports are taxed: a share of the ex-works price, an amount for each tonne, or both. The exporting country collects it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportDuty {
    /// Whose exports of what to whom.
    pub scope: TradeScope,
    /// Share of the ex-works price.
    pub rate: f64,
    /// USD for a tonne of the product.
    pub amount: f64,
}

impl ExportDuty {
    pub(super) fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [not_negative("rate", self.rate), not_negative("amount", self.amount)];
        let links = require(self.scope.links(network), checks)?;
        Ok(vec![
            Effect::new(Channel::Duty, Targets::Links(links.clone()), self.rate),
            Effect::new(Channel::SpecificDuty, Targets::Links(links), self.amount),
        ])
    }
}
