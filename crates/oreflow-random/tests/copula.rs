//! Joined draws are each what they were alone, and go together as they should.

use std::f64::consts::PI;

use oreflow_random::{Copula, CopulaError, Design, Draws, Trial};

fn matrix<const N: usize>(rows: [[f64; N]; N]) -> Vec<Vec<f64>> {
    rows.map(|row| row.to_vec()).to_vec()
}

fn refused<const N: usize>(rows: [[f64; N]; N]) -> String {
    Copula::new(&matrix(rows)).unwrap_err().to_string()
}

/// Independent uniforms, `[trial][member]`.
fn independent(design: Design, size: usize, trials: u64) -> Vec<Vec<f64>> {
    let draws = Draws::new(5, design);
    let streams: Vec<_> = (0..size).map(|member| draws.stream(&format!("input-{member}"), "draw")).collect();
    (0..trials)
        .map(|number| streams.iter().map(|stream| stream.uniform(Trial::from_number(number), 0)).collect())
        .collect()
}

fn joined(copula: &Copula, independent: &[Vec<f64>]) -> Vec<Vec<f64>> {
    independent.iter().map(|own| copula.uniforms(|member| own[member])).collect()
}

fn column(rows: &[Vec<f64>], member: usize) -> Vec<f64> {
    rows.iter().map(|row| row[member]).collect()
}

/// Kendall's tau of a sample without ties.
fn tau(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len();
    let mut sum = 0_i64;
    for i in 0..n {
        for j in 0..i {
            sum += if (a[i] < a[j]) == (b[i] < b[j]) { 1 } else { -1 };
        }
    }
    sum as f64 / (n * (n - 1) / 2) as f64
}

/// The standard error of tau of `n` pairs of normals (Kendall & Gibbons, *Rank Correlation Methods*, chapter 10).
fn error_of_tau(correlation: f64, n: f64) -> f64 {
    let one = 1.0 - (2.0 / PI * correlation.asin()).powi(2);
    let two = 1.0 / 9.0 - (2.0 / PI * (correlation / 2.0).asin()).powi(2);
    (2.0 / (n * (n - 1.0)) * (one + 2.0 * (n - 2.0) * two)).sqrt()
}

#[test]
fn pairs_have_the_tau_of_their_correlation() {
    const TRIALS: u64 = 6_000;
    let wanted =
        matrix([[1.0, 0.3, -0.5, 0.9], [0.3, 1.0, 0.2, 0.0], [-0.5, 0.2, 1.0, -0.6], [0.9, 0.0, -0.6, 1.0]]);
    let draws = joined(&Copula::new(&wanted).unwrap(), &independent(Design::Plain, 4, TRIALS));
    for (i, row) in wanted.iter().enumerate() {
        for (j, &correlation) in row.iter().enumerate().take(i) {
            let found = tau(&column(&draws, i), &column(&draws, j));
            let deviation =
                (found - 2.0 / PI * correlation.asin()) / error_of_tau(correlation, TRIALS as f64);
            assert!(deviation.abs() < 4.0, "{i} and {j}: tau {found}, {deviation} standard errors off");
        }
    }
}

#[test]
fn even_points_go_together_as_plain_ones_do() {
    const TRIALS: u64 = 4_096;
    let copula = Copula::equal(3, 0.6).unwrap();
    for design in [Design::Sobol, Design::LatinHypercube { points: TRIALS / 8 }] {
        let draws = joined(&copula, &independent(design, 3, TRIALS));
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            let found = tau(&column(&draws, i), &column(&draws, j));
            let deviation = (found - 2.0 / PI * 0.6_f64.asin()) / error_of_tau(0.6, TRIALS as f64);
            assert!(deviation.abs() < 4.0, "{design:?}, {i} and {j}: {deviation} standard errors off");
        }
    }
}

/// The Kolmogorov-Smirnov distance of uniforms, times the root of their number; above 1.95 once in a thousand times.
fn distance(mut uniforms: Vec<f64>) -> f64 {
    uniforms.sort_by(f64::total_cmp);
    let n = uniforms.len() as f64;
    let largest = uniforms
        .iter()
        .enumerate()
        .fold(0.0_f64, |largest, (i, &u)| largest.max(u - i as f64 / n).max((i + 1) as f64 / n - u));
    largest * n.sqrt()
}

#[test]
fn each_member_alone_is_uniform() {
    let own = independent(Design::Plain, 4, 50_000);
    let copulas = [
        Copula::equal(4, 0.95).unwrap(),
        Copula::equal(4, -1.0 / 3.0).unwrap(),
        Copula::new(&matrix([
            [1.0, 0.3, -0.5, 0.9],
            [0.3, 1.0, 0.2, 0.0],
            [-0.5, 0.2, 1.0, -0.6],
            [0.9, 0.0, -0.6, 1.0],
        ]))
        .unwrap(),
    ];
    for copula in copulas {
        let draws = joined(&copula, &own);
        for member in 0..4 {
            let statistic = distance(column(&draws, member));
            assert!(statistic < 1.95, "{copula:?}: member {member}: {statistic}");
        }
    }
}

