//! What is checked of hazards.

use std::collections::{BTreeMap, BTreeSet};

use oreflow_network::{Problem, ProblemKind};
use oreflow_random::{Distribution, Quantile};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Arrival, Hazard, Scalings, is_duration};
use crate::check::{Check, is_quota, partly};
use crate::error::Item;
use crate::measure::{Action, Effect};

impl Check<'_> {
    /// Effects of all hazards, each with its owner.
    pub(crate) fn hazards(&mut self) -> Vec<(usize, Effect)> {
        let measures = &self.experiment.measures;
        let mut ids: BTreeSet<&str> = measures.iter().map(|measure| measure.id.as_str()).collect();
        let mut placed = Vec::new();
        for (position, hazard) in self.experiment.hazards.iter().enumerate() {
            let item = Item::Hazard(position);
            if !ids.insert(hazard.id.as_str()) {
                let message = format!("there are two measures or hazards '{}'", hazard.id);
                self.problem(item, message, "give each an id of its own");
            }
            self.arrival(item, hazard);
            if hazard.duration.as_ref().is_some_and(|duration| !is_duration(duration)) {
                self.problem(item, "the duration may be negative", "use a distribution of positive numbers");
            }
            for (key, months) in [("ramp", hazard.ramp), ("recovery", hazard.recovery)] {
                if !(0.0..=2400.0).contains(&months) {
                    let help = "write a duration up to 200 years";
                    self.problem(item, format!("{key} is {months} months"), help);
                }
            }
            if let Some(severity) = &hazard.severity
                && (severity.quantile(1e-9) < 0.0 || severity.quantile(1.0 - 1e-9) > 1.0)
            {
                self.problem(item, "the severity may lie outside 0 to 1", "use a distribution of shares");
            }
            let owner = measures.len() + position;
            match hazard.action.effects(&self.experiment.network) {
                Ok(effects) => {
                    let partly = |severity: &Distribution| {
                        [1e-9, 0.5, 1.0 - 1e-9].into_iter().any(|p| partly(severity.quantile(p)))
                    };
                    if effects.iter().any(is_quota) && hazard.severity.as_ref().is_some_and(partly) {
                        let help = "give its volume, and no severity";
                        self.problem(item, "a quota is in force or not", help);
                    }
                    if effects.iter().any(is_quota) {
                        self.whole_quota(item, hazard.ramp, hazard.recovery);
                    }
                    placed.extend(self.keep(item, &hazard.id, owner, effects, false));
                }
                Err(found) => self.problems.extend(found.into_iter().map(|problem| (item, problem))),
            }
        }
        placed
    }

    /// How often a hazard strikes.
    fn arrival(&mut self, item: Item, hazard: &Hazard) {
        const SHARE: &str = "write a share from 0 to 1, or from 0 % to 100 %";
        const POSITIVE: &str = "use a distribution of positive numbers";
        let share = |p: f64| (0.0..=1.0).contains(&p);
        let duration = |d: &Option<Distribution>| d.as_ref().is_none_or(is_duration);
        match &hazard.arrival {
            // Nothing of its own: contagion alone may bring it.
            Arrival::Rate(0.0) if !hazard.contagion.is_empty() => {}
            Arrival::Rate(rate) if !(*rate > 0.0 && *rate <= MOST_A_YEAR) => {
                self.problem(
                    item,
                    format!("rate is {rate} / year"),
                    "write a positive rate, at most one a day",
                );
            }
            Arrival::Interval(interval)
                if !(is_duration(interval) && interval.quantile(0.5) * MOST_A_YEAR >= 12.0) =>
            {
                let help = "use a distribution of positive numbers, with a median of a day or more";
                self.problem(item, "the interval may be negative, or is shorter than a day", help);
            }
            Arrival::Probability(p)
            | Arrival::Date { probability: p, .. }
            | Arrival::With { probability: p, .. }
                if !share(*p) =>
            {
                self.problem(item, format!("probability is {p}"), SHARE);
            }
            Arrival::Date { day, slippage: None, .. }
                if *day < self.experiment.calendar.start() || *day >= self.experiment.calendar.end() =>
            {
                self.warnings
                    .push((item, format!("its day {day} is not within the run, and it never strikes")));
            }
            Arrival::Date { slippage, .. } if !duration(slippage) => {
                self.problem(item, "the slippage may be negative", POSITIVE);
            }
            Arrival::With { delay, .. } if !duration(delay) => {
                self.problem(item, "the delay may be negative", POSITIVE);
            }
            _ => {}
        }
        if !hazard.contagion.is_empty() && !matches!(hazard.arrival, Arrival::Rate(_)) {
            let help = "give it a rate, which may be 0 / year";
            self.problem(item, "contagion adds to a rate, and this has none", help);
        }
        for contagion in &hazard.contagion {
            if !(contagion.rate > 0.0 && contagion.rate <= MOST_A_YEAR) {
                let message = format!("contagion adds {} / year", contagion.rate);
                self.problem(item, message, "write a positive rate, at most one a day");
            }
            if !(contagion.half_life > 0.0 && contagion.half_life <= 2400.0) {
                let message = format!("contagion has a half-life of {} months", contagion.half_life);
                self.problem(item, message, "write a positive duration up to 200 years");
            }
        }
    }

    /// Groups of hazards that strike in one order of time, each after the groups that it waits for.
    pub(crate) fn conditions(&mut self) -> Vec<Vec<usize>> {
        let hazards = &self.experiment.hazards;
        let position: BTreeMap<&str, usize> =
            hazards.iter().enumerate().map(|(position, hazard)| (hazard.id.as_str(), position)).collect();
        for (number, hazard) in hazards.iter().enumerate() {
            for (id, verb) in hazard
                .waits_for()
                .map(|id| (id, "waits for"))
                .chain(hazard.excited_by().map(|id| (id, "catches")))
            {
                let measure = self.experiment.measures.iter().any(|measure| measure.id == id);
                if !measure && !position.contains_key(id) {
                    let message = format!("it {verb} '{id}', which is no measure or hazard");
                    self.problem(Item::Hazard(number), message, "name the id of another measure or hazard");
                }
            }
        }
        self.scaled(&position);
        let hazards = &self.experiment.hazards;
        let scaled =
            Scaled { scalings: &self.experiment.scalings(), measures: self.experiment.measures.len() };
        let waits = graph(hazards, |number| {
            let waits = hazards[number].waits_for().filter_map(|id| position.get(id).copied());
            waits.chain(scaled.by(number)).collect()
        });
        for group in tarjan_scc(&waits) {
            let first = group[0];
            if group.len() > 1 || waits.contains_edge(first, first) {
                let mut numbers: Vec<usize> = group.iter().map(|node| node.index()).collect();
                numbers.sort_unstable();
                for number in numbers {
                    let id = hazards[number].waits_for().find(|id| {
                        position.get(id).is_some_and(|&other| group.contains(&NodeIndex::new(other)))
                    });
                    let message = format!(
                        "hazards wait for each other in a ring through '{}'",
                        id.unwrap_or(&hazards[number].id)
                    );
                    self.ring(number, message, "let one of them come first");
                }
            }
        }
        let all = graph(hazards, |number| {
            let ids = hazards[number].waits_for().chain(hazards[number].excited_by());
            ids.filter_map(|id| position.get(id).copied()).chain(scaled.by(number)).collect()
        });
        let sorted = |group: Vec<NodeIndex>| {
            let mut numbers: Vec<usize> = group.into_iter().map(NodeIndex::index).collect();
            numbers.sort_unstable();
            numbers
        };
        // Components come in the order in which arrows lead: what is waited for first.
        let groups: Vec<Vec<usize>> = tarjan_scc(&all).into_iter().map(sorted).collect();
        self.rings(&groups);
        groups
    }

    /// Refuses to scale what is no hazard.
    fn scaled(&mut self, position: &BTreeMap<&str, usize>) {
        let measures = self.experiment.measures.iter().enumerate();
        let measures = measures.map(|(number, measure)| (Item::Measure(number), &measure.action));
        let hazards = self.experiment.hazards.iter().enumerate();
        let hazards = hazards.map(|(number, hazard)| (Item::Hazard(number), &hazard.action));
        for (item, action) in measures.chain(hazards) {
            let Action::HazardRate(rate) = action else { continue };
            for id in rate.hazards.iter().filter(|id| !position.contains_key(id.as_str())) {
                let message = format!("it scales the rate of '{id}', which is no hazard");
                self.problem(item, message, "name the id of a hazard");
            }
        }
    }

    fn ring(&mut self, hazard: usize, message: impl Into<String>, help: &str) {
        self.problems.push((Item::Hazard(hazard), Problem::new(message).help(help).kind(ProblemKind::Ring)));
    }

    /// Refuses what cannot be in a ring of contagion: chances of a whole run, and strikes without end.
    fn rings(&mut self, groups: &[Vec<usize>]) {
        let hazards = &self.experiment.hazards;
        for group in groups {
            // Rings of waiting alone were told already.
            let excites = group.iter().any(|&number| !hazards[number].contagion.is_empty());
            for &number in group.iter().filter(|_| excites) {
                let hazard = &hazards[number];
                let within = hazard.waits_for().any(|id| group.iter().any(|&other| hazards[other].id == id));
                if within && matches!(hazard.arrival, Arrival::Probability(_)) {
                    let help = "give it a rate instead of a probability";
                    self.ring(number, "it waits for a hazard that it excites in turn", help);
                }
            }
            let radius = offspring(hazards, group);
            if radius >= 1.0 {
                let message = format!("each strike brings on {radius:.2} others, without end");
                self.ring(group[0], message, "lower the rate of the contagion or its half-life");
            }
        }
    }
}

