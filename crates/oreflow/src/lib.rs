//! What happens to the world's critical minerals, and to whom, when an export is banned, a mine stops, demand shifts.
//!
//! A [`Network`](network::Network) holds mines, refineries, manufacturers and consumers with the flows between them in a
//! base year in which nothing happens. An [`Experiment`](engine::experiment::Experiment) puts measures, hazards and
//! uncertain parameters to it. A [`Study`](study::Study) runs it many times and sums up what it finds, each number with
//! its 95 % interval. The same question gives the same bits on every machine and on any number of threads.
//!
//! ```
//! use oreflow::prelude::*;
//! use std::ops::ControlFlow;
//!
//! // A mine in one country, a smelter and its customers in another.
//! let mut b = NetworkBuilder::new("small");
//! b.country("IDN").country("CHN");
//! b.product(ProductSpec::new("ore")).product(ProductSpec::new("metal"));
//! b.site(SiteSpec::new("mine", SiteKind::Mine, "IDN", "ore").with(Parameter::Price, 40.0));
//! b.site(
//!     SiteSpec::new("smelter", SiteKind::Refinery, "CHN", "metal")
//!         .slot(SlotSpec::of("ore", 1.1))
//!         .with(Parameter::Price, 100.0),
//! );
//! b.site(SiteSpec::new("users", SiteKind::Consumer, "CHN", "metal").slot(SlotSpec::of("metal", 1.0)));
//! b.link(LinkSpec::new("mine", "smelter", TonnesPerYear(1100.0)));
//! b.link(LinkSpec::new("smelter", "users", TonnesPerYear(1000.0)));
//! let network = b.build()?;
//!
//! // The ore may not leave for a year, and we do not know how demand responds.
//! let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 36.0);
//! let ban = ExportBan::new(TradeScope::new("IDN", &["ore"]));
//! let experiment = Experiment::new(network.into(), calendar)
//!     .measure(Measure::new("ban", ban, Timing::from(date(2025, 7, 1)).until(date(2026, 7, 1))))
//!     .uncertain(Uncertain {
//!         parameter: Parameter::ElasticityShort,
//!         product: "metal".to_owned(),
//!         place: "*".to_owned(),
//!         distribution: Uniform::new(-0.2, -0.02)?.into(),
//!     });
//!
//! let study = Study::new("A ban of a year", experiment.prepare()?, 64);
//! let findings = study.run(|_progress| ControlFlow::Continue(()));
//! let unmet = findings.outcome("unmet.metal.world.total").unwrap().mean;
//! println!("{unmet:.0} t unmet");
//! assert!(unmet.value > 500.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use oreflow_engine as engine;
pub use oreflow_network as network;
pub use oreflow_random as random;
pub use oreflow_study as study;

/// What most programs need.
pub mod prelude {
    pub use jiff::civil::date;
    pub use oreflow_engine::calendar::{Calendar, Step};
    pub use oreflow_engine::correlated::Correlated;
    pub use oreflow_engine::experiment::Experiment;
    pub use oreflow_engine::hazard::{Arrival, Hazard};
    pub use oreflow_engine::measure::{
        DemandShift, ExportBan, ExportDuty, ExportQuota, Measure, Outage, SiteScope, Timing, TradeScope,
    };
    pub use oreflow_engine::observe::{Outcome, Quantity, Series};
    pub use oreflow_engine::uncertain::Uncertain;
    pub use oreflow_network::{
        Holder, LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec,
        SlotSpec, TonnesPerYear, UsdPerTonne,
    };
    pub use oreflow_random::{
        Distribution, Exponential, LogNormal, Normal, Quantile, Trial, Triangular, Uniform,
    };
    pub use oreflow_study::{Findings, Study};
}
