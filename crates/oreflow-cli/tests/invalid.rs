//! What people get wrong, and what they are told: `tests/invalid/NAME.toml` at the top of the repository, each with the words of
//! `oreflow check` in `NAME.stderr`.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p oreflow-cli --test invalid` writes them anew; read the difference.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The words with which a file is refused, called from the top of the repository.
fn told(top: &Path, name: &str) -> String {
    let mut check = Command::new(env!("CARGO_BIN_EXE_oreflow"));
    let check = check.current_dir(top).args(["check", &format!("tests/invalid/{name}.toml")]);
    let output = check.output().expect("it starts");
    let stderr = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(3), "{name} is refused as invalid: {stderr}");
    assert!(output.stdout.is_empty(), "{name} has no answer");
    stderr
}

#[test]
fn every_slip_is_told_in_its_words() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = top.join("tests/invalid");
    let files = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (mut files, mut others): (Vec<_>, Vec<_>) =
        files.partition(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    assert!(files.len() >= 60, "{} files", files.len());
    let mut differences = Vec::new();
    for file in files {
        let name = file.file_stem().expect("a name").to_str().expect("text");
        let expected = file.with_extension("stderr");
        let now = told(&top, name);
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
            fs::write(&expected, &now).expect("it is written");
        }
        let written = fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n");
        if written != now {
            differences.push(format!("{name}:\n{written}--- now\n{now}"));
        }
        others.retain(|other| *other != expected);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    others.retain(|other| other.extension().is_some_and(|end| end == "stderr"));
    assert!(others.is_empty(), "words without a file: {others:?}");
}
