//! Numbers as people read them: three digits that count, and the interval beside the estimate.

use oreflow_network::ProductUnit;
use oreflow_random::Estimate;

/// A number with three significant digits, thousands apart by a thin blank.
pub fn number(value: f64) -> String {
    if value == f64::INFINITY {
        return "never".to_owned();
    }
    if !value.is_finite() {
        return "-".to_owned();
    }
    let size = value.abs();
    // What rounds to nothing is nothing, whatever its sign.
    if size < 5e-4 {
        return "0".to_owned();
    }
    let decimals = match size {
        s if s >= 99.95 => 0,
        s if s >= 9.995 => 1,
        s if s >= 0.9995 => 2,
        _ => 3,
    };
    let text = format!("{size:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    format!("{}{grouped}{rest}", if value < 0.0 { "-" } else { "" })
}

/// An amount in a year with its unit: in thousands where it is a thousand or more.
pub(crate) fn amount(value: f64, unit: ProductUnit) -> (String, String) {
    if value.abs() < 1e3 {
        (number(value), unit.of("t/yr"))
    } else {
        (number(value / 1e3), format!("{}/yr", unit.thousand()))
    }
}

/// A change in per cent of what was before; as a multiple where it is tenfold or more.
pub(crate) fn change(base: f64, value: f64) -> String {
    let percent = (100.0 * (value / base - 1.0)).round();
    match percent {
        _ if base == 0.0 && value > 0.0 => "new".to_owned(),
        _ if percent == 0.0 || base == 0.0 => "0 %".to_owned(),
        _ if !percent.is_finite() => "-".to_owned(),
        _ if percent >= 900.0 => format!("{} times", number((value / base).round())),
        _ => format!("{percent:+} %"),
    }
}

/// What numbers of about this size are divided by to be short, and their unit then.
pub(crate) fn scale(size: f64, unit: &str) -> (f64, String) {
    let (prefixes, rest): (&[(f64, &str)], &str) = match unit {
        "t" => (&[(1e6, "Mt"), (1e3, "kt")], ""),
        "t/yr" => (&[(1e6, "Mt/yr"), (1e3, "kt/yr")], ""),
        "USD" => (&[(1e9, "USD bn"), (1e6, "USD million")], ""),
        "MWh" => (&[(1e6, "TWh"), (1e3, "GWh")], ""),
        other => (&[(1e6, "million ")], other),
    };
    let fitting = prefixes.iter().find(|(factor, _)| size.abs() >= *factor);
    fitting.map_or((1.0, unit.to_owned()), |(factor, prefix)| (*factor, format!("{prefix}{rest}")))
}

/// An estimate with its 95 % interval, both divided by `unit`.
pub fn estimate(estimate: &Estimate, unit: f64) -> String {
    if estimate.value.is_nan() {
        return "-".to_owned();
    }
    let end = |end: Option<f64>| end.map_or_else(|| "beyond sample".to_owned(), |end| number(end / unit));
    let (value, low, high) = (number(estimate.value / unit), end(estimate.low), end(estimate.high));
    if low == value && high == value { value } else { format!("{value} [{low}, {high}]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_count() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0001, "0"),
            (0.01234, "0.012"),
            (1.0, "1.00"),
            (9.996, "10.0"),
            (-12.34, "-12.3"),
            (99.96, "100"),
            (1234.6, "1 235"),
            (-1_234_567.0, "-1 234 567"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn small_amounts_are_not_counted_in_thousands() {
        let read = |value, unit| {
            let (amount, unit) = amount(value, unit);
            format!("{amount} {unit}")
        };
        assert_eq!(read(848.0, ProductUnit::Tonne), "848 t/yr");
        assert_eq!(read(2_310_000.0, ProductUnit::Tonne), "2 310 kt/yr");
        assert_eq!(read(1_330_000.0, ProductUnit::MegawattHour), "1 330 GWh/yr");
        assert_eq!(read(12.0, ProductUnit::Vehicle), "12.0 vehicles/yr");
    }

    #[test]
    fn changes_are_in_per_cent() {
        for (base, value, text) in [
            (8.0, 6.0, "-25 %"),
            (8.0, 8.01, "0 %"),
            (0.0, 0.0, "0 %"),
            (0.0, 3.0, "new"),
            (3.0, 0.0, "-100 %"),
            (2.0, 3.0, "+50 %"),
            (1.0, 1234.0, "1 234 times"),
            (1.0, f64::NAN, "-"),
        ] {
            assert_eq!(change(base, value), text, "{base} {value}");
        }
    }

    #[test]
    fn large_numbers_get_a_larger_unit() {
        for (size, unit, factor, label) in [
            (206_000.0, "t", 1e3, "kt"),
            (-2.1e6, "t/yr", 1e6, "Mt/yr"),
            (9e9, "USD", 1e9, "USD bn"),
            (2e6, "vehicles", 1e6, "million vehicles"),
            (2e5, "vehicles", 1.0, "vehicles"),
            (f64::NAN, "t", 1.0, "t"),
        ] {
            assert_eq!(scale(size, unit), (factor, label.to_owned()));
        }
    }

    #[test]
    fn an_estimate_shows_its_interval_unless_it_has_none() {
        let wide = Estimate { value: 2000.0, low: Some(1000.0), high: None };
        assert_eq!(estimate(&wide, 1000.0), "2.00 [1.00, beyond sample]");
        let certain = Estimate { value: 3.0, low: Some(3.0), high: Some(3.0) };
        assert_eq!(estimate(&certain, 1.0), "3.00");
    }
}
