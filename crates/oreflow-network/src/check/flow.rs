//! Base flows: they follow the recipes, and no site makes more than it can.

use super::{Declared, column, is_positive};
use crate::{Network, Problem, Site, SiteKind, SiteSpec, TonnesPerYear};

/// Largest relative difference between a recipe and what the base flows say.
pub(crate) const RECIPE_TOLERANCE: f64 = 1e-6;

/// Relative rounding that output may stand above capacity.
const CAPACITY_ROUNDING: f64 = 1e-6;

/// Fills in base outputs, and checks them against recipes and capacities.
///
/// Sites without flow are left to the check of reach, which knows why.
pub(crate) fn flows(declared: &Declared<'_>, network: &mut Network, problems: &mut Vec<Problem>) {
    let mut out = vec![0.0; network.sites.len()];
    let mut used: Vec<Vec<f64>> = network.sites.iter().map(|site| vec![0.0; site.slots.len()]).collect();
    for link in &network.links {
        out[link.from.position()] += link.flow.0;
        used[link.to.position()][link.slot] += link.flow.0 * link.conversion;
    }
    for (position, site) in network.sites.iter_mut().enumerate() {
        let Some(spec) = declared.site(site.id.as_str()) else { continue };
        let uses = &used[position];
        let output = match (site.kind, site.slots.first()) {
            (SiteKind::Consumer, Some(slot)) => uses[0] / slot.per_unit,
            _ => out[position],
        };
        site.output = TonnesPerYear(output);
        if output.is_finite() && output > 0.0 && uses.iter().all(|&used| used > 0.0) {
            check_recipe(site, spec, uses, problems);
        }
        check_capacity(site, spec, problems);
    }
}

fn check_recipe(site: &Site, spec: &SiteSpec, uses: &[f64], problems: &mut Vec<Problem>) {
    for ((slot, used), written) in site.slots.iter().zip(uses).zip(&spec.slots) {
        let needed = slot.per_unit * site.output.0;
        if (used / needed - 1.0).abs() <= RECIPE_TOLERANCE {
            continue;
        }
        problems.push(
            Problem::new(format!(
                "site {} takes in {used} t/yr of {}, but its output of {} t/yr needs {needed} by its recipe ({} per unit)",
                site.id, slot.id, site.output.0, slot.per_unit
            ))
            .help("correct a flow or the recipe; tables are balanced by `oreflow network build`")
            .at(written.location.clone().or_else(|| spec.location.clone())),
        );
    }
}

fn check_capacity(site: &Site, spec: &SiteSpec, problems: &mut Vec<Problem>) {
    let Some(capacity) = spec.capacity else { return };
    let problem = if !is_positive(capacity.0) {
        Problem::new(format!("site {} has capacity {capacity}", site.id)).help("write a capacity above zero")
    } else if site.output.0 > capacity.0 * (1.0 + CAPACITY_ROUNDING) {
        Problem::new(format!("site {} makes {}, more than its capacity of {capacity}", site.id, site.output))
            .help(format!("raise the capacity to {:.0} t/yr or lower the flows", site.output.0 / 0.98))
    } else {
        return;
    };
    problems.push(problem.at(column(spec.location.as_ref(), "capacity")));
}
