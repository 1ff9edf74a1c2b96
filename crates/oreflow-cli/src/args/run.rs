//! Running scenarios, and looking at runs.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use oreflow_random::Trial;
use oreflow_scenario::{Quantity, Trials};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow run scenarios/indonesia-nickel-ban.toml
  oreflow run own.toml --trials 256 --set study.seed=7 --set 'my-ban.leakage=5 %'
  oreflow run own.toml --policy stockpile          as it is under one of its policies
  oreflow run own.toml --tolerance 1%              as many trials as that needs
  oreflow run runs/own/scenario.resolved.toml      the same run again, to the bit

The same command goes on where it was interrupted or killed.")]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) of: RunOptions,
    /// Run the scenario as it is under this policy.
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow compare own.toml                              the scenario and all its policies, or those of study.compare
  oreflow compare own.toml --policies none,stockpile    these, each with the first

All policies see the same trials: what strikes, when and how hard does not depend on the policy.")]
pub(crate) struct Compare {
    #[command(flatten)]
    pub(crate) of: RunOptions,
    /// Policies, the first of which the others are compared with; none is the scenario itself.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) policies: Vec<String>,
}

/// What is run, how often, and where it is kept.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct RunOptions {
    /// The scenario, a TOML file.
    pub(crate) scenario: PathBuf,
    /// Set a value by its path, such as study.seed=7, time.horizon="5 years", my-ban.leakage="3 %"; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Number of trials, or `auto` for as many as the tolerance needs, instead of the scenario's.
    #[arg(long, value_parser = trials)]
    pub(crate) trials: Option<Trials>,
    /// How exact the mean of each watched outcome must be, such as 1%; with it, trials double until they are.
    #[arg(long, value_name = "SHARE", value_parser = tolerance)]
    pub(crate) tolerance: Option<Quantity>,
    /// No new doubling of trials after so many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) max_time: Option<Duration>,
    /// Seed of all draws, instead of the scenario's.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Folder for the run, instead of the next free one under runs/.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Replace a former run in that folder, finished or not.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Only go on with an unfinished run of the same, which is done anyway if there is one; never begin a new one.
    #[arg(long, conflicts_with = "force")]
    pub(crate) resume: bool,
    /// Keep watched outcomes trial by trial, in trials.csv; memory then grows with trials.
    #[arg(long)]
    pub(crate) keep_trials: bool,
    /// Write the report, report.html in the run folder, too.
    #[arg(long)]
    pub(crate) report: bool,
    /// Threads, instead of one for each core; the results are the same.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Print the answer as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `auto` or a number of trials.
fn trials(text: &str) -> Result<Trials, String> {
    if text == "auto" {
        return Ok(Trials::Auto);
    }
    let number = text.parse().ok().filter(|trials| (1..=Trials::MOST).contains(trials));
    number.map(Trials::Number).ok_or_else(|| format!("write a number from 1 to {}, or auto", Trials::MOST))
}

/// A time in seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "write a number of seconds, such as 600".to_owned())
}

/// A share such as `1%`.
fn tolerance(text: &str) -> Result<Quantity, String> {
    let written = text.trim().trim_end_matches('%').trim().parse::<f64>();
    let share = written.ok().filter(|share| *share > 0.0 && text.trim().ends_with('%'));
    share
        .and_then(|share| format!("{share} %").parse().ok())
        .ok_or_else(|| "write a share of the mean, such as 1%".to_owned())
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow replay runs/my-run --trial 3:10           what was drawn, what happened, what came of it
  oreflow replay runs/my-run --trial 3:10 --trace   and its series step by step
  oreflow replay runs/my-run --trial 3:10 --json    for machines

Trials are named replicate:index. Replicates are 0 to 7; the first eight trials are 0:0 to 7:0, the next 0:1 to 7:1.")]
pub(crate) struct Replay {
    /// Folder of the run, as written by oreflow run.
    pub(crate) run: PathBuf,
    /// The trial, as replicate:index.
    #[arg(long, value_name = "R:I")]
    pub(crate) trial: Trial,
    /// The policy, where the run has several; without it, the first.
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,
    /// Tell the series step by step, with the events between.
    #[arg(long)]
    pub(crate) trace: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow report runs/my-run                          runs/my-run/report.html
  oreflow report runs/my-run -o answer.html --open    elsewhere, and shown in the browser
  oreflow report runs/my-run --figures svg            its figures alone, for a paper, and their numbers

The page is one file that needs no network. It is made from the run folder; nothing is simulated.")]
pub(crate) struct Report {
    /// Folder of the run, as written by oreflow run or oreflow compare.
    pub(crate) run: PathBuf,
    /// File to write, or with --figures a folder; without it, report.html or figures in the run folder.
    #[arg(short, long)]
    pub(crate) out: Option<PathBuf>,
    /// Write each figure as a file of its own, and its numbers as CSV beside it, instead of the page.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) figures: Option<FigureFormat>,
    /// Show the page in the browser.
    #[arg(long, conflicts_with = "figures")]
    pub(crate) open: bool,
    /// Replace what is there.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FigureFormat {
    /// Drawings that scale.
    Svg,
    /// Pictures of 2,580 pixels' width; they need a font on this machine.
    Png,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow export runs/my-run --format csv                       the outcomes, a row for each statistic
  oreflow export runs/my-run --format parquet --out my-run      tables, and datapackage.json with their units
  oreflow export runs/my-run --format iamc --out my-run.csv     years, as pyam reads them")]
pub(crate) struct ExportRun {
    /// Folder of the run, as written by oreflow run.
    pub(crate) run: PathBuf,
    /// The format.
    #[arg(long, value_enum)]
    pub(crate) format: RunFormat,
    /// File to write, or for CSV and Parquet a folder for all tables; without it, stdout (of CSV the outcomes).
    #[arg(long, required_if_eq("format", "parquet"))]
    pub(crate) out: Option<PathBuf>,
    /// Replace what is there.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RunFormat {
    /// Long tables of outcomes, series and convergence, with a unit in each row.
    Csv,
    /// One document of outcomes and series.
    Json,
    /// The same tables as CSV, with types and units.
    Parquet,
    /// Values of years for energy modellers: model, scenario, region, variable, unit, year, value.
    Iamc,
}
