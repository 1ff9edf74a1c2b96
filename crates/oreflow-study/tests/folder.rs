//! A run folder of several policies, also one that was begun before.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::measure::{ExportBan, ExportDuty, Measure, Timing, TradeScope};
use oreflow_engine::observe::Outcome;
use oreflow_engine::run::{Progress, Stop};
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};
use oreflow_random::{Design, LogNormal, Trial};
use oreflow_study::{
    Findings, FolderError, Input, Place, Policy, Recipe, RunFolder, RunRecord, Start, Study, StudyError,
};

const WATCHED: &str = "unmet.ore.CHN.share";
const RESOLVED: &str = "schema = 1\n";

fn network() -> Network {
    let mut builder = NetworkBuilder::new("ore");
    builder.country("IDN").country("PHL").country("CHN").product(ProductSpec::new("ore"));
    builder.site(SiteSpec::new("use", SiteKind::Consumer, "CHN", "ore").slot(SlotSpec::of("ore", 1.0)));
    for (mine, country) in [("idn", "IDN"), ("phl", "PHL")] {
        builder.site(SiteSpec::new(mine, SiteKind::Mine, country, "ore"));
        builder.link(LinkSpec::new(mine, "use", TonnesPerYear(900.0)));
    }
    builder.build().unwrap()
}

/// A ban that may come, with and without a duty of the other supplier.
fn prepared(duty: bool, seed: u64) -> Prepared {
    let ban = ExportBan::new(TradeScope::new("IDN", &["ore"]));
    let ban = Hazard::new("ban", ban, Arrival::Rate(0.4)).lasting(LogNormal::new(8.0, 1.5).unwrap());
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 36);
    let mut experiment = Experiment::new(network().into(), calendar).hazard(ban).seed(seed);
    if duty {
        let duty = ExportDuty { scope: TradeScope::new("PHL", &["ore"]), rate: 0.3, amount: 0.0 };
        experiment = experiment.measure(Measure::new("duty", duty, Timing::from(date(2025, 6, 1))));
    }
    experiment.prepare().unwrap()
}

fn policies() -> Vec<Policy> {
    let policy = |name: &str, duty| Policy { name: name.to_owned(), experiment: prepared(duty, 7) };
    vec![policy("none", false), policy("duty", true)]
}

fn watching(study: Study) -> Study {
    let outcome = Outcome::parse(WATCHED, &study.experiment().experiment().network).unwrap();
    study.watch(vec![outcome])
}

fn study_of(policies: Vec<Policy>) -> Study {
    watching(Study::of_policies("A duty", policies, 4_000).unwrap())
}

fn study() -> Study {
    study_of(policies())
}

fn inputs() -> Vec<Input> {
    vec![Input { name: "network/links.csv".to_owned(), bytes: b"from,to".to_vec() }]
}

/// Runs a study into a place; with `cut`, until so many trials are done.
fn run(study: &Study, place: &Path, cut: Option<u64>) -> (Start, Findings) {
    let inputs = inputs();
    let recipe = Recipe { study, resolved: RESOLVED, inputs: &inputs };
    let place = Place::At { path: place.to_owned(), force: false };
    let mut folder = RunFolder::open(&place, &recipe, false).unwrap();
    let start = folder.start().clone();
    let from = folder.take_checkpoint();
    let progress = |progress: Progress<'_>| {
        let stop = cut.is_some_and(|cut| progress.done >= cut);
        folder.keep(progress, stop).unwrap();
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let findings = match from {
        Some(from) => study.resume(from, progress).unwrap(),
        None => study.run(progress),
    };
    folder.finish(&findings, vec!["test".to_owned()], 1).unwrap();
    (start, findings)
}

fn read(place: &Path, name: &str) -> String {
    fs::read_to_string(place.join(name)).unwrap()
}

