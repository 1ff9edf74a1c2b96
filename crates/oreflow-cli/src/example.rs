//! `oreflow example`: the shipped scenarios and networks, which the program has with it.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Component, Path};

use oreflow_scenario::{Draft, Scenario};
use serde::{Deserialize, Serialize};

use crate::args::Example;
use crate::failure::Failure;
use crate::network::write;
use crate::out::{json, say};

/// Version of the JSON that is printed.
const SCHEMA: u32 = 1;

/// Files with their names below `scenarios/`, sorted.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

#[derive(Serialize)]
struct Answer<'a> {
    schema: u32,
    examples: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    title: String,
    network: String,
}

pub(crate) fn example(command: &Example, quiet: bool) -> Result<(), Failure> {
    match command {
        Example::List { json: as_json } => list(*as_json),
        Example::Show { name } => say(&String::from_utf8_lossy(file_of(name)?)),
        Example::Copy { name, folder, force } => {
            let files = files_of(name)?;
            write(folder, &files, *force)?;
            if quiet {
                return Ok(());
            }
            let path = folder.join(format!("{name}.toml"));
            say(&format!(
                "wrote {} files to {}; now\n  oreflow run {}\n",
                files.len(),
                folder.display(),
                path.display()
            ))
        }
    }
}

fn list(as_json: bool) -> Result<(), Failure> {
    let mut examples = Vec::new();
    for name in names() {
        let Scenario { title, network, .. } = scenario(name)?;
        examples.push(Row { name, title, network: network.value });
    }
    if as_json {
        return json(&Answer { schema: SCHEMA, examples });
    }
    let width = examples.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let lines: Vec<String> =
        examples.iter().map(|row| format!("{:<width$}  {}\n", row.name, row.title)).collect();
    say(&lines.concat())
}

/// Names of all examples: the scenarios that stand alone, not what they extend.
fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|(name, _)| name.strip_suffix(".toml").filter(|name| !name.contains('/')))
}

/// Whether there is an example of that name.
pub(crate) fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

fn file_of(name: &str) -> Result<&'static [u8], Failure> {
    load(&format!("{name}.toml")).map_err(|_| {
        let known: Vec<&str> = names().collect();
        Failure::Refused(format!("there is no example '{name}'; there are {}", known.join(", ")))
    })
}

/// A file by its name below `scenarios/`, in which `..` may stand.
fn load(name: &str) -> io::Result<&'static [u8]> {
    let name = cleaned(name);
    let found = FILES.iter().find(|(known, _)| *known == name);
    found.map(|(_, bytes)| *bytes).ok_or_else(|| ErrorKind::NotFound.into())
}

/// A name without `.` and `..`.
fn cleaned(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

fn draft(name: &str) -> Result<Draft, Failure> {
    let load = |wanted: &str| load(wanted).map(<[u8]>::to_vec);
    Draft::new(&format!("{name}.toml"), file_of(name)?, load)
        .map_err(|problems| Failure::Invalid(vec![problems]))
}

fn scenario(name: &str) -> Result<Scenario, Failure> {
    draft(name)?.scenario().map_err(|problems| Failure::Invalid(vec![problems]))
}

/// What the manifest of a network says of what it is a part of.
#[derive(Deserialize)]
struct Network {
    view: Option<View>,
}

#[derive(Deserialize)]
struct View {
    of: String,
}

/// An example with all that it needs: the files that it extends, its network, and what that is a part of.
fn files_of(name: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let draft = draft(name)?;
    let mut wanted: BTreeSet<String> = draft.files().map(|(name, _)| cleaned(name)).collect();
    let scenario = draft.scenario().map_err(|problems| Failure::Invalid(vec![problems]))?;
    let home = Path::new(scenario.network_file()).parent().unwrap_or(Path::new(""));
    wanted.extend(network_names(&home.join(&scenario.network.value).to_string_lossy()));
    contents(wanted)
}

/// The files of a shipped network, and of what it is a part of.
pub(crate) fn network(folder: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    contents(network_names(folder))
}

fn network_names(folder: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut next = Some(cleaned(folder));
    while let Some(folder) = next.take() {
        let inside = format!("{folder}/");
        names.extend(
            FILES.iter().map(|(name, _)| (*name).to_owned()).filter(|name| name.starts_with(&inside)),
        );
        let manifest = load(&format!("{folder}/network.toml")).ok();
        let manifest = manifest.and_then(|bytes| toml::from_slice::<Network>(bytes).ok());
        next =
            manifest.and_then(|manifest| manifest.view).map(|view| cleaned(&format!("{folder}/{}", view.of)));
    }
    names
}

fn contents(names: BTreeSet<String>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let file = |name: String| load(&name).map(|bytes| (name.clone(), bytes.to_vec()));
    let files: io::Result<_> = names.into_iter().map(file).collect();
    files.map_err(|error| Failure::Failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_all_that_it_needs() {
        assert!(is_known("indonesia-nickel-ban"));
        for name in names() {
            let files = files_of(name).unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
            let has = |wanted: &str| files.iter().any(|(file, _)| file.ends_with(wanted));
            assert!(has(&format!("{name}.toml")) && has("network.toml") && has("SOURCES.md"), "{name}");
        }
        assert!(!FILES.iter().any(|(name, _)| name.starts_with("backtests")));
    }
}
