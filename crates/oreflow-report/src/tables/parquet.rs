//! Long tables as Parquet, with units in the metadata of the file.

use std::fmt::Write;
use std::sync::Arc;

use jiff::civil::date;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::tables::TablesError;
use crate::tables::long::{Long, Values};

/// A Parquet file of one row group.
///
/// Its metadata have the title of the run and `units`, a JSON object of the unit of each column; `column:unit` sends to
/// the column that has it.
pub(crate) fn file(table: &Long, title: &str) -> Result<Vec<u8>, TablesError> {
    write(table, title).map_err(|error| TablesError::Write {
        name: format!("{}.parquet", table.name),
        what: error.to_string(),
    })
}

fn write(table: &Long, title: &str) -> Result<Vec<u8>, ParquetError> {
    let mut schema = format!("message {} {{", table.name);
    for column in &table.columns {
        let kind = match column.values {
            Values::Text(_) => "REQUIRED BYTE_ARRAY",
            Values::Count(_) => "REQUIRED INT64",
            Values::Date(_) => "REQUIRED INT32",
            Values::Number(_) => "OPTIONAL DOUBLE",
        };
        let logical = match column.values {
            Values::Text(_) => " (UTF8)",
            Values::Date(_) => " (DATE)",
            _ => "",
        };
        let _ = write!(schema, " {kind} {}{logical};", column.name);
    }
    schema.push_str(" }");
    let units: serde_json::Map<_, _> = table
        .columns
        .iter()
        .filter_map(|column| column.about().1.map(|unit| (column.name.clone(), unit.into())))
        .collect();
    let metadata = vec![
        KeyValue::new("title".to_owned(), title.to_owned()),
        KeyValue::new("units".to_owned(), serde_json::Value::Object(units).to_string()),
    ];
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("oreflow {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(metadata))
        .build();
    let schema = Arc::new(parse_message_type(&schema)?);
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for column in &table.columns {
        let mut writer = group.next_column()?.ok_or_else(|| ParquetError::EOF("a column".to_owned()))?;
        match &column.values {
            Values::Text(texts) => {
                let texts: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(text.as_str())).collect();
                writer.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
            }
            Values::Count(counts) => {
                writer.typed::<Int64Type>().write_batch(counts, None, None)?;
            }
            Values::Date(dates) => {
                let days: Vec<i32> = dates.iter().map(|day| (*day - date(1970, 1, 1)).get_days()).collect();
                writer.typed::<Int32Type>().write_batch(&days, None, None)?;
            }
            Values::Number(numbers) => {
                let known: Vec<f64> = numbers.iter().copied().flatten().collect();
                let there: Vec<i16> = numbers.iter().map(|number| i16::from(number.is_some())).collect();
                writer.typed::<DoubleType>().write_batch(&known, Some(&there), None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;
    file.into_inner()
}
