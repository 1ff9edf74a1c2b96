//! How far to trust the numbers, and how to get at them again.

use super::Section;
use super::chain::interval;
use super::course::convergence;
use super::run::Run;
use super::table::Table;
use super::words::{amount, of_path, of_policy, sentence};
use crate::figures::{Figure, Intervals};

/// What policies differ in, trial by trial.
pub(super) fn differences(run: &Run) -> Section {
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    let first = of_policy(run.policies()[0]);
    for path in run.headline().iter().take(6) {
        let rows = run.rows("differences", &[("path", path)]);
        let Some(unit) = rows.first().map(|row| row.unit().to_owned()) else { continue };
        let shown: Vec<_> = rows.iter().filter(|row| row.number("mean").value.is_finite()).collect();
        if shown.is_empty() {
            continue;
        }
        figures.push(Box::new(Intervals {
            name: format!("difference-{}", super::course::file_name(path)),
            title: format!("Difference from {first}: {}", of_path(path)),
            what: format!("difference from {first}"),
            unit,
            rows: shown.iter().map(|row| interval(&of_policy(row.text("policy")), row)).collect(),
        }));
    }
    Section::new("policies", "Policies compared")
        .lead(
            "Each trial sees the same world under all policies, so that a difference is known far better than either side of it: \
             means of the differences trial by trial with 95 % intervals, and what nine trials in ten lie between.",
        )
        .figures(figures)
}

/// How estimates settle, and the worst trials.
pub(super) fn precision(run: &Run) -> Section {
    Section::new("precision", "How exact the estimates are")
        .lead("Means after each doubling of the trials, with their 95 % intervals. That the model is right is another question: see docs/backtests.md of the project.")
        .figures(convergence(run))
}

/// The worst trials with the commands that show them.
pub(super) fn worst(run: &Run, place: &str) -> Section {
    let mut section = Section::new("worst", "The worst trials")
        .lead("A replay shows what was drawn, what happened and when; with --trace also step by step.");
    let several = run.policies().len() > 1;
    for path in run.headline().iter().take(2) {
        for policy in run.policies() {
            let rows = run.rows("worst", &[("path", path), ("policy", policy)]);
            if rows.is_empty() {
                continue;
            }
            let under = if several { format!(", {}", of_policy(policy)) } else { String::new() };
            let title = format!("{}{under}", sentence(&of_path(path)));
            let mut table = Table::new(&title, &["", "trial", "value", "command"]);
            for row in &rows {
                let option =
                    if several { format!(" --policy {}", row.text("policy")) } else { String::new() };
                table.row([
                    row.text("rank").to_owned(),
                    row.text("trial").to_owned(),
                    amount(row.number("value").value, row.unit()),
                    format!("oreflow replay {place} --trial {}{option}", row.text("trial")),
                ]);
            }
            section = section.folded(table);
        }
    }
    section
}

/// Where the numbers come from.
pub(super) fn provenance(run: &Run, place: &str) -> Section {
    let manifest = &run.tables.manifest;
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    let mut table = Table::new("The run", &["", ""]);
    let command = manifest["command"].as_array().map(|words| {
        let words = words.iter().filter_map(serde_json::Value::as_str);
        words.map(quoted).collect::<Vec<_>>().join(" ")
    });
    let parts = manifest["parts"].as_array();
    let ended =
        parts.and_then(|parts| parts.last()).and_then(|part| part["ended"].as_str()).unwrap_or_default();
    let facts = &run.facts;
    let spread = format!("{}, seed {}", facts.design, facts.seed);
    let failed = facts.trials_failed.len().to_string();
    for (what, value) in [
        ("command", command.unwrap_or_default()),
        ("program", format!("oreflow {}", text("version"))),
        ("network", facts.network.clone()),
        ("trials", facts.trials_done.to_string()),
        ("failed trials", failed),
        ("spread of trials", spread),
        ("ended because", text("stop")),
        ("ended", ended.to_owned()),
        ("machine", format!("{}, {} threads", text("machine"), manifest["threads"])),
        ("time of the trials", format!("{:.1} s", manifest["seconds"].as_f64().unwrap_or(f64::NAN))),
        ("fingerprint", text("fingerprint")),
    ] {
        table.row([what.to_owned(), value]);
    }
    let mut inputs = Table::new("Inputs", &["file", "BLAKE3"]);
    for (name, hash) in manifest["inputs"].as_object().into_iter().flatten() {
        inputs.row([name.clone(), hash.as_str().unwrap_or_default().to_owned()]);
    }
    let run_again = if facts.policies.is_empty() { "run" } else { "compare" };
    Section::new("provenance", "Where the numbers come from, and how to get them again")
        .lead(&format!(
            "The run folder {place} has the question, all inputs and all tables. The same version of oreflow finds the same numbers to the last \
             bit: oreflow {run_again} {place}/scenario.resolved.toml. Sources of the figures of the network are in {place}/inputs/network. \
             To cite it, name the version, the fingerprint and where the folder is kept."
        ))
        .table(table)
        .folded(inputs)
        .text("The scenario with every value explicit", &run.scenario)
}

/// A word of a command line as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_split_them() {
        assert_eq!(quoted("study.seed=7"), "study.seed=7");
        assert_eq!(quoted("it's 5 %"), "'it'\\''s 5 %'");
    }
}
