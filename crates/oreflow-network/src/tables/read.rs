//! Reads tables, all of them and with all their problems, into a builder and into a network.

use std::path::Path;

use super::figures;
use super::manifest::{self, MANIFEST, Manifest, Origin, TableFiles, View};
use super::pool::capacities;
use super::resolve::Resolver;
use super::rows::{self, Way};
use super::sea::SeaTables;
use super::sheet::{Columns, Sheet, Sheets};
use super::sites;
use super::source::{Beside, TableFolder, TableSource};
use crate::{
    Description, Figure, LinkSpec, Location, Network, NetworkBuilder, NetworkError, Problem, TonnesPerYear,
};

/// The tables of a network, read and checked one by one and against each other, but not yet balanced.
#[derive(Clone, Debug)]
pub struct NetworkTables {
    pub(super) files: Box<TableFiles>,
    /// Header of each file that was read.
    pub(super) headers: Vec<(String, Vec<String>)>,
    /// Countries, products and sites with their parameters, without links.
    pub(crate) builder: NetworkBuilder,
    /// What the builder makes of countries, products and sites.
    pub(crate) skeleton: Network,
    pub(crate) figures: Vec<Figure>,
    pub(crate) resolver: Resolver,
    pub(crate) ways: Vec<Way>,
    pub(crate) sea: SeaTables,
}

/// What the files hold, before names are looked up.
struct Gathered {
    files: Box<TableFiles>,
    builder: NetworkBuilder,
    figures: Vec<Figure>,
    ways: Vec<Way>,
    sea: SeaTables,
    headers: Vec<(String, Vec<String>)>,
    links: Option<Vec<(LinkSpec, String)>>,
    /// Whether all rows of the tables that declare things could be understood.
    complete: bool,
}

impl NetworkTables {
    /// Reads tables without their generated links, as balancing needs them.
    ///
    /// # Errors
    /// All problems found in any table, with file, line and column.
    pub fn read(source: &dyn TableSource) -> Result<Self, NetworkError> {
        let mut problems = Vec::new();
        let Some(manifest) = open_manifest(source, &mut problems) else {
            return Err(NetworkError::of(problems));
        };
        if let Origin::View(view) = &manifest.from {
            return Err(NetworkError::of(vec![
                Problem::new(format!("{} is a view and has no tables of its own", manifest.id))
                    .help(format!("give the network that it is a view of: {}", view.of.get_ref()))
                    .at(Some(Location::file(source.path(MANIFEST)))),
            ]));
        }
        let tables = gather(source, manifest, &mut problems).and_then(|gathered| {
            let Gathered { files, mut builder, figures, ways, sea, headers, complete, .. } = gathered;
            let skeleton = builder.skeleton(&mut problems).filter(|_| complete)?;
            let resolver = Resolver::new(&skeleton, &figures, &mut problems);
            resolver.set_parameters(&skeleton, &figures, &mut builder);
            Some(Self { files, headers, builder, skeleton, figures, resolver, ways, sea })
        });
        match tables {
            Some(tables) if problems.is_empty() => Ok(tables),
            _ => Err(NetworkError::of(problems)),
        }
    }

    /// Every published or assumed number, sorted.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Id of the network.
    pub fn id(&self) -> &str {
        self.skeleton.id()
    }

    /// Name of the file that holds the generated links.
    pub fn links_file(&self) -> &str {
        &self.files.links
    }

    /// Name of the file that holds the report of balancing.
    pub fn balancing_file(&self) -> &str {
        &self.files.balancing
    }

    /// Makes a network of these tables and some links.
    pub(crate) fn with_links(&self, links: &[LinkSpec]) -> Result<Network, NetworkError> {
        let mut problems = Vec::new();
        let mut builder = self.builder.clone();
        builder.links = links.to_vec();
        set_capacities(&self.skeleton, &self.figures, &self.resolver, &mut builder, &mut problems);
        finish(&builder, &self.figures, problems)
    }
}

impl Network {
    /// Reads a folder of tables, balanced: one that holds its links.
    ///
    /// The order of rows in the tables does not change a bit of the network.
    ///
    /// # Errors
    /// All problems found, with file, line and column, and what to write instead.
    pub fn read(folder: &Path) -> Result<Self, NetworkError> {
        Self::read_from(&TableFolder::new(folder))
    }

