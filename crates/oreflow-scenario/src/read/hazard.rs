//! `[[hazard]]`.

use super::cursor::Table;
use super::{action, distribution};
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{DURATION, PROBABILITY, RATE, SHARE};
use crate::source::Spanned;
use crate::types::{Distribution, Frequency, Hazard, Law};
use crate::unit::Quantity;

pub(super) fn read(
    mut table: Table<'_>,
    id: Option<Spanned<String>>,
    problems: &mut Problems,
) -> Option<Hazard> {
    let frequency = frequency(&mut table, problems);
    let during = table.get("while").and_then(|value| value.text("\"idn-ore-ban\"", problems));
    let duration = table.get("duration").and_then(|value| distribution::read(&value, &DURATION, problems));
    let severity = table.get("severity").and_then(|value| distribution::read(&value, &SHARE, problems));
    let all = Spanned::new(Quantity::new(100.0, "%".parse().ok()?), table.span);
    let all = Distribution { law: Law::constant(all), source: None };
    let severity = severity.unwrap_or(Spanned::new(all, table.span));
    let of_measures = [
        "announced",
        "from",
        "until",
        "phases",
        "credibility",
        "withdrawn",
        "ramp",
        "recovery",
        "chance",
        "slippage",
    ];
    for key in of_measures {
        table.refuse(
            key,
            "is not for hazards, which strike by chance",
            "write what has dates as a [[measure]]",
            problems,
        );
    }
    let action = action::read(table, problems);
    Some(Hazard { id: id?, action: action?, frequency: frequency?, during, duration, severity })
}

fn frequency(table: &mut Table<'_>, problems: &mut Problems) -> Option<Frequency> {
    let rate = table.get("rate");
    let probability = table.get("probability");
    match (rate, probability) {
        (Some(rate), None) => rate.quantity(&RATE, problems).map(Frequency::Rate),
        (None, Some(probability)) => probability.quantity(&PROBABILITY, problems).map(Frequency::Probability),
        (Some(_), Some(probability)) => {
            let message = format!("{} has both 'rate' and 'probability'", table.name);
            let help = "keep 'rate' for what may strike again and again, 'probability' for what strikes at most once";
            problems.error(probability.key_span, Complaint::new(message).help(help));
            None
        }
        (None, None) => {
            let help = format!("add rate = {} or probability = {}", RATE.example, PROBABILITY.example);
            let message = format!("{} has neither 'rate' nor 'probability'", table.name);
            problems.error(table.span, Complaint::new(message).help(help));
            None
        }
    }
}
