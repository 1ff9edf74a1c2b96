//! Files that extend others, assignments, policies and groups.

mod common;

use std::io;

use common::{FULL, network};
use oreflow_scenario::{Diagnostics, Draft, Scenario};

/// Reads `name` of some files.
fn read(files: &[(&str, &str)], set: &[&str]) -> Result<Scenario, Diagnostics> {
    let load = |wanted: &str| {
        let found = files.iter().find(|(name, _)| *name == wanted);
        let found = found.map(|(_, text)| text.as_bytes().to_vec());
        found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let (name, text) = files[0];
    let mut draft = Draft::new(name, text.as_bytes(), load)?;
    for assignment in set {
        draft.set(assignment);
    }
    draft.scenario()
}

fn sound(files: &[(&str, &str)], set: &[&str]) -> Scenario {
    read(files, set).unwrap_or_else(|problems| panic!("{}", problems.plain()))
}

/// What is told, without the codes.
fn told(files: &[(&str, &str)], set: &[&str]) -> String {
    let problems = read(files, set).expect_err("a problem");
    let codes = problems.all().iter().map(|problem| format!("error[{}]: ", problem.code));
    codes.fold(problems.plain(), |text, code| text.replace(&code, ""))
}

#[test]
fn a_file_says_only_what_differs() {
    let over = r#"
        extends = "../base/full.toml"
        title = "Later"
        without = ["duty", "boom", "lead-time.metal.*"]
        [time]
        horizon = "12 years"
        [[measure]]
        id = "ban"
        leakage = "7 %"
        [[measure]]
        id = "works"
        kind = "strike"
        at = "AAA"
        from = "2026-01"
        [[measure]]
        id = "tariff"
        kind = "import-tariff"
        by = "AAA"
        products = "metal"
        tariff = "5 %"
        from = "2026-01"
        [uncertain]
        "elasticity-long.use.*" = { dist = "uniform", low = -0.4, high = -0.2 }
        "lead-time.ore.*" = "1 year"
        [study]
        seed = 43
    "#;
    let files = [("own/later.toml", over), ("own/../base/full.toml", FULL)];
    let (base, later) = (common::full(), sound(&files, &[]));
    assert_eq!(later.title, "Later");
    assert_eq!(later.time.horizon.to_string(), "12 years");
    assert_eq!((later.time.start, later.study.trials), (base.time.start, base.study.trials));
    assert_eq!(later.study.seed.value, 43);
    // The file that names the network is the one that was extended.
    assert_eq!(later.network_file(), "own/../base/full.toml");
    let ids: Vec<&str> = later.contents.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert_eq!(ids, ["ban", "quota", "works", "old-goods", "dikes", "tariff"]);
    let toml = later.to_toml();
    // Key by key: leakage is new, and the rest as it was.
    assert!(toml.contains("leakage = \"7 %\"") && toml.contains("severity = \"25 %\""), "{toml}");
    // Another kind: nothing of the outage is left.
    assert!(toml.contains("kind = \"strike\"\nat = [\"AAA\"]") && !toml.contains("withdrawn"), "{toml}");
    assert!(!toml.contains("boom"));
    // A distribution is one value: no mode of the triangle is left.
    assert!(
        toml.contains("\"elasticity-long.use.*\" = { dist = \"uniform\", low = -0.4, high = -0.2 }"),
        "{toml}"
    );
    assert!(!toml.contains("\"lead-time.metal.*\""));
    // One file says the same.
    assert_eq!(common::sound(&toml), later);
}

#[test]
fn later_files_of_a_list_lie_over_earlier_ones() {
    let both = ("a.toml", "extends = [\"b.toml\", \"c.toml\"]\n");
    let b = ("b.toml", "extends = \"full.toml\"\n[study]\nseed = 1\ntrials = 8\n");
    let c = ("c.toml", "extends = \"full.toml\"\n[study]\nseed = 2\n");
    let scenario = sound(&[both, b, c, ("full.toml", FULL)], &[]);
    // What c extends lies over b, too: 200 trials again.
    assert_eq!((scenario.study.seed.value, scenario.study.trials.first()), (2, 200));
    let parts = ("c.toml", "[study]\nseed = 2\n");
    let scenario = sound(&[both, b, parts, ("full.toml", FULL)], &[]);
    assert_eq!((scenario.study.seed.value, scenario.study.trials.first()), (2, 8));
}

#[test]
fn problems_stand_in_the_file_that_has_them() {
    let over =
        "extends = \"base.toml\"\n[study]\nseeds = 3\n[[measure]]\nid = \"quota\"\nvolume = \"3 kt\"\n";
    let base =
        FULL.replace("\"3 %\"", "\"3\"").replace("from = \"2025-01\"\namount", "from = \"2024-01\"\namount");
    let expected = "over.toml:3:1: unknown key 'seeds' in [study]\n  help: did you mean 'seed'?\n\
        over.toml:6:10: 'volume' must be a volume for a year, not 3 kt";
    let told = told(&[("over.toml", over), ("base.toml", &base)], &["study.trials=0"]);
    assert!(told.starts_with(expected), "{told}");
    for place in ["\nbase.toml:26:11: ", "\nbase.toml:42:8: ", "\n--set:1:14: "] {
        assert!(told.contains(place), "{place} {told}");
    }
}

#[test]
fn files_that_cannot_be_laid_over_each_other_are_told() {
    assert_eq!(
        told(&[("a.toml", "schema = 1\nextends = \"no.toml\"")], &[]),
        "a.toml:2:11: there is no file no.toml\n  help: write the path of a scenario, relative to this file"
    );
    let circle = [("a.toml", "extends = \"b.toml\""), ("b.toml", "\nextends = [\"./x/../a.toml\"]")];
    assert_eq!(
        told(&circle, &[]),
        "b.toml:2:12: a.toml would extend itself\n  help: take the part that both need into a file of its own"
    );
    let other = [("a.toml", "extends = \"b.toml\""), ("b.toml", "schema = 2\n[when]")];
    assert!(told(&other, &[]).starts_with("b.toml:1:10: schema 2 is not known"));
    let broken = [("a.toml", "extends = \"b.toml\"\nseed = 3"), ("b.toml", "x = [")];
    assert!(told(&broken, &[]).starts_with("b.toml:1:6: unclosed"), "{}", told(&broken, &[]));
    let binary = Draft::new("a.toml", b"extends = \"b.toml\"", |_| Ok(b"a\xff".to_vec()));
    assert!(
        binary.expect_err("no text").plain().starts_with("b.toml:1:2: error[E0101]: this is not a text file")
    );
}

#[test]
fn assignments_reach_every_value() {
    let set = [
        "title = Set from outside",
        "time.horizon=12 years",
        "study.seed=7",
        "study.watch=[\"unmet.use.BBB\"]",
        "ban.leakage = 9 %",
        "ban.until=2031-06",
        "flood.duration.gsd=2",
        "lead-time.metal.*=30 months",
        "\"margin.metal.*\" = { dist = \"uniform\", low = 0.1, high = 0.2 }",
        "export-duty.metal.BBB.amount=7 USD/t",
        "stockpile.metal.CCC.target=60 days",
        "stockpile.metal.CCC.fill=1 year",
        "stockpile.metal.CCC.release=2 months",
        "groups.FAR=[\"CCC\"]",
    ];
    let toml = sound(&[("full.toml", FULL)], &set).to_toml();
    for line in [
        "title = \"Set from outside\"",
        "horizon = \"12 years\"",
        "seed = 7",
        "watch = [\"unmet.use.BBB\"]",
        "leakage = \"9 %\"",
        "until = \"2031-06-01\"",
        "duration = { dist = \"lognormal\", median = \"6 months\", gsd = 2.0, source = \"insurers' tables\" }",
        "\"lead-time.metal.*\" = { dist = \"constant\", value = \"30 months\" }",
        "\"margin.metal.*\" = { dist = \"uniform\", low = 0.1, high = 0.2 }",
        "amount = \"7 USD/t\"",
        "id = \"stockpile-metal-ccc\"",
        "target = \"60 days\"",
        "FAR = [\"CCC\"]",
    ] {
        assert!(toml.contains(&format!("\n{line}\n")), "{line}\n{toml}");
    }
}

#[test]
fn assignments_that_set_nothing_are_told() {
    for (assignment, expected) in [
        ("study.seed", "1:1: 'study.seed' sets nothing"),
        ("study=3", "1:1: 'study' names nothing that can be set"),
        ("studdy.seed=3", "did you mean 'study'?"),
        ("bann.leakage=3", "did you mean 'ban'?"),
        ("ban.leekage=3", "--set:1:1: unknown key 'leekage' in measure 'ban'"),
        ("study.seed=x", "1:12: 'seed' must be a whole number, not text"),
        ("ban..leakage=3", "has an empty part"),
        ("ban.leakage.low=3", "'leakage' has no parts"),
        ("export-duty.ore.CCC.amount=5 t", "1:28: "),
        ("route-closure.ore.CCC.delay=5 days", "is not of a product and a place"),
        ("margin.metal=3", "write margin.product.place"),
    ] {
        let told = told(&[("full.toml", FULL)], &[assignment]);
        assert!(told.contains("--set:") && told.contains(expected), "{assignment}: {told}");
    }
}

const POLICIES: &str = r#"
[policy.none]
[policy.stockpile]
title = "Two months of metal"
"stockpile.metal.CCC.target" = "60 days"
"stockpile.metal.CCC.fill" = "1 year"
"stockpile.metal.CCC.release" = "2 months"
[policy.diplomacy]
without = ["duty"]
"ban.chance" = "50 %"
"lead-time.metal.*" = { dist = "uniform", low = "1 year", high = "2 years" }
[[policy.diplomacy.measure]]
id = "support"
kind = "subsidy"
at = "CCC"
capex = "20 %"
from = "2026-01"
"#;

#[test]
fn policies_lie_over_the_scenario() {
    let text = format!("{FULL}{POLICIES}");
    let scenario = sound(&[("full.toml", &text)], &[]);
    assert_eq!(scenario.compared(), ["none", "stockpile", "diplomacy"]);
    assert_eq!(scenario.under("none").map(|none| none.contents), Some(common::full().contents));
    assert_eq!(scenario.under("nobody"), None);
    let stockpile = scenario.under("stockpile").expect("a policy").to_toml();
    assert!(stockpile.contains("kind = \"stockpile\"") && stockpile.contains("id = \"duty\""));
    let diplomacy = scenario.under("diplomacy").expect("a policy").to_toml();
    assert!(diplomacy.contains("capex = \"20 %\"") && !diplomacy.contains("id = \"duty\""));
    assert!(diplomacy.contains("chance = \"50 %\"") && !diplomacy.contains("policy"));
    for policy in scenario.compared() {
        let under = scenario.under(&policy).expect("a policy");
        under.resolve(network()).unwrap_or_else(|problems| panic!("{policy}: {}", problems.plain()));
    }
    // All in one file, with every default: the same policies.
    let again = common::sound(&scenario.to_toml());
    assert_eq!(again, scenario);
    let chosen = text.replace("seed = 42", "seed = 42\ncompare = [\"diplomacy\", \"none\"]");
    let chosen = sound(&[("full.toml", &chosen)], &[]);
    assert_eq!(chosen.compared(), ["diplomacy", "none"]);
}

#[test]
fn a_problem_that_policies_share_is_told_once() {
    let text = format!("{}{POLICIES}", FULL.replace("\"3 %\"", "\"300 %\""));
    assert_eq!(told(&[("full.toml", &text)], &[]).matches("'leakage'").count(), 1);
}

#[test]
fn groups_are_places() {
    let text = FULL.replace("[study]", "[groups]\nFAR = [\"CCC\"]\nALL = [\"FAR\", \"UNION\"]\n[study]");
    let text = text.replace("by = \"UNION\"\nproducts = [\"raw\"]", "by = \"ALL\"\nproducts = [\"raw\"]");
    let text = text.replace("unmet.use.CCC", "unmet.use.FAR");
    let scenario = sound(&[("full.toml", &text)], &[]);
    let resolved = scenario.resolve(network()).unwrap_or_else(|problems| panic!("{}", problems.plain()));
    assert_eq!(resolved.watch[0].path(), "unmet.use.FAR.total");
    assert_eq!(resolved.experiment.experiment().network.groups()["ALL"].len(), 3);
    assert_eq!(common::sound(&scenario.to_toml()), scenario);
}

#[test]
fn every_value_tells_where_it_comes_from() {
    let over = "extends = \"full.toml\"\n[study]\nseed = 3\n";
    let scenario = sound(&[("over.toml", over), ("full.toml", FULL)], &["ban.leakage=9 %"]);
    let origin = |table: &str, key: &str| {
        let values = scenario.values();
        let found = values.into_iter().find(|value| value.table == table && value.key == key);
        found.expect("a value").origin
    };
    assert_eq!(origin("study", "seed").as_deref(), Some("over.toml:3"));
    assert_eq!(origin("time", "step").as_deref(), Some("full.toml:11"));
    assert_eq!(origin("ban", "leakage").as_deref(), Some("--set ban.leakage=9 %"));
    assert_eq!(origin("ban", "credibility"), None);
    assert_eq!(origin("uncertain", "hurdle-rate.*.world").as_deref(), Some("full.toml:148"));
    let annotated = scenario.to_annotated_toml();
    assert!(annotated.contains("seed = 3                                  # over.toml:3\n"), "{annotated}");
    assert_eq!(common::sound(&annotated), scenario);
}

#[test]
fn lists_stand_in_files_of_their_own() {
    let text = format!(
        "{}\n[[measure]]\nid = \"growth\"\nkind = \"demand-path\"\nat = \"world\"\nfrom = \"2025-01\"\n\
         path = {{ csv = \"demand.csv\", from = \"month\", factor = \"index\" }}\n",
        FULL.replace(
            "values = [0.1, 0.3, \"20 %\"]",
            "values = { csv = \"data/margins.csv\", column = \"margin\" }"
        )
    );
    let demand = "# observed\nmonth,place,index\n2025-01,CCC,1\n2026-06,CCC,1.25\n";
    let margins = "year,margin\n2020,10 %\n2021,0.2\n";
    let files =
        [("own/a.toml", text.as_str()), ("own/demand.csv", demand), ("own/data/margins.csv", margins)];
    let scenario = sound(&files, &[]);
    let toml = scenario.to_toml();
    let path = "path = [{ from = \"2025-01-01\", factor = 1.0 }, { from = \"2026-06-01\", factor = 1.25 }]";
    assert!(toml.contains(path) && toml.contains("values = [\"10 %\", 0.2]"), "{toml}");
    assert_eq!(common::sound(&toml), scenario);

    let wrong = [files[0], ("own/demand.csv", "month,index\n2025-01,1\n2025-13,x\n"), files[2]];
    let told_of = told(&wrong, &[]);
    assert!(
        told_of.contains("own/demand.csv:3:1: 'from': ") && told_of.contains("3:1: 'factor': "),
        "{told_of}"
    );
    let wrong = [files[0], ("own/demand.csv", "month,indices\n2025-01,1,3\n"), files[2]];
    assert!(told(&wrong, &[]).contains(": there is no column 'index'\n  help: did you mean 'indices'?"));
    let wrong = [files[0], ("own/demand.csv", "month,index\n2025-01,1,3\n"), files[2]];
    assert!(
        told(&wrong, &[]).contains("own/demand.csv:2:1: this is not a table of CSV: "),
        "{}",
        told(&wrong, &[])
    );
    assert!(
        told(&files[..2], &[])
            .contains("there is no file own/data/margins.csv\n  help: write the path of a CSV")
    );
}
