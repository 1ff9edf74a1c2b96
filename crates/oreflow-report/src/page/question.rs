//! The answer in a sentence, and what was asked.

use jiff::ToSpan;
use oreflow_random::Estimate;

use super::Section;
use super::run::{Planned, Run};
use super::table::Table;
use super::words::{self, amount, estimate, of_path, of_policy, sentence};
use crate::figures::{Figure, TimeLine, TimeRow};
use crate::number::number;

/// The first outcome of the headline, with its interval, in a sentence; and a sentence on each policy.
pub(super) fn headline(run: &Run) -> Vec<String> {
    let first = run.policies()[0];
    let Some((path, row)) =
        run.headline().into_iter().find_map(|path| run.outcome(first, &path).map(|row| (path, row)))
    else {
        return vec!["The run watched nothing that the world misses.".to_owned()];
    };
    let unit = row.unit();
    let mean = row.number("mean");
    let under = if first.is_empty() { String::new() } else { format!("Under {}, ", of_policy(first)) };
    let words = of_path(&path);
    let subject = if under.is_empty() { sentence(&words) } else { words };
    let range = |row: &super::run::Entry<'_>| {
        format!("{} and {}", amount(row.number("q05").value, unit), amount(row.number("q95").value, unit))
    };
    let centre = if mean.value.is_nan() {
        // What never comes in some trial has no mean.
        format!("{} in the median", estimate(row.number("median"), unit))
    } else {
        format!("{} in the mean", estimate(mean, unit))
    };
    let mut sentences =
        vec![format!("{under}{subject}: {centre}; nine trials in ten lie between {}.", range(&row))];
    for policy in run.policies().into_iter().skip(1) {
        let Some(difference) =
            run.rows("differences", &[("path", &path), ("policy", policy)]).into_iter().next()
        else {
            continue;
        };
        let mean = difference.number("mean");
        let name = of_policy(policy);
        sentences.push(if mean.value.is_nan() {
            format!("Under {name} it cannot be compared in the mean, because in some trials it never comes.")
        } else if mean.value == 0.0 {
            format!("Under {name} it is the same.")
        } else {
            let (side, share) = if mean.value > 0.0 {
                ("more", difference.number("larger"))
            } else {
                ("less", difference.number("smaller"))
            };
            let size = estimate_of_size(mean, unit);
            let share = words::share(share);
            format!("Under {name} it is {size} {side} in the mean, and {side} in {share} of trials.")
        });
    }
    sentences
}

/// A difference without its sign.
fn estimate_of_size(difference: crate::tables::Number, unit: &str) -> String {
    let crate::tables::Number { value, low, high } = difference;
    let turned = if value < 0.0 {
        crate::tables::Number { value: -value, low: high.map(|end| -end), high: low.map(|end| -end) }
    } else {
        difference
    };
    estimate(turned, if unit == "%" { "percentage points" } else { unit })
}

/// The outcomes of the headline, a row each.
pub(super) fn answer(run: &Run) -> Section {
    const MOST: usize = 12;
    let several = run.policies().len() > 1;
    let mut table = Table::new(
        "Outcomes",
        &[
            "outcome",
            "policy",
            "mean [95 % interval]",
            "9 trials in 10 between",
            "highest 5 % on average",
            "unit",
        ],
    );
    for path in run.headline().iter().take(MOST) {
        for policy in run.policies() {
            let Some(row) = run.outcome(policy, path) else { continue };
            let (factor, unit) = crate::number::scale(row.number("median").value, row.unit());
            let scaled = |statistic: &str| crate::number::estimate(&row.estimate(statistic), factor);
            let end = |statistic: &str| number(row.number(statistic).value / factor);
            let never = row.number("never");
            let tail = if never.value > 0.0 {
                format!("never in {} of trials", words::share(never))
            } else {
                match row.estimate("cvar95") {
                    // Too few trials lie beyond to tell how exact it is.
                    Estimate { value, low: None, high: None } => format!("about {}", number(value / factor)),
                    known => crate::number::estimate(&known, factor),
                }
            };
            table.row([
                sentence(&of_path(path)),
                of_policy(policy),
                scaled("mean"),
                format!("{} to {}", end("q05"), end("q95")),
                tail,
                unit,
            ]);
        }
    }
    if !several {
        table.drop_column("policy");
    }
    Section::new("answer", "The answer").table(table)
}

