//! Distributions, written as a number or as `{ dist = "triangular", low = ..., mode = ..., high = ... }`.

use super::cursor::{Table, Value};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::Expected;
use crate::resolve::distribution::{check, measured};
use crate::source::Spanned;
use crate::suggest::remedy;
use crate::types::{Distribution, Family, Law, Written};

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
        Distribution { law: Law::constant(value.quantity(expected, problems)?), source: None }
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
    let Some(family) = Family::named(&name) else {
        let known: Vec<&str> = Family::ALL.iter().map(|family| family.name).collect();
        let complaint =
            Complaint::new(Code::UnknownWord, format!("there is no distribution '{}'", name.value));
        problems.error(name.span, complaint.help(remedy(&name, &known)));
        table.abandon(problems);
        return None;
    };
    if let Some(values) = family.unitless.filter(|_| !expected.is_number()) {
        let complaint = Complaint::new(
            Code::UnfitDistribution,
            format!("a {} is {values} and cannot be {}", family.name, expected.noun),
        );
        problems.error(name.span, complaint.help("choose a distribution of values with a unit"));
        table.abandon(problems);
        return None;
    }
    let before = problems.len();
    let mut parameters = Vec::new();
    for key in family.all_keys() {
        let wanted = measured(key.measures, expected);
        let example = if key.list { wanted.list_example() } else { wanted.example.to_owned() };
        let value = if key.needed { table.need(key.name, &example) } else { table.get(key.name) };
        let written = value.and_then(|value| {
            if key.list {
                value.quantities(&wanted, problems).map(Written::List)
            } else {
                value.quantity(&wanted, problems).map(Written::One)
            }
        });
        parameters.extend(written.map(|written| (key.name, written)));
    }
    if !family.cuts {
        for key in ["at-least", "at-most"] {
            let why = format!("cannot cut a {}, whose values are single ones", family.name);
            table.refuse(key, &why, "leave out the values beyond it", problems);
        }
    }
    let source = table.get("source").and_then(|value| value.text("\"Ryter et al. 2024\"", problems));
    table.finish(problems);
    let law = Law { family, parameters };
    (problems.len() == before).then_some(Distribution { law, source: source.map(|source| source.value) })
}
