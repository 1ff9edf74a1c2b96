//! Producers who withhold together.

use std::collections::BTreeSet;

use oreflow_network::{Network, Problem, SiteIndex};

use super::effect::{not_negative, share};
use super::scope::TRADED;
use super::{Absent, Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// Members withhold a share of their capacity, each until it defects or the cartel ends.
///
/// Each country of a group is a member of its own. A member defects at a constant rate, drawn for each trial; who has
/// left does not come back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cartel {
    /// Members: countries, groups of countries, `owner:` and a country, or sites.
    pub members: Vec<String>,
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Share of capacity withheld, from 0 to 1.
    pub withheld: f64,
    /// Rate at which each member leaves, 1/yr.
    pub defection: f64,
}

impl Act for Cartel {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new(
            "members",
            KeyKind::Texts,
            "[\"IDN\", \"PHL\"]",
            "countries, groups (each country is a member), `owner:` and country, or sites",
        ),
        TRADED,
        Key::new("withheld", KeyKind::Share, "\"15 %\"", "share of capacity withheld"),
        Key::new("defection", KeyKind::Rate, "\"10 % / year\"", "rate at which each member leaves")
            .or(Absent::Value("0 / year")),
    ]];

    fn read(values: &Values) -> Self {
        Self {
            members: values.texts("members"),
            products: values.texts("products"),
            withheld: values.number("withheld"),
            defection: values.number("defection"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let checks = [share("withheld", self.withheld), not_negative("defection", self.defection)];
        let mut problems: Vec<Problem> = checks.into_iter().flatten().collect();
        let mut taken: BTreeSet<SiteIndex> = BTreeSet::new();
        let mut effects = Vec::new();
        for member in self.single_members(network) {
            let scope = SiteScope {
                places: vec![member.clone()],
                products: self.products.clone(),
                ..SiteScope::default()
            };
            let sites = match scope.makers(network) {
                Ok(sites) => sites,
                Err(found) => {
                    let new = found.into_iter().filter(|problem| !problems.contains(problem));
                    problems.extend(new.collect::<Vec<_>>());
                    continue;
                }
            };
            if sites.iter().any(|&site| !taken.insert(site)) {
                let problem = Problem::new(format!("'{member}' shares sites with another member"));
                problems.push(problem.help("name each site once, by its country or by itself"));
            }
            let effect = Effect::new(Channel::Capacity, Targets::Sites(sites), 1.0 - self.withheld);
            effects.push(effect.unless(&member, self.defection));
        }
        if problems.is_empty() { Ok(effects) } else { Err(problems) }
    }

    fn actors(&self) -> &[String] {
        &self.members
    }
}

impl Cartel {
    /// Members, groups taken apart into those of their countries that have sites.
    fn single_members(&self, network: &Network) -> BTreeSet<String> {
        let countries = |name: &String| -> Vec<String> {
            match network.groups().get(name) {
                Some(members) => members
                    .iter()
                    .map(ToString::to_string)
                    .filter(|country| network.select_sites(country).is_ok())
                    .collect(),
                None => vec![name.clone()],
            }
        };
        self.members.iter().flat_map(countries).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Rule, example};
    use super::*;

    fn cartel(members: &[&str]) -> Cartel {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Cartel { members: names(members), products: names(&["ore"]), withheld: 0.2, defection: 0.1 }
    }

    #[test]
    fn each_country_of_a_group_withholds_and_may_leave_on_its_own() {
        let effects = cartel(&["BLOC"]).effects(&example::network()).expect("sound");
        let members: Vec<&str> =
            effects.iter().filter_map(|effect| Some(effect.defection.as_ref()?.member.as_str())).collect();
        assert_eq!(members, ["AAA", "BBB"]);
        assert!(effects.iter().all(|effect| effect.rule == Rule::Level(0.8)));
    }

    #[test]
    fn nobody_withholds_twice() {
        let problems = cartel(&["AAA", "aaa-mine"]).effects(&example::network()).expect_err("twice");
        assert_eq!(problems[0].message, "'aaa-mine' shares sites with another member");
        let once = cartel(&["AAA", "BLOC"]).effects(&example::network()).expect("the same country");
        assert_eq!(once.len(), 2);
    }
}
