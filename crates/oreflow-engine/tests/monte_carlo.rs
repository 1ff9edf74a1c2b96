//! The same question has the same answer, bit for bit, however it is run.

mod common;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use common::record::{difference, run, run_batch};
use common::{chain, years};
use jiff::civil::date;
use oreflow_engine::calendar::Step;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::lanes::{F64x8, Lanes};
use oreflow_engine::measure::{
    ExportBan, ExportDuty, ExportQuota, Measure, Outage, Project, SiteScope, Timing, TradeScope,
};
use oreflow_engine::observe::{Outcome, Quantity, Series};
use oreflow_engine::run::{MonteCarlo, Results, Stop, View};
use oreflow_engine::uncertain::Uncertain;
use oreflow_network::{Network, Parameter};
use oreflow_random::{Design, Discrete, Exponential, LogNormal, Summary, Trial, Triangular, Uniform};

const OUTCOMES: &[&str] = &[
    "unmet.good.world.share",
    "unmet.good.CCC.peak",
    "price.metal.world.peak",
    "price.metal.world.recovery",
    "output.ore.AAA.change",
    "export-revenue.ore.AAA.year-2",
];

fn ban() -> Hazard {
    Hazard::new("ban", ExportBan::new(TradeScope::new("AAA", &["ore"])), Arrival::Probability(0.6))
        .lasting(LogNormal::new(9.0, 1.8).unwrap())
        .severity(Uniform::new(0.3, 1.0).unwrap())
}

fn strike() -> Hazard {
    Hazard::new("strike", Outage { scope: SiteScope::at("ccc-smelter") }, Arrival::Rate(0.7))
        .lasting(Triangular::new(0.2, 1.0, 4.0).unwrap())
}

fn uncertain(parameter: Parameter, product: &str, low: f64, high: f64) -> Uncertain {
    let distribution = Uniform::new(low, high).unwrap().into();
    Uncertain { parameter, product: product.to_owned(), place: "world".to_owned(), distribution }
}

/// A measure, two hazards and two uncertain parameters over five years.
fn experiment() -> Experiment {
    let quota = ExportQuota { leakage: 0.1, ..ExportQuota::new(TradeScope::new("BBB", &["ore"]), 400.0) };
    Experiment::new(chain(true), years(Step::Month, 5.0))
        .measure(Measure::new("quota", quota, Timing::from(date(2026, 7, 1))))
        .hazard(ban())
        .hazard(strike())
        .uncertain(uncertain(Parameter::ShortageResponse, "*", 0.5, 4.0))
        .uncertain(uncertain(Parameter::CoverInput, "metal", 0.5, 4.0))
}

fn prepare(experiment: Experiment) -> Prepared {
    experiment.prepare().unwrap_or_else(|error| panic!("{error}"))
}

fn plan(prepared: &Prepared, trials: u64, outcomes: &[&str], series: &[&str]) -> MonteCarlo {
    let network = &prepared.experiment().network;
    MonteCarlo {
        trials,
        outcomes: outcomes.iter().map(|path| Outcome::parse(path, network).unwrap()).collect(),
        series: series.iter().map(|path| Series::parse(path, network).unwrap()).collect(),
        ..MonteCarlo::new(trials)
    }
}

fn run_all(prepared: &Prepared, trials: u64) -> Results {
    plan(prepared, trials, OUTCOMES, &["price.metal.world", "unmet.good.world"])
        .run(prepared, |_| ControlFlow::Continue(()))
}

/// Outcomes of single trials, each computed by hand from a trace.
fn by_hand(prepared: &Prepared, path: &str, trials: std::ops::Range<u64>) -> Vec<f64> {
    let outcome = Outcome::parse(path, &prepared.experiment().network).unwrap();
    trials
        .map(|number| {
            let trace = prepared.trace(Trial::from_number(number), std::slice::from_ref(&outcome.series));
            let (_, base, values) = &trace.series[0];
            outcome.evaluate(values, *base, &prepared.experiment().calendar)
        })
        .collect()
}

fn summaries(results: &Results) -> BTreeMap<String, Summary> {
    results.outcomes.iter().map(|(outcome, summary)| (outcome.path(), summary.clone())).collect()
}

fn fans(results: &Results) -> Vec<u64> {
    let mut bits = Vec::new();
    for fan in &results.series {
        bits.push(fan.base.to_bits());
        for step in 0..fan.steps() {
            bits.push(fan.mean(step).value.to_bits());
            bits.extend([0.05, 0.5, 0.95].map(|p| fan.quantile(step, p).map_or(0, f64::to_bits)));
        }
    }
    bits
}

