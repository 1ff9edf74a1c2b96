//! `oreflow init`: templates to begin with.

use std::path::Path;

use crate::args::Init;
use crate::failure::Failure;
use crate::network::write;
use crate::out::say;

macro_rules! template {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("../templates/network/", $name)))),*]
    };
}

/// Files of the template of a network.
const NETWORK: &[(&str, &[u8])] = template! {
    "README.md" "network.toml" "countries.csv" "groups.csv" "products.csv" "processes.csv" "recipes.csv"
    "sites.csv" "figures.csv" "parameters.csv" "projects.csv" "transit.csv"
};

pub(crate) fn init(command: &Init, quiet: bool) -> Result<(), Failure> {
    let Init::Network { folder } = command;
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || folder.is_file() {
        let message = format!("{} is there already and not empty", folder.display());
        return Err(Failure::Refused(format!("{message}; name a new folder")));
    }
    let files: Vec<(String, Vec<u8>)> =
        NETWORK.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    write(folder, &files, false)?;
    if quiet {
        return Ok(());
    }
    say(&next_steps(folder))
}

fn next_steps(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "wrote a small network to {folder}; put your own figures into its tables, then\n  \
         oreflow network build {folder}\n  oreflow network check {folder}\n  oreflow network show {folder}\n"
    )
}
