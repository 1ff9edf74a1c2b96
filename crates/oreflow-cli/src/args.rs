//! What can be written on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use oreflow_engine::calendar::Step;
use oreflow_network::SiteKind;
use oreflow_random::Trial;
use oreflow_scenario::{Quantity, Trials};

/// What happens to the world's critical minerals, and to whom, when an export is banned, a mine stops, demand shifts.
#[derive(Debug, Parser)]
#[command(
    name = "oreflow",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 failed, 2 usage, 3 invalid input, 4 too many trials failed, 5 not as exact as asked, 130 interrupted."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Say nothing but the answer and errors.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario and print the answer with its intervals.
    Run(Run),
    /// Run policies of a scenario in the same trials and print what they differ in.
    Compare(Compare),
    /// Run one trial of a run alone and tell its story.
    Replay(Replay),
    /// Write the tables of a run for other programs.
    Export(ExportRun),
    /// Check scenarios without running them; report all problems at once.
    Check(Check),
    /// Print what a scenario says, or every value of it and where it comes from.
    Show(ShowScenario),
    /// Explain the code of a problem, with an example; without one, list all codes.
    Explain(Explain),
    /// Hold the model against what was observed in events of the past.
    Backtest(Backtest),
    /// Measure how fast trials run on this machine, or what each design of trials is worth on a scenario.
    Bench(Bench),
    /// Look at a network, check it, or build it from published figures.
    #[command(subcommand)]
    Network(Network),
    /// Begin something of your own from a template.
    #[command(subcommand)]
    Init(Init),
    /// Look at the shipped scenarios and copy one with its network.
    #[command(subcommand)]
    Example(Example),
    /// Write what a shell needs to complete commands and options.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the JSON Schema of scenarios, by which editors complete, explain and check keys.
    Schema(Schema),
}

#[derive(Debug, Subcommand)]
#[command(before_help = "Examples:
  oreflow example list
  oreflow example show indonesia-nickel-ban
  oreflow example copy indonesia-nickel-ban my-folder && oreflow run my-folder/indonesia-nickel-ban.toml")]
pub(crate) enum Example {
    /// Print names and titles.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the scenario's file.
    Show {
        /// Name, as listed.
        name: String,
    },
    /// Write the scenario with all that it needs: what it extends, and its network.
    Copy {
        /// Name, as listed.
        name: String,
        /// Folder to write to, made if it is not there.
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Replace files that are there.
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Subcommand)]
#[command(before_help = "Examples:
  oreflow init scenario my-ban.toml                               with a copy of a shipped network beside it
  oreflow init scenario my-ban.toml --network networks/my-metal   on a network that is there
  oreflow init network networks/my-metal")]
