//! Patterns of texts: what can be told of a text without reading it.
//!
//! They let pass all that the reader takes, so that an editor never marks a sound file, with one exception: units that
//! cancel by detours, such as `months/day/yr`, which nobody writes.

use oreflow_network::Parameter;

use crate::expected::Expected;
use crate::unit::alike;

/// A text that says something.
pub(super) const TEXT: &str = r"\S";

/// Words of lower-case letters and digits, joined by dashes.
pub(super) const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// A month or a day of the years 1900 to 2999.
pub(super) const DATE: &str =
    r"^\s*0*(19|2[0-9])[0-9][0-9]-0*(1[0-2]|[1-9])(-0*(3[01]|[12][0-9]|[1-9]))?\s*$";

const NUMBER: &str = "[+-]?[0-9._]+([eE][+-]?[0-9]+)?";

/// A number with a unit of the family that is expected.
pub(super) fn quantity(expected: &Expected) -> String {
    let unit = if expected.is_number() { format!("({})?", ratio()) } else { unit(expected.unit) };
    format!(r"^\s*{NUMBER}\s*{unit}\s*$")
}

/// All units that measure the same as one: of each unit that it is made of, its whole family.
fn unit(text: &str) -> String {
    let joints = text.matches(['/']).count() + text.matches(" per ").count();
    // A stroke and a word mean the same but where there are both, and the word binds looser.
    let (stroke, per) = if joints > 1 { (r"\s*/\s*", r"\s*per\s") } else { (EITHER, EITHER) };
    let term = |term: &str| term.split('/').map(family).collect::<Vec<_>>().join(stroke);
    text.split(" per ").map(term).collect::<Vec<_>>().join(&format!(r"{per}\s*"))
}

const EITHER: &str = r"\s*(/|per\s)\s*";

/// All names of a unit and of those that measure the same.
fn family(name: &str) -> String {
    if name == "1" { format!("({})?", ratio()) } else { format!("({})", alike(name).join("|")) }
}

/// Units of pure numbers.
fn ratio() -> String {
    let same = ["kg", "day", "USD"].map(|name| family(name) + EITHER + &family(name));
    format!("{}|{}", alike("1").join("|"), same.join("|"))
}

/// A path with a quantity of the model, and with a field or not.
pub(super) fn path(field: bool) -> String {
    let quantities: Vec<&str> =
        oreflow_engine::observe::Quantity::ALL.iter().map(|known| known.name()).collect();
    let fields = if field {
        r"(\.(total|share|peak|peak-month|recovery|change|(change-)?year-\+?[0-9]+))?"
    } else {
        ""
    };
    format!(r"^({})\.[^.]*\.[^.]*{fields}$", quantities.join("|"))
}

/// A path of a parameter, `parameter.product.place`.
pub(super) fn parameter(parameter: Parameter) -> String {
    format!(r"^{parameter}\.[^.]+\.[^.]+$")
}
