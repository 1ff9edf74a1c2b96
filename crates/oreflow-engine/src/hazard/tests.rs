use jiff::civil::date;
use oreflow_random::{
    Constant, Design, Distribution, Draws, Exponential, LogNormal, Quantile, Trial, Weibull,
};

use super::*;
use crate::calendar::{Calendar, Step};
use crate::measure::{Outage, SiteScope, Window};

const TRIALS: u64 = 4_000;

fn hazard(id: &str, arrival: Arrival) -> Hazard {
    Hazard::new(id, Outage { scope: SiteScope::at("world") }, arrival)
}

fn months(number: f64) -> Distribution {
    Constant::new(number).unwrap().into()
}

/// Ten years of months.
fn calendar() -> Calendar {
    Calendar::new(date(2025, 1, 1), Step::Month, 120)
}

/// A measure in force from one month to another.
fn measure(id: &str, from: f64, until: f64) -> (&str, Window) {
    (id, Window::new(from, &[(from, 1.0)], until, 0.0, 0.0))
}

/// The windows of all measures and hazards in one trial; all hazards in one group.
fn world(hazards: &[Hazard], measures: &[(&str, Window)], trial: u64) -> Vec<Vec<Window>> {
    let (calendar, draws) = (calendar(), Draws::new(7, Design::Plain));
    let measures = measures.iter().cloned();
    World::new(hazards, measures, (&calendar, &Vec::new()), (&draws, None), Trial::from_number(trial))
        .run(&[(0..hazards.len()).collect()])
}

fn starts(windows: &[Window]) -> Vec<f64> {
    windows.iter().map(Window::start).collect()
}

/// Mean of a number over trials, within four standard errors of what is expected.
fn expect(what: &str, expected: f64, sample: impl Fn(u64) -> f64) {
    let values: Vec<f64> = (0..TRIALS).map(sample).collect();
    let mean = values.iter().sum::<f64>() / TRIALS as f64;
    let square = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (TRIALS - 1) as f64;
    let error = (square / TRIALS as f64).sqrt();
    assert!(error > 0.0 && (mean - expected).abs() < 4.0 * error, "{what}: {mean} for {expected} ({error})");
}

#[test]
fn a_rate_gives_as_many_strikes_as_it_says() {
    let hazards = [hazard("a", Arrival::Rate(0.5)).lasting(months(1e-9))];
    expect("strikes in ten years", 5.0, |trial| world(&hazards, &[], trial)[0].len() as f64);
}

#[test]
fn a_probability_strikes_at_most_once_and_as_often_as_it_says() {
    let hazards = [hazard("a", Arrival::Probability(0.3)).lasting(months(1.0))];
    expect("share of struck trials", 0.3, |trial| {
        let strikes = starts(&world(&hazards, &[], trial)[0]);
        assert!(strikes.len() <= 1 && strikes.iter().all(|start| (0.0..120.0).contains(start)));
        strikes.len() as f64
    });
    // While it may: all of the chance falls into the time that is left.
    let hazards = [hazard("a", Arrival::Probability(0.3)).during("m")];
    expect("share within the condition", 0.3, |trial| {
        let strikes = starts(&world(&hazards, &[measure("m", 30.0, 50.0)], trial)[1]);
        assert!(strikes.iter().all(|start| (30.0..50.0).contains(start)));
        strikes.len() as f64
    });
}

#[test]
fn strikes_wait_for_their_condition_and_do_not_overlap() {
    let mut hazards = [hazard("a", Arrival::Rate(3.0)).lasting(LogNormal::new(2.0, 1.5).unwrap())];
    hazards[0] = hazards[0].clone().during("m").after("n").recovery(1.0);
    for trial in 0..200 {
        let strikes = &world(&hazards, &[measure("m", 6.0, 18.0), measure("n", 10.0, 11.0)], trial)[2];
        assert!(strikes.iter().all(|strike| (10.0..18.0).contains(&strike.start())));
        assert!(strikes.windows(2).all(|pair| pair[0].until + 1.0 <= pair[1].start()));
    }
}

