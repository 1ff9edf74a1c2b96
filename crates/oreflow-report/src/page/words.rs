//! Paths, policies and estimates in words.

use crate::number::{number, scale};
use crate::tables::Number;

/// What a path tells of, such as `unmet demand for stainless-steel in JPN, share of demand`.
pub(super) fn of_path(path: &str) -> String {
    let mut parts = path.split('.');
    let [quantity, product, place] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let noun = match quantity {
        "unmet" => "unmet demand for",
        "short" => "demand that found no supply for",
        "priced-out" => "demand given up for the price of",
        "demand" => "demand for",
        "served" => "served demand for",
        "output" => "output of",
        "exports" => "exports of",
        "imports" => "imports of",
        "use" => "use of",
        "spoiled" => "spoiled stock of",
        "export-revenue" => "export revenue of",
        "value-added" => "value added by",
        "bid" => "bid for",
        "treatment-charge" => "treatment charge for",
        "price" => "price of",
        "stock" => "stock of",
        "input-stock" => "users' stock of",
        "in-transit" => "cargo under way of",
        "reserve" => "strategic stock of",
        "capacity" => "capacity for",
        other => other,
    };
    let product = if product == "*" { "all products" } else { product };
    let place = match place {
        "world" | "*" => "worldwide".to_owned(),
        place => format!("in {place}"),
    };
    match parts.next().map(of_field) {
        Some(field) if !field.is_empty() => format!("{noun} {product} {place}, {field}"),
        _ => format!("{noun} {product} {place}"),
    }
}

fn of_field(field: &str) -> String {
    let year = |prefix: &str| field.strip_prefix(prefix);
    match field {
        "total" => "over the run".to_owned(),
        "change" => "change over the run".to_owned(),
        "share" => "share of demand".to_owned(),
        "peak" => "at its peak".to_owned(),
        "peak-month" => "months to its peak".to_owned(),
        "recovery" => "months until it has recovered".to_owned(),
        "break-even" => "months until its sum is back at the base".to_owned(),
        _ => {
            let sum = || year("change-to-year-").map(|year| format!("change to the end of year {year}"));
            let change = || year("change-year-").map(|year| format!("change in year {year}"));
            let value = || year("year-").map(|year| format!("in year {year}"));
            sum().or_else(change).or_else(value).unwrap_or_else(|| field.to_owned())
        }
    }
}

/// The first letter large.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with its unit and its interval: `12.1 kt [11.8, 12.4]`.
pub(super) fn estimate(estimate: Number, unit: &str) -> String {
    let (factor, unit) = scale(estimate.value, unit);
    let (value, unit) = (number(estimate.value / factor), after(&unit));
    if estimate.value.is_nan() {
        return "not known".to_owned();
    }
    let end = |end: Option<f64>| end.map_or("beyond sample".to_owned(), |end| number(end / factor));
    let (low, high) = (end(estimate.low), end(estimate.high));
    if low == value && high == value {
        format!("{value}{unit}")
    } else {
        format!("{value}{unit} [{low}, {high}]")
    }
}

/// A number with its unit.
pub(super) fn amount(value: f64, unit: &str) -> String {
    if value.is_nan() {
        return "not known".to_owned();
    }
    let (factor, unit) = scale(value, unit);
    format!("{}{}", number(value / factor), if value.is_finite() { after(&unit) } else { String::new() })
}

/// A share in percent with its interval: `48.8 % [42.0, 55.7]`.
pub(super) fn share(share: Number) -> String {
    let percent = |value: f64| 100.0 * value;
    let ends = (share.low.map(percent), share.high.map(percent));
    estimate(Number { value: percent(share.value), low: ends.0, high: ends.1 }, "%")
}

/// A unit as it follows a number.
fn after(unit: &str) -> String {
    match unit {
        "1" => String::new(),
        "mo" => "\u{a0}months".to_owned(),
        "x base" => "\u{a0}times the base".to_owned(),
        unit => format!("\u{a0}{unit}"),
    }
}

/// The same text, in which no line ends within a number or between it and what belongs to it.
pub(super) fn unbroken(text: String) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is =
        |place: Option<usize>, what: fn(&char) -> bool| place.and_then(|at| signs.get(at)).is_some_and(what);
    let sign = |(place, &sign): (usize, &char)| {
        let before = is(place.checked_sub(1), char::is_ascii_digit);
        match sign {
            ' ' if before && is(Some(place + 1), char::is_ascii_digit) => '\u{202f}',
            ' ' if before && is(Some(place + 1), |next| *next == '%') => '\u{a0}',
            _ => sign,
        }
    };
    if text.contains(' ') { signs.iter().enumerate().map(sign).collect() } else { text }
}

/// A policy as the page calls it.
pub(super) fn of_policy(policy: &str) -> String {
    match policy {
        "" => "run".to_owned(),
        "none" => "no policy".to_owned(),
        policy => policy.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_in_words() {
        for (path, words) in [
            ("unmet.stainless-steel.JPN.share", "unmet demand for stainless-steel in JPN, share of demand"),
            ("price.nickel-ore.world", "price of nickel-ore worldwide"),
            (
                "value-added.*.IDN.change-to-year-3",
                "value added by all products in IDN, change to the end of year 3",
            ),
            ("exports.nickel-ore.PHL>CHN.year-2", "exports of nickel-ore in PHL>CHN, in year 2"),
        ] {
            assert_eq!(of_path(path), words);
        }
    }

    #[test]
    fn lines_do_not_end_within_numbers() {
        assert_eq!(unbroken("1 234 t in 5 % of".to_owned()), "1\u{202f}234 t in 5\u{a0}% of");
        assert_eq!(unbroken("plain".to_owned()), "plain");
    }

    #[test]
    fn estimates_have_unit_and_interval() {
        let wide = Number { value: -2e9, low: Some(-3e9), high: None };
        assert_eq!(estimate(wide, "USD"), "-2.00\u{a0}USD bn [-3.00, beyond sample]");
        assert_eq!(estimate(Number { value: f64::NAN, low: None, high: None }, "t"), "not known");
        let share = share(Number { value: 0.5, low: Some(0.4), high: Some(0.62) });
        assert_eq!(share, "50.0\u{a0}% [40.0, 62.0]");
        assert_eq!(amount(f64::INFINITY, "mo"), "never");
        assert_eq!(amount(1.5, "x base"), "1.50\u{a0}times the base");
    }
}
