//! `[uncertain]`.

use oreflow_network::Parameter;

use super::cursor::{Table, Value};
use super::distribution;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::Expected;
use crate::source::Spanned;
use crate::suggest::nearest;
use crate::types::{ParameterPath, Uncertain};

const EXAMPLE: &str = "write a path in quotes: \"elasticity-long.nickel-refined.*\"";

/// Reads all lines, in order of position.
pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Vec<Uncertain> {
    table.all().iter().filter_map(|value| line(value, problems)).collect()
}

fn line(value: &Value<'_>, problems: &mut Problems) -> Option<Uncertain> {
    let path = match path(value.key) {
        Ok(path) => Spanned::new(path, value.key_span),
        Err(complaint) => {
            problems.error(value.key_span, complaint);
            return None;
        }
    };
    let expected = Expected::parameter(path.parameter);
    let distribution = distribution::read(value, &expected, problems)?;
    Some(Uncertain { path, distribution })
}

fn path(text: &str) -> Result<ParameterPath, Complaint> {
    let parts: Vec<&str> = text.split('.').collect();
    let &[parameter, product, place] = parts.as_slice() else {
        return Err(Complaint::new(Code::NoPath, format!("'{text}' is not a path parameter.product.place"))
            .help(EXAMPLE));
    };
    if product.trim().is_empty() || place.trim().is_empty() {
        return Err(
            Complaint::new(Code::NoPath, format!("'{text}' has an empty part")).help("write '*' for all")
        );
    }
    let Some(parameter) = Parameter::from_name(parameter) else {
        let complaint = Complaint::new(Code::UnknownQuantity, format!("there is no parameter '{parameter}'"));
        return Err(match nearest(parameter, Parameter::ALL.iter().map(|known| known.name())) {
            Some(name) => complaint.help(format!("did you mean '{name}'?")),
            None => complaint.help(EXAMPLE),
        });
    };
    Ok(ParameterPath { parameter, product: product.to_owned(), place: place.to_owned() })
}
