//! The numbers of a figure as a CSV table.

/// A cell: a number to seven digits, which is more than a drawing shows, empty where there is none, with `INF` as Frictionless tables
/// write it.
pub(crate) fn cell(value: f64) -> String {
    match value {
        f64::INFINITY => "INF".to_owned(),
        f64::NEG_INFINITY => "-INF".to_owned(),
        value if value.is_nan() => String::new(),
        // What is written with an exponent is read again.
        value => format!("{value:.6e}").parse::<f64>().unwrap_or(value).to_string(),
    }
}

/// A table of rows below a header.
pub(crate) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // Memory takes every record.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_missing_numbers_empty() {
        let rows = [vec!["a, \"b\"".to_owned(), cell(f64::NAN), cell(-1e-7), cell(f64::INFINITY)]];
        let text = String::from_utf8(table(&["label", "low", "value", "high"], rows)).unwrap();
        assert_eq!([cell(0.1 + 0.2), cell(1_234_567.89), cell(0.0)], ["0.3", "1234568", "0"]);
        assert_eq!(text, "label,low,value,high\n\"a, \"\"b\"\"\",,-0.0000001,INF\n");
    }
}
