//! What a study found, for people. This crate looks at findings and networks; it never simulates.

mod backtest;
mod balancing;
mod chart;
mod comparison;
mod concentration;
mod efficiency;
mod export;
pub mod figures;
mod findings;
mod grid;
mod layout;
mod network;
mod number;
mod page;
mod speed;
mod tables;
mod trace;

pub use backtest::{backtest, backtest_sensitivity, backtest_totals};
pub use balancing::balancing;
pub use comparison::comparison;
pub use concentration::{concentration, import_dependence};
pub use efficiency::efficiency;
pub use export::{LinkRow, Overview, ProjectRow, SiteRow, csv_of, dot, graphml, network_overview};
pub use findings::findings;
pub use layout::Layout;
pub use network::network;
pub use number::{estimate, number};
pub use page::Report;
pub use speed::speed;
pub use tables::{Files, RunTables, TablesError};
pub use trace::{story, trial};
