//! A run that is cut anywhere and goes on has the bits of one that was not; several policies see the same trials.

mod common;

use std::ops::ControlFlow;
use std::time::Duration;

use common::{chain, years};
use jiff::civil::date;
use oreflow_engine::calendar::Step;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::measure::{ExportBan, ExportDuty, Measure, Timing, TradeScope};
use oreflow_engine::observe::{Outcome, Series};
use oreflow_engine::run::{
    Checkpoint, Comparison, MonteCarlo, RunError, Stop, Stopping, Stratify, Tolerance,
};
use oreflow_engine::uncertain::Uncertain;
use oreflow_network::Parameter;
use oreflow_random::{Design, Discrete, LogNormal, Uniform};
use proptest::prelude::*;

const WATCHED: &str = "unmet.good.world.share";

/// A ban that comes at a rate and an uncertain stock, without which trials fail.
fn experiment(rate: f64) -> Experiment {
    let ban = ExportBan::new(TradeScope::new("AAA", &["ore"]));
    let uncertain = |parameter, product: &str, distribution| Uncertain {
        parameter,
        product: product.to_owned(),
        place: "world".to_owned(),
        distribution,
    };
    let stock = Discrete::new([(0.0, 1.0), (1.0, 9.0)]).unwrap().into();
    let response = Uniform::new(0.5, 4.0).unwrap().into();
    Experiment::new(chain(false), years(Step::Month, 2.0))
        .hazard(Hazard::new("ban", ban, Arrival::Rate(rate)).lasting(LogNormal::new(6.0, 1.8).unwrap()))
        .uncertain(uncertain(Parameter::CoverOutput, "metal", stock))
        .uncertain(uncertain(Parameter::ShortageResponse, "*", response))
}

fn duty() -> Measure {
    let duty = ExportDuty { scope: TradeScope::new("AAA", &["ore"]), rate: 0.2, amount: 0.0 };
    Measure::new("duty", duty, Timing::from(date(2025, 6, 1)))
}

fn prepare(experiment: Experiment) -> Prepared {
    experiment.prepare().unwrap_or_else(|error| panic!("{error}"))
}

/// What is asked of runs, with the name of the case.
fn runs(prepared: &Prepared) -> Vec<(&'static str, MonteCarlo)> {
    let network = &prepared.experiment().network;
    let outcomes = [WATCHED, "price.metal.world.recovery", "stock.metal.world.peak"];
    let run = |trials, stratify, stopping| MonteCarlo {
        outcomes: outcomes.iter().map(|path| Outcome::parse(path, network).unwrap()).collect(),
        series: vec![Series::parse("price.metal.world", network).unwrap()],
        stratify,
        stopping,
        ..MonteCarlo::new(trials)
    };
    let stopping = |most_trials| {
        let tolerances = vec![(WATCHED.to_owned(), Tolerance::Relative(0.0001))];
        Some(Stopping { tolerances, most_trials, most_time: None })
    };
    vec![
        ("a number", run(403, Stratify::Never, None)),
        ("strata", run(1_024, Stratify::Always, None)),
        ("strata if worth", run(1_024, Stratify::IfWorth, None)),
        ("auto", run(64, Stratify::Never, stopping(500))),
        ("auto in strata", run(256, Stratify::Always, stopping(1_024))),
    ]
}

/// All numbers of a comparison, and all else that must not change.
fn bits(comparison: &Comparison) -> String {
    let mut policies = comparison.policies.clone();
    for results in &mut policies {
        results.spent = Duration::ZERO;
    }
    // Shortest texts that read back as the same number.
    format!("{policies:?} {:?}", comparison.differences)
}

