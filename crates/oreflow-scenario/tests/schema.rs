//! The JSON Schema and the reference of keys are current, and the schema agrees with the reader.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p oreflow-scenario --test schema` writes them anew.

mod common;

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use oreflow_scenario::schema::{json_schema, reference, targets_json_schema};
use oreflow_scenario::{parse, parse_targets};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A written file is what it would be if it were written now.
fn current(path: &str, now: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&file, now).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let written = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(written.replace("\r\n", "\n") == now, "{path} is stale: run with UPDATE_TRANSCRIPTS=1");
}

#[test]
fn what_is_written_is_current() {
    current("scenarios/scenario.schema.json", &json_schema());
    current("scenarios/targets.schema.json", &targets_json_schema());
    current("crates/oreflow-scenario/src/schema/keys.md", &reference());
    current("docs/guide/keys.md", &format!("# Every key\n\n{}", reference()));
}

fn validator(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::draft7::new(&schema).expect("a schema")
}

/// TOML as JSON, as editors see it: dates are text, and what is infinite is null.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => Value::String(day.to_string()),
        toml::Value::Array(list) => list.iter().map(json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
        other => serde_json::to_value(other).expect("a plain value"),
    }
}

fn toml(text: &str) -> toml::Value {
    toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}")))
}

/// What the schema says of a text.
fn errors(validator: &Validator, text: &str) -> Vec<String> {
    let value = json(&toml(text));
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// All files of that ending below the scenarios, but those of networks.
fn shipped() -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join("scenarios")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml")
                && !path.ends_with("network.toml")
            {
                let text = std::fs::read_to_string(&path).expect("text");
                files.push((path, text));
            }
        }
    }
    files
}

fn is_targets(path: &Path) -> bool {
    path.ends_with("targets.toml")
}

#[test]
fn sound_files_are_valid() {
    let (scenario, targets) = (validator(&json_schema()), validator(&targets_json_schema()));
    assert_eq!(errors(&scenario, common::FULL), Vec::<String>::new());
    let resolved = common::full().to_toml();
    assert_eq!(errors(&scenario, &resolved), Vec::<String>::new());
    let files = shipped();
    assert!(files.iter().filter(|(path, _)| is_targets(path)).count() > 3 && files.len() > 12);
    for (path, text) in &files {
        let schema = if is_targets(path) { &targets } else { &scenario };
        let mut errors = errors(schema, text);
        // What others extend need not be whole.
        let part = path.parent().is_some_and(|folder| folder.ends_with("shared"));
        errors
            .retain(|error| !(part && error.starts_with(": ") && error.ends_with("is a required property")));
        assert_eq!(errors, Vec::<String>::new(), "{}", path.display());
    }
}

