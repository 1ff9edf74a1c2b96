//! From a [`Scenario`] back to TOML, with every default written out.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use crate::source::Spanned;
use crate::types::{
    Action, Contagion, Correlated, Correlation, Distribution, Frequency, Hazard, Law, Measure, Point,
    Scenario, Setting, Stage, Study, Trials, Written,
};
use crate::unit::{Quantity, Unit};

/// A value of a scenario, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolvedValue {
    /// Its table: empty for the top of the file, the id for measures and hazards.
    pub table: String,
    /// Its key.
    pub key: String,
    /// The value, as in a file.
    pub value: String,
    /// File and line, or the assignment, that says so; nothing for a default.
    pub origin: Option<String>,
}

impl Scenario {
    /// The scenario as TOML with every value explicit and every default filled in, in one file.
    ///
    /// Numbers keep the units in which they were written. [`parse`](crate::parse) reads the text back to an equal
    /// scenario.
    pub fn to_toml(&self) -> String {
        self.lines().written(|_, _| None)
    }

    /// The same with a comment behind each value that tells where it comes from.
    pub fn to_annotated_toml(&self) -> String {
        self.lines()
            .written(|table, key| Some(self.origin(table, key).unwrap_or_else(|| "default".to_owned())))
    }

    /// Every value with where it comes from, in the order of [`Scenario::to_toml`]; what policies change is not among them.
    pub fn values(&self) -> Vec<ResolvedValue> {
        let line = |line: Line| match line {
            Line::Value { table, key, value } => {
                let origin = self.origin(&table, &key);
                Some(ResolvedValue { table, key, value, origin })
            }
            Line::Text(_) => None,
        };
        self.lines().lines.into_iter().filter_map(line).collect()
    }

    /// Where the value of a key was written.
    fn origin(&self, table: &str, key: &str) -> Option<String> {
        let (file, within) = self.source.locate(self.origins.of(table, key)?);
        let (line, _) = file.position(within.start);
        Some(if file.is_assignment() {
            format!("--set {}", file.text())
        } else {
            format!("{}:{line}", file.name())
        })
    }

    fn lines(&self) -> Lines {
        let mut lines = Lines::default();
        lines.line("schema", self.schema);
        lines.line("title", text(&self.title));
        if let Some(description) = &self.description {
            lines.line("description", text(description));
        }
        lines.line("network", text(&self.network));
        lines.heading("[time]", "time");
        lines.line("start", text(&self.time.start.to_string()));
        lines.line("step", text(&format!("1 {}", self.time.step.name())));
        lines.line("horizon", quantity(&self.time.horizon));
        if !self.groups.is_empty() {
            lines.heading("[groups]", "groups");
        }
        for group in &self.groups {
            lines.names(&group.name, &group.members);
        }
        for one in &self.contents.measures {
            measure(&mut lines, one);
        }
        for one in &self.contents.hazards {
            hazard(&mut lines, one);
        }
        if !self.contents.uncertain.is_empty() {
            lines.heading("[uncertain]", "uncertain");
        }
        for one in &self.contents.uncertain {
            lines.line(&one.path.to_string(), distribution(&one.distribution));
        }
        for one in &self.contents.correlated {
            correlated(&mut lines, one);
        }
        for one in &self.policies {
            let policies = toml::Table::from_iter([(one.name.value.clone(), one.written.clone().into())]);
            let table = toml::Table::from_iter([("policy".to_owned(), policies.into())]);
            lines.lines.push(Line::Text(format!("\n{table}")));
        }
        study(&mut lines, &self.study);
        lines
    }
}

/// Lines of a file.
#[derive(Default)]
struct Lines {
    lines: Vec<Line>,
    /// The table that they belong to, as [`ResolvedValue::table`] has it.
    table: String,
}

enum Line {
    /// A heading, or what was written by others.
    Text(String),
    Value {
        table: String,
        key: String,
        value: String,
    },
}

impl Lines {
    fn heading(&mut self, heading: &str, table: &str) {
        self.lines.push(Line::Text(format!("\n{heading}\n")));
        table.clone_into(&mut self.table);
    }

    fn line(&mut self, key: &str, value: impl std::fmt::Display) {
        let (table, key, value) = (self.table.clone(), key.to_owned(), value.to_string());
        self.lines.push(Line::Value { table, key, value });
    }

