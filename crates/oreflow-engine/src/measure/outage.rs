//! Sites that stand still.

use oreflow_network::{Network, Problem};

use super::{Act, Channel, Effect, Key, SiteScope, Targets, Values};

/// Sites lose their capacity; severity says how much of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outage {
    /// Which sites.
    pub scope: SiteScope,
}

impl Act for Outage {
    const KEYS: &'static [&'static [Key]] = &[SiteScope::KEYS];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values) }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        // Final demand has no capacity to lose.
        let sites = self.scope.makers(network)?;
        Ok(vec![Effect::new(Channel::Capacity, Targets::Sites(sites), 0.0)])
    }
}
