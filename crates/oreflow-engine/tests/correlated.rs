//! Uncertain parameters that go together, each still drawn as it would be alone.

mod common;

use common::record::{difference, run, run_batch};
use common::{chain, years};
use oreflow_engine::calendar::Step;
use oreflow_engine::correlated::Correlated;
use oreflow_engine::error::Item;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::uncertain::Uncertain;
use oreflow_network::Parameter;
use oreflow_random::{Design, Distribution, LogNormal, Trial, Triangular, Uniform};

const COVER: &str = "cover-input.metal.world";
const RESPONSE: &str = "shortage-response.*.world";
const HORIZON: &str = "horizon.*.world";

fn uncertain(parameter: Parameter, product: &str, distribution: impl Into<Distribution>) -> Uncertain {
    let distribution = distribution.into();
    Uncertain { parameter, product: product.to_owned(), place: "world".to_owned(), distribution }
}

/// A year with three uncertain parameters of three distributions.
fn alone() -> Experiment {
    Experiment::new(chain(false), years(Step::Month, 1.0))
        .uncertain(uncertain(Parameter::ShortageResponse, "*", Uniform::new(0.5, 4.0).unwrap()))
        .uncertain(uncertain(Parameter::CoverInput, "metal", LogNormal::new(1.5, 1.4).unwrap()))
        .uncertain(uncertain(Parameter::Horizon, "*", Triangular::new(2.0, 5.0, 20.0).unwrap()))
}

fn prepare(experiment: Experiment) -> Prepared {
    experiment.prepare().unwrap_or_else(|error| panic!("{error}"))
}

/// The draws of some trials: `[parameter][trial]`.
fn draws(prepared: &Prepared, trials: u64) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::new(); 3];
    for trial in (0..trials).map(Trial::from_number) {
        for (column, (_, value, _)) in columns.iter_mut().zip(prepared.parameters(trial)) {
            column.push(value);
        }
    }
    columns
}

/// Spearman's rank correlation.
fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
        let mut ranks = vec![0.0; values.len()];
        order.into_iter().enumerate().for_each(|(rank, at)| ranks[at] = rank as f64);
        ranks
    };
    let n = a.len() as f64;
    let apart: f64 = ranks(a).iter().zip(ranks(b)).map(|(a, b)| (a - b) * (a - b)).sum();
    1.0 - 6.0 * apart / (n * (n * n - 1.0))
}

/// What is wrong, and with which group.
fn problems(experiment: Experiment) -> Vec<(Item, String)> {
    let error = experiment.prepare().expect_err("a group is wrong");
    error.problems.into_iter().map(|(item, problem)| (item, problem.message)).collect()
}

#[test]
fn ranks_correlate_as_asked() {
    const TRIALS: u64 = 8_192;
    let wanted = vec![vec![1.0, 0.7, -0.4], vec![0.7, 1.0, 0.1], vec![-0.4, 0.1, 1.0]];
    for design in [Design::Sobol, Design::Plain, Design::LatinHypercube { points: TRIALS / 8 }] {
        let group = Correlated::new([COVER, HORIZON, RESPONSE], wanted.clone());
        let drawn = draws(&prepare(alone().correlated(group).design(design)), TRIALS);
        // Positions in the experiment of the members of the group.
        let at = [1, 2, 0];
        for i in 0..3 {
            for j in 0..i {
                let expected = 6.0 / std::f64::consts::PI * libm::asin(wanted[i][j] / 2.0);
                let found = rank_correlation(&drawn[at[i]], &drawn[at[j]]);
                // The standard error is at most that of independent ranks.
                let deviation = (found - expected) * (TRIALS as f64 - 1.0).sqrt();
                assert!(deviation.abs() < 4.0, "{design:?}: {i} and {j}: {found}, not {expected}");
            }
        }
    }
}

#[test]
fn what_is_in_no_group_and_what_leads_one_keep_their_draws() {
    let before = draws(&prepare(alone()), 400);
    let after = draws(&prepare(alone().correlated(Correlated::equally([HORIZON, COVER], 0.8))), 400);
    assert_eq!((&before[0], &before[2]), (&after[0], &after[2]));
    let moved = before[1].iter().zip(&after[1]).filter(|(before, after)| before != after).count();
    assert_eq!(moved, 400);
}

