//! One JSON document of a run.

use serde_json::{Map, Value, json};

use crate::tables::run::{Number, Row, RunTables, Wide};

/// Version of the document's layout.
const SCHEMA: u32 = 1;

/// All tables; a row of a table is an object, and the steps of a series are lists.
pub(crate) fn document(run: &RunTables) -> Value {
    let mut document = json!({ "schema": SCHEMA, "run": run.manifest });
    for table in &run.tables {
        let (name, rows) = match table.name {
            "series" => ("series", series(table)),
            "summary" => ("outcomes", rows(table)),
            other => (other, rows(table)),
        };
        document[name] = rows;
    }
    document
}

fn keys(table: &Wide, row: &Row) -> Map<String, Value> {
    let typed = |key: &String, text: &String| match (key.as_str(), text.parse::<u64>()) {
        ("trials" | "rank", Ok(count)) => count.into(),
        _ => Value::from(text.clone()),
    };
    table.keys.iter().zip(&row.keys).map(|(key, text)| (key.clone(), typed(key, text))).collect()
}

fn rows(table: &Wide) -> Value {
    let object = |row: &Row| {
        let mut object = keys(table, row);
        for (statistic, number) in table.statistics.iter().zip(&row.numbers) {
            let Number { value, low, high } = number;
            object.insert(statistic.clone(), json!({ "value": value, "low": low, "high": high }));
        }
        Value::Object(object)
    };
    table.rows.iter().map(object).collect()
}

/// A series is an object with its dates, and a list for each statistic and end of an interval.
fn series(table: &Wide) -> Value {
    let same =
        |a: &Row, b: &Row| ["policy", "path"].iter().all(|key| table.text(a, key) == table.text(b, key));
    let mut all = Vec::new();
    for steps in table.rows.chunk_by(same) {
        let mut object = keys(table, &steps[0]);
        object.remove("date");
        let dates: Vec<&str> = steps.iter().map(|row| table.text(row, "date")).collect();
        object.insert("dates".to_owned(), json!(dates));
        for (column, statistic) in table.statistics.iter().enumerate() {
            let mut put = |name: String, of: fn(&Number) -> Option<f64>| {
                let values: Vec<Option<f64>> = steps.iter().map(|row| of(&row.numbers[column])).collect();
                if values.iter().any(Option::is_some) {
                    object.insert(name, json!(values));
                }
            };
            put(statistic.clone(), |number| Some(number.value));
            put(format!("{statistic}_low"), |number| number.low);
            put(format!("{statistic}_high"), |number| number.high);
        }
        all.push(Value::Object(object));
    }
    Value::Array(all)
}
