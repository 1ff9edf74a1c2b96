//! Backtests: intervals, the log, and the example of the manual.

use std::fs;
use std::path::Path;
use std::process::Command;

const CASE: &str = "tests/backtests/ore-ban";

fn oreflow(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_oreflow")).args(arguments).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_target_has_an_interval_that_does_not_move_its_value() {
    let score = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&oreflow(arguments)).expect("JSON")
    };
    let certain = score(&["backtest", CASE, "--json", "--trials", "0"]);
    let uncertain = score(&["backtest", CASE, "--json", "--trials", "40"]);
    assert_eq!(
        uncertain,
        score(&["backtest", CASE, "--json", "--trials", "40"]),
        "the same question has the same answer"
    );
    assert_eq!(uncertain["schema"], 1);
    let price = |score: &serde_json::Value| score["cases"][0]["targets"][2].clone();
    assert!(price(&certain)["interval"].is_null());
    assert_eq!(price(&certain)["value"], price(&uncertain)["value"]);
    let end = |at: usize| price(&uncertain)["interval"][at].as_f64().expect("a number");
    let value = price(&uncertain)["value"].as_f64().expect("a number");
    assert!(end(0) < value && value < end(1), "{value} in {} to {}", end(0), end(1));
    // A price that no trial comes near is hit by none, and lies outside of the interval.
    assert_eq!(price(&uncertain)["share_of_trials"], 0.0);
    assert_eq!(price(&uncertain)["covered"], false);
    let all = uncertain["totals"].as_array().and_then(|rows| rows.last()).expect("a row of all").clone();
    let of_a_trial = all["hits_of_a_trial"].as_f64().expect("a number");
    assert!((1.0..=2.0).contains(&of_a_trial), "{of_a_trial}");
    assert!(all["drawn"] == 3 && certain["totals"][0]["drawn"] == 0);
}

#[test]
fn the_log_grows_and_has_one_header() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log.csv");
    let path = log.to_str().expect("a path");
    oreflow(&["backtest", CASE, "--log", path, "--commit", "one, two"]);
    oreflow(&["backtest", CASE, "--log", path, "--commit", "three", "--step", "week"]);
    let text = fs::read_to_string(&log).expect("a log");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 7, "{text}");
    assert_eq!(lines[0], "version,commit,step,case,kind,hits,scored,naive_hits,naive_scored");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(lines[1], format!("{version},\"one, two\",month,ore-ban,flow,1,1,0,1"));
    assert_eq!(lines[4], format!("{version},three,week,ore-ban,flow,1,1,0,1"));
}

#[test]
fn a_log_is_not_mixed_with_another_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = folder.path().join("other.csv");
    fs::write(&other, "foo,bar\n1,2\n").expect("a file");
    let path = other.to_str().expect("a path");
    let output = Command::new(env!("CARGO_BIN_EXE_oreflow"))
        .args(["backtest", CASE, "--trials", "0", "--log", path, "--commit", "one"])
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(3) && told.contains("is not a log of backtests"), "{told}");
    assert!(output.stdout.is_empty(), "nothing is scored before the log is known to be good");
    assert_eq!(fs::read_to_string(&other).expect("a file"), "foo,bar\n1,2\n");
}

#[test]
fn both_files_are_checked_whatever_is_wrong_with_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("network")).expect("a folder");
    for file in fs::read_dir(Path::new(CASE).join("network")).expect("a network") {
        let file = file.expect("a file");
        fs::copy(file.path(), folder.path().join("network").join(file.file_name())).expect("a copy");
    }
    for (name, right, wrong) in [
        ("case.toml", "by = \"IDN\"", "by = \"QQQ\""),
        ("targets.toml", "exports.ore.IDN", "exports.oar.IDN"),
    ] {
        let text = fs::read_to_string(Path::new(CASE).join(name)).expect("text");
        assert!(text.contains(right), "{name}");
        fs::write(folder.path().join(name), text.replace(right, wrong)).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreflow"));
    let output = command.arg("backtest").arg(folder.path()).output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    assert!(told.contains("there is no place 'QQQ'") && told.contains("there is no product 'oar'"), "{told}");
}

#[test]
fn an_error_that_nobody_reads_is_no_panic() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreflow"));
    let status = command.args(["check", "nowhere.toml"]).stderr(writer).status().expect("it starts");
    assert_eq!(status.code(), Some(3));
}

#[test]
fn sensitivity_says_what_the_scores_hang_on() {
    let answer = oreflow(&["backtest", CASE, "--json", "--sensitivity"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let rows = answer["sensitivity"].as_array().expect("rows");
    let change = |name: &str| {
        let row = rows.iter().find(|row| row["parameter"] == name).unwrap_or_else(|| panic!("no {name}"));
        row["change"].as_f64().expect("a number")
    };
    // The case has a ban that buyers answer, and nothing that spoils or comes as a by-product.
    assert!(change("shortage-response") > 0.01 && change("cover-input") > 0.01);
    assert!(change("shelf-life") == 0.0 && change("byproduct-lag") == 0.0);
    assert!(rows.iter().all(|row| row["parameter"] != "price"));
    let changes: Vec<f64> = rows.iter().map(|row| row["change"].as_f64().expect("a number")).collect();
    assert!(changes.is_sorted_by(|a, b| a >= b), "what matters most comes first");
}

#[test]
fn the_manual_shows_the_whole_case() {
    let manual = fs::read_to_string("../../docs/backtests.md").expect("the manual");
    let mut files = vec![format!("{CASE}/case.toml"), format!("{CASE}/targets.toml")];
    for entry in fs::read_dir(Path::new(CASE).join("network")).expect("a network") {
        files.push(entry.expect("a file").path().display().to_string());
    }
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        assert!(manual.contains(text.trim_end()), "{file} is not as in docs/backtests.md");
    }
}
