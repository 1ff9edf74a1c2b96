//! What is on record of a scenario: the watched outcomes under each policy, and the ledger of a country.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A mean, with its 95 % interval.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Estimate {
    /// What is known with its interval.
    fn of(found: &Bounds) -> Option<Self> {
        Some(Self { value: found.value?, low: found.low?, high: found.high? })
    }

    fn half(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// An outcome under each policy; the first has no difference.
#[derive(Deserialize, Serialize)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) unit: String,
    pub(crate) means: Vec<Estimate>,
    pub(crate) differences: Vec<Estimate>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Record {
    pub(crate) title: String,
    pub(crate) network: String,
    pub(crate) start: String,
    pub(crate) step: String,
    pub(crate) steps: u32,
    pub(crate) seed: u64,
    pub(crate) trials: u32,
    pub(crate) policies: Vec<String>,
    pub(crate) watched: Vec<Row>,
    /// Changes of export revenue and of value added, year by year.
    pub(crate) ledger: Vec<Row>,
    /// When the country of the ledger breaks even, under each policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) break_even: Vec<BreakEven>,
}

/// When a country has got back what its measures cost it.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub(crate) struct BreakEven {
    /// Months in the median; none if more than half of the trials do not break even within the run.
    pub(crate) median: Option<f64>,
    /// Share of trials that do not break even within the run.
    pub(crate) never: Estimate,
}

/// The part of the answer of `oreflow compare --json` that is recorded.
#[derive(Deserialize)]
struct Run {
    title: String,
    network: String,
    start: String,
    step: String,
    steps: u32,
    seed: u64,
    trials_done: u32,
    policies: Vec<String>,
    watched: Vec<String>,
    outcomes: Vec<Found>,
    differences: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    policy: String,
    path: String,
    unit: String,
    mean: Option<Bounds>,
    median: Option<Bounds>,
    never: Option<Bounds>,
}

/// An estimate whose ends may lie beyond the sample.
#[derive(Deserialize)]
struct Bounds {
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

/// What people say of a scenario that its run does not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// What drives the answer.
    pub(crate) drives: String,
    /// How far to trust it.
    pub(crate) trust: String,
    /// Backtests that support it.
    #[serde(default)]
    pub(crate) cases: Vec<String>,
    /// The country whose ledger is shown.
    pub(crate) ledger: Option<String>,
}

pub(crate) struct Notes(BTreeMap<String, Note>);

impl Notes {
    pub(crate) fn read(root: &Path) -> Self {
        let text = fs::read_to_string(root.join("docs/scenarios/notes.toml")).expect("the notes");
        let notes: BTreeMap<String, Note> = toml::from_str(&text).expect("notes of scenarios");
        for (name, note) in &notes {
            assert!(root.join(format!("scenarios/{name}.toml")).is_file(), "there is no scenario {name}");
            for case in &note.cases {
                assert!(root.join("scenarios/backtests").join(case).is_dir(), "{name}: no case {case}");
            }
        }
        Self(notes)
    }

    pub(crate) fn of(&self, name: &str) -> &Note {
        self.0.get(name).unwrap_or_else(|| panic!("docs/scenarios/notes.toml says nothing of {name}"))
    }
}

/// The title of a scenario.
pub(crate) fn title(text: &str) -> String {
    let scenario: toml::Table = toml::from_str(text).expect("a scenario");
    scenario["title"].as_str().expect("a title").to_owned()
}

fn file(root: &Path, name: &str) -> PathBuf {
    root.join(format!("docs/scenarios/{name}.json"))
}

impl Record {
    pub(crate) fn read(root: &Path, name: &str) -> Self {
        let text = fs::read_to_string(file(root, name));
        let text = text.unwrap_or_else(|error| panic!("no answer of {name} on record: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("the record of {name}: {error}"))
    }

    pub(crate) fn write(&self, root: &Path, name: &str) {
        let text = serde_json::to_string_pretty(self).expect("JSON") + "\n";
        fs::write(file(root, name), text).expect("the record can be written");
    }

    /// What is recorded of the answer of `oreflow compare --json`.
    pub(crate) fn of_run(run: &str, note: &Note) -> Self {
        let run: Run = serde_json::from_str(run).expect("an answer of oreflow compare --json");
        let watched = run.watched.iter().map(|path| run.row(path)).collect();
        let years = run.steps.div_ceil(12);
        let (mut ledger, mut break_even) = (Vec::new(), Vec::new());
        if let Some(country) = &note.ledger {
            for quantity in ["export-revenue", "value-added"] {
                let years = (1..=years).map(|year| format!("{quantity}.*.{country}.change-year-{year}"));
                let years = years.filter(|path| run.outcomes.iter().any(|found| found.path == *path));
                ledger.extend(years.map(|path| run.row(&path)));
            }
            assert!(!ledger.is_empty(), "{}: no ledger of {country} in the answer", run.title);
            let path = format!("value-added.*.{country}.break-even");
            let found = run.outcomes.iter().filter(|found| found.path == path);
            break_even.extend(found.map(|found| BreakEven {
                median: found.median.as_ref().and_then(|median| median.value),
                never: found.never.as_ref().and_then(Estimate::of).expect("a share"),
            }));
        }
        Self {
            title: run.title,
            network: run.network,
            start: run.start,
            step: run.step,
            steps: run.steps,
            seed: run.seed,
            trials: run.trials_done,
            policies: run.policies,
            watched,
            ledger,
            break_even,
        }
    }

    /// What another run of the same finds that lies outside both error bars, by more than they can hide.
    pub(crate) fn disagreements(&self, found: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.policies != found.policies {
            lines.push(format!("policies {:?} on record, {:?} run", self.policies, found.policies));
        }
        let paths = |rows: &[Row]| rows.iter().map(|row| row.path.clone()).collect::<Vec<_>>();
        if paths(&self.watched) != paths(&found.watched) {
            lines.push("other outcomes are watched than are on record".to_owned());
        }
        if !lines.is_empty() {
            return lines;
        }
        for (row, other) in self.watched.iter().zip(&found.watched) {
            let scale = row.means.iter().map(|mean| mean.value.abs()).fold(0.0, f64::max);
            for ((policy, there), here) in self.policies.iter().zip(&row.means).zip(&other.means) {
                // Few trials of rare strikes know their own interval badly, hence twice and a fiftieth.
                let allowed = 2.0 * (there.half() + here.half()) + 0.02 * scale;
                if (there.value - here.value).abs() > allowed {
                    let (path, there, here) = (&row.path, there.value, here.value);
                    lines.push(format!("{path} under {policy}: {there:.4e} on record, {here:.4e} run"));
                }
            }
        }
        lines
    }
}

impl Run {
    fn row(&self, path: &str) -> Row {
        let of = |rows: &[Found], policy: &String| {
            let row = rows.iter().find(|found| found.path == path && found.policy == *policy);
            let row = row.unwrap_or_else(|| panic!("{}: no {path} under {policy}", self.title));
            row.mean.as_ref().and_then(Estimate::of).unwrap_or_else(|| {
                panic!("{}: {path} under {policy} has no mean with an interval", self.title)
            })
        };
        let unit = self.outcomes.iter().find(|found| found.path == path).map(|found| found.unit.clone());
        Row {
            path: path.to_owned(),
            unit: unit.unwrap_or_else(|| panic!("{}: no {path}", self.title)),
            means: self.policies.iter().map(|policy| of(&self.outcomes, policy)).collect(),
            differences: self.policies[1..].iter().map(|policy| of(&self.differences, policy)).collect(),
        }
    }
}
