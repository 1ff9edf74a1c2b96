//! What changes nothing itself.

use oreflow_network::{Network, Problem};

use super::{Act, Effect, Key, Values};

/// Something that happens and changes nothing itself: a drought, an election, a war. Hazards strike with, after or while it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event;

impl Act for Event {
    const KEYS: &'static [&'static [Key]] = &[];

    fn read(_: &Values) -> Self {
        Self
    }

    fn effects(&self, _: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        Ok(Vec::new())
    }
}
