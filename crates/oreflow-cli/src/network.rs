//! `oreflow network`: look at a network, check it, build it.

use std::fmt::Write;

use oreflow_network::{BalanceOptions, Holder, Network, NetworkError, NetworkTables, TableFolder, balance};
use oreflow_report as report;

use crate::args::{self, Build, Concentration, NetworkFolder};
use crate::failure::Failure;
use crate::out::{json, say, tell};

pub(crate) fn network(command: &args::Network, quiet: bool) -> Result<(), Failure> {
    match command {
        args::Network::Show(folder) => show(folder),
        args::Network::Check(folder) => check(folder, quiet),
        args::Network::Concentration(options) => concentration(options),
        args::Network::Build(options) => build(options, quiet),
    }
}

fn read(folder: &NetworkFolder) -> Result<Network, Failure> {
    Network::read(&folder.network).map_err(|error| invalid(&error))
}

fn invalid(error: &NetworkError) -> Failure {
    Failure::Refused(error.to_string())
}

fn show(folder: &NetworkFolder) -> Result<(), Failure> {
    let network = read(folder)?;
    if folder.json {
        return json(&report::network_overview(&network));
    }
    say(&report::network(&network))
}

fn check(folder: &NetworkFolder, quiet: bool) -> Result<(), Failure> {
    let network = read(folder)?;
    let idle: Vec<String> = network.idle_figures().iter().map(ToString::to_string).collect();
    if folder.json {
        return json(&serde_json::json!({ "network": network.id(), "problems": [], "warnings": idle }));
    }
    if !quiet {
        for figure in &idle {
            tell(&format!("warning: {figure}"));
        }
    }
    if !quiet {
        let (sites, links) = (network.sites().len(), network.links().len());
        say(&format!("{}: no problems in {sites} sites and {links} links\n", network.id()))?;
    }
    Ok(())
}

fn concentration(options: &Concentration) -> Result<(), Failure> {
    let network = read(&options.folder)?;
    let refused = |problem: oreflow_network::Problem| Failure::Refused(problem.to_string());
    if let (true, Some(product)) = (options.imports, &options.product) {
        let rows = network.import_dependences(product).map_err(refused)?;
        if options.folder.json {
            return json(&rows);
        }
        return say(&report::import_dependence(&network, &rows));
    }
    let holder = if options.owners { Holder::OwnerCountry } else { Holder::Country };
    let rows = match &options.product {
        Some(product) => vec![network.concentration(product, None, holder).map_err(refused)?],
        None => network.concentrations(holder),
    };
    if options.folder.json {
        return json(&rows);
    }
    say(&report::concentration(&network, &rows))
}

fn build(options: &Build, quiet: bool) -> Result<(), Failure> {
    let folder = TableFolder::new(&options.network);
    let tables = NetworkTables::read(&folder).map_err(|error| invalid(&error))?;
    let balanced = balance(&tables, &BalanceOptions::default()).map_err(|error| invalid(&error))?;
    let written = balanced.write(&tables, &options.network, options.force).map_err(|error| {
        let hint = if options.force { "" } else { "; pass --force to replace it" };
        Failure::Failed(format!("{error}{hint}"))
    })?;
    if quiet {
        return Ok(());
    }
    let mut text = report::balancing(&balanced, tables.id());
    for path in written {
        let _ = writeln!(text, "wrote {}", path.display());
    }
    say(&text)
}
