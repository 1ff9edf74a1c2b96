//! Rows of each table, turned into descriptions.

use std::collections::BTreeMap;

use super::sheet::{Columns, Row, Sheet};
use super::unit::convert;
use crate::suggest::unknown;
use crate::{
    CountryCode, CountrySpec, Figure, LinkSpec, Location, Months, Problem, ProductSpec, Provenance, Quantity,
    SiteKind, SiteSpec, SlotSpec, TonnesPerYear, UsdPerTonne,
};

pub(super) const COUNTRIES: Columns =
    Columns { required: &["country", "name"], optional: &["port", "latitude", "longitude", "source"] };
pub(super) const GROUPS: Columns = Columns { required: &["group", "country"], optional: &["source"] };
pub(super) const PRODUCTS: Columns = Columns {
    required: &["product", "name"],
    optional: &["groups", "content", "gross", "metal", "traded", "cargo", "source"],
};
pub(super) const PROCESSES: Columns =
    Columns { required: &["process", "name", "kind", "product"], optional: &["source"] };
pub(super) const RECIPES: Columns = Columns {
    required: &["process", "slot", "input", "per_unit"],
    optional: &["conversion", "importance", "source", "year", "confidence", "note"],
};
pub(super) const SITES: Columns = Columns {
    required: &["site", "name", "process", "country"],
    optional: &["owner", "owner_country", "hosts", "source", "note"],
};
pub(super) const FIGURES: Columns = Columns {
    required: &["quantity", "product", "place", "value", "unit", "source", "confidence"],
    optional: &["partner", "year", "note"],
};
pub(super) const TRANSIT: Columns =
    Columns { required: &["from", "to", "distance", "days"], optional: &["passages", "source"] };
pub(super) const LINKS: Columns = Columns {
    required: &["from", "to", "product", "flow", "transit", "freight"],
    optional: &["route", "class", "duty", "passages", "published", "confidence", "source"],
};

/// A process: what sites of one kind have in common.
struct Process {
    kind: SiteKind,
    product: String,
    slots: Vec<SlotSpec>,
}

/// The way between the main ports of two countries.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) from: CountryCode,
    pub(crate) to: CountryCode,
    /// Nautical miles.
    pub(crate) distance: f64,
    /// Days at sea.
    pub(crate) days: f64,
    pub(crate) passages: Vec<String>,
    pub(crate) location: Option<Location>,
}

pub(super) fn countries(sheet: &Sheet, problems: &mut Vec<Problem>) -> Vec<CountrySpec> {
    let mut countries = Vec::new();
    for row in sheet.rows() {
        let mut spec = CountrySpec::new(row.required("country", problems))
            .named(row.required("name", problems))
            .at(Some(row.place()));
        let latitude = row.optional_number("latitude", problems);
        let longitude = row.optional_number("longitude", problems);
        if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
            spec = spec.position(latitude, longitude);
        }
        countries.push(spec);
    }
    countries
}

pub(super) fn groups(sheet: &Sheet, problems: &mut Vec<Problem>) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in sheet.rows() {
        let group = row.required("group", problems);
        let member = row.required("country", problems);
        if let Err(error) = member.parse::<CountryCode>() {
            problems.push(Problem::new(error.to_string()).at(Some(row.cell("country"))));
            continue;
        }
        let members = groups.entry(group.to_owned()).or_default();
        if members.iter().any(|known| known == member) {
            problems.push(
                Problem::new(format!("{member} is in group {group} twice"))
                    .help("remove one of the rows")
                    .at(Some(row.cell("country"))),
            );
        } else {
            members.push(member.to_owned());
        }
    }
    groups
}

pub(super) fn products(sheet: &Sheet, problems: &mut Vec<Problem>) -> Vec<ProductSpec> {
    let mut products = Vec::new();
    for row in sheet.rows() {
        let mut spec = ProductSpec::new(row.required("product", problems)).at(Some(row.place()));
        row.required("name", problems).clone_into(&mut spec.name);
        spec.groups = row.words("groups");
        spec.content = row.optional_number("content", problems).unwrap_or(spec.content);
        spec.gross = row.optional_number("gross", problems).unwrap_or(spec.gross);
        let given = |column: &str| !row.text(column).is_empty();
        spec.metal = given("metal").then(|| row.text("metal").to_owned());
        spec.traded = given("traded").then(|| row.word("traded", problems)).flatten();
        if given("cargo") {
            spec.cargo = row.word("cargo", problems).unwrap_or(spec.cargo);
        }
        products.push(spec);
    }
    products
}

/// Sites with what their processes make and need, and whether all rows could be understood.
pub(super) fn sites(
    processes: &Sheet,
    recipes: &Sheet,
    sites: &Sheet,
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
        match (row.text("owner"), row.text("owner_country")) {
            ("", "") => {}
            (owner, "") => problems.push(
                Problem::new(format!("owner '{owner}' has no country"))
                    .help("write the country of the owner")
                    .at(Some(row.cell("owner_country"))),
            ),
            (owner, country) => spec = spec.owned_by(if owner.is_empty() { country } else { owner }, country),
        }
        specs.push(spec);
    }
    let complete = complete && specs.len() == sites.rows().count();
    (specs, complete)
}

