//! `oreflow init`: templates to begin with.

use std::path::Path;

use crate::args::Init;
use crate::example;
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

/// The template of a scenario; `NETWORK` stands for the path of its network.
const SCENARIO: &str = include_str!("../templates/scenario.toml");

/// The shipped network that a scenario begins with.
const SHIPPED: &str = "networks/nickel-2024";

pub(crate) fn init(command: &Init, quiet: bool) -> Result<(), Failure> {
    let text = match command {
        Init::Network { folder } => init_network(folder)?,
        Init::Scenario { file, network } => init_scenario(file, network.as_deref())?,
    };
    if quiet { Ok(()) } else { say(&text) }
}

fn init_network(folder: &Path) -> Result<String, Failure> {
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || folder.is_file() {
        let message = format!("{} is there already and not empty", folder.display());
        return Err(Failure::Refused(format!("{message}; name a new folder")));
    }
    let files: Vec<(String, Vec<u8>)> =
        NETWORK.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    write(folder, &files, false)?;
    Ok(next_steps(folder))
}

fn init_scenario(file: &Path, network: Option<&Path>) -> Result<String, Failure> {
    let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        return Err(Failure::Refused(format!("{} is no name of a file", file.display())));
    };
    if file.exists() {
        return Err(Failure::Refused(format!("{} is there already; name a new file", file.display())));
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let path = match network {
        Some(network) if !network.join("network.toml").is_file() => {
            let message = format!("there is no network in {}", network.display());
            return Err(Failure::Refused(format!("{message}; name a folder with a network.toml")));
        }
        Some(network) => relative(network, folder),
        None => SHIPPED.to_owned(),
    };
    let text = SCENARIO.replace("NETWORK", &path);
    let mut files = vec![(name, text.into_bytes())];
    if network.is_none() && !folder.join(SHIPPED).join("network.toml").is_file() {
        files.extend(example::network(SHIPPED)?);
    }
    write(folder, &files, false)?;
    let file = file.display();
    Ok(format!(
        "wrote {file}; change it, then\n  oreflow check {file}\n  oreflow show {file} --resolved\n  oreflow run {file}\n"
    ))
}

/// A path as seen from a folder, with `/` on all systems; whole where it is.
fn relative(path: &Path, folder: &Path) -> String {
    let whole =
        |path: &Path| std::path::absolute(Path::new(".").join(path)).unwrap_or_else(|_| path.to_owned());
    if path.is_absolute() {
        return path.display().to_string();
    }
    let (path, folder) = (whole(path), whole(folder));
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

fn next_steps(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "wrote a small network to {folder}; put your own figures into its tables, then\n  \
         oreflow network build {folder}\n  oreflow network check {folder}\n  oreflow network show {folder}\n"
    )
}
