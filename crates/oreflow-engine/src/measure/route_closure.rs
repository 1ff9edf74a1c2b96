//! Straits and canals that close.

use oreflow_network::{Cargo, LinkIndex, Network, Problem};

use super::effect::{months, not_negative, require, share};
use super::scope::keep;
use super::{Absent, Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// Routes through straits and canals are longer, dearer, or let less pass.
///
/// A voyage takes whole steps, so a detour is rounded to the step of the run: half a month is nothing in steps of a quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteClosure {
    /// Straits and canals, as links name them.
    pub passages: Vec<String>,
    /// Cargoes that are touched, `bulk` or `container`; empty for all.
    pub cargo: Vec<String>,
    /// Months that the detour takes longer.
    pub delay: f64,
    /// Multiple of freight.
    pub freight: f64,
    /// Share of orders that can still pass, by whatever way, from 0 to 1.
    pub capacity: f64,
}

impl Default for RouteClosure {
    fn default() -> Self {
        Self { passages: Vec::new(), cargo: Vec::new(), delay: 0.0, freight: 1.0, capacity: 1.0 }
    }
}

/// One of them is needed.
const ANY: &[&str] = &["delay", "freight", "capacity"];

impl Act for RouteClosure {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("passages", KeyKind::Texts, "[\"suez\"]", "straits and canals, as links name them"),
        Key::new("cargo", KeyKind::Texts, "[\"container\"]", "cargoes that are touched, bulk or container")
            .or(Absent::Empty("all")),
        Key::new(
            "delay",
            KeyKind::Months,
            "\"2 weeks\"",
            "time that the detour takes longer, 120 months at most",
        )
        .or(Absent::OneOf(ANY, "0 months")),
        Key::new("freight", KeyKind::Multiple("a multiple of freight"), "2.5", "multiple of freight")
            .or(Absent::OneOf(ANY, "1")),
        Key::new("capacity", KeyKind::Share, "\"40 %\"", "share that can still pass, by whatever way")
            .or(Absent::OneOf(ANY, "100 %")),
    ]];

    fn read(values: &Values) -> Self {
        Self {
            passages: values.texts("passages"),
            cargo: values.texts("cargo"),
            delay: values.number("delay"),
            freight: values.number("freight"),
            capacity: values.number("capacity"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut links: Vec<LinkIndex> = Vec::new();
        for passage in &self.passages {
            links.extend(keep(network.select_passage(passage), &mut problems));
        }
        let read = |name: &String| name.parse::<Cargo>();
        let cargoes: Vec<Cargo> = self
            .cargo
            .iter()
            .filter_map(|name| read(name).map_err(|problem| problems.push(problem)).ok())
            .collect();
        links.retain(|&link| {
            let cargo = network.product(network.link(link).product).cargo;
            self.cargo.is_empty() || cargoes.contains(&cargo)
        });
        links.sort_unstable();
        links.dedup();
        let checks = [
            months("delay", self.delay),
            not_negative("freight", self.freight),
            share("capacity", self.capacity),
        ];
        let links = require(if problems.is_empty() { Ok(links) } else { Err(problems) }, checks)?;
        let levels = [
            (Channel::Delay, self.delay),
            (Channel::Freight, self.freight),
            (Channel::Permission, self.capacity),
        ];
        let effect = |(channel, level)| Effect::new(channel, Targets::Links(links.clone()), level);
        Ok(levels.into_iter().map(effect).collect())
    }
}
