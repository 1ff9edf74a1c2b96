//! A trial has the same bits with every instruction set, alone or in its batch, on any number of threads.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use oreflow_network::{Network, Parameter};
use oreflow_random::{LogNormal, REPLICATES, Trial, Uniform};
use rayon::ThreadPoolBuilder;

use super::failure::trials;
use super::monte_carlo::MonteCarlo;
use super::plan::{BatchResult, Plan};
use crate::calendar::{Calendar, Step};
use crate::compiled::{Compiled, Overrides};
use crate::experiment::{Experiment, Prepared};
use crate::hazard::{Arrival, Hazard};
use crate::kernel::Kernel;
use crate::lanes::{F64x8, Lanes};
use crate::measure::{
    ExportBan, ExportDuty, ExportQuota, Intensity, Measure, Outage, RouteClosure, SiteScope, Timing,
    TradeScope,
};
use crate::observe::{Outcome, Series};
use crate::uncertain::Uncertain;

const STEPS: usize = 30;

/// The shipped nickel network with a bit of everything.
fn prepared() -> Prepared {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Network::read(&folder).unwrap_or_else(|error| panic!("{error}"));
    let uncertain = |parameter, product: &str, low, high| Uncertain {
        parameter,
        product: product.to_owned(),
        place: "*".to_owned(),
        distribution: Uniform::new(low, high).unwrap().into(),
    };
    let timing = |month| Timing::from(date(2025, month, 1));
    let mut ban = ExportBan::new(TradeScope::new("IDN", &["nickel-pig-iron"]));
    ban.leakage = 0.1;
    let quota = ExportQuota::new(TradeScope::new("PHL", &["nickel-ore"]), 100_000.0);
    let duty = ExportDuty { scope: TradeScope::new("RUS", &["*"]), rate: 0.1, amount: 0.0 };
    let passages = vec!["suez".to_owned()];
    let red_sea = RouteClosure { passages, delay: 1.5, freight: 2.0, ..RouteClosure::default() };
    let outage = Outage { scope: SiteScope::at("CHN") };
    let wasteful =
        Intensity { scope: SiteScope::at("CHN"), inputs: vec!["nickel-ore".to_owned()], factor: 1.1 };
    Experiment::new(Arc::new(network), Calendar::new(date(2025, 1, 1), Step::Month, STEPS))
        .measure(Measure::new("ban", ban, timing(4).ramp(3.0)))
        .measure(Measure::new("quota", quota, timing(6).chance(0.5)))
        .measure(Measure::new("duty", duty, timing(9).slippage(LogNormal::new(2.0, 1.5).unwrap())))
        .measure(Measure::new("wasteful", wasteful, timing(11).ramp(6.0)))
        .hazard(Hazard::new("outage", outage, Arrival::Rate(0.8)).lasting(LogNormal::new(3.0, 2.0).unwrap()))
        .hazard(
            Hazard::new("red-sea", red_sea, Arrival::Rate(0.5)).lasting(LogNormal::new(6.0, 2.0).unwrap()),
        )
        .uncertain(uncertain(Parameter::ElasticityLong, "*", -0.4, -0.1))
        .uncertain(uncertain(Parameter::CoverInput, "nickel-refined", 0.5, 2.0))
        .uncertain(uncertain(Parameter::FairFill, "nickel-ore", 0.0, 1.0))
        .uncertain(uncertain(Parameter::Hoarding, "*", 0.1, 0.9))
        .prepare()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Outcomes of every kind of quantity, and some series.
fn run(prepared: &Prepared, trials: u64) -> MonteCarlo {
    let network = &prepared.experiment().network;
    let mut run = MonteCarlo::new(trials);
    for quantity in crate::observe::Quantity::ALL {
        for place in ["world", "CHN"] {
            for product in ["nickel-ore", "nickel-pig-iron", "stainless-steel", "*"] {
                let Ok(series) = Series::new(*quantity, product, place, network) else { continue };
                for field in ["total", "change", "recovery", "year-2"] {
                    run.outcomes
                        .push(Outcome::parse(&format!("{}.{field}", series.path()), network).unwrap());
                }
                run.series.push(series);
            }
        }
    }
    run
}

fn bits(batch: &BatchResult, lane: usize) -> Vec<u64> {
    assert_eq!(batch.failed[lane], None);
    let outcomes = batch.outcomes.iter().map(|values| values[lane]);
    let series = batch.series.iter().flatten().map(|value| value.lane(lane));
    outcomes.chain(series).map(f64::to_bits).collect()
}

#[test]
fn with_every_instruction_set() {
    let prepared = prepared();
    let run = run(&prepared, u64::from(REPLICATES));
    let mut plan = Plan::new(&run, &prepared);
    let mut found = Kernel::all().into_iter().map(|(name, kernel)| {
        plan.kernel = kernel;
        let batch = plan.batch(1, false);
        (name, (0..REPLICATES as usize).map(|lane| bits(&batch, lane)).collect::<Vec<_>>())
    });
    let (_, portable) = found.next().unwrap();
    assert!(portable.windows(2).all(|pair| pair[0] != pair[1]), "trials differ");
    for (name, bits) in found {
        assert!(bits == portable, "{name}");
    }
}

#[test]
fn whole_or_as_two_halves() {
    let prepared = prepared();
    let run = run(&prepared, u64::from(REPLICATES));
    let mut plan = Plan::new(&run, &prepared);
    let whole = plan.batch(3, false);
    for (name, kernel) in Kernel::all() {
        plan.kernel = kernel;
        let halved = plan.batch(3, true);
        for lane in 0..REPLICATES as usize {
            assert!(bits(&whole, lane) == bits(&halved, lane), "{name}, lane {lane}");
        }
    }
}

#[test]
fn alone_or_in_its_batch() {
    let prepared = prepared();
    let run = run(&prepared, u64::from(REPLICATES));
    let batch = Plan::new(&run, &prepared).batch(2, false);
    for replicate in [0, 5] {
        let trace = prepared.trace(Trial { replicate, index: 2 }, &run.series);
        for ((series, _, alone), together) in trace.series.iter().zip(&batch.series) {
            assert_eq!((alone.len(), together.len()), (STEPS, STEPS));
            for (step, (alone, together)) in alone.iter().zip(together).enumerate() {
                let together = together.lane(replicate as usize);
                assert_eq!(alone.to_bits(), together.to_bits(), "{} in step {step}", series.path());
            }
        }
    }
}

#[test]
fn on_any_number_of_threads_and_cut_anywhere() {
    let prepared = prepared();
    // The last batch is not full.
    let run = run(&prepared, 43);
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| run.run(&prepared, |_| ControlFlow::Continue(())));
        let outcomes = found.outcomes.into_iter().map(|(outcome, summary)| (outcome.path(), summary));
        postcard::to_stdvec(&outcomes.collect::<Vec<_>>()).unwrap()
    };
    let alone = on(1);
    // Seven have one more than there are batches, so that each is halved.
    for threads in [2, 3, 7] {
        assert!(on(threads) == alone, "{threads} threads");
    }
}

