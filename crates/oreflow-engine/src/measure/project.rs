//! Capacity of one site that is sure to be built.

use oreflow_network::{Network, Problem, SiteKind};

use super::effect::not_negative;
use super::{Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// A site gets capacity, announced long before: a ramp, a slippage and a chance say how it comes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The site.
    pub site: String,
    /// Capacity added in t/yr.
    pub capacity: f64,
}

impl Act for Project {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("site", KeyKind::Text, "\"idn-morowali\"", "the site"),
        Key::new("capacity", KeyKind::Volume, "\"30 kt/yr\"", "capacity added"),
    ]];

    fn read(values: &Values) -> Self {
        Self { site: values.text("site"), capacity: values.number("capacity") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems: Vec<Problem> = not_negative("capacity", self.capacity).into_iter().collect();
        let site = network.site_index(&self.site);
        match (site, network.select_sites(&self.site)) {
            (Some(site), _) if network.site(site).kind == SiteKind::Consumer => {
                let problem = Problem::new(format!("'{}' is final demand and has no capacity", self.site));
                problems.push(problem.help("name a site that makes something, or write a demand-path"));
            }
            (Some(_), _) => {}
            (None, Err(problem)) => problems.push(problem),
            (None, Ok(sites)) => {
                let first = network.site(sites[0]).id.as_str();
                let problem = Problem::new(format!("'{}' is not one site", self.site));
                problems.push(problem.help(format!("name one site, such as '{first}'")));
            }
        }
        match site {
            Some(site) if problems.is_empty() => {
                let targets = Targets::Sites(vec![site]);
                Ok(vec![Effect::new(Channel::AddedCapacity, targets, self.capacity)])
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn one_site_that_makes_something_is_needed() {
        let problems = |site: &str| {
            let project = Project { site: site.to_owned(), capacity: 10.0 };
            project.effects(&example::network()).err().map(|problems| problems[0].to_string())
        };
        assert_eq!(problems("aaa-mine"), None);
        assert!(problems("world").is_some_and(|problem| problem.contains("not one site")));
        assert!(problems("ccc-cells").is_some_and(|problem| problem.contains("final demand")));
    }
}
