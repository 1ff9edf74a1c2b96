//! Countries, groups and products: well named, once each.

use std::collections::BTreeMap;

use super::{Declared, column, is_positive};
use crate::{Country, CountryCode, CountrySpec, Location, Problem, Product};

/// Countries, sorted by code.
pub(crate) fn countries(specs: &[CountrySpec], problems: &mut Vec<Problem>) -> Vec<Country> {
    let mut specs: Vec<&CountrySpec> = specs.iter().collect();
    specs.sort_by(|a, b| a.code.cmp(&b.code));
    let mut countries: Vec<Country> = Vec::new();
    for spec in specs {
        let place = spec.location.as_ref();
        let code: CountryCode = match spec.code.parse() {
            Ok(code) => code,
            Err(error) => {
                problems.push(Problem::new(crate::IdError::to_string(&error)).at(column(place, "country")));
                continue;
            }
        };
        if countries.last().is_some_and(|last| last.code == code) {
            problems.push(twice("country", &spec.code, place));
            continue;
        }
        if let Some((latitude, longitude)) = spec.position
            && !(latitude.abs() <= 90.0 && longitude.abs() <= 180.0)
        {
            problems.push(
                Problem::new(format!("country {code} lies at latitude {latitude}, longitude {longitude}"))
                    .help("write degrees: -90 to 90 north, -180 to 180 east")
                    .at(column(place, "latitude")),
            );
        }
        countries.push(Country { code, name: spec.name.clone(), position: spec.position });
    }
    countries
}

/// Groups of countries with those members that are in the network, sorted.
pub(crate) fn groups(
    groups: &BTreeMap<String, Vec<String>>,
    countries: &[Country],
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Vec<CountryCode>> {
    let known = |code: &CountryCode| countries.iter().any(|country| country.code == *code);
    let mut checked = BTreeMap::new();
    for (group, members) in groups {
        if !is_group(group) {
            problems.push(
                Problem::new(format!("'{group}' is not the name of a group of countries"))
                    .help("write capital letters, digits and dashes, such as 'ASEAN'"),
            );
        } else if countries.iter().any(|country| country.code.as_str() == group) {
            problems.push(
                Problem::new(format!("group {group} has the code of a country"))
                    .help("give the group another name"),
            );
        }
        let mut list = Vec::new();
        for member in members {
            match member.parse::<CountryCode>() {
                Ok(code) => list.push(code),
                Err(error) => problems.push(Problem::new(format!("in group {group}: {error}"))),
            }
        }
        // A member without sites is no fault: groups are facts about the world.
        list.retain(known);
        list.sort_unstable();
        list.dedup();
        checked.insert(group.clone(), list);
    }
    checked
}

fn is_group(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

/// Products, sorted by id.
pub(crate) fn products(declared: &Declared<'_>, problems: &mut Vec<Problem>) -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    for spec in &declared.products {
        let place = spec.location.as_ref();
        let id = match spec.id.parse::<crate::ProductId>() {
            Ok(id) => id,
            Err(error) => {
                problems.push(Problem::new(format!("product: {error}")).at(column(place, "product")));
                continue;
            }
        };
        if products.last().is_some_and(|last| last.id == id) {
            problems.push(twice("product", &spec.id, place));
            continue;
        }
        if !(spec.content.is_finite() && spec.content >= 0.0) {
            problems.push(
                Problem::new(format!("product {id} has content {}", spec.content))
                    .help("write the tonnes of its metal in one unit, zero or more")
                    .at(column(place, "content")),
            );
        }
        if !is_positive(spec.gross) {
            problems.push(
                Problem::new(format!("product {id} has gross {}", spec.gross))
                    .help("write the gross tonnes moved for one unit, above zero")
                    .at(column(place, "gross")),
            );
        }
        for group in &spec.groups {
            check_product_group(declared, &spec.id, group, place, problems);
        }
        let mut groups = spec.groups.clone();
        groups.sort_unstable();
        groups.dedup();
        let (content, gross) = (spec.content, spec.gross);
        if let Some(metal) = spec.metal.as_ref().filter(|metal| metal.parse::<crate::ProductId>().is_err()) {
            problems.push(
                Problem::new(format!("product {}: '{metal}' is not a name of a metal", spec.id))
                    .help("write lower-case words with dashes, such as 'rare-earths'")
                    .at(column(spec.location.as_ref(), "metal")),
            );
        }
        let (name, metal) = (spec.name.clone(), spec.metal.clone());
        let (unit, cargo) = (spec.unit, spec.cargo);
        products.push(Product { id, name, groups, unit, metal, content, gross, cargo });
    }
    products
}

fn check_product_group(
    declared: &Declared<'_>,
    product: &str,
    group: &str,
    place: Option<&Location>,
    problems: &mut Vec<Problem>,
) {
    if let Err(error) = group.parse::<crate::ProductId>() {
        problems
            .push(Problem::new(format!("group of product {product}: {error}")).at(column(place, "groups")));
    }
    if product != group && declared.product(group).is_some() {
        problems.push(
            Problem::new(format!("product {product} is in a group {group}, which is itself a product"))
                .help("give the group another name, or the word would mean two things")
                .at(column(place, "groups")),
        );
    }
}

/// The problem that something is listed twice.
pub(super) fn twice(what: &str, id: &str, place: Option<&Location>) -> Problem {
    Problem::new(format!("{what} {id} is listed twice"))
        .help("remove one of the two or rename it")
        .at(column(place, what))
}