pub(crate) enum Init {
    /// Write a small scenario with remarks, to be changed and run.
    Scenario {
        /// File to make; it must not exist yet.
        file: PathBuf,
        /// Folder of the network, instead of a copy of a shipped one beside the file.
        #[arg(long)]
        network: Option<PathBuf>,
    },
    /// Write the tables of a small network, to be filled with your own figures and built.
    Network {
        /// Folder to make; it must not exist yet or be empty.
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Code as messages show it, such as E0201.
    pub(crate) code: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

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
#[command(after_help = "Examples:
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
#[command(after_help = "Examples:
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

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow check own.toml               all problems at once; nothing is run
  oreflow check scenarios/*.toml -q    only problems are told
  oreflow check own.toml --json        for editors and scripts")]
pub(crate) struct Check {
    /// Scenarios, TOML files.
    #[arg(required = true)]
    pub(crate) scenarios: Vec<PathBuf>,
    /// Print problems and warnings as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Set a value by its path, as in oreflow run; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  oreflow show scenarios/indonesia-nickel-ban.toml               what it is about, in one screen
  oreflow show scenarios/indonesia-nickel-ban.toml --resolved    every value, and where it comes from
  oreflow show own.toml --resolved --set study.seed=7 --policy stockpile")]
pub(crate) struct ShowScenario {
    /// The scenario, a TOML file.
    pub(crate) scenario: PathBuf,
    /// Print the scenario as one file with every value explicit, each with the file and line that it comes from.
    #[arg(long)]
    pub(crate) resolved: bool,
    /// The scenario as it is under this policy.
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,
    /// Set a value by its path, as in oreflow run; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Print every value with where it comes from as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  oreflow schema > scenario.schema.json             the schema of scenarios
  oreflow schema --targets > targets.schema.json    of the targets of backtests

An editor with Taplo, such as VS Code with Even Better TOML, finds it by the first line of a scenario:
  #:schema ./scenario.schema.json")]
pub(crate) struct Schema {
    /// The schema of the targets of a backtest instead.
    #[arg(long)]
    pub(crate) targets: bool,
}

#[derive(Debug, Args)]
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

#[derive(Debug, Subcommand)]
pub(crate) enum Network {
    /// Print products, the largest sites and planned facilities.
    Show(Show),
    /// Read all tables and report every problem with file and line.
    Check(NetworkFolder),
    /// Print shares, the three largest and the concentration of each product by stage.
    Concentration(Concentration),
    /// Write the graph for other programs: as a graph, as tables or as one document.
    Export(Export),
    /// Balance published figures into base flows; writes the tables of links and of the moves.
    Build(Build),
}

#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Only these products or groups of products: those who make, use or ship them.
    #[arg(long, value_name = "PRODUCT", value_delimiter = ',')]
    pub(crate) product: Vec<String>,
    /// Only sites of these countries, groups of countries, owners (owner:CHN), or these sites.
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    pub(crate) place: Vec<String>,
    /// Only sites of this stage.
    #[arg(long, value_enum)]
    pub(crate) stage: Option<Stage>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Stage {
    Mine,
    Refinery,
    Manufacturer,
    Recycler,
    Consumer,
}

impl From<Stage> for SiteKind {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Mine => Self::Mine,
            Stage::Refinery => Self::Refinery,
            Stage::Manufacturer => Self::Manufacturer,
            Stage::Recycler => Self::Recycler,
            Stage::Consumer => Self::Consumer,
        }
    }
}

impl From<&Filter> for oreflow_network::Filter {
    fn from(filter: &Filter) -> Self {
        Self {
            products: filter.product.clone(),
            places: filter.place.clone(),
            stage: filter.stage.map(SiteKind::from),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) folder: NetworkFolder,
    #[command(flatten)]
    pub(crate) filter: Filter,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Folder of the network, with its network.toml.
    pub(crate) network: PathBuf,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// The format.
    #[arg(long, value_enum)]
    pub(crate) format: Format,
    /// File to write, or for CSV a folder for sites.csv, links.csv and projects.csv; without it, stdout (of CSV the links).
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Replace what is there.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For Gephi, yEd, networkx and igraph.
    Graphml,
    /// For Graphviz.
    Dot,
    /// Tables of sites, links and projects.
    Csv,
    /// One document of sites, links and projects.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct NetworkFolder {
    /// Folder of the network, with its network.toml.
    pub(crate) network: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Concentration {
    #[command(flatten)]
    pub(crate) folder: NetworkFolder,
    /// Only these products or groups of products.
    #[arg(long, value_name = "PRODUCT", value_delimiter = ',')]
    pub(crate) product: Vec<String>,
    /// Only this stage.
    #[arg(long, value_enum)]
    pub(crate) stage: Option<Stage>,
    /// With --imports, only these countries or groups of countries.
    #[arg(long, value_name = "PLACE", value_delimiter = ',', requires = "imports")]
    pub(crate) place: Vec<String>,
    /// By the owner's country instead of the site's.
    #[arg(long)]
    pub(crate) owners: bool,
    /// Import dependence by country instead; needs --product.
    #[arg(long, requires = "product", conflicts_with = "stage")]
    pub(crate) imports: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Folder of the network, with its network.toml and published figures.
    pub(crate) network: PathBuf,
    /// Folder for the built network, with a copy of the tables; without it, the folder of the figures itself.
    #[arg(short, long)]
    pub(crate) out: Option<PathBuf>,
    /// Replace the tables that are there.
    #[arg(long)]
    pub(crate) force: bool,
}
