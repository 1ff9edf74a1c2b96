//! Sites that must make less.

use oreflow_network::{Network, Problem};

use super::effect::{require, share};
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// A share of capacity may not be used: rationed power, a cap on output, an environmental limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curtailment {
    /// Which sites.
    pub scope: SiteScope,
    /// Share of capacity that may not be used, from 0 to 1.
    pub cut: f64,
}

impl Act for Curtailment {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[Key::new("cut", KeyKind::Share, "\"30 %\"", "share of capacity that may not be used")],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), cut: values.number("cut") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let sites = require(self.scope.makers(network), [share("cut", self.cut)])?;
        Ok(vec![Effect::new(Channel::Capacity, Targets::Sites(sites), 1.0 - self.cut)])
    }
}