#[test]
fn threads_change_no_bit() {
    let prepared = prepare(experiment());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run_all(&prepared, 600))
    };
    let one = with(1);
    assert_eq!((one.done, one.stop), (600, Stop::Done));
    assert!(one.mean("unmet.good.world.share").unwrap().value > 0.0);
    for threads in [2, 7] {
        let many = with(threads);
        assert_eq!(summaries(&one), summaries(&many), "{threads} threads");
        assert_eq!(fans(&one), fans(&many), "{threads} threads");
    }
}

#[test]
fn a_hundred_trials_are_the_first_of_two_hundred() {
    let prepared = prepare(experiment());
    for path in OUTCOMES {
        let values = by_hand(&prepared, path, 0..200);
        for trials in [100_u64, 200] {
            let results = run_all(&prepared, trials);
            let mut expected = Summary::under(Design::Sobol);
            for (number, &value) in values.iter().take(trials as usize).enumerate() {
                expected.push(Trial::from_number(number as u64), value);
            }
            assert_eq!(results.summary(path), Some(&expected), "{path} of {trials}");
        }
    }
}

#[test]
fn a_number_of_trials_that_is_no_multiple_of_eight_is_kept() {
    let prepared = prepare(experiment());
    for trials in [0, 1, 7, 13] {
        let results = run_all(&prepared, trials);
        assert_eq!((results.done, results.asked), (trials, trials));
        let summary = results.summary("unmet.good.world.share").unwrap();
        assert_eq!(summary.count() + summary.non_finite(), trials);
    }
}

#[test]
fn a_trace_is_the_trials_lane_in_its_batch() {
    let prepared = prepare(experiment());
    let series = [Series::parse("price.metal.world", &prepared.experiment().network).unwrap()];
    for index in [0, 5] {
        let mut lanes = vec![Vec::new(); F64x8::WIDTH];
        prepared.run_batch(index, &mut |view: &View<'_, F64x8>| {
            let value = series[0].value(view);
            (0..F64x8::WIDTH).for_each(|lane| lanes[lane].push(value.lane(lane)));
        });
        for (replicate, expected) in lanes.iter().enumerate() {
            let trace = prepared.trace(Trial { replicate: replicate as u32, index }, &series);
            assert_eq!(&trace.series[0].2, expected, "trial {replicate}:{index}");
        }
        let records = run_batch(&prepared, index);
        assert_eq!(difference(&records[3], &run(&prepared, Trial { replicate: 3, index })), None);
    }
}

/// A link belongs to many series and is read once for all of them: each must be what it is alone.
#[test]
fn recorded_series_are_the_values_of_each_step() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Arc::new(Network::read(&folder).unwrap());
    let timing = || Timing::from(date(2025, 3, 1));
    let ban = ExportBan::new(TradeScope::new("IDN", &["nickel-pig-iron"]));
    let duty = ExportDuty { scope: TradeScope::new("PHL", &["*"]), rate: 0.2, amount: 7.0 };
    let prepared = Experiment::new(Arc::clone(&network), years(Step::Month, 1.0))
        .measure(Measure::new("ban", ban, timing()))
        .measure(Measure::new("duty", duty, timing()))
        .prepare()
        .unwrap();
    let paths = Quantity::ALL.iter().flat_map(|quantity| {
        let places = ["world", "IDN", "PHL", "CHN"];
        let products = ["nickel-ore-saprolite", "nickel-pig-iron", "stainless-steel"];
        places.into_iter().flat_map(move |at| products.map(|of| format!("{}.{of}.{at}", quantity.name())))
    });
    let series: Vec<Series> = paths.filter_map(|path| Series::parse(&path, &network).ok()).collect();
    for quantity in ["exports", "imports", "export-revenue", "value-added", "price", "unmet", "stock"] {
        assert!(
            series.iter().filter(|series| series.quantity().name() == quantity).count() > 1,
            "{quantity}"
        );
    }
    let trial = Trial::from_number(0);
    let mut alone: Vec<Vec<f64>> = vec![Vec::new(); series.len()];
    prepared.run_trial(trial, &mut |view: &View<'_, f64>| {
        for (values, series) in alone.iter_mut().zip(&series) {
            values.push(series.value(view));
        }
    });
    let trace = prepared.trace(trial, &series);
    for ((series, _, recorded), alone) in trace.series.iter().zip(&alone) {
        let scale = alone.iter().fold(1.0_f64, |most, value| most.max(value.abs()));
        for (step, (recorded, alone)) in recorded.iter().zip(alone).enumerate() {
            // Sums of other order: the last bits, of what may cancel.
            let off = (recorded - alone).abs() / scale;
            assert!(off < 1e-12, "{} in step {step}: {recorded} instead of {alone}", series.path());
        }
    }
}

