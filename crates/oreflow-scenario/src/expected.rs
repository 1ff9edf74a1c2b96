//! What a number in a scenario must measure, and within which bounds.

use oreflow_engine::measure::{Key, KeyKind};
use oreflow_network::Parameter;

use crate::codes::Code;
use crate::diagnostic::Complaint;
use crate::unit::{Quantity, Unit};

/// The bounds of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bounds {
    Any,
    /// From 0 to 1.
    Share,
    /// From -1 to 1.
    Correlation,
    NotNegative,
    /// Above 0 and up to a greatest value, which people would write so.
    UpTo(f64, &'static str),
}

/// What a number must measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expected {
    /// With its article.
    pub(crate) noun: &'static str,
    /// The unit into which it is converted; `1` for pure numbers.
    pub(crate) unit: &'static str,
    /// As written in a file, with quotes where it needs them.
    pub(crate) example: &'static str,
    bounds: Bounds,
}

const fn expected(noun: &'static str, unit: &'static str, example: &'static str, bounds: Bounds) -> Expected {
    Expected { noun, unit, example, bounds }
}

pub(crate) const SHARE: Expected = expected("a share", "1", "\"50 %\"", Bounds::Share);
pub(crate) const NUMBER: Expected = expected("a number", "1", "1.8", Bounds::Any);
pub(crate) const DURATION: Expected = expected("a duration", "months", "\"18 months\"", Bounds::NotNegative);
pub(crate) const STEP: Expected = expected("a length of time", "months", "\"1 month\"", Bounds::NotNegative);
/// The longest run of the engine.
pub(crate) const HORIZON: Expected =
    expected("a duration", "months", "\"10 years\"", Bounds::UpTo(2400.0, "200 years"));
/// Hazards strike at most daily, so that a trial's list of strikes stays short.
pub(crate) const RATE: Expected =
    expected("a rate of strikes", "1/yr", "\"0.15 / year\"", Bounds::UpTo(366.0, "1 / day"));
/// Where contagion adds to it, there may be none to begin with.
pub(crate) const BASE_RATE: Expected =
    expected("a rate of strikes", "1/yr", "\"0.15 / year\"", Bounds::NotNegative);
/// A share of the mean with its per cent sign, or a number in the unit of the outcome.
pub(crate) const TOLERANCE: Expected = expected("a tolerance", "1", "\"1 %\"", Bounds::UpTo(1e300, "1e300"));
pub(crate) const PROBABILITY: Expected = expected("a probability", "1", "\"20 %\"", Bounds::Share);
pub(crate) const CORRELATION: Expected = expected("a correlation", "1", "0.6", Bounds::Correlation);
/// An entry of a matrix, with the whole matrix as example.
pub(crate) const MATRIX: Expected =
    expected("a correlation", "1", "[[1, 0.5], [0.5, 1]]", Bounds::Correlation);

impl Expected {
    /// What the value of a key of a kind must measure; none if it is no number.
    pub(crate) fn key(key: &Key) -> Option<Self> {
        let (noun, unit, bounds) = match key.kind {
            KeyKind::Share => ("a share", "1", Bounds::Share),
            KeyKind::Multiple(noun) => (noun, "1", Bounds::NotNegative),
            KeyKind::Amount => ("an amount for a tonne", "USD/t", Bounds::NotNegative),
            KeyKind::Volume => ("a volume for a year", "t/yr", Bounds::NotNegative),
            KeyKind::Months => ("a duration", "months", Bounds::NotNegative),
            KeyKind::Rate => ("a rate", "1/yr", Bounds::NotNegative),
            _ => return None,
        };
        Some(expected(noun, unit, key.example, bounds))
    }

    /// A multiple of the base on a day, in a path.
    pub(crate) const POINT: Self = expected("a multiple of the base", "1", "1.04", Bounds::NotNegative);

