//! Buyers who prefer some sellers.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::scope::{PARTNERS, TRADED, links_between};
use super::{Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// Buyers prefer the goods of partners at the same cost, as friend-shoring and rules of origin ask, or with a factor below 1
/// shun them, as a boycott does.
///
/// Between goods that do the same in one input it moves the mix of technologies: cells of one chemistry for those of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    /// Buyers: a country, a group of countries, `owner:` and a country, or a site.
    pub by: String,
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Sellers: countries, groups, `owner:` and a country, or sites; at home and abroad.
    pub partners: Vec<String>,
    /// Multiple of the odds with which a contract goes to a partner, at the same cost.
    pub factor: f64,
}

impl Default for Preference {
    fn default() -> Self {
        Self { by: String::new(), products: Vec::new(), partners: Vec::new(), factor: 1.0 }
    }
}

impl Act for Preference {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("by", KeyKind::Text, "\"USA\"", "who buys: country, group, `owner:` and country, or site"),
        TRADED,
        PARTNERS,
        Key::new(
            "factor",
            KeyKind::Multiple("a multiple of odds"),
            "3",
            "multiple of the odds that a contract goes to a partner, at the same cost; below 1 they are shunned",
        ),
    ]];

    fn read(values: &Values) -> Self {
        Self {
            by: values.text("by"),
            products: values.texts("products"),
            partners: values.texts("partners"),
            factor: values.number("factor"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let by = std::slice::from_ref(&self.by);
        let links = links_between(network, &self.partners, by, &self.products);
        let links = require(links, [not_negative("factor", self.factor)])?;
        Ok(vec![Effect::new(Channel::Preference, Targets::Links(links), self.factor)])
    }
}
