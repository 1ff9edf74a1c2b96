//! A price below which nothing is sold.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// Sites do not sell below a price ex works.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceFloor {
    /// Who does not sell what.
    pub scope: SiteScope,
    /// USD for a tonne.
    pub price: f64,
}

impl Act for PriceFloor {
    const KEYS: &'static [&'static [Key]] =
        &[SiteScope::KEYS, &[Key::new("price", KeyKind::Amount, "\"60000 USD/t\"", "lowest price ex works")]];

    fn read(values: &Values) -> Self {
        Self { scope: SiteScope::read(values), price: values.number("price") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let sites = require(self.scope.makers(network), [not_negative("price", self.price)])?;
        Ok(vec![Effect::new(Channel::PriceFloor, Targets::Sites(sites), self.price)])
    }
}