    fn names(&mut self, key: &str, names: &[Spanned<String>]) {
        // An empty list of names means all, which a file says by leaving the key out.
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| text(name)).collect();
            self.line(key, format!("[{}]", names.join(", ")));
        }
    }

    /// The lines as a text, each value with a comment if there is one.
    fn written(&self, comment: impl Fn(&str, &str) -> Option<String>) -> String {
        let mut toml = String::new();
        for line in &self.lines {
            // Writing to a string cannot fail.
            let _ = match line {
                Line::Text(text) => write!(toml, "{text}"),
                Line::Value { table, key, value } => {
                    let start = format!("{} = {value}", key_of(key));
                    match comment(table, key) {
                        Some(comment) => writeln!(toml, "{start:<40}  # {comment}"),
                        None => writeln!(toml, "{start}"),
                    }
                }
            };
        }
        toml
    }
}

/// A key, in quotes where it needs them.
fn key_of(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { text(key) }
}

fn measure(lines: &mut Lines, measure: &Measure) {
    lines.heading("[[measure]]", &measure.id);
    lines.line("id", text(&measure.id));
    action(lines, &measure.action);
    let timing = &measure.timing;
    if let Some(announced) = timing.announced {
        lines.line("announced", text(&announced.to_string()));
    }
    lines.line("from", text(&timing.from.to_string()));
    if let Some(until) = timing.until {
        lines.line("until", text(&until.to_string()));
    }
    lines.line("severity", quantity(&timing.severity));
    let phases: Vec<String> =
        timing.phases.iter().map(|phase| days(*phase.from, "severity", &phase.severity)).collect();
    lines.line("phases", format!("[{}]", phases.join(", ")));
    lines.line("credibility", quantity(&timing.credibility));
    if let Some(withdrawn) = timing.withdrawn {
        lines.line("withdrawn", text(&withdrawn.to_string()));
    }
    lines.line("ramp", quantity(&timing.ramp));
    lines.line("recovery", quantity(&timing.recovery));
    lines.line("chance", quantity(&timing.chance));
    if let Some(slippage) = &timing.slippage {
        lines.line("slippage", distribution(slippage));
    }
    let stage = |stage: &Stage| {
        format!("{{ chance = {}, duration = {} }}", quantity(&stage.chance), distribution(&stage.duration))
    };
    if !timing.pipeline.is_empty() {
        let stages: Vec<String> = timing.pipeline.iter().map(stage).collect();
        lines.line("pipeline", format!("[{}]", stages.join(", ")));
    }
}

fn hazard(lines: &mut Lines, hazard: &Hazard) {
    lines.heading("[[hazard]]", &hazard.id);
    lines.line("id", text(&hazard.id));
    action(lines, &hazard.action);
    match &hazard.frequency {
        Frequency::Rate(rate) => lines.line("rate", quantity(rate)),
        Frequency::Interval(interval) => lines.line("interval", distribution(interval)),
        Frequency::Probability(probability) => lines.line("probability", quantity(probability)),
        Frequency::Date { day, slippage, probability } => {
            lines.line("date", text(&day.to_string()));
            if let Some(slippage) = slippage {
                lines.line("slippage", distribution(slippage));
            }
            lines.line("probability", quantity(probability));
        }
        Frequency::With { id, lag, probability } => {
            lines.line("with", text(id));
            if let Some(lag) = lag {
                lines.line("lag", distribution(lag));
            }
            lines.line("probability", quantity(probability));
        }
    }
    if let Some(after) = &hazard.after {
        lines.line("after", text(after));
    }
    if let Some(during) = &hazard.during {
        lines.line("while", text(during));
    }
    if let Some(duration) = &hazard.duration {
        lines.line("duration", distribution(duration));
    }
    lines.line("severity", distribution(&hazard.severity));
    lines.line("ramp", quantity(&hazard.ramp));
    lines.line("recovery", quantity(&hazard.recovery));
    let contagion = |one: &Contagion| {
        let from: Vec<String> = one.from.iter().map(|id| text(id)).collect();
        let (rate, half_life) = (quantity(&one.rate), quantity(&one.half_life));
        format!("{{ from = [{}], rate = {rate}, half-life = {half_life} }}", from.join(", "))
    };
    if !hazard.contagion.is_empty() {
        let all: Vec<String> = hazard.contagion.iter().map(contagion).collect();
        lines.line("contagion", format!("[{}]", all.join(", ")));
    }
}

