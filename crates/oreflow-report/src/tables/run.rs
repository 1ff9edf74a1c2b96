//! A run folder as it lies on the disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tables::{Files, TablesError, document, iamc, long, package, parquet};

/// Tables of a run folder, and whether the run must have left them.
const TABLES: [(&str, bool); 8] = [
    ("summary", true),
    ("series", true),
    ("convergence", true),
    ("differences", false),
    ("exceedance", false),
    ("worst", false),
    ("flows", false),
    ("trials", false),
];
/// Columns of numbers that have no interval.
const ALONE: [&str; 11] =
    ["base", "mean", "median", "q025", "q10", "q25", "q75", "q90", "q975", "price", "value"];
/// Parts of a path, as columns.
const PARTS: [&str; 3] = ["quantity", "product", "place"];

/// A number with the ends of its 95 % interval, where it has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

/// A table with columns that say what a row is about, and statistics of it.
#[derive(Debug)]
pub(crate) struct Wide {
    pub(crate) name: &'static str,
    pub(crate) keys: Vec<String>,
    pub(crate) statistics: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) keys: Vec<String>,
    pub(crate) numbers: Vec<Number>,
}

impl Wide {
    /// Where a column of keys is.
    pub(crate) fn key(&self, name: &str) -> Option<usize> {
        self.keys.iter().position(|key| key == name)
    }

    /// What a row has in a column of keys; empty where there is no such column.
    pub(crate) fn text<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        self.key(name).map_or("", |column| &row.keys[column])
    }

    /// A statistic of a row.
    pub(crate) fn number(&self, row: &Row, statistic: &str) -> Option<Number> {
        self.statistics.iter().position(|known| known == statistic).map(|column| row.numbers[column])
    }
}

/// The tables of a run folder and its manifest.
#[derive(Debug)]
pub struct RunTables {
    pub(crate) manifest: serde_json::Value,
    pub(crate) tables: Vec<Wide>,
}

impl RunTables {
    /// Reads the tables of a run folder. Columns are known by their headings; columns that are new are taken along.
    ///
    /// # Errors
    /// If the folder is not a finished run, or a file in it cannot be read or is damaged.
    pub fn read(folder: &Path) -> Result<Self, TablesError> {
        if !["manifest.json", "summary.csv"].iter().all(|file| folder.join(file).is_file()) {
            return Err(TablesError::NotARun(folder.to_owned()));
        }
        let path = folder.join("manifest.json");
        let manifest: serde_json::Value = serde_json::from_slice(&load(&path)?)
            .map_err(|error| TablesError::Malformed { path: path.clone(), what: error.to_string() })?;
        if manifest["schema"] != 1 {
            let what = format!("its schema is {}, not 1", manifest["schema"]);
            return Err(TablesError::Malformed { path, what });
        }
        let mut tables = Vec::new();
        for (name, needed) in TABLES {
            let path = folder.join(format!("{name}.csv"));
            if needed || path.is_file() {
                tables.push(wide(name, &path)?);
            }
        }
        Ok(Self { manifest, tables })
    }

    /// The outcomes as a long table in CSV: a row for each statistic, with its unit and its interval.
    ///
    /// # Errors
    /// If memory does not take it.
    pub fn outcomes_csv(&self) -> Result<Vec<u8>, TablesError> {
        long::csv(&long::table(&self.tables[0])?)
    }

    /// All tables as long tables in CSV, and a Frictionless data package with the unit of each column.
    ///
    /// # Errors
    /// If a table cannot be made.
    pub fn csv(&self) -> Result<Files, TablesError> {
        self.files("csv", long::csv)
    }

    /// All tables as long tables in Parquet, and a Frictionless data package with the unit of each column.
    ///
    /// # Errors
    /// If a table cannot be made.
    pub fn parquet(&self) -> Result<Files, TablesError> {
        self.files("parquet", |table| parquet::file(table, self.title()))
    }

    fn files(
        &self,
        format: &'static str,
        write: impl Fn(&long::Long) -> Result<Vec<u8>, TablesError>,
    ) -> Result<Files, TablesError> {
        let tables = self.tables.iter().map(long::table).collect::<Result<Vec<_>, _>>()?;
        let mut files = Vec::new();
        for table in &tables {
            files.push((format!("{}.{format}", table.name), write(table)?));
        }
        files.push(("datapackage.json".to_owned(), package::package(self, &tables, format)?));
        Ok(files)
    }

