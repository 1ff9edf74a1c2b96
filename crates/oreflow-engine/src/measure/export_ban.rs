//! A ban on exports.

use oreflow_network::{Network, Problem};

use super::effect::{require, share};
use super::scope::LEAKAGE;
use super::{Act, Channel, Effect, Key, Targets, TradeScope, Values};

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
}

impl Act for ExportBan {
    const KEYS: &'static [&'static [Key]] = &[TradeScope::KEYS, &[LEAKAGE]];

    fn read(values: &Values) -> Self {
        Self { scope: TradeScope::read(values), leakage: values.number("leakage") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let links = require(self.scope.links(network), [share("leakage", self.leakage)])?;
        Ok(vec![Effect::new(Channel::Permission, Targets::Links(links), self.leakage)])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.scope.by)
    }
}
