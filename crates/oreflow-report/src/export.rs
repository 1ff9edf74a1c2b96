//! A network, or a part of it, in formats that other programs read.

use std::collections::BTreeMap;
use std::fmt::Write;

use oreflow_network::{Network, Parameter, Part, SiteIndex, SiteKind};
use serde::Serialize;

/// A network in numbers, for machines.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// Id.
    pub network: String,
    /// Title for people.
    pub title: String,
    /// Base year.
    pub year: Option<i16>,
    /// Licence of the tables.
    pub licence: String,
    /// Number of countries with sites.
    pub countries: usize,
    /// Sites, those at the other ends of links among them.
    pub sites: Vec<SiteRow>,
    /// Links.
    pub links: Vec<LinkRow>,
    /// Planned facilities.
    pub projects: Vec<ProjectRow>,
}

/// A site with its base output.
#[derive(Clone, Debug, Serialize)]
pub struct SiteRow {
    /// Id.
    pub site: String,
    /// Name for people.
    pub name: String,
    /// Stage.
    pub kind: SiteKind,
    /// Country.
    pub country: String,
    /// Product.
    pub product: String,
    /// What the product is counted in, for a year.
    pub unit: String,
    /// Base output in that unit; for final demand, base use.
    pub output: f64,
    /// Capacity in that unit; none for final demand.
    pub capacity: Option<f64>,
    /// Base price in USD for a unit of the product.
    pub price: f64,
    /// Owner, where known.
    pub owner: Option<String>,
    /// Country of the owner.
    pub owner_country: Option<String>,
    /// Ids of hosts of a by-product, apart by blanks.
    pub hosts: String,
    /// Latitude of the country's main port in degrees, where known.
    pub latitude: Option<f64>,
    /// Longitude of the country's main port in degrees, where known.
    pub longitude: Option<f64>,
}

/// A link with its base flow.
#[derive(Clone, Debug, Serialize)]
pub struct LinkRow {
    /// Id.
    pub link: String,
    /// Supplier.
    pub from: String,
    /// Buyer.
    pub to: String,
    /// Country of the supplier.
    pub from_country: String,
    /// Country of the buyer.
    pub to_country: String,
    /// Product.
    pub product: String,
    /// What the product is counted in, for a year.
    pub unit: String,
    /// Base flow in that unit.
    pub flow: f64,
    /// Time under way in months.
    pub transit: f64,
    /// Freight in USD for a unit of the product.
    pub freight: f64,
    /// Import duty as a share of the ex-works price.
    pub duty: f64,
    /// Straits and canals, apart by blanks.
    pub passages: String,
    /// The published flow, where there is one.
    pub published: Option<f64>,
    /// How well the flow is known.
    pub confidence: Option<String>,
    /// Who says so.
    pub source: Option<String>,
}

/// A planned facility.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectRow {
    /// Id.
    pub project: String,
    /// Name for people.
    pub name: String,
    /// Site that gets the capacity.
    pub site: String,
    /// Unit of the capacity.
    pub unit: String,
    /// Capacity in that unit.
    pub capacity: f64,
    /// Month in which it is expected to start.
    pub start: String,
    /// Chance that it comes, 0 to 1.
    pub chance: f64,
    /// Who says so.
    pub source: String,
}

/// A part of a network in numbers, for machines.
pub fn network_overview(network: &Network, part: &Part) -> Overview {
    let ends = part.ends(network);
    let sites: Vec<SiteRow> = ends.iter().map(|&site| site_row(network, site)).collect();
    let mut countries: Vec<&str> = sites.iter().map(|site| site.country.as_str()).collect();
    countries.sort_unstable();
    countries.dedup();
    let projects = network.projects().iter().filter(|project| part.sites.contains(&project.site));
    Overview {
        network: network.id().to_owned(),
        title: network.title().to_owned(),
        year: network.year(),
        licence: network.description().licence.clone(),
        countries: countries.len(),
        links: link_rows(network, part),
        projects: projects
            .map(|project| ProjectRow {
                project: project.id.clone(),
                name: project.name.clone(),
                site: network.site(project.site).id.to_string(),
                unit: unit(network, project.site),
                capacity: project.capacity.0,
                start: project.start_month(),
                chance: project.chance,
                source: project.source.clone(),
            })
            .collect(),
        sites,
    }
}

fn unit(network: &Network, site: SiteIndex) -> String {
    network.product(network.site(site).product).unit.of("t/yr")
}

fn site_row(network: &Network, index: SiteIndex) -> SiteRow {
    let site = network.site(index);
    let place = network.countries().iter().find(|country| country.code == site.country);
    let position = place.and_then(|country| country.position);
    let hosts: Vec<&str> = site.hosts.iter().map(|&host| network.site(host).id.as_str()).collect();
    SiteRow {
        site: site.id.to_string(),
        name: site.name.clone(),
        kind: site.kind,
        country: site.country.to_string(),
        product: network.product(site.product).id.to_string(),
        unit: unit(network, index),
        output: site.output.0,
        capacity: (site.kind != SiteKind::Consumer).then(|| network.capacity(index).0),
        price: network.site_parameter(Parameter::Price, index),
        owner: site.owner.as_ref().map(|owner| owner.name.clone()),
        owner_country: site.owner.as_ref().map(|owner| owner.country.clone()),
        hosts: hosts.join(" "),
        latitude: position.map(|position| position.0),
        longitude: position.map(|position| position.1),
    }
}

