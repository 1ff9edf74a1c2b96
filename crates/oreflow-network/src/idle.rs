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
            let (uses, why) = use_of(parameter);
            let named = sites.into_iter().map(|site| self.site(site));
            if named.filter(|site| products.contains(&site.product)).any(uses) {
                continue;
            }
            let mut help =
                "a parameter of sites goes by the product that they make, or serve as final demand"
                    .to_owned();
            if parameter == Parameter::CoverInput {
                help += "; the stock that users keep goes by what they make of it";
            }
            let problem = Problem::new(format!("{} changes nothing: {}", figure.path(), why));
            idle.push(problem.help(help).at(figure.location.clone()));
        }
        idle
    }
}

/// Which sites use a parameter of sites, and what is to be said of those that do not.
fn use_of(parameter: Parameter) -> (fn(&Site) -> bool, &'static str) {
    let is_demand: fn(&Site) -> bool = |site| site.kind == SiteKind::Consumer;
    match parameter {
        Parameter::CoverInput => (|site| !site.slots.is_empty(), "these sites have no inputs"),
        Parameter::ElasticityShort | Parameter::ElasticityLong => {
            (is_demand, "these sites are not final demand")
        }
        Parameter::ElasticityDelay => (
            |site| site.kind == SiteKind::Consumer || !site.hosts.is_empty(),
            "these sites are neither final demand nor by-products",
        ),
        Parameter::ByproductLag | Parameter::RecoveryElasticity => {
            (|site| site.kind != SiteKind::Consumer && !site.hosts.is_empty(), "these sites follow no host")
        }
        Parameter::Capex | Parameter::InvestmentRate | Parameter::CapacityCeiling | Parameter::LeadTime => (
            |site| site.kind != SiteKind::Consumer && site.hosts.is_empty(),
            "these sites build nothing of their own",
        ),
        // Final demand has a price for its value, and nothing else that makers have.
        Parameter::Price => (|_| true, ""),
        _ => (|site| site.kind != SiteKind::Consumer, "these sites are final demand"),
    }
}