#[test]
fn another_hazard_leaves_the_draws_of_the_first() {
    let alone = prepare(Experiment::new(chain(false), years(Step::Month, 10.0)).hazard(strike()));
    let both =
        prepare(Experiment::new(chain(false), years(Step::Month, 10.0)).hazard(ban()).hazard(strike()));
    let mut strikes = 0;
    for number in 0..200 {
        let trial = Trial::from_number(number);
        let mut events = both.events(trial);
        events.retain(|event| event.id == "strike");
        assert_eq!(alone.events(trial), events);
        strikes += events.len();
    }
    assert!(strikes > 500);
}

#[test]
fn another_uncertain_parameter_leaves_the_draws_of_the_first() {
    let cover = || uncertain(Parameter::CoverInput, "metal", 0.5, 4.0);
    let base = || Experiment::new(chain(false), years(Step::Month, 1.0));
    let alone = prepare(base().uncertain(cover()));
    let both = prepare(base().uncertain(uncertain(Parameter::Horizon, "*", 2.0, 20.0)).uncertain(cover()));
    for trial in (0..50).map(Trial::from_number) {
        assert_eq!(alone.parameters(trial)[0], both.parameters(trial)[1]);
    }
}

#[test]
fn the_order_of_hazards_does_not_matter() {
    let mut turned = experiment();
    turned.hazards.reverse();
    turned.uncertain.reverse();
    let (one, other) = (run_all(&prepare(experiment()), 64), run_all(&prepare(turned), 64));
    assert_eq!(summaries(&one), summaries(&other));
}

#[test]
fn a_seed_repeats_and_another_differs() {
    let of = |seed: u64| summaries(&run_all(&prepare(experiment().seed(seed)), 64));
    assert_eq!(of(0), of(0));
    assert_ne!(of(0), of(1));
}

#[test]
fn what_else_is_watched_does_not_matter() {
    let prepared = prepare(experiment());
    let all = run_all(&prepared, 64);
    for path in OUTCOMES {
        let alone = plan(&prepared, 64, &[path], &[]).run(&prepared, |_| ControlFlow::Continue(()));
        assert_eq!(alone.summary(path), all.summary(path), "{path}");
    }
}

