//! Figures and projects: numbers with units.

use std::collections::BTreeMap;

use super::sheet::{Row, Sheets};
use super::unit::convert_for;
use crate::{Figure, Problem, ProductSpec, ProductUnit, ProjectSpec, Quantity, SiteSpec, TonnesPerYear};

/// What products and groups of one unit are counted in.
pub(super) type Units<'a> = BTreeMap<&'a str, ProductUnit>;

/// The units of products, and of groups whose products share one.
pub(super) fn units(products: &[ProductSpec]) -> Units<'_> {
    let mut units = Units::new();
    let mut mixed = Vec::new();
    for product in products {
        for group in &product.groups {
            if *units.entry(group.as_str()).or_insert(product.unit) != product.unit {
                mixed.push(group.as_str());
            }
        }
    }
    for group in mixed {
        units.insert(group, ProductUnit::Tonne);
    }
    units.extend(products.iter().map(|product| (product.id.as_str(), product.unit)));
    units
}

pub(super) fn figures(sheet: &Sheets, units: &Units<'_>, problems: &mut Vec<Problem>) -> Vec<Figure> {
    sheet.rows().filter_map(|row| figure(row, units, problems)).collect()
}

fn figure(row: Row<'_>, units: &Units<'_>, problems: &mut Vec<Problem>) -> Option<Figure> {
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
    let counted = units.get(product.as_str()).copied().unwrap_or(ProductUnit::Tonne);
    let written = value;
    let convert = |value| convert_for(counted, quantity, unit, value);
    let value = convert(value).map_err(|problem| problems.push(problem.at(Some(row.cell("unit"))))).ok()?;
    let range = row.range(written, problems);
    let range = range.and_then(|(low, high)| Some((convert(low).ok()?, convert(high).ok()?)));
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
    Some(Figure {
        quantity,
        product,
        place,
        partner,
        value,
        unit,
        range,
        year,
        source,
        confidence,
        note,
        location,
    })
}

/// Projects, whose capacity is in the unit of what their site makes.
pub(super) fn projects(
    sheet: &Sheets,
    sites: &[SiteSpec],
    units: &Units<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<ProjectSpec> {
    let made: BTreeMap<&str, &str> =
        sites.iter().map(|site| (site.id.as_str(), site.product.as_str())).collect();
    let mut projects = Vec::new();
    for row in sheet.rows() {
        let (id, site) = (row.required("project", problems), row.required("site", problems));
        let name = row.required("name", problems).to_owned();
        let source = row.required("source", problems).to_owned();
        let (capacity, chance) = (row.number("capacity", problems), row.number("chance", problems));
        let confidence = row.word("confidence", problems);
        let start = row.month("start", problems);
        let counted = made.get(site).and_then(|product| units.get(product)).copied();
        let capacity = capacity.and_then(|capacity| {
            let counted = counted.unwrap_or(ProductUnit::Tonne);
            convert_for(counted, Quantity::Capacity, row.text("unit"), capacity)
                .map_err(|problem| problems.push(problem.at(Some(row.cell("unit")))))
                .ok()
        });
        let owner = row.owner(problems);
        let (Some(capacity), Some(chance), Some(confidence), Some(start)) =
            (capacity, chance, confidence, start)
        else {
            continue;
        };
        let (note, location) = (row.text("note").to_owned(), Some(row.place()));
        let spec = ProjectSpec::new(id, site, TonnesPerYear(capacity), start);
        projects.push(ProjectSpec { name, chance, owner, source, confidence, note, location, ..spec });
    }
    projects
}
