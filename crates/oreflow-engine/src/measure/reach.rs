//! What must be known of measures before a network is compiled.

use oreflow_network::Network;

use super::{Channel, Effect, Rule, Targets};

/// What effects may do that shapes how a network is compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// Longest delay of each link of the network in months; empty where there is none.
    pub(crate) delays: Vec<f64>,
    /// Sites that may serve some buyers before others; empty where there are none.
    pub(crate) ranking: Vec<bool>,
}

impl Reach {
    /// How far these effects reach.
    pub(crate) fn of(effects: &[(usize, Effect)], network: &Network) -> Self {
        let mut reach =
            Self { delays: vec![0.0; network.links().len()], ranking: vec![false; network.sites().len()] };
        for (_, effect) in effects {
            let Targets::Links(touched) = &effect.targets else { continue };
            for &link in touched {
                match (effect.channel, &effect.rule) {
                    (Channel::Delay, Rule::Level(months)) => {
                        let longest = &mut reach.delays[link.position()];
                        *longest = longest.max(*months);
                    }
                    (Channel::Priority, _) => reach.ranking[network.link(link).from.position()] = true,
                    _ => {}
                }
            }
        }
        reach
    }
}
