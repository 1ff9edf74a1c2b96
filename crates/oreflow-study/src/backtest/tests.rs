//! The expression language, on curves made by hand.

use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::observe::Kind;

use super::{Curve, Expression};

const FLOW: &str = "exports.ore.PHL";

/// Two years of months from 2014, the event in their third month: 100 t a month in the base, then 10, 20, 30 ... t.
fn value_of(text: &str) -> f64 {
    let calendar = Calendar::new(date(2014, 1, 1), Step::Month, 24);
    let values: Vec<f64> = (1..=24).map(|n| 10.0 * f64::from(n)).collect();
    let expression = Expression::parse(text, date(2014, 3, 12)).expect(text);
    let flow = Curve::new(Kind::Flow, 100.0, &values, &calendar);
    let curves: Vec<&Curve> = expression.paths().iter().map(|_| &flow).collect();
    expression.evaluate(&curves, &calendar)
}

fn problem(text: &str) -> (String, std::ops::Range<usize>) {
    let error = Expression::parse(text, date(2014, 3, 12)).expect_err(text);
    (error.message, error.at)
}

#[test]
fn arithmetic_binds_as_in_school() {
    for (text, expected) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("8 / 4 / 2", 1.0),
        ("2 - 3 - 4", -5.0),
        ("-2 * -3", 6.0),
        ("1.5e2-.5", 149.5),
    ] {
        assert_eq!(value_of(text), expected, "{text}");
    }
}

#[test]
fn periods_are_years_months_ranges_or_months_from_the_event() {
    for (period, expected) in [
        ("2014", 780.0),
        ("2014-03", 30.0),
        ("2014-01..2014-06", 210.0),
        ("2014..2015", 3000.0),
        // The event is in March.
        ("+0", 30.0),
        ("+6", 90.0),
        ("-2..-1", 30.0),
        ("+1..+12", 1140.0),
        (" +1 .. 2014-05 ", 90.0),
    ] {
        assert_eq!(value_of(&format!("total({FLOW}, {period})")), expected, "{period}");
    }
}

#[test]
fn before_the_start_is_the_base() {
    assert_eq!(value_of(&format!("total({FLOW}, 2013)")), 1200.0);
    assert_eq!(value_of(&format!("mean({FLOW}, -3..-1)")), (100.0 + 10.0 + 20.0) / 3.0);
    assert_eq!(value_of(&format!("max({FLOW}, 2013-12..2014-02)")), 100.0);
    assert_eq!(value_of(&format!("base({FLOW})")), 100.0);
    assert_eq!(value_of(&format!("month_of_max({FLOW}, 2013-11..2014-02)")), -4.0);
}

#[test]
fn functions_of_a_period() {
    assert_eq!(value_of(&format!("mean({FLOW}, 2014)")), 65.0);
    assert_eq!(value_of(&format!("min({FLOW}, 2014-03..2014-05)")), 30.0);
    assert_eq!(value_of(&format!("max({FLOW}, 2014)")), 120.0);
    assert_eq!(value_of(&format!("month_of_max({FLOW}, 2014)")), 9.0);
}

#[test]
fn months_until_count_from_the_day_of_the_event() {
    // 120 t come in December; the event was on the twelfth of March.
    let passed = 11.0 / 31.0;
    let months = value_of(&format!("months_until({FLOW} > 1.1 * base({FLOW}))"));
    assert!((months - (9.0 - passed)).abs() < 1e-12, "{months}");
    // The step of the event itself is no time away.
    assert_eq!(value_of(&format!("months_until({FLOW} > 25)")), 0.0);
    assert!((value_of(&format!("months_until({FLOW} < 15)")) - (-2.0 - passed)).abs() < 1e-12);
    assert_eq!(value_of(&format!("months_until({FLOW} > 1e9)")), f64::INFINITY);
}

#[test]
fn what_divides_by_zero_is_not_a_number() {
    assert!(value_of(&format!("total({FLOW}, 2014) / 0")).is_nan());
    assert!(value_of(&format!("months_until({FLOW} > 1 / (1 - 1))")).is_nan());
}

