//! `docs/scenarios.md`, from what is on record.

use std::fmt::Write as _;

use crate::record::{BreakEven, Estimate, Note, Record, Row};
use crate::root;

const HEAD: &str = "# Scenarios

What each shipped scenario asks, and what the model answers. `docs/scenarios/record` runs all of them and writes this page; CI holds
it against runs with fewer trials. Means over trials have 95 % intervals in brackets; they tell how exactly the trials know the mean,
not how far the model is right. *Difference* is trial by trial, against the first policy.
*Seah and Huda* is their policy paper *Enhancing ASEAN's Role in Critical Mineral Supply Chains* (ISEAS 2024), whose questions these are.
[Backtests](backtests.md) and [validation](validation.md) tell what the model got right of the past; a
scenario looks ahead from the world of 2024, which stands still but for what the scenario says. Who acts has a ledger; where nobody does (a strait,
prices of energy, demand) there is none.
";

pub(crate) struct Page {
    index: String,
    body: String,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self { index: "\n| scenario | question |\n|---|---|\n".to_owned(), body: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        [HEAD, &self.index, &self.body].concat()
    }

    pub(crate) fn scenario(&mut self, name: &str, text: &str, record: &Record, note: &Note) {
        let title = &record.title;
        writeln!(self.index, "| [{name}](#{name}) | {title} |").expect("memory");
        let body = &mut self.body;
        writeln!(body, "\n## {name}\n\n**{title}**\n\n{}", remarks(text)).expect("memory");
        let figure = format!("scenarios/{name}.svg");
        if root().join("docs").join(&figure).is_file() {
            writeln!(body, "\n![{title}]({figure})").expect("memory");
        }
        let Record { trials, network, start, step, steps, seed, .. } = record;
        writeln!(
            body,
            "\n{trials} trials of {steps} {step}s from {start} on `{network}`, seed {seed}.\n\n{}",
            policies(text, record)
        )
        .expect("memory");
        table(body, record, &record.watched);
        if !record.ledger.is_empty() {
            ledger(body, record, note.ledger.as_deref().expect("a country"));
        }
        writeln!(body, "\n**What drives it.** {}\n\n**How far to trust it.** {}", note.drives, note.trust)
            .expect("memory");
        if !note.cases.is_empty() {
            let cases: Vec<String> = note.cases.iter().map(|case| format!("`{case}`")).collect();
            writeln!(body, "Backtests of the same mechanisms: {}.", cases.join(", ")).expect("memory");
        }
        writeln!(body, "\n```sh no-run\noreflow compare scenarios/{name}.toml\n```").expect("memory");
    }
}

/// The remarks at the head of a scenario, as paragraphs.
fn remarks(text: &str) -> String {
    let lines = text.lines().skip_while(|line| line.starts_with("#:"));
    let lines = lines.take_while(|line| line.starts_with('#'));
    let lines: Vec<&str> = lines.map(|line| line.trim_start_matches('#').trim()).collect();
    lines.join("\n")
}

/// A line for each policy, with its title.
fn policies(text: &str, record: &Record) -> String {
    let scenario: toml::Table = toml::from_str(text).expect("a scenario");
    let title = |name: &str| Some(scenario.get("policy")?.get(name)?.get("title")?.as_str()?.to_owned());
    let named = record.policies.iter().map(|name| match title(name) {
        Some(title) => format!("- `{name}`: {title}\n"),
        None => format!("- `{name}`: as it stands\n"),
    });
    named.collect()
}

fn table(page: &mut String, record: &Record, rows: &[Row]) {
    let head: Vec<String> = record.policies.iter().map(|name| format!(" `{name}` |")).collect();
    writeln!(page, "| outcome | unit |{}\n|---|---|{}", head.concat(), "---|".repeat(head.len()))
        .expect("memory");
    for row in rows {
        let scale = Scale::of(row);
        write!(page, "| `{}` | {} |", row.path, scale.unit).expect("memory");
        for (policy, mean) in row.means.iter().enumerate() {
            write!(page, " {}", scale.show(mean)).expect("memory");
            if policy > 0 {
                write!(page, "<br>difference {}", scale.show(&row.differences[policy - 1])).expect("memory");
            }
            page.push_str(" |");
        }
        page.push('\n');
    }
}

