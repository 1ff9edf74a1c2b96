//! Numbers with units: what people write, kept as they wrote it, and converted where it is used.

use std::fmt;
use std::str::FromStr;

use oreflow_engine::calendar::DAYS_PER_MONTH;

use crate::codes::Code;
use crate::diagnostic::Complaint;
use crate::suggest::nearest;

/// Powers of mass, time and money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Dimension {
    mass: i32,
    time: i32,
    money: i32,
}

/// A unit that others are made of: `times / over` of tonnes, months or US dollars.
struct Atom {
    names: &'static [&'static str],
    dimension: Dimension,
    times: f64,
    over: f64,
}

const NUMBER: Dimension = Dimension { mass: 0, time: 0, money: 0 };
const MASS: Dimension = Dimension { mass: 1, time: 0, money: 0 };
const TIME: Dimension = Dimension { mass: 0, time: 1, money: 0 };
const MONEY: Dimension = Dimension { mass: 0, time: 0, money: 1 };

const fn atom(names: &'static [&'static str], dimension: Dimension, times: f64, over: f64) -> Atom {
    Atom { names, dimension, times, over }
}

const ATOMS: &[Atom] = &[
    atom(&["1"], NUMBER, 1.0, 1.0),
    atom(&["%"], NUMBER, 1.0, 100.0),
    atom(&["t", "tonne", "tonnes"], MASS, 1.0, 1.0),
    atom(&["kt"], MASS, 1e3, 1.0),
    atom(&["Mt"], MASS, 1e6, 1.0),
    atom(&["kg"], MASS, 1.0, 1e3),
    atom(&["day", "days", "d"], TIME, 1.0, DAYS_PER_MONTH),
    atom(&["week", "weeks", "wk"], TIME, 7.0, DAYS_PER_MONTH),
    atom(&["month", "months", "mo"], TIME, 1.0, 1.0),
    atom(&["quarter", "quarters"], TIME, 3.0, 1.0),
    atom(&["year", "years", "yr"], TIME, 12.0, 1.0),
    atom(&["USD"], MONEY, 1.0, 1.0),
];

const ALL_UNITS: &str = "units are %, t, kt, Mt, kg, day, week, month, quarter, year and USD, joined by '/'";

/// A unit as people write it: `%`, `months`, `kt/yr`, `USD/t`, `/ year`, `USD per t/yr`.
///
/// `per` binds looser than `/`: `USD per t/yr` is dollars for each tonne of yearly capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    text: String,
    dimension: Dimension,
    times: f64,
    over: f64,
}

impl Unit {
    /// The unit of pure numbers, written as nothing.
    pub fn none() -> Self {
        Self { text: String::new(), dimension: Dimension::default(), times: 1.0, over: 1.0 }
    }

    /// The unit as it was written; empty for pure numbers.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn apply(&mut self, atom: &Atom, power: i32) {
        self.dimension.mass += power * atom.dimension.mass;
        self.dimension.time += power * atom.dimension.time;
        self.dimension.money += power * atom.dimension.money;
        let (times, over) = if power > 0 { (atom.times, atom.over) } else { (atom.over, atom.times) };
        self.times *= times;
        self.over *= over;
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut unit = Self { text: words.join(" "), ..Self::none() };
        for (position, term) in words.split(|&word| word == "per").enumerate() {
            let sign = if position == 0 { 1 } else { -1 };
            for (place, name) in term.join(" ").split('/').enumerate() {
                let name = name.trim();
                let first = (position, place) == (0, 0);
                if !(first && name.is_empty()) {
                    unit.apply(find(name)?, if place == 0 { sign } else { -sign });
                }
            }
        }
        Ok(unit)
    }
}

/// Names of all units that measure the same as one of them; none if it is no unit.
pub(crate) fn alike(name: &str) -> Vec<&'static str> {
    let dimension = find(name).ok().map(|atom| atom.dimension);
    let same = ATOMS.iter().filter(|atom| Some(atom.dimension) == dimension);
    same.flat_map(|atom| atom.names.iter().copied()).collect()
}

fn find(name: &str) -> Result<&'static Atom, UnitError> {
    ATOMS.iter().find(|atom| atom.names.contains(&name)).ok_or_else(|| {
        let known = ATOMS.iter().flat_map(|atom| atom.names.iter().copied());
        let help = nearest(name, known).map(|unit| format!("did you mean '{unit}'?"));
        let message = if name.is_empty() {
            "a unit is missing beside '/' or 'per'".to_owned()
        } else {
            format!("there is no unit '{name}'")
        };
        UnitError(
            Complaint::new(Code::UnknownUnit, message).help(help.unwrap_or_else(|| ALL_UNITS.to_owned())),
        )
    })
}

/// A number with its unit, both as they were written.
///
/// # Examples
/// ```
/// use oreflow_scenario::Quantity;
///
/// let quota: Quantity = "100 kt/yr".parse()?;
/// assert_eq!(quota.in_unit(&"t/month".parse()?), Some(100_000.0 / 12.0));
/// assert_eq!(quota.in_unit(&"USD/t".parse()?), None);
/// assert_eq!(quota.to_string(), "100 kt/yr");
/// # Ok::<(), oreflow_scenario::UnitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number.
    pub amount: f64,
    /// Its unit.
    pub unit: Unit,
}