fn action(lines: &mut Lines, action: &Action) {
    lines.line("kind", text(action.kind.name));
    for key in action.kind.keys() {
        match action.settings.get(key.name) {
            Some(Setting::Quantity(number)) => lines.line(key.name, quantity(number)),
            Some(Setting::Text(name)) => lines.line(key.name, text(name)),
            Some(Setting::Texts(names)) => lines.names(key.name, names),
            Some(Setting::Flag(flag)) => lines.line(key.name, flag),
            Some(Setting::Distribution(written)) => lines.line(key.name, distribution(written)),
            Some(Setting::Path(points)) => {
                let point = |point: &Point| days(*point.from, "factor", &point.factor);
                let points: Vec<String> = points.iter().map(point).collect();
                lines.line(key.name, format!("[{}]", points.join(", ")));
            }
            None => {}
        }
    }
}

/// What holds from a day on.
fn days(from: Date, key: &str, number: &Quantity) -> String {
    format!("{{ from = {}, {key} = {} }}", text(&from.to_string()), quantity(number))
}

fn correlated(lines: &mut Lines, group: &Correlated) {
    lines.heading("[[correlated]]", "correlated");
    lines.names("of", &group.of);
    match &group.correlation {
        Correlation::Equal(number) => lines.line("correlation", quantity(number)),
        Correlation::Matrix(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| quantities(row)).collect();
            lines.line("matrix", format!("[{}]", rows.join(", ")));
        }
    }
    if let Some(source) = &group.source {
        lines.line("source", text(source));
    }
}

fn study(lines: &mut Lines, study: &Study) {
    lines.heading("[study]", "study");
    lines.line("seed", study.seed.value);
    match study.trials.value {
        Trials::Number(trials) => lines.line("trials", trials),
        Trials::Auto => {
            lines.line("trials", text("auto"));
            lines.line("most-trials", study.most_trials.value);
            if study.tolerances.is_empty() {
                lines.line("tolerance", quantity(&study.tolerance));
            } else {
                let one = |(path, width): &(Spanned<String>, Spanned<Quantity>)| {
                    format!("{} = {}", text(path), quantity(width))
                };
                let all: Vec<String> = study.tolerances.iter().map(one).collect();
                lines.line("tolerance", format!("{{ {} }}", all.join(", ")));
            }
        }
    }
    lines.line("strata", text(study.strata.name()));
    lines.line("design", text(study.design.name()));
    lines.names("drivers", &study.drivers);
    lines.line("failures", quantity(&study.failures));
    lines.line("keep-trials", study.keep_trials);
    lines.names("watch", &study.watch);
    lines.names("series", &study.series);
    lines.names("ledgers", &study.ledgers);
    lines.names("compare", &study.compare);
}

fn distribution(distribution: &Distribution) -> String {
    let law: &Law = &distribution.law;
    let mut entries = vec![format!("dist = {}", text(law.name()))];
    entries.extend(law.parameters.iter().map(|(key, written)| match written {
        Written::One(value) => format!("{key} = {}", quantity(value)),
        Written::List(values) => format!("{key} = {}", quantities(values)),
    }));
    entries.extend(distribution.source.iter().map(|source| format!("source = {}", text(source))));
    format!("{{ {} }}", entries.join(", "))
}

/// A list of numbers.
fn quantities(values: &[Spanned<Quantity>]) -> String {
    let values: Vec<String> = values.iter().map(|value| quantity(value)).collect();
    format!("[{}]", values.join(", "))
}

/// A number as a TOML float; with a unit, as text.
fn quantity(quantity: &Quantity) -> String {
    if quantity.unit == Unit::none() { format!("{:?}", quantity.amount) } else { text(&quantity.to_string()) }
}

/// Text in quotes on one line.
fn text(plain: &str) -> String {
    let mut quoted = String::with_capacity(plain.len() + 2);
    quoted.push('"');
    for c in plain.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_reads_back() {
        for plain in
            ["", "plain", "a \"b\" \\ c", "two\nlines\r\n\tand a tab", "\u{7}\u{7f}\u{85}", "日本 'x' '''"]
        {
            let line = format!("{} = {}", text(plain), text(plain));
            let table: toml::Table = line.parse().expect("one line of TOML");
            assert_eq!(table.get(plain).and_then(toml::Value::as_str), Some(plain));
        }
    }
}
