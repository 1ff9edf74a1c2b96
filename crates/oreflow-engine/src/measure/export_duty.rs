//! A tax on exports.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Targets, TradeScope, Values};

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

/// One of them is needed.
const EITHER: &[&str] = &["duty", "amount"];

impl Act for ExportDuty {
    const KEYS: &'static [&'static [Key]] = &[
        TradeScope::KEYS,
        &[
            Key::new(
                "duty",
                KeyKind::Multiple("a share of the price"),
                "\"10 %\"",
                "share of the ex-works price",
            )
            .or(Absent::OneOf(EITHER, "0 %")),
            Key::new("amount", KeyKind::Amount, "\"500 USD/t\"", "USD for a tonne")
                .or(Absent::OneOf(EITHER, "0 USD/t")),
        ],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: TradeScope::read(values), rate: values.number("duty"), amount: values.number("amount") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [not_negative("rate", self.rate), not_negative("amount", self.amount)];
        let links = require(self.scope.links(network), checks)?;
        Ok(vec![
            Effect::new(Channel::Duty, Targets::Links(links.clone()), self.rate),
            Effect::new(Channel::SpecificDuty, Targets::Links(links), self.amount),
        ])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.scope.by)
    }
}
