//! Where in the file the engine's problems belong.

use oreflow_engine::error::Item;

use crate::codes::Code;
use crate::source::{Span, Spanned};
use crate::types::{Action, Scenario, Setting};

/// What the engine's problems of an item are called, where they have no kind of their own.
pub(super) fn code_of(item: Item) -> Code {
    match item {
        Item::Network => Code::UnsoundNetwork,
        Item::Calendar => Code::UnfitTime,
        Item::Measure(_) | Item::Hazard(_) => Code::UnfitAction,
        Item::Uncertain(_) => Code::UnfitParameter,
        Item::Correlated(_) => Code::UnfitGroup,
        Item::Outcome(_) => Code::UnfitOutcome,
    }
}

impl Scenario {
    /// The place of a problem of an item: the name that its message quotes, or else the item's id.
    pub(super) fn span_of(&self, item: Item, message: &str) -> Span {
        let quoted = |names: Vec<&Spanned<String>>, id: Span| {
            let named = names.into_iter().find(|name| message.contains(&format!("'{}'", name.value)));
            named.map_or(id, |name| name.span)
        };
        let span = match item {
            Item::Network => Some(self.network.span),
            Item::Calendar if message.contains(&self.time.start.to_string()) => Some(self.time.start.span),
            Item::Calendar => Some(self.time.step.span),
            Item::Measure(position) => self
                .contents
                .measures
                .get(position)
                .map(|measure| quoted(measure.action.names(), measure.id.span)),
            Item::Hazard(position) => self.contents.hazards.get(position).map(|hazard| {
                let names = hazard.during.iter().chain(hazard.action.names()).collect();
                quoted(names, hazard.id.span)
            }),
            Item::Uncertain(position) => self.contents.uncertain.get(position).map(|line| line.path.span),
            Item::Correlated(position) => self
                .contents
                .correlated
                .get(position)
                .map(|group| quoted(group.of.iter().collect(), group.correlation.span())),
            Item::Outcome(position) => self.study.watch.get(position).map(|path| path.span),
        };
        span.unwrap_or_default()
    }
}

impl Action {
    /// All names of places and products.
    fn names(&self) -> Vec<&Spanned<String>> {
        self.settings.values().flat_map(Setting::names).collect()
    }
}
