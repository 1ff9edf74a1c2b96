//! Writes what balancing found: `links.csv` and `balancing.csv`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use csv::{Terminator, WriterBuilder};

use super::package::DATA_PACKAGE;
use crate::{Balanced, LinkSpec, Moved, NetworkTables};

pub(super) const LINKS: [&str; 11] = [
    "from",
    "to",
    "product",
    "flow",
    "transit",
    "freight",
    "duty",
    "passages",
    "published",
    "confidence",
    "source",
];
pub(super) const BALANCING: [&str; 9] =
    ["quantity", "product", "place", "partner", "published", "balanced", "moved", "confidence", "source"];

impl Balanced {
    /// The text of `links.csv`: flows in t/yr with all their digits, transit in months, freight in USD for a
    /// unit of the product.
    pub fn links_csv(&self) -> String {
        let row = |link: &LinkSpec| {
            let product = self.network.site_index(&link.from).map(|site| self.network.site(site).product);
            let known = link.provenance.as_ref();
            let published = known.and_then(|known| known.published);
            [
                link.from.clone(),
                link.to.clone(),
                product.map(|product| self.network.product(product).id.to_string()).unwrap_or_default(),
                link.flow.0.to_string(),
                link.transit.0.to_string(),
                link.freight.0.to_string(),
                link.duty.to_string(),
                link.passages.join(" "),
                published.map(|flow| flow.0.to_string()).unwrap_or_default(),
                known.map(|known| known.confidence.to_string()).unwrap_or_default(),
                known.map(|known| known.source.clone()).unwrap_or_default(),
            ]
        };
        text(LINKS, self.links.iter().map(row))
    }

    /// The text of `balancing.csv`: each figure as published and as balanced, t/yr, and its relative move.
    pub fn balancing_csv(&self) -> String {
        let row = |moved: &Moved| {
            let figure = &moved.figure;
            [
                figure.quantity.to_string(),
                figure.product.clone(),
                figure.place.clone(),
                figure.partner.clone(),
                figure.value.to_string(),
                moved.balanced.to_string(),
                format!("{:.6}", moved.relative()),
                figure.confidence.to_string(),
                figure.source.clone(),
            ]
        };
        text(BALANCING, self.moved.iter().map(row))
    }

    /// What balancing adds to a folder of tables: `links.csv` and `balancing.csv`, under the names its manifest gives them, and
    /// the description of all tables, `datapackage.json`.
    pub fn files(&self, tables: &NetworkTables) -> Vec<(String, Vec<u8>)> {
        vec![
            (tables.links_file().to_owned(), self.links_csv().into_bytes()),
            (tables.balancing_file().to_owned(), self.balancing_csv().into_bytes()),
            (DATA_PACKAGE.to_owned(), tables.data_package().into_bytes()),
        ]
    }

    /// Writes [`files`](Self::files) into a folder.
    ///
    /// Returns the files written.
    ///
    /// # Errors
    /// If a file exists and `overwrite` is not set (then none is written), or cannot be written.
    pub fn write(&self, tables: &NetworkTables, folder: &Path, overwrite: bool) -> io::Result<Vec<PathBuf>> {
        write_files(folder, &self.files(tables), overwrite)
    }
}

/// Writes files into a folder, which is made where it is missing.
///
/// # Errors
/// If a file exists and `overwrite` is not set (then none is written), or cannot be written.
pub fn write_files(folder: &Path, files: &[(String, Vec<u8>)], overwrite: bool) -> io::Result<Vec<PathBuf>> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(path) = paths.iter().find(|path| !overwrite && path.exists()) {
        let message = format!("{} exists and would be overwritten", path.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    for (path, (_, content)) in paths.iter().zip(files) {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(overwrite).truncate(overwrite).create_new(!overwrite);
        options.open(path)?.write_all(content)?;
    }
    Ok(paths)
}

/// Rows as CSV with Unix line ends.
fn text<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    let written = writer
        .write_record(header)
        .and_then(|()| rows.into_iter().try_for_each(|row| writer.write_record(row)));
    debug_assert!(written.is_ok(), "rows are as wide as the header, and memory takes them");
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
