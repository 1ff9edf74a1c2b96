//! Sites that stand still.

use oreflow_network::{Network, Problem, SiteKind};

use super::{Channel, Effect, SiteScope, Targets};

/// Sites lose their capacity; severity says how much of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outage {
    /// Which sites.
    pub scope: SiteScope,
}

impl Outage {
    pub(super) fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        // Final demand has no capacity to lose.
        let mut sites = self.scope.sites(network)?;
        sites.retain(|&site| network.site(site).kind != SiteKind::Consumer);
        Ok(vec![Effect::new(Channel::Capacity, Targets::Sites(sites), 0.0)])
    }
}