/// Year by year what a country earns and loses, and when it breaks even.
fn ledger(page: &mut String, record: &Record, country: &str) {
    writeln!(page, "\nLedger of {country}, change in USD bn against the same world without all this:\n")
        .expect("memory");
    let years = record.ledger.len() / 2;
    let head: Vec<String> = (1..=years).map(|year| format!(" year {year} |")).collect();
    writeln!(page, "| policy | what |{} break-even |\n|---|---|{}---|", head.concat(), "---|".repeat(years))
        .expect("memory");
    for (policy, name) in record.policies.iter().enumerate() {
        for (rows, what) in record.ledger.chunks(years).zip(["export revenue", "value added"]) {
            let means: Vec<Estimate> = rows.iter().map(|row| row.means[policy]).collect();
            write!(page, "| `{name}` | {what} |").expect("memory");
            for mean in &means {
                write!(page, " {} |", BILLIONS.show(mean)).expect("memory");
            }
            let last = record
                .break_even
                .get(policy)
                .filter(|_| what == "value added")
                .map(|found| break_even(*found));
            let last = last.unwrap_or_default();
            writeln!(page, " {last} |").expect("memory");
        }
    }
}

const BILLIONS: Scale = Scale { unit: String::new(), factor: 1e-9, decimals: 2 };

/// When the value added is back for good, in the median, and how often it is not within the run.
fn break_even(found: BreakEven) -> String {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let BreakEven { median, never } = found;
    let share = format!("{} % [{}, {}]", percent(never.value), percent(never.low), percent(never.high));
    match median {
        Some(median) if never.value == 0.0 && median == 0.0 => "never at a loss".to_owned(),
        Some(median) if never.value == 0.0 => format!("after {median:.0} months"),
        Some(median) => format!("after {median:.0} months; in {share} of trials not"),
        None if never.value == 1.0 => "not in the run".to_owned(),
        None => format!("in {share} of trials not"),
    }
}

/// The unit in which a row is shown, and how many decimals its greatest number needs.
struct Scale {
    unit: String,
    factor: f64,
    decimals: usize,
}

impl Scale {
    fn of(row: &Row) -> Self {
        let numbers = row.means.iter().chain(&row.differences);
        let greatest =
            numbers.flat_map(|mean| [mean.low, mean.high]).fold(0.0, |max: f64, end| max.max(end.abs()));
        let (unit, factor) = match (row.unit.as_str(), greatest) {
            ("USD", 1e8..) => ("USD bn".to_owned(), 1e-9),
            ("USD", _) => ("USD m".to_owned(), 1e-6),
            ("t", 1e6..) => ("Mt".to_owned(), 1e-6),
            ("t", 1e4..) => ("kt".to_owned(), 1e-3),
            ("MWh", 1e4..) => ("GWh".to_owned(), 1e-3),
            (unit @ ("vehicles" | "pieces"), 1e4..) => (format!("million {unit}"), 1e-6),
            (unit, _) => (unit.to_owned(), 1.0),
        };
        let shown = greatest * factor;
        let decimals = [100.0, 10.0, 1.0].iter().take_while(|&&least| shown < least).count();
        Self { unit, factor, decimals }
    }

    fn show(&self, mean: &Estimate) -> String {
        let [value, low, high] = [mean.value, mean.low, mean.high].map(|number| self.number(number));
        format!("{value} [{low}, {high}]")
    }

    fn number(&self, number: f64) -> String {
        let shown = format!("{:.*}", self.decimals, number * self.factor);
        // Nothing is neither more nor less.
        if shown.bytes().all(|byte| b"-0.".contains(&byte)) { "0".to_owned() } else { shown }
    }
}
