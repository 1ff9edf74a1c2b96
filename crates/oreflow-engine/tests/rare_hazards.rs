//! Strata of rare hazards, and runs that find out how long they must be.

mod common;

use std::ops::ControlFlow;

use common::{chain, years};
use oreflow_engine::calendar::Step;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::measure::{ExportBan, Outage, SiteScope, TradeScope};
use oreflow_engine::observe::{Outcome, Series};
use oreflow_engine::run::{MonteCarlo, Results, Stop, Stopping, Stratify, Tolerance};
use oreflow_random::{LogNormal, Trial, Triangular};

const WATCHED: &str = "unmet.good.world.share";

/// Two hazards that may strike in five years, one waiting for the other, and one more that comes with it.
fn experiment(rate: f64) -> Experiment {
    let ban = ExportBan::new(TradeScope::new("AAA", &["ore"]));
    let outage = Outage { scope: SiteScope::at("ccc-smelter") };
    Experiment::new(chain(true), years(Step::Month, 5.0))
        .hazard(
            Hazard::new("ban", ban.clone(), Arrival::Rate(rate)).lasting(LogNormal::new(9.0, 1.8).unwrap()),
        )
        .hazard(
            Hazard::new("outage", outage.clone(), Arrival::Probability(5.0 * rate))
                .lasting(Triangular::new(0.5, 1.0, 4.0).unwrap()),
        )
        .hazard(
            Hazard::new("follower", outage, Arrival::Rate(0.5))
                .during("ban")
                .lasting(LogNormal::new(1.0, 1.5).unwrap()),
        )
        .seed(5)
}

fn prepare(experiment: Experiment) -> Prepared {
    experiment.prepare().unwrap_or_else(|error| panic!("{error}"))
}

fn run(prepared: &Prepared, trials: u64, stratify: Stratify, stopping: Option<Stopping>) -> Results {
    let network = &prepared.experiment().network;
    let paths = [WATCHED, "price.metal.world.peak", "price.metal.world.recovery"];
    MonteCarlo {
        outcomes: paths.map(|path| Outcome::parse(path, network).unwrap()).to_vec(),
        series: vec![Series::parse("price.metal.world", network).unwrap()],
        stratify,
        stopping,
        ..MonteCarlo::new(trials)
    }
    .run(prepared, |_| ControlFlow::Continue(()))
}

#[test]
fn strata_hold_as_many_strikes_as_they_say() {
    let prepared = prepare(experiment(0.01));
    let rare = prepared.rare_hazards().unwrap();
    // The one that waits for what is drawn has no chance of its own.
    assert_eq!((rare.count(), rare.weights().len()), (2, 3));
    let none = (-0.05_f64).exp() * 0.95;
    assert!((rare.weights()[0] - none).abs() < 1e-12);
    for stratum in 0..3 {
        for point in 0..40 {
            let events = prepared.events(Trial::in_stratum(stratum, point, (point % 8) as u32));
            let mut struck: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
            struck.retain(|id| *id != "follower");
            struck.sort_unstable();
            struck.dedup();
            assert_eq!(struck.len(), stratum as usize, "{stratum}: {events:?}");
        }
    }
}

#[test]
fn strata_agree_with_plain_trials_and_are_far_more_exact() {
    let prepared = prepare(experiment(0.01));
    let (plain, strata) =
        (run(&prepared, 16_384, Stratify::Never, None), run(&prepared, 4_096, Stratify::IfWorth, None));
    let report = strata.strata.as_ref().unwrap();
    assert!(report.kept && report.gain > 5.0, "{report:?}");
    assert_eq!(report.trials.iter().sum::<u64>(), strata.done);
    assert!(strata.done <= 4_096 && report.effective >= 0.1 * strata.done as f64, "{report:?}");
    for path in [WATCHED, "price.metal.world.peak"] {
        let (one, other) = (plain.mean(path).unwrap(), strata.mean(path).unwrap());
        let widths = (one.half_width().unwrap(), other.half_width().unwrap());
        // Twice the intervals of both: one in 10,000.
        assert!((one.value - other.value).abs() < 2.0 * (widths.0 + widths.1), "{path}: {one:?} {other:?}");
        assert!(widths.1 < widths.0, "{path}: {one:?} {other:?}");
        let tails = [&plain, &strata].map(|results| results.summary(path).unwrap().cvar(0.95));
        let width = tails[0].half_width().unwrap() + tails[1].half_width().unwrap();
        assert!((tails[0].value - tails[1].value).abs() < 2.0 * width, "{path}: {tails:?}");
    }
    // The share that never recovers, and the bands of series, are weighted, too.
    let never = [&plain, &strata]
        .map(|results| results.summary("price.metal.world.recovery").unwrap().non_finite_share());
    assert!((never[0].value - never[1].value).abs() < 0.01, "{never:?}");
    for step in [12, 40] {
        let means = [&plain, &strata].map(|results| results.series[0].mean(step).value);
        assert!((means[0] / means[1] - 1.0).abs() < 0.01, "{means:?}");
        let medians = [&plain, &strata].map(|results| results.series[0].quantile(step, 0.5).unwrap());
        assert!((medians[0] / medians[1] - 1.0).abs() < 0.01, "{medians:?}");
    }
}