#[test]
fn weeks_count_by_their_overlap_with_months() {
    // 7 t a week of a run that begins on a Monday: a tonne a day, ten in the week from 27 January.
    let calendar = Calendar::new(date(2014, 1, 6), Step::Week, 20);
    let mut values = vec![7.0; 20];
    values[3] = 70.0;
    let flow = Curve::new(Kind::Flow, 14.0, &values, &calendar);
    let of = |text: &str, curve: &Curve| {
        let expression = Expression::parse(text, date(2014, 1, 12)).expect(text);
        expression.evaluate(&[curve], &calendar)
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    // Five days of the base at two tonnes, 21 at one, five at ten.
    near(of("total(exports.ore.PHL, 2014-01)", &flow), 10.0 + 21.0 + 50.0);
    // Two days of that week fall into February.
    near(of("total(exports.ore.PHL, 2014-02)", &flow), 20.0 + 26.0);
    near(of("mean(exports.ore.PHL, 2014-02)", &flow), 46.0 / 28.0 * 30.4375);
    near(of("max(exports.ore.PHL, 2014-02)", &flow), 10.0 * 30.4375);
    // The highest week begins in January; within February that is its first day.
    near(of("month_of_max(exports.ore.PHL, 2014-02)", &flow), 1.0);
    near(of("months_until(exports.ore.PHL > 1.5 * 30.4375)", &flow), 15.0 / 30.4375);
    // A level is weighted by the same days.
    let level = Curve::new(Kind::Level, 14.0, &values, &calendar);
    near(of("mean(price.ore.PHL, 2014-01)", &level), (5.0 * 14.0 + 21.0 * 7.0 + 5.0 * 70.0) / 31.0);
}

#[test]
fn pairs_and_routes_are_paths() {
    let text = "months_until(imports.nickel-ore.PHL>CHN@main < 0.5 * base(imports.nickel-ore.PHL>CHN@main))";
    let expression = Expression::parse(text, date(2014, 3, 12)).expect(text);
    let paths: Vec<&str> = expression.paths().iter().map(|used| used.path.as_str()).collect();
    assert_eq!(paths, ["imports.nickel-ore.PHL>CHN@main"]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, message, at) in [
        ("1 + ", "the expression ends where a number, a function or '(' should be", 4..4),
        ("1 2", "there is '2' where an operator or the end should be", 2..3),
        ("(1", "the expression ends where ')' should be", 2..2),
        ("avg(exports.ore.PHL, 2014)", "there is no function 'avg'", 0..3),
        ("exports.ore.PHL", "'exports.ore.PHL' is a path without a function", 0..15),
        ("base(exports.ore)", "'exports.ore' is not a path", 5..16),
        ("base(export.ore.PHL)", "there is no quantity 'export'", 5..19),
        ("total(price.ore.PHL, 2014)", "'price' is a level and has no total", 6..19),
        ("mean(price.ore.PHL)", "there is ')' where ',' should be", 18..19),
        ("mean(price.ore.PHL, 2014-13)", "'2014-13' is not a period", 20..27),
        ("mean(price.ore.PHL, 14)", "'14' is not a period", 20..22),
        ("mean(price.ore.PHL, +3..+1)", "the period '+3..+1' ends before it begins", 20..26),
        ("months_until(price.ore.PHL>5)", "there is ')' where '<' or '>' should be", 13..28),
        ("1.2.3", "'1.2.3' is not a number", 0..5),
        ("ünit", "there is no function 'ünit'", 0..5),
    ] {
        assert_eq!(problem(text), (message.to_owned(), at), "{text}");
    }
    let deep = "(".repeat(100_000);
    assert_eq!(problem(&deep).0, "the brackets go too deep");
}

#[test]
fn a_period_beyond_the_run_is_refused() {
    let calendar = Calendar::new(date(2014, 1, 1), Step::Month, 12);
    let check = |text: &str| Expression::parse(text, date(2014, 3, 12)).expect(text).check_periods(&calendar);
    assert!(check("mean(price.ore.PHL, 2014)").is_ok());
    let problems = check("1 + mean(price.ore.PHL, 2014-06..2015-01)").expect_err("too long");
    assert_eq!(problems[0].0, 24..40);
    assert_eq!(problems[0].1.message, "the period goes on until 2015-02-01, the run ends before 2015-01-01");
}