    /// What a parameter of the model must measure; its range is checked where the network is known.
    pub(crate) fn parameter(parameter: Parameter) -> Self {
        let (noun, example) = match parameter.unit() {
            "mo" => ("a duration", "\"6 months\""),
            "1/yr" | "1/mo" => ("a rate", "\"10 % / year\""),
            "USD/t" => ("a price", "\"500 USD/t\""),
            "USD per t/yr" => ("a cost of capacity", "\"20000 USD per t/yr\""),
            _ => ("a number", "0.5"),
        };
        expected(noun, parameter.unit(), example, Bounds::Any)
    }

    /// The same measure without bounds, for spreads.
    pub(crate) fn unbounded(self) -> Self {
        Self { bounds: Bounds::Any, ..self }
    }

    /// A list as written in a file.
    pub(crate) fn list_example(self) -> String {
        format!("[{0}, {0}]", self.example)
    }

    /// Whether it has no unit.
    pub(crate) fn is_number(self) -> bool {
        self.unit == "1"
    }

    /// Lowest and highest value that a draw may have, and how to say so.
    pub(crate) fn support(self) -> (f64, f64, &'static str) {
        match self.bounds {
            Bounds::Any => (f64::NEG_INFINITY, f64::INFINITY, ""),
            Bounds::Share => (0.0, 1.0, "0 % to 100 %"),
            Bounds::Correlation => (-1.0, 1.0, "-1 to 1"),
            Bounds::NotNegative | Bounds::UpTo(..) => (0.0, f64::INFINITY, "zero and above"),
        }
    }

    /// The number in the expected unit.
    ///
    /// # Errors
    /// If it measures something else or is out of bounds.
    pub(crate) fn value(self, key: &str, quantity: &Quantity) -> Result<f64, Complaint> {
        let converted = self.unit.parse::<Unit>().ok().and_then(|unit| quantity.in_unit(&unit));
        let Some(value) = converted else { return Err(self.wrong_unit(key, quantity)) };
        if !value.is_finite() {
            return Err(Complaint::new(
                Code::OutOfBounds,
                format!("'{key}' is {quantity}, which is no finite number"),
            )
            .help(format!("write {}, such as {}", self.noun, self.example)));
        }
        match self.bounds {
            Bounds::Share if value > 1.0 && quantity.unit == Unit::none() => {
                Err(Complaint::new(Code::OutOfBounds, format!("'{key}' is {quantity}, more than all of it"))
                    .help(format!("write \"{quantity} %\" if percent are meant, or a number from 0 to 1")))
            }
            Bounds::Share if value > 1.0 => {
                Err(Complaint::new(Code::OutOfBounds, format!("'{key}' is {quantity}, more than all of it"))
                    .help("write a share from 0 % to 100 %"))
            }
            Bounds::Share if value < 0.0 => {
                Err(Complaint::new(Code::OutOfBounds, format!("'{key}' is {quantity}, less than nothing"))
                    .help("write a share from 0 % to 100 %"))
            }
            Bounds::Correlation if !(-1.0..=1.0).contains(&value) => Err(Complaint::new(
                Code::OutOfBounds,
                format!("'{key}' is {quantity}, beyond full correlation"),
            )
            .help(format!("write numbers from -1 to 1, such as {}", assignment(key, self.example)))),
            Bounds::NotNegative if value < 0.0 => {
                Err(Complaint::new(Code::OutOfBounds, format!("'{key}' is {quantity}, less than nothing"))
                    .help(format!("write {} of zero or more, such as {}", self.noun, self.example)))
            }
            Bounds::UpTo(..) if value <= 0.0 => Err(self.not_positive(key, quantity)),
            Bounds::UpTo(most, words) if value > most => {
                Err(Complaint::new(Code::OutOfBounds, format!("'{key}' is {quantity}, more than {words}"))
                    .help(format!("write {} of at most {words}, such as {}", self.noun, self.example)))
            }
            _ => Ok(value),
        }
    }

    fn not_positive(self, key: &str, quantity: &Quantity) -> Complaint {
        Complaint::new(Code::OutOfBounds, format!("'{key}' is {quantity}, but must be above zero"))
            .help(format!("write {}, such as {}", self.noun, self.example))
    }

