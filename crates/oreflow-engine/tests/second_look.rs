//! What a run keeps of single trials, and the second look at what was shipped in a step.

mod common;

use std::ops::ControlFlow;

use common::{chain, years};
use jiff::civil::date;
use oreflow_engine::calendar::Step;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::measure::{ExportBan, Measure, Outage, SiteScope, Timing, TradeScope};
use oreflow_engine::observe::{Outcome, Series};
use oreflow_engine::run::{FlowSummary, MonteCarlo, Results};
use oreflow_network::Network;
use oreflow_random::{LogNormal, Trial};

const UNMET: &str = "unmet.good.world.share";
const OUTPUT: &str = "output.metal.world.total";
const EXPORTS: &str = "exports.ore.AAA";

fn experiment() -> Experiment {
    let strike = Hazard::new("strike", Outage { scope: SiteScope::at("ccc-smelter") }, Arrival::Rate(0.7))
        .lasting(LogNormal::new(3.0, 1.8).unwrap());
    Experiment::new(chain(true), years(Step::Month, 2.0)).hazard(strike)
}

fn run(prepared: &Prepared, trials: u64, keep: &[&str]) -> (MonteCarlo, Results) {
    let network = &prepared.experiment().network;
    let run = MonteCarlo {
        outcomes: [UNMET, OUTPUT].iter().map(|path| Outcome::parse(path, network).unwrap()).collect(),
        series: vec![Series::parse(EXPORTS, network).unwrap()],
        keep: keep.iter().map(|&path| path.to_owned()).collect(),
        ..MonteCarlo::new(trials)
    };
    let results = run.run(prepared, |_| ControlFlow::Continue(()));
    (run, results)
}

/// Exports of ore of AAA among flows: their base and their mean.
fn exported(flows: &[FlowSummary], network: &Network) -> (f64, f64) {
    let ore = network.product_index("ore").unwrap();
    let exports = flows.iter().filter(|found| {
        found.flow.product == ore && found.flow.from.as_str() == "AAA" && found.flow.to.as_str() != "AAA"
    });
    exports.fold((0.0, 0.0), |(base, mean), found| (base + found.base, mean + found.mean.value))
}

#[test]
fn what_is_kept_are_the_trials_and_the_worst_are_among_them() {
    let prepared = experiment().prepare().unwrap();
    let (_, results) = run(&prepared, 100, &[UNMET, OUTPUT]);
    let kept = &results.kept;
    assert_eq!(kept.trials, (0..100).map(Trial::from_number).collect::<Vec<_>>());
    for ((outcome, summary), (same, values)) in results.outcomes.iter().zip(&kept.outcomes) {
        assert_eq!(outcome.path(), same.path());
        let mean = values.iter().sum::<f64>() / 100.0;
        assert!((mean - summary.mean().value).abs() <= 1e-12 * mean.abs());
    }
    // Much unmet demand is bad, and so is little output.
    for (worst, ((_, values), higher)) in results.worst.iter().zip(kept.outcomes.iter().zip([true, false])) {
        let mut sorted = values.clone();
        sorted.sort_by(|a, b| if higher { b.total_cmp(a) } else { a.total_cmp(b) });
        let found: Vec<f64> = worst.iter().map(|(_, value)| *value).collect();
        assert_eq!(found, sorted[..20]);
        for (trial, value) in worst {
            assert_eq!(values[trial.number() as usize], *value);
        }
    }
    let (_, nothing) = run(&prepared, 100, &[]);
    assert!(nothing.kept.trials.is_empty() && nothing.kept.outcomes.is_empty());
}

#[test]
fn what_is_kept_is_the_same_after_an_interrupt() {
    let prepared = experiment().prepare().unwrap();
    let (plan, whole) = run(&prepared, 200, &[UNMET]);
    let mut left = None;
    plan.run(&prepared, |progress| {
        left = Some(progress.checkpoint.clone());
        ControlFlow::Break(())
    });
    let left = left.unwrap();
    assert!(left.done() < 200);
    let resumed = plan.resume(&[&prepared], left, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((&resumed.policies[0].kept, &resumed.policies[0].worst), (&whole.kept, &whole.worst));
}

#[test]
fn without_a_disruption_what_flows_is_the_base() {
    let prepared = Experiment::new(chain(true), years(Step::Month, 1.0)).prepare().unwrap();
    let (_, results) = run(&prepared, 16, &[]);
    let flows = prepared.flows(11, &results);
    assert!(flows.len() > 3);
    for found in flows {
        assert!((found.mean.value - found.base).abs() <= 1e-9 * found.base, "{found:?}");
    }
}

#[test]
fn flows_of_a_step_are_those_of_the_run() {
    let ban = ExportBan::new(TradeScope::new("AAA", &["ore"]));
    let measure = Measure::new("ban", ban, Timing::from(date(2026, 1, 1)).severity(0.6));
    let prepared = experiment().measure(measure).prepare().unwrap();
    // As many trials as the second look takes, so that both see the same.
    let (_, results) = run(&prepared, 32, &[]);
    let network = &prepared.experiment().network;
    for step in [0, 5, 18] {
        let (base, mean) = exported(&prepared.flows(step, &results), network);
        let followed = &results.series[0];
        assert!((base - followed.base).abs() <= 1e-9 * base);
        assert!((mean - followed.mean(step).value).abs() <= 1e-9 * base, "{mean} in step {step}");
    }
    let last = exported(&prepared.flows(18, &results), network);
    assert!(last.1 < 0.9 * last.0, "the ban takes nothing: {last:?}");
}
