//! Scenario files: text written by people, turned into an experiment.
//!
//! A scenario says in TOML what is asked of a network: when, what happens, what may happen, what we do not know, and what
//! is watched. [`parse`] reads the text and finds everything wrong with it at once, each problem in its place with a
//! remedy; [`Scenario::resolve`] finds its names in a network and compiles it. Reading files and networks is left to the
//! caller.
//!
//! ```
//! use std::sync::Arc;
//! use oreflow_network::{LinkSpec, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear};
//!
//! let scenario = oreflow_scenario::parse(
//!     r#"
//!     schema = 1
//!     title = "Australia stops selling spodumene"
//!     network = "networks/lithium"
//!
//!     [time]
//!     start = "2025-01"
//!     step = "1 month"
//!     horizon = "5 years"
//!
//!     [[measure]]
//!     id = "aus-ban"
//!     kind = "export-ban"
//!     by = "AUS"
//!     products = ["spodumene"]
//!     announced = "2025-03"
//!     from = "2025-07"
//!     leakage = "3 %"
//!
//!     [study]
//!     watch = ["unmet.lithium-use.CHN"]
//!     "#,
//!     "lithium.toml",
//! )?;
//!
//! // The caller loads scenario.network; this one is built by hand.
//! let mut builder = NetworkBuilder::new("lithium");
//! builder.country("AUS").country("CHN");
//! builder.product(ProductSpec::new("spodumene")).product(ProductSpec::new("lithium-use"));
//! builder.site(SiteSpec::new("aus-mine", SiteKind::Mine, "AUS", "spodumene"));
//! builder.site(
//!     SiteSpec::new("chn-use", SiteKind::Consumer, "CHN", "lithium-use").slot(SlotSpec::of("spodumene", 1.0)),
//! );
//! builder.link(LinkSpec::new("aus-mine", "chn-use", TonnesPerYear(80_000.0)));
//!
//! let resolved = scenario.resolve(Arc::new(builder.build()?))?;
//! assert_eq!(resolved.watch[0].path(), "unmet.lithium-use.CHN.total");
//! assert!(resolved.warnings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The format
//!
//! Numbers that measure something are text with a unit: `"18 months"`, `"100 kt/yr"`, `"500 USD/t"`, `"0.15 / year"`,
//! `"20000 USD per t/yr"`. Shares are `"3 %"` or a number from 0 to 1. Dates are `"2025-01"`, the first day of the month,
//! or `"2025-01-12"`. Where a list of names is asked for, one name may stand alone. Unknown keys are errors.
//!
//! Every table with its keys, every kind of measure and every distribution are listed in [`schema`], which also describes
//! them to editors.

mod codes;
mod date;
mod diagnostic;
mod draft;
mod expected;
mod origins;
mod read;
mod resolve;
pub mod schema;
mod source;
mod suggest;
mod types;
mod unit;
mod write;

pub use codes::{Code, UnknownCode};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use draft::Draft;
pub use read::{parse, parse_bytes, parse_targets, parse_targets_bytes};
pub use resolve::Resolved;
pub use source::{Span, Spanned};
pub use types::{
    Action, Contagion, Contents, Correlated, Correlation, DesignName, Distribution, Frequency, Group, Hazard,
    Law, Measure, NO_POLICY, ParameterPath, Phase, Point, Policy, Scenario, Setting, Stage, StrataRule,
    Study, Targets, Time, Timing, Trials, Uncertain,
};
pub use unit::{Quantity, Unit, UnitError};
pub use write::ResolvedValue;
