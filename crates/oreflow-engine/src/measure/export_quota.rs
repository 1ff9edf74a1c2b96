//! A limit on the volume of exports.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require, share};
use super::scope::LEAKAGE;
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Period, Rule, Targets, TradeScope, Values};

/// Exports are limited to a volume, given out for each calendar year or part of it; what is not used within it is lost.
///
/// Of a period in which it is in force for a part only, it gives out that part. With the period `Whole` all that it gives
/// out while it is in force is one pot: the volume for a year times the years. A quota is in force or not: its severity is 0 or 1. It holds in a step if it is in force for half of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportQuota {
    /// Whose exports of what to whom; all of it shares the volume.
    pub scope: TradeScope,
    /// Volume in t/yr of the products' basis.
    pub volume: f64,
    /// For how long a volume is given out.
    pub period: Period,
    /// Share of the volume that its holders can use, from 0 to 1.
    pub utilisation: f64,
    /// Share of blocked orders that passes all the same, from 0 to 1.
    pub leakage: f64,
}

impl ExportQuota {
    /// A tight quota of so many t/yr, given out for calendar years and used in full.
    pub fn new(scope: TradeScope, volume: f64) -> Self {
        Self { scope, volume, ..Self::default() }
    }
}

impl Default for ExportQuota {
    fn default() -> Self {
        Self {
            scope: TradeScope::default(),
            volume: 0.0,
            period: Period::Year,
            utilisation: 1.0,
            leakage: 0.0,
        }
    }
}

impl Act for ExportQuota {
    const KEYS: &'static [&'static [Key]] = &[
        TradeScope::KEYS,
        &[
            Key::new("volume", KeyKind::Volume, "\"100 kt/yr\"", "volume for a year"),
            Key::new(
                "period",
                KeyKind::Choice(Period::NAMES),
                "\"half-year\"",
                "calendar period for which it is given out; `whole` for all the time in force",
            )
            .or(Absent::Value("year")),
            Key::new(
                "utilisation",
                KeyKind::Share,
                "\"90 %\"",
                "share of the volume that its holders can use",
            )
            .or(Absent::Value("100 %")),
            LEAKAGE,
        ],
    ];

    fn read(values: &Values) -> Self {
        Self {
            scope: TradeScope::read(values),
            volume: values.number("volume"),
            period: Period::named(&values.text("period")),
            utilisation: values.number("utilisation"),
            leakage: values.number("leakage"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [
            not_negative("volume", self.volume),
            share("utilisation", self.utilisation),
            share("leakage", self.leakage),
        ];
        let links = require(self.scope.links(network), checks)?;
        let base: f64 = links.iter().map(|&link| network.link(link).flow.0).sum();
        if base <= 0.0 {
            return Ok(Vec::new());
        }
        let rule = Rule::Volume {
            share: self.volume * self.utilisation / base,
            period: self.period,
            leakage: self.leakage,
        };
        Ok(vec![Effect::with(Channel::Volume, Targets::Links(links), rule)])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.scope.by)
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn what_holders_cannot_use_is_not_given_out() {
        let quota =
            ExportQuota { utilisation: 0.9, ..ExportQuota::new(TradeScope::new("AAA", &["ore"]), 200.0) };
        let effects = quota.effects(&example::network()).expect("sound");
        // AAA exports 250 t/yr of ore.
        let expected = Rule::Volume { share: 200.0 * 0.9 / 250.0, period: Period::Year, leakage: 0.0 };
        assert_eq!(effects[0].rule, expected);
    }

    #[test]
    fn all_names_of_periods_are_known() {
        let periods = Period::NAMES.iter().map(|name| Period::named(name));
        let all = [Period::Year, Period::HalfYear, Period::Quarter, Period::Month, Period::Whole];
        assert!(periods.eq(all));
    }
}
