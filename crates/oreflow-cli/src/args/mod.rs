//! What can be written on the command line.

mod measured;
mod network;
mod run;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use measured::{Backtest, Bench};
pub(crate) use network::{Build, Concentration, Export, Filter, Format, Network, NetworkFolder, Show};
pub(crate) use run::{Compare, ExportRun, FigureFormat, Replay, Report, Run, RunFormat, RunOptions};

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
    /// Write the report on a run: one page with its figures, or the figures alone.
    Report(Report),
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
    #[command(before_help = "Examples:
  oreflow completions bash > ~/.local/share/bash-completion/completions/oreflow
  oreflow completions zsh > ~/.zfunc/_oreflow
  oreflow completions fish > ~/.config/fish/completions/oreflow.fish")]
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
#[command(before_help = "Examples:
  oreflow explain E0303    what the code of a problem means
  oreflow explain          all codes")]
pub(crate) struct Explain {
    /// Code as messages show it, such as E0201.
    pub(crate) code: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
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
#[command(before_help = "Examples:
  oreflow schema > scenario.schema.json             the schema of scenarios
  oreflow schema --targets > targets.schema.json    of the targets of backtests

An editor with Taplo, such as VS Code with Even Better TOML, finds it by the first line of a scenario:
  #:schema ./scenario.schema.json")]
pub(crate) struct Schema {
    /// The schema of the targets of a backtest instead.
    #[arg(long)]
    pub(crate) targets: bool,
}
