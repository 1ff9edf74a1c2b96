//! A Frictionless data package that says what is in each column.

use serde_json::{Value, json};

use crate::tables::TablesError;
use crate::tables::long::Long;
use crate::tables::run::RunTables;

/// `datapackage.json` beside tables of a format; each field has a `unit`, where `column:unit` sends to that column.
pub(crate) fn package(
    run: &RunTables,
    tables: &[Long],
    format: &'static str,
) -> Result<Vec<u8>, TablesError> {
    let resources: Vec<Value> = tables.iter().map(|table| resource(table, format)).collect();
    let manifest = &run.manifest;
    let package = json!({
        "profile": "data-package",
        "name": "oreflow-run",
        "title": run.title(),
        "version": manifest["version"],
        "seed": manifest["seed"],
        "trials": manifest["trials_done"],
        "inputs": manifest["inputs"],
        "resources": resources,
    });
    serde_json::to_vec_pretty(&package)
        .map_err(|error| TablesError::Write { name: "datapackage.json".to_owned(), what: error.to_string() })
}

fn resource(table: &Long, format: &'static str) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let (description, unit) = column.about();
            let mut field = json!({ "name": column.name, "type": column.kind(), "description": description });
            if let Some(unit) = unit {
                field["unit"] = unit.into();
            }
            field
        })
        .collect();
    let mut resource = json!({
        "name": table.name,
        "path": format!("{}.{format}", table.name),
        "format": format,
        "schema": { "fields": fields, "missingValues": [""] },
    });
    if format == "csv" {
        resource["profile"] = "tabular-data-resource".into();
        resource["mediatype"] = "text/csv".into();
        resource["encoding"] = "utf-8".into();
    } else {
        resource["mediatype"] = "application/vnd.apache.parquet".into();
    }
    resource
}
