//! Final demand that grows or shrinks over the years.

use jiff::civil::Date;
use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Act, Channel, Effect, Key, KeyKind, Rule, SiteScope, Targets, Values};

/// Final demand follows a path of multiples of its base, linear between its points and level before and after them.
///
/// While it is in force it holds from the first day: to grow out of the base, let the path begin with a point of 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DemandPath {
    /// Whose demand for what.
    pub scope: SiteScope,
    /// Days with multiples of base demand, in order of time.
    pub path: Vec<(Date, f64)>,
}

impl Act for DemandPath {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[Key::new(
            "path",
            KeyKind::Path,
            "[{ from = \"2025-01\", factor = 1 }, { from = \"2030-01\", factor = 1.4 }]",
            "multiples of base demand at dates, linear between them",
        )],
    ];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), path: values.path("path") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let empty = self.path.is_empty().then(|| Problem::new("the path has no points"));
        let turned = self.path.windows(2).find(|pair| pair[0].0 >= pair[1].0).map(|pair| {
            Problem::new(format!("the point of {} is not after {}", pair[1].0, pair[0].0))
                .help("list points in order of time")
        });
        let factors = self.path.iter().map(|point| not_negative("factor", point.1));
        let sites = require(self.scope.consumers(network), [empty, turned].into_iter().chain(factors))?;
        Ok(vec![Effect::with(Channel::Demand, Targets::Sites(sites), Rule::Path(self.path.clone()))])
    }
}
