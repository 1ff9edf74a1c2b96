//! The answer on one screen says who goes short, by how much, and how sure that is.

use std::ops::ControlFlow;

use jiff::civil::{Date, date};
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{ExportBan, Measure, Timing, TradeScope};
use oreflow_engine::observe::Outcome;
use oreflow_engine::uncertain::Uncertain;
use oreflow_network::{
    LinkSpec, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
};
use oreflow_random::{Discrete, Uniform};
use oreflow_report::Layout;
use oreflow_study::{Findings, Study};

const WIDE: Layout = Layout { width: 140, colour: false };

fn network() -> Network {
    let mut builder = NetworkBuilder::new("two-mines");
    builder.country("IDN").country("PHL").country("CHN");
    builder.product(ProductSpec::new("ore"));
    for (mine, country, flow) in [("idn-mine", "IDN", 900.0), ("phl-mine", "PHL", 300.0)] {
        builder.site(SiteSpec::new(mine, SiteKind::Mine, country, "ore"));
        builder.link(LinkSpec::new(mine, "chn-use", TonnesPerYear(flow)));
    }
    builder.site(SiteSpec::new("chn-use", SiteKind::Consumer, "CHN", "ore").slot(SlotSpec::of("ore", 1.0)));
    builder.build().unwrap()
}

fn findings(until: Option<Date>, months: f64) -> Findings {
    let network = network();
    let watch = Outcome::parse("exports.ore.PHL.change", &network).unwrap();
    let mut timing = Timing::from(date(2025, 7, 1));
    if let Some(day) = until {
        timing = timing.until(day);
    }
    let ban = ExportBan::new(TradeScope::new("IDN", &["ore"]));
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, months);
    let prepared = Experiment::new(network.into(), calendar)
        .measure(Measure::new("ban", ban, timing))
        .uncertain(Uncertain {
            parameter: Parameter::ElasticityLong,
            product: "*".to_owned(),
            place: "*".to_owned(),
            distribution: Uniform::new(-0.5, -0.1).unwrap().into(),
        })
        .prepare()
        .unwrap();
    Study::new("Indonesia bans its ore", prepared, 48).watch(vec![watch]).run(|_| ControlFlow::Continue(()))
}

#[test]
fn a_lasting_ban_is_answered_with_intervals() {
    let findings = findings(None, 36.0);
    let text = oreflow_report::findings(&findings, WIDE);
    for line in [
        "Indonesia bans its ore",
        "48 trials of 36 months from 2025-01-01, network two-mines, seed 0; means over trials [95 % interval]",
        "Watched",
        "exports.ore.PHL.change",
        "Unmet demand",
        "  CHN",
        "World price",
        "IDN, ± USD bn",
        "year 3",
        "all years",
        "Who gains and who loses",
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    // Whoever acts has a row for each of its products, too; who gains and loses are countries.
    let gains = text.split("Who gains and who loses").nth(1).unwrap();
    assert_eq!(gains.lines().filter(|line| line.trim_start().starts_with("IDN")).count(), 1, "{gains}");
    // Three quarters of the ore are gone for good: no trial recovers, and that is said, not averaged.
    let recovery = findings.outcome("unmet.ore.CHN.recovery").unwrap();
    assert_eq!((recovery.never.value, recovery.trials), (1.0, 48));
    assert!(recovery.mean.value.is_nan() && recovery.median.value == f64::INFINITY);
    assert!(text.contains("100 [92.6, 100]"), "{text}");
    let share = findings.outcome("unmet.ore.world.share").unwrap().mean;
    assert!(share.low.unwrap() <= share.value && share.value <= share.high.unwrap());
    assert!(text.contains(&oreflow_report::estimate(&share, 1.0)));
}

#[test]
fn failed_trials_are_counted_and_the_first_is_told() {
    let network = network();
    let watch = Outcome::parse("stock.ore.IDN.peak", &network).unwrap();
    let prepared = Experiment::new(network.into(), Calendar::covering(date(2025, 1, 1), Step::Month, 12.0))
        .uncertain(Uncertain {
            parameter: Parameter::CoverOutput,
            product: "ore".to_owned(),
            place: "IDN".to_owned(),
            distribution: Discrete::new([(0.0, 1.0), (1.0, 1.0)]).unwrap().into(),
        })
        .prepare()
        .unwrap();
    let study = Study::new("Some keep no stock", prepared, 48).watch(vec![watch]);
    let findings = study.clone().tolerate(0.6).run(|_| ControlFlow::Continue(()));
    let first = findings.trials_failed[0].trial.clone();
    assert_eq!((findings.trials_failed.len(), findings.too_many_failed()), (24, false));
    assert_eq!(findings.outcome("stock.ore.IDN.peak").unwrap().trials, 24);
    let text = oreflow_report::findings(&findings, WIDE);
    for line in [
        "warning: 24 of 48 trials failed and are left out of all numbers: 50.0 %, within the 60.0 % tolerated",
        " and 16 more",
        &format!("first, {first}: not a number in stock.ore.IDN.peak (a step of the base is 0)"),
        &format!("oreflow replay RUN --trial {first}"),
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    let findings = study.run(|_| ControlFlow::Continue(()));
    assert!(findings.too_many_failed());
    assert!(oreflow_report::findings(&findings, WIDE).contains("50.0 %, more than the 1.00 % tolerated"));
}

#[test]
fn a_ban_of_a_month_is_recovered_from() {
    let findings = findings(Some(date(2025, 8, 1)), 96.0);
    let recovery = findings.outcome("unmet.ore.CHN.recovery").unwrap();
    assert_eq!(recovery.never.value, 0.0, "{:?}", recovery.median);
    assert!(recovery.mean.value < 60.0, "{:?}", recovery.mean);
}

/// Who takes no measure has a ledger where it is asked for, once.
#[test]
fn a_ledger_is_kept_of_whom_one_asks_for() {
    let ban = ExportBan::new(TradeScope::new("IDN", &["ore"]));
    let prepared = Experiment::new(network().into(), Calendar::covering(date(2025, 1, 1), Step::Month, 24.0))
        .measure(Measure::new("ban", ban, Timing::from(date(2025, 7, 1))))
        .prepare()
        .unwrap();
    let study = Study::new("ban", prepared, 8);
    // Users have none, and neither have places that are not there.
    for nobody in ["CHN", "ZZZ"] {
        assert!(study.clone().keep_ledgers(&[nobody.to_owned()]).is_err(), "{nobody}");
    }
    let study = study.keep_ledgers(&["PHL".to_owned(), "IDN".to_owned()]).unwrap();
    let findings = study.run(|_| ControlFlow::Continue(()));
    assert_eq!(findings.actors, ["IDN", "PHL"]);
    let paths: Vec<&str> = findings.outcomes.iter().map(|row| row.path.as_str()).collect();
    for path in
        ["export-revenue.*.PHL.change-year-2", "value-added.*.PHL.break-even", "value-added.ore.PHL.change"]
    {
        assert_eq!(paths.iter().filter(|&&found| found == path).count(), 1, "{path}");
    }
    assert!(oreflow_report::findings(&findings, WIDE).contains("PHL, ± USD bn"));
}
