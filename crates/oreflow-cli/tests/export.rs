//! The tables of a run for other programs.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{oreflow, refused, said};
use tempfile::TempDir;

const CASE: &str = "tests/backtests/ore-ban/case.toml";

fn run() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run").display().to_string();
    let output = oreflow(&["run", CASE, "--trials", "16", "--keep-trials", "-q", "--out", &path]);
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<usize> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.chars().count()).collect();
    assert!(lines.iter().all(|width| *width <= 80), "{lines:?}");
    assert!(!output.stdout.contains(&0x1b), "colours where there is no terminal");
    (folder, path)
}

fn rows(csv: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv.as_bytes()).records().map(|row| row.expect("a row")).collect()
}

#[test]
fn every_format_has_the_numbers_of_the_run() {
    let (folder, run) = run();
    let json: serde_json::Value =
        serde_json::from_str(&said(&["export", &run, "--format", "json"])).expect("JSON");
    let csv = rows(&said(&["export", &run, "--format", "csv"]));
    let outcomes = json["outcomes"].as_array().expect("outcomes");
    assert!(outcomes.len() > 5);
    for outcome in outcomes {
        let row = csv.iter().find(|row| outcome["path"] == row[1] && &row[7] == "mean").expect("the row");
        assert_eq!(outcome["mean"]["value"].as_f64(), row[9].parse().ok(), "{row:?}");
        assert_eq!(outcome["unit"], row[8], "{row:?}");
    }
    let iamc = rows(&said(&["export", &run, "--format", "iamc"]));
    let yearly = iamc.iter().find(|row| row[3].ends_with("|Mean") && &row[4] == "t/yr").expect("a flow");
    let (name, _) = yearly[3].rsplit_once('|').expect("a name");
    let name = name.to_lowercase().replace('|', ".").replace(' ', "-");
    let series = json["series"].as_array().expect("series");
    let place = if &yearly[2] == "World" { "world" } else { &yearly[2] };
    let steps = series.iter().find(|row| row["path"] == format!("{name}.{place}")).expect("the series");
    let pairs =
        steps["dates"].as_array().expect("dates").iter().zip(steps["mean"].as_array().expect("means"));
    let of_year = pairs.filter(|(date, _)| date.as_str().is_some_and(|date| date.starts_with(&yearly[5])));
    let sum: f64 = of_year.filter_map(|(_, mean)| mean.as_f64()).sum();
    let value: f64 = yearly[6].parse().expect("a number");
    assert!((sum - value).abs() <= 1e-9 * sum.abs(), "{sum} {value}");
    let out = folder.path().join("tables").display().to_string();
    let written = said(&["export", &run, "--format", "csv", "--out", &out]);
    // Seven tables and what says what is in them.
    assert_eq!(written.lines().count(), 8, "{written}");
}

#[test]
fn nothing_is_overwritten_unasked() {
    let (folder, run) = run();
    let out = folder.path().join("run.json").display().to_string();
    let export = ["export", &run, "--format", "json", "--out", &out];
    said(&export);
    assert!(refused(&export, 1).contains("pass --force to replace it"));
    said(&[&export[..], &["--force", "-q"]].concat());
    let own = refused(&["export", &run, "--format", "csv", "--out", &run, "--force"], 1);
    assert!(own.contains("whose own tables would be lost"), "{own}");
    assert!(refused(&["export", &run, "--format", "parquet"], 2).contains("--out"));
    let no_run = folder.path().display().to_string();
    assert!(refused(&["export", &no_run, "--format", "csv"], 3).contains("is not a run folder"));
}

/// A Python with `DuckDB`, a reader that shares nothing with ours: the one that is there, or where `OREFLOW_FETCH` allows it
/// one of its own with `DuckDB` from `PyPI`.
fn python() -> Option<PathBuf> {
    let works = |python: &Path| {
        Command::new(python).args(["-c", "import duckdb"]).output().is_ok_and(|done| done.status.success())
    };
    let there = PathBuf::from("python3");
    if works(&there) {
        return Some(there);
    }
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export-venv");
    let python = venv.join("bin/python");
    if !works(&python) && std::env::var_os("OREFLOW_FETCH").is_some() {
        Command::new("python3").args(["-m", "venv"]).arg(&venv).output().ok()?;
        let install = ["-m", "pip", "install", "-q", "--timeout", "20", "--retries", "1", "duckdb"];
        Command::new(&python).args(install).output().ok()?;
    }
    works(&python).then_some(python)
}

#[test]
fn duckdb_reads_the_parquet_that_we_write() {
    let Some(python) = python() else {
        eprintln!("skipped: no Python with DuckDB; set OREFLOW_FETCH=1 to fetch it from PyPI");
        return;
    };
    let (folder, run) = run();
    let out = folder.path().join("tables");
    for format in ["csv", "parquet"] {
        said(&["export", &run, "--format", format, "--out", &out.display().to_string(), "--force"]);
    }
    let script = "
import duckdb, sys
for name in ['summary', 'series', 'convergence', 'exceedance', 'worst', 'flows', 'trials']:
    base = f'{sys.argv[1]}/{name}'
    (rows,), = duckdb.sql(f\"select count(*) from '{base}.parquet'\").fetchall()
    csv = f\"read_csv('{base}.csv', all_varchar=true)\"
    columns = [c[0] for c in duckdb.sql(f\"describe select * from '{base}.parquet'\").fetchall()]
    text = [c for c in columns if c not in ('value', 'low', 'high', 'weight', 'chance')]
    same = ' and '.join(f'coalesce(p.{c}::varchar, \\'\\') = coalesce(c.{c}, \\'\\')' for c in text)
    near = ' and '.join(f'p.{c} is not distinct from try_cast(c.{c} as double)' for c in ('value', 'low', 'high'))
    (both,), = duckdb.sql(f\"\"\"select count(*) from (select *, row_number() over () n from '{base}.parquet') p
        join (select *, row_number() over () n from {csv}) c on p.n = c.n where {same} and {near}\"\"\").fetchall()
    units = duckdb.sql(f\"select value::varchar from parquet_kv_metadata('{base}.parquet') where key::varchar = 'units'\").fetchall()
    print(name, rows > 0, both == rows, 'column:unit' in str(units), duckdb.sql(f\"select typeof(value) from '{base}.parquet' limit 1\").fetchall()[0][0] if rows else '-')
";
    let output = Command::new(python).args(["-c", script]).arg(&out).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = String::from_utf8_lossy(&output.stderr);
    for name in ["summary", "series", "exceedance", "worst", "flows", "trials"] {
        assert!(said.contains(&format!("{name} True True True DOUBLE")), "{said}{told}");
    }
    // Nothing is watched in this case, so nothing converges.
    assert!(said.contains("convergence False True"), "{said}{told}");
}
