//! Policies of a scenario side by side, and what is asked for beside its file.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{oreflow, refused, said};

const CASE: &str = "tests/backtests/ore-ban/case.toml";

const POLICIES: &str = r#"
[policy.stockpile]
title = "Smelters keep two months of ore"
"stockpile.ore.CHN.target" = "60 days"
[policy.patience]
without = "idn-ban"
[study]
watch = ["unmet.goods.CHN", "price.metal.CHN.peak"]
"#;

/// A scenario with policies, over a shipped case.
fn scenario(folder: &Path, more: &str) -> String {
    let case = fs::canonicalize(CASE).expect("the case is there");
    let text = format!("extends = {:?}\n{POLICIES}{more}", case.display().to_string());
    let path = folder.join("own.toml");
    fs::write(&path, text).expect("a file");
    path.display().to_string()
}

fn table(path: PathBuf) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn policies_see_the_same_trials() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = scenario(folder.path(), "");
    let run = folder.path().join("run");
    let out = run.display().to_string();
    let answer = said(&["compare", &own, "--trials", "64", "--out", &out, "-q"]);
    for text in ["stockpile", "patience", "unmet.goods.CHN"] {
        assert!(answer.contains(text), "{answer}");
    }
    assert!(answer.lines().all(|line| line.chars().count() <= 80), "{answer}");
    // Alone each finds what it finds beside the others.
    let together = table(run.join("summary.csv"));
    for policy in ["none", "stockpile", "patience"] {
        let alone = folder.path().join(policy).display().to_string();
        said(&["run", &own, "--trials", "64", "--policy", policy, "--out", &alone, "-q"]);
        let alone = table(folder.path().join(policy).join("summary.csv"));
        let watched =
            |row: &&std::collections::BTreeMap<String, String>| row["path"].starts_with("unmet.goods.CHN");
        for row in alone.iter().filter(watched) {
            let same =
                together.iter().find(|other| other["policy"] == policy && other["path"] == row["path"]);
            assert_eq!(same.expect("the outcome")["mean"], row["mean"], "{policy} {}", row["path"]);
        }
    }
    let differences = table(run.join("differences.csv"));
    let patience = differences.iter().find(|row| row["policy"] == "patience").expect("a row");
    assert_eq!((&patience["against"][..], &patience["path"][..]), ("none", "unmet.goods.CHN.total"));
    assert_eq!(patience["smaller"].parse(), Ok(1.0), "without the ban nobody goes short");

    // The folder repeats the run, and its trials can be told apart.
    let again = folder.path().join("again").display().to_string();
    let resolved = run.join("scenario.resolved.toml").display().to_string();
    said(&["compare", &resolved, "--out", &again, "-q"]);
    for file in ["summary.csv", "series.csv", "convergence.csv", "differences.csv"] {
        let read = |folder: &str| fs::read(Path::new(folder).join(file)).expect("a file");
        assert!(read(&out) == read(&again), "{file}");
    }
    let story = said(&["replay", &out, "--trial", "1:1", "--policy", "patience", "-q"]);
    assert!(story.contains("under patience") && !story.contains("idn-ban"), "{story}");
    assert!(
        refused(&["replay", &out, "--trial", "1:1", "--policy", "no"], 3)
            .contains("none, stockpile, patience")
    );

    let json = said(
        &["compare", &own, "--trials", "16", "--policies", "patience,none", "--json", "-q", "--out"]
            .into_iter()
            .chain([folder.path().join("json").to_str().expect("text")])
            .collect::<Vec<_>>(),
    );
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["schema"], &json["policies"]), (&1.into(), &serde_json::json!(["patience", "none"])));
}

#[test]
fn policies_that_are_not_there_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = scenario(folder.path(), "");
    assert!(
        refused(&["compare", &own, "--policies", "none,stock"], 3).contains("it has stockpile, patience")
    );
    assert!(refused(&["compare", CASE], 3).contains("has no policies to compare"));
    assert!(refused(&["run", &own, "--policy", "stock"], 3).contains("has no policy 'stock'"));
    assert!(refused(&["run", &own, "--set", "studi.seed=3"], 3).contains("did you mean 'study'?"));
    // What goes with as many trials as are needed may be set beside them.
    let out = folder.path().join("auto").display().to_string();
    let few = ["run", &own, "--tolerance", "0.0001%", "--set", "study.most-trials=64", "--out", &out, "-q"];
    assert_eq!(oreflow(&few).status.code(), Some(5));
}

#[test]
fn what_a_scenario_says_is_shown_with_its_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = scenario(folder.path(), "");
    let shown = said(&["show", &own]);
    assert!(shown.contains("policy     stockpile: Smelters keep two months of ore"), "{shown}");
    let resolved = said(&["show", &own, "--resolved", "--policy", "stockpile", "--set", "study.seed=9"]);
    assert!(resolved.contains("# --set study.seed=9") && resolved.contains("own.toml:5"), "{resolved}");
    let json: serde_json::Value = serde_json::from_str(&said(&["show", &own, "--json"])).expect("JSON");
    assert_eq!(
        (&json["schema"], &json["policies"]),
        (&1.into(), &serde_json::json!(["stockpile", "patience"]))
    );
    let strata = json["values"].as_array().expect("values").iter().find(|value| value["key"] == "strata");
    assert_eq!(strata.expect("a value")["origin"], serde_json::Value::Null);
}

#[test]
fn problems_are_told_to_machines_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = scenario(folder.path(), "trials = 0\n");
    let checked = oreflow(&["check", &own, CASE, "no.toml", "--json"]);
    assert_eq!(checked.status.code(), Some(3));
    let json: serde_json::Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    let problem = &json["scenarios"][0]["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["line"], &problem["severity"]),
        (&"E0305".into(), &10.into(), &"error".into())
    );
    assert_eq!(
        (&json["scenarios"][0]["sound"], &json["scenarios"][1]["sound"]),
        (&false.into(), &true.into())
    );
    assert_eq!(json["scenarios"][2]["problems"][0]["message"], "there is no file no.toml");
    let explained: serde_json::Value =
        serde_json::from_str(&said(&["explain", "E0305", "--json"])).expect("JSON");
    let (schema, code) = (&explained["schema"], &explained["codes"][0]);
    assert_eq!((schema, &code["code"], &code["warning"]), (&1.into(), &"E0305".into(), &false.into()));
    assert!(code["page"].as_str().is_some_and(|page| page.contains("Wrong:")));
}
