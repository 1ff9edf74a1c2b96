//! Groups of correlated parameters of the engine from those of a file.

use oreflow_engine::correlated::Correlated as EngineCorrelated;
use oreflow_random::{Copula, CopulaError};

use super::distribution::Misplaced;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{CORRELATION, Expected, MATRIX};
use crate::source::{Span, Spanned};
use crate::suggest::nearest;
use crate::types::{Correlated, Correlation, Scenario};
use crate::unit::Quantity;

/// The group, as far as it can be told without the lines of `[uncertain]`.
///
/// # Errors
/// The first of: too few members, numbers out of bounds, correlations that do not fit the members or each other.
pub(crate) fn check(group: &Correlated) -> Result<EngineCorrelated, Misplaced> {
    let paths: Vec<&str> = group.of.iter().map(|path| path.as_str()).collect();
    if paths.len() < 2 {
        let span = group.of.first().map_or(group.correlation.span(), |path| path.span);
        let complaint = Complaint::new(Code::UnfitGroup, "'of' names fewer than two parameters");
        return Err((span, complaint.help("name all that go together, or leave the group out")));
    }
    match &group.correlation {
        Correlation::Equal(written) => {
            let correlation = number("correlation", written, &CORRELATION)?;
            Copula::equal(paths.len(), correlation).map_err(|error| unequal(written, &error))?;
            Ok(EngineCorrelated::equally(paths, correlation))
        }
        Correlation::Matrix(written) => {
            if written.len() != paths.len() {
                let message =
                    format!("'matrix' has {} rows, 'of' names {} parameters", written.len(), paths.len());
                return Err((written.span, Complaint::new(Code::UnfitGroup, message).help(ROWS)));
            }
            let row = |row: &Vec<Spanned<Quantity>>| {
                row.iter().map(|written| number("matrix", written, &MATRIX)).collect::<Result<Vec<f64>, _>>()
            };
            let matrix = written.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            Copula::new(&matrix).map_err(|error| misfit(written, &error))?;
            Ok(EngineCorrelated::new(paths, matrix))
        }
    }
}

const ROWS: &str = "write a row and a column for each, in the order of 'of'";

fn number(key: &str, written: &Spanned<Quantity>, expected: &Expected) -> Result<f64, Misplaced> {
    expected.value(key, written).map_err(|complaint| (written.span, complaint))
}

/// One correlation that so many cannot all have.
fn unequal(written: &Spanned<Quantity>, error: &CopulaError) -> Misplaced {
    let complaint = Complaint::new(Code::ImpossibleCorrelation, error.to_string());
    let CopulaError::Unequal { size, least, .. } = error else { return (written.span, complaint) };
    let least = (least * 1000.0).ceil() / 1000.0;
    let message = format!("'correlation' is {written}, too little for each of {size} with each other");
    (
        written.span,
        Complaint::new(Code::ImpossibleCorrelation, message)
            .help(format!("write {least} or more, or a 'matrix'")),
    )
}

/// A matrix that makes no copula, where it is wrong.
fn misfit(written: &Spanned<Vec<Vec<Spanned<Quantity>>>>, error: &CopulaError) -> Misplaced {
    let entry = |row: usize, column: usize| written.get(row).and_then(|row| row.get(column));
    let at = |row, column| entry(row, column).map_or(written.span, |entry| entry.span);
    let (span, help) = match *error {
        CopulaError::NotSquare { row, .. } => (span_of_row(written, row), ROWS.to_owned()),
        CopulaError::Diagonal { row, .. } => (at(row, row), "write 1 on the diagonal".to_owned()),
        CopulaError::NotSymmetric { row, column, mirrored, .. } => {
            (at(row, column), format!("write {mirrored} here, or change it there"))
        }
        CopulaError::Outside { row, column, .. } => {
            (at(row, column), "write a correlation from -1 to 1".to_owned())
        }
        CopulaError::Apart { share } => {
            let complaint =
                Complaint::new(Code::ImpossibleCorrelation, "these correlations cannot hold together");
            let help = format!(
                "some of them rule out others: multiply all off the diagonal by {share}, or change some"
            );
            return (written.span, complaint.help(help));
        }
        _ => (written.span, ROWS.to_owned()),
    };
    (span, Complaint::new(Code::UnfitGroup, error.to_string()).help(help))
}

/// From the first to the last entry of a row.
fn span_of_row(written: &Spanned<Vec<Vec<Spanned<Quantity>>>>, row: usize) -> Span {
    match written.get(row).map(Vec::as_slice) {
        Some([first, .., last]) => Span { start: first.span.start, end: last.span.end },
        Some([only]) => only.span,
        _ => written.span,
    }
}

impl Scenario {
    /// The groups of correlated parameters; none if any of them is wrong.
    pub(super) fn groups(&self, problems: &mut Problems) -> Vec<EngineCorrelated> {
        let known: Vec<String> = self.contents.uncertain.iter().map(|line| line.path.to_string()).collect();
        let before = problems.len();
        let mut grouped: Vec<&Spanned<String>> = Vec::new();
        let mut groups = Vec::new();
        for group in &self.contents.correlated {
            for path in &group.of {
                if !known.contains(&path.value) {
                    problems.error(path.span, unknown(path, &known));
                }
                if let Some(first) = grouped.iter().find(|known| **known == path) {
                    let line = self.source.line_of(first.span);
                    let complaint = Complaint::new(
                        Code::NotUncertain,
                        format!("'{path}' is correlated already by {line}"),
                    );
                    problems.error(
                        path.span,
                        complaint.help("name it once, and all that goes with it in the same 'of'"),
                    );
                }
                grouped.push(path);
            }
            match check(group) {
                Ok(sound) => groups.push(sound),
                Err((span, complaint)) => problems.error(span, complaint),
            }
        }
        if problems.len() > before { Vec::new() } else { groups }
    }
}

fn unknown(path: &str, known: &[String]) -> Complaint {
    let complaint = Complaint::new(Code::NotUncertain, format!("'{path}' is no line of [uncertain]"));
    match nearest(path, known.iter().map(String::as_str)) {
        Some(name) => complaint.help(format!("did you mean '{name}'?")),
        None => complaint.help("add it to [uncertain], or write a path that is there"),
    }
}