fn link_rows(network: &Network, part: &Part) -> Vec<LinkRow> {
    let rows = part.links.iter().map(|&link| {
        let link = network.link(link);
        let (from, to) = (network.site(link.from), network.site(link.to));
        let known = link.provenance.as_ref();
        LinkRow {
            link: link.id.to_string(),
            from: from.id.to_string(),
            to: to.id.to_string(),
            from_country: from.country.to_string(),
            to_country: to.country.to_string(),
            product: network.product(link.product).id.to_string(),
            unit: unit(network, link.from),
            flow: link.flow.0,
            transit: link.transit.0,
            freight: link.freight.0,
            duty: link.duty,
            passages: link.passages.join(" "),
            published: known.and_then(|known| known.published).map(|flow| flow.0),
            confidence: known.map(|known| known.confidence.to_string()),
            source: known.map(|known| known.source.clone()),
        }
    });
    rows.collect()
}

/// Rows as CSV with Unix line ends.
///
/// # Errors
/// What the writer of CSV says.
pub fn csv_of<T: Serialize>(rows: &[T]) -> Result<String, csv::Error> {
    let terminator = csv::Terminator::Any(b'\n');
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A part of a network as `GraphML`, with the columns of the tables as attributes; for Gephi, yEd, networkx and igraph.
///
/// # References
/// Brandes et al. (2002), *`GraphML` progress report*, Graph Drawing, LNCS 2265, 501-512.
pub fn graphml(overview: &Overview) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    let (nodes, edges) = (attributes(&overview.sites), attributes(&overview.links));
    for (rows, domain) in [(&nodes, "node"), (&edges, "edge")] {
        for (name, is_number) in columns(rows) {
            let kind = if is_number { "double" } else { "string" };
            let _ = writeln!(
                text,
                "  <key id=\"{domain}-{name}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            );
        }
    }
    let _ = writeln!(text, "  <graph id=\"{}\" edgedefault=\"directed\">", escaped(&overview.network));
    for (site, row) in overview.sites.iter().zip(&nodes) {
        let _ = writeln!(text, "    <node id=\"{}\">{}</node>", escaped(&site.site), data("node", row));
    }
    for (link, row) in overview.links.iter().zip(&edges) {
        let (from, to) = (escaped(&link.from), escaped(&link.to));
        let id = escaped(&link.link);
        let _ = writeln!(
            text,
            "    <edge id=\"{id}\" source=\"{from}\" target=\"{to}\">{}</edge>",
            data("edge", row)
        );
    }
    text.push_str("  </graph>\n</graphml>\n");
    text
}

/// Columns of a row with their values as text, and whether they are numbers.
type Attributes = BTreeMap<String, (String, bool)>;

fn attributes<T: Serialize>(rows: &[T]) -> Vec<Attributes> {
    let values = rows.iter().filter_map(|row| serde_json::to_value(row).ok());
    values
        .map(|value| {
            let cells = value.as_object().cloned().unwrap_or_default();
            let cells = cells.into_iter().filter_map(|(name, cell)| match cell {
                serde_json::Value::String(text) => Some((name, (text, false))),
                serde_json::Value::Number(number) => Some((name, (number.to_string(), true))),
                _ => None,
            });
            cells.collect()
        })
        .collect()
}

fn columns(rows: &[Attributes]) -> BTreeMap<&str, bool> {
    rows.iter().flatten().map(|(name, (_, is_number))| (name.as_str(), *is_number)).collect()
}

fn data(domain: &str, row: &Attributes) -> String {
    row.iter().fold(String::new(), |mut cells, (name, (text, _))| {
        let _ = write!(cells, "<data key=\"{domain}-{name}\">{}</data>", escaped(text));
        cells
    })
}

/// Text as XML holds it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A part of a network in the language of Graphviz: sites by stage from left to right, lines as wide as their part in all flow
/// of the product.
pub fn dot(overview: &Overview) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut totals: BTreeMap<&str, f64> = BTreeMap::new();
    for link in &overview.links {
        *totals.entry(&link.product).or_default() += link.flow;
    }
    let mut text = format!(
        "digraph {} {{\n  rankdir=LR;\n  node [shape=box, style=filled, fontname=\"Helvetica\"];\n",
        quoted(&overview.network)
    );
    for site in &overview.sites {
        // Okabe and Ito's colours, which colour-blind readers tell apart.
        let colour = match site.kind {
            SiteKind::Mine => "#E69F00",
            SiteKind::Refinery => "#56B4E9",
            SiteKind::Manufacturer => "#009E73",
            SiteKind::Recycler => "#F0E442",
            SiteKind::Consumer => "#CC79A7",
        };
        let label = format!("{}\\n{}", site.name.replace('"', "'"), site.product);
        let _ = writeln!(text, "  {} [label=\"{label}\", fillcolor=\"{colour}\"];", quoted(&site.site));
    }
    for link in &overview.links {
        let width = 0.3 + 8.0 * link.flow / totals.get(link.product.as_str()).copied().unwrap_or(1.0);
        let _ = writeln!(
            text,
            "  {} -> {} [penwidth={width:.2}, tooltip={}];",
            quoted(&link.from),
            quoted(&link.to),
            quoted(&format!("{} {:.0} {}", link.product, link.flow, link.unit))
        );
    }
    text.push_str("}\n");
    text
}
