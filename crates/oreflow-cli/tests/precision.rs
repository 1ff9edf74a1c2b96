//! Runs that find out how long they must be, rare hazards, and what designs are worth.

mod common;

use std::fs;

use common::{refused, said};

const CASE: &str = "tests/backtests/ore-ban/case.toml";

/// A scenario on the network of the case: a hazard that strikes at a rate.
fn scenario(rate: &str, study: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let network = fs::canonicalize("tests/backtests/ore-ban/network").expect("the network");
    let text = format!(
        "schema = 1\ntitle = \"Rare\"\nnetwork = {:?}\n[time]\nstart = \"2020-01\"\nstep = \"1 month\"\n\
         horizon = \"2 years\"\n[[hazard]]\nid = \"ban\"\nkind = \"export-ban\"\nby = \"IDN\"\nproducts = [\"ore\"]\n\
         rate = \"{rate} / year\"\nduration = \"6 months\"\n[study]\nwatch = [\"unmet.goods.CHN.share\"]\n{study}",
        network.display().to_string()
    );
    let path = folder.path().join("rare.toml");
    fs::write(&path, text).expect("a file");
    let path = path.to_str().expect("text").to_owned();
    (folder, path)
}

#[test]
fn a_precision_that_is_not_reached_has_its_own_exit_code() {
    let (folder, path) = scenario("0.5", "trials = \"auto\"\nmost-trials = 256\ntolerance = \"0.0001 %\"\n");
    let out = folder.path().join("run");
    let output = common::oreflow(&["run", &path, "--quiet", "--out", out.to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("256 trials are not as exact as asked"));
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    assert!(manifest.contains("\"stop\": \"most-trials\""), "{manifest}");
    let convergence = fs::read_to_string(out.join("convergence.csv")).expect("a table");
    let trials: Vec<&str> =
        convergence.lines().skip(1).map(|line| line.split(',').nth(1).unwrap_or("")).collect();
    assert_eq!(trials, ["128", "256"]);
}

#[test]
fn what_does_not_go_together_is_refused_before_anything_runs() {
    let fixed = refused(&["run", CASE, "--max-time", "5"], 3);
    assert!(fixed.contains("--max-time goes with --trials auto"), "{fixed}");
    let both = refused(&["run", CASE, "--trials", "64", "--tolerance", "1%"], 3);
    assert!(both.contains("leave --trials out"), "{both}");
    for wrong in
        [["--max-time", "-5"], ["--tolerance", "0.01"], ["--trials", "0"], ["--trials", "2000000000"]]
    {
        refused(&["run", CASE, &format!("{}={}", wrong[0], wrong[1])], 2);
    }
    let (_folder, blind) = scenario("0.5", "");
    let text = fs::read_to_string(&blind).expect("text").replace("watch = [\"unmet.goods.CHN.share\"]\n", "");
    fs::write(&blind, text).expect("a file");
    let nothing = refused(&["bench", "--efficiency", &blind, "--quiet"], 3);
    assert!(nothing.contains("must watch what is to be estimated"), "{nothing}");
}

#[test]
fn trials_of_strata_are_told_and_replayed_by_their_names() {
    let (folder, path) = scenario("0.005", "trials = 1024\n");
    let out = folder.path().join("run");
    let out = out.to_str().expect("text");
    let answer = said(&["run", &path, "--quiet", "--out", out]);
    assert!(answer.contains("shared out by whether the rare hazard strikes"), "{answer}");
    // The second stratum, in which the ban strikes.
    let struck = oreflow_random::Trial::in_stratum(1, 5, 3).to_string();
    let story = said(&["replay", out, "--trial", &struck]);
    assert!(story.lines().any(|line| line.contains("ban") && line.contains("100 %")), "{story}");
    let none = oreflow_random::Trial::in_stratum(0, 5, 3).to_string();
    assert!(!said(&["replay", out, "--trial", &none]).contains("100 %"));
    let beyond = oreflow_random::Trial::in_stratum(1, 1 << 20, 0).to_string();
    for trial in ["3:5", &beyond] {
        let message = refused(&["replay", out, "--trial", trial], 3);
        assert!(message.contains("its strata have"), "{message}");
    }
}

#[test]
fn a_bench_has_a_row_for_each_design_and_estimate() {
    let (_folder, path) = scenario("0.5", "");
    let arguments = ["bench", "--efficiency", &path, "--trials", "128", "--seeds", "3", "--quiet", "--json"];
    let rows: serde_json::Value = serde_json::from_str(&said(&arguments)).expect("JSON");
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), 4 * 3);
    let plain = rows.iter().filter(|row| row["design"] == "plain");
    assert!(plain.clone().count() == 3 && plain.into_iter().all(|row| row["gain"] == 1.0), "{rows:?}");
    // Policies that do not differ do not differ in the same trials.
    let pair = [&arguments[..3], &["--against", &path], &arguments[3..]].concat();
    let rows: serde_json::Value = serde_json::from_str(&said(&pair)).expect("JSON");
    let variance = |design: &str| {
        let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["design"] == design));
        row.and_then(|row| row["variance"].as_f64()).expect("a row")
    };
    assert_eq!((variance("plain"), variance("sobol")), (0.0, 0.0));
    assert!(variance("plain, seeds unlike") > 0.0);
}