/// Which hazards scale the rate of others.
struct Scaled<'a> {
    scalings: &'a Scalings,
    /// Number of measures, which come first among owners.
    measures: usize,
}

impl Scaled<'_> {
    /// Hazards that scale the rate of a hazard.
    fn by(&self, hazard: usize) -> impl Iterator<Item = usize> {
        self.scalings[hazard].iter().filter_map(|&(owner, _)| owner.checked_sub(self.measures))
    }
}

/// More strikes than this are no events but a state.
const MOST_A_YEAR: f64 = 365.25;

/// An arrow from each hazard to each of the others that is given for it.
fn graph(hazards: &[Hazard], others: impl Fn(usize) -> Vec<usize>) -> DiGraph<(), ()> {
    let arrows = (0..hazards.len()).flat_map(|number| {
        others(number).into_iter().map(move |other| (number as u32, other as u32)).collect::<Vec<_>>()
    });
    let mut graph = DiGraph::from_edges(arrows);
    while graph.node_count() < hazards.len() {
        graph.add_node(());
    }
    graph
}

/// How many strikes one strike of a group brings on by contagion, generation after generation: the spectral radius of the
/// branching. Hazards that last for good strike once and are left out.
fn offspring(hazards: &[Hazard], group: &[usize]) -> f64 {
    let again: Vec<usize> =
        group.iter().copied().filter(|&number| hazards[number].duration.is_some()).collect();
    let children = |child: usize, parent: usize| -> f64 {
        let of = hazards[child].contagion.iter();
        of.filter(|c| c.from.contains(&hazards[parent].id))
            .map(|c| c.rate / 12.0 * c.half_life / std::f64::consts::LN_2)
            .sum()
    };
    // Power iteration on the matrix and the identity, which does not swing where the hazards form a ring.
    let mut shares = vec![1.0; again.len()];
    let mut radius = 1.0;
    for _ in 0..300 {
        let next: Vec<f64> = (0..again.len())
            .map(|row| {
                let caught =
                    again.iter().zip(&shares).map(|(&parent, share)| children(again[row], parent) * share);
                shares[row] + caught.sum::<f64>()
            })
            .collect();
        radius = next.iter().fold(1.0, |most: f64, &x| most.max(x));
        shares = next.iter().map(|x| x / radius).collect();
    }
    radius - 1.0
}
