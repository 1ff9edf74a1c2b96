//! Capacity of one site that is sure to be built: of a project of the network, or as given.

use oreflow_network::{Network, Problem, ProblemKind, SiteKind};

use super::effect::not_negative;
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// A site gets capacity, announced long before: a ramp, a slippage and a chance say how it comes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// A project of the network, which gives site and capacity; empty for a site of its own.
    pub project: String,
    /// The site; empty for that of the project.
    pub site: String,
    /// Capacity added in t/yr, or in units of the site's product; 0 for that of the project.
    pub capacity: f64,
}

/// What stands in a file for no project, and for the site of the project.
const NONE: &str = "none";
const PLANNED: &str = "planned";
const SITE: &[&str] = &["site", "project"];
const CAPACITY: &[&str] = &["capacity", "project"];

impl Project {
    /// Capacity that is added to a site, in t/yr, or in units of the site's product.
    pub fn at(site: &str, capacity: f64) -> Self {
        Self { site: site.to_owned(), capacity, ..Self::default() }
    }

    /// A project that the network plans.
    pub fn planned(project: &str) -> Self {
        Self { project: project.to_owned(), ..Self::default() }
    }

    /// Site and capacity, with what the network says of the project.
    fn plan(&self, network: &Network) -> Result<(String, f64), Problem> {
        if self.project.is_empty() {
            return Ok((self.site.clone(), self.capacity));
        }
        let known = network.projects();
        let Some(planned) = known.iter().find(|project| project.id == self.project) else {
            let names: Vec<&str> = known.iter().map(|project| project.id.as_str()).collect();
            let problem = Problem::new(format!("the network has no project '{}'", self.project))
                .kind(ProblemKind::Unknown);
            return Err(problem.help(if names.is_empty() {
                "it plans none: write site and capacity".to_owned()
            } else {
                format!("it plans {}", names.join(", "))
            }));
        };
        let own = network.site(planned.site).id.as_str();
        if !self.site.is_empty() && self.site != own {
            let problem =
                Problem::new(format!("project '{}' is of site {own}, not of {}", self.project, self.site));
            return Err(problem.help("leave the site out"));
        }
        let capacity = if self.capacity > 0.0 { self.capacity } else { planned.capacity.0 };
        Ok((own.to_owned(), capacity))
    }
}

impl Act for Project {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("project", KeyKind::Text, "\"idn-mempawah\"", "a project that the network plans")
            .or(Absent::Value(NONE)),
        Key::new("site", KeyKind::Text, "\"idn-morowali\"", "the site, if not that of the project")
            .or(Absent::OneOf(SITE, PLANNED)),
        Key::new("capacity", KeyKind::Volume, "\"30 kt/yr\"", "capacity added, if not that of the project")
            .or(Absent::OneOf(CAPACITY, "0 t/yr")),
    ]];

    fn read(values: &Values) -> Self {
        let named = |key: &str, absent: &str| {
            Some(values.text(key)).filter(|name| name != absent).unwrap_or_default()
        };
        Self {
            project: named("project", NONE),
            site: named("site", PLANNED),
            capacity: values.number("capacity"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems: Vec<Problem> = not_negative("capacity", self.capacity).into_iter().collect();
        let (name, capacity) = self.plan(network).map_err(|problem| vec![problem])?;
        let site = network.site_index(&name);
        match (site, network.select_sites(&name)) {
            (Some(site), _) if network.site(site).kind == SiteKind::Consumer => {
                let problem = Problem::new(format!("'{name}' is final demand and has no capacity"));
                problems.push(problem.help("name a site that makes something, or write a demand-path"));
            }
            (Some(_), _) => {}
            (None, Err(problem)) => problems.push(problem),
            (None, Ok(sites)) => {
                let first = network.site(sites[0]).id.as_str();
                let problem = Problem::new(format!("'{name}' is not one site"));
                problems.push(problem.help(format!("name one site, such as '{first}'")));
            }
        }
        match site {
            Some(site) if problems.is_empty() => {
                let targets = Targets::Sites(vec![site]);
                Ok(vec![Effect::new(Channel::AddedCapacity, targets, capacity)])
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
            let project = Project::at(site, 10.0);
            project.effects(&example::network()).err().map(|problems| problems[0].to_string())
        };
        assert_eq!(problems("aaa-mine"), None);
        assert!(problems("world").is_some_and(|problem| problem.contains("not one site")));
        assert!(problems("ccc-cells").is_some_and(|problem| problem.contains("final demand")));
    }

    #[test]
    fn a_project_of_the_network_gives_site_and_capacity() {
        let network = example::network();
        let added = |project: &Project| {
            let effects = project.effects(&network).map_err(|problems| problems[0].to_string())?;
            Ok::<_, String>((effects[0].targets.clone(), effects[0].rule.clone()))
        };
        let planned = added(&Project::planned("bbb-shaft")).expect("planned");
        assert_eq!(planned, added(&Project::at("bbb-mine", 30.0)).expect("the same"));
        let smaller = Project { capacity: 20.0, ..Project::planned("bbb-shaft") };
        assert_eq!(added(&smaller), added(&Project::at("bbb-mine", 20.0)));
        let elsewhere = Project { site: "aaa-mine".to_owned(), ..Project::planned("bbb-shaft") };
        assert!(added(&elsewhere).is_err_and(|problem| problem.contains("is of site bbb-mine")));
        assert!(
            added(&Project::planned("bbb-pit")).is_err_and(|problem| problem.contains("it plans bbb-shaft"))
        );
    }
}
