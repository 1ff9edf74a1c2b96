//! No trade between two sides.

use oreflow_network::{Network, Problem};

use super::effect::{require, share};
use super::scope::{COUNTRIES, LEAKAGE, TRADED, countries, links_where, products};
use super::{Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// Two sides do not trade, in either direction, but for what leaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embargo {
    /// Country or group that imposes it.
    pub by: String,
    /// Countries or groups that it is imposed on.
    pub against: Vec<String>,
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Share of orders that passes all the same, from 0 to 1.
    pub leakage: f64,
}

impl Act for Embargo {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("by", KeyKind::Text, "\"USA\"", "country or group that imposes it"),
        Key::new("against", KeyKind::Texts, COUNTRIES, "countries or groups that it is imposed on"),
        TRADED,
        LEAKAGE,
    ]];

    fn read(values: &Values) -> Self {
        Self {
            by: values.text("by"),
            against: values.texts("against"),
            products: values.texts("products"),
            leakage: values.number("leakage"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems = Vec::new();
        let products = products(network, &self.products, &mut problems);
        let by = countries(network, std::slice::from_ref(&self.by), &mut problems);
        let against = countries(network, &self.against, &mut problems);
        let links = links_where(network, |_, link| {
            let (from, to) = (network.site(link.from).country, network.site(link.to).country);
            let between = by.contains(&from) && against.contains(&to);
            let back = against.contains(&from) && by.contains(&to);
            from != to && (between || back) && products.contains(&link.product)
        });
        let found = if problems.is_empty() { Ok(links) } else { Err(problems) };
        let links = require(found, [share("leakage", self.leakage)])?;
        Ok(vec![Effect::new(Channel::Permission, Targets::Links(links), self.leakage)])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.by)
    }
}
