//! Sites with their processes and recipes.

use std::collections::BTreeMap;

use super::sheet::Sheets;
use crate::suggest::unknown;
use crate::{Problem, SiteKind, SiteSpec, SlotSpec};

/// A process: what sites of one kind have in common.
struct Process {
    kind: SiteKind,
    product: String,
    slots: Vec<SlotSpec>,
}

/// Sites with what their processes make and need, and whether all rows could be understood.
pub(super) fn sites(
    processes: &Sheets,
    recipes: &Sheets,
    sites: &Sheets,
    problems: &mut Vec<Problem>,
) -> (Vec<SiteSpec>, bool) {
    let mut known = read_processes(processes, problems);
    let all_recipes = read_recipes(recipes, &mut known, problems);
    let complete = all_recipes && known.len() == processes.rows().count();
    let mut specs = Vec::new();
    for row in sites.rows() {
        let name = row.required("process", problems);
        let Some(process) = known.get(name) else {
            if !name.is_empty() {
                problems.push(
                    unknown("process", name, known.keys().map(String::as_str)).at(Some(row.cell("process"))),
                );
            }
            continue;
        };
        let mut spec = SiteSpec::new(
            row.required("site", problems),
            process.kind,
            row.required("country", problems),
            &process.product,
        )
        .at(Some(row.place()));
        row.required("name", problems).clone_into(&mut spec.name);
        spec.slots.clone_from(&process.slots);
        spec.hosts = row.words("hosts");
        row.text("note").clone_into(&mut spec.note);
        row.text("source").clone_into(&mut spec.source);
        spec.owner = row.owner(problems);
        specs.push(spec);
    }
    let complete = complete && specs.len() == sites.rows().count();
    (specs, complete)
}

fn read_processes(sheet: &Sheets, problems: &mut Vec<Problem>) -> BTreeMap<String, Process> {
    let mut processes = BTreeMap::new();
    for row in sheet.rows() {
        let name = row.required("process", problems);
        let product = row.required("product", problems).to_owned();
        let kind = match row.text("kind").parse::<SiteKind>() {
            Ok(kind) => kind,
            Err(text) => {
                problems.push(Problem::new(text).at(Some(row.cell("kind"))));
                continue;
            }
        };
        let process = Process { kind, product, slots: Vec::new() };
        if processes.insert(name.to_owned(), process).is_some() {
            problems.push(
                Problem::new(format!("process {name} is listed twice"))
                    .help("remove one of the two or rename it")
                    .at(Some(row.cell("process"))),
            );
        }
    }
    processes
}

fn read_recipes(
    sheet: &Sheets,
    processes: &mut BTreeMap<String, Process>,
    problems: &mut Vec<Problem>,
) -> bool {
    let before = problems.len();
    for row in sheet.rows() {
        let name = row.required("process", problems);
        let slot = row.required("slot", problems);
        let input = row.required("input", problems);
        let per_unit = row.number("per_unit", problems);
        let has_conversion = !row.text("conversion").is_empty();
        let conversion = if has_conversion { row.number("conversion", problems) } else { Some(1.0) };
        let importance = row.optional_number("importance", problems).unwrap_or(1.0);
        row.year(problems);
        if let Some(per_unit) = per_unit {
            row.range(per_unit, problems);
        }
        let Some(process) = processes.get_mut(name) else {
            problems.push(
                unknown("process", name, processes.keys().map(String::as_str)).at(Some(row.cell("process"))),
            );
            continue;
        };
        let (Some(per_unit), Some(conversion)) = (per_unit, conversion) else { continue };
        let place = Some(row.place());
        match process.slots.iter_mut().find(|known| known.id == slot) {
            Some(known) if known.per_unit != per_unit => problems.push(
                Problem::new(format!(
                    "slot {slot} of process {name} uses {per_unit} per unit here and {} in another row",
                    known.per_unit
                ))
                .help("write the same per_unit in all rows of a slot; the conversion tells inputs apart")
                .at(Some(row.cell("per_unit"))),
            ),
            Some(known) if known.importance != importance => problems.push(
                Problem::new(format!(
                    "slot {slot} of process {name} has importance {importance} here and {} in another row",
                    known.importance
                ))
                .help("write the same importance in all rows of a slot")
                .at(Some(row.cell("importance"))),
            ),
            Some(known) if known.accepts.iter().any(|(product, _)| product == input) => problems.push(
                Problem::new(format!("slot {slot} of process {name} accepts {input} twice"))
                    .help("remove one of the rows")
                    .at(Some(row.cell("input"))),
            ),
            Some(known) => known.accepts.push((input.to_owned(), conversion)),
            None => {
                let new = SlotSpec::new(slot, per_unit).importance(importance);
                process.slots.push(new.accept(input, conversion).at(place));
            }
        }
    }
    for process in processes.values_mut() {
        process.slots.sort_by(|a, b| a.id.cmp(&b.id));
        for slot in &mut process.slots {
            slot.accepts.sort_by(|a, b| a.0.cmp(&b.0));
        }
    }
    problems.len() == before
}
