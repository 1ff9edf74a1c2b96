//! The files that a network is made of, to be kept with what was made of them.

use super::manifest::{MANIFEST, Origin};
use super::read::{open_manifest, whole_of};
use super::source::TableSource;
use crate::NetworkError;

/// Folder, within that of a view, into which the network goes that it is a view of.
const WHOLE: &str = "whole";

/// Page on sources and their terms, which goes with the tables wherever they go.
const SOURCES: &str = "SOURCES.md";

/// Names and bytes of all files that a network is read from: a folder of them is the same network.
///
/// Of a view, the files of the whole network go into a folder within, and the manifest names it there.
///
/// # Errors
/// If a manifest cannot be read. Tables that cannot be read are left out; reading the network says so.
pub fn network_files(source: &dyn TableSource) -> Result<Vec<(String, Vec<u8>)>, NetworkError> {
    let mut problems = Vec::new();
    let manifest = open_manifest(source, &mut problems).ok_or_else(|| NetworkError::of(problems))?;
    let read = |name: &str| Some((name.to_owned(), source.table(name)?.into_owned()));
    let mut files: Vec<(String, Vec<u8>)> = read(MANIFEST).into_iter().collect();
    match &manifest.from {
        Origin::Tables(tables) => {
            files.extend(read(SOURCES));
            files.extend(tables.all().into_iter().filter_map(|(_, name)| read(name)));
        }
        Origin::View(view) => {
            for (_, bytes) in &mut files {
                bytes.splice(view.of.span(), format!("\"{WHOLE}\"").into_bytes());
            }
            let inner = network_files(&whole_of(source, view)?)?;
            files.extend(inner.into_iter().map(|(name, bytes)| (format!("{WHOLE}/{name}"), bytes)));
        }
    }
    Ok(files)
}
