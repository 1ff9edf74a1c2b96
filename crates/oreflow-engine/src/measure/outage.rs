//! Sites that stand still.

use oreflow_network::{Network, Problem};

use super::{Channel, Effect, SiteScope, Targets};

/// Sites lose their capacity; severity says how much of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outage {
    /// Which sites.
    pub scope: SiteScope,
}

impl Outage {
    pub(super) fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        Ok(vec![Effect::new(Channel::Capacity, Targets::Sites(self.scope.sites(network)?), 0.0)])
    }
}