    /// Reads balanced tables from anywhere, such as those embedded in a program.
    ///
    /// # Errors
    /// All problems found, with file, line and column, and what to write instead.
    pub fn read_from(source: &dyn TableSource) -> Result<Self, NetworkError> {
        let mut problems = Vec::new();
        let Some(manifest) = open_manifest(source, &mut problems) else {
            return Err(NetworkError::of(problems));
        };
        if let Origin::View(view) = &manifest.from {
            return view_of(source, &manifest, view);
        }
        let Some(gathered) = gather(source, manifest, &mut problems) else {
            return Err(NetworkError::of(problems));
        };
        let Gathered { files, mut builder, figures, links, complete, .. } = gathered;
        // What the skeleton complains of, the builder will say again.
        let skeleton = builder.skeleton(&mut Vec::new()).filter(|_| complete);
        let Some(links) = links else {
            if problems.is_empty() {
                problems.push(no_links(source, &files));
            }
            return Err(NetworkError::of(problems));
        };
        if !complete {
            return Err(NetworkError::of(problems));
        }
        for (link, product) in links {
            problems.extend(skeleton.as_ref().and_then(|known| wrong_product(known, &link, &product)));
            builder.links.push(link);
        }
        if let Some(skeleton) = skeleton {
            let resolver = Resolver::new(&skeleton, &figures, &mut problems);
            resolver.set_parameters(&skeleton, &figures, &mut builder);
            set_capacities(&skeleton, &figures, &resolver, &mut builder, &mut problems);
        }
        finish(&builder, &figures, problems)
    }
}

fn finish(
    builder: &NetworkBuilder,
    figures: &[Figure],
    mut problems: Vec<Problem>,
) -> Result<Network, NetworkError> {
    match builder.build() {
        Ok(network) if problems.is_empty() => Ok(Network { figures: figures.to_vec(), ..network }),
        Ok(_) => Err(NetworkError::of(problems)),
        Err(error) => {
            problems.extend(error.problems);
            Err(NetworkError::of(problems))
        }
    }
}

/// Gives each site its share of its pool's capacity, by base output.
fn set_capacities(
    skeleton: &Network,
    figures: &[Figure],
    resolver: &Resolver,
    builder: &mut NetworkBuilder,
    problems: &mut Vec<Problem>,
) {
    let mut output = vec![0.0; skeleton.sites.len()];
    let mut links: Vec<&LinkSpec> = builder.links.iter().collect();
    links.sort_by(|a, b| (&a.from, &a.to, &a.route).cmp(&(&b.from, &b.to, &b.route)));
    for link in links {
        if let Some(site) = skeleton.site_index(&link.from) {
            output[site.position()] += link.flow.0;
        }
    }
    let mut capacity = vec![None; skeleton.sites.len()];
    for pool in capacities(skeleton, figures, resolver, problems) {
        let total: f64 = pool.sites.iter().map(|site| output[site.position()]).sum();
        for site in pool.sites {
            let share = if total > 0.0 { output[site.position()] / total } else { 1.0 };
            capacity[site.position()] = Some(TonnesPerYear(pool.amount * share));
        }
    }
    for spec in &mut builder.sites {
        let found = skeleton.site_index(&spec.id).and_then(|site| capacity[site.position()]);
        spec.capacity = found.filter(|capacity| capacity.0 > 0.0);
    }
}

pub(super) fn open_manifest(source: &dyn TableSource, problems: &mut Vec<Problem>) -> Option<Manifest> {
    let path = source.path(MANIFEST);
    let Some(bytes) = source.table(MANIFEST) else {
        problems.push(
            Problem::new("there is no manifest that can be read")
                .help("name a folder that holds network.toml")
                .at(Some(Location::file(path))),
        );
        return None;
    };
    manifest::read(&path, &bytes).map_err(|problem| problems.push(problem)).ok()
}

/// Where the network lies that another one is a view of, which must not be a view itself.
pub(super) fn whole_of<'a>(source: &'a dyn TableSource, view: &'a View) -> Result<Beside<'a>, NetworkError> {
    let beside = Beside { source, folder: view.of.get_ref() };
    let mut problems = Vec::new();
    let other = open_manifest(&beside, &mut problems);
    if let Some(Manifest { from: Origin::View(further), id, .. }) = &other {
        problems.push(
            Problem::new(format!("this is a view of {id}, which is a view itself"))
                .help(format!("name the network with tables: {}/{}", view.of.get_ref(), further.of.get_ref()))
                .at(Some(Location::file(source.path(MANIFEST)))),
        );
    }
    if problems.is_empty() { Ok(beside) } else { Err(NetworkError::of(problems)) }
}

