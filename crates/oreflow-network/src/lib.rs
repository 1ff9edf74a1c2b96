//! The graph of critical-mineral supply: who digs, refines, makes and uses what, and who ships it to whom.
//!
//! A [`Network`] is validated and immutable. It holds the base year in which nothing happens: sites with
//! capacities and recipes, links with base flows, and the parameters with which each reacts. There are
//! two ways to one:
//!
//! - in Rust, by a [`NetworkBuilder`] that is given products, sites and links;
//! - from a folder of CSV tables with a manifest, by [`Network::read`], or from tables embedded in a program,
//!   by [`Network::read_from`].
//!
//! Published figures never balance: what mines report is not what smelters take in. [`balance()`] turns the
//! figures of some [`NetworkTables`] into base flows that follow every recipe, and reports how far each
//! figure [`Moved`].
//!
//! Whatever is wrong is reported at once, in a [`NetworkError`]: each [`Problem`] with its file, line and column,
//! and with what to write instead.
//!
//! The order of rows in a table, or of calls on a builder, never changes a bit of the network.
//!
//! # Examples
//! ```no_run
//! use oreflow_network::{BalanceOptions, Holder, Network, NetworkTables, TableFolder, balance};
//!
//! let folder = std::path::Path::new("scenarios/networks/critical-minerals-2024");
//! let tables = NetworkTables::read(&TableFolder::new(folder))?;
//! let balanced = balance(&tables, &BalanceOptions::default())?;
//! for moved in balanced.moved.iter().filter(|moved| moved.deviations().abs() > 1.0) {
//!     println!("{} moved by {:.1} %", moved.figure.path(), 100.0 * moved.relative());
//! }
//! balanced.write(&tables, folder, false)?;
//!
//! let network = Network::read(folder)?;
//! if let Ok(mining) = network.concentration("nickel-ore", None, Holder::Country) {
//!     println!("Herfindahl-Hirschman index {:.0}", mining.hhi);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[macro_use]
mod words;

mod balance;
mod builder;
mod check;
mod concentration;
mod counted;
pub mod drawn;
mod error;
mod figure;
mod graph;
mod id;
mod idle;
mod market;
mod network;
mod parameter;
mod part;
mod project;
mod select;
mod site;
mod spec;
mod suggest;
mod tables;
mod unit;
mod view;

pub use balance::{BalanceOptions, Balanced, Moved, balance};
pub use builder::NetworkBuilder;
pub use concentration::{Concentration, Holder, ImportDependence, Share};
pub use counted::ProductUnit;
pub use error::{Location, NetworkError, Problem, ProblemKind};
pub use figure::{Confidence, Description, Figure, Quantity};
pub use id::{CountryCode, IdError, LinkId, LinkIndex, ProductId, ProductIndex, SiteId, SiteIndex};
pub use market::{Cargo, METALS, Metal, Traded};
pub use network::{Country, Link, Network, Product, Site, Slot};
pub use parameter::{Parameter, Scope};
pub use part::{Filter, Part};
pub use project::{Project, ProjectSpec};
pub use site::{Owner, SiteKind};
pub use spec::{CountrySpec, LinkSpec, ProductSpec, Provenance, SiteSpec, SlotSpec};
pub use tables::{NetworkTables, TableFolder, TableSource, network_files, write_files};
pub use unit::{Months, Tonnes, TonnesPerMonth, TonnesPerYear, Usd, UsdPerTonne};
