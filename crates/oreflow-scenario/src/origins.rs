//! Where each value of a scenario was written.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::draft::LISTS;
use crate::source::Span;

/// Places of values by table and key: the table is empty for the top of the file, and the id for measures and hazards.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins(BTreeMap<(String, String), Span>);

impl Origins {
    /// The places of all values of a whole scenario.
    pub(crate) fn new(whole: &DeTable<'_>) -> Self {
        let mut origins = Self::default();
        for (key, value) in whole {
            let key = key.get_ref().as_ref();
            match value.get_ref() {
                DeValue::Table(table) => origins.add(key, table),
                DeValue::Array(entries) if LISTS.contains(&key) => {
                    for table in entries.iter().filter_map(|entry| entry.get_ref().as_table()) {
                        let id = table.get("id").and_then(|id| id.get_ref().as_str());
                        origins.add(id.unwrap_or_default(), table);
                    }
                }
                _ => {
                    origins.0.insert((String::new(), key.to_owned()), value.span().into());
                }
            }
        }
        origins
    }

    fn add(&mut self, table: &str, entries: &DeTable<'_>) {
        for (key, value) in entries {
            self.0.insert((table.to_owned(), key.get_ref().as_ref().to_owned()), value.span().into());
        }
    }

    /// Where a value was written; nowhere if it is a default.
    pub(crate) fn of(&self, table: &str, key: &str) -> Option<Span> {
        self.0.get(&(table.to_owned(), key.to_owned())).copied()
    }
}
