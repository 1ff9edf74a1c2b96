//! Distributions of the engine from those of a file.

use oreflow_random::{Distribution as Drawn, ParameterError, Quantile, Truncated};

use crate::codes::Code;
use crate::diagnostic::Complaint;
use crate::expected::{Expected, NUMBER, PROBABILITY};
use crate::source::{Span, Spanned};
use crate::types::{Distribution, Law, Measures, Written};
use crate::unit::Quantity;

/// A problem and where it stands.
pub(crate) type Misplaced = (Span, Complaint);

/// Chance of a draw beyond the bounds that is let pass, as the engine does.
const TAIL: f64 = 1e-9;

/// What a parameter must measure, in a distribution of what is expected.
pub(crate) fn measured(measures: Measures, expected: &Expected) -> Expected {
    match measures {
        Measures::Value => *expected,
        Measures::Spread => expected.unbounded(),
        Measures::Number => NUMBER,
        Measures::Share => PROBABILITY,
    }
}

/// The distribution of the value of `key`, in the expected unit.
///
/// # Errors
/// The first of: a parameter of another unit, parameters that make no distribution, draws out of bounds.
pub(crate) fn check(
    key: &str,
    written: &Spanned<Distribution>,
    expected: &Expected,
) -> Result<Drawn, Misplaced> {
    let law = &written.law;
    let mut numbers = Vec::new();
    for key in law.family.keys {
        let wanted = measured(key.measures, expected);
        let quantities = of(law, key.name).map_or(&[][..], Written::all);
        let values = quantities.iter().map(|quantity| value(key.name, quantity, &wanted));
        numbers.push(values.collect::<Result<Vec<f64>, Misplaced>>()?);
    }
    let lists =
        law.family.keys.iter().zip(&numbers).filter(|(key, _)| of(law, key.name).is_some() && key.list);
    let lengths: Vec<(&str, usize)> = lists.map(|(key, numbers)| (key.name, numbers.len())).collect();
    if let Some((name, length)) = lengths.iter().find(|(_, length)| *length < 2) {
        let complaint =
            Complaint::new(Code::UnfitDistribution, format!("'{name}' has no more than {length} number"));
        return Err((written.span, complaint.help("write two at least, or the value alone without 'dist'")));
    }
    if let [(first, length), (second, other)] = lengths[..]
        && length != other
    {
        let complaint = Complaint::new(
            Code::UnfitDistribution,
            format!("'{first}' has {length} numbers, '{second}' {other}"),
        );
        return Err((written.span, complaint.help("write as many of one as of the other")));
    }
    let drawn = (law.family.build)(&numbers).map_err(|error| misfit(written, expected, &error))?;
    let drawn = cut(drawn, written, expected)?;
    let (lowest, highest, words) = expected.support();
    if drawn.quantile(TAIL) < lowest || drawn.quantile(1.0 - TAIL) > highest {
        let complaint = Complaint::new(
            Code::WildDistribution,
            format!("this {} may draw a '{key}' outside {words}", law.name()),
        );
        let help = if law.family.cuts {
            "cut it by 'at-least' and 'at-most', or use a distribution within its bounds"
        } else {
            "leave out the values beyond it"
        };
        return Err((written.span, complaint.help(help)));
    }
    Ok(drawn)
}

fn of<'l>(law: &'l Law, key: &str) -> Option<&'l Written> {
    law.parameters.iter().find(|(known, _)| *known == key).map(|(_, written)| written)
}

fn value(key: &str, quantity: &Spanned<Quantity>, expected: &Expected) -> Result<f64, Misplaced> {
    expected.value(key, quantity).map_err(|complaint| (quantity.span, complaint))
}

/// The part between `at-least` and `at-most`.
fn cut(drawn: Drawn, written: &Spanned<Distribution>, expected: &Expected) -> Result<Drawn, Misplaced> {
    let end = |key, all| match of(&written.law, key).map(Written::all) {
        Some([quantity, ..]) => value(key, quantity, &expected.unbounded()),
        _ => Ok(all),
    };
    let (low, high) = (end("at-least", f64::NEG_INFINITY)?, end("at-most", f64::INFINITY)?);
    if low == f64::NEG_INFINITY && high == f64::INFINITY {
        return Ok(drawn);
    }
    Truncated::new(drawn, low, high).map(Drawn::from).map_err(|_| {
        let message =
            format!("'at-least' and 'at-most' leave less than a thousandth of this {}", written.law.name());
        (
            written.span,
            Complaint::new(Code::UnfitDistribution, message)
                .help("choose ends between which it has most of its values"),
        )
    })
}

