//! Final demand that moves from one product to another.

use std::collections::BTreeMap;

use oreflow_network::{CountryCode, Network, Problem, ProblemKind, SiteIndex, SiteKind};

use super::effect::{not_negative, share};
use super::scope::{AT, keep};
use super::{Absent, Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// A share of final demand moves to another product, country by country, in proportion to who uses it there.
///
/// What moves is a share of base demand; it does not follow other changes of the demand that it leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitution {
    /// Places of the consumers.
    pub places: Vec<String>,
    /// Demand that is left: a product or group, by the name of the demand that consumers serve.
    pub product: String,
    /// Demand that takes over.
    pub to: String,
    /// Share of base demand that moves, from 0 to 1.
    pub share: f64,
    /// Tonnes of the new product for a tonne of the old.
    pub conversion: f64,
}

impl Default for Substitution {
    fn default() -> Self {
        Self { places: Vec::new(), product: String::new(), to: String::new(), share: 0.0, conversion: 1.0 }
    }
}

impl Act for Substitution {
    const KEYS: &'static [&'static [Key]] = &[&[
        AT,
        Key::new("product", KeyKind::Text, "\"nmc-cells\"", "demand that is left, a product or group"),
        Key::new("to", KeyKind::Text, "\"lfp-cells\"", "demand that takes over in the same countries"),
        Key::new("share", KeyKind::Share, "\"20 %\"", "share of base demand that moves"),
        Key::new(
            "conversion",
            KeyKind::Multiple("tonnes for a tonne"),
            "1.1",
            "tonnes of the new product for a tonne of the old",
        )
        .or(Absent::Value("1")),
    ]];

    fn read(values: &Values) -> Self {
        Self {
            places: values.texts("at"),
            product: values.text("product"),
            to: values.text("to"),
            share: values.number("share"),
            conversion: values.number("conversion"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [share("share", self.share), not_negative("conversion", self.conversion)];
        let mut problems: Vec<Problem> = checks.into_iter().flatten().collect();
        let products = vec![self.product.clone()];
        let scope = SiteScope { places: self.places.clone(), products, ..SiteScope::default() };
        let givers = scope.consumers(network).unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        let taken = keep(network.select_products(&self.to), &mut problems);
        if givers.iter().any(|&site| taken.contains(&network.site(site).product)) {
            let problem = Problem::new(format!("'{}' would replace itself", self.to));
            problems.push(problem.help("name two demands that have no product in common"));
        }
        let givers_by_country = by_country(network, givers.iter().copied());
        let all = (0..network.sites().len()).map(|position| SiteIndex(position as u32));
        let takers = all.filter(|&site| {
            network.site(site).kind == SiteKind::Consumer && taken.contains(&network.site(site).product)
        });
        let takers_by_country = by_country(network, takers);
        let mut effects = vec![Effect::new(Channel::Demand, Targets::Sites(givers), 1.0 - self.share)];
        for (country, (_, freed)) in &givers_by_country {
            let Some((takers, base)) = takers_by_country.get(country) else {
                let problem = Problem::new(format!("nobody in {country} has a demand for '{}'", self.to))
                    .kind(ProblemKind::Empty);
                problems.push(problem.help("name places that have one, or another demand"));
                continue;
            };
            let level = 1.0 + self.share * self.conversion * freed / base;
            effects.push(Effect::new(Channel::Demand, Targets::Sites(takers.clone()), level));
        }
        if problems.is_empty() { Ok(effects) } else { Err(problems) }
    }
}

/// Sites with their base use, by country.
fn by_country(
    network: &Network,
    sites: impl Iterator<Item = SiteIndex>,
) -> BTreeMap<CountryCode, (Vec<SiteIndex>, f64)> {
    let mut countries: BTreeMap<CountryCode, (Vec<SiteIndex>, f64)> = BTreeMap::new();
    for site in sites {
        let (members, base) = countries.entry(network.site(site).country).or_default();
        members.push(site);
        *base += network.site(site).output.0;
    }
    countries
}

#[cfg(test)]
mod tests {
    use super::super::{Rule, example};
    use super::*;

    fn substitution(at: &str, to: &str) -> Substitution {
        Substitution {
            places: vec![at.to_owned()],
            product: "metal".to_owned(),
            to: to.to_owned(),
            share: 0.2,
            conversion: 0.5,
        }
    }

    #[test]
    fn the_tonnes_that_leave_arrive_converted() {
        let effects = substitution("CCC", "cells").effects(&example::network()).expect("sound");
        let levels: Vec<&Rule> = effects.iter().map(|effect| &effect.rule).collect();
        // A fifth of 300 t/yr of metal, halved, comes to 100 t/yr of cells.
        assert_eq!(levels, [&Rule::Level(0.8), &Rule::Level(1.3)]);
    }

    #[test]
    fn demand_does_not_vanish() {
        let problems = substitution("world", "cells").effects(&example::network()).expect_err("no cells");
        assert_eq!(problems[0].message, "nobody in BBB has a demand for 'cells'");
        let problems = substitution("CCC", "*").effects(&example::network()).expect_err("itself");
        assert_eq!(problems[0].message, "'*' would replace itself");
    }
}