#[test]
fn a_withdrawn_measure_begins_nothing() {
    let mut never = measure("m", 20.0, f64::INFINITY);
    never.1.withdrawn = 20.0;
    let hazards = [
        hazard("a", Arrival::Rate(50.0)).after("m"),
        hazard("b", Arrival::Rate(50.0)).during("m"),
        hazard("c", Arrival::With { id: "m".into(), probability: 1.0, delay: None }),
        hazard("d", Arrival::Rate(0.0)).contagion(&["m"], 50.0, 6.0),
    ];
    assert!(world(&hazards, &[never], 1)[1..].iter().all(Vec::is_empty));
    let strikes = world(&hazards, &[measure("m", 20.0, f64::INFINITY)], 1);
    assert!(strikes[1..].iter().all(|strikes| strikes.len() == 1 && strikes[0].start() >= 20.0));
}

#[test]
fn intervals_run_from_the_end_of_the_last_strike() {
    let hazards = [hazard("a", Arrival::Interval(months(10.0))).lasting(months(2.0))];
    assert_eq!(
        starts(&world(&hazards, &[], 0)[0]),
        [10.0, 22.0, 34.0, 46.0, 58.0, 70.0, 82.0, 94.0, 106.0, 118.0]
    );
    let age = Weibull::new(60.0, 3.0).unwrap();
    let hazards = [hazard("a", Arrival::Interval(age.into()))];
    for by in [30.0, 60.0, 100.0] {
        expect("struck by then", 1.0 - age.survival(by), |trial| {
            f64::from(u8::from(world(&hazards, &[], trial)[0].iter().any(|strike| strike.start() <= by)))
        });
    }
}

#[test]
fn a_day_may_slip_and_may_never_come() {
    let arrival = |slippage, probability| Arrival::Date { day: date(2027, 1, 1), slippage, probability };
    let hazards = [hazard("a", arrival(Some(months(5.0)), 1.0)).lasting(months(3.0)).ramp(1.0).recovery(2.0)];
    let strikes = &world(&hazards, &[], 0)[0];
    assert_eq!(starts(strikes), [29.0]);
    let severity = [28.0, 29.0, 30.0, 32.0, 34.0].map(|from| strikes[0].mean(from, from + 1.0));
    assert_eq!(severity, [0.0, 0.5, 1.0, 0.75, 0.0]);
    let hazards = [hazard("a", arrival(None, 0.4))];
    expect("share of struck trials", 0.4, |trial| world(&hazards, &[], trial)[0].len() as f64);
    // Outside of the run, or while it may not.
    let late = [hazard("a", arrival(Some(months(100.0)), 1.0)), hazard("b", arrival(None, 1.0)).during("m")];
    assert!(world(&late, &[measure("m", 0.0, 24.0)], 0)[1..].iter().all(Vec::is_empty));
}

#[test]
fn one_cause_strikes_several_at_once() {
    let with = |delay| Arrival::With { id: "drought".into(), probability: 0.6, delay };
    let hazards = [
        hazard("drought", Arrival::Rate(1.0)).lasting(months(3.0)),
        hazard("mine", with(None)).lasting(months(2.0)),
        hazard("smelter", with(Some(months(1.0)))).lasting(months(100.0)),
    ];
    let (mut droughts, mut mines) = (0, 0);
    for trial in 0..500 {
        let strikes = world(&hazards, &[], trial);
        let causes = starts(&strikes[0]);
        droughts += causes.len();
        mines += strikes[1].len();
        assert!(starts(&strikes[1]).iter().all(|start| causes.contains(start)));
        // What lasts is not struck again.
        let late = starts(&strikes[2]);
        assert!(
            late.len() <= 2
                && late.iter().all(|start| causes.iter().any(|cause| (start - cause - 1.0).abs() < 1e-9))
        );
        assert!(late.windows(2).all(|pair| pair[1] - pair[0] > 99.999));
    }
    let share = mines as f64 / droughts as f64;
    assert!((share - 0.6).abs() < 4.0 * (0.24 / droughts as f64).sqrt(), "{share}");
}

