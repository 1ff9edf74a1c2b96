//! Columns of each table, and rows of countries, groups, products, ways and links, turned into descriptions.

use std::collections::BTreeMap;

use super::sheet::{Columns, Sheets};
use crate::{
    CountryCode, CountrySpec, LinkSpec, Location, Months, Problem, ProductSpec, Provenance, TonnesPerYear,
    UsdPerTonne,
};

pub(super) const COUNTRIES: Columns = Columns {
    required: &["country", "name"],
    optional: &["port", "latitude", "longitude", "seas", "land", "source"],
};
pub(super) const GROUPS: Columns = Columns { required: &["group", "country"], optional: &["source"] };
pub(super) const PRODUCTS: Columns = Columns {
    required: &["product", "name"],
    optional: &["groups", "unit", "content", "gross", "metal", "traded", "cargo", "source"],
};
pub(super) const PROCESSES: Columns =
    Columns { required: &["process", "name", "kind", "product"], optional: &["source"] };
pub(super) const RECIPES: Columns = Columns {
    required: &["process", "slot", "input", "per_unit"],
    optional: &["conversion", "importance", "low", "high", "source", "year", "confidence", "note"],
};
pub(super) const SITES: Columns = Columns {
    required: &["site", "name", "process", "country"],
    optional: &["owner", "owner_country", "hosts", "source", "note"],
};
pub(super) const FIGURES: Columns = Columns {
    required: &["quantity", "product", "place", "value", "unit", "source", "confidence"],
    optional: &["partner", "low", "high", "year", "note"],
};
pub(super) const TRANSIT: Columns =
    Columns { required: &["from", "to", "distance", "days"], optional: &["passages", "source"] };
pub(super) const SEAS: Columns =
    Columns { required: &["sea", "latitude", "longitude"], optional: &["source"] };
pub(super) const LANES: Columns =
    Columns { required: &["from", "to"], optional: &["distance", "passages", "source"] };
pub(super) const PROJECTS: Columns = Columns {
    required: &["project", "name", "site", "capacity", "unit", "start", "chance", "source", "confidence"],
    optional: &["owner", "owner_country", "note"],
};
pub(super) const LINKS: Columns = Columns {
    required: &["from", "to", "product", "flow", "transit", "freight"],
    optional: &["route", "class", "duty", "passages", "published", "confidence", "source"],
};

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

pub(super) fn countries(sheet: &Sheets, problems: &mut Vec<Problem>) -> Vec<CountrySpec> {
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

pub(super) fn groups(sheet: &Sheets, problems: &mut Vec<Problem>) -> BTreeMap<String, Vec<String>> {
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

pub(super) fn products(sheet: &Sheets, problems: &mut Vec<Problem>) -> Vec<ProductSpec> {
    let mut products = Vec::new();
    for row in sheet.rows() {
        let mut spec = ProductSpec::new(row.required("product", problems)).at(Some(row.place()));
        row.required("name", problems).clone_into(&mut spec.name);
        spec.groups = row.words("groups");
        if !row.text("unit").is_empty() {
            spec.unit = row.word("unit", problems).unwrap_or(spec.unit);
        }
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

pub(super) fn ways(sheet: &Sheets, problems: &mut Vec<Problem>) -> Vec<Way> {
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
pub(super) fn links(sheet: &Sheets, problems: &mut Vec<Problem>) -> Vec<(LinkSpec, String)> {
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
