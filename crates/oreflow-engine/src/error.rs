//! What is wrong with an experiment.

use std::fmt;

use oreflow_network::Problem;

/// The part of an experiment that a problem belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The network.
    Network,
    /// The calendar.
    Calendar,
    /// A measure, by position.
    Measure(usize),
    /// A hazard, by position.
    Hazard(usize),
    /// An uncertain parameter, by position.
    Uncertain(usize),
    /// A group of correlated parameters, by position.
    Correlated(usize),
    /// An outcome, by position.
    Outcome(usize),
}

/// All that is wrong with an experiment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExperimentError {
    /// The problems, each with the part it belongs to.
    pub problems: Vec<(Item, Problem)>,
}

impl fmt::Display for ExperimentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (_, problem)) in self.problems.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ExperimentError {}