#[test]
fn correlations_of_zero_change_no_bit() {
    let apart = Correlated::equally([HORIZON, COVER, RESPONSE], 0.0);
    assert_eq!(draws(&prepare(alone()), 200), draws(&prepare(alone().correlated(apart)), 200));
}

#[test]
fn each_is_still_drawn_from_its_own_distribution() {
    // Sobol' points alone are spread so evenly that their mean is off by far less than a plain one.
    let drawn =
        draws(&prepare(alone().correlated(Correlated::equally([RESPONSE, COVER, HORIZON], 0.9))), 8_192);
    for (values, mean, sd) in [(&drawn[0], 2.25, 1.01), (&drawn[2], 9.0, 3.94)] {
        let found = values.iter().sum::<f64>() / 8_192.0;
        assert!((found - mean).abs() < 4.0 * sd / 8_192_f64.sqrt(), "{found}, not {mean}");
    }
}

#[test]
fn a_lane_of_a_batch_has_the_bits_of_its_trial() {
    let group = Correlated::equally([COVER, RESPONSE, HORIZON], 0.6);
    let prepared = prepare(alone().correlated(group));
    let batch = run_batch(&prepared, 3);
    for replicate in 0..8 {
        let alone = run(&prepared, Trial { replicate, index: 3 });
        assert_eq!(difference(&batch[replicate as usize], &alone), None, "{replicate}");
    }
}

/// The ore stock of smelters is the drawn cover of what they use.
#[test]
fn a_batch_runs_with_the_parameters_that_are_told() {
    let prepared = prepare(alone().correlated(Correlated::equally([RESPONSE, COVER], 0.9)));
    let batch = run_batch(&prepared, 3);
    let stocks: Vec<Vec<f64>> = batch.iter().map(|steps| steps[0].input_stock.clone()).collect();
    let covers: Vec<f64> =
        (0..8).map(|replicate| prepared.parameters(Trial { replicate, index: 3 })[1].1).collect();
    let follows = |pool: usize| {
        let used = |lane: usize| stocks[lane][pool] / covers[lane];
        used(0) > 0.0 && (1..8).all(|lane| (used(lane) / used(0) - 1.0).abs() < 1e-6)
    };
    assert!((0..stocks[0].len()).any(follows), "{covers:?} {stocks:?}");
}

#[test]
fn the_order_of_uncertain_parameters_does_not_matter() {
    let group = || Correlated::equally([COVER, HORIZON, RESPONSE], 0.6);
    let mut turned = alone().correlated(group());
    turned.uncertain.reverse();
    let mut drawn = draws(&prepare(turned), 100);
    drawn.reverse();
    assert_eq!(draws(&prepare(alone().correlated(group())), 100), drawn);
}

#[test]
fn wrong_groups_are_told_all_at_once() {
    let experiment = alone()
        .correlated(Correlated::equally([COVER, "cover-input.ore.world"], 0.5))
        .correlated(Correlated::equally([HORIZON, HORIZON], 0.5))
        .correlated(Correlated::equally([COVER, RESPONSE], 1.5))
        .correlated(Correlated { paths: vec![RESPONSE.to_owned()], correlation: Vec::new() });
    let told = problems(experiment);
    let messages = [
        (0, "'cover-input.ore.world' is no uncertain parameter"),
        (1, "'horizon.*.world' is twice in a group of what is correlated"),
        (2, "'cover-input.metal.world' is in two groups of what is correlated"),
        (2, "the correlation in row 1, column 2 is 1.5, not from -1 to 1"),
        (3, "'shortage-response.*.world' is in two groups of what is correlated"),
        (3, "1 parameters are correlated by a matrix of 0 rows"),
    ];
    let expected: Vec<(Item, String)> =
        messages.iter().map(|&(number, message)| (Item::Correlated(number), message.to_owned())).collect();
    assert_eq!(told, expected);
}

#[test]
fn correlations_that_cannot_hold_together_are_refused() {
    let told = problems(alone().correlated(Correlated::equally([COVER, HORIZON, RESPONSE], -0.8)));
    let message = "these correlations cannot hold together; multiplied by 0.625, they could";
    assert_eq!(told, [(Item::Correlated(0), message.to_owned())]);
}