/// Runs with so many threads, is cut after some calls of progress, written down, read and goes on, each time anew.
fn run_in_parts(run: &MonteCarlo, policies: &[&Prepared], threads: usize, cuts: &[usize]) -> Comparison {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let mut from: Option<Checkpoint> = None;
    for &cut in cuts {
        let (mut calls, mut kept) = (0, None);
        let part = pool.install(|| {
            let stop_at_cut = |progress: oreflow_engine::run::Progress<'_>| {
                calls += 1;
                kept = Some(postcard::to_allocvec(progress.checkpoint).unwrap());
                if calls > cut { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            match from.take() {
                Some(from) => run.resume(policies, from, stop_at_cut).unwrap(),
                None => run.compare(policies, stop_at_cut).unwrap(),
            }
        });
        if part.policies[0].stop != Stop::Cancelled {
            return part;
        }
        from = kept.map(|bytes| postcard::from_bytes(&bytes).unwrap());
    }
    let from = from.expect("it was cut");
    pool.install(|| run.resume(policies, from, |_| ControlFlow::Continue(())).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cut_anywhere_the_rest_is_the_same(
        case in 0..5_usize, both in any::<bool>(), cuts in prop::collection::vec((0..9_usize, 1..3_usize), 1..5)
    ) {
        let (with, without) = (prepare(experiment(0.04).measure(duty())), prepare(experiment(0.04)));
        let policies = if both { vec![&without, &with] } else { vec![&with] };
        let (name, run) = &runs(&without)[case];
        let whole = run.compare(&policies, |_| ControlFlow::Continue(())).unwrap();
        prop_assert!(!whole.policies[0].failed.is_empty(), "{name}");
        let threads = cuts[0].1;
        let cuts: Vec<usize> = cuts.iter().map(|(cut, _)| *cut).collect();
        let parts = run_in_parts(run, &policies, threads, &cuts);
        prop_assert!(bits(&parts) == bits(&whole), "{name} cut at {cuts:?}");
    }
}

#[test]
fn every_case_does_what_its_name_says() {
    let prepared = prepare(experiment(0.04));
    for (name, run) in runs(&prepared) {
        let results = run.run(&prepared, |_| ControlFlow::Continue(()));
        let strata = results.strata.as_ref().is_some_and(|strata| strata.kept);
        assert_eq!(strata, name.contains("strata"), "{name}");
        let stop = if name.contains("auto") { Stop::MostTrials } else { Stop::Done };
        assert_eq!(results.stop, stop, "{name}");
        assert!(results.spent > Duration::ZERO);
    }
}

#[test]
fn a_trial_that_fails_under_one_policy_is_left_out_of_all() {
    let without = prepare(experiment(0.2));
    let mut with = experiment(0.2).measure(duty());
    with.uncertain.remove(0);
    let with = prepare(with);
    let run = &runs(&without)[0].1;
    for (policies, guilty) in [([&without, &with], 0), ([&with, &without], 1)] {
        let comparison = run.compare(&policies, |_| ControlFlow::Continue(())).unwrap();
        let failed = &comparison.policies[0].failed;
        assert!(!failed.is_empty() && failed.iter().all(|failure| failure.policy == guilty));
        let left = 403 - failed.len() as u64;
        for results in &comparison.policies {
            assert_eq!((results.done, results.outcomes[0].1.count()), (403, left));
            assert_eq!(&results.failed, failed);
        }
        assert_eq!(comparison.difference(1, WATCHED).unwrap().count(), left);
        // Means and differences are of the same trials.
        let [first, second] = [0, 1].map(|policy| comparison.policies[policy].mean(WATCHED).unwrap().value);
        let difference = comparison.difference(1, WATCHED).unwrap().mean().value;
        assert!((second - first - difference).abs() < 1e-9, "{first} {second} {difference}");
    }
}

#[test]
fn strata_serve_policies_with_the_same_rare_hazards_only() {
    let (without, with) = (prepare(experiment(0.04)), prepare(experiment(0.04).measure(duty())));
    let rarer = prepare(experiment(0.03));
    let run = &runs(&without)[1].1;
    let go_on = |_: oreflow_engine::run::Progress<'_>| ControlFlow::Continue(());
    let same = run.compare(&[&without, &with], go_on).unwrap();
    assert!(same.policies.iter().all(|results| results.strata.as_ref().is_some_and(|strata| strata.kept)));
    let alone = run.run(&without, go_on);
    assert_eq!(same.differences[0][0].1.sampling(), alone.outcomes[0].1.sampling());
    let unlike = run.compare(&[&without, &rarer], go_on).unwrap();
    assert!(unlike.policies.iter().all(|results| results.strata.is_none()));
}

#[test]
fn a_tolerance_must_be_met_under_each_policy() {
    let (often, seldom) = (prepare(experiment(0.5)), prepare(experiment(0.05)));
    let mut run = runs(&often)[0].1.clone();
    let tolerances = vec![(WATCHED.to_owned(), Tolerance::Relative(0.1))];
    run.stopping = Some(Stopping { tolerances, most_trials: 1 << 16, most_time: None });
    run.trials = 64;
    let go_on = |_: oreflow_engine::run::Progress<'_>| ControlFlow::Continue(());
    let alone = [&often, &seldom].map(|prepared| run.run(prepared, go_on).done);
    let both = run.compare(&[&often, &seldom], go_on).unwrap();
    assert!(alone[0] < alone[1], "{alone:?}");
    assert_eq!(both.policies[0].done, alone[1]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let prepared = prepare(experiment(0.04));
    let run = &runs(&prepared)[0].1;
    let go_on = |_: oreflow_engine::run::Progress<'_>| ControlFlow::Continue(());
    assert_eq!(run.compare(&[], go_on).unwrap_err(), RunError::NoPolicy);
    let unlike = [
        (experiment(0.04).seed(1), "seed or design"),
        (experiment(0.04).design(Design::Plain), "seed or design"),
        (Experiment { calendar: years(Step::Month, 3.0), ..experiment(0.04) }, "calendar"),
        (Experiment { network: chain(true), ..experiment(0.04) }, "network"),
    ];
    for (other, what) in unlike {
        let refused = run.compare(&[&prepared, &prepare(other)], go_on).unwrap_err();
        assert_eq!(refused, RunError::Unlike { policy: 1, what });
    }
    let mut kept = None;
    run.run(&prepared, |progress| {
        kept = Some(progress.checkpoint.clone());
        ControlFlow::Break(())
    });
    let kept = kept.unwrap();
    let end = run.resume(&[&prepared], kept.clone(), go_on).unwrap();
    assert!(end.policies[0].spent > kept.spent() && kept.spent() > Duration::ZERO);
    assert_eq!(run.check_checkpoint(&[&prepared], &kept), Ok(()));
    let longer = MonteCarlo { trials: 404, ..run.clone() };
    let fewer = MonteCarlo { outcomes: run.outcomes[1..].to_vec(), ..run.clone() };
    let strata = MonteCarlo { stratify: Stratify::Always, trials: 403, ..run.clone() };
    for other in [longer, fewer, strata] {
        let refused = other.resume(&[&prepared], kept.clone(), go_on).unwrap_err();
        assert_eq!(refused, RunError::ForeignCheckpoint);
    }
    let reseeded = prepare(experiment(0.04).seed(1));
    assert_eq!(run.check_checkpoint(&[&reseeded], &kept), Err(RunError::ForeignCheckpoint));
    assert_eq!(run.check_checkpoint(&[&prepared, &prepared], &kept), Err(RunError::ForeignCheckpoint));
}
