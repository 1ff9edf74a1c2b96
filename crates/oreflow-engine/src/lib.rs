//! The dynamics of critical-mineral supply chains.
//!
//! An [`experiment::Experiment`] puts measures, hazards and uncertain parameters to a network. Prepared, it runs one trial
//! alone, eight side by side, or thousands in parallel ([`run::MonteCarlo`]) with the same bits for each trial. Observers
//! ([`run::Observer`]) see every step; [`observe::Outcome`] turns a series into one number a trial.
//!
//! ```
//! use jiff::civil::date;
//! use oreflow_engine::calendar::{Calendar, Step};
//! use oreflow_engine::experiment::Experiment;
//! use oreflow_engine::measure::{ExportBan, Measure, Timing, TradeScope};
//! use oreflow_engine::observe::Series;
//! use oreflow_network::{LinkSpec, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear};
//! use oreflow_random::Trial;
//!
//! let mut builder = NetworkBuilder::new("ore");
//! builder.country("IDN").country("CHN");
//! builder.product(ProductSpec::new("ore")).product(ProductSpec::new("ore-use"));
//! builder.site(SiteSpec::new("mine", SiteKind::Mine, "IDN", "ore"));
//! builder.site(SiteSpec::new("use", SiteKind::Consumer, "CHN", "ore-use").slot(SlotSpec::of("ore", 1.0)));
//! builder.link(LinkSpec::new("mine", "use", TonnesPerYear(1200.0)));
//! let network = builder.build()?;
//!
//! let ban = ExportBan::new(TradeScope::new("IDN", &["ore"]));
//! let prepared = Experiment::new(network.into(), Calendar::new(date(2025, 1, 1), Step::Month, 24))
//!     .measure(Measure::new("ban", ban, Timing::from(date(2025, 7, 1))))
//!     .prepare()?;
//! let unmet = Series::parse("unmet.ore-use.world", &prepared.experiment().network)?;
//! let trace = prepared.trace(Trial::from_number(0), &[unmet]);
//! let (_series, base, months) = &trace.series[0];
//! assert_eq!(*base, 100.0);
//! assert!(months[0] < 1e-9 && months[23] > 99.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod calendar;
mod channels;
mod check;
mod compiled;
mod controls;
pub mod correlated;
pub mod error;
pub mod experiment;
pub mod hazard;
mod kernel;
pub mod lanes;
pub mod measure;
pub mod observe;
mod pages;
mod param;
mod places;
pub mod run;
pub mod stability;
mod state;
pub mod uncertain;
