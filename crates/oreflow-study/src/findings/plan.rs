//! What was asked: measures and hazards with their dates, for people.

use std::collections::BTreeSet;

use oreflow_engine::experiment::Experiment;
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::measure::{Action, Measure, Targets};
use oreflow_network::Network;
use oreflow_random::{Distribution, Quantile};

use crate::PhaseRow;

/// A measure, or a hazard that may strike.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PlanRow {
    /// Policy; empty where there is only one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// Id.
    pub id: String,
    /// Kind of measure, as in scenario files.
    pub kind: &'static str,
    /// Whether it is a hazard.
    pub hazard: bool,
    /// Who takes it, where it is taken by somebody.
    pub by: Vec<String>,
    /// Products of the links and sites that it touches.
    pub products: Vec<String>,
    /// When the market learns of it; a hazard is learned of when it strikes.
    pub announced: Option<String>,
    /// First day in force; of a hazard only where its day is planned.
    pub from: Option<String>,
    /// First day no longer in force, where that is planned.
    pub until: Option<String>,
    /// Severity from the first day, a share; none where it is drawn.
    pub severity: Option<f64>,
    /// Later severities.
    pub phases: Vec<PhaseRow>,
    /// What is left to chance, in words; empty where nothing is.
    pub chance: String,
}

/// All measures and hazards of an experiment.
pub(super) fn plan(policy: &str, experiment: &Experiment) -> Vec<PlanRow> {
    let network = &experiment.network;
    let measures = experiment.measures.iter().map(|measure| measure_row(policy, measure, network));
    let hazards = experiment.hazards.iter().map(|hazard| hazard_row(policy, hazard, network));
    measures.chain(hazards).collect()
}

fn measure_row(policy: &str, measure: &Measure, network: &Network) -> PlanRow {
    let timing = &measure.timing;
    let mut chance = Vec::new();
    if timing.chance < 1.0 {
        chance.push(format!("comes into force with a chance of {}", percent(timing.chance)));
    }
    if let Some(slippage) = &timing.slippage {
        chance.push(format!("late by {}", months(slippage)));
    }
    let phases = timing.phases.iter();
    PlanRow {
        announced: timing.announced.map(|day| day.to_string()),
        from: Some(timing.from.to_string()),
        // What is called off before it is in force never is.
        until: timing.until.into_iter().chain(timing.withdrawn).min().map(|day| day.to_string()),
        severity: Some(timing.severity),
        phases: phases
            .map(|phase| PhaseRow { from: phase.from.to_string(), severity: phase.severity })
            .collect(),
        chance: chance.join(", "),
        ..row(policy, &measure.id, &measure.action, network)
    }
}

fn hazard_row(policy: &str, hazard: &Hazard, network: &Network) -> PlanRow {
    let mut from = None;
    let mut words = vec![match &hazard.arrival {
        Arrival::Rate(rate) => format!("strikes {rate} times a year"),
        Arrival::Interval(between) => format!("strikes again {} after it ended", months(between)),
        Arrival::Probability(p) => {
            format!("strikes once at most, with a chance of {} in the run", percent(*p))
        }
        Arrival::Date { day, slippage, probability } => {
            from = Some(day.to_string());
            let late = slippage.as_ref().map(|late| format!(", late by {}", months(late)));
            format!("strikes with a chance of {}{}", percent(*probability), late.unwrap_or_default())
        }
        Arrival::With { id, probability, .. } => {
            format!("strikes with {id}, with a chance of {}", percent(*probability))
        }
        other => format!("{other:?}"),
    }];
    words.extend(hazard.during.as_ref().map(|other| format!("only while {other}")));
    words.extend(hazard.after.as_ref().map(|other| format!("only after {other}")));
    let contagion = hazard.contagion.iter().map(|contagion| contagion.from.join(", "));
    words.extend(contagion.map(|others| format!("more often after {others}")));
    words.push(match &hazard.duration {
        Some(duration) => format!("lasts {}", months(duration)),
        None => "for good".to_owned(),
    });
    let [low, median, high] =
        [0.05, 0.5, 0.95].map(|p| hazard.severity.as_ref().map_or(1.0, |severity| severity.quantile(p)));
    if low < high {
        words.push(format!("by {} ({} to {})", percent(median), percent(low), percent(high)));
    }
    PlanRow {
        hazard: true,
        from,
        severity: (low == high).then_some(median),
        chance: words.join(", "),
        ..row(policy, &hazard.id, &hazard.action, network)
    }
}

/// What measures and hazards have in common.
fn row(policy: &str, id: &str, action: &Action, network: &Network) -> PlanRow {
    PlanRow {
        policy: policy.to_owned(),
        id: id.to_owned(),
        kind: action.kind(),
        hazard: false,
        by: action.actors().to_vec(),
        products: products(action, network),
        announced: None,
        from: None,
        until: None,
        severity: None,
        phases: Vec::new(),
        chance: String::new(),
    }
}

/// Products that an action touches, by their ids.
fn products(action: &Action, network: &Network) -> Vec<String> {
    let mut touched = BTreeSet::new();
    for effect in action.effects(network).unwrap_or_default() {
        match &effect.targets {
            Targets::Links(links) => touched.extend(links.iter().map(|&link| network.link(link).product)),
            Targets::Sites(sites) => touched.extend(sites.iter().map(|&site| network.site(site).product)),
            Targets::Slots(slots) => {
                let accepted = slots.iter().flat_map(|&(site, slot)| &network.site(site).slots[slot].accepts);
                touched.extend(accepted.map(|&(product, _)| product));
            }
        }
    }
    touched.into_iter().map(|product| network.product(product).id.to_string()).collect()
}

/// Months that are drawn: the median, and what nine in ten lie between.
fn months(distribution: &Distribution) -> String {
    let [low, median, high] = [0.05, 0.5, 0.95].map(|p| format!("{:.1}", distribution.quantile(p)));
    if low == high { format!("{median} months") } else { format!("{median} months ({low} to {high})") }
}

fn percent(share: f64) -> String {
    // To a tenth, without a zero behind the comma.
    format!("{} %", (1000.0 * share).round() / 10.0)
}
