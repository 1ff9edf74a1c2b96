//! Values of years in the long format of energy modellers.
//!
//! Columns are those that pyam reads: model, scenario, region, variable, unit, year, value. Flows of the steps of a year are
//! added up, prices and stocks averaged. Quantiles over trials of a year cannot be had from those of its steps, so that a
//! year has means only; the ends of their 95 % interval are those of the steps, put together in the same way, which is on
//! the safe side.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oreflow_engine::observe::{Kind, Quantity};

use crate::tables::TablesError;
use crate::tables::run::{Row, RunTables, Wide};

/// What is written of a step, with its name in variables.
const STATISTICS: [(&str, End, &str); 4] = [
    ("mean", End::Value, "Mean"),
    ("mean", End::Low, "Mean|95% Interval Low"),
    ("mean", End::High, "Mean|95% Interval High"),
    ("base", End::Value, "Base"),
];

#[derive(Clone, Copy)]
enum End {
    Value,
    Low,
    High,
}

pub(crate) fn iamc(run: &RunTables) -> Result<Vec<u8>, TablesError> {
    let failed = |what: String| TablesError::Write { name: "the table".to_owned(), what };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |cells: [&str; 7]| writer.write_record(cells).map_err(|error| failed(error.to_string()));
    put(["model", "scenario", "region", "variable", "unit", "year", "value"])?;
    let model = format!("oreflow {}", run.manifest["version"].as_str().unwrap_or_default());
    let table = run.table("series").ok_or(TablesError::NoYear)?;
    let same =
        |a: &Row, b: &Row| ["policy", "path"].iter().all(|key| table.text(a, key) == table.text(b, key));
    let mut any = false;
    for steps in table.rows.chunk_by(same) {
        let first = &steps[0];
        let scenario = match table.text(first, "policy") {
            "" => run.title().to_owned(),
            policy => format!("{} ({policy})", run.title()),
        };
        let quantity = table.text(first, "quantity");
        let is_flow = Quantity::from_name(quantity).is_some_and(|quantity| quantity.kind() == Kind::Flow);
        let unit = table.text(first, "unit");
        let unit = if is_flow { format!("{unit}/yr") } else { unit.to_owned() };
        let region = match table.text(first, "place") {
            "world" => "World",
            place => place,
        };
        let product = match table.text(first, "product") {
            "*" => "All Products".to_owned(),
            product => words(product),
        };
        for (statistic, end, name) in STATISTICS {
            let variable = format!("{}|{product}|{name}", words(quantity));
            for (year, value) in years(table, steps, statistic, end, is_flow)? {
                any = true;
                put([&model, &scenario, region, &variable, &unit, &year.to_string(), &value.to_string()])?;
            }
        }
    }
    if !any {
        return Err(TablesError::NoYear);
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// A name of ours as words with capitals.
fn words(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split('-').map(capital).collect::<Vec<_>>().join(" ")
}

/// Values of the calendar years that the steps cover whole; a step belongs to the year that it begins in.
fn years(
    table: &Wide,
    steps: &[Row],
    statistic: &str,
    end: End,
    is_flow: bool,
) -> Result<Vec<(i16, f64)>, TablesError> {
    let mut years: BTreeMap<i16, Vec<f64>> = BTreeMap::new();
    let mut dates = Vec::new();
    for row in steps {
        let text = table.text(row, "date");
        let day: Date = text.parse().map_err(|_| TablesError::Malformed {
            path: "series.csv".into(),
            what: format!("'{text}' is not a date"),
        })?;
        dates.push(day);
        let number = table.number(row, statistic);
        let value = number.and_then(|number| match end {
            End::Value => Some(number.value),
            End::Low => number.low,
            End::High => number.high,
        });
        years.entry(day.year()).or_default().push(value.unwrap_or(f64::NAN));
    }
    let whole = steps_in_a_year(&dates);
    let gather = |values: &[f64]| {
        let sum: f64 = values.iter().sum();
        if is_flow { sum } else { sum / values.len() as f64 }
    };
    let complete = years.into_iter().filter(|(_, values)| values.len() >= whole);
    Ok(complete
        .map(|(year, values)| (year, gather(&values)))
        .filter(|(_, value)| value.is_finite())
        .collect())
}

/// Steps that begin in a whole year: 12 months, 52 weeks.
fn steps_in_a_year(dates: &[Date]) -> usize {
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else { return usize::MAX };
    let days = f64::from((*last - *first).get_days());
    let length = days / (dates.len().max(2) - 1) as f64;
    (365.25 / length).round().max(1.0) as usize
}
