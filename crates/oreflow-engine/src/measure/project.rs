//! Capacity of one site that is sure to be built.

use oreflow_network::{Network, Problem};

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
