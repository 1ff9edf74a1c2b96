//! A limit on the volume of exports.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require, share};
use super::scope::LEAKAGE;
use super::{Act, Channel, Effect, Key, KeyKind, Period, Rule, Targets, TradeScope, Values};

/// Exports are limited to a volume in each calendar year; what is not used within the year is lost.
///
/// A quota is in force or not: its severity is 0 or 1. It holds in a step if it is in force for half of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportQuota {
    /// Whose exports of what to whom; all of it shares the volume.
    pub scope: TradeScope,
    /// Volume in t/yr of the products' basis.
    pub volume: f64,
    /// Share of blocked orders that passes all the same, from 0 to 1.
    pub leakage: f64,
}

impl Act for ExportQuota {
    const KEYS: &'static [&'static [Key]] = &[
        TradeScope::KEYS,
        &[Key::new("volume", KeyKind::Volume, "\"100 kt/yr\"", "volume for a year"), LEAKAGE],
    ];

    fn read(values: &Values) -> Self {
        Self {
            scope: TradeScope::read(values),
            volume: values.number("volume"),
            leakage: values.number("leakage"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [not_negative("volume", self.volume), share("leakage", self.leakage)];
        let links = require(self.scope.links(network), checks)?;
        let base: f64 = links.iter().map(|&link| network.link(link).flow.0).sum();
        if base <= 0.0 {
            return Ok(Vec::new());
        }
        let rule = Rule::Volume { share: self.volume / base, period: Period::Year, leakage: self.leakage };
        Ok(vec![Effect::with(Channel::Volume, Targets::Links(links), rule)])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.scope.by)
    }
}
