//! `[policy.NAME]`: the scenario read once more, with what the policy says laid over it.

use oreflow_engine::calendar::Calendar;
use oreflow_network::SiteId;
use toml::de::DeTable;

use super::cursor::{Table, Value};
use super::scenario::contents;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::draft;
use crate::origins::Origins;
use crate::source::{Span, Spanned};
use crate::suggest::nearest;
use crate::types::{NO_POLICY, Policy, Study};

const TITLE: &str = "\"Japan keeps 60 days\"";
const WRITE: &str = "[policy.stockpile] above the lines of each policy";

/// Reads all policies, in order of position.
pub(super) fn read(
    table: &mut Table<'_>,
    whole: &DeTable<'_>,
    calendar: Option<&Calendar>,
    problems: &mut Problems,
) -> Vec<Policy> {
    let all = table.get("policy").and_then(|value| value.table("[policy]", WRITE, problems));
    let all = all.map(|all| all.all()).unwrap_or_default();
    all.iter().filter_map(|value| policy(value, whole, calendar, problems)).collect()
}

fn policy(
    value: &Value<'_>,
    whole: &DeTable<'_>,
    calendar: Option<&Calendar>,
    problems: &mut Problems,
) -> Option<Policy> {
    let name = Spanned::new(value.key.to_owned(), value.key_span);
    if name.parse::<SiteId>().is_err() {
        let complaint = Complaint::new(Code::UnfitId, format!("'{}' is not a name of a policy", name.value));
        let help = "write lower-case letters and digits in words joined by dashes, such as stockpile";
        problems.error(name.span, complaint.help(help));
    }
    let mut own = value.table(&format!("[policy.{}]", name.value), WRITE, problems)?;
    let title = own.get("title").and_then(|value| value.text(TITLE, problems));
    for list in ["measure", "hazard"] {
        // Their entries are read below; here is told if they are no lists.
        if let Some(value) = own.get(list) {
            value.tables(list, &format!("[[policy.{}.{list}]] above its lines", name.value), problems);
        }
    }
    // What is left out is looked at where it is taken away, and all else is a path.
    own.get("without");
    let own = own.open_end();
    let under = draft::policy(whole, own, &name, problems);
    let mut table = Table::new("the scenario", Span::default(), &under);
    let (contents, ids) = contents(&mut table, calendar, problems);
    ids.conditions(&contents.hazards, problems);
    let written = draft::plain(own);
    let origins = Origins::new(&under);
    Some(Policy { name, title: title.map(|title| title.value), contents, written, origins })
}

/// Refuses policies to compare that are not there.
pub(super) fn compared(study: &Study, policies: &[Policy], problems: &mut Problems) {
    for wanted in &study.compare {
        let known = || policies.iter().map(|policy| policy.name.as_str());
        if wanted.value == NO_POLICY || known().any(|name| name == wanted.value) {
            continue;
        }
        let complaint = Complaint::new(Code::UnknownPolicy, format!("there is no policy '{}'", wanted.value));
        let help = match nearest(wanted, known()) {
            Some(name) => format!("did you mean '{name}'?"),
            None => format!("write [policy.{}] and what it changes, or '{NO_POLICY}'", wanted.value),
        };
        problems.error(wanted.span, complaint.help(help));
    }
    if let [only] = &study.compare[..] {
        let complaint = Complaint::new(Code::UnknownPolicy, "'compare' names one policy");
        problems.error(only.span, complaint.help("name at least two, or leave it out to compare all"));
    }
}