#[test]
fn the_first_keeps_its_bits_and_so_do_all_without_correlation() {
    let own = independent(Design::Sobol, 3, 2_000);
    let draws = joined(&Copula::equal(3, 0.7).unwrap(), &own);
    assert_eq!(column(&draws, 0), column(&own, 0));
    assert_ne!(column(&draws, 1), column(&own, 1));
    assert_eq!(joined(&Copula::equal(3, 0.0).unwrap(), &own), own);
}

#[test]
fn full_correlation_makes_all_alike_or_opposite() {
    let own = independent(Design::Plain, 3, 2_000);
    for row in joined(&Copula::equal(3, 1.0).unwrap(), &own) {
        assert!(row.iter().all(|&u| u == row[0]), "{row:?}");
    }
    for row in joined(&Copula::equal(2, -1.0).unwrap(), &own) {
        assert_eq!(row[1], 1.0 - row[0]);
    }
    let nearly = matrix([[1.0, 1.0 - 1e-13], [1.0 - 1e-13, 1.0]]);
    for row in joined(&Copula::new(&nearly).unwrap(), &own) {
        assert!((row[1] - row[0]).abs() < 1e-12, "{row:?}");
    }
}

#[test]
fn three_that_add_up_to_nothing_do() {
    // At the least equal correlation, the normals of all members sum to zero.
    let own = independent(Design::Plain, 3, 500);
    let law = oreflow_random::Normal::new(0.0, 1.0).unwrap();
    for row in joined(&Copula::equal(3, -0.5).unwrap(), &own) {
        let sum: f64 = row.iter().map(|&u| oreflow_random::Quantile::quantile(&law, u)).sum();
        assert!(sum.abs() < 1e-9, "{row:?}: {sum}");
    }
}

#[test]
fn no_end_of_the_interval_is_reached() {
    let (least, most) = (f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
    for correlation in [0.0, 0.4, 0.99, 1.0] {
        let copula = Copula::equal(3, correlation).unwrap();
        for uniform in [least, most] {
            let ends = copula.uniforms(|_| uniform);
            assert!(ends.iter().all(|u| (least..=most).contains(u)), "{correlation}: {ends:?}");
        }
    }
}

#[test]
fn what_is_no_correlation_matrix_is_refused_where_it_is_wrong() {
    assert_eq!(refused([[1.0]]), "correlations join two members at least, and here is 1");
    let ragged = Copula::new(&[vec![1.0, 0.5], vec![0.5]]).unwrap_err();
    assert_eq!(ragged.to_string(), "row 2 has 1 correlations for 2 members");
    let own = "the correlation of row 2 with itself is 0.9, not 1";
    assert_eq!(refused([[1.0, 0.5], [0.5, 0.9]]), own);
    let outside = "the correlation in row 1, column 2 is 1.5, not from -1 to 1";
    assert_eq!(refused([[1.0, 1.5], [1.5, 1.0]]), outside);
    assert!(refused([[1.0, f64::NAN], [f64::NAN, 1.0]]).contains("NaN"));
    assert!(refused([[f64::NAN, 0.0], [0.0, 1.0]]).contains("NaN"));
    let lopsided = "the correlation in row 2, column 1 is 0.4, but 0.5 the other way round";
    assert_eq!(refused([[1.0, 0.5], [0.4, 1.0]]), lopsided);
    let apart = "these correlations cannot hold together; multiplied by 0.785, they could";
    assert_eq!(refused([[1.0, 0.9, 0.0], [0.9, 1.0, 0.9], [0.0, 0.9, 1.0]]), apart);
    // The first two are one and the same, and cannot differ in their correlation with the third.
    assert!(refused([[1.0, 1.0, 0.0], [1.0, 1.0, 0.5], [0.0, 0.5, 1.0]]).starts_with("these correlations"));
}

#[test]
fn equal_correlations_are_bounded_by_the_number_of_members() {
    for size in 2..30 {
        let least = -1.0 / (size - 1) as f64;
        assert_eq!(Copula::equal(size, least).map(|copula| copula.size()), Ok(size));
        let below = least - 1e-6;
        assert_eq!(Copula::equal(size, below), Err(CopulaError::Unequal { size, value: below, least }));
    }
    assert_eq!(Copula::equal(1, 0.5), Err(CopulaError::TooFew { size: 1 }));
    assert!(Copula::equal(2, f64::NAN).is_err() && Copula::equal(2, 1.1).is_err());
}
