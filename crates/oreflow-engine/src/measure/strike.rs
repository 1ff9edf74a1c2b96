//! Sites at which nobody works.

use oreflow_network::{Network, Problem};

use super::scope::links_where;
use super::{Act, Channel, Effect, Key, SiteScope, Targets, Values};

/// Nothing is made and nothing leaves; severity says how much of it. What was made before waits in the yard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strike {
    /// Which sites.
    pub scope: SiteScope,
}

impl Act for Strike {
    const KEYS: &'static [&'static [Key]] = &[SiteScope::KEYS];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values) }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let sites = self.scope.makers(network)?;
        let links = links_where(network, |_, link| sites.binary_search(&link.from).is_ok());
        Ok(vec![
            Effect::new(Channel::Capacity, Targets::Sites(sites), 0.0),
            Effect::new(Channel::Permission, Targets::Links(links), 0.0),
        ])
    }
}
