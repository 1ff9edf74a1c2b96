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
//! | table | key | value | default |
//! |---|---|---|---|
//! | (top) | `schema` | 1 | needed |
//! | | `title` | text | needed |
//! | | `description` | text | none |
//! | | `network` | path of the network's folder | needed |
//! | `[time]` | `start` | date | needed |
//! | | `step` | `"1 day"`, `"1 week"`, `"1 month"` or `"1 quarter"` | needed |
//! | | `horizon` | duration from one step to 200 years | needed |
//! | `[[measure]]`, `[[hazard]]` | `id` | lower-case words joined by dashes | needed |
//! | | `kind` | one of the engine's kinds, with the keys of the kind | needed |
//! | `[[measure]]` | `from` | date within the run: first day in force | needed |
//! | | `announced` | date: first day on which the market knows | as `from` |
//! | | `until` | date: first day no longer in force | for good |
//! | | `severity` | share | `"100 %"` |
//! | | `phases` | list of `{ from = date, severity = share }` | none |
//! | `[[hazard]]` | `rate` | strikes for a time, up to one a day | this or `probability` |
//! | | `probability` | share: chance of one strike over the run | this or `rate` |
//! | | `while` | id of what must be in force | always |
//! | | `duration` | distribution of durations | for good |
//! | | `severity` | distribution of shares | `"100 %"` |
//! | `[uncertain]` | `"parameter.product.place"` | distribution, in the unit of the parameter | |
//! | `[[correlated]]` | `of` | paths of `[uncertain]` that go together | needed |
//! | | `correlation` | number from -1 to 1, of each with each other | this or `matrix` |
//! | | `matrix` | list of rows of such numbers | this or `correlation` |
//! | | `source` | text | none |
//! | `[study]` | `seed` | whole number | 0 |
//! | | `trials` | whole number from 1 | 1000 |
//! | | `failures` | share of trials that may fail before the run counts as failed | `"1 %"` |
//! | | `watch` | paths `quantity.product.place[.field]` | none |
//! | | `series` | paths `quantity.product.place` | none |
//!
//! Kinds of measures and their keys are those of the engine, [`oreflow_engine::measure::Action::KINDS`]; the guide to
//! scenarios lists them.
//!
//! A distribution is a value alone, or `{ dist = "constant", value }`, `"uniform", low, high`, `"triangular"` or `"pert", low,
//! mode, high`, `"normal"` or `"gamma", mean, sd`, `"lognormal", median, gsd`, `"beta", mean, sd` of a share,
//! `"exponential", mean`, `"weibull", scale, shape`, `"bernoulli", p`, `"discrete", values, weights` or `"empirical", values`
//! with `p` or without, cut by `at-least` and `at-most`, with an optional `source`: where it was published, or why it is
//! assumed. All take values in the unit of what is drawn, but `gsd`, `shape` and `weights`, pure numbers, and `p` and those of
//! a beta, shares.

mod codes;
mod date;
mod diagnostic;
mod expected;
mod read;
mod resolve;
mod source;
mod suggest;
mod types;
mod unit;
mod write;

pub use codes::{Code, UnknownCode};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use read::{parse, parse_bytes, parse_targets, parse_targets_bytes};
pub use resolve::Resolved;
pub use source::{Span, Spanned};
pub use types::{
    Action, Contagion, Correlated, Correlation, DesignName, Distribution, Frequency, Hazard, Law, Measure,
    ParameterPath, Phase, Point, Scenario, Setting, StrataRule, Study, Targets, Time, Timing, Trials,
    Uncertain,
};
pub use unit::{Quantity, Unit, UnitError};
