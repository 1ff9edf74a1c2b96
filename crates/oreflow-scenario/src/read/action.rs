//! What a measure or a hazard does: its `kind`, and the keys of that kind.

use oreflow_engine::measure::Action as EngineAction;

use super::cursor::Table;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{AMOUNT, DUTY, Expected, FACTOR, SHARE, VOLUME};
use crate::source::Spanned;
use crate::suggest::remedy;
use crate::types::{Action, SiteScope, TradeScope};
use crate::unit::Quantity;

/// Reads the kind and its keys, and then refuses what is left of the table.
///
/// Where the kind is not known, no key can be called unknown, and none is.
pub(super) fn read(mut table: Table<'_>, problems: &mut Problems) -> Option<Action> {
    let kind = table.need("kind", "\"export-ban\"");
    let named = kind.and_then(|kind| kind.text("\"export-ban\"", problems));
    let Some(kind) = named else {
        table.abandon(problems);
        return None;
    };
    let action = match kind.as_str() {
        "export-ban" => export_ban(&mut table, problems),
        "export-quota" => export_quota(&mut table, problems),
        "export-duty" => export_duty(&mut table, problems),
        "outage" => site_scope(&mut table, problems).map(|scope| Action::Outage { scope }),
        "demand-shift" => demand_shift(&mut table, problems),
        other => {
            let complaint = Complaint::new(format!("there is no kind '{other}'"));
            problems.error(kind.span, complaint.help(remedy(other, EngineAction::KINDS)));
            table.abandon(problems);
            return None;
        }
    };
    table.finish(problems);
    action
}

fn export_ban(table: &mut Table<'_>, problems: &mut Problems) -> Option<Action> {
    let scope = trade_scope(table, problems);
    let leakage = quantity_or(table, "leakage", &SHARE, "0 %", problems);
    Some(Action::ExportBan { scope: scope?, leakage: leakage? })
}

fn export_quota(table: &mut Table<'_>, problems: &mut Problems) -> Option<Action> {
    let scope = trade_scope(table, problems);
    let volume = table.need("volume", VOLUME.example);
    let volume = volume.and_then(|value| value.quantity(&VOLUME, problems));
    let leakage = quantity_or(table, "leakage", &SHARE, "0 %", problems);
    Some(Action::ExportQuota { scope: scope?, volume: volume?, leakage: leakage? })
}

fn export_duty(table: &mut Table<'_>, problems: &mut Problems) -> Option<Action> {
    let scope = trade_scope(table, problems);
    if table.get("duty").is_none() && table.get("amount").is_none() {
        let help = format!("add duty = {} or amount = {} or both", DUTY.example, AMOUNT.example);
        let message = format!("{} has neither 'duty' nor 'amount'", table.name);
        problems.error(table.span, Complaint::new(message).help(help));
    }
    let duty = quantity_or(table, "duty", &DUTY, "0 %", problems);
    let amount = quantity_or(table, "amount", &AMOUNT, "0 USD/t", problems);
    Some(Action::ExportDuty { scope: scope?, duty: duty?, amount: amount? })
}

fn demand_shift(table: &mut Table<'_>, problems: &mut Problems) -> Option<Action> {
    let scope = site_scope(table, problems);
    let factor = table.need("factor", FACTOR.example);
    let factor = factor.and_then(|value| value.quantity(&FACTOR, problems));
    Some(Action::DemandShift { scope: scope?, factor: factor? })
}

/// The number of a key, or what stands for its absence.
fn quantity_or(
    table: &mut Table<'_>,
    key: &'static str,
    expected: &Expected,
    default: &str,
    problems: &mut Problems,
) -> Option<Spanned<Quantity>> {
    match table.get(key) {
        Some(value) => value.quantity(expected, problems),
        None => default.parse().ok().map(|quantity| Spanned::new(quantity, table.span)),
    }
}

const PRODUCTS: &str = "[\"nickel-ore\"]";
const COUNTRIES: &str = "[\"CHN\"]";

fn trade_scope(table: &mut Table<'_>, problems: &mut Problems) -> Option<TradeScope> {
    let by = table.need("by", "\"IDN\"").and_then(|value| value.text("\"IDN\"", problems));
    let products = table.need("products", PRODUCTS).map(|value| value.texts(PRODUCTS, problems));
    let destinations = table.get("destinations").map(|value| value.texts(COUNTRIES, problems));
    let exempt = table.get("exempt").map(|value| value.texts(COUNTRIES, problems));
    let intra = table.get("intra").and_then(|value| value.truth(problems));
    Some(TradeScope {
        by: by?,
        products: products?,
        destinations: destinations.unwrap_or_default(),
        exempt: exempt.unwrap_or_default(),
        intra: intra.unwrap_or(false),
    })
}

fn site_scope(table: &mut Table<'_>, problems: &mut Problems) -> Option<SiteScope> {
    let at = table.need("at", "\"IDN\"").map(|value| value.texts("\"IDN\"", problems));
    let products = table.get("products").map(|value| value.texts(PRODUCTS, problems));
    Some(SiteScope { at: at?, products: products.unwrap_or_default() })
}
