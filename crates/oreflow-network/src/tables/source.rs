//! Where tables come from: a folder, memory, or a binary.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A set of named files, such as a folder or files embedded in a program.
pub trait TableSource {
    /// Bytes of a file, if there is one of that name.
    fn table(&self, name: &str) -> Option<Cow<'_, [u8]>>;

    /// What problems call a file.
    fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(name)
    }
}

/// A folder on disk.
#[derive(Clone, Debug)]
pub struct TableFolder {
    folder: PathBuf,
}

impl TableFolder {
    /// The folder at a path.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().to_owned() }
    }
}

impl TableSource for TableFolder {
    fn table(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        std::fs::read(self.path(name)).ok().map(Cow::Owned)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// A folder beside or below the one of another source.
pub(super) struct Beside<'a> {
    pub(super) source: &'a dyn TableSource,
    pub(super) folder: &'a str,
}

impl TableSource for Beside<'_> {
    fn table(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.source.table(&format!("{}/{name}", self.folder))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.source.path(&format!("{}/{name}", self.folder))
    }
}

impl TableSource for BTreeMap<String, Vec<u8>> {
    fn table(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.get(name).map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }
}