/// A line of the full scenario, what a slip makes of it, and what the schema says.
const SLIPS: &[(&str, &str, &str)] = &[
    ("schema = 1", "schema = 2", "/schema: 1 was expected"),
    ("title = \"All \\\"keys\\\" of the format\"", "title = \" \"", "/title: \" \" does not match \"\\S\""),
    ("network = \"networks/chain\"", "", ": \"network\" is a required property"),
    ("horizon = \"10 years\"", "horizon = 10", "/time/horizon: 10 is not of type \"string\""),
    ("horizon = \"10 years\"", "horizon = \"10 yeers\"", "/time/horizon: \"10 yeers\" does not match"),
    (
        "horizon = \"10 years\"",
        "horizont = \"10 years\"",
        "/time: Additional properties are not allowed ('horizont' was unexpected)",
    ),
    ("start = \"2025-01\"", "start = \"2025-13\"", "/time/start: \"2025-13\" does not match"),
    (
        "step = \"1 month\"",
        "step = \"1 t\"",
        "/time/step: \"1 t\" is not valid under any of the schemas listed in the 'anyOf' keyword",
    ),
    (
        "kind = \"export-quota\"",
        "kind = \"export-quotas\"",
        "/measure/1/kind: \"export-quotas\" is not one of",
    ),
    ("volume = \"0.1 kt/yr\"", "", "/measure/1: \"volume\" is a required property"),
    ("volume = \"0.1 kt/yr\"", "volume = \"0.1 kt\"", "/measure/1/volume: \"0.1 kt\" does not match"),
    (
        "volume = \"0.1 kt/yr\"",
        "volume = \"1 t/yr\"\namount = \"1 USD/t\"",
        "/measure/1: \"amount\" is not one of",
    ),
    ("amount = \"5 USD/t\"", "", "/measure/2: \"duty\" is a required property"),
    ("leakage = \"3 %\"", "leakage = 3", "/measure/0/leakage: 3 is greater than the maximum of 1"),
    ("destinations = [\"CCC\"]", "destinations = []", "/measure/0/destinations: [] has less than 1 item"),
    ("intra = true", "intra = \"yes\"", "/measure/0/intra: \"yes\" is not of type \"boolean\""),
    ("rate = \"0.15 / year\"", "", "/hazard/0: \"rate\" is a required property"),
    (
        "rate = \"0.15 / year\"",
        "rate = \"0.15 / year\"\nprobability = 1",
        "/hazard/0/probability: False schema does not allow 1",
    ),
    ("date = \"2028-11-05\"", "rate = \"1 / year\"", "/hazard/4: \"date\" is a required property"),
    ("while = \"ban\"", "from = \"2025-01\"\nwhile = \"ban\"", "/hazard/1: \"from\" is not one of"),
    (
        "duration = { dist = \"lognormal\", median = \"6 months\", gsd = 1.8, source = \"insurers' tables\" }",
        "duration = { dist = \"lognormal\", mean = \"6 months\", gsd = 1.8 }",
        "/hazard/0/duration: \"median\" is a required property",
    ),
    (
        "duration = { dist = \"exponential\", mean = \"2 quarters\" }",
        "duration = { dist = \"beta\", mean = 0.5, sd = 0.1 }",
        "/hazard/6/duration/dist: \"beta\" is not one of",
    ),
    (
        "\"lead-time.metal.*\" = { dist = \"constant\", value = \"2 years\" }",
        "\"leed-time.metal.*\" = \"2 years\"",
        "/uncertain: Additional properties are not allowed ('leed-time.metal.*' was unexpected)",
    ),
    (
        "\"lead-time.metal.*\" = { dist = \"constant\", value = \"2 years\" }",
        "\"lead-time.metal.*\" = 24",
        "/uncertain/lead-time.metal.*: 24 is not of types",
    ),
    (
        "correlation = \"60 %\"",
        "correlation = 2",
        "/correlated/0/correlation: 2 is greater than the maximum of 1",
    ),
    (
        "correlation = \"60 %\"",
        "correlation = 0.5\nmatrix = [[1]]",
        "/correlated/0/matrix: False schema does not allow",
    ),
    ("seed = 42", "seed = -1", "/study/seed: -1 is less than the minimum of 0"),
    (
        "trials = 200",
        "trials = 0",
        "/study/trials: 0 is not valid under any of the schemas listed in the 'anyOf' keyword",
    ),
    ("trials = 200", "most-trials = 200", "/study: \"trials\" is a required property"),
    (
        "series = [\"exports.raw.UNION\"]",
        "series = [\"export.raw.UNION\"]",
        "/study/series/0: \"export.raw.UNION\" does not match",
    ),
];

#[test]
fn files_that_say_only_what_differs_are_valid() {
    let scenario = validator(&json_schema());
    let layer = r#"
        extends = ["full.toml", "other.toml"]
        without = "duty"
        [time]
        horizon = "3 years"
        [[measure]]
        id = "ban"
        leakage = "5 %"
        [groups]
        FAR = ["CCC", "AAA"]
        [policy.none]
        [policy.stockpile]
        title = "Two months"
        "stockpile.metal.CCC.target" = "60 days"
        "margin.metal.*" = { dist = "uniform", low = 0.1, high = 0.2 }
        [[policy.stockpile.measure]]
        id = "growth"
        kind = "demand-path"
        at = "world"
        from = "2025-01"
        path = { csv = "demand.csv", from = "month", factor = "index" }
        [study]
        compare = ["none", "stockpile"]
    "#;
    assert_eq!(errors(&scenario, layer), Vec::<String>::new());
    for (whole, slip) in [
        ("extends = [\"full.toml\", \"other.toml\"]", "title = \"Alone\""),
        ("\"5 %\"", "\"5 t\""),
        ("[\"CCC\", \"AAA\"]", "3"),
        ("title = \"Two months\"", "title = 3"),
        ("from = \"2025-01\"\n", "\n"),
        ("csv = \"demand.csv\", ", ""),
        ("compare = [", "compares = ["),
    ] {
        assert!(layer.contains(whole), "{whole}");
        assert!(!errors(&scenario, &layer.replace(whole, slip)).is_empty(), "{slip}");
    }
}

#[test]
fn slips_are_refused_in_their_place_and_by_the_reader_too() {
    let schema = validator(&json_schema());
    for (line, slip, told) in SLIPS {
        assert_eq!(common::FULL.matches(&format!("\n{line}\n")).count().min(1), 1, "no line {line}");
        let text = common::FULL.replacen(&format!("\n{line}\n"), &format!("\n{slip}\n"), 1);
        let errors = errors(&schema, &text);
        assert!(errors.iter().any(|error| error.starts_with(told)), "{slip}: {errors:#?}");
        assert!(errors.len() <= 3, "{slip}: {errors:#?}");
        assert!(parse(&text, "full.toml").is_err(), "{slip}");
    }
}

/// A step from a value to one within it.
#[derive(Clone)]
enum Step {
    Key(String),
    Index(usize),
}

