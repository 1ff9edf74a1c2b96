//! Distributions, written as a number or as `{ dist = "triangular", low = ..., mode = ..., high = ... }`.

use super::cursor::{Table, Value};
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{Expected, NUMBER, PROBABILITY};
use crate::resolve::distribution::check;
use crate::source::Spanned;
use crate::suggest::remedy;
use crate::types::{Distribution, Law};
use crate::unit::Quantity;

/// Reads a distribution of what is expected.
pub(super) fn read(
    value: &Value<'_>,
    expected: &Expected,
    problems: &mut Problems,
) -> Option<Spanned<Distribution>> {
    let distribution = if value.is_table() {
        let table = value.table(&format!("'{}'", value.key), "", problems)?;
        from_table(table, expected, problems)?
    } else {
        Distribution { law: Law::Constant { value: value.quantity(expected, problems)? }, source: None }
    };
    let distribution = Spanned::new(distribution, value.span);
    match check(value.key, &distribution, expected) {
        Ok(_) => Some(distribution),
        Err((span, complaint)) => {
            problems.error(span, complaint);
            None
        }
    }
}

fn from_table(mut table: Table<'_>, expected: &Expected, problems: &mut Problems) -> Option<Distribution> {
    let kind = table.need("dist", "\"triangular\"");
    let Some(name) = kind.and_then(|kind| kind.text("\"triangular\"", problems)) else {
        table.abandon(problems);
        return None;
    };
    let spread = expected.unbounded();
    let mut number = |key: &'static str, expected: &Expected| -> Option<Spanned<Quantity>> {
        table.need(key, expected.example).and_then(|value| value.quantity(expected, problems))
    };
    let law = match name.as_str() {
        "constant" => number("value", expected).map(|value| Law::Constant { value }),
        "uniform" => {
            let (low, high) = (number("low", expected), number("high", expected));
            low.zip(high).map(|(low, high)| Law::Uniform { low, high })
        }
        "triangular" => {
            let (low, mode, high) =
                (number("low", expected), number("mode", expected), number("high", expected));
            low.zip(mode).zip(high).map(|((low, mode), high)| Law::Triangular { low, mode, high })
        }
        "normal" => {
            let (mean, sd) = (number("mean", expected), number("sd", &spread));
            mean.zip(sd).map(|(mean, sd)| Law::Normal { mean, sd })
        }
        "lognormal" => {
            let (median, gsd) = (number("median", expected), number("gsd", &NUMBER));
            median.zip(gsd).map(|(median, gsd)| Law::LogNormal { median, gsd })
        }
        "exponential" => number("mean", expected).map(|mean| Law::Exponential { mean }),
        "bernoulli" if expected.is_number() => number("p", &PROBABILITY).map(|p| Law::Bernoulli { p }),
        "bernoulli" => {
            let complaint = Complaint::new(format!("a bernoulli is 0 or 1 and cannot be {}", expected.noun));
            problems.error(name.span, complaint.help("choose a distribution of values with a unit"));
            table.abandon(problems);
            return None;
        }
        other => {
            let complaint = Complaint::new(format!("there is no distribution '{other}'"));
            problems.error(name.span, complaint.help(remedy(other, Law::NAMES)));
            table.abandon(problems);
            return None;
        }
    };
    let source = table.get("source").and_then(|value| value.text("\"Ryter et al. 2024\"", problems));
    table.finish(problems);
    Some(Distribution { law: law?, source: source.map(|source| source.value) })
}