#[test]
fn a_strike_that_is_overtaken_comes_all_the_same() {
    // Causes at months 2 and 8; the first brings its strike twenty months later, the second at once where the draw says so.
    let causes = [measure("m", 2.0, 3.0)];
    let delay = oreflow_random::Discrete::new([(1.0, 0.5), (20.0, 0.5)]).unwrap();
    let with = Arrival::With { id: "cause".into(), probability: 1.0, delay: Some(delay.into()) };
    let hazards = [
        hazard("cause", Arrival::Interval(months(5.0))).lasting(months(1.0)).after("m"),
        hazard("effect", with).lasting(months(0.01)),
    ];
    for trial in 0..200 {
        let strikes = world(&hazards, &causes, trial);
        let cause = starts(&strikes[1]);
        let effects = starts(&strikes[2]);
        // All whose day is within the run come, unless two fall on one.
        let sure = cause.iter().filter(|&&start| start + 20.0 < 120.0).count();
        assert!(effects.len() + 3 >= sure, "{cause:?} {effects:?}");
        assert!(effects.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

#[test]
fn self_excitation_gives_as_many_strikes_as_theory() {
    // Strikes that last no time: the expected number of a Hawkes process with exponential decay.
    let (rate, added, half_life) = (0.4, 0.5, 9.0);
    let hazards =
        [hazard("a", Arrival::Rate(rate)).lasting(months(1e-9)).contagion(&["a"], added, half_life)];
    let (mu, decay) = (rate / 12.0, 2.0_f64.ln() / half_life);
    let branching = added / 12.0 / decay;
    let still = decay * (1.0 - branching);
    let expected = mu * 120.0 / (1.0 - branching)
        - mu * branching / (1.0 - branching) / still * (1.0 - (-still * 120.0_f64).exp());
    assert!((0.5..0.6).contains(&branching) && expected > 2.0 * mu * 120.0 * 0.9);
    expect("strikes", expected, |trial| world(&hazards, &[], trial)[0].len() as f64);
}

#[test]
fn contagion_passes_between_countries_and_fades() {
    // From a start at month 24 on: the chance to be struck by month t is 1 - exp(-rate / decay (1 - exp(-decay (t - 24)))).
    let hazards = [
        hazard("a", Arrival::Date { day: date(2027, 1, 1), slippage: None, probability: 1.0 }),
        hazard("b", Arrival::Rate(0.0)).contagion(&["a", "c"], 0.9, 12.0),
        hazard("c", Arrival::Rate(0.0)).contagion(&["b"], 0.5, 12.0),
    ];
    let decay = 2.0_f64.ln() / 12.0;
    for by in [30.0, 48.0, 119.0] {
        let caught = 0.9 / 12.0 / decay * (1.0 - (-decay * (by - 24.0_f64)).exp());
        expect("struck by then", 1.0 - (-caught).exp(), |trial| {
            let strikes = world(&hazards, &[], trial);
            assert!(strikes.iter().flatten().all(|strike| strike.start() >= 24.0));
            assert!(strikes[2].iter().all(|c| strikes[1].iter().any(|b| b.start() < c.start())));
            f64::from(u8::from(strikes[1].iter().any(|strike| strike.start() <= by)))
        });
    }
}

#[test]
fn what_comes_later_changes_nothing_before() {
    // A second source that strikes late leaves all strikes before it where they were.
    let alone = [hazard("a", Arrival::Rate(1.0)).lasting(months(1.0)).contagion(&["late"], 3.0, 6.0)];
    let day = Arrival::Date { day: date(2030, 1, 1), slippage: None, probability: 1.0 };
    let with = [alone[0].clone(), hazard("late", day)];
    let mut more = 0;
    for trial in 0..300 {
        let (few, many) = (starts(&world(&alone, &[], trial)[0]), starts(&world(&with, &[], trial)[0]));
        let before =
            |starts: &[f64]| starts.iter().copied().filter(|&start| start < 60.0).collect::<Vec<_>>();
        let close = before(&few).iter().zip(before(&many)).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(close && before(&few).len() == before(&many).len());
        more += many.len() as i64 - few.len() as i64;
    }
    assert!(more > 300, "{more}");
}

/// The strikes of one hazard in a trial whose rate a measure multiplies by a factor from month 60 to month 90.
fn scaled(hazard: &Hazard, factor: f64, trial: u64) -> Vec<f64> {
    let (calendar, draws) = (calendar(), Draws::new(7, Design::Plain));
    let scalings = vec![vec![(0, factor)]];
    let measures = [measure("m", 60.0, 90.0)].into_iter();
    let hazards = std::slice::from_ref(hazard);
    let world =
        World::new(hazards, measures, (&calendar, &scalings), (&draws, None), Trial::from_number(trial));
    starts(&world.run(&[vec![0]])[1])
}

#[test]
fn a_scaled_rate_strikes_as_many_times_as_often_while_it_is_scaled() {
    let arrivals = [
        hazard("a", Arrival::Rate(0.5)).lasting(months(1e-9)),
        hazard("a", Arrival::Rate(0.5)).contagion(&["never"], 1.0, 6.0).lasting(months(1e-9)),
        hazard("a", Arrival::Interval(Exponential::new(24.0).unwrap().into())).lasting(months(1e-9)),
    ];
    for hazard in arrivals {
        for (factor, wanted) in [(0.0, 0.0), (0.4, 0.5), (3.0, 3.75)] {
            let within = |start: &&f64| (60.0..90.0).contains(*start);
            let strikes = |trial| scaled(&hazard, factor, trial).iter().filter(within).count() as f64;
            if factor == 0.0 {
                assert!((0..500).all(|trial| strikes(trial) == 0.0));
            } else {
                expect("strikes within", wanted, strikes);
            }
            // Nothing changes before.
            for trial in 0..100 {
                let early = |factor| {
                    let strikes = scaled(&hazard, factor, trial).into_iter();
                    strikes.filter(|&at| at < 60.0).collect::<Vec<f64>>()
                };
                let (scaled, usual) = (early(factor), early(1.0));
                assert_eq!(scaled.len(), usual.len());
                assert!(scaled.iter().zip(&usual).all(|(a, b)| (a - b).abs() < 1e-9));
            }
        }
    }
}

#[test]
fn a_scaled_chance_is_scaled_as_a_hazard() {
    let hazard = hazard("a", Arrival::Probability(0.5));
    // At the usual pace as without: evenly over the run.
    for trial in 0..200 {
        let (paced, plain) =
            (scaled(&hazard, 1.0, trial), starts(&world(std::slice::from_ref(&hazard), &[], trial)[0]));
        assert!(paced.len() == plain.len() && paced.iter().zip(&plain).all(|(a, b)| (a - b).abs() < 1e-9));
    }
    let share = |factor: f64, from: f64, to: f64| {
        move |trial| {
            let hazard =
                Hazard::new("a", Outage { scope: SiteScope::at("world") }, Arrival::Probability(0.5));
            f64::from(u8::from(scaled(&hazard, factor, trial).iter().any(|at| (from..to).contains(at))))
        }
    };
    // A quarter has struck before; of the rest 0.75 the hazard of a third in 30 months is taken to the third power, or to none.
    expect("before", 0.25, share(3.0, 0.0, 60.0));
    let survived = 0.625_f64 / 0.75;
    expect("within", 0.75 * (1.0 - survived.powi(3)), share(3.0, 60.0, 90.0));
    expect("after", 0.75 * survived.powi(3) * (1.0 - 0.5 / 0.625), share(3.0, 90.0, 120.0));
    expect("spared", 0.75 * (1.0 - 0.5 / 0.625), share(0.0, 90.0, 120.0));
    assert!((0..500).all(|trial| share(0.0, 60.0, 90.0)(trial) == 0.0));
}

#[test]
fn the_chance_of_a_day_is_multiplied_to_one_at_most() {
    let on = |probability| hazard("a", Arrival::Date { day: date(2031, 1, 1), slippage: None, probability });
    expect("a day", 0.15, |trial| scaled(&on(0.3), 0.5, trial).len() as f64);
    assert!((0..200).all(|trial| scaled(&on(0.6), 2.0, trial).len() == 1));
}