/// Ways to all values within a value, itself included.
fn paths(value: &toml::Value, at: &mut Vec<Step>, all: &mut Vec<Vec<Step>>) {
    all.push(at.clone());
    let entries: Vec<(Step, &toml::Value)> = match value {
        toml::Value::Table(table) => {
            table.iter().map(|(key, value)| (Step::Key(key.clone()), value)).collect()
        }
        toml::Value::Array(list) => {
            list.iter().enumerate().map(|(n, value)| (Step::Index(n), value)).collect()
        }
        _ => Vec::new(),
    };
    for (step, value) in entries {
        at.push(step);
        paths(value, at, all);
        at.pop();
    }
}

fn reach<'v>(value: &'v mut toml::Value, path: &[Step]) -> &'v mut toml::Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()).expect("a key"),
        Step::Index(n) => value.get_mut(*n).expect("an entry"),
    })
}

/// What may stand in the place of any value.
fn replacements() -> Vec<toml::Value> {
    vec![
        0.into(),
        1.into(),
        (-1).into(),
        0.5.into(),
        1e9.into(),
        f64::INFINITY.into(),
        true.into(),
        "".into(),
        "x".into(),
        "50 %".into(),
        "150%".into(),
        "-3 months".into(),
        "1e1_0 kt / year".into(),
        ".5 USD per t".into(),
        "7 days".into(),
        "10 kg/t per yr".into(),
        "10 USD per t/yr".into(),
        "2027-1".into(),
        "2027-02-29".into(),
        "1027-02".into(),
        toml::Value::Datetime("2026-05-04".parse().expect("a day")),
        toml::Value::Datetime("2026-05-04T00:00:00Z".parse().expect("a time")),
        "event".into(),
        "auto".into(),
        "unmet.use.CCC.year-2".into(),
        toml::Value::Array(vec![]),
        toml::Value::Array(vec!["AAA".into(), "AAA".into()]),
        toml::Value::Table(toml::Table::new()),
        toml::Value::Table("dist = \"uniform\"\nlow = 0\nhigh = \"1\"".parse().expect("TOML")),
        toml::Value::Table("dist = \"normal\"\nmean = \"1 month\"\nsd = \"1 d\"".parse().expect("TOML")),
    ]
}

/// Hands out a file with each of its values in turn replaced by each of the others, left out, or under a misspelt key.
fn changes(whole: &toml::Value, mut each: impl FnMut(toml::Value)) {
    let mut all = Vec::new();
    paths(whole, &mut Vec::new(), &mut all);
    for path in &all {
        let Some((last, before)) = path.split_last() else { continue };
        for replacement in replacements() {
            let mut changed = whole.clone();
            *reach(&mut changed, path) = replacement;
            each(changed);
        }
        let mut without = whole.clone();
        match (last, reach(&mut without, before)) {
            (Step::Key(key), toml::Value::Table(table)) => {
                let mut misspelt = whole.clone();
                let value = table.remove(key).expect("a key");
                let table = reach(&mut misspelt, before).as_table_mut().expect("a table");
                table.remove(key);
                table.insert(format!("{key}s"), value);
                each(misspelt);
            }
            (Step::Index(n), toml::Value::Array(list)) => {
                list.remove(*n);
            }
            _ => unreachable!("a step that is of no table and no list"),
        }
        each(without);
    }
}

/// What the schema refuses, the reader refuses; and how much of what the reader refuses the schema knew.
fn agreement(name: &str, text: &str, schema: &Validator, reads: fn(&str) -> bool) -> (usize, usize) {
    let whole = toml(text);
    let (mut refused, mut known) = (0, 0);
    changes(&whole, |changed| {
        let text = toml::to_string(&changed).expect("TOML");
        let (read, value) = (reads(&text), json(&changed));
        refused += usize::from(!read);
        if let Some(error) = schema.iter_errors(&value).next() {
            assert!(!read, "{name}: a false alarm: {}: {error}\n{text}", error.instance_path());
            known += 1;
        }
    });
    (refused, known)
}

#[test]
fn what_the_schema_refuses_the_reader_refuses() {
    let schema = validator(&json_schema());
    let (refused, known) = agreement("full", common::FULL, &schema, |text| parse(text, "full.toml").is_ok());
    assert!(refused > 5000, "{refused} of the changes are refused");
    // The rest is what no schema sees: order of days, ids of others, shapes of distributions, bounds in text.
    assert!(known * 10 > refused * 9, "the schema knows {known} of {refused}");
}

#[test]
fn of_targets_too() {
    let schema = validator(&targets_json_schema());
    let text = "schema = 1\nevent = \"2014-01-12\"\n[[target]]\nid = \"a\"\nwhat = \"b\"\nkind = \"flow\"\nobserved = 1\n\
                band = [0.5, 1e9]\nnaive = 1\nunit = \"1\"\nsource = \"c\"\nmodel = \"mean(price.ore.world, +12)\"\nwhy = \"d\"\n";
    assert!(parse_targets(text, "targets.toml").is_ok());
    let (refused, known) =
        agreement("targets", text, &schema, |text| parse_targets(text, "targets.toml").is_ok());
    assert!(known * 10 > refused * 7, "the schema knows {known} of {refused}");
}
