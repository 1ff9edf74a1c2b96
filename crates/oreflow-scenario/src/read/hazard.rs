//! `[[hazard]]`.

use super::cursor::{Table, Value};
use super::measure::quantity_or;
use super::{action, distribution};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{BASE_RATE, DURATION, PROBABILITY, RATE, SHARE};
use crate::source::Spanned;
use crate::types::{Contagion, Distribution, Frequency, Hazard, Law};
use crate::unit::Quantity;

pub(super) fn read(
    mut table: Table<'_>,
    id: Option<Spanned<String>>,
    problems: &mut Problems,
) -> Option<Hazard> {
    let contagion = table.get("contagion").map(|value| contagion(&value, problems)).unwrap_or_default();
    let frequency = frequency(&mut table, !contagion.is_empty(), problems);
    let during = table.get("while").and_then(|value| value.text("\"idn-ore-ban\"", problems));
    let duration = table.get("duration").and_then(|value| distribution::read(&value, &DURATION, problems));
    let severity = table.get("severity").and_then(|value| distribution::read(&value, &SHARE, problems));
    let all = Spanned::new(Quantity::new(100.0, "%".parse().ok()?), table.span);
    let all = Distribution { law: Law::constant(all), source: None };
    let severity = severity.unwrap_or(Spanned::new(all, table.span));
    let after = table.get("after").and_then(|value| value.text("\"idn-ore-ban\"", problems));
    let ramp = quantity_or(&mut table, "ramp", &DURATION, "0 months", problems);
    let recovery = quantity_or(&mut table, "recovery", &DURATION, "0 months", problems);
    let of_measures =
        ["announced", "from", "until", "phases", "credibility", "withdrawn", "chance", "pipeline"];
    for key in of_measures {
        table.refuse(
            key,
            "is not for hazards, which strike by chance",
            "write what has dates as a [[measure]]",
            problems,
        );
    }
    let action = action::read(table, problems);
    Some(Hazard {
        id: id?,
        action: action?,
        frequency: frequency?,
        after,
        during,
        duration,
        severity,
        ramp: ramp?,
        recovery: recovery?,
        contagion,
    })
}

/// How often it strikes: one of five keys, two of which may go with a probability.
fn frequency(table: &mut Table<'_>, contagious: bool, problems: &mut Problems) -> Option<Frequency> {
    let rate = table.get("rate");
    let interval = table.get("interval");
    let date = table.get("date");
    let with = table.get("with");
    let slippage = table.get("slippage");
    let lag = table.get("lag");
    let probability = table.get("probability");
    let given: Vec<&Value<'_>> = [&rate, &interval, &date, &with].into_iter().flatten().collect();
    if let [first, second, ..] = given[..] {
        let message = format!("{} has both '{}' and '{}'", table.name, first.key, second.key);
        problems.error(second.key_span, Complaint::new(Code::KeysExclude, message).help(KEYS));
        return None;
    }
    let alone = [("slippage", &slippage, "date", &date), ("lag", &lag, "with", &with)];
    for (key, value, needed, there) in alone {
        if let (Some(value), None) = (value, there) {
            let message = format!("'{key}' goes with '{needed}', which {} has not", table.name);
            problems.error(
                value.key_span,
                Complaint::new(Code::KeysGoTogether, message)
                    .help(format!("leave '{key}' out, or add '{needed}'")),
            );
        }
    }
    let drawn = |value: Option<Value<'_>>, problems: &mut Problems| {
        value.and_then(|value| distribution::read(&value, &DURATION, problems))
    };
    if let (Some(value), Some(probability)) = (rate.as_ref().or(interval.as_ref()), &probability) {
        let message = format!("{} has both '{}' and 'probability'", table.name, value.key);
        problems.error(probability.key_span, Complaint::new(Code::KeysExclude, message).help(KEYS));
        return None;
    }
    let sure = || Some(Spanned::new("100 %".parse().ok()?, table.span));
    let chance = |problems: &mut Problems| match &probability {
        Some(probability) => probability.quantity(&PROBABILITY, problems),
        None => sure(),
    };
    if let Some(rate) = rate {
        let expected = if contagious { &BASE_RATE } else { &RATE };
        return rate.quantity(expected, problems).map(Frequency::Rate);
    }
    if let Some(interval) = interval {
        return distribution::read(&interval, &DURATION, problems).map(Frequency::Interval);
    }
    if let Some(date) = date {
        let (day, slippage) = (date.date(problems), drawn(slippage, problems));
        return Some(Frequency::Date { day: day?, slippage, probability: chance(problems)? });
    }
    if let Some(with) = with {
        let (id, lag) = (with.text("\"drought\"", problems), drawn(lag, problems));
        return Some(Frequency::With { id: id?, lag, probability: chance(problems)? });
    }
    if let Some(probability) = probability {
        return probability.quantity(&PROBABILITY, problems).map(Frequency::Probability);
    }
    let message = format!("{} does not say how often it strikes", table.name);
    let help = format!(
        "add rate = {} or probability = {}, or 'interval', 'date' or 'with'",
        RATE.example, PROBABILITY.example
    );
    problems.error(table.span, Complaint::new(Code::MissingKey, message).help(help));
    None
}

/// What to keep of several.
const KEYS: &str = "keep 'rate' for what may strike again and again, 'interval' where its age counts, 'date' for what has a day, \
                    'with' for what another brings, 'probability' alone for what strikes at most once";

fn contagion(value: &Value<'_>, problems: &mut Problems) -> Vec<Contagion> {
    let example =
        "contagion = [{ from = [\"phl-ore-ban\"], rate = \"0.2 / year\", half-life = \"12 months\" }]";
    let mut all = Vec::new();
    for mut table in value.tables("a contagion", example, problems) {
        let from = table.need("from", "[\"phl-ore-ban\"]");
        let from = from.map(|value| value.texts("[\"phl-ore-ban\"]", problems));
        let rate = table.need("rate", RATE.example).and_then(|value| value.quantity(&RATE, problems));
        let half_life = table.need("half-life", DURATION.example);
        let half_life = half_life.and_then(|value| value.quantity(&DURATION, problems));
        table.finish(problems);
        if let (Some(from), Some(rate), Some(half_life)) = (from, rate, half_life) {
            all.push(Contagion { from, rate, half_life });
        }
    }
    all
}
