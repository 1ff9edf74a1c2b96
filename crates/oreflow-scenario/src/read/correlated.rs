//! `[[correlated]]`.

use super::cursor::Table;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{CORRELATION, MATRIX};
use crate::resolve::correlated::check;
use crate::source::Spanned;
use crate::types::{Correlated, Correlation};

const OF: &str = "[\"elasticity-long.nickel-refined.*\", \"elasticity-long.cobalt-refined.*\"]";
const HOW: &str = "0.6 for each with each other, or matrix = [[1, 0.5], [0.5, 1]]";

/// Reads all groups of a file.
pub(super) fn read(table: &mut Table<'_>, problems: &mut Problems) -> Vec<Correlated> {
    let write = "[[correlated]] above the lines of each group";
    let groups = table.get("correlated").map(|value| value.tables("[[correlated]]", write, problems));
    groups.unwrap_or_default().into_iter().filter_map(|table| group(table, problems)).collect()
}

fn group(mut table: Table<'_>, problems: &mut Problems) -> Option<Correlated> {
    let before = problems.len();
    let of = table.need("of", OF).map(|value| value.texts(OF, problems));
    let correlation = correlation(&mut table, problems);
    let source = table.get("source").and_then(|value| value.text("\"Ryter et al. 2024\"", problems));
    table.finish(problems);
    let group = Correlated { of: of?, correlation: correlation?, source: source.map(|source| source.value) };
    if problems.len() > before {
        return None;
    }
    match check(&group) {
        Ok(_) => Some(group),
        Err((span, complaint)) => {
            problems.error(span, complaint);
            None
        }
    }
}

/// One number, or a matrix of them.
fn correlation(table: &mut Table<'_>, problems: &mut Problems) -> Option<Correlation> {
    match (table.get("correlation"), table.get("matrix")) {
        (Some(_), Some(matrix)) => {
            let complaint = Complaint::new(
                Code::KeysExclude,
                format!("{} has both 'correlation' and 'matrix'", table.name),
            );
            let help = "keep 'correlation' where all pairs have the same, or 'matrix' where they differ";
            problems.error(matrix.key_span, complaint.help(help));
            None
        }
        (Some(number), None) => number.quantity(&CORRELATION, problems).map(Correlation::Equal),
        (None, Some(matrix)) => {
            let rows = matrix.rows(&MATRIX, problems)?;
            Some(Correlation::Matrix(Spanned::new(rows, matrix.span)))
        }
        (None, None) => {
            table.need("correlation", HOW);
            None
        }
    }
}
