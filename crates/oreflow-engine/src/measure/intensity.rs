//! Makers who need more or less of an input.

use oreflow_network::{Network, Problem, ProductIndex, SiteIndex, SiteKind};

use super::effect::{positive, require};
use super::scope::products;
use super::{Act, Channel, Effect, Key, KeyKind, SiteScope, Targets, Values};

/// A unit of output takes more or less of an input: thrift, another chemistry, a poorer ore.
///
/// Beside a path of demand it is what a change of technology does to demand for a mineral. Where it grows to several technologies
/// at once, each input has a measure of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Intensity {
    /// Which sites, by what they make.
    pub scope: SiteScope,
    /// Products or groups of products; inputs that accept one of them are meant.
    pub inputs: Vec<String>,
    /// Multiple of the input for a unit of output.
    pub factor: f64,
}

impl Default for Intensity {
    fn default() -> Self {
        Self { scope: SiteScope::default(), inputs: Vec::new(), factor: 1.0 }
    }
}

impl Act for Intensity {
    const KEYS: &'static [&'static [Key]] = &[
        SiteScope::KEYS,
        &[
            Key::new(
                "inputs",
                KeyKind::Texts,
                "[\"cobalt-sulphate\"]",
                "products or groups of products; inputs that accept one of them are meant",
            ),
            Key::new(
                "factor",
                KeyKind::Multiple("a multiple of an input"),
                "0.6",
                "multiple of the input for a unit of output",
            ),
        ],
    ];

    fn read(values: &Values) -> Self {
        Self {
            scope: SiteScope::read(values),
            inputs: values.texts("inputs"),
            factor: values.number("factor"),
        }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems = Vec::new();
        if self.inputs.is_empty() {
            problems.push(Problem::new("no input is named").help("name products, or '*' for all"));
        }
        let inputs = products(network, &self.inputs, &mut problems);
        let sites = self.scope.sites(network).unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        let meant = |&site: &SiteIndex| {
            let slots = network.site(site).slots.iter().enumerate();
            let meant = slots.filter(|(_, slot)| slot.accepts.iter().any(|(one, _)| inputs.contains(one)));
            meant.map(|(slot, _)| (site, slot)).collect::<Vec<_>>()
        };
        let slots: Vec<(SiteIndex, usize)> = sites.iter().flat_map(meant).collect();
        problems
            .extend(slots.iter().filter_map(|&(site, slot)| self.metal_from_nothing(network, site, slot)));
        let found = if problems.is_empty() { Ok(slots) } else { Err(problems) };
        let slots = require(found, [positive("factor", self.factor)])?;
        Ok(vec![Effect::new(Channel::Intensity, Targets::Slots(slots), self.factor)])
    }
}

impl Intensity {
    /// A problem if less of the input would hold less of the metal than what is made of it.
    fn metal_from_nothing(&self, network: &Network, index: SiteIndex, slot: usize) -> Option<Problem> {
        let site = network.site(index);
        let output = network.product(site.product);
        if site.kind == SiteKind::Consumer || !site.hosts.is_empty() || output.content <= 0.0 {
            return None;
        }
        let content = |&(product, conversion): &(ProductIndex, f64)| {
            let input = network.product(product);
            if input.metal == output.metal { input.content / conversion } else { 0.0 }
        };
        let brought = |number: usize, factor: f64| {
            let slot = &site.slots[number];
            slot.accepts.iter().map(content).fold(f64::INFINITY, f64::min) * slot.per_unit * factor
        };
        let own = brought(slot, self.factor);
        let others: f64 = (0..site.slots.len()).filter(|&n| n != slot).map(|n| brought(n, 1.0)).sum();
        let less = own > 0.0 && self.factor < 1.0 && own + others < output.content * (1.0 - 1e-9);
        less.then(|| {
            Problem::new(format!("site {} would make {} from nothing", site.id, output.id)).help(
                "a metal is made of no less than itself: name goods, or a factor that its recovery allows",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn inputs_are_slots_of_what_is_made() {
        let network = example::network();
        let names = |name: &str| vec![name.to_owned()];
        let touched = |made: &str, factor: f64| {
            let scope = SiteScope::at("world").of(&[made]);
            let effects = Intensity { scope, inputs: names("metal"), factor }.effects(&network);
            effects.map(|effects| effects[0].targets.clone()).map_err(|problems| problems[0].message.clone())
        };
        let cells = network.site_index("ccc-cells").expect("users of cells");
        assert_eq!(touched("cells", 0.5), Ok(Targets::Slots(vec![(cells, 0)])));
        assert!(touched("cells", 0.0).is_err_and(|problem| problem.contains("factor is 0")));
        let ore = Intensity { scope: SiteScope::at("smelter"), inputs: names("ore"), factor: 0.9 };
        let problem = ore.effects(&network).expect_err("mass from nothing").remove(0).message;
        assert_eq!(problem, "site smelter would make metal from nothing");
        assert!(Intensity { factor: 1.1, ..ore }.effects(&network).is_ok());
    }
}
