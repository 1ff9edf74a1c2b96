//! What a study found, for people. This crate looks at findings and networks; it never simulates.

mod backtest;
mod balancing;
mod concentration;
mod findings;
mod network;
mod number;

pub use backtest::{backtest, backtest_sensitivity, backtest_totals};
pub use balancing::balancing;
pub use concentration::{concentration, import_dependence};
pub use findings::findings;
pub use network::{LinkRow, Overview, SiteRow, network, network_overview};
pub use number::{estimate, number};
