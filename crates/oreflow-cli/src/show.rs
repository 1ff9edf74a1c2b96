//! `oreflow show`: what a scenario says.

use std::fmt::Write as _;

use oreflow_scenario::{Frequency, Hazard, Measure, ResolvedValue, Scenario};
use serde::Serialize;

use crate::args::ShowScenario;
use crate::failure::Failure;
use crate::input::ScenarioFile;
use crate::out::{json, say};

/// Version of the JSON that is printed.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    title: String,
    network: String,
    policies: Vec<String>,
    values: Vec<ResolvedValue>,
}

pub(crate) fn show(args: &ShowScenario) -> Result<(), Failure> {
    let mut file = ScenarioFile::read_with(&args.scenario, &args.set)?;
    let policies = file.scenario.policies.iter().map(|policy| policy.name.value.clone()).collect();
    if args.policy.is_some() {
        file.choose(args.policy.as_deref())?;
    }
    let scenario = &file.scenario;
    if args.json {
        let (title, network) = (scenario.title.clone(), scenario.network.value.clone());
        return json(&Answer { schema: SCHEMA, title, network, policies, values: scenario.values() });
    }
    say(&if args.resolved { scenario.to_annotated_toml() } else { overview(scenario) })
}

/// A scenario in a few lines.
fn overview(scenario: &Scenario) -> String {
    let mut text = format!("{}\n", scenario.title);
    // Writing to a string cannot fail.
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<10} {value}");
    };
    line("network", &scenario.network);
    let time = &scenario.time;
    line("time", &format!("{} from {} in steps of a {}", *time.horizon, *time.start, time.step.name()));
    for one in &scenario.contents.measures {
        line("measure", &measure(one));
    }
    for one in &scenario.contents.hazards {
        line("hazard", &hazard(one));
    }
    for one in &scenario.contents.uncertain {
        line("uncertain", &one.path.to_string());
    }
    for policy in &scenario.policies {
        let title = policy.title.as_deref().map_or_else(String::new, |title| format!(": {title}"));
        line("policy", &format!("{}{title}", policy.name.value));
    }
    for path in scenario.study.watch.iter().chain(&scenario.study.series) {
        line("watch", path);
    }
    text
}

fn measure(measure: &Measure) -> String {
    let timing = &measure.timing;
    let until = timing.until.map_or_else(|| "for good".to_owned(), |until| format!("until {}", until.value));
    format!("{}: {} from {} {until}", measure.id.value, measure.action.kind.name, *timing.from)
}

fn hazard(hazard: &Hazard) -> String {
    let often = match &hazard.frequency {
        Frequency::Rate(rate) => format!("{}", rate.value),
        Frequency::Interval(_) => "at intervals".to_owned(),
        Frequency::Probability(chance) => format!("with probability {}", chance.value),
        Frequency::Date { day, .. } => format!("about {}", day.value),
        Frequency::With { id, .. } => format!("with {}", id.value),
        _ => String::new(),
    };
    format!("{}: {} {often}", hazard.id.value, hazard.action.kind.name)
}