#[test]
fn a_run_that_is_broken_off_holds_its_first_trials() {
    let prepared = prepare(experiment());
    let plan = plan(&prepared, 2000, OUTCOMES, &[]);
    let mut told: Vec<u64> = Vec::new();
    let results = plan.run(&prepared, |progress| {
        told.push(progress.done);
        if told.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(results.stop, Stop::Cancelled);
    assert!(results.done > 0 && results.done < 2000 && results.asked == 2000);
    assert!(told.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(told.last(), Some(&results.done));
    assert_eq!(summaries(&results), summaries(&run_all(&prepared, results.done)));
}

/// Uncertain parameters give each trial its own base, from which its changes count.
#[test]
fn without_measures_no_trial_changes_whatever_is_uncertain() {
    let experiment = Experiment::new(chain(true), years(Step::Month, 5.0))
        .uncertain(uncertain(Parameter::CoverOutput, "*", 0.5, 3.0))
        .uncertain(uncertain(Parameter::Utilisation, "ore", 0.6, 0.95))
        .uncertain(uncertain(Parameter::Horizon, "*", 2.0, 20.0));
    let prepared = prepare(experiment);
    let outcomes = [
        "output.metal.world.change",
        "price.metal.world.change",
        "unmet.good.world.total",
        "stock.metal.world.change",
        "capacity.ore.world.change",
        "stock.metal.world.recovery",
    ];
    let results = plan(&prepared, 64, &outcomes, &[]).run(&prepared, |_| ControlFlow::Continue(()));
    let scale = 1000.0;
    for path in outcomes {
        let summary = results.summary(path).unwrap();
        let (least, most) = (summary.min().unwrap(), summary.max().unwrap());
        assert!(
            summary.non_finite() == 0 && least.abs().max(most.abs()) < 1e-6 * scale,
            "{path}: {least} to {most}"
        );
    }
}

/// Where no finished stock is kept, its peak has no base to be measured against.
#[test]
fn a_trial_that_fails_is_told_and_left_out() {
    let mut stock = uncertain(Parameter::CoverOutput, "metal", 0.0, 1.0);
    stock.distribution = Discrete::new([(0.0, 1.0), (1.0, 3.0)]).unwrap().into();
    let prepared = prepare(Experiment::new(chain(false), years(Step::Month, 1.0)).uncertain(stock));
    let empty = |trial: &Trial| prepared.parameters(*trial)[0].1 == 0.0;
    let expected: Vec<Trial> = (0..64).map(Trial::from_number).filter(empty).collect();
    let results = plan(&prepared, 64, &["stock.metal.world.peak", "price.metal.world.peak"], &[])
        .run(&prepared, |_| ControlFlow::Continue(()));
    let failed: Vec<Trial> = results.failed.iter().map(|failure| failure.trial).collect();
    assert_eq!(failed, expected);
    assert!(!failed.is_empty() && failed.len() < 32);
    let reason = "not a number in stock.metal.world.peak (a step of the base is 0)";
    assert!(results.failed.iter().all(|failure| failure.reason == reason), "{:?}", results.failed[0]);
    for path in ["stock.metal.world.peak", "price.metal.world.peak"] {
        let summary = results.summary(path).unwrap();
        assert_eq!(summary.count() + summary.non_finite(), 64 - failed.len() as u64, "{path}");
    }
    assert_eq!(results.done, 64);
}

/// What slips takes its phases along; what slips beyond the run does not happen in it.
#[test]
fn events_lie_within_the_run() {
    let events = |late: f64| {
        let mut timing = Timing::from(date(2025, 3, 1)).phase(date(2025, 6, 1), 0.5).until(date(2040, 1, 1));
        timing.slippage = Some(Uniform::new(late, late + 0.01).unwrap().into());
        let ban = ExportBan::new(TradeScope::new("AAA", &["ore"]));
        let experiment = Experiment::new(chain(false), years(Step::Month, 1.0));
        prepare(experiment.measure(Measure::new("ban", ban, timing))).events(Trial::from_number(0))
    };
    let [event] = &events(2.0)[..] else { panic!("one event") };
    assert_eq!((event.from, event.until), (date(2025, 5, 1), None));
    assert_eq!(event.phases, [(date(2025, 8, 1), 0.5)]);
    assert_eq!(events(8.0)[0].phases, []);
    assert_eq!(events(12.0), []);
}

/// Four thousand pipelines: as many succeed as the product of their chances says, after the sum of their durations on average.
#[test]
fn a_project_comes_after_all_its_stages_if_all_succeed() {
    const TRIALS: u32 = 4096;
    let timing = Timing::from(date(2025, 3, 1))
        .stage(0.6, Exponential::new(24.0).unwrap())
        .stage(0.5, Triangular::new(6.0, 9.0, 15.0).unwrap());
    let mine = Measure::new("mine", Project::at("bbb-mine", 10.0), timing);
    let prepared = prepare(Experiment::new(chain(false), years(Step::Month, 60.0)).measure(mine));
    let events = (0..u64::from(TRIALS)).flat_map(|number| prepared.events(Trial::from_number(number)));
    let starts: Vec<f64> =
        events.map(|event| f64::from((event.from - date(2025, 3, 1)).get_days())).collect();
    let share = starts.len() as f64 / f64::from(TRIALS);
    let mean = starts.iter().sum::<f64>() / starts.len() as f64 / 30.4375;
    assert!((share - 0.3).abs() < 4.0 * (0.3_f64 * 0.7 / f64::from(TRIALS)).sqrt(), "{share}");
    assert!((mean - 34.0).abs() < 4.0 * 24.0 / (starts.len() as f64).sqrt(), "{mean} months");
    assert!(starts.iter().all(|&days| days >= 6.0 * 30.0), "no permit takes less than half a year");
}

/// A draw beyond what the prices can bear would start a trial outside of its steady state's economics.
#[test]
fn uncertain_margins_that_leave_nothing_for_operating_cost_are_refused() {
    let margin = uncertain(Parameter::Margin, "metal", 0.1, 0.98);
    assert!(Experiment::new(chain(false), years(Step::Month, 1.0)).uncertain(margin).prepare().is_err());
}