#[test]
fn strata_of_common_hazards_are_not_used() {
    assert!(prepare(experiment(0.15)).rare_hazards().is_none());
    // Rare, and yet not worth while: what is watched hangs on a common one.
    let common = experiment(0.001).hazard(
        Hazard::new("common", Outage { scope: SiteScope::at("ccc-smelter") }, Arrival::Rate(2.0))
            .lasting(Triangular::new(0.5, 1.0, 4.0).unwrap()),
    );
    let prepared = prepare(common);
    let (asked, never) =
        (run(&prepared, 1_024, Stratify::IfWorth, None), run(&prepared, 1_024, Stratify::Never, None));
    let report = asked.strata.unwrap();
    assert!(!report.kept && report.gain < 2.0, "{report:?}");
    assert_eq!(asked.done, 1_024);
    assert_eq!(asked.outcomes[0].1, never.outcomes[0].1);
}

#[test]
fn threads_change_no_bit_of_strata() {
    let prepared = prepare(experiment(0.01));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&prepared, 1_024, Stratify::Always, None))
    };
    let (one, many) = (with(1), with(5));
    assert_eq!(one.done, many.done);
    for ((_, a), (_, b)) in one.outcomes.iter().zip(&many.outcomes) {
        assert_eq!(a, b);
    }
}

#[test]
fn two_policies_are_compared_in_the_same_trials() {
    let duty = oreflow_engine::measure::ExportDuty {
        scope: TradeScope::new("AAA", &["ore"]),
        rate: 0.2,
        amount: 0.0,
    };
    let timing = oreflow_engine::measure::Timing::from(jiff::civil::date(2025, 6, 1));
    let policy = oreflow_engine::measure::Measure::new("duty", duty, timing);
    let without = prepare(experiment(0.15));
    let with = prepare(experiment(0.15).measure(policy));
    let network = &without.experiment().network;
    let outcome = Outcome::parse("price.ore.world.peak", network).unwrap();
    let run = MonteCarlo { outcomes: vec![outcome.clone()], ..MonteCarlo::new(203) };
    let comparison = run.compare(&[&without, &with], |_| ControlFlow::Continue(())).unwrap();
    let differences = comparison.difference(1, &outcome.path()).unwrap();
    assert_eq!((comparison.policies[1].done, differences.count()), (203, 203));
    // Each by hand.
    let value = |prepared: &Prepared, number| {
        let trace = prepared.trace(Trial::from_number(number), std::slice::from_ref(&outcome.series));
        let (_, base, values) = &trace.series[0];
        outcome.evaluate(values, *base, &prepared.experiment().calendar)
    };
    let by_hand: Vec<f64> = (0..203).map(|number| value(&with, number) - value(&without, number)).collect();
    let mean = by_hand.iter().sum::<f64>() / 203.0;
    assert!((differences.mean().value - mean).abs() < 1e-12);
    let larger = by_hand.iter().filter(|difference| **difference > 0.0).count();
    assert!((differences.exceedance(0.0).value * 203.0 - larger as f64).abs() < 1e-9);
    // Far more exact than the two alone.
    let alone = [&without, &with].map(|prepared| run.run(prepared, |_| ControlFlow::Continue(())));
    for (alone, beside) in alone.iter().zip(&comparison.policies) {
        assert_eq!(alone.outcomes, beside.outcomes);
    }
    let apart = alone.map(|results| results.outcomes[0].1.moments().variance());
    assert!(differences.moments().variance() < 0.3 * (apart[0] + apart[1]), "{apart:?}");
}

#[test]
fn trials_double_until_the_tolerance_is_met() {
    let prepared = prepare(experiment(0.15));
    let stopping = |share, most_trials| Stopping {
        tolerances: vec![(WATCHED.to_owned(), Tolerance::Relative(share))],
        most_trials,
        most_time: None,
    };
    let enough = run(&prepared, 128, Stratify::Never, Some(stopping(0.05, 1 << 16)));
    let mean = enough.mean(WATCHED).unwrap();
    assert_eq!(enough.stop, Stop::Precise);
    assert!(enough.done > 128 && mean.half_width().unwrap() <= 0.05 * mean.value, "{mean:?}");
    // It is the run of as many trials, and half as many were not enough.
    let fixed = run(&prepared, enough.done, Stratify::Never, None);
    assert_eq!(fixed.outcomes[0].1, enough.outcomes[0].1);
    let half = run(&prepared, enough.done / 2, Stratify::Never, None).mean(WATCHED).unwrap();
    assert!(half.half_width().unwrap() > 0.05 * half.value, "{half:?}");
    // The history ends with what was found and doubles on the way.
    let trials: Vec<u64> = enough.history.iter().map(|checkpoint| checkpoint.trials).collect();
    assert!(trials.windows(2).all(|pair| pair[1] == 2 * pair[0]), "{trials:?}");
    assert_eq!(enough.history.last().unwrap().means[0], mean);
    // Trials that fill no batch are rounded up, so that none is left out on the way.
    let odd = run(&prepared, 12, Stratify::Never, Some(stopping(1e-6, 100)));
    let whole = run(&prepared, 100, Stratify::Never, None);
    assert_eq!((odd.done, odd.stop), (100, Stop::MostTrials));
    assert_eq!(odd.outcomes[0].1, whole.outcomes[0].1);
    let short = run(&prepared, 128, Stratify::Never, Some(stopping(1e-6, 512)));
    assert_eq!((short.stop, short.done, short.asked), (Stop::MostTrials, 512, 512));
    let late = Stopping { most_time: Some(std::time::Duration::ZERO), ..stopping(1e-6, 1 << 40) };
    let late = run(&prepared, 128, Stratify::Never, Some(late));
    assert_eq!((late.stop, late.done), (Stop::MostTime, 128));
}
