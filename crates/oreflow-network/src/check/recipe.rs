//! Recipes: positive numbers, one slot for each product, and no mass from nothing.

use std::collections::BTreeMap;

use super::{Declared, column, is_positive};
use crate::{Problem, SiteKind, SiteSpec, SlotSpec};

/// Relative rounding that a recipe may carry before it counts as creating mass.
const ROUNDING: f64 = 1e-9;

/// Checks the recipe of each site.
pub(crate) fn recipes(declared: &Declared<'_>, problems: &mut Vec<Problem>) {
    for spec in &declared.sites {
        let before = problems.len();
        let mut feeds: BTreeMap<&str, &str> = BTreeMap::new();
        let mut slots: Vec<&str> = Vec::new();
        for slot in &spec.slots {
            check_numbers(spec, slot, problems);
            if slots.contains(&slot.id.as_str()) {
                problems.push(
                    Problem::new(format!("site {} has two inputs '{}'", spec.id, slot.id))
                        .help("give each pool of stock its own name")
                        .at(place(spec, slot, "slot")),
                );
            }
            slots.push(&slot.id);
            for (product, _) in &slot.accepts {
                if let Some(other) = feeds.insert(product, &slot.id) {
                    problems.push(
                        Problem::new(format!(
                            "site {} accepts {product} in its inputs {other} and {}",
                            spec.id, slot.id
                        ))
                        .help("let each product feed one input")
                        .at(place(spec, slot, "input")),
                    );
                }
            }
        }
        if problems.len() == before {
            check_mass(declared, spec, problems);
        }
    }
}

fn check_numbers(spec: &SiteSpec, slot: &SlotSpec, problems: &mut Vec<Problem>) {
    if slot.id.parse::<crate::ProductId>().is_err() {
        problems.push(
            Problem::new(format!("site {}: '{}' is not the id of an input", spec.id, slot.id))
                .help("write lower-case words joined by dashes")
                .at(place(spec, slot, "slot")),
        );
    }
    if slot.accepts.is_empty() {
        problems.push(
            Problem::new(format!("site {}: input {} accepts nothing", spec.id, slot.id))
                .help("name at least one product")
                .at(place(spec, slot, "input")),
        );
    }
    if !is_positive(slot.per_unit) {
        problems.push(
            Problem::new(format!("site {} uses {} of {} per unit", spec.id, slot.per_unit, slot.id))
                .help("write how much is used for one unit of output, above zero")
                .at(place(spec, slot, "per_unit")),
        );
    }
    for (product, conversion) in slot.accepts.iter().filter(|(_, conversion)| !is_positive(*conversion)) {
        problems.push(
            Problem::new(format!("site {} converts {product} at {conversion}", spec.id))
                .help("write for how many units of the input one unit counts, above zero")
                .at(place(spec, slot, "conversion")),
        );
    }
}

/// A unit of output must not hold more of its metal than the poorest inputs that the recipe allows.
///
/// A unit of slot material is `1 / conversion` units of a product, each with that product's content;
/// the poorest accepted product bounds what the slot brings for certain; one of another metal brings nothing. The sum of
/// `per_unit x min(content / conversion)` over the slots must reach the content of the output.
/// Exempt are sites that dig (no inputs), by-products (their element comes out of the hosts' feed,
/// which the recipe does not show) and consumers (they pass nothing on).
fn check_mass(declared: &Declared<'_>, spec: &SiteSpec, problems: &mut Vec<Problem>) {
    if spec.slots.is_empty() || !spec.hosts.is_empty() || spec.kind == SiteKind::Consumer {
        return;
    }
    let Some(output) = declared.product(&spec.product) else { return };
    let mut brought = 0.0;
    for slot in &spec.slots {
        let mut poorest = f64::INFINITY;
        for (product, conversion) in &slot.accepts {
            let Some(input) = declared.product(product) else { return };
            let content = if input.metal == output.metal { input.content / conversion } else { 0.0 };
            poorest = if content < poorest { content } else { poorest };
        }
        brought += slot.per_unit * poorest;
    }
    if brought < output.content * (1.0 - ROUNDING) {
        problems.push(
            Problem::new(format!(
                "site {} makes mass: a unit of {} holds {} of {}, its poorest inputs bring {brought}",
                spec.id,
                spec.product,
                output.content,
                output.metal.as_deref().unwrap_or("the element")
            ))
            .help(
                "raise per_unit (1 / recovery, at least 1 for contained metal), or correct the contents; goods of many metals have content 0",
            )
            .at(place(spec, &spec.slots[0], "per_unit")),
        );
    }
}

fn place(spec: &SiteSpec, slot: &SlotSpec, name: &str) -> Option<crate::Location> {
    column(slot.location.as_ref().or(spec.location.as_ref()), name)
}
