//! `[study]`.

use oreflow_engine::observe::{Quantity, Statistic};
use toml::de::DeTable;

use super::cursor::{Table, Value};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{SHARE, TOLERANCE};
use crate::source::{Span, Spanned};
use crate::suggest::remedy;
use crate::types::{DesignName, StrataRule, Study, Trials};
use crate::unit::{Quantity as Amount, Unit};

const WATCH: &str = "[\"unmet.stainless-steel.JPN\"]";
const SERIES: &str = "[\"price.nickel-refined.world\"]";

const LEDGERS: &str = "[\"MYS\"]";

const COMPARE: &str = "[\"none\", \"stockpile\"]";

const DRIVERS: &str = "[\"phl-ore-ban\", \"elasticity-long.nickel-refined.*\"]";

/// Most trials of a run that finds out how many it needs.
const MOST_AUTO: u64 = 1 << 20;
const MOST_TRIALS: u64 = Trials::MOST;

/// Reads the table; without one, all by default.
pub(super) fn read(table: Option<Table<'_>>, problems: &mut Problems) -> Study {
    // A file without the table is one with an empty table.
    let empty = DeTable::new();
    let mut table = table.unwrap_or_else(|| Table::new("[study]", Span::default(), &empty));
    let seed = table.get("seed").and_then(|value| value.whole("42", problems));
    let trials = table.get("trials").and_then(|value| trials(&value, problems));
    let trials = trials.unwrap_or(Spanned::new(Trials::Number(Trials::FIRST), table.span));
    let mut tolerance = Spanned::new(one_percent(), table.span);
    let mut tolerances = Vec::new();
    if let Some(value) = table.get("tolerance") {
        if trials.value != Trials::Auto {
            let complaint = Complaint::new(Code::KeysGoTogether, "'tolerance' goes with trials = \"auto\"");
            problems
                .error(value.key_span, complaint.help("write trials = \"auto\", or leave 'tolerance' out"));
        }
        if value.is_table() {
            tolerances = value
                .table("[study.tolerance]", "tolerance = { \"unmet.steel.JPN\" = \"1 %\" }", problems)
                .map(|lines| lines.all())
                .unwrap_or_default()
                .iter()
                .filter_map(|line| {
                    let path = Spanned::new(line.key.to_owned(), line.key_span);
                    Some((path, line.quantity(&TOLERANCE, problems)?))
                })
                .collect();
        } else if let Some(written) = value.quantity(&TOLERANCE, problems) {
            tolerance = written;
        }
    }
    let most_trials = table.get("most-trials");
    if let Some(value) = most_trials.as_ref().filter(|_| trials.value != Trials::Auto) {
        let complaint = Complaint::new(Code::KeysGoTogether, "'most-trials' goes with trials = \"auto\"");
        problems.error(value.key_span, complaint.help("write trials = \"auto\", or leave 'most-trials' out"));
    }
    let most_trials = most_trials.and_then(|value| whole_trials(&value, "most-trials", problems));
    let most_trials = most_trials.unwrap_or(Spanned::new(MOST_AUTO, table.span));
    let design = table
        .get("design")
        .and_then(|value| named(&value, "design", &DesignName::ALL, DesignName::name, problems));
    let design = design.unwrap_or(Spanned::new(DesignName::default(), table.span));
    let strata = table
        .get("strata")
        .and_then(|value| named(&value, "rule of strata", &StrataRule::ALL, StrataRule::name, problems));
    let strata = strata.unwrap_or(Spanned::new(StrataRule::default(), table.span));
    let drivers = table.get("drivers").map(|value| value.texts(DRIVERS, problems)).unwrap_or_default();
    let tolerated = table.get("failures").and_then(|value| value.quantity(&SHARE, problems));
    let keep_trials = table.get("keep-trials").and_then(|value| value.truth(problems)).unwrap_or(false);
    let watch = table.get("watch").map(|value| value.texts(WATCH, problems)).unwrap_or_default();
    let series = table.get("series").map(|value| value.texts(SERIES, problems)).unwrap_or_default();
    for path in &watch {
        shape(path, true, problems);
    }
    for path in &series {
        shape(path, false, problems);
    }
    let ledgers = table.get("ledgers").map(|value| value.texts(LEDGERS, problems)).unwrap_or_default();
    let compare = table.get("compare").map(|value| value.texts(COMPARE, problems)).unwrap_or_default();
    let seed = seed.unwrap_or(Spanned::new(0, table.span));
    let failures = tolerated.unwrap_or_else(|| Spanned::new(one_percent(), table.span));
    table.finish(problems);
    for (path, _) in &tolerances {
        if !watch.contains(path) {
            let complaint = Complaint::new(
                Code::NotWatched,
                format!("'{}' has a tolerance and is not watched", path.value),
            );
            problems.error(path.span, complaint.help("add it to 'watch'"));
        }
    }
    Study {
        seed,
        trials,
        tolerance,
        tolerances,
        most_trials,
        strata,
        design,
        drivers,
        failures,
        keep_trials,
        watch,
        series,
        ledgers,
        compare,
    }
}