#[test]
fn with_channels_written_where_they_change_or_all_anew() {
    let prepared = prepared();
    let (controls, experiment) = (&prepared.controls, prepared.experiment());
    let calendar = &experiment.calendar;
    let net: Compiled<F64x8> = Compiled::laid_out(&experiment.network, &prepared.layout, &Overrides::new());
    let trials = trials(4);
    let windows = prepared.windows(&trials);
    let courses = || controls.courses(&windows, &experiment.draws, &trials);
    let (mut channels, mut quotas, mut going_on) = (controls.channels(&net), controls.quotas(), courses());
    let (mut changed, mut kept) = (0, 0);
    for step in 0..STEPS {
        let before = channels.clone();
        controls.set(&mut channels, &mut quotas, &mut going_on, calendar, step, net.market.horizon);
        let mut anew = controls.channels(&net);
        controls.set(&mut anew, &mut controls.quotas(), &mut courses(), calendar, step, net.market.horizon);
        assert_eq!(channels.links, anew.links, "step {step}");
        assert_eq!(channels.sites, anew.sites, "step {step}");
        assert_eq!(channels.intensity, anew.intensity, "step {step}");
        for (last, row) in before.links.iter().zip(&channels.links) {
            if last == row { kept += 1 } else { changed += 1 }
        }
    }
    assert!(changed > STEPS && kept > STEPS, "{changed} rows changed and {kept} did not");
}
