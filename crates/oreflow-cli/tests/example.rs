//! What an installed program has with it: examples and templates that run anywhere.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder.
fn oreflow(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreflow"));
    command.current_dir(folder).args(arguments).output().expect("it starts")
}

#[test]
fn an_example_runs_where_it_was_copied_to() {
    let folder = tempfile::tempdir().unwrap();
    let copied = oreflow(folder.path(), &["example", "copy", "indonesia-nickel-ban", "own"]);
    assert!(copied.status.success());
    let again = oreflow(folder.path(), &["example", "copy", "indonesia-nickel-ban", "own"]);
    assert_eq!(again.status.code(), Some(1), "nothing is overwritten");
    assert!(folder.path().join("own/networks/critical-minerals-2024/SOURCES.md").is_file());
    let run = oreflow(
        folder.path(),
        &[
            "run",
            "own/indonesia-nickel-ban.toml",
            "--trials",
            "16",
            "--set",
            "phl-ore-ban.rate=0.3 / year",
            "-q",
        ],
    );
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(folder.path().join("runs/indonesia-nickel-ban/summary.csv").is_file());
}

#[test]
fn a_scenario_to_begin_with_runs_at_once() {
    let folder = tempfile::tempdir().unwrap();
    assert!(oreflow(folder.path(), &["init", "scenario", "mine.toml"]).status.success());
    let on_it = ["init", "scenario", "sub/other.toml", "--network", "networks/nickel-2024"];
    assert!(oreflow(folder.path(), &on_it).status.success());
    let other = fs::read_to_string(folder.path().join("sub/other.toml")).unwrap();
    assert!(other.contains("network = \"../networks/nickel-2024\""), "{other}");
    let beside = ["init", "scenario", "third.toml", "--network", "networks/nickel-2024"];
    assert!(oreflow(folder.path(), &beside).status.success());
    let third = fs::read_to_string(folder.path().join("third.toml")).unwrap();
    assert!(third.contains("network = \"networks/nickel-2024\""), "{third}");
    let checked = oreflow(folder.path(), &["check", "mine.toml", "sub/other.toml", "third.toml"]);
    assert_eq!(String::from_utf8_lossy(&checked.stderr), "");
    assert!(checked.status.success());
    let run = oreflow(folder.path(), &["run", "mine.toml", "--trials", "16", "-q"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for taken in [&["init", "scenario", "mine.toml"][..], &["init", "scenario", "x.toml", "--network", "no"]]
    {
        assert_eq!(oreflow(folder.path(), taken).status.code(), Some(3));
    }
}

#[test]
fn names_of_examples_lead_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let list = oreflow(folder.path(), &["example", "list", "--json"]);
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap();
    let examples = list["examples"].as_array().unwrap();
    let network = |name: &str| {
        let row = examples.iter().find(|row| row["name"] == name).unwrap();
        row["network"].as_str().unwrap().to_owned()
    };
    assert_eq!(network("indonesia-nickel-ban"), "networks/nickel-2024");
    assert!(
        network("asean-downstream").ends_with("networks/critical-minerals-2024"),
        "of the file that it extends"
    );
    let shown = oreflow(folder.path(), &["example", "show", "indonesia-nickel-ban"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("schema = 1"));
    let run = oreflow(folder.path(), &["run", "indonesia-nickel-ban"]);
    assert_eq!(run.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&run.stderr).contains("oreflow example copy indonesia-nickel-ban"));
    assert_eq!(oreflow(folder.path(), &["example", "show", "nothing"]).status.code(), Some(3));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = oreflow(folder.path(), &["completions", shell]);
        assert!(script.status.success() && script.stdout.len() > 1000, "{shell}");
    }
}
