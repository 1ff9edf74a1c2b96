//! `network.toml`: what a folder of tables is about, and which file holds which table.

use std::path::Path;

use serde::Deserialize;

use crate::{Description, Location, Problem};

/// Name of the manifest.
pub(super) const MANIFEST: &str = "network.toml";

/// The only version of the format there is.
const SCHEMA: u32 = 1;

/// The manifest, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    id: String,
    title: Option<String>,
    year: Option<i16>,
    #[serde(default)]
    element: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    description: String,
    tables: Tables,
}

/// Files of the tables, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    countries: String,
    products: String,
    processes: String,
    recipes: String,
    sites: String,
    groups: Option<String>,
    figures: Option<OneOrMany>,
    transit: Option<String>,
    links: Option<String>,
    balancing: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// The manifest, understood.
#[derive(Clone, Debug)]
pub(super) struct Manifest {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) year: Option<i16>,
    pub(super) description: Description,
    pub(super) countries: String,
    pub(super) products: String,
    pub(super) processes: String,
    pub(super) recipes: String,
    pub(super) sites: String,
    pub(super) groups: Option<String>,
    pub(super) figures: Vec<String>,
    pub(super) transit: Option<String>,
    pub(super) links: String,
    pub(super) balancing: String,
}

/// Reads the manifest.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Manifest, Problem> {
    let at = |line: Option<u64>| Some(Location { line, ..Location::file(path) });
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Problem::new("the manifest is not text in UTF-8").help("save it as UTF-8").at(at(None))
    })?;
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        Problem::new(error.message().to_owned()).help(HELP).at(at(line))
    })?;
    if file.schema != SCHEMA {
        return Err(Problem::new(format!("schema {} is not known", file.schema))
            .help(format!("write schema = {SCHEMA}, or use a newer oreflow"))
            .at(at(None)));
    }
    if let Err(error) = file.id.parse::<crate::ProductId>() {
        return Err(Problem::new(error.to_string()).at(at(None)));
    }
    let tables = file.tables;
    Ok(Manifest {
        title: file.title.unwrap_or_else(|| file.id.clone()),
        id: file.id,
        year: file.year,
        description: Description {
            element: file.element,
            licence: file.licence,
            text: file.description.trim().to_owned(),
        },
        countries: tables.countries,
        products: tables.products,
        processes: tables.processes,
        recipes: tables.recipes,
        sites: tables.sites,
        groups: tables.groups,
        figures: match tables.figures {
            None => Vec::new(),
            Some(OneOrMany::One(file)) => vec![file],
            Some(OneOrMany::Many(files)) => files,
        },
        transit: tables.transit,
        links: tables.links.unwrap_or_else(|| "links.csv".to_owned()),
        balancing: tables.balancing.unwrap_or_else(|| "balancing.csv".to_owned()),
    })
}

const HELP: &str = "a manifest has schema, id, title, year, element, licence, description and [tables] with \
     countries, groups, products, processes, recipes, sites, figures, transit, links, balancing";

fn line_of(text: &str, offset: usize) -> u64 {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count() as u64
}
