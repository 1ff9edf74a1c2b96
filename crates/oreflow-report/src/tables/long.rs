//! Long tables: a row for each statistic, with its unit.

use jiff::civil::Date;

use crate::tables::TablesError;
use crate::tables::run::Wide;

/// The unit of a statistic: that of its row, but for shares and prices.
fn unit_of(statistic: &str, row: &str) -> String {
    match statistic {
        "never" | "larger" | "smaller" => "1".to_owned(),
        "price" => format!("USD/{row}"),
        _ => row.to_owned(),
    }
}

/// A long table.
pub(crate) struct Long {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<Column>,
}

/// A column with all its values.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) values: Values,
}

pub(crate) enum Values {
    Text(Vec<String>),
    Count(Vec<i64>),
    Date(Vec<Date>),
    /// Empty where the number does not exist.
    Number(Vec<Option<f64>>),
}

impl Column {
    /// What is in the column, and its unit: of numbers that of their row, in the column `unit`.
    pub(crate) fn about(&self) -> (&'static str, Option<&'static str>) {
        match self.name.as_str() {
            "policy" => ("Policy that is in force; empty in a run without policies", None),
            "path" => ("What is told of, as in scenario files", None),
            "quantity" => ("Quantity, the first part of the path", None),
            "product" => ("Product or group of products; * for all", None),
            "place" => ("Place: world, a country, a group, a site, or origin>destination", None),
            "field" => ("What is taken of the quantity over the run", None),
            "date" => ("First day of the step", None),
            "trials" => ("Trials that the number comes from", Some("1")),
            "chance" => ("Chance that a trial exceeds the value", Some("1")),
            "trial" => ("Trial, as replicate:index", None),
            "rank" => ("From 1, the worst", Some("1")),
            "weight" => ("What the trial counts for; all weights of an outcome add up to 1", Some("1")),
            "from" => ("Country that the product is made in", None),
            "into" => ("What its buyers make of it; empty for final demand", None),
            "to" => ("Country of the buyers", None),
            "statistic" => ("Which number over the trials, such as mean, median or q95", None),
            "unit" => ("Unit of value, low and high", None),
            "value" => ("The number", Some("column:unit")),
            "low" => ("Lower end of its 95 % interval; empty where there is none", Some("column:unit")),
            "high" => ("Upper end of its 95 % interval; empty where there is none", Some("column:unit")),
            _ => ("As in the run folder", None),
        }
    }

    /// The type of a field in a Frictionless table schema.
    pub(crate) fn kind(&self) -> &'static str {
        match self.values {
            Values::Text(_) => "string",
            Values::Count(_) => "integer",
            Values::Date(_) => "date",
            Values::Number(_) => "number",
        }
    }

    fn cell(&self, row: usize) -> String {
        match &self.values {
            Values::Text(values) => values[row].clone(),
            Values::Count(values) => values[row].to_string(),
            Values::Date(values) => values[row].to_string(),
            // As Frictionless tables write what is infinite.
            Values::Number(values) => values[row].map_or_else(String::new, |value| match value {
                f64::INFINITY => "INF".to_owned(),
                f64::NEG_INFINITY => "-INF".to_owned(),
                value => value.to_string(),
            }),
        }
    }
}

/// The long table of a wide one.
pub(crate) fn table(wide: &Wide) -> Result<Long, TablesError> {
    let times = wide.statistics.len();
    let mut columns = Vec::new();
    for (position, key) in wide.keys.iter().enumerate().filter(|(_, key)| *key != "unit") {
        let texts = wide.rows.iter().flat_map(|row| std::iter::repeat_n(&row.keys[position], times));
        let malformed = |text: &str| TablesError::Malformed {
            path: format!("{}.csv", wide.name).into(),
            what: format!("'{text}' in column '{key}' is not what a run writes there"),
        };
        let values = match key.as_str() {
            "trials" | "rank" => Values::Count(
                texts.map(|text| text.parse().map_err(|_| malformed(text))).collect::<Result<_, _>>()?,
            ),
            "chance" | "weight" => Values::Number(
                texts
                    .map(|text| text.parse().map(Some).map_err(|_| malformed(text)))
                    .collect::<Result<_, _>>()?,
            ),
            "date" => Values::Date(
                texts.map(|text| text.parse().map_err(|_| malformed(text))).collect::<Result<_, _>>()?,
            ),
            _ => Values::Text(texts.cloned().collect()),
        };
        columns.push(Column { name: key.clone(), values });
    }
    let mut add = |name: &str, values| columns.push(Column { name: name.to_owned(), values });
    let names = wide.rows.iter().flat_map(|_| wide.statistics.iter().cloned());
    add("statistic", Values::Text(names.collect()));
    let units = wide.rows.iter().flat_map(|row| {
        let unit = wide.text(row, "unit");
        wide.statistics.iter().map(move |name| unit_of(name, unit))
    });
    add("unit", Values::Text(units.collect()));
    let numbers = || wide.rows.iter().flat_map(|row| row.numbers.iter());
    let known = |value: f64| Some(value).filter(|value| !value.is_nan());
    add("value", Values::Number(numbers().map(|number| known(number.value)).collect()));
    add("low", Values::Number(numbers().map(|number| number.low.and_then(known)).collect()));
    add("high", Values::Number(numbers().map(|number| number.high.and_then(known)).collect()));
    Ok(Long { name: wide.name, columns })
}

impl Long {
    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| match &column.values {
            Values::Text(values) => values.len(),
            Values::Count(values) => values.len(),
            Values::Date(values) => values.len(),
            Values::Number(values) => values.len(),
        })
    }
}

/// A long table as CSV.
pub(crate) fn csv(table: &Long) -> Result<Vec<u8>, TablesError> {
    let failed = |what: String| TablesError::Write { name: format!("{}.csv", table.name), what };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |cells: Vec<String>| writer.write_record(cells).map_err(|error| failed(error.to_string()));
    put(table.columns.iter().map(|column| column.name.clone()).collect())?;
    for row in 0..table.rows() {
        put(table.columns.iter().map(|column| column.cell(row)).collect())?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}
