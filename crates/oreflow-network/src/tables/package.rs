//! The tables as a Frictionless data package: what each file and each column is.

use serde_json::{Value, json};

use super::read::NetworkTables;
use super::write::{BALANCING, LINKS};

/// Name of the description.
pub(super) const DATA_PACKAGE: &str = "datapackage.json";

/// Columns of all tables by name: type, and what they say. A name means the same in every table, but for
/// those that [`OF_TABLE`] lists.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("balanced", "number", "what the base flows say, for a year, in the unit of the product"),
    ("capacity", "number", "capacity added in a year"),
    ("cargo", "string", "how the product travels: bulk or container"),
    ("chance", "number", "chance that the project comes, 0 to 1"),
    ("class", "integer", "priority class from 1, served first, to 9"),
    ("confidence", "string", "measured, estimated or assumed: standard deviations of 1, 10 and 30 %"),
    ("content", "number", "tonnes of its metal in one unit of the product"),
    ("conversion", "number", "units of slot material that one unit of the input counts for"),
    ("country", "string", "ISO 3166-1 alpha-3 code"),
    ("days", "number", "days at sea"),
    ("distance", "number", "nautical miles"),
    ("duty", "number", "import duty as a share of the ex-works price"),
    ("flow", "number", "base flow for a year, in the unit of the product"),
    ("freight", "number", "USD for a unit of the product"),
    ("from", "string", "site of the supplier"),
    ("gross", "number", "gross tonnes moved for one unit of the product"),
    ("group", "string", "a group of countries"),
    ("groups", "string", "groups of the product, apart by blanks"),
    ("high", "number", "highest value that the source gives, in the unit of the row"),
    ("hosts", "string", "sites whose output drives a by-product, apart by blanks"),
    ("importance", "number", "share of output lost where the input is missing, 0 to 1"),
    ("input", "string", "product that the slot accepts"),
    ("kind", "string", "stage: mine, refinery, manufacturer, recycler or consumer"),
    ("land", "string", "regions within which the country trades by land, apart by blanks"),
    ("latitude", "number", "degrees north of the port or city that distances count from"),
    ("longitude", "number", "degrees east of the port or city that distances count from"),
    ("low", "number", "lowest value that the source gives, in the unit of the row"),
    ("metal", "string", "metal that content counts and whose calibrated parameters hold"),
    ("moved", "number", "relative move: 0.1 if the balanced value lies 10 % above the published one"),
    ("name", "string", "name for people"),
    ("note", "string", "a remark for people"),
    ("owner", "string", "majority or largest owner"),
    ("owner_country", "string", "ISO 3166-1 alpha-3 code of the owner's country"),
    ("partner", "string", "the buyer's site, country or group, where the quantity has one"),
    ("passages", "string", "straits and canals on the way, apart by blanks"),
    ("per_unit", "number", "units of slot material for one unit of output: one over the recovery"),
    ("place", "string", "a site, a country, a group of countries or the world"),
    ("port", "string", "port or city that distances count from"),
    ("process", "string", "a way to make a product"),
    ("product", "string", "a product"),
    ("project", "string", "id of a planned facility"),
    ("published", "number", "published value for a year, in the unit of the product"),
    ("quantity", "string", "what the row is a figure of: output, use, demand, flow, capacity or a parameter"),
    ("route", "string", "route, where two links join the same sites"),
    ("sea", "string", "a point at sea"),
    ("seas", "string", "seas that the main port opens on, apart by blanks"),
    ("site", "string", "id of a facility, or of what is left of a process in a country"),
    ("slot", "string", "an input of the process: one pool of stock"),
    ("source", "string", "who says so"),
    ("start", "yearmonth", "month in which the project is expected to start"),
    ("to", "string", "site of the buyer"),
    ("traded", "string", "how the product is traded: exchange, quoted or contract"),
    ("transit", "number", "months under way"),
    ("unit", "string", "unit of the row"),
    ("value", "number", "the figure, in the unit of the row"),
    ("year", "year", "year that the row is about"),
];

/// Columns that mean something else in one table: table, column, what it says there.
const OF_TABLE: &[(&str, &str, &str)] = &[
    ("transit", "from", "country of departure, ISO 3166-1 alpha-3; the way holds in both directions"),
    ("transit", "to", "country of arrival, ISO 3166-1 alpha-3"),
    ("lanes", "from", "a sea; the lane holds in both directions"),
    ("lanes", "to", "a sea"),
    ("lanes", "distance", "nautical miles, where it is not the great circle"),
    ("seas", "latitude", "degrees north"),
    ("seas", "longitude", "degrees east"),
    ("products", "unit", "what the product is counted in: t, MWh, MW, vehicles or pieces"),
    ("figures", "product", "a product, a group of products, or * for all"),
    ("balancing", "product", "a product, a group of products, or * for all"),
];

impl NetworkTables {
    /// The tables as a Frictionless data package: a description of every file and column, in JSON.
    ///
    /// # References
    /// Frictionless Data, *Data Package* and *Table Schema*, specs.frictionlessdata.io.
    pub fn data_package(&self) -> String {
        let described = &self.skeleton.description;
        let published = self.files.published();
        let kind_of =
            |file: &str| published.iter().find(|(_, name)| *name == file).map_or("", |(kind, _)| kind);
        let mut resources: Vec<Value> = self
            .headers
            .iter()
            .map(|(file, header)| {
                let columns: Vec<&str> = header.iter().map(String::as_str).collect();
                resource(kind_of(file), file, &columns)
            })
            .collect();
        resources.push(resource("links", self.links_file(), &LINKS));
        resources.push(resource("balancing", self.balancing_file(), &BALANCING));
        let mut package = json!({
            "profile": "tabular-data-package",
            "name": self.id(),
            "title": self.skeleton.title(),
            "description": described.text,
            "resources": resources,
        });
        if !described.licence.is_empty() {
            package["licenses"] = json!([{ "name": "other", "title": described.licence }]);
        }
        let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn resource(kind: &str, file: &str, columns: &[&str]) -> Value {
    let fields: Vec<Value> = columns.iter().map(|column| field(kind, column)).collect();
    let name = file.trim_end_matches(".csv").replace('/', "-").to_lowercase();
    json!({
        "profile": "tabular-data-resource",
        "name": name,
        "path": file,
        "title": kind,
        "format": "csv",
        "encoding": "utf-8",
        "schema": { "fields": fields, "missingValues": [""] },
    })
}

fn field(table: &str, column: &str) -> Value {
    let known = COLUMNS.iter().find(|known| known.0 == column);
    let (kind, about) = known.map_or(("any", ""), |known| (known.1, known.2));
    let special = OF_TABLE.iter().find(|known| known.0 == table && known.1 == column);
    json!({ "name": column, "type": kind, "description": special.map_or(about, |known| known.2) })
}

#[cfg(test)]
mod tests {
    use super::super::rows;
    use super::*;

    #[test]
    fn every_column_of_every_table_is_described() {
        let tables = [
            rows::COUNTRIES,
            rows::GROUPS,
            rows::PRODUCTS,
            rows::PROCESSES,
            rows::RECIPES,
            rows::SITES,
            rows::FIGURES,
            rows::TRANSIT,
            rows::SEAS,
            rows::LANES,
            rows::PROJECTS,
            rows::LINKS,
        ];
        let columns = tables.iter().flat_map(|table| table.required.iter().chain(table.optional));
        for column in columns.chain(&LINKS).chain(&BALANCING) {
            assert!(COLUMNS.iter().any(|known| known.0 == *column), "{column}");
        }
        assert!(COLUMNS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