    /// One document of all tables: `schema`, `run`, and a list for each table.
    ///
    /// Numbers that do not exist, and recoveries that never come, are `null`.
    pub fn json(&self) -> serde_json::Value {
        document::document(self)
    }

    /// Values of whole calendar years in the long format of the Integrated Assessment Modeling Consortium, as CSV.
    ///
    /// # Errors
    /// If no series covers a whole calendar year.
    pub fn iamc(&self) -> Result<Vec<u8>, TablesError> {
        iamc::iamc(self)
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Wide> {
        self.tables.iter().find(|table| table.name == name)
    }

    pub(crate) fn title(&self) -> &str {
        self.manifest["title"].as_str().unwrap_or_default()
    }
}

fn load(path: &Path) -> Result<Vec<u8>, TablesError> {
    fs::read(path).map_err(|source| TablesError::Read { path: path.to_owned(), source })
}

/// Reads a table; what has `_low` and `_high` beside it, and what is known to be a number, is a statistic.
fn wide(name: &'static str, path: &Path) -> Result<Wide, TablesError> {
    let bytes = load(path)?;
    let malformed = |what: String| TablesError::Malformed { path: path.to_owned(), what };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let headings = reader.headers().map_err(|error| malformed(error.to_string()))?.clone();
    let find = |name: &str| headings.iter().position(|heading| heading == name);
    let is_end = |heading: &str| {
        let stem = heading.strip_suffix("_low").or_else(|| heading.strip_suffix("_high"));
        stem.is_some_and(|stem| find(stem).is_some())
    };
    let is_statistic = |heading: &str| ALONE.contains(&heading) || find(&format!("{heading}_low")).is_some();
    let mut table = Wide { name, keys: Vec::new(), statistics: Vec::new(), rows: Vec::new() };
    let mut from = Vec::new();
    for (column, heading) in headings.iter().enumerate().filter(|(_, heading)| !is_end(heading)) {
        if is_statistic(heading) {
            let ends = ["low", "high"].map(|end| find(&format!("{heading}_{end}")));
            table.statistics.push(heading.to_owned());
            from.push((column, ends));
        } else {
            table.keys.push(heading.to_owned());
        }
    }
    let keys: Vec<Option<usize>> = table.keys.iter().map(|key| find(key)).collect();
    // A table without rows has no headings either.
    let named = find("path").or_else(|| find("product"));
    if !headings.is_empty() && (named.is_none() || find("unit").is_none()) {
        return Err(malformed("there is no column 'path' or 'product', or no column 'unit'".to_owned()));
    }
    for record in reader.records() {
        let record = record.map_err(|error| malformed(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let number = |column: Option<usize>| match cell(column) {
            "" => Ok(None),
            text => text
                .parse::<f64>()
                .map(Some)
                .map_err(|_| malformed(format!("line {line}: '{text}' is not a number"))),
        };
        let numbers = from
            .iter()
            .map(|&(column, [low, high])| {
                let value = number(Some(column))?.unwrap_or(f64::NAN);
                Ok(Number { value, low: number(low)?, high: number(high)? })
            })
            .collect::<Result<_, TablesError>>()?;
        let keys = keys.iter().map(|&column| cell(column).to_owned()).collect();
        table.rows.push(Row { keys, numbers });
    }
    complete(&mut table, path)?;
    Ok(table)
}

/// Adds the policy, empty where a run has none, and the parts of the path, where they are not columns yet.
fn complete(table: &mut Wide, path: &Path) -> Result<(), TablesError> {
    if table.key("policy").is_none() {
        table.keys.insert(0, "policy".to_owned());
        table.rows.iter_mut().for_each(|row| row.keys.insert(0, String::new()));
    }
    let Some(column) = table.key("path") else { return Ok(()) };
    let missing: Vec<usize> = (0..PARTS.len()).filter(|&part| table.key(PARTS[part]).is_none()).collect();
    for (nth, &part) in missing.iter().enumerate() {
        table.keys.insert(column + 1 + nth, PARTS[part].to_owned());
        for (line, row) in table.rows.iter_mut().enumerate() {
            let found = row.keys[column].split('.').nth(part).map(str::to_owned);
            let found = found.ok_or_else(|| TablesError::Malformed {
                path: PathBuf::from(path),
                what: format!("row {}: '{}' is not a path", line + 1, row.keys[column]),
            })?;
            row.keys.insert(column + 1 + nth, found);
        }
    }
    Ok(())
}
