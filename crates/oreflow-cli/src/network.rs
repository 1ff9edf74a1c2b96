//! `oreflow network`: look at a network, check it, export it, build it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_network::{
    BalanceOptions, Filter, Holder, Network, NetworkError, NetworkTables, Part, Problem, SiteKind,
    TableFolder, balance, network_files, write_files,
};
use oreflow_report as report;
use serde::Serialize;

use crate::args::{self, Build, Concentration, Export, Format, NetworkFolder, Show};
use crate::failure::Failure;
use crate::out::{json, say, tell};

pub(crate) fn network(command: &args::Network, quiet: bool) -> Result<(), Failure> {
    match command {
        args::Network::Show(options) => show(options),
        args::Network::Check(folder) => check(folder, quiet),
        args::Network::Concentration(options) => concentration(options),
        args::Network::Export(options) => export(options, quiet),
        args::Network::Build(options) => build(options, quiet),
    }
}

fn read(folder: &Path) -> Result<Network, Failure> {
    Network::read(folder).map_err(|error| invalid(&error))
}

fn invalid(error: &NetworkError) -> Failure {
    Failure::Refused(error.to_string())
}

/// Version of the JSON that is printed.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer<T> {
    schema: u32,
    #[serde(flatten)]
    answer: T,
}

fn refused(problem: &Problem) -> Failure {
    Failure::Refused(problem.to_string())
}

fn part(network: &Network, filter: &args::Filter) -> Result<Part, Failure> {
    network.part(&Filter::from(filter)).map_err(|problem| refused(&problem))
}

fn show(options: &Show) -> Result<(), Failure> {
    let network = read(&options.folder.network)?;
    let part = part(&network, &options.filter)?;
    if options.folder.json {
        return json(&Answer { schema: SCHEMA, answer: report::network_overview(&network, &part) });
    }
    say(&report::network(&network, &part))
}

/// Reads all tables, and makes the model ready to run on them: prices that no site can live on are found so.
fn check(folder: &NetworkFolder, quiet: bool) -> Result<(), Failure> {
    let network = Arc::new(read(&folder.network)?);
    let calendar = Calendar::covering(date(2024, 1, 1), Step::Month, 12.0);
    let prepared = Experiment::new(Arc::clone(&network), calendar).prepare();
    let prepared = prepared.map_err(|error| Failure::Refused(error.to_string()))?;
    let mut idle: Vec<String> = network.idle_figures().iter().map(ToString::to_string).collect();
    idle.extend(prepared.warnings().iter().map(|(_, warning)| warning.clone()));
    if folder.json {
        let answer = serde_json::json!({ "network": network.id(), "problems": [], "warnings": idle });
        return json(&Answer { schema: SCHEMA, answer });
    }
    if !quiet {
        for figure in &idle {
            tell(&format!("warning: {figure}"));
        }
        let (sites, links) = (network.sites().len(), network.links().len());
        say(&format!("{}: no problems in {sites} sites and {links} links\n", network.id()))?;
    }
    Ok(())
}

fn concentration(options: &Concentration) -> Result<(), Failure> {
    let network = read(&options.folder.network)?;
    if options.imports {
        return imports(&network, options);
    }
    let holder = if options.owners { Holder::OwnerCountry } else { Holder::Country };
    let stage = options.stage.map(SiteKind::from);
    let rows = if options.product.is_empty() {
        let mut rows = network.concentrations(holder);
        rows.retain(|row| stage.is_none() || row.stage == stage);
        rows
    } else {
        let named = options.product.iter().map(|product| network.concentration(product, stage, holder));
        named.collect::<Result<Vec<_>, _>>().map_err(|problem| refused(&problem))?
    };
    if options.folder.json {
        let answer = serde_json::json!({ "network": network.id(), "concentration": rows });
        return json(&Answer { schema: SCHEMA, answer });
    }
    say(&report::concentration(&network, &rows))
}