impl Quantity {
    /// A number with a unit.
    pub fn new(amount: f64, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// A pure number.
    pub fn number(amount: f64) -> Self {
        Self { amount, unit: Unit::none() }
    }

    /// The number in another unit; none if the two measure different things.
    ///
    /// # Numerics
    /// Factors are gathered before the number is touched, so that `"3 %"` is the double nearest to 0.03 and
    /// `"100 kt/yr"` is 100,000 t/yr exactly.
    pub fn in_unit(&self, unit: &Unit) -> Option<f64> {
        let (times, over) = (self.unit.times * unit.over, self.unit.over * unit.times);
        (self.unit.dimension == unit.dimension).then_some(self.amount * times / over)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.amount.abs();
        // The shortest digits that read back to the same bits; exponents where digits would fill the line.
        if size != 0.0 && !(1e-6..1e15).contains(&size) {
            write!(f, "{:e}", self.amount)?;
        } else {
            write!(f, "{}", self.amount)?;
        }
        if self.unit.text.is_empty() { Ok(()) } else { write!(f, " {}", self.unit.text) }
    }
}

impl FromStr for Quantity {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let text = text.trim();
        let (number, unit) = text.split_at(number_length(text));
        let amount: f64 = number.replace('_', "").parse().map_err(|_| {
            let complaint = Complaint::new(Code::NoNumber, format!("'{text}' does not begin with a number"));
            UnitError(complaint.help("put the unit behind the number"))
        })?;
        if unit.starts_with(',') {
            let complaint = Complaint::new(Code::NoNumber, format!("'{text}' has a comma in its number"));
            return Err(UnitError(
                complaint.help("write a point before decimals and nothing between thousands"),
            ));
        }
        if unit.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            let complaint = Complaint::new(Code::NoNumber, format!("'{text}' has a blank in its number"));
            return Err(UnitError(complaint.help("write nothing between thousands")));
        }
        Ok(Self { amount, unit: unit.parse()? })
    }
}

/// Length of the number that a text begins with.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|byte| set.contains(byte));
    let digits = |mut at: usize, also: &[u8]| {
        while is(at, b"0123456789") || is(at, also) {
            at += 1;
        }
        at
    };
    let mantissa = digits(usize::from(is(0, b"+-")), b"_.");
    if !is(mantissa, b"eE") {
        return mantissa;
    }
    let exponent = mantissa + 1 + usize::from(is(mantissa + 1, b"+-"));
    let end = digits(exponent, b"");
    if end > exponent { end } else { mantissa }
}

/// Why a text is not a number with a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError(pub(crate) Complaint);

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        self.0.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

impl std::error::Error for UnitError {}

#[cfg(test)]
mod tests {
    use super::*;
    use oreflow_network::Parameter;

    fn convert(text: &str, unit: &str) -> Option<f64> {
        text.parse::<Quantity>().expect(text).in_unit(&unit.parse().expect(unit))
    }

    #[test]
    fn units_convert_exactly_where_they_can() {
        assert_eq!(convert("3 %", ""), Some(0.03));
        assert_eq!(convert("7%", "1"), Some(0.07));
        assert_eq!(convert("1.5 years", "mo"), Some(18.0));
        assert_eq!(convert("30.4375 days", "mo"), Some(1.0));
        assert_eq!(convert("100 kt/yr", "t/yr"), Some(100_000.0));
        assert_eq!(convert("1 kt / month", "t/yr"), Some(12_000.0));
        assert_eq!(convert("0.15 / year", "1/yr"), Some(0.15));
        assert_eq!(convert("0.15 per year", "1/yr"), Some(0.15));
        assert_eq!(convert("20 % per year", "1/yr"), Some(0.2));
        assert_eq!(convert("5 % / month", "1/mo"), Some(0.05));
        assert_eq!(convert("12 USD/kg", "USD/t"), Some(12_000.0));
        assert_eq!(convert("20_000 USD per t/yr", "USD per kt/yr"), Some(20_000_000.0));
    }

    #[test]
    fn per_binds_looser_than_the_stroke() {
        assert_eq!(convert("1 USD per t/yr", "USD/t/yr"), None);
        assert_eq!(convert("1 USD per t per yr", "USD/t/yr"), Some(1.0));
    }

    #[test]
    fn different_things_do_not_convert() {
        for (text, unit) in [("18 months", "t"), ("3", "mo"), ("100 kt", "t/yr"), ("5 USD", "USD/t")] {
            assert_eq!(convert(text, unit), None, "{text} in {unit}");
        }
    }

    #[test]
    fn all_parameters_have_units_that_can_be_read() {
        for parameter in Parameter::ALL {
            assert!(parameter.unit().parse::<Unit>().is_ok(), "{parameter}");
        }
    }

    #[test]
    fn what_is_written_reads_back_to_the_bit() {
        for text in ["18 months", "0.1 %", "-0.05", "1e300 t", "2.5e-9 / year", "100 kt/yr", "1 USD per t/yr"]
        {
            let quantity: Quantity = text.parse().expect(text);
            assert_eq!(quantity.to_string(), text);
        }
        let odd = Quantity::number(0.1 + 0.2);
        assert_eq!(odd.to_string().parse(), Ok(odd));
    }

    #[test]
    fn nonsense_is_refused_with_a_remedy() {
        let message = |text: &str| text.parse::<Quantity>().expect_err(text).to_string();
        assert!(message("100 kt/yer").starts_with("there is no unit 'yer'; did you mean 'year'?"));
        assert!(message("MONTHS").starts_with("'MONTHS' does not begin with a number"));
        assert!(message("5 MT").contains("did you mean 'Mt'?"));
        assert!(message("1,5 %").contains("comma"));
        assert!(message("5 per").contains("a unit is missing"));
        assert!(message("5 t/").contains("a unit is missing"));
        assert!(message("").contains("begin with a number"));
        assert!(message("1.2.3 t").contains("begin with a number"));
        assert!(message("1 000 t").starts_with("'1 000 t' has a blank in its number"));
    }
}
