//! What a study found, for people. This crate looks at findings and networks; it never simulates.

mod backtest;
mod balancing;
mod comparison;
mod concentration;
mod efficiency;
mod export;
mod findings;
mod network;
mod number;
mod speed;
mod trace;

pub use backtest::{backtest, backtest_sensitivity, backtest_totals};
pub use balancing::balancing;
pub use comparison::comparison;
pub use concentration::{concentration, import_dependence};
pub use efficiency::efficiency;
pub use export::{LinkRow, Overview, ProjectRow, SiteRow, csv_of, dot, graphml, network_overview};
pub use findings::findings;
pub use network::network;
pub use number::{estimate, number};
pub use speed::speed;
pub use trace::{story, trial};