fn imports(network: &Network, options: &Concentration) -> Result<(), Failure> {
    let mut all = Vec::new();
    for product in &options.product {
        let rows = if options.place.is_empty() {
            network.import_dependences(product)
        } else {
            options.place.iter().map(|place| network.import_dependence(product, place)).collect()
        };
        all.push(rows.map_err(|problem| refused(&problem))?);
    }
    if options.folder.json {
        let answer = serde_json::json!({ "network": network.id(), "imports": all.concat() });
        return json(&Answer { schema: SCHEMA, answer });
    }
    let tables: Vec<String> = all.iter().map(|rows| report::import_dependence(network, rows)).collect();
    say(&tables.join("\n"))
}

fn export(options: &Export, quiet: bool) -> Result<(), Failure> {
    let network = read(&options.network)?;
    let part = part(&network, &options.filter)?;
    let overview = report::network_overview(&network, &part);
    let failed = |error: &dyn std::error::Error| Failure::Failed(format!("could not export: {error}"));
    let csv = |text: Result<String, _>| text.map_err(|error| failed(&error));
    let text = match options.format {
        Format::Graphml => report::graphml(&overview),
        Format::Dot => report::dot(&overview),
        Format::Csv => csv(report::csv_of(&overview.links))?,
        Format::Json => {
            let text = serde_json::to_string_pretty(&overview).map_err(|error| failed(&error))?;
            format!("{text}\n")
        }
    };
    let Some(out) = &options.out else { return say(&text) };
    let folder = out.parent().filter(|_| options.format != Format::Csv).unwrap_or(Path::new(""));
    let files = if options.format == Format::Csv {
        let file = |name: &str, text: String| (out.join(name).display().to_string(), text.into_bytes());
        let mut files =
            vec![file("sites.csv", csv(report::csv_of(&overview.sites))?), file("links.csv", text)];
        if !overview.projects.is_empty() {
            files.push(file("projects.csv", csv(report::csv_of(&overview.projects))?));
        }
        files
    } else {
        let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
        vec![(name, text.into_bytes())]
    };
    let written = write(folder, &files, options.force)?;
    if quiet { Ok(()) } else { say(&listed(&written)) }
}

fn build(options: &Build, quiet: bool) -> Result<(), Failure> {
    let folder = TableFolder::new(&options.network);
    let tables = NetworkTables::read(&folder).map_err(|error| invalid(&error))?;
    // Before the work, not after it.
    let target = options.out.as_ref().unwrap_or(&options.network).join(tables.links_file());
    if !options.force && target.exists() {
        let message =
            format!("{} exists and would be overwritten; pass --force to replace it", target.display());
        return Err(Failure::Failed(message));
    }
    let balanced = balance(&tables, &BalanceOptions::default()).map_err(|error| invalid(&error))?;
    let built = balanced.files(&tables);
    let written = match &options.out {
        None => write(&options.network, &built, options.force)?,
        Some(out) => {
            let mut files = network_files(&folder).map_err(|error| invalid(&error))?;
            files.retain(|(name, _)| !built.iter().any(|(other, _)| other == name));
            files.extend(built);
            write(out, &files, options.force)?
        }
    };
    if quiet {
        return Ok(());
    }
    say(&format!("{}{}", report::balancing(&balanced, tables.id()), listed(&written)))
}

/// Writes files; what is there is replaced if that was asked for.
pub(crate) fn write(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    force: bool,
) -> Result<Vec<PathBuf>, Failure> {
    write_files(folder, files, force).map_err(|error| {
        let exists = error.kind() == std::io::ErrorKind::AlreadyExists;
        let hint = if exists { "; pass --force to replace it" } else { "" };
        Failure::Failed(format!("{error}{hint}"))
    })
}

pub(crate) fn listed(written: &[PathBuf]) -> String {
    written.iter().fold(String::new(), |mut text, path| {
        let _ = writeln!(text, "wrote {}", path.display());
        text
    })
}