fn read_processes(sheet: &Sheet, problems: &mut Vec<Problem>) -> BTreeMap<String, Process> {
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
    sheet: &Sheet,
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

pub(super) fn figures(sheet: &Sheet, problems: &mut Vec<Problem>) -> Vec<Figure> {
    sheet.rows().filter_map(|row| figure(row, problems)).collect()
}

fn figure(row: Row<'_>, problems: &mut Vec<Problem>) -> Option<Figure> {
    let quantity: Option<Quantity> = row.word("quantity", problems);
    let confidence = row.word("confidence", problems);
    let value = row.number("value", problems);
    let year = row.year(problems);
    let source = row.required("source", problems).to_owned();
    let product = row.required("product", problems).to_owned();
    let place = row.required("place", problems).to_owned();
    let partner = row.text("partner").to_owned();
    let (quantity, confidence, value) = (quantity?, confidence?, value?);
    let unit = row.text("unit");
    let value = convert(quantity.unit(), unit, value)
        .map_err(|problem| problems.push(problem.at(Some(row.cell("unit")))))
        .ok()?;
    match quantity {
        Quantity::Parameter(parameter) if !parameter.allows(value) => {
            problems.push(crate::check::out_of_range(parameter, value).at(Some(row.cell("value"))));
        }
        Quantity::Parameter(_) => {}
        _ if value < 0.0 => problems.push(
            Problem::new(format!("{quantity} is {value}"))
                .help("write zero or more")
                .at(Some(row.cell("value"))),
        ),
        _ => {}
    }
    if !partner.is_empty() && !quantity.has_partner() {
        problems.push(
            Problem::new(format!("{quantity} has no partner, but '{partner}' is given"))
                .help("leave the cell empty")
                .at(Some(row.cell("partner"))),
        );
    }
    if partner.is_empty() && quantity == Quantity::Flow {
        problems.push(
            Problem::new("a flow needs a partner")
                .help("write the buyer's country")
                .at(Some(row.cell("partner"))),
        );
    }
    let note = row.text("note").to_owned();
    let (unit, location) = (unit.to_owned(), Some(row.place()));
    Some(Figure { quantity, product, place, partner, value, unit, year, source, confidence, note, location })
}

pub(super) fn ways(sheet: &Sheet, problems: &mut Vec<Problem>) -> Vec<Way> {
    let mut ways = Vec::new();
    for row in sheet.rows() {
        let mut country = |column: &str| {
            let code = row.text(column).parse::<CountryCode>();
            code.map_err(|error| problems.push(Problem::new(error.to_string()).at(Some(row.cell(column)))))
                .ok()
        };
        let (from, to) = (country("from"), country("to"));
        let mut positive = |column: &str| {
            let value = row.number(column, problems)?;
            if value < 0.0 {
                problems.push(
                    Problem::new(format!("{column} is {value}"))
                        .help("write zero or more")
                        .at(Some(row.cell(column))),
                );
            }
            Some(value)
        };
        let (distance, days) = (positive("distance"), positive("days"));
        let passages = row.words("passages");
        let location = Some(row.place());
        if let (Some(from), Some(to), Some(distance), Some(days)) = (from, to, distance, days) {
            ways.push(Way { from, to, distance, days, passages, location });
        }
    }
    ways
}

/// A link with the product that its row names.
pub(super) fn links(sheet: &Sheet, problems: &mut Vec<Problem>) -> Vec<(LinkSpec, String)> {
    let mut links = Vec::new();
    for row in sheet.rows() {
        let (from, to) = (row.required("from", problems), row.required("to", problems));
        let product = row.required("product", problems).to_owned();
        let flow = row.number("flow", problems);
        let transit = row.number("transit", problems);
        let freight = row.number("freight", problems);
        let duty = row.optional_number("duty", problems);
        let class = row.optional_number("class", problems);
        let published = row.optional_number("published", problems).map(TonnesPerYear);
        let has_confidence = !row.text("confidence").is_empty();
        let confidence = if has_confidence { row.word("confidence", problems) } else { None };
        let (Some(flow), Some(transit), Some(freight)) = (flow, transit, freight) else { continue };
        let mut spec = LinkSpec::new(from, to, TonnesPerYear(flow))
            .transit(Months(transit))
            .freight(UsdPerTonne(freight))
            .duty(duty.unwrap_or(0.0))
            .at(Some(row.place()));
        if let Some(class) = class {
            // What is no class becomes 0, which the checks of links refuse with its place.
            spec.class = if class.fract() == 0.0 && (1.0..=9.0).contains(&class) { class as u8 } else { 0 };
        }
        spec.passages = row.words("passages");
        spec.route = Some(row.text("route").to_owned()).filter(|route| !route.is_empty());
        spec.provenance = confidence.map(|confidence| Provenance {
            published,
            confidence,
            source: row.text("source").to_owned(),
        });
        links.push((spec, product));
    }
    links
}
