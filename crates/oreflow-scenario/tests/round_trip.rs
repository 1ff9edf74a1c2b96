//! A scenario written out reads back to the same scenario and the same experiment.

mod common;

use common::{FULL, full, network, sound};
use oreflow_engine::experiment::Experiment;
use oreflow_scenario::Scenario;

fn experiment(scenario: &Scenario) -> Experiment {
    let resolved = scenario.resolve(network()).unwrap_or_else(|problems| panic!("{}", problems.plain()));
    resolved.experiment.experiment().clone()
}

fn assert_same(a: &Experiment, b: &Experiment) {
    assert_eq!(a.network, b.network);
    assert_eq!(a.calendar, b.calendar);
    assert_eq!(a.measures, b.measures);
    assert_eq!(a.hazards, b.hazards);
    assert_eq!(a.uncertain, b.uncertain);
    assert_eq!(a.correlated, b.correlated);
    assert_eq!(a.draws, b.draws);
}

#[test]
fn the_full_scenario_reads_back_equal_and_resolves_to_the_same_experiment() {
    let first = full();
    let again = sound(&first.to_toml());
    assert_eq!(first, again);
    assert_eq!(first.to_toml(), again.to_toml());
    assert_same(&experiment(&first), &experiment(&again));
}

#[test]
fn every_default_is_written_out() {
    let written = full().to_toml();
    for line in [
        "leakage = \"0 %\"",
        "intra = false",
        "duty = \"0 %\"",
        "amount = \"0 USD/t\"",
        "severity = \"100 %\"",
        "phases = []",
        "severity = { dist = \"constant\", value = \"100 %\" }",
        "duration = { dist = \"constant\", value = \"400 days\" }",
        "from = \"2025-07-12\"",
        "announced = \"2025-03-01\"",
        "credibility = \"100 %\"",
        "ramp = \"0 months\"",
        "recovery = \"0 months\"",
        "chance = \"100 %\"",
    ] {
        assert!(written.lines().any(|found| found == line), "{line} in\n{written}");
    }
    let least = "schema = 1\ntitle = \"t\"\nnetwork = \"n\"\n[time]\nstart = \"2025-01\"\nstep = \"1 week\"\nhorizon = \"1 year\"\n";
    assert!(sound(least).to_toml().ends_with(
        "[study]\nseed = 0\ntrials = 8192\nstrata = \"auto\"\ndesign = \"sobol\"\nfailures = \"1 %\"\nkeep-trials = false\n"
    ));
}

