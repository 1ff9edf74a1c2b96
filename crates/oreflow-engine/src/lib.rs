//! engine
pub mod calendar;
pub mod channels;
mod compiled;
mod controls;
pub mod error;
pub mod experiment;
pub mod hazard;
mod kernel;
pub mod lanes;
pub mod measure;
pub mod observe;
pub mod run;
mod state;
pub mod uncertain;
