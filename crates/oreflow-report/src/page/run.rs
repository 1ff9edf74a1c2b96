//! A run folder as the page looks at it.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use oreflow_engine::calendar::Step;
use oreflow_random::Estimate;
use serde::Deserialize;

use crate::tables::{Number, Row, RunTables, TablesError, Wide};

/// What the page tells of a run.
pub(super) struct Run {
    pub(super) tables: RunTables,
    pub(super) facts: Facts,
    pub(super) step: Step,
    /// The scenario with every value explicit; empty if the run had none.
    pub(super) scenario: String,
}

/// The facts of `summary.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Facts {
    pub(super) title: String,
    pub(super) network: String,
    pub(super) start: Date,
    pub(super) step: String,
    pub(super) steps: usize,
    pub(super) seed: u64,
    pub(super) design: String,
    pub(super) trials_done: u64,
    pub(super) trials_failed: Vec<serde_json::Value>,
    pub(super) notes: Vec<String>,
    pub(super) watched: Vec<String>,
    pub(super) actors: Vec<String>,
    pub(super) policies: Vec<String>,
    pub(super) plan: Vec<Planned>,
}

/// A measure or hazard.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Planned {
    #[serde(default)]
    pub(super) policy: String,
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) hazard: bool,
    pub(super) by: Vec<String>,
    pub(super) products: Vec<String>,
    pub(super) announced: Option<Date>,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
    pub(super) severity: Option<f64>,
    pub(super) phases: Vec<PlannedPhase>,
    pub(super) chance: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(super) struct PlannedPhase {
    pub(super) from: Date,
    pub(super) severity: f64,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    table: &'a Wide,
    row: &'a Row,
}

impl<'a> Entry<'a> {
    /// What stands in a column of names.
    pub(super) fn text(&self, column: &str) -> &'a str {
        self.table.text(self.row, column)
    }

    /// A statistic; without a value where it does not exist.
    pub(super) fn number(&self, statistic: &str) -> Number {
        let none = Number { value: f64::NAN, low: None, high: None };
        self.table.number(self.row, statistic).unwrap_or(none)
    }

    /// The same as an estimate.
    pub(super) fn estimate(&self, statistic: &str) -> Estimate {
        let Number { value, low, high } = self.number(statistic);
        Estimate { value, low, high }
    }

    pub(super) fn unit(&self) -> &'a str {
        self.text("unit")
    }
}

/// A series: its rows step by step.
pub(super) struct Steps<'a>(Vec<Entry<'a>>);

impl<'a> Steps<'a> {
    pub(super) fn unit(&self) -> &'a str {
        self.0[0].unit()
    }

    /// First days of the steps; a day that cannot be read is left out.
    pub(super) fn dates(&self) -> Vec<Date> {
        self.0.iter().filter_map(|step| step.text("date").parse().ok()).collect()
    }

    /// A statistic of each step.
    pub(super) fn values(&self, statistic: &str) -> Vec<f64> {
        self.0.iter().map(|step| step.number(statistic).value).collect()
    }

    /// Ends of the intervals of a statistic; not a number where there is none.
    pub(super) fn ends(&self, statistic: &str) -> [Vec<f64>; 2] {
        let of = |end: fn(Number) -> Option<f64>| {
            self.0.iter().map(|step| end(step.number(statistic)).unwrap_or(f64::NAN)).collect()
        };
        [of(|number| number.low), of(|number| number.high)]
    }

    /// The value of a step of the base.
    pub(super) fn base(&self) -> f64 {
        self.0[0].number("base").value
    }
}

impl Run {
    /// Reads a run folder.
    pub(super) fn read(folder: &Path) -> Result<Self, TablesError> {
        let tables = RunTables::read(folder)?;
        let path = folder.join("summary.json");
        let text = fs::read(&path).map_err(|source| TablesError::Read { path: path.clone(), source })?;
        let malformed = |what: String| TablesError::Malformed { path: path.clone(), what };
        let facts: Facts = serde_json::from_slice(&text).map_err(|error| malformed(error.to_string()))?;
        let step = Step::ALL.into_iter().find(|step| step.name() == facts.step);
        let step = step.ok_or_else(|| malformed(format!("'{}' is no length of a step", facts.step)))?;
        let path = folder.join("scenario.resolved.toml");
        let scenario = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(TablesError::Read { path, source }),
        };
        Ok(Self { tables, facts, step, scenario })
    }

    /// The first policy, and of the others the one that changes the first outcome of the headline most.
    pub(super) fn two_policies(&self) -> Vec<&str> {
        let policies = self.policies();
        let headline = self.headline();
        let change = |policy: &str| {
            let path = headline.first().map_or("", String::as_str);
            let rows = self.rows("differences", &[("path", path), ("policy", policy)]);
            rows.first().map_or(0.0, |row| row.number("mean").value.abs())
        };
        let others = policies[1..].iter().copied();
        let most = others.max_by(|a, b| change(a).total_cmp(&change(b)));
        std::iter::once(policies[0]).chain(most).collect()
    }

    /// Policies by their names; a single empty name where there are none.
    pub(super) fn policies(&self) -> Vec<&str> {
        if self.facts.policies.is_empty() {
            return vec![""];
        }
        self.facts.policies.iter().map(String::as_str).collect()
    }

    pub(super) fn table(&self, name: &str) -> Option<&Wide> {
        self.tables.table(name)
    }

    /// Rows of a table that have these texts in these columns.
    pub(super) fn rows(&self, name: &str, keys: &[(&str, &str)]) -> Vec<Entry<'_>> {
        let Some(table) = self.table(name) else { return Vec::new() };
        let fits = |row: &&Row| keys.iter().all(|(key, text)| table.text(row, key) == *text);
        table.rows.iter().filter(fits).map(|row| Entry { table, row }).collect()
    }

    /// An outcome under a policy.
    pub(super) fn outcome(&self, policy: &str, path: &str) -> Option<Entry<'_>> {
        self.rows("summary", &[("path", path), ("policy", policy)]).into_iter().next()
    }

    /// A series under a policy; none if it was not followed.
    pub(super) fn series(&self, policy: &str, path: &str) -> Option<Steps<'_>> {
        let steps = self.rows("series", &[("path", path), ("policy", policy)]);
        (!steps.is_empty()).then_some(Steps(steps))
    }

    /// Paths of the outcomes that the answer is about, those watched or without any what the world misses; the worst first of these.
    pub(super) fn headline(&self) -> Vec<String> {
        if !self.facts.watched.is_empty() {
            return self.facts.watched.clone();
        }
        let mut paths: Vec<(f64, String)> = Vec::new();
        for row in self.rows("summary", &[("quantity", "unmet"), ("place", "world"), ("field", "share")]) {
            let path = row.text("path").to_owned();
            if !paths.iter().any(|(_, known)| *known == path) {
                paths.push((row.number("mean").value, path));
            }
        }
        paths.sort_by(|a, b| b.0.total_cmp(&a.0));
        paths.into_iter().map(|(_, path)| path).collect()
    }
}
