//! The file as a whole.

use toml::de::DeTable;

use super::cursor::Table;
use super::ids::Ids;
use super::{correlated, hazard, measure, study, time, uncertain};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::source::Span;
use crate::types::{Scenario, Time};

/// Version of the format that is read.
const SCHEMA: u64 = 1;

/// Reads all tables; nothing if something without which there is no scenario is missing.
pub(super) fn read(entries: &DeTable<'_>, problems: &mut Problems) -> Option<Scenario> {
    let mut table = Table::new("the scenario", Span::default(), entries);
    let schema = schema(&mut table, problems)?;
    let title = "\"Indonesia bans nickel ore\"";
    let title = table.need("title", title).and_then(|value| value.text(title, problems));
    let description = table.get("description").and_then(|value| value.text("\"...\"", problems));
    let network = "\"networks/nickel-2024\"";
    let network = table.need("network", network).and_then(|value| value.text(network, problems));
    let time = time(&mut table, problems);
    let calendar = time.as_ref().and_then(Time::calendar);

    let mut ids = Ids::default();
    let mut measures = Vec::new();
    for mut entry in list(&mut table, "measure", &mut ids, problems) {
        let id = ids.read(&mut entry, problems);
        measures.extend(measure::read(entry, id, calendar.as_ref(), problems));
    }
    let mut hazards = Vec::new();
    for mut entry in list(&mut table, "hazard", &mut ids, problems) {
        let id = ids.read(&mut entry, problems);
        hazards.extend(hazard::read(entry, id, problems));
    }

    let lines = table
        .get("uncertain")
        .and_then(|value| value.table("[uncertain]", "[uncertain] above its lines", problems));
    let uncertain = lines.map(|lines| uncertain::read(&lines, problems)).unwrap_or_default();
    let correlated = correlated::read(&mut table, problems);
    let settings =
        table.get("study").and_then(|value| value.table("[study]", "[study] above its lines", problems));
    let study = study::read(settings, problems);
    let later = "is not yet supported";
    table.refuse("extends", later, "write the whole scenario in one file for now", problems);
    table.refuse("policy", later, "write one scenario for each policy for now", problems);
    let before = problems.len();
    table.finish(problems);
    if problems.len() > before {
        ids.lose();
    }
    ids.conditions(&hazards, problems);
    Some(Scenario {
        schema,
        title: title?.value,
        description: description.map(|text| text.value),
        network: network?,
        time: time?,
        measures,
        hazards,
        uncertain,
        correlated,
        study,
        source: problems.source().clone(),
    })
}

/// The version; a file of another one is not read on, as its keys mean something else.
fn schema(table: &mut Table<'_>, problems: &mut Problems) -> Option<u32> {
    let Some(value) = table.need("schema", "1") else { return Some(SCHEMA as u32) };
    let Some(schema) = value.whole("1", problems).filter(|schema| schema.value != SCHEMA) else {
        return Some(SCHEMA as u32);
    };
    let complaint = Complaint::new(Code::UnknownSchema, format!("schema {schema} is not known"));
    value.refuse(
        complaint.help(format!("write schema = {SCHEMA}, or use a version of oreflow that knows it")),
        problems,
    )
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
