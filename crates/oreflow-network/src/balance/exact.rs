//! The exact solution, by a semismooth Newton method on the dual.
//!
//! With multipliers `l` of the rows, the flows are `x = max(0, c + h A' l)`, and `l` solves
//! `A x + s l = b`, with `s` one on soft rows and zero on hard ones. This is the gradient of a convex,
//! piecewise quadratic function; once the set of flows above zero is right, one step is exact.

use super::program::Program;
use super::sparse::Symmetric;

/// Most Newton steps; a handful is usual.
const STEPS: usize = 300;
/// Residual, in units of the rows, that counts as none.
const EXACT: f64 = 1e-12;
/// Residuals that rounding can leave behind where figures contradict each other a thousandfold: in standard
/// deviations of a figure, and relative to the throughput of a site.
const ROUNDING: (f64, f64) = (1e-3, 1e-6);
/// Steps without progress after which that is accepted.
const PATIENCE: usize = 5;
/// Halvings of a step.
const HALVINGS: usize = 50;
/// Share of the promised decrease that a step must bring.
const ARMIJO: f64 = 1e-4;

/// The solution, from a guess of which variables are above zero; `None` if it is not found.
pub(super) fn solve(program: &Program, mut support: Vec<bool>) -> Option<Vec<f64>> {
    let transposed = transpose(program);
    let mut multipliers = start(program, &transposed, &support)?;
    let mut point = Point::at(program, &transposed, &multipliers);
    let mut best = Point::at(program, &transposed, &multipliers);
    best.residuals.fill(f64::INFINITY);
    let mut idle = 0;
    for _ in 0..STEPS {
        let (residual, least) = (point.largest_residual(), best.largest_residual());
        let now: Vec<bool> = point.values.iter().map(|&value| value > 0.0).collect();
        if residual < EXACT || (now == support && point.is_near(program)) {
            return Some(point.values);
        }
        support = now;
        let jacobian = jacobian(program, &transposed, &support);
        let negative: Vec<f64> = point.residuals.iter().map(|value| -value).collect();
        let direction = jacobian.solve(&negative)?;
        let line =
            Line { program, transposed: &transposed, from: &point, at: &multipliers, along: &direction };
        let moved = line.search();
        idle = if residual < 0.5 * least { 0 } else { idle + 1 };
        if residual < least {
            best = point;
        }
        match moved {
            Some(next) if idle < PATIENCE || !best.is_near(program) => (multipliers, point) = next,
            // Rounding hides any further decrease.
            _ => break,
        }
    }
    best.is_near(program).then_some(best.values)
}

/// A way down the dual function.
struct Line<'a> {
    program: &'a Program,
    transposed: &'a [Vec<(usize, f64)>],
    from: &'a Point,
    at: &'a [f64],
    along: &'a [f64],
}

impl Line<'_> {
    /// A point far enough down: the step is halved until it falls.
    fn search(&self) -> Option<(Vec<f64>, Point)> {
        let slope: f64 = self.along.iter().zip(&self.from.residuals).map(|(d, f)| d * f).sum();
        let mut length = 1.0;
        for _ in 0..HALVINGS {
            let next = self.step(length);
            let falls = next.1.height <= self.from.height + ARMIJO * length * slope;
            if falls || next.1.largest_residual() < 0.5 * self.from.largest_residual() {
                return Some(next);
            }
            length *= 0.5;
        }
        None
    }

    fn step(&self, length: f64) -> (Vec<f64>, Point) {
        let tried: Vec<f64> =
            self.at.iter().zip(self.along).map(|(value, step)| value + length * step).collect();
        let point = Point::at(self.program, self.transposed, &tried);
        (tried, point)
    }
}

/// Where some multipliers lead.
struct Point {
    values: Vec<f64>,
    residuals: Vec<f64>,
    /// The dual function.
    height: f64,
}

impl Point {
    fn at(program: &Program, transposed: &[Vec<(usize, f64)>], multipliers: &[f64]) -> Self {
        let mut height = 0.0;
        let mut values = Vec::with_capacity(transposed.len());
        for ((column, centre), metric) in transposed.iter().zip(&program.centre).zip(&program.metric) {
            let pull: f64 = column.iter().map(|&(row, factor)| factor * multipliers[row]).sum();
            let value = centre + metric * pull;
            let value = if value > 0.0 { value } else { 0.0 };
            height += value * value / metric;
            values.push(value);
        }
        height *= 0.5;
        let mut residuals = Vec::with_capacity(program.rows.len());
        for (row, &multiplier) in program.rows.iter().zip(multipliers) {
            let sum: f64 = row.terms.iter().map(|&(at, factor)| factor * values[at]).sum();
            let soft = if row.hard { 0.0 } else { multiplier };
            height += multiplier * (0.5 * soft - row.value);
            residuals.push(sum - row.value + soft);
        }
        Self { values, residuals, height }
    }

    /// Whether what is left may be rounding.
    fn is_near(&self, program: &Program) -> bool {
        let limit = |hard: bool| if hard { ROUNDING.1 } else { ROUNDING.0 };
        let mut rows = program.rows.iter().zip(&self.residuals);
        rows.all(|(row, residual)| residual.abs() < limit(row.hard))
    }

    fn largest_residual(&self) -> f64 {
        self.residuals.iter().fold(0.0, |most, value| if value.abs() > most { value.abs() } else { most })
    }
}

/// Multipliers that are right if the guess of the support is.
fn start(program: &Program, transposed: &[Vec<(usize, f64)>], support: &[bool]) -> Option<Vec<f64>> {
    let wanted: Vec<f64> = program
        .rows
        .iter()
        .map(|row| {
            let present = row.terms.iter().filter(|term| support[term.0]);
            row.value - present.map(|&(at, factor)| factor * program.centre[at]).sum::<f64>()
        })
        .collect();
    jacobian(program, transposed, support).solve(&wanted)
}

fn jacobian(program: &Program, transposed: &[Vec<(usize, f64)>], support: &[bool]) -> Symmetric {
    let soft = program.rows.iter().enumerate().filter(|(_, row)| !row.hard).map(|(at, _)| (at, at, 1.0));
    let columns = transposed.iter().zip(&program.metric).zip(support).filter(|(_, present)| **present);
    let products = columns.flat_map(|((column, metric), _)| {
        column.iter().enumerate().flat_map(move |(position, &(row, factor))| {
            let others = column[..=position].iter();
            others.map(move |&(other, other_factor)| (other, row, metric * factor * other_factor))
        })
    });
    Symmetric::of_sums(program.rows.len(), soft.chain(products))
}

/// Entries by variable, rows in order.
fn transpose(program: &Program) -> Vec<Vec<(usize, f64)>> {
    let mut columns = vec![Vec::new(); program.centre.len()];
    for (number, row) in program.rows.iter().enumerate() {
        for &(at, factor) in &row.terms {
            columns[at].push((number, factor));
        }
    }
    columns
}
