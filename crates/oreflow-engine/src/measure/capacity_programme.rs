//! Capacity that is built whether it pays or not.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// Sites get capacity in proportion to what they have in the base year.
///
/// A ramp, a slippage and a chance say how it comes; it goes again when the measure ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CapacityProgramme {
    /// Which sites.
    pub scope: SiteScope,
    /// Capacity added, as a share of base capacity.
    pub added: f64,
}

impl Act for CapacityProgramme {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[Key::new(
            "added",
            KeyKind::Multiple("a share of base capacity"),
            "\"40 %\"",
            "capacity added, as a share of base capacity",
        )],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), added: values.number("added") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let sites = require(self.scope.makers(network), [not_negative("added", self.added)])?;
        let add = |site| {
            let tonnes = network.capacity(site).0 * self.added;
            Effect::new(Channel::AddedCapacity, Targets::Sites(vec![site]), tonnes)
        };
        Ok(sites.into_iter().map(add).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Rule, example};
    use super::*;

    #[test]
    fn capacity_is_added_in_proportion_to_base_capacity() {
        let programme = CapacityProgramme { scope: SiteScope::at("world").of(&["ore"]), added: 0.5 };
        let effects = programme.effects(&example::network()).expect("sound");
        let added: Vec<&Rule> = effects.iter().map(|effect| &effect.rule).collect();
        // 250 t/yr at 80 % of capacity, and 150 t/yr at 50 %.
        assert_eq!(added, [&Rule::Level(156.25), &Rule::Level(150.0)]);
    }
}
