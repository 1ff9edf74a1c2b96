//! What `oreflow bench` tells for machines. How fast it was is nobody's business here.

mod common;

use common::{refused, said};
use serde_json::Value;

fn measured(arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["bench", "--quiet", "--json"], arguments].concat();
    serde_json::from_str(&said(&arguments)).expect("a list")
}

/// The rows of a case are alike but for threads: one, and where there are more cores all.
fn check(rows: &[Value], case: &str, links: u64, steps: u64) {
    let cores = std::thread::available_parallelism().expect("cores").get() as u64;
    let wanted = if cores > 1 { vec![1, cores] } else { vec![1] };
    let rows: Vec<&Value> = rows.iter().filter(|row| row["case"] == case).collect();
    let threads: Vec<u64> = rows.iter().map(|row| row["threads"].as_u64().expect("threads")).collect();
    assert_eq!(threads, wanted, "{case}");
    for row in rows {
        assert_eq!((row["links"].as_u64(), row["steps"].as_u64()), (Some(links), Some(steps)), "{row}");
        let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("no {key} in {row}"));
        assert!(number("ns_low") <= number("ns_per_link_step_trial"), "{row}");
        assert!(number("ns_per_link_step_trial") <= number("ns_high"), "{row}");
        assert!(number("ns_low") > 0.0 && number("link_steps_trials_per_second") > 0.0, "{row}");
        let peak = &row["peak_bytes"];
        assert!(peak.as_u64().is_some_and(|bytes| bytes > 1 << 20) || !cfg!(target_os = "linux"), "{row}");
        assert!(row.as_object().is_some_and(|keys| keys.contains_key("peak_bytes")), "{row}");
    }
}

#[test]
fn drawn_chains_are_measured_at_the_sizes_asked_for() {
    let rows = measured(&["--links", "3,100"]);
    check(&rows, "chain-3", 3, 24);
    check(&rows, "chain-100", 105, 24);
}

#[test]
fn scenarios_are_measured_as_they_run() {
    let rows = measured(&["tests/failing/no-stock.toml"]);
    check(&rows, "no-stock", 5, 12);
    assert!(rows.iter().all(|row| row["case"] == "no-stock" && row["trials"] == 16), "{rows:?}");
    let both = measured(&["tests/failing/no-stock.toml", "--links", "3"]);
    check(&both, "no-stock", 5, 12);
    check(&both, "chain-3", 3, 24);
}

#[test]
fn what_goes_with_efficiency_goes_with_nothing_else() {
    for arguments in [
        &["bench", "--trials", "128"][..],
        &["bench", "--seeds", "3"],
        &["bench", "--against", "tests/failing/no-stock.toml"],
        &["bench", "--efficiency", "tests/failing/no-stock.toml", "--quick"],
        &["bench", "--efficiency", "tests/failing/no-stock.toml", "tests/failing/no-stock.toml"],
        &["bench", "--links", "0"],
    ] {
        refused(arguments, 2);
    }
}