    fn wrong_unit(self, key: &str, quantity: &Quantity) -> Complaint {
        let unit = if self.is_number() { "as a number or in %" } else { self.unit };
        let write = if self.is_number() { "write it" } else { "write it in" };
        let help = format!("{write} {unit}, such as {}", assignment(key, self.example));
        if quantity.unit == Unit::none() {
            Complaint::new(Code::MissingUnit, format!("'{key}' is {quantity} without a unit")).help(help)
        } else {
            Complaint::new(Code::WrongUnit, format!("'{key}' must be {}, not {quantity}", self.noun))
                .help(help)
        }
    }
}

/// `key = value` as in a file, with quotes about the key where it needs them.
pub(crate) fn assignment(key: &str, value: &str) -> String {
    let bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare { format!("{key} = {value}") } else { format!("\"{key}\" = {value}") }
}

#[cfg(test)]
mod tests {
    use oreflow_engine::measure::Action;

    use super::*;

    /// What is expected of a key of a kind.
    fn key(kind: &str, name: &str) -> Expected {
        let kind = Action::KINDS.iter().find(|known| known.name == kind).expect("a kind");
        kind.keys().find(|key| key.name == name).and_then(Expected::key).expect("a key of a number")
    }

    fn read(expected: Expected, text: &str) -> Result<f64, String> {
        let quantity: Quantity = text.parse().expect(text);
        expected.value("key", &quantity).map_err(|c| format!("{}; {}", c.message, c.help.unwrap_or_default()))
    }

    #[test]
    fn shares_are_from_nothing_to_all() {
        assert_eq!(read(SHARE, "3 %"), Ok(0.03));
        assert_eq!(read(SHARE, "0.03"), Ok(0.03));
        let percent =
            "'key' is 3, more than all of it; write \"3 %\" if percent are meant, or a number from 0 to 1";
        assert_eq!(read(SHARE, "3"), Err(percent.to_owned()));
        let over = "'key' is 130 %, more than all of it; write a share from 0 % to 100 %";
        assert_eq!(read(SHARE, "130 %"), Err(over.to_owned()));
        assert!(read(SHARE, "-1 %").is_err());
        assert_eq!(read(key("export-duty", "duty"), "150 %"), Ok(1.5));
    }

    #[test]
    fn a_wrong_unit_is_told_the_right_one() {
        let wrong =
            "'key' must be a volume for a year, not 100 kt; write it in t/yr, such as key = \"100 kt/yr\"";
        assert_eq!(read(key("export-quota", "volume"), "100 kt"), Err(wrong.to_owned()));
        let bare = "'key' is 18 without a unit; write it in months, such as key = \"18 months\"";
        assert_eq!(read(DURATION, "18"), Err(bare.to_owned()));
        let number = "'key' must be a share, not 3 t; write it as a number or in %, such as key = \"50 %\"";
        assert_eq!(read(SHARE, "3 t"), Err(number.to_owned()));
    }

    #[test]
    fn bounds_hold() {
        assert!(read(HORIZON, "0 years").is_err());
        assert_eq!(read(HORIZON, "200 years"), Ok(2400.0));
        assert!(read(HORIZON, "201 years").is_err());
        assert!(read(RATE, "1000 / year").is_err());
        assert!(read(key("export-quota", "volume"), "-1 t/yr").is_err());
        assert!(read(NUMBER, "1e999").is_err());
    }

    #[test]
    fn examples_are_right() {
        let parameters = Parameter::ALL.iter().map(|&parameter| Expected::parameter(parameter));
        let keys = Action::KINDS.iter().flat_map(|kind| kind.keys().filter_map(Expected::key));
        let constants =
            [SHARE, NUMBER, DURATION, HORIZON, RATE, PROBABILITY, STEP, CORRELATION, Expected::POINT];
        for expected in parameters.chain(keys).chain(constants) {
            assert!(read(expected, expected.example.trim_matches('"')).is_ok(), "{expected:?}");
        }
    }
}