/// A parameter that makes no distribution, as it was written.
fn misfit(written: &Spanned<Distribution>, expected: &Expected, error: &ParameterError) -> Misplaced {
    let name = error.parameter();
    let key = written.law.family.keys.iter().find(|key| key.name == name);
    let pure = expected.is_number()
        || key.is_some_and(|key| matches!(key.measures, Measures::Number | Measures::Share));
    let unit = if pure { String::new() } else { format!(", in {}", expected.unit) };
    let help = format!("it must be {}{unit}", error.allowed());
    let (span, message) = if let Some(Written::One(quantity)) = of(&written.law, name) {
        (quantity.span, format!("'{name}' is {quantity}"))
    } else {
        (written.span, format!("'{name}' has {}", error.value()))
    };
    (span, Complaint::new(Code::UnfitDistribution, message).help(help))
}

#[cfg(test)]
mod tests {
    use oreflow_random::LogNormal;

    use super::*;
    use crate::expected::{DURATION, SHARE};
    use crate::types::Family;

    fn at(text: &str, start: usize) -> Spanned<Quantity> {
        Spanned::new(text.parse().expect(text), Span { start, end: start + 1 })
    }

    fn of(name: &str, parameters: &[(&'static str, Spanned<Quantity>)]) -> Spanned<Distribution> {
        let family = Family::named(name).expect("a family");
        let parameters = parameters.iter().map(|(key, value)| (*key, Written::One(value.clone()))).collect();
        Spanned::new(
            Distribution { law: Law { family, parameters }, source: None },
            Span { start: 0, end: 9 },
        )
    }

    #[test]
    fn units_are_converted_to_those_of_the_engine() {
        let law = of("lognormal", &[("median", at("1.5 years", 1)), ("gsd", at("1.8", 2))]);
        let expected = LogNormal::new(18.0, 1.8).expect("sound");
        assert_eq!(check("duration", &law, &DURATION), Ok(expected.into()));
    }

    #[test]
    fn parameters_at_fault_are_shown_in_their_place() {
        let law = of(
            "triangular",
            &[("low", at("3 months", 1)), ("mode", at("1 month", 2)), ("high", at("9 months", 3))],
        );
        let (span, complaint) = check("duration", &law, &DURATION).expect_err("the mode is below the least");
        assert_eq!((span.start, complaint.message.as_str()), (2, "'mode' is 1 month"));
    }

    #[test]
    fn draws_out_of_bounds_are_refused() {
        let law = of("normal", &[("mean", at("50 %", 1)), ("sd", at("20 %", 2))]);
        let (span, complaint) = check("severity", &law, &SHARE).expect_err("a normal has tails");
        assert_eq!((span.start, span.end), (0, 9));
        assert_eq!(complaint.message, "this normal may draw a 'severity' outside 0 % to 100 %");
        let law = of("normal", &[("mean", at("6 months", 1)), ("sd", at("6 months", 2))]);
        let (_, complaint) = check("duration", &law, &DURATION).expect_err("a normal has tails");
        assert_eq!(complaint.message, "this normal may draw a 'duration' outside zero and above");
    }

    #[test]
    fn a_cut_keeps_draws_within_bounds() {
        let ends = [("mean", at("6 months", 1)), ("sd", at("6 months", 2)), ("at-least", at("0 months", 3))];
        let law = check("duration", &of("normal", &ends), &DURATION).expect("it is cut");
        assert_eq!(law.quantile(0.0), 0.0);
        let ends = [("mean", at("6 months", 1)), ("sd", at("1 month", 2)), ("at-least", at("2 years", 3))];
        let (_, complaint) = check("duration", &of("normal", &ends), &DURATION).expect_err("nothing is left");
        assert_eq!(complaint.message, "'at-least' and 'at-most' leave less than a thousandth of this normal");
    }
}
