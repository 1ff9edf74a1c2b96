//! Measuring speed, and holding the model against the past.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use oreflow_engine::calendar::Step;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow bench                                        drawn chains of a hundred to a million links
  oreflow bench --quick --json                         without the million, for machines
  oreflow bench --links 5000,50000                     drawn chains of these sizes
  oreflow bench scenarios/indonesia-nickel-ban.toml    whole runs of a scenario
  oreflow bench --efficiency scenarios/indonesia-nickel-ban.toml
  oreflow bench --efficiency none.toml --against stockpile.toml --trials 512")]
pub(crate) struct Bench {
    /// Scenarios whose whole runs are measured, with their own trials and outcomes, instead of the drawn chains.
    #[arg(value_name = "SCENARIO", conflicts_with = "efficiency")]
    pub(crate) scenarios: Vec<PathBuf>,
    /// Links of the drawn chains, instead of the usual sizes; beside scenarios if there are any.
    #[arg(long, value_delimiter = ',', value_name = "LINKS", conflicts_with = "efficiency",
          value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) links: Vec<u32>,
    /// Leave out the drawn chain of a million links, which takes minutes, and over a gigabyte a thread.
    #[arg(long, conflicts_with_all = ["efficiency", "links"])]
    pub(crate) quick: bool,
    /// Print the variance of the watched outcomes over seeds, and variance times time, of each design against plain trials.
    #[arg(long, value_name = "SCENARIO")]
    pub(crate) efficiency: Option<PathBuf>,
    /// Another policy: the difference of the means between the two is estimated instead.
    #[arg(long, value_name = "SCENARIO", requires = "efficiency")]
    pub(crate) against: Option<PathBuf>,
    /// With --efficiency, trials of each run.
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u64).range(128..=1_000_000),
          requires = "efficiency")]
    pub(crate) trials: u64,
    /// With --efficiency, runs of each design, with seeds from 1 on; the figures are the better the more there are.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u64).range(2..=10_000),
          requires = "efficiency")]
    pub(crate) seeds: u64,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow backtest scenarios/backtests --step month        all cases, by months
  oreflow backtest scenarios/backtests/nickel-2014 --trials 0
  oreflow backtest my-case --sensitivity --json")]
pub(crate) struct Backtest {
    /// Folders of cases, each with a case.toml and a targets.toml, or folders of such folders.
    #[arg(required = true)]
    pub(crate) folders: Vec<PathBuf>,
    /// Trials of the intervals, with the parameters of the model drawn by their spreads; 0 for none.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(..=1_000_000))]
    pub(crate) trials: u64,
    /// Length of a step, instead of the case's.
    #[arg(long)]
    pub(crate) step: Option<StepLength>,
    /// Score again with each parameter of the model at 0.7 and 1.4 times its values, and say which matter.
    #[arg(long)]
    pub(crate) sensitivity: bool,
    /// Print the scores as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Append hits by case and kind to this CSV file; needs --commit.
    #[arg(long, requires = "commit")]
    pub(crate) log: Option<PathBuf>,
    /// What the log calls this state of the model; needs --log.
    #[arg(long, requires = "log")]
    pub(crate) commit: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StepLength {
    Week,
    Month,
}

impl From<StepLength> for Step {
    fn from(length: StepLength) -> Self {
        match length {
            StepLength::Week => Self::Week,
            StepLength::Month => Self::Month,
        }
    }
}
