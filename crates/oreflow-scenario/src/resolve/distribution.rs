//! Distributions of the engine from those of a file.

use oreflow_random::{
    Bernoulli, Constant, Distribution as Drawn, Exponential, LogNormal, Normal, ParameterError, Quantile,
    Triangular, Uniform,
};

use crate::diagnostic::Complaint;
use crate::expected::{Expected, NUMBER, PROBABILITY};
use crate::source::{Span, Spanned};
use crate::types::{Distribution, Law};

/// A problem and where it stands.
pub(crate) type Misplaced = (Span, Complaint);

/// Chance of a draw beyond the bounds that is let pass, as the engine does.
const TAIL: f64 = 1e-9;

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
    let spread = expected.unbounded();
    let mut values = Vec::new();
    for (name, quantity) in law.parameters() {
        let wanted = match name {
            "gsd" => &NUMBER,
            "p" => &PROBABILITY,
            "sd" => &spread,
            _ => expected,
        };
        values.push(wanted.value(name, quantity).map_err(|complaint| (quantity.span, complaint))?);
    }
    let drawn = build(law, &values).map_err(|error| misfit(written, expected, &error))?;
    let (lowest, highest, words) = expected.support();
    if drawn.quantile(TAIL) < lowest || drawn.quantile(1.0 - TAIL) > highest {
        let complaint = Complaint::new(format!("this {} may draw a '{key}' outside {words}", law.name()));
        let help = "use a uniform or triangular distribution within its bounds";
        let help = if highest.is_finite() { help } else { "use a lognormal or triangular distribution" };
        return Err((written.span, complaint.help(help)));
    }
    Ok(drawn)
}

/// A parameter that makes no distribution, as it was written.
fn misfit(written: &Spanned<Distribution>, expected: &Expected, error: &ParameterError) -> Misplaced {
    let name = error.parameter();
    let fault = written.law.parameters().into_iter().find(|(key, _)| *key == name);
    let pure = expected.is_number() || name == "gsd";
    let unit = if pure { String::new() } else { format!(", in {}", expected.unit) };
    let (span, value) = match fault {
        Some((_, quantity)) => (quantity.span, quantity.to_string()),
        None => (written.span, error.value().to_string()),
    };
    let help = format!("it must be {}{unit}", error.allowed());
    (span, Complaint::new(format!("'{name}' is {value}")).help(help))
}

fn build(law: &Law, values: &[f64]) -> Result<Drawn, ParameterError> {
    Ok(match (law, values) {
        (Law::Uniform { .. }, &[low, high]) => Uniform::new(low, high)?.into(),
        (Law::Triangular { .. }, &[low, mode, high]) => Triangular::new(low, mode, high)?.into(),
        (Law::Normal { .. }, &[mean, sd]) => Normal::new(mean, sd)?.into(),
        (Law::LogNormal { .. }, &[median, gsd]) => LogNormal::new(median, gsd)?.into(),
        (Law::Exponential { .. }, &[mean]) => Exponential::new(mean)?.into(),
        (Law::Bernoulli { .. }, &[p]) => Bernoulli::new(p)?.into(),
        // A constant, whose value is the only one left.
        (_, values) => Constant::new(values.first().copied().unwrap_or(f64::NAN))?.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expected::{DURATION, SHARE};
    use crate::unit::Quantity;

    fn at(text: &str, start: usize) -> Spanned<Quantity> {
        Spanned::new(text.parse().expect(text), Span { start, end: start + 1 })
    }

    fn of(law: Law) -> Spanned<Distribution> {
        Spanned::new(Distribution { law, source: None }, Span { start: 0, end: 9 })
    }

    #[test]
    fn units_are_converted_to_those_of_the_engine() {
        let law = Law::LogNormal { median: at("1.5 years", 1), gsd: at("1.8", 2) };
        let expected = LogNormal::new(18.0, 1.8).expect("sound");
        assert_eq!(check("duration", &of(law), &DURATION), Ok(expected.into()));
    }

    #[test]
    fn parameters_at_fault_are_shown_in_their_place() {
        let law = Law::Triangular { low: at("3 months", 1), mode: at("1 month", 2), high: at("9 months", 3) };
        let (span, complaint) =
            check("duration", &of(law), &DURATION).expect_err("the mode is below the least");
        assert_eq!((span.start, complaint.message.as_str()), (2, "'mode' is 1 month"));
    }

    #[test]
    fn draws_out_of_bounds_are_refused() {
        let law = Law::Normal { mean: at("50 %", 1), sd: at("20 %", 2) };
        let (span, complaint) = check("severity", &of(law), &SHARE).expect_err("a normal has tails");
        assert_eq!((span.start, span.end), (0, 9));
        assert_eq!(complaint.message, "this normal may draw a 'severity' outside 0 % to 100 %");
        let law = Law::Normal { mean: at("6 months", 1), sd: at("6 months", 2) };
        let (_, complaint) = check("duration", &of(law), &DURATION).expect_err("a normal has tails");
        assert_eq!(complaint.message, "this normal may draw a 'duration' outside zero and above");
    }
}