#[test]
fn values_arrive_in_the_units_of_the_engine() {
    use oreflow_engine::hazard::Arrival;
    use oreflow_engine::measure::{Action as Engine, Stage};
    use oreflow_random::{Constant, Exponential, LogNormal, Normal};

    let experiment = experiment(&full());
    assert_eq!(experiment.calendar.steps(), 120);
    let Engine::ExportBan(ban) = &experiment.measures[0].action else { panic!("a ban") };
    assert_eq!((ban.leakage, ban.scope.intra), (0.03, true));
    assert_eq!(experiment.measures[0].timing.phases[1].severity, 1.0);
    let Engine::ExportQuota(quota) = &experiment.measures[1].action else { panic!("a quota") };
    assert_eq!(quota.volume, 100.0);
    let Engine::ExportDuty(duty) = &experiment.measures[2].action else { panic!("a duty") };
    assert_eq!((duty.rate, duty.amount), (0.0, 5.0));
    let works = &experiment.measures[3].timing;
    assert_eq!((works.credibility, works.ramp, works.recovery, works.chance), (0.4, 2.0, 3.0, 0.9));
    assert_eq!(works.withdrawn, Some(jiff::civil::date(2029, 3, 1)));
    assert_eq!(works.slippage, Exponential::new(3.0).ok().map(Into::into));
    let (study, building) = (LogNormal::new(24.0, 1.5).unwrap(), Constant::new(6.0).unwrap());
    let stages = [(0.6, study.into()), (1.0, building.into())];
    assert_eq!(works.pipeline, stages.map(|(chance, duration)| Stage { chance, duration }));
    assert_eq!(experiment.hazards[0].arrival, Arrival::Rate(0.15));
    assert_eq!(experiment.hazards[0].duration, LogNormal::new(6.0, 1.8).ok().map(Into::into));
    assert_eq!(experiment.hazards[1].arrival, Arrival::Probability(0.2));
    assert_eq!(experiment.hazards[1].during.as_deref(), Some("ban"));
    assert_eq!(experiment.hazards[1].duration, Constant::new(400.0 / 30.4375).ok().map(Into::into));
    let named = |id: &str| experiment.hazards.iter().find(|hazard| hazard.id == id).expect("a hazard");
    let Arrival::Interval(interval) = &named("drought").arrival else { panic!("an interval") };
    assert_eq!(*interval, oreflow_random::Weibull::new(40.0, 2.0).expect("sound").into());
    let (mine, delay) = (named("dry-mine"), Constant::new(1.0).ok().map(Into::into));
    assert_eq!(mine.arrival, Arrival::With { id: "drought".to_owned(), probability: 0.8, delay });
    assert_eq!((mine.ramp, mine.recovery), (2.0, 3.0));
    let (day, slippage) = (jiff::civil::date(2028, 11, 5), Exponential::new(2.0).ok().map(Into::into));
    assert_eq!(named("election").arrival, Arrival::Date { day, slippage, probability: 1.0 });
    assert_eq!(named("election").after.as_deref(), Some("ban"));
    let contagion = &named("imitation").contagion[0];
    assert!((contagion.rate - 0.2).abs() < 1e-15);
    assert_eq!((contagion.half_life, contagion.from.len()), (12.0, 2));
    let Engine::DemandShift(boom) = &named("boom").action else { panic!("a shift") };
    assert_eq!(boom.factor, 1.2);
    assert_eq!(experiment.uncertain[1].distribution, Normal::new(20_000.0, 1_000.0).expect("sound").into());
    assert_eq!(experiment.uncertain[2].distribution, Constant::new(0.15).expect("sound").into());
}

#[test]
fn sources_of_what_is_uncertain_are_kept() {
    let scenario = sound(&full().to_toml());
    assert_eq!(scenario.contents.uncertain[0].distribution.source.as_deref(), Some("a book"));
    let duration = scenario.contents.hazards[0].duration.as_ref().expect("a duration");
    assert_eq!(duration.source.as_deref(), Some("insurers' tables"));
}

#[test]
fn what_is_correlated_arrives_as_matrices_and_moves_its_draws() {
    let prepared = full().resolve(network()).expect("a sound scenario").experiment;
    let [alike, apart] = &prepared.experiment().correlated[..] else { panic!("two groups") };
    assert_eq!(alike.paths, ["elasticity-long.use.*", "elasticity-short.use.CCC"]);
    assert_eq!(alike.correlation, [[1.0, 0.6], [0.6, 1.0]]);
    assert_eq!(apart.paths.len(), 3);
    assert_eq!(apart.correlation, [[1.0, 0.5, -0.2], [0.5, 1.0, 0.0], [-0.2, 0.0, 1.0]]);

    let mut alone = full();
    alone.contents.correlated.clear();
    let alone = alone.resolve(network()).expect("a sound scenario").experiment;
    let trial = oreflow_random::Trial::from_number(0);
    let moved: Vec<String> = prepared
        .parameters(trial)
        .into_iter()
        .zip(alone.parameters(trial))
        .filter(|(with, without)| with != without)
        .map(|((path, ..), _)| path)
        .collect();
    assert_eq!(moved, ["elasticity-short.use.CCC", "utilisation.metal.*", "lead-time.ore.*"]);
}

#[test]
fn a_group_that_was_changed_into_a_wrong_one_is_refused_in_its_place() {
    let mut scenario = full();
    scenario.contents.correlated[0].of.truncate(1);
    let told = scenario.resolve(network()).expect_err("a group of one").plain();
    assert!(
        told.starts_with("full.toml:160:7: error[E0605]: 'of' names fewer than two parameters"),
        "{told}"
    );
}

