//! A tax on imports.

use oreflow_network::{Network, Problem};

use super::effect::{not_negative, require};
use super::scope::{COUNTRIES, TRADED, countries, links_where, products};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// Imports are taxed: a share of the ex-works price, an amount for each tonne, or both. The importing country collects it.
///
/// Trade among the members of a group that imposes it is not touched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportTariff {
    /// Country or group that imports.
    pub by: String,
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Countries or groups whose exports are taxed; empty for all.
    pub origins: Vec<String>,
    /// Countries or groups that are spared.
    pub exempt: Vec<String>,
    /// Share of the ex-works price.
    pub rate: f64,
    /// USD for a tonne of the product.
    pub amount: f64,
}

/// One of them is needed.
const EITHER: &[&str] = &["tariff", "amount"];

impl Act for ImportTariff {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("by", KeyKind::Text, "\"USA\"", "country or group that imports"),
        TRADED,
        Key::new("origins", KeyKind::Texts, COUNTRIES, "countries or groups whose exports are taxed")
            .or(Absent::Empty("all")),
        Key::new("exempt", KeyKind::Texts, COUNTRIES, "countries or groups that are spared")
            .or(Absent::Empty("none")),
        Key::new(
            "tariff",
            KeyKind::Multiple("a share of the price"),
            "\"25 %\"",
            "share of the ex-works price",
        )
        .or(Absent::OneOf(EITHER, "0 %")),
        Key::new("amount", KeyKind::Amount, "\"500 USD/t\"", "USD for a tonne")
            .or(Absent::OneOf(EITHER, "0 USD/t")),
    ]];

    fn read(values: &Values) -> Self {
        Self {
            by: values.text("by"),
            products: values.texts("products"),
            origins: values.texts("origins"),
            exempt: values.texts("exempt"),
            rate: values.number("tariff"),
            amount: values.number("amount"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems = Vec::new();
        let products = products(network, &self.products, &mut problems);
        let by = countries(network, std::slice::from_ref(&self.by), &mut problems);
        let origins = countries(network, &self.origins, &mut problems);
        let exempt = countries(network, &self.exempt, &mut problems);
        let links = links_where(network, |_, link| {
            let (from, to) = (network.site(link.from).country, network.site(link.to).country);
            by.contains(&to)
                && !by.contains(&from)
                && (self.origins.is_empty() || origins.contains(&from))
                && !exempt.contains(&from)
                && products.contains(&link.product)
        });
        let found = if problems.is_empty() { Ok(links) } else { Err(problems) };
        let checks = [not_negative("rate", self.rate), not_negative("amount", self.amount)];
        let links = require(found, checks)?;
        Ok(vec![
            Effect::new(Channel::Tariff, Targets::Links(links.clone()), self.rate),
            Effect::new(Channel::SpecificTariff, Targets::Links(links), self.amount),
        ])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.by)
    }
}