/// Measures and hazards on a time line, and in words.
pub(super) fn asked(run: &Run) -> Section {
    let facts = &run.facts;
    // What all policies have in common stands once.
    let mut rows: Vec<(Vec<&str>, &Planned)> = Vec::new();
    for planned in &facts.plan {
        let same = |other: &Planned| Planned { policy: planned.policy.clone(), ..other.clone() } == *planned;
        match rows.iter_mut().find(|(_, known)| same(known)) {
            Some((policies, _)) => policies.push(&planned.policy),
            None => rows.push((vec![&planned.policy], planned)),
        }
    }
    let all = run.policies().len();
    let only = |policies: &[&str]| {
        let names: Vec<String> = policies.iter().map(|policy| of_policy(policy)).collect();
        if policies.len() == all { String::new() } else { format!(" (only under {})", names.join(", ")) }
    };
    let mut table =
        Table::new("Measures and hazards", &["id", "what", "from", "until", "severity", "chance"]);
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let severity = |planned: &Planned| {
        let mut levels: Vec<String> =
            planned.severity.into_iter().map(|level| format!("{} %", number(100.0 * level))).collect();
        let phases = planned.phases.iter();
        levels
            .extend(phases.map(|phase| format!("{} % from {}", number(100.0 * phase.severity), phase.from)));
        levels.join(", ")
    };
    for (policies, planned) in &rows {
        table.row([
            format!("{}{}", planned.id, only(policies)),
            what(planned),
            day(planned.from),
            day(planned.until),
            severity(planned),
            planned.chance.clone(),
        ]);
    }
    let months = facts.steps as f64 * run.step.months();
    let to = facts.start.saturating_add((months.ceil() as i32).months());
    let row = |(policies, planned): &(Vec<&str>, &Planned)| TimeRow {
        id: planned.id.clone(),
        what: format!("{}{}", what(planned), only(policies)),
        announced: planned.announced,
        from: planned.from,
        until: planned.until,
        phases: planned
            .from
            .zip(planned.severity)
            .into_iter()
            .chain(planned.phases.iter().map(|phase| (phase.from, phase.severity)))
            .collect(),
        chance: Some(planned.chance.clone()).filter(|chance| !chance.is_empty()),
        hazard: planned.hazard,
    };
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    if !rows.is_empty() {
        figures.push(Box::new(TimeLine {
            name: "asked".to_owned(),
            title: "Measures and hazards".to_owned(),
            from: facts.start,
            to,
            rows: rows.iter().map(row).collect(),
        }));
    }
    let network = format!(
        "{} trials of {} {}s from {}, in the network {}. {}",
        facts.trials_done,
        facts.steps,
        facts.step,
        facts.start,
        facts.network,
        if rows.is_empty() { "Nothing happens: there are no measures and no hazards." } else { "" }
    );
    let section = Section::new("asked", "What was asked").lead(network.trim()).figures(figures);
    if rows.is_empty() { section } else { section.table(table) }
}

/// A measure in words: its kind, who takes it, and on what.
fn what(planned: &Planned) -> String {
    const NAMED: usize = 5;
    let by = if planned.by.is_empty() { String::new() } else { format!(" by {}", planned.by.join(", ")) };
    let mut on: Vec<&str> = planned.products.iter().take(NAMED).map(String::as_str).collect();
    let more = format!("{} more products", planned.products.len().saturating_sub(NAMED));
    if planned.products.len() > NAMED {
        on.push(&more);
    }
    let on = if on.is_empty() { String::new() } else { format!(" on {}", on.join(", ")) };
    format!("{}{by}{on}", planned.kind.replace('-', " "))
}
