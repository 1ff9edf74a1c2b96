//! Scrap that must be collected.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// By-products and recyclers bring back a multiple of what they brought back from their hosts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecyclingMandate {
    /// Which sites; those without hosts are left out.
    pub scope: SiteScope,
    /// Multiple of what is recovered.
    pub factor: f64,
}

impl Act for RecyclingMandate {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[Key::new(
            "factor",
            KeyKind::Multiple("a multiple of what is collected"),
            "1.5",
            "multiple of what is collected",
        )],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), factor: values.number("factor") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut sites = require(self.scope.makers(network), [not_negative("factor", self.factor)])?;
        sites.retain(|&site| !network.site(site).hosts.is_empty());
        Ok(vec![Effect::new(Channel::Recovery, Targets::Sites(sites), self.factor)])
    }
}
