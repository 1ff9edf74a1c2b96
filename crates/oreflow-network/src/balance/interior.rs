//! Which flows vanish, by an interior-point method.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, ZeroConeT};

use super::program::Program;

/// Share of its prior at which a flow counts as gone.
const GONE: f64 = 1e-6;

/// Which variables are above zero in the solution; all of them, if the solver gives up.
pub(super) fn support(program: &Program) -> Vec<bool> {
    let variables = program.centre.len();
    let scale: Vec<f64> = program.metric.iter().zip(&program.centre).map(scale_of).collect();
    let (quadratic, linear) = objective(program, &scale);
    let (constraints, bounds) = constraints(program, &scale);
    let cones = [ZeroConeT(program.rows.len()), NonnegativeConeT(variables)];
    let settings = DefaultSettings { verbose: false, ..DefaultSettings::default() };
    let Ok(mut solver) = DefaultSolver::new(&quadratic, &linear, &constraints, &bounds, &cones, settings)
    else {
        return vec![true; variables];
    };
    solver.solve();
    let found = &solver.solution.x;
    if found.len() < variables || found.iter().any(|value| !value.is_finite()) {
        return vec![true; variables];
    }
    found[..variables].iter().map(|&value| value > GONE).collect()
}

/// Variables are measured by their prior, so that all are about one.
fn scale_of((metric, centre): (&f64, &f64)) -> f64 {
    if *centre > 0.0 { *centre } else { metric.sqrt() }
}

/// Squares of the variables about their priors, then of the residuals of soft rows.
fn objective(program: &Program, scale: &[f64]) -> (CscMatrix<f64>, Vec<f64>) {
    let soft = program.rows.iter().filter(|row| !row.hard).count();
    let mut diagonal: Vec<f64> = scale.iter().zip(&program.metric).map(|(s, h)| s * s / h).collect();
    let mut linear: Vec<f64> =
        diagonal.iter().zip(&program.centre).zip(scale).map(|((d, c), s)| -d * c / s).collect();
    diagonal.resize(diagonal.len() + soft, 1.0);
    linear.resize(linear.len() + soft, 0.0);
    let n = diagonal.len();
    (CscMatrix::new(n, n, (0..=n).collect(), (0..n).collect(), diagonal), linear)
}

/// Rows as equalities, soft ones with their residuals; then signs.
fn constraints(program: &Program, scale: &[f64]) -> (CscMatrix<f64>, Vec<f64>) {
    let (variables, rows) = (scale.len(), program.rows.len());
    let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); variables];
    let mut bounds = Vec::with_capacity(rows + variables);
    let mut residuals = Vec::new();
    for (number, row) in program.rows.iter().enumerate() {
        for &(at, factor) in &row.terms {
            columns[at].push((number, factor * scale[at]));
        }
        bounds.push(row.value);
        if !row.hard {
            residuals.push(vec![(number, -1.0)]);
        }
    }
    for (at, column) in columns.iter_mut().enumerate() {
        column.push((rows + at, -1.0));
    }
    bounds.resize(rows + variables, 0.0);
    columns.extend(residuals);
    let mut starts = vec![0];
    let (mut places, mut values) = (Vec::new(), Vec::new());
    for column in &columns {
        places.extend(column.iter().map(|entry| entry.0));
        values.extend(column.iter().map(|entry| entry.1));
        starts.push(places.len());
    }
    (CscMatrix::new(rows + variables, columns.len(), starts, places, values), bounds)
}