#[test]
fn policies_that_are_cut_go_on_to_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let study = study();
    let (start, findings) = run(&study, &whole, None);
    assert_eq!((start, findings.stop), (Start::Anew, Stop::Done));
    assert_eq!(run(&study, &parts, Some(500)).1.stop, Stop::Cancelled);
    assert!(parts.join("checkpoint.bin").is_file());
    let done = RunRecord::read(&parts).unwrap().trials_done;
    assert!((500..4_000).contains(&done));
    let (second, _) = run(&study, &parts, Some(1_500));
    assert_eq!(second, Start::From { done, asked: 4_000 });
    assert_eq!(run(&study, &parts, None).1.stop, Stop::Done);
    for file in ["summary.csv", "summary.json", "series.csv", "convergence.csv", "differences.csv"] {
        assert!(read(&whole, file) == read(&parts, file), "{file}");
    }
    assert!(!parts.join("checkpoint.bin").exists());
    let manifest: serde_json::Value = serde_json::from_str(&read(&parts, "manifest.json")).unwrap();
    let ran = manifest["parts"].as_array().unwrap();
    assert_eq!((ran.len(), &ran[1]["trials_from"], &ran[2]["trials_to"]), (3, &done.into(), &4_000.into()));
    assert_eq!(manifest["policies"], serde_json::json!(["none", "duty"]));
    assert!(read(&parts, "status.jsonl").lines().last().is_some_and(|line| line.contains("finished")));
}

#[test]
fn each_policy_has_the_bits_that_it_has_alone() {
    let both = study().run(|_| ControlFlow::Continue(()));
    assert_eq!(both.policies, ["none", "duty"]);
    for policy in policies() {
        let alone = watching(Study::new("A duty", policy.experiment, 4_000));
        let alone = alone.run(|_| ControlFlow::Continue(()));
        let own = both.of_policy(&policy.name).unwrap();
        for row in &alone.outcomes {
            let beside = own.outcome(&row.path).unwrap();
            let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
            assert!(same(beside.mean.value, row.mean.value) && same(beside.q95.value, row.q95.value));
            assert_eq!(beside.policy, policy.name);
        }
    }
    let row = both.difference("duty", WATCHED).unwrap();
    let [none, duty] = ["none", "duty"].map(|name| both.of_policy(name).unwrap());
    let apart = duty.outcome(WATCHED).unwrap().mean.value - none.outcome(WATCHED).unwrap().mean.value;
    assert!((row.mean.value - apart).abs() < 1e-9 && row.trials == 4_000);
    assert!(apart > 0.0 && row.larger.value > row.smaller.value, "{row:?}");
    assert!(both.difference("none", WATCHED).is_none());
    // Each trial can be run again under each policy.
    let value = |name: &str| {
        study().only(name).unwrap().replay(Trial::from_number(3), &[]).unwrap().outcomes[0].value
    };
    assert!(value("duty") >= value("none"));
    assert!(study().only("other").is_none());
}

#[test]
fn what_decides_the_bits_decides_whether_a_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("run");
    run(&study(), &place, Some(500));
    let refuses = |study: &Study, resolved: &str, inputs: &[Input]| {
        let at = Place::At { path: place.clone(), force: false };
        let opened = RunFolder::open(&at, &Recipe { study, resolved, inputs }, false);
        matches!(opened, Err(FolderError::Another(_)))
    };
    let mut longer = study();
    longer.trials = 4_001;
    let reseeded = |policy: Policy| {
        let experiment = policy.experiment.reseeded(8, Design::Sobol);
        Policy { experiment, ..policy }
    };
    let reseeded = study_of(policies().into_iter().map(reseeded).collect());
    let renamed = |policy: Policy| Policy { name: format!("{}-2", policy.name), ..policy };
    let renamed = study_of(policies().into_iter().map(renamed).collect());
    for other in [longer, reseeded, renamed, study().only("none").unwrap()] {
        assert!(refuses(&other, RESOLVED, &inputs()));
    }
    assert!(refuses(&study(), "schema = 2\n", &inputs()));
    assert!(refuses(&study(), RESOLVED, &[]));
    assert!(!refuses(&study(), RESOLVED, &inputs()));
}

#[test]
fn policies_that_make_no_study_are_refused() {
    let refused = |policies| Study::of_policies("", policies, 8).unwrap_err();
    assert_eq!(refused(Vec::new()), StudyError::NoPolicy);
    let twice = policies().into_iter().map(|policy| Policy { name: "one".to_owned(), ..policy }).collect();
    assert_eq!(refused(twice), StudyError::Name("one".to_owned()));
    let mut unlike = policies();
    unlike[1].experiment = prepared(true, 8);
    let message =
        "policy 'duty' has another seed or design than 'none', so that their trials are not the same";
    assert_eq!(refused(unlike).to_string(), message);
}
