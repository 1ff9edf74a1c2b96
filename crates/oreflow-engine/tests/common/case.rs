//! The simplest market: some mines and one user, whose answers can be written down.

use std::sync::Arc;

use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::{ExportBan, Measure, TradeScope};
use oreflow_network::{
    LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, Scope, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear,
};

use super::record::{Snapshot, run_first};

/// Base use of every case in t/mo.
pub(crate) const USE: f64 = 100.0;

/// Mines `mine-0`, `mine-1` ... in countries AAA, BBB ..., each with a share of what `use` in ZZZ needs; nobody hoards.
pub(crate) struct Case {
    shares: Vec<f64>,
    transit: f64,
    site: Vec<(Parameter, f64)>,
    product: Vec<(Parameter, f64)>,
    market: Vec<(Parameter, f64)>,
}

impl Case {
    /// Mines with these shares, a month away.
    pub(crate) fn new(shares: &[f64]) -> Self {
        Self {
            shares: shares.to_vec(),
            transit: 1.0,
            site: vec![(Parameter::ElasticityShort, 0.0), (Parameter::ElasticityLong, 0.0)],
            product: Vec::new(),
            market: vec![(Parameter::Hoarding, 0.0), (Parameter::FrontLoading, 0.0)],
        }
    }

    pub(crate) fn transit(mut self, months: f64) -> Self {
        self.transit = months;
        self
    }

    /// Sets a parameter wherever it belongs.
    pub(crate) fn with(mut self, parameter: Parameter, value: f64) -> Self {
        match parameter.scope() {
            Scope::Site => self.site.push((parameter, value)),
            Scope::Product => self.product.push((parameter, value)),
            Scope::Market => self.market.push((parameter, value)),
        }
        self
    }

    pub(crate) fn network(&self) -> Arc<Network> {
        let mut b = NetworkBuilder::new("case");
        b.country("ZZZ");
        let mut ore = ProductSpec::new("ore");
        ore.parameters.clone_from(&self.product);
        b.product(ore);
        let site = |spec: SiteSpec, b: &mut NetworkBuilder| {
            let mut spec = spec;
            spec.parameters.extend(&self.site);
            b.site(spec);
        };
        let slot = SlotSpec::of("ore", 1.0);
        site(SiteSpec::new("use", SiteKind::Consumer, "ZZZ", "ore").slot(slot), &mut b);
        for (number, share) in self.shares.iter().enumerate() {
            let (id, country) = (format!("mine-{number}"), ["AAA", "BBB", "CCC"][number]);
            b.country(country);
            site(SiteSpec::new(&id, SiteKind::Mine, country, "ore"), &mut b);
            b.link(
                LinkSpec::new(&id, "use", TonnesPerYear(12.0 * USE * share)).transit(Months(self.transit)),
            );
        }
        for &(parameter, value) in &self.market {
            b.market(parameter, value);
        }
        Arc::new(b.build().unwrap_or_else(|error| panic!("{error}")))
    }

    /// Months from January 2025 under measures; sites are the mines and then the use, links those of the mines.
    pub(crate) fn run(&self, months: usize, measures: Vec<Measure>) -> Vec<Snapshot> {
        self.run_in(Calendar::new(date(2025, 1, 1), Step::Month, months), measures)
    }

    /// As [`Case::run`], in other steps or for longer.
    pub(crate) fn run_in(&self, calendar: Calendar, measures: Vec<Measure>) -> Vec<Snapshot> {
        let mut experiment = Experiment::new(self.network(), calendar);
        experiment.measures = measures;
        run_first(&experiment.prepare().unwrap_or_else(|error| panic!("{error}")))
    }
}

/// Equal but for rounding.
pub(crate) fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * (1.0 + expected.abs())
}

/// A tight ban on what a country exports.
pub(crate) fn ban_of(country: &str) -> ExportBan {
    ExportBan::new(TradeScope::new(country, &["ore"]))
}
