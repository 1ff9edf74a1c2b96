//! Dates and steps: what happens on a day happens in its step, and is told with that day.

mod common;

use common::record::{difference, run_first};
use common::{chain, years};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{ExportBan, Measure, Outage, SiteScope, Timing, TradeScope};
use oreflow_random::Trial;

/// Days on which a run in such steps may begin.
fn starts(step: Step) -> Vec<Date> {
    match step {
        Step::Day | Step::Week => {
            vec![date(2025, 1, 1), date(2025, 2, 2), date(2024, 1, 31), date(2025, 6, 15)]
        }
        Step::Month | Step::Quarter => {
            vec![date(2025, 1, 1), date(2024, 2, 1), date(2025, 6, 1), date(2024, 11, 1)]
        }
    }
}

#[test]
fn a_step_begins_at_the_time_of_its_first_day() {
    let mut wrong = Vec::new();
    for step in Step::ALL {
        for start in starts(step) {
            let calendar = Calendar::new(start, step, 100);
            for n in 0..100 {
                let (time, begin) = (calendar.months_at(calendar.date(n)), n as f64 * step.months());
                if time.to_bits() != begin.to_bits() {
                    wrong.push(format!("{} {n} from {start}: {time} and {begin}", step.name()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of 1600, such as {:#?}",
        wrong.len(),
        &wrong.iter().step_by(97).collect::<Vec<_>>()
    );
}

#[test]
fn time_goes_forward_with_the_date() {
    for step in Step::ALL {
        for start in starts(step) {
            let calendar = Calendar::new(start, step, 40);
            for n in 0..200_i64 {
                let (today, tomorrow) = (start + n.days(), start + (n + 1).days());
                assert!(calendar.months_at(today) < calendar.months_at(tomorrow), "{} {today}", step.name());
            }
        }
    }
}

#[test]
fn a_ban_from_the_first_day_of_a_step_leaves_the_step_before_alone() {
    let network = chain(true);
    let mut wrong = Vec::new();
    for step in Step::ALL {
        for start in starts(step) {
            let calendar = Calendar::new(start, step, 40);
            let base = run_first(&Experiment::new(network.clone(), calendar).prepare().unwrap());
            for n in 1..40 {
                let ban = ExportBan::new(TradeScope::new("world", &["*"]));
                let measure = Measure::new("ban", ban, Timing::from(calendar.date(n)));
                let shocked = run_first(
                    &Experiment::new(network.clone(), calendar).measure(measure).prepare().unwrap(),
                );
                if let Some(found) = difference(&base[..n], &shocked[..n]) {
                    let first = found.lines().next().unwrap_or_default();
                    wrong.push(format!("{} {n} from {start}: {first}", step.name()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of 624, such as {:#?}",
        wrong.len(),
        &wrong.iter().step_by(23).collect::<Vec<_>>()
    );
}

#[test]
fn events_tell_the_days_of_their_measures() {
    let network = chain(false);
    let mut wrong = Vec::new();
    for step in Step::ALL {
        for start in starts(step) {
            let calendar = Calendar::covering(start, step, 30.0);
            for n in 0..200_i64 {
                let (announced, from, until) =
                    (start + n.days(), start + (n + 31).days(), start + (2 * n + 62).days());
                let timing = Timing::from(from).announced(announced).until(until);
                let measure = Measure::new("outage", Outage { scope: SiteScope::at("aaa-mine") }, timing);
                let prepared = Experiment::new(network.clone(), calendar).measure(measure).prepare().unwrap();
                let event = &prepared.events(Trial::from_number(0))[0];
                let told = (event.announced, event.from, event.until);
                if told != (announced, from, Some(until)) {
                    wrong.push(format!("{}: {announced} {from} {until} told as {told:?}", step.name()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of 3200, such as {:#?}",
        wrong.len(),
        &wrong.iter().step_by(97).collect::<Vec<_>>()
    );
}

#[test]
fn a_run_beyond_the_calendar_is_refused_and_not_a_panic() {
    let measure =
        Measure::new("outage", Outage { scope: SiteScope::at("world") }, Timing::from(date(2026, 1, 1)));
    let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 200_000);
    assert!(Experiment::new(chain(false), calendar).measure(measure).prepare().is_err());
}

#[test]
fn a_run_that_ends_before_it_begins_is_refused() {
    assert!(Experiment::new(chain(false), years(Step::Month, 0.0)).prepare().is_err());
    assert!(Experiment::new(chain(false), years(Step::Month, -1.0)).prepare().is_err());
}
