//! Hazards that become more or less likely.

use oreflow_network::{Network, Problem};

use super::effect::not_negative;
use super::{Act, Effect, Key, KeyKind, Values};

/// The clocks of hazards run faster or slower: stricter rules, better maintenance, an accord, a drier climate.
///
/// A strike that has begun takes its course.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardRate {
    /// Ids of hazards.
    pub hazards: Vec<String>,
    /// Multiple of their rates.
    pub factor: f64,
}

impl Default for HazardRate {
    fn default() -> Self {
        Self { hazards: Vec::new(), factor: 1.0 }
    }
}

impl Act for HazardRate {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new("hazards", KeyKind::Texts, "[\"mine-protests\"]", "ids of hazards"),
        Key::new(
            "factor",
            KeyKind::Multiple("a multiple of rates"),
            "0.5",
            "multiple of their rates and chances",
        ),
    ]];

    fn read(values: &Values) -> Self {
        Self { hazards: values.texts("hazards"), factor: values.number("factor") }
    }

    fn effects(&self, _: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let mut problems: Vec<Problem> = not_negative("factor", self.factor).into_iter().collect();
        if self.hazards.is_empty() {
            problems.push(Problem::new("no hazard is named").help("name the ids of hazards"));
        }
        if problems.is_empty() { Ok(Vec::new()) } else { Err(problems) }
    }
}
