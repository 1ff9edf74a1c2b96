//! Final demand that changes.

use oreflow_network::{Network, Problem, SiteKind};

use super::effect::{not_negative, require};
use super::{Channel, Effect, SiteScope, Targets};

/// Final demand is a multiple of its base.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandShift {
    /// Whose demand for what.
    pub scope: SiteScope,
    /// Multiple of base demand.
    pub factor: f64,
}

impl DemandShift {
    pub(super) fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut sites = require(self.scope.sites(network), [not_negative("factor", self.factor)])?;
        sites.retain(|&site| network.site(site).kind == SiteKind::Consumer);
        Ok(vec![Effect::new(Channel::Demand, Targets::Sites(sites), self.factor)])
    }
}
