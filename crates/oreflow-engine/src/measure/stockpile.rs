//! Strategic stocks.

use oreflow_network::{Network, Problem, SiteIndex};

use super::effect::{positive, require, share};
use super::scope::{AT, TRADED, products};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, ReserveRule, Rule, SiteScope, Targets, Values};

/// Users of products keep a strategic stock, filled out of what they buy and released when shortage is expected.
///
/// Its size is counted in months of their base use of the input that the products feed. When the measure ends, what is
/// held is released.
#[derive(Clone, Debug, PartialEq)]
pub struct Stockpile {
    /// Places of the users.
    pub places: Vec<String>,
    /// Products or groups of products; inputs that accept one of them are kept.
    pub products: Vec<String>,
    /// Months of use that are kept.
    pub target: f64,
    /// Months in which it is filled.
    pub fill: f64,
    /// Expected availability below which it is released, from 0 to 1.
    pub release_below: f64,
    /// Months in which it is emptied while it is released: each month the share `1 - exp(-1 / release)` of it.
    pub release: f64,
}

impl Default for Stockpile {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            products: Vec::new(),
            target: 0.0,
            fill: 12.0,
            release_below: 0.9,
            release: 3.0,
        }
    }
}

impl Act for Stockpile {
    const KEYS: &'static [&'static [Key]] = &[&[
        AT,
        TRADED,
        Key::new("target", KeyKind::Months, "\"60 days\"", "duration of base use that is kept"),
        Key::new("fill", KeyKind::Months, "\"2 years\"", "duration in which it is filled")
            .or(Absent::Value("1 year")),
        Key::new(
            "release-below",
            KeyKind::Share,
            "\"80 %\"",
            "expected availability below which it is released",
        )
        .or(Absent::Value("90 %")),
        Key::new("release", KeyKind::Months, "\"3 months\"", "duration in which it is emptied")
            .or(Absent::Value("3 months")),
    ]];

    fn read(values: &Values) -> Self {
        Self {
            places: values.texts("at"),
            products: values.texts("products"),
            target: values.number("target"),
            fill: values.number("fill"),
            release_below: values.number("release-below"),
            release: values.number("release"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [
            positive("target", self.target),
            positive("fill", self.fill),
            share("release-below", self.release_below),
            positive("release", self.release),
        ];
        let slots = require(self.slots(network), checks)?;
        let rule = ReserveRule { fill: self.fill, release_below: self.release_below, release: self.release };
        let rule = Rule::Reserve { target: self.target, rule };
        Ok(vec![Effect::with(Channel::Reserve, Targets::Slots(slots), rule)])
    }
}

impl Stockpile {
    /// Inputs of the users that accept one of the products.
    fn slots(&self, network: &Network) -> Result<Vec<(SiteIndex, usize)>, Vec<Problem>> {
        let mut problems = Vec::new();
        let products = products(network, &self.products, &mut problems);
        let users = SiteScope { places: self.places.clone(), ..SiteScope::default() }.sites(network);
        let users = users.unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        let inputs = |&site: &SiteIndex| {
            let slots = network.site(site).slots.iter().enumerate();
            let kept = slots.filter(|(_, slot)| slot.accepts.iter().any(|(one, _)| products.contains(one)));
            kept.map(|(slot, _)| (site, slot)).collect::<Vec<_>>()
        };
        Ok(users.iter().flat_map(inputs).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn inputs_that_accept_the_product_are_kept_whatever_is_made_of_them() {
        let network = example::network();
        let kept = |at: &str, product: &str| {
            let names = |name: &str| vec![name.to_owned()];
            let stockpile = Stockpile { places: names(at), products: names(product), ..Stockpile::default() };
            let slots = stockpile.slots(&network).expect("sound");
            slots.iter().map(|&(site, _)| network.site(site).id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(kept("CCC", "ore"), ["smelter"]);
        assert_eq!(kept("CCC", "metal"), ["ccc-cells", "ccc-metal"]);
        assert!(kept("AAA", "metal").is_empty());
    }
}
