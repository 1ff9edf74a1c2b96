//! Parameters: known to whom they are given, and in range.

use super::{Declared, is_positive};
use crate::{Location, Network, Parameter, Problem, Scope, SiteKind, SiteSpec, market};

/// Highest share of capacity that a site may use in the base year.
const FULL: f64 = 0.98;

/// Fills in the rows of parameters, with defaults where nothing is said.
pub(crate) fn parameters(
    declared: &Declared<'_>,
    market: &[(Parameter, f64)],
    network: &mut Network,
    problems: &mut Vec<Problem>,
) {
    network.market_parameters = row(market, Scope::Market, "the market", None, problems);
    for spec in &declared.products {
        let name = format!("product {}", spec.id);
        let mut given = market::of_product(spec.metal.as_deref(), spec.traded);
        given.extend(&spec.parameters);
        let values = row(&given, Scope::Product, &name, spec.location.as_ref(), problems);
        network.product_parameters.push(values);
    }
    for spec in &declared.sites {
        let name = format!("site {}", spec.id);
        let mut given = demand_of(declared, spec);
        given.extend(&spec.parameters);
        let mut values = row(&given, Scope::Site, &name, spec.location.as_ref(), problems);
        if let Some(utilisation) = utilisation_of(network, spec) {
            values[Parameter::Utilisation.position()] = utilisation;
        }
        network.site_parameters.push(values);
    }
}

/// How final demand answers to the price of the metal that its slot leads with.
fn demand_of(declared: &Declared<'_>, spec: &SiteSpec) -> Vec<(Parameter, f64)> {
    let leading = spec.slots.first().and_then(|slot| slot.accepts.first());
    let Some((leading, _)) = leading.filter(|_| spec.kind == SiteKind::Consumer) else { return Vec::new() };
    let product = declared.products.iter().find(|product| product.id == *leading);
    market::of_consumer(product.and_then(|product| product.metal.as_deref()))
}

/// Utilisation by a known capacity, within the range of the parameter.
fn utilisation_of(network: &Network, spec: &SiteSpec) -> Option<f64> {
    let capacity = spec.capacity.filter(|capacity| is_positive(capacity.0))?;
    let output = network.site(network.site_index(&spec.id)?).output;
    let (low, high) = Parameter::Utilisation.range();
    let share = output / capacity;
    Some(if share < low {
        low
    } else if share > high {
        high
    } else {
        share
    })
}

fn row(
    given: &[(Parameter, f64)],
    scope: Scope,
    whose: &str,
    place: Option<&Location>,
    problems: &mut Vec<Problem>,
) -> Vec<f64> {
    let mut row: Vec<f64> = Parameter::ALL.iter().map(|parameter| parameter.default_value()).collect();
    for &(parameter, value) in given {
        if parameter.scope() == scope && parameter.allows(value) {
            row[parameter.position()] = value;
        } else if parameter.scope() == scope {
            problems.push(
                Problem {
                    message: format!("{whose}: {parameter} is {value}"),
                    ..out_of_range(parameter, value)
                }
                .at(place.cloned()),
            );
        } else {
            problems.push(
                Problem::new(format!("{whose}: {parameter} is no parameter of a {}", name(scope)))
                    .help(format!("give it to the {} instead", name(parameter.scope())))
                    .at(place.cloned()),
            );
        }
    }
    row
}

fn name(scope: Scope) -> &'static str {
    match scope {
        Scope::Site => "site",
        Scope::Product => "product",
        Scope::Market => "market",
    }
}

/// The problem that a value lies outside what its parameter allows.
pub(crate) fn out_of_range(parameter: Parameter, value: f64) -> Problem {
    let (low, high) = parameter.range();
    let problem = Problem::new(format!("{parameter} is {value}"));
    if parameter == Parameter::Utilisation && value > high {
        return problem.help(format!(
            "capacity must exceed base output: write at most {FULL}, or the site could not make up for any loss"
        ));
    }
    problem.help(format!("write a value from {low} to {high} {}", parameter.unit()))
}
