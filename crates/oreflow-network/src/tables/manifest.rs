//! `network.toml`: what a folder of tables is about, and which file holds which table.

use std::path::{Component, Path};

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
    tables: Option<Tables>,
    view: Option<View>,
}

/// A network that is a part of another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct View {
    /// The folder of the other, from that of this one.
    pub(super) of: toml::Spanned<String>,
    /// Products, or groups of products, that stay.
    pub(super) products: Vec<String>,
}

/// Files of the tables, as written: a table may be spread over several files of the same columns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    countries: Files,
    products: Files,
    processes: Files,
    recipes: Files,
    sites: Files,
    #[serde(default)]
    groups: Files,
    #[serde(default)]
    figures: Files,
    #[serde(default)]
    transit: Files,
    #[serde(default)]
    seas: Files,
    #[serde(default)]
    lanes: Files,
    #[serde(default)]
    projects: Files,
    links: Option<String>,
    balancing: Option<String>,
}

/// One file, a list of them, or none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "OneOrMany")]
pub(super) struct Files(Vec<String>);

impl std::ops::Deref for Files {
    type Target = [String];
    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl From<OneOrMany> for Files {
    fn from(written: OneOrMany) -> Self {
        match written {
            OneOrMany::One(file) => Self(vec![file]),
            OneOrMany::Many(files) => Self(files),
        }
    }
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
    pub(super) from: Origin,
}

/// Where a network comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Tables(Box<TableFiles>),
    View(View),
}

impl TableFiles {
    /// Kind and name of each file with published tables.
    pub(super) fn published(&self) -> Vec<(&'static str, &str)> {
        let tables: [(&'static str, &Files); 11] = [
            ("countries", &self.countries),
            ("groups", &self.groups),
            ("products", &self.products),
            ("processes", &self.processes),
            ("recipes", &self.recipes),
            ("sites", &self.sites),
            ("figures", &self.figures),
            ("transit", &self.transit),
            ("seas", &self.seas),
            ("lanes", &self.lanes),
            ("projects", &self.projects),
        ];
        let names =
            tables.into_iter().flat_map(|(kind, files)| files.iter().map(move |file| (kind, file.as_str())));
        names.collect()
    }

    /// Kind and name of each file, those that balancing writes among them.
    pub(super) fn all(&self) -> Vec<(&'static str, &str)> {
        let mut all = self.published();
        all.extend([("links", self.links.as_str()), ("balancing", self.balancing.as_str())]);
        all
    }
}

/// Names of the files of tables.
#[derive(Clone, Debug)]
pub(super) struct TableFiles {
    pub(super) countries: Files,
    pub(super) products: Files,
    pub(super) processes: Files,
    pub(super) recipes: Files,
    pub(super) sites: Files,
    pub(super) groups: Files,
    pub(super) figures: Files,
    pub(super) transit: Files,
    pub(super) seas: Files,
    pub(super) lanes: Files,
    pub(super) projects: Files,
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
    let from = match (file.tables, file.view) {
        (Some(tables), None) => Origin::Tables(Box::new(tables.into())),
        (None, Some(view)) => Origin::View(view),
        _ => {
            return Err(Problem::new("a network is made of tables or is a view of another one")
                .help("write either [tables] or [view]")
                .at(at(None)));
        }
    };
    if let Origin::Tables(tables) = &from
        && let Some((_, name)) = tables.all().into_iter().find(|(_, name)| !is_within(name))
    {
        return Err(Problem::new(format!("table '{name}' does not lie in the folder of the network"))
            .help("write names of files in the folder, or in folders within it")
            .at(at(None)));
    }
    Ok(Manifest {
        title: file.title.unwrap_or_else(|| file.id.clone()),
        id: file.id,
        year: file.year,
        description: Description {
            element: file.element,
            licence: file.licence,
            text: file.description.trim().to_owned(),
        },
        from,
    })
}

impl From<Tables> for TableFiles {
    fn from(tables: Tables) -> Self {
        Self {
            countries: tables.countries,
            products: tables.products,
            processes: tables.processes,
            recipes: tables.recipes,
            sites: tables.sites,
            groups: tables.groups,
            figures: tables.figures,
            transit: tables.transit,
            seas: tables.seas,
            lanes: tables.lanes,
            projects: tables.projects,
            links: tables.links.unwrap_or_else(|| "links.csv".to_owned()),
            balancing: tables.balancing.unwrap_or_else(|| "balancing.csv".to_owned()),
        }
    }
}

const HELP: &str = "a manifest has schema, id, title, year, element, licence, description and [tables] with \
     countries, groups, products, processes, recipes, sites, figures, transit, seas, lanes, projects, links, balancing; or, \
     for a part of another network, [view] with of and products";

/// Whether a file lies in the folder, so that a copy of the folder holds it.
fn is_within(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn line_of(text: &str, offset: usize) -> u64 {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count() as u64
}
