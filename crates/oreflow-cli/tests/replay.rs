//! Trials that fail, and trials that are run again alone.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use common::{oreflow, refused, said};

const CASE: &str = "tests/backtests/ore-ban/case.toml";
const FAILING: &str = "tests/failing/no-stock.toml";

fn read(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// Runs a scenario into a new folder.
fn run(scenario: &str, trials: &str) -> (tempfile::TempDir, PathBuf, Output) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run");
    let output = oreflow(&["run", scenario, "--trials", trials, "-q", "--out", &path.display().to_string()]);
    (folder, path, output)
}

#[test]
fn a_replayed_trial_has_the_bits_of_the_run() {
    let (_folder, path, output) = run(CASE, "1");
    assert!(output.status.success(), "{output:?}");
    let replayed = said(&["replay", &path.display().to_string(), "--trial", "0:0", "--json", "-q"]);
    let replayed: serde_json::Value = serde_json::from_str(&replayed).expect("JSON");
    assert_eq!((&replayed["schema"], &replayed["trial"]), (&1.into(), &"0:0".into()));
    let summary = read(&path.join("summary.json"));
    let found = |path: &serde_json::Value| {
        let rows = summary["outcomes"].as_array().expect("rows");
        rows.iter().find(|row| &row["path"] == path).expect("the outcome")["mean"]["value"].clone()
    };
    let rows = replayed["outcomes"].as_array().expect("rows");
    assert!(rows.len() > 5);
    for row in rows {
        assert_eq!(row["value"], found(&row["path"]), "{}", row["path"]);
    }
    let drawn = replayed["parameters"][0]["value"].as_f64().expect("a number");
    assert!((1.0..3.0).contains(&drawn), "{drawn}");
}

#[test]
fn too_many_failures_are_told_and_the_run_is_kept() {
    let (_folder, path, output) = run(FAILING, "16");
    let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(4), "{told}");
    let manifest = read(&path.join("manifest.json"));
    let failed = manifest["trials_failed"].as_array().expect("a list");
    let first = failed[0]["trial"].as_str().expect("a name");
    let reason = failed[0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("stock.metal.CHN.peak (a step of the base is 0)"), "{reason}");
    let count = failed.len();
    assert!(said.contains(&format!("warning: {count} of 16 trials failed and are left out of all numbers")));
    assert!(said.contains(&format!("oreflow replay RUN --trial {first}")), "{said}");
    assert!(told.contains(&format!("oreflow replay {} --trial {first}", path.display())), "{told}");
    let replayed = oreflow(&["replay", &path.display().to_string(), "--trial", first, "-q"]);
    let replayed = String::from_utf8_lossy(&replayed.stdout).into_owned();
    assert!(replayed.contains(&format!("failed in its run and is left out there: {reason}")), "{replayed}");
}

#[test]
fn failures_that_are_tolerated_end_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let network = fs::canonicalize("tests/backtests/ore-ban/network").expect("a network");
    let text = fs::read_to_string(FAILING).expect("a scenario");
    let text = text.replace("\"../backtests/ore-ban/network\"", &format!("'{}'", network.display()));
    let scenario = folder.path().join("tolerant.toml");
    fs::write(&scenario, text.replace("[study]", "[study]\nfailures = \"50 %\"")).expect("a file");
    let (_folder, path, output) = run(&scenario.display().to_string(), "16");
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("within the 50.0 % tolerated"), "{said}");
    let resolved = fs::read_to_string(path.join("scenario.resolved.toml")).expect("text");
    assert!(resolved.contains("failures = \"50 %\""), "{resolved}");
}

#[test]
fn the_story_has_a_row_a_step_and_the_events_between() {
    let (_folder, path, _) = run(FAILING, "16");
    let run = path.display().to_string();
    let story = said(&["replay", &run, "--trial", "1:0", "--trace", "-q"]);
    let lines: Vec<&str> = story.lines().collect();
    let at = |text: &str| {
        lines.iter().position(|line| line.starts_with(text)).unwrap_or_else(|| panic!("{text} in\n{story}"))
    };
    assert!(at(" 2020-04-01 ") < at(" 2020-04-15  -- idn-ban begins with 50.0 %"));
    let after = lines[at(" 2020-08-01  -- idn-ban goes to 100 %") + 1];
    assert!(after.starts_with(" 2020-08-01  ") && !after.contains("--"), "{after}");
    assert!(at(" a ") < at(" b ") && lines.iter().all(|line| line.chars().count() <= 100), "{story}");
    let json = said(&["replay", &run, "--trial", "1:0", "--trace", "--json", "-q"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let series = json["series"].as_array().expect("series");
    let paths: Vec<&str> = series.iter().filter_map(|row| row["path"].as_str()).collect();
    assert_eq!(paths, ["price.metal.CHN", "unmet.goods.CHN", "stock.metal.CHN"]);
    assert!(series.iter().all(|row| row["values"].as_array().is_some_and(|values| values.len() == 12)));
    assert_eq!(json["dates"].as_array().map(Vec::len), Some(12));
    assert_eq!(
        (&json["events"][0]["from"], &json["events"][0]["drawn"]),
        (&"2020-04-15".into(), &false.into())
    );
}

#[test]
fn what_is_no_trial_of_a_run_is_refused() {
    let (folder, path, _) = run(CASE, "13");
    let run = path.display().to_string();
    let replay = |run: &str, trial: &str, code| refused(&["replay", run, "--trial", trial], code);
    let beyond = replay(&run, "5:1", 3);
    assert!(beyond.contains("has no trial 5:1: it did 13 trials, the last of them 4:1"), "{beyond}");
    assert!(oreflow(&["replay", &run, "--trial", "4:1"]).status.success());
    for malformed in ["8:0", "3", "3:x"] {
        assert!(replay(&run, malformed, 2).contains("write replicate:index"), "{malformed}");
    }
    let other = folder.path().display().to_string();
    assert!(replay(&other, "0:0", 3).contains("is not a run folder"));
    let links = path.join("inputs/network/links.csv");
    let text = fs::read_to_string(&links).expect("a table").replace("20000,0.5", "20000,0.4");
    fs::write(&links, text).expect("a file");
    let told = oreflow(&["replay", &run, "--trial", "0:0"]).stderr;
    let told = String::from_utf8(told).expect("text");
    assert!(told.contains("inputs/network/links.csv is no longer what the run was made of"), "{told}");
    fs::write(path.join("manifest.json"), "{}").expect("a file");
    assert!(replay(&run, "0:0", 3).contains("is not the manifest of a run"));
}