#[test]
fn what_is_watched_is_found() {
    let resolved = full().resolve(network()).expect("a sound scenario");
    let paths: Vec<String> = resolved.watch.iter().map(oreflow_engine::observe::Outcome::path).collect();
    assert_eq!(paths, ["unmet.use.CCC.total", "price.metal.world.peak"]);
    assert_eq!(resolved.series[0].path(), "exports.raw.UNION");
    assert_eq!(resolved.trials, 200);
}

#[test]
fn a_run_that_finds_out_how_many_trials_it_needs() {
    use oreflow_engine::run::{Stratify, Tolerance};

    let auto = FULL.replace("trials = 200", "trials = \"auto\"\ntolerance = \"2 %\"\nmost-trials = 40000");
    let resolved = sound(&sound(&auto).to_toml()).resolve(network()).expect("a sound scenario");
    assert_eq!((resolved.trials, resolved.stratify), (8192, Stratify::Never));
    let stopping = resolved.stopping.expect("tolerances");
    assert_eq!((stopping.most_trials, stopping.tolerances.len()), (40_000, 2));
    assert_eq!(stopping.tolerances[0], ("unmet.use.CCC.total".to_owned(), Tolerance::Relative(0.02)));
    let single = auto.replace("\"2 %\"", "{ \"price.metal.world.peak\" = 0.05 }");
    let resolved = sound(&sound(&single).to_toml()).resolve(network()).expect("a sound scenario");
    let tolerances = resolved.stopping.expect("tolerances").tolerances;
    // The others keep the tolerance of all.
    assert_eq!(tolerances[0], ("unmet.use.CCC.total".to_owned(), Tolerance::Relative(0.01)));
    assert_eq!(tolerances[1], ("price.metal.world.peak".to_owned(), Tolerance::Absolute(0.05)));
}

#[test]
fn a_run_without_an_end_needs_something_to_watch() {
    let least = "schema = 1\ntitle = \"t\"\nnetwork = \"n\"\n[time]\nstart = \"2025-01\"\nstep = \"1 month\"\n\
                 horizon = \"1 year\"\n[study]\ntrials = \"auto\"\n";
    let problems = sound(least).resolve(network()).expect_err("nothing to watch");
    assert!(
        problems.plain().contains("9:10: error[E0608]: trials = \"auto\" needs something to watch"),
        "{}",
        problems.plain()
    );
}

#[test]
fn the_order_of_tables_in_the_file_does_not_matter() {
    let (head, tail) = FULL.split_at(FULL.find("[time]").expect("a table"));
    let (time, rest) = tail.split_at(tail.find("[[measure]]").expect("a table"));
    assert_eq!(sound(&format!("{head}{rest}\n{time}")), full());
}

#[test]
fn a_measure_that_touches_nothing_is_a_warning_at_its_id() {
    let text =
        FULL.replace("by = \"BBB\"\nproducts = [\"ore\", \"metal\"]", "by = \"BBB\"\nproducts = [\"use\"]");
    let resolved = sound(&text).resolve(network()).expect("a sound scenario");
    let warnings = resolved.warnings.plain();
    assert!(warnings.starts_with("full.toml:37:6: warning[W0701]: 'duty' touches no flow"), "{warnings}");
}

#[test]
fn a_phase_after_the_run_is_a_warning_at_its_date() {
    let text = FULL.replace("from = \"2027-01\", severity = 1", "from = \"2037-01\", severity = 1");
    let text = text.replace("until = \"2030-01\"", "");
    let resolved = sound(&text).resolve(network()).expect("a sound scenario");
    let expected = "full.toml:25:61: warning[W0401]: the phase from 2037-01-01 comes after the end of the run\n\
                    full.toml:65:6: warning[W0701]: 'old-goods' touches no flow and no site of the base year, and does nothing\n\
                    full.toml:170:10: warning[W0301]: Sobol' points are most even in powers of two: 256 trials would be better";
    assert_eq!(resolved.warnings.plain(), expected);
}