/// What is allowed of errors and of failed trials where nothing is said.
fn one_percent() -> Amount {
    "1 %".parse().unwrap_or(Amount::new(0.01, Unit::none()))
}

/// One of several names.
fn named<T: Copy>(
    value: &Value<'_>,
    noun: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    problems: &mut Problems,
) -> Option<Spanned<T>> {
    let names: Vec<&str> = all.iter().map(|&one| name(one)).collect();
    let text = value.text(&format!("\"{}\"", names[0]), problems)?;
    if let Some(&found) = all.iter().find(|&&one| name(one) == text.value) {
        return Some(Spanned::new(found, text.span));
    }
    let complaint = Complaint::new(Code::UnknownWord, format!("there is no {noun} '{}'", text.value));
    value.refuse(complaint.help(remedy(&text, &names)), problems)
}

fn trials(value: &Value<'_>, problems: &mut Problems) -> Option<Spanned<Trials>> {
    if value.as_text() == Some("auto") {
        return Some(Spanned::new(Trials::Auto, value.span));
    }
    let trials = whole_trials(value, "trials", problems)?;
    Some(Spanned::new(Trials::Number(trials.value), trials.span))
}

/// A number of trials.
fn whole_trials(value: &Value<'_>, key: &str, problems: &mut Problems) -> Option<Spanned<u64>> {
    let trials = value.whole("8192", problems)?;
    if (1..=MOST_TRIALS).contains(&trials.value) {
        return Some(trials);
    }
    let complaint = Complaint::new(Code::OutOfBounds, format!("'{key}' is {trials}"));
    let auto = if key == "trials" { ", or \"auto\"" } else { "" };
    value.refuse(complaint.help(format!("write a number from 1 to {MOST_TRIALS}{auto}")), problems)
}

/// What can be told of a path without the network: its parts, its quantity and its field.
fn shape(path: &Spanned<String>, may_have_field: bool, problems: &mut Problems) {
    let parts: Vec<&str> = path.split('.').collect();
    let (quantity, field) = match parts.as_slice() {
        [quantity, _, _] => (*quantity, None),
        [quantity, _, _, field] if may_have_field => (*quantity, Some(*field)),
        _ => {
            let grammar =
                if may_have_field { "quantity.product.place[.field]" } else { "quantity.product.place" };
            let complaint = Complaint::new(Code::NoPath, format!("'{}' is not a path {grammar}", path.value));
            problems.error(path.span, complaint.help("write a path such as \"unmet.stainless-steel.JPN\""));
            return;
        }
    };
    let known: Vec<&str> = Quantity::ALL.iter().map(|known| known.name()).collect();
    if !known.contains(&quantity) {
        let complaint = Complaint::new(Code::UnknownQuantity, format!("there is no quantity '{quantity}'"));
        problems.error(path.span, complaint.help(remedy(quantity, &known)));
    }
    if let Some(field) = field.filter(|field| Statistic::from_name(field).is_none()) {
        let fields = [
            "total",
            "change",
            "share",
            "peak",
            "peak-month",
            "recovery",
            "break-even",
            "year-1",
            "change-year-1",
        ];
        let complaint = Complaint::new(Code::UnknownQuantity, format!("there is no field '{field}'"));
        problems.error(path.span, complaint.help(remedy(field, &fields)));
    }
}
