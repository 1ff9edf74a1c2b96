//! The file as a whole.

use oreflow_engine::calendar::Calendar;
use toml::de::DeTable;

use super::cursor::Table;
use super::ids::Ids;
use super::{correlated, groups, hazard, measure, policy, study, time, uncertain};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::origins::Origins;
use crate::source::Span;
use crate::types::{Contents, Scenario, Time};

/// Version of the format that is read.
const SCHEMA: u64 = 1;

/// Reads all tables; nothing if something without which there is no scenario is missing.
pub(crate) fn read(entries: &DeTable<'_>, problems: &mut Problems) -> Option<Scenario> {
    let mut table = Table::new("the scenario", Span::default(), entries);
    // What version it is was looked at in each file, and layers were laid over each other.
    table.need("schema", "1");
    let _layers = ["extends", "without"].map(|key| table.get(key));
    let title = "\"Indonesia bans nickel ore\"";
    let title = table.need("title", title).and_then(|value| value.text(title, problems));
    let description = table.get("description").and_then(|value| value.text("\"...\"", problems));
    let network = "\"networks/nickel-2024\"";
    let network = table.need("network", network).and_then(|value| value.text(network, problems));
    let time = time(&mut table, problems);
    let calendar = time.as_ref().and_then(Time::calendar);
    let groups = groups::read(&mut table, problems);
    let (contents, mut ids) = contents(&mut table, calendar.as_ref(), problems);
    let settings =
        table.get("study").and_then(|value| value.table("[study]", "[study] above its lines", problems));
    let study = study::read(settings, problems);
    let policies = policy::read(&mut table, entries, calendar.as_ref(), problems);
    policy::compared(&study, &policies, problems);
    let before = problems.len();
    table.finish(problems);
    if problems.len() > before {
        ids.lose();
    }
    ids.conditions(&contents.hazards, problems);
    Some(Scenario {
        schema: SCHEMA as u32,
        title: title?.value,
        description: description.map(|text| text.value),
        network: network?,
        time: time?,
        groups,
        contents,
        policies,
        study,
        origins: Origins::new(entries),
        source: problems.source().clone(),
    })
}

/// Reads what happens, what may happen, and what we do not know.
pub(super) fn contents(
    table: &mut Table<'_>,
    calendar: Option<&Calendar>,
    problems: &mut Problems,
) -> (Contents, Ids) {
    let mut ids = Ids::default();
    let mut contents = Contents::default();
    for mut entry in list(table, "measure", &mut ids, problems) {
        let id = ids.read(&mut entry, problems);
        contents.measures.extend(measure::read(entry, id, calendar, problems));
    }
    for mut entry in list(table, "hazard", &mut ids, problems) {
        let id = ids.read(&mut entry, problems);
        contents.hazards.extend(hazard::read(entry, id, problems));
    }
    let lines = table
        .get("uncertain")
        .and_then(|value| value.table("[uncertain]", "[uncertain] above its lines", problems));
    contents.uncertain = lines.map(|lines| uncertain::read(&lines, problems)).unwrap_or_default();
    contents.correlated = correlated::read(table, problems);
    (contents, ids)
}

/// Whether a file is of the version that is read; one of another version is not read on, as its keys mean something else.
pub(crate) fn schema(entries: &DeTable<'_>, problems: &mut Problems) -> bool {
    let mut table = Table::new("the scenario", Span::default(), entries);
    let Some(value) = table.get("schema") else { return true };
    let Some(schema) = value.whole("1", problems).filter(|schema| schema.value != SCHEMA) else {
        return true;
    };
    let complaint = Complaint::new(Code::UnknownSchema, format!("schema {schema} is not known"));
    value.refuse::<()>(
        complaint.help(format!("write schema = {SCHEMA}, or use a version of oreflow that knows it")),
        problems,
    );
    false
}

fn time(table: &mut Table<'_>, problems: &mut Problems) -> Option<Time> {
    let example = "{ start = \"2025-01\", step = \"1 month\", horizon = \"10 years\" }";
    let value = table.need("time", example)?;
    time::read(value.table("[time]", "[time] above its lines", problems)?, problems)
}

/// The tables of a list, each called by the list's name.
fn list<'t>(
    table: &mut Table<'t>,
    key: &'static str,
    ids: &mut Ids,
    problems: &mut Problems,
) -> Vec<Table<'t>> {
    let write = format!("[[{key}]] above the lines of each {key}");
    let before = problems.len();
    let tables = table.get(key).map(|value| value.tables(key, &write, problems)).unwrap_or_default();
    if problems.len() > before {
        ids.lose();
    }
    tables
}
