//! Networks as folders of CSV tables with a manifest.

mod figures;
mod files;
mod manifest;
mod package;
mod pool;
mod read;
mod resolve;
mod rows;
mod sea;
mod sheet;
mod sites;
mod source;
mod unit;
mod write;

pub use files::network_files;
pub(crate) use pool::{Pool, capacities, pools};
pub use read::NetworkTables;
pub(crate) use resolve::{Target, sites};
pub(crate) use rows::Way;
pub(crate) use sea::{Port, SeaTables};
pub use source::{TableFolder, TableSource};
pub use write::write_files;
