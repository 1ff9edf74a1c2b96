//! Units as people write them.

use crate::counted::swapped;
use crate::suggest::nearest;
use crate::{Problem, ProductUnit, Quantity};

const DAYS_OF_MONTH: f64 = 30.4375;

/// Unit wanted, unit written, and by what to multiply and to divide: 70 % is 70 / 100, to the bit.
const UNITS: &[(&str, &str, f64, f64)] = &[
    ("t/yr", "t/yr", 1.0, 1.0),
    ("t/yr", "kt/yr", 1e3, 1.0),
    ("t/yr", "Mt/yr", 1e6, 1.0),
    ("t/yr", "t/mo", 12.0, 1.0),
    ("t/yr", "kt/mo", 12e3, 1.0),
    ("mo", "mo", 1.0, 1.0),
    ("mo", "month", 1.0, 1.0),
    ("mo", "months", 1.0, 1.0),
    ("mo", "d", 1.0, DAYS_OF_MONTH),
    ("mo", "days", 1.0, DAYS_OF_MONTH),
    ("mo", "weeks", 7.0, DAYS_OF_MONTH),
    ("mo", "yr", 12.0, 1.0),
    ("mo", "years", 12.0, 1.0),
    ("d", "d", 1.0, 1.0),
    ("d", "day", 1.0, 1.0),
    ("d", "days", 1.0, 1.0),
    ("d", "weeks", 7.0, 1.0),
    ("d", "mo", DAYS_OF_MONTH, 1.0),
    ("d", "months", DAYS_OF_MONTH, 1.0),
    ("USD/t", "USD/t", 1.0, 1.0),
    ("USD/t", "kUSD/t", 1e3, 1.0),
    ("USD/t", "USD/kg", 1e3, 1.0),
    ("USD/t", "USD/lb", 2_204.622_621_848_776, 1.0),
    ("USD/t", "USD per gross tonne", 1.0, 1.0),
    ("USD per t/yr", "USD per t/yr", 1.0, 1.0),
    ("USD per t/yr", "USD/(t/yr)", 1.0, 1.0),
    ("USD per t/yr", "kUSD per t/yr", 1e3, 1.0),
    ("USD per t/yr", "USD per kt/yr", 1.0, 1e3),
    ("USD/t/1000nmi", "USD/t/1000nmi", 1.0, 1.0),
    ("USD/t/1000nmi", "USD per gross tonne per 1000 nm", 1.0, 1.0),
    ("USD/t/1000nmi", "USD/t/nmi", 1e3, 1.0),
    ("1/yr", "1/yr", 1.0, 1.0),
    ("1/yr", "%/yr", 1.0, 100.0),
    ("1/yr", "1/mo", 12.0, 1.0),
    ("1/mo", "1/mo", 1.0, 1.0),
    ("1/mo", "%/mo", 1.0, 100.0),
    ("1/mo", "1/yr", 1.0, 12.0),
    ("1", "1", 1.0, 1.0),
    ("1", "", 1.0, 1.0),
    ("1", "%", 1.0, 100.0),
];

/// A value in the wanted unit.
pub(crate) fn convert(wanted: &str, written: &str, value: f64) -> Result<f64, Problem> {
    let fitting = || UNITS.iter().filter(|unit| unit.0 == wanted);
    if let Some(unit) = fitting().find(|unit| unit.1 == written) {
        return Ok(value * unit.2 / unit.3);
    }
    let problem = Problem::new(match written {
        "" => "the unit is missing".to_owned(),
        unit => format!("'{unit}' is not a unit of this quantity"),
    });
    let list = || fitting().map(|unit| unit.1).filter(|unit| !unit.is_empty());
    let like_it =
        nearest(written, list()).map_or_else(String::new, |unit| format!("; did you mean '{unit}'?"));
    Err(problem.help(format!("write one of {}{like_it}", list().collect::<Vec<_>>().join(", "))))
}

/// A value of a quantity of a product that is counted in some unit: kWh for a battery cell as tonnes for an ore.
pub(crate) fn convert_for(
    counted: ProductUnit,
    quantity: Quantity,
    written: &str,
    value: f64,
) -> Result<f64, Problem> {
    let wanted = quantity.unit();
    let own = counted.of(wanted);
    if quantity.is_of_gross_tonnes() || own == wanted {
        return convert(wanted, written, value);
    }
    for &(spelling, size) in counted.spellings() {
        let as_tonnes = swapped(written, spelling, ProductUnit::Tonne.name());
        if let Some(found) = as_tonnes.and_then(|written| convert(wanted, &written, value).ok()) {
            return Ok(if wanted.starts_with("USD") { found / size } else { found * size });
        }
    }
    let message = match written {
        "" => "the unit is missing".to_owned(),
        unit => format!("'{unit}' is not a unit of this quantity of a product counted in {counted}"),
    };
    Err(Problem::new(message).help(format!("write {own}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameter;

    #[test]
    fn every_quantity_can_be_written_in_its_own_unit() {
        let parameters = Parameter::ALL.iter().map(|&parameter| Quantity::Parameter(parameter));
        for quantity in Quantity::PHYSICAL.iter().copied().chain(parameters) {
            assert_eq!(convert(quantity.unit(), quantity.unit(), 0.1), Ok(0.1), "{quantity}");
        }
    }

    #[test]
    fn goods_have_units_of_their_own() {
        let convert = |unit, quantity, written: &str, value| convert_for(unit, quantity, written, value).ok();
        let (cells, cars) = (ProductUnit::MegawattHour, ProductUnit::Vehicle);
        let price = Quantity::Parameter(Parameter::Price);
        assert_eq!(convert(cells, Quantity::Output, "GWh/yr", 2.0), Some(2_000.0));
        assert_eq!(convert(cells, price, "USD/kWh", 100.0), Some(100_000.0));
        assert_eq!(convert(cells, price, "USD/MWh", 100.0), Some(100.0));
        assert_eq!(convert(cells, Quantity::Output, "t/yr", 2.0), None);
        assert_eq!(convert(cars, Quantity::Demand, "million vehicles/yr", 17.0), Some(17e6));
        assert_eq!(convert(cars, Quantity::Parameter(Parameter::CoverOutput), "days", 60.875), Some(2.0));
        assert_eq!(convert(cells, Quantity::FreightFixed, "USD/t", 30.0), Some(30.0));
        assert_eq!(convert(ProductUnit::Tonne, Quantity::Output, "kt/yr", 1.0), Some(1_000.0));
    }

    #[test]
    fn days_become_months_and_money_does_not() {
        assert_eq!(convert("mo", "days", 60.875), Ok(2.0));
        assert_eq!(convert("1", "%", 70.0), Ok(0.7));
        let problem = convert("mo", "USD/t", 1.0).expect_err("money is not time");
        assert!(problem.help.is_some_and(|help| help.starts_with("write one of mo, month")));
    }
}
