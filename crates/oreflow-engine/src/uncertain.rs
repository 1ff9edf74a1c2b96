//! Parameters that we do not know: one draw a trial for all that a path names.

use oreflow_network::{Network, Parameter, Problem, ProblemKind, Scope};
use oreflow_random::{Distribution, Draws, Quantile, Trial};

use crate::compiled::Overrides;
use crate::correlated::{Group, uniforms};
use crate::lanes::Lanes;

/// An uncertain parameter, named by the path `parameter.product.place`.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// Which parameter.
    pub parameter: Parameter,
    /// Of what: a product, a group of products, or `*`.
    pub product: String,
    /// Where: a country, a group, a site, `world` or `*`.
    pub place: String,
    /// What we believe of it, in the unit of the parameter.
    pub distribution: Distribution,
}

impl Uncertain {
    /// The path; draws are keyed by it.
    pub fn path(&self) -> String {
        format!("{}.{}.{}", self.parameter, self.product, self.place)
    }

    /// Rows of the parameter's table that the path names.
    pub(crate) fn targets(&self, network: &Network) -> Result<Vec<u32>, Vec<Problem>> {
        let mut problems = Vec::new();
        if FIXED.contains(&self.parameter) {
            problems.push(
                Problem::new(format!("'{}' is the same in all trials of a run", self.parameter))
                    .help("write it into the tables of the network"),
            );
        }
        let (low, high) = self.parameter.range();
        for p in [1e-3, 1.0 - 1e-3] {
            let value = self.distribution.quantile(p);
            if !self.parameter.allows(value) {
                problems.push(
                    Problem::new(format!("{} may be {value:.4}", self.path())).help(format!(
                        "keep it within {low} to {high}, in the unit {}",
                        self.parameter.unit()
                    )),
                );
                break;
            }
        }
        let products = network.select_products(&self.product).map_err(|problem| problems.push(problem));
        let sites = network.select_sites(&self.place).map_err(|problem| problems.push(problem));
        let (Ok(products), Ok(sites)) = (products, sites) else { return Err(problems) };
        let targets: Vec<u32> = match self.parameter.scope() {
            Scope::Market => vec![0],
            Scope::Product => products.iter().map(|product| product.0).collect(),
            Scope::Site => {
                let made =
                    |site: &&oreflow_network::SiteIndex| products.contains(&network.site(**site).product);
                sites.iter().filter(made).map(|site| site.0).collect()
            }
        };
        if self.parameter.scope() != Scope::Site && !matches!(self.place.as_str(), "*" | "world") {
            problems.push(
                Problem::new(format!("{} is not a parameter of places", self.parameter))
                    .help(format!("write '{}.{}.world'", self.parameter, self.product)),
            );
        }
        if targets.is_empty() {
            problems.push(Problem::new(format!("{} names nothing", self.path())).kind(ProblemKind::Empty));
        }
        if problems.is_empty() { Ok(targets) } else { Err(problems) }
    }

    /// The uniform of its own in a trial.
    pub(crate) fn uniform(&self, draws: &Draws, trial: Trial) -> f64 {
        draws.stream(&self.path(), "parameter").uniform(trial, 0)
    }

    /// The draw of a uniform; beyond the allowed range it is cut to it.
    pub(crate) fn value(&self, uniform: f64) -> f64 {
        let (low, high) = self.parameter.range();
        self.distribution.quantile(uniform).clamp(low, high)
    }
}

/// Parameters that must not differ between lanes: prices set the unit of account, exponents are whole.
const FIXED: &[Parameter] = &[Parameter::Price, Parameter::ArmingtonExponent];

/// The overrides of a batch, a trial in each lane.
pub(crate) fn overrides<V: Lanes>(
    uncertain: &[(Uncertain, Vec<u32>)],
    groups: &[Group],
    draws: &Draws,
    trials: &[Trial],
) -> Overrides<V> {
    let lanes: Vec<Vec<f64>> =
        trials.iter().map(|&trial| uniforms(uncertain, groups, draws, trial)).collect();
    let mut overrides = Overrides::new();
    for (position, (parameter, targets)) in uncertain.iter().enumerate() {
        let mut value = V::splat(0.0);
        for (lane, uniforms) in lanes.iter().enumerate() {
            value.set_lane(lane, parameter.value(uniforms[position]));
        }
        overrides.extend(targets.iter().map(|&target| ((parameter.parameter, target), value)));
    }
    overrides
}
