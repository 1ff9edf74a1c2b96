//! Scrap of goods that were sold long ago.

use oreflow_network::{Network, Problem};
use oreflow_random::Distribution;

use super::effect::{not_negative, require};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Rule, SiteScope, Targets, Values};
use crate::hazard::is_duration;

/// What recyclers collect follows the sales of their hosts of long ago: goods come back at the end of their life.
///
/// Sales are those of the run and, before it, sales that grew at a constant rate up to the base year. What is collected of the
/// goods that retire stays the share that it is in the base year.
///
/// # References
/// Müller, Hilty, Widmer, Schluep, Faulstich, "Modeling metal stocks and flows: a review of dynamic material flow analysis
/// methods", Environ. Sci. Technol. 48(4), 2014, 2102-2113: inflow-driven models with a lifetime distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct EndOfLife {
    /// Which sites; those without hosts are left out.
    pub scope: SiteScope,
    /// How long goods last, in months.
    pub lifetime: Distribution,
    /// Growth of sales in the years before the run, 1/yr.
    pub growth: f64,
}

impl Act for EndOfLife {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[
            Key::new(
                "lifetime",
                KeyKind::Spread,
                "{ dist = \"weibull\", scale = \"13 years\", shape = 3.5 }",
                "how long goods last, one longer than another",
            ),
            Key::new(
                "growth",
                KeyKind::Rate,
                "\"30 % / year\"",
                "growth of sales in the years before the run",
            )
            .or(Absent::Value("0 / year")),
        ],
    ];

    fn read(values: &Values) -> Self {
        Self {
            scope: SiteScope::read(values),
            lifetime: values.distribution("lifetime"),
            growth: values.number("growth"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let negative = (!is_duration(&self.lifetime)).then(|| {
            Problem::new("the lifetime may be negative").help("use a distribution of positive numbers")
        });
        let mut sites = require(self.scope.makers(network), [negative, not_negative("growth", self.growth)])?;
        sites.retain(|&site| !network.site(site).hosts.is_empty());
        let rule = Rule::EndOfLife { lifetime: self.lifetime.clone(), growth: self.growth };
        Ok(vec![Effect::with(Channel::EndOfLife, Targets::Sites(sites), rule)])
    }
}
