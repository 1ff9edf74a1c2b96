//! Exports that need a licence.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require, share};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Rule, Targets, TradeScope, Values};

/// Exports need a licence: nothing passes on the first day, and applications are granted by and by.
///
/// Processing takes an Erlang-3 time: most licences come about the mean, few at once. What is not granted in the end stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Licence {
    /// Whose exports of what to whom.
    pub scope: TradeScope,
    /// Share of applications granted in the end, from 0 to 1.
    pub approval: f64,
    /// Mean time of processing in months.
    pub delay: f64,
    /// Share of trade that needs a licence, from 0 to 1.
    pub covered: f64,
}

impl Default for Licence {
    fn default() -> Self {
        Self { scope: TradeScope::default(), approval: 1.0, delay: 0.0, covered: 1.0 }
    }
}

impl Act for Licence {
    const KEYS: &'static [&'static [Key]] = &[
        TradeScope::KEYS,
        &[
            Key::new("approval", KeyKind::Share, "\"80 %\"", "share of applications granted in the end"),
            Key::new("delay", KeyKind::Months, "\"45 days\"", "mean time of processing"),
            Key::new("covered", KeyKind::Share, "\"60 %\"", "share of trade that needs a licence")
                .or(Absent::Value("100 %")),
        ],
    ];

    fn read(values: &Values) -> Self {
        Self {
            scope: TradeScope::read(values),
            approval: values.number("approval"),
            delay: values.number("delay"),
            covered: values.number("covered"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [
            share("approval", self.approval),
            not_negative("delay", self.delay),
            share("covered", self.covered),
        ];
        let links = require(self.scope.links(network), checks)?;
        let rule = Rule::Licence { covered: self.covered, approval: self.approval, delay: self.delay };
        Ok(vec![Effect::with(Channel::Permission, Targets::Links(links), rule)])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.scope.by)
    }
}
