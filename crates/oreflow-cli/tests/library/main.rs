//! The library of scenarios: each has an answer on record, and `docs/scenarios.md` is written from the records.
//!
//! `docs/scenarios/record` runs all of them and writes the records and the page. CI runs them with few trials, and holds what
//! they find against the records.

mod page;
mod record;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use record::{Notes, Record};

/// Names of the scenarios, sorted, each with its text.
fn scenarios() -> BTreeMap<String, String> {
    let files = fs::read_dir(root().join("scenarios")).expect("scenarios");
    let files = files.map(|file| file.expect("a file").path());
    let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.map(|file| (stem(&file), fs::read_to_string(&file).expect("text"))).collect()
}

fn stem(file: &Path) -> String {
    file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn updating() -> bool {
    std::env::var_os("UPDATE_TRANSCRIPTS").is_some()
}

#[test]
fn the_page_tells_what_is_on_record() {
    let notes = Notes::read(&root());
    let mut page = page::Page::new();
    for (name, text) in scenarios() {
        let record = Record::read(&root(), &name);
        assert_eq!(
            record.title,
            record::title(&text),
            "{name} asks something else than its record: {ADVICE}"
        );
        page.scenario(&name, &text, &record, notes.of(&name));
    }
    let page = page.finish();
    let path = root().join("docs/scenarios.md");
    if updating() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let there = fs::read_to_string(&path).expect("the page");
    assert!(there == page, "{}: write it with UPDATE_TRANSCRIPTS=1", path.display());
}

const ADVICE: &str = "run docs/scenarios/record";

#[test]
#[ignore = "needs runs by a release build: .ci/run or docs/scenarios/record"]
fn runs_find_what_is_on_record() {
    let runs = PathBuf::from(std::env::var_os("OREFLOW_ANSWERS").expect("the folder of the runs"));
    let mut wrong = Vec::new();
    for (name, text) in scenarios() {
        let run = runs.join(format!("{name}.json"));
        if updating() && !run.is_file() {
            continue;
        }
        let run = fs::read_to_string(run).expect("a run of each scenario");
        let found = Record::of_run(&run, Notes::read(&root()).of(&name));
        if updating() {
            found.write(&root(), &name);
            continue;
        }
        let recorded = Record::read(&root(), &name);
        assert_eq!(recorded.title, record::title(&text), "{name}: {ADVICE}");
        wrong.extend(recorded.disagreements(&found).into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(wrong.is_empty(), "{ADVICE}, if this is meant to be:\n{}", wrong.join("\n"));
}
