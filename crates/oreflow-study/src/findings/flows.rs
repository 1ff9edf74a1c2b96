//! The chain before and in its worst step: who sends what to whom.

use std::collections::BTreeMap;

use oreflow_engine::calendar::Calendar;
use oreflow_engine::experiment::Prepared;
use oreflow_engine::observe::Quantity;
use oreflow_engine::run::Results;
use oreflow_network::{Network, Parameter, SiteIndex, SiteKind};
use oreflow_random::Estimate;

/// A flow of the chain in the base and in the worst step.
#[derive(Clone, Debug, serde::Serialize)]
pub struct FlowRow {
    /// Policy; empty where there is only one.
    pub policy: String,
    /// First day of the step.
    pub date: String,
    /// What is sent.
    pub product: String,
    /// Country that it is made in.
    pub from: String,
    /// What its buyers make of it; empty for final demand.
    pub into: String,
    /// Country of the buyers.
    pub to: String,
    /// Unit of base and mean.
    pub unit: String,
    /// Price of the product in the base, USD for its unit, ex works.
    pub price: f64,
    /// What is sent in a step of the base.
    pub base: f64,
    /// What is sent in the step, mean over a part of the trials.
    pub mean: Estimate,
}

/// The step in which users lose most: what they miss at the price of the base, and what the rest costs more, both in the mean over
/// trials; what is cheaper makes up for nothing. The first step where nothing is lost.
pub(super) fn worst_step(results: &Results, network: &Network, calendar: &Calendar) -> usize {
    let mut losses = vec![0.0; calendar.steps()];
    for (position, product) in network.products().iter().enumerate() {
        let id = product.id.as_str();
        let of = |quantity: Quantity| {
            let is = |series: &&oreflow_engine::run::SeriesSummary| {
                let series = &series.series;
                series.quantity() == quantity && series.product() == id && series.place() == "world"
            };
            results.series.iter().find(is)
        };
        let Some(unmet) = of(Quantity::Unmet) else { continue };
        let price = of(Quantity::Price);
        let (mut wanted, mut worth) = (0.0, 0.0);
        for (number, site) in (0..).zip(network.sites()) {
            if site.kind == SiteKind::Consumer && site.product.position() == position {
                wanted += site.output.0;
                worth += site.output.0 * network.site_parameter(Parameter::Price, SiteIndex(number));
            }
        }
        let demand = wanted / 12.0 * calendar.step().months();
        // What nobody sells, such as transport, has the price that its users give it.
        let base = price.map_or(worth / wanted, |price| price.base);
        for (step, lost) in losses.iter_mut().enumerate() {
            let unmet = unmet.mean(step).value;
            let dearer = price.map_or(0.0, |price| (price.mean(step).value - price.base).max(0.0));
            *lost += unmet * base + (demand - unmet).max(0.0) * dearer;
        }
    }
    let most =
        |best: (usize, f64), (step, &lost): (usize, &f64)| if lost > best.1 { (step, lost) } else { best };
    losses.iter().enumerate().fold((0, f64::NEG_INFINITY), most).0
}

/// The flows of a policy in a step.
pub(super) fn rows(policy: &str, prepared: &Prepared, step: usize, results: &Results) -> Vec<FlowRow> {
    let experiment = prepared.experiment();
    let network = &experiment.network;
    let date = experiment.calendar.date(step).to_string();
    let mut prices = BTreeMap::new();
    let flows = prepared.flows(step, results);
    let row = |found: &oreflow_engine::run::FlowSummary| {
        let product = network.product(found.flow.product);
        let price = *prices
            .entry(found.flow.product)
            .or_insert_with(|| network.product_price(found.flow.product).unwrap_or(f64::NAN));
        FlowRow {
            policy: policy.to_owned(),
            date: date.clone(),
            product: product.id.to_string(),
            from: found.flow.from.to_string(),
            into: found.flow.into.map(|into| network.product(into).id.to_string()).unwrap_or_default(),
            to: found.flow.to.to_string(),
            unit: product.unit.of("t"),
            price,
            base: found.base,
            mean: found.mean,
        }
    };
    flows.iter().map(row).collect()
}
