//! Networks as folders of CSV tables with a manifest.

mod figures;
mod manifest;
mod pool;
mod read;
mod resolve;
mod rows;
mod sheet;
mod sites;
mod source;
mod unit;
mod write;

pub(crate) use pool::{Pool, capacities, pools};
pub use read::NetworkTables;
pub(crate) use resolve::{Target, sites};
pub(crate) use rows::Way;
pub use source::{TableFolder, TableSource};
