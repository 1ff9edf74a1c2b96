//! `[study]`.

use oreflow_engine::observe::{Quantity, Statistic};

use super::cursor::{Table, Value};
use crate::diagnostic::{Complaint, Problems};
use crate::expected::SHARE;
use crate::source::{Span, Spanned};
use crate::suggest::remedy;
use crate::types::{DesignName, Study};
use crate::unit;

const WATCH: &str = "[\"unmet.stainless-steel.JPN\"]";
const SERIES: &str = "[\"price.nickel-refined.world\"]";

const DRIVERS: &str = "[\"phl-ore-ban\", \"elasticity-long.nickel-refined.*\"]";

/// Trials of a run that says nothing of them.
const TRIALS: u64 = 8 * 1024;
const MOST_TRIALS: u64 = 1_000_000_000;

/// Reads the table; without one, all by default.
pub(super) fn read(table: Option<Table<'_>>, problems: &mut Problems) -> Study {
    let Some(mut table) = table else {
        let nowhere = Span::default();
        let (seed, trials) = (Spanned::new(0, nowhere), Spanned::new(TRIALS, nowhere));
        let design = Spanned::new(DesignName::default(), nowhere);
        let failures = Spanned::new(failures(), nowhere);
        let (drivers, watch, series) = (Vec::new(), Vec::new(), Vec::new());
        return Study { seed, trials, design, drivers, failures, watch, series };
    };
    let seed = table.get("seed").and_then(|value| value.whole("42", problems));
    let trials = trials(&mut table, problems).unwrap_or(Spanned::new(TRIALS, table.span));
    let design = table.get("design").and_then(|value| design(&value, problems));
    let design = design.unwrap_or(Spanned::new(DesignName::default(), table.span));
    let drivers = table.get("drivers").map(|value| value.texts(DRIVERS, problems)).unwrap_or_default();
    let tolerated = table.get("failures").and_then(|value| value.quantity(&SHARE, problems));
    let watch = table.get("watch").map(|value| value.texts(WATCH, problems)).unwrap_or_default();
    let series = table.get("series").map(|value| value.texts(SERIES, problems)).unwrap_or_default();
    for path in &watch {
        shape(path, true, problems);
    }
    for path in &series {
        shape(path, false, problems);
    }
    let later = "is not yet supported";
    table.refuse("compare", later, "write one scenario for each policy for now", problems);
    table.refuse("tolerance", later, "write a number of trials for now", problems);
    let seed = seed.unwrap_or(Spanned::new(0, table.span));
    let failures = tolerated.unwrap_or_else(|| Spanned::new(failures(), table.span));
    table.finish(problems);
    Study { seed, trials, design, drivers, failures, watch, series }
}

/// The share of failed trials that is tolerated where nothing is said of it.
fn failures() -> unit::Quantity {
    "1 %".parse().unwrap_or_else(|_| unit::Quantity::number(0.01))
}

fn design(value: &Value<'_>, problems: &mut Problems) -> Option<Spanned<DesignName>> {
    let text = value.text("\"sobol\"", problems)?;
    if let Some(design) = DesignName::ALL.into_iter().find(|design| design.name() == text.value) {
        return Some(Spanned::new(design, text.span));
    }
    let complaint = Complaint::new(format!("there is no design '{}'", text.value));
    value.refuse(complaint.help(remedy(&text, &DesignName::ALL.map(DesignName::name))), problems)
}

fn trials(table: &mut Table<'_>, problems: &mut Problems) -> Option<Spanned<u64>> {
    let value = table.get("trials")?;
    if value.as_text() == Some("auto") {
        let complaint = Complaint::new("trials = \"auto\" is not yet supported");
        return value.refuse(complaint.help("write a number, such as trials = 1000"), problems);
    }
    let trials = value.whole("1000", problems)?;
    if (1..=MOST_TRIALS).contains(&trials.value) {
        return Some(trials);
    }
    let complaint = Complaint::new(format!("'trials' is {trials}"));
    value.refuse(complaint.help(format!("write a number from 1 to {MOST_TRIALS}")), problems)
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
            let complaint = Complaint::new(format!("'{}' is not a path {grammar}", path.value));
            problems.error(path.span, complaint.help("write a path such as \"unmet.stainless-steel.JPN\""));
            return;
        }
    };
    let known: Vec<&str> = Quantity::ALL.iter().map(|known| known.name()).collect();
    if !known.contains(&quantity) {
        let complaint = Complaint::new(format!("there is no quantity '{quantity}'"));
        problems.error(path.span, complaint.help(remedy(quantity, &known)));
    }
    if let Some(field) = field.filter(|field| Statistic::from_name(field).is_none()) {
        let fields =
            ["total", "change", "share", "peak", "peak-month", "recovery", "year-1", "change-year-1"];
        let complaint = Complaint::new(format!("there is no field '{field}'"));
        problems.error(path.span, complaint.help(remedy(field, &fields)));
    }
}