/// The part of another network that a manifest names.
fn view_of(source: &dyn TableSource, manifest: &Manifest, view: &View) -> Result<Network, NetworkError> {
    let whole = Network::read_from(&whole_of(source, view)?)?;
    let products: Vec<&str> = view.products.iter().map(String::as_str).collect();
    let part = whole
        .view(&products)
        .map_err(|problem| NetworkError::of(vec![problem.at(Some(Location::file(source.path(MANIFEST))))]))?;
    let given = |text: &str, or: &str| if text.is_empty() { or.to_owned() } else { text.to_owned() };
    let description = Description {
        element: given(&manifest.description.element, &part.description.element),
        licence: given(&manifest.description.licence, &part.description.licence),
        text: given(&manifest.description.text, &part.description.text),
    };
    let (id, title) = (manifest.id.clone(), manifest.title.clone());
    Ok(Network { id, title, year: manifest.year.or(part.year), description, ..part })
}

fn gather(source: &dyn TableSource, manifest: Manifest, problems: &mut Vec<Problem>) -> Option<Gathered> {
    let Origin::Tables(files) = manifest.from else { return None };
    let mut headers = Vec::new();
    let mut open_one = |name: &str, columns: &Columns, problems: &mut Vec<Problem>| {
        if let Some(bytes) = source.table(name) {
            let sheet = Sheet::read(source.path(name), &bytes, columns, problems);
            headers.push((name.to_owned(), sheet.header().to_vec()));
            return sheet;
        }
        problems.push(
            Problem::new("the table cannot be read")
                .help(format!("add the file, or correct its name in {MANIFEST}"))
                .at(Some(Location::file(source.path(name)))),
        );
        Sheet::missing()
    };
    let mut open = |files: &[String], columns: &Columns, problems: &mut Vec<Problem>| {
        Sheets(files.iter().map(|file| open_one(file, columns, problems)).collect())
    };
    let mut builder = NetworkBuilder::new(&manifest.id);
    builder.title(&manifest.title).describe(manifest.description);
    builder.year = manifest.year;
    let countries = open(&files.countries, &rows::COUNTRIES, problems);
    builder.countries = rows::countries(&countries, problems);
    builder.groups = rows::groups(&open(&files.groups, &rows::GROUPS, problems), problems);
    let products = open(&files.products, &rows::PRODUCTS, problems);
    builder.products = rows::products(&products, problems);
    let processes = open(&files.processes, &rows::PROCESSES, problems);
    let recipes = open(&files.recipes, &rows::RECIPES, problems);
    let sites = open(&files.sites, &rows::SITES, problems);
    let (specs, all_read) = sites::sites(&processes, &recipes, &sites, problems);
    builder.sites = specs;
    let complete = all_read
        && [&countries, &products, &processes, &recipes, &sites].into_iter().all(Sheets::is_complete);
    let units = figures::units(&builder.products);
    let mut figures = figures::figures(&open(&files.figures, &rows::FIGURES, problems), &units, problems);
    let projects = open(&files.projects, &rows::PROJECTS, problems);
    builder.projects = figures::projects(&projects, &builder.sites, &units, problems);
    figures.sort_by(Figure::order);
    check_duplicates(&figures, problems);
    let ways = rows::ways(&open(&files.transit, &rows::TRANSIT, problems), problems);
    let seas = open(&files.seas, &rows::SEAS, problems);
    let lanes = open(&files.lanes, &rows::LANES, problems);
    let sea = SeaTables::read(&seas, &lanes, &countries, problems);
    let links = source.table(&files.links).map(|bytes| {
        let sheet = Sheet::read(source.path(&files.links), &bytes, &rows::LINKS, problems);
        rows::links(&Sheets(vec![sheet]), problems)
    });
    Some(Gathered { files, builder, figures, ways, sea, headers, links, complete })
}

fn check_duplicates(figures: &[Figure], problems: &mut Vec<Problem>) {
    for pair in figures.windows(2).filter(|pair| pair[0] == pair[1]) {
        problems.push(
            Problem::new(format!("figure {} is listed twice", pair[0].path()))
                .help("remove one of the rows")
                .at(pair[1].location.clone()),
        );
    }
}

fn wrong_product(skeleton: &Network, link: &LinkSpec, product: &str) -> Option<Problem> {
    let supplier = skeleton.site(skeleton.site_index(&link.from)?);
    let made = &skeleton.product(supplier.product).id;
    (made.as_str() != product).then(|| {
        Problem::new(format!(
            "link {}>{} names {product}, but {} makes {made}",
            link.from, link.to, link.from
        ))
        .help("balance the tables again: `oreflow network build`")
        .at(link.location.clone().map(|place| place.column("product")))
    })
}

fn no_links(source: &dyn TableSource, files: &TableFiles) -> Problem {
    Problem::new("the network has no base flows yet")
        .help("balance the tables: `oreflow network build FOLDER`")
        .at(Some(Location::file(source.path(&files.links))))
}
