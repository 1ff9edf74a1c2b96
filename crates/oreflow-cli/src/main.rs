//! The program `oreflow`.

mod args;
mod backtest;
mod bench;
mod check;
mod example;
mod explain;
mod export;
mod failure;
mod init;
mod input;
mod network;
mod out;
mod progress;
mod replay;
mod report;
mod run;
mod schema;
mod show;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Run(args) => run::run(args, cli.quiet),
        Command::Compare(args) => run::compare(args, cli.quiet),
        Command::Replay(args) => replay::replay(args, cli.quiet),
        Command::Report(args) => report::report(args, cli.quiet),
        Command::Export(args) => export::export(args, cli.quiet),
        Command::Check(args) => check::check(args, cli.quiet),
        Command::Show(args) => show::show(args),
        Command::Explain(args) => explain::explain(args),
        Command::Bench(args) => bench::bench(args, cli.quiet),
        Command::Backtest(args) => backtest::backtest(args, cli.quiet),
        Command::Network(args) => network::network(args, cli.quiet),
        Command::Init(args) => init::init(args, cli.quiet),
        Command::Example(args) => example::example(args, cli.quiet),
        Command::Completions { shell } => completions(*shell),
        Command::Schema(args) => schema::schema(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(failure.report()),
    }
}

/// Prints the completions of a shell.
fn completions(shell: clap_complete::Shell) -> Result<(), failure::Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "oreflow", &mut script);
    out::say(&String::from_utf8_lossy(&script))
}
