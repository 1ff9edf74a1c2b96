//! Figures that change nothing: parameters given to sites that do not use them.

use crate::{Network, Parameter, Problem, Quantity, Scope, Site, SiteKind};

impl Network {
    /// Figures of parameters that hold only for sites on which the parameter has no effect, such as the input stock of mines. Such
    /// a row is allowed, and surely not meant.
    pub fn idle_figures(&self) -> Vec<Problem> {
        let mut idle = Vec::new();
        for figure in self.figures() {
            let Quantity::Parameter(parameter) = figure.quantity else { continue };
            if parameter.scope() != Scope::Site {
                continue;
            }
            let (Ok(products), Ok(sites)) =
                (self.select_products(&figure.product), self.select_sites(&figure.place))
            else {
                continue;
            };
            let named = sites.into_iter().map(|site| self.site(site));
            if named.filter(|site| products.contains(&site.product)).any(|site| acts_on(parameter, site)) {
                continue;
            }
            let mut help =
                "a parameter of sites goes by the product that they make, or serve as final demand"
                    .to_owned();
            if parameter == Parameter::CoverInput {
                help += "; the stock that users keep goes by what they make of it";
            }
            let problem = Problem::new(format!("{} changes nothing: {}", figure.path(), why(parameter)));
            idle.push(problem.help(help).at(figure.location.clone()));
        }
        idle
    }
}

/// Whether a site uses the parameter.
fn acts_on(parameter: Parameter, site: &Site) -> bool {
    let (consumer, hosted) = (site.kind == SiteKind::Consumer, !site.hosts.is_empty());
    match parameter {
        Parameter::CoverInput => !site.slots.is_empty(),
        Parameter::ElasticityShort | Parameter::ElasticityLong => consumer,
        Parameter::ElasticityDelay => consumer || hosted,
        Parameter::ByproductLag | Parameter::RecoveryElasticity => hosted && !consumer,
        Parameter::Capex | Parameter::InvestmentRate | Parameter::CapacityCeiling | Parameter::LeadTime => {
            !consumer && !hosted
        }
        // Final demand has a price for its value, and nothing else that makers have.
        Parameter::Price => true,
        _ => !consumer,
    }
}

fn why(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::CoverInput => "these sites have no inputs",
        Parameter::ElasticityShort | Parameter::ElasticityLong => "these sites are not final demand",
        Parameter::ElasticityDelay => "these sites are neither final demand nor by-products",
        Parameter::ByproductLag | Parameter::RecoveryElasticity => "these sites follow no host",
        Parameter::Capex | Parameter::InvestmentRate | Parameter::CapacityCeiling | Parameter::LeadTime => {
            "these sites build nothing of their own"
        }
        _ => "these sites are final demand",
    }
}
