//! What the documentation shows is true: every TOML file is read, and every command runs.
//!
//! The words behind the language of a block say what it is: `toml` is a scenario, `toml targets`, `toml network` and
//! `toml fragment` (lines of a scenario) are what they say, `toml example` is right or wrong and tried elsewhere, `toml no-check`
//! is TOML of another program. `sh` is run line by
//! line, all blocks of a page in one copy of the scenarios, with few trials; `sh no-run` is not run, because it takes long or
//! needs more than the program.
//!
//! `file=NAME` writes a block of any language where the commands of its page find it, in its turn; a `toml` one is checked there by
//! `oreflow check`, as is a `toml fragment network=NAME` within a scenario on that network of the repository.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use oreflow_scenario::{Diagnostics, parse, parse_targets};
use rayon::prelude::*;

/// Trials of a run whose command names none; enough for the trial that the guide replays.
const TRIALS: &str = "--trials 128";

/// A fenced block of a page.
struct Block {
    page: String,
    line: usize,
    info: String,
    text: String,
}

impl Block {
    fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }

    fn language(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    /// Language and kind, without the options.
    fn kind(&self) -> String {
        let words: Vec<&str> = self.info.split(' ').filter(|word| !word.contains('=')).collect();
        words.join(" ")
    }

    fn option(&self, name: &str) -> Option<&str> {
        self.info.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All pages for users and developers, in order of name.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The blocks of a page.
fn blocks(page: &Path) -> Vec<Block> {
    let text = std::fs::read_to_string(page).expect("a page");
    let name = page.strip_prefix(root()).expect("a page of the repository").display().to_string();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            if !open {
                let info = info.trim().to_owned();
                blocks.push(Block { page: name.clone(), line: number + 1, info, text: String::new() });
            }
            open = !open;
        } else if open {
            let block = blocks.last_mut().expect("an open block");
            writeln!(block.text, "{line}").expect("memory");
        }
    }
    assert!(!open, "{name}: a block is not closed");
    blocks
}

/// A copy of the scenarios, in which commands may write.
fn copy() -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from.is_dir() {
                copy(&from, &to);
            } else {
                std::fs::copy(&from, &to).expect("a copy");
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("scenarios"), &folder.path().join("scenarios"));
    folder
}

/// What every scenario says, where a fragment does not.
const BASE: &str = "schema = 1\ntitle = \"t\"\nnetwork = \"n\"\n";
const TIME: &str = "[time]\nstart = \"2025-01\"\nstep = \"1 month\"\nhorizon = \"10 years\"\n";

/// A fragment within a scenario: before its first table, what is of the top; behind, the tables.
fn spliced(fragment: &str, base: &str) -> String {
    let table = if fragment.starts_with('[') { Some(0) } else { fragment.find("\n[").map(|at| at + 1) };
    let (top, tables) = fragment.split_at(table.unwrap_or(fragment.len()));
    let key = |line: &str| line.split(" =").next().map(str::to_owned);
    let said: Vec<_> = top.lines().map(key).collect();
    let base: Vec<&str> = base.lines().filter(|line| !said.contains(&key(line))).collect();
    let time = if tables.contains("[time]") { "" } else { TIME };
    format!("{}\n{top}\n{tables}\n{time}", base.join("\n"))
}

#[test]
fn every_toml_file_is_read() {
    let mut read = 0;
    for block in pages().iter().flat_map(|page| blocks(page)).filter(|block| block.language() == "toml") {
        let place = block.place();
        let sound = |read: Result<(), Diagnostics>| {
            if let Err(problems) = read {
                panic!("{place}:\n{}", problems.plain());
            }
        };
        match block.kind().as_str() {
            // They may extend others, which are there when the commands run.
            "toml" if block.option("file").is_some() => {}
            "toml" => sound(parse(&block.text, &place).map(|_| ())),
            "toml fragment" => sound(parse(&spliced(&block.text, BASE), &place).map(|_| ())),
            "toml targets" => sound(parse_targets(&block.text, &place).map(|_| ())),
            "toml network" | "toml example" | "toml no-check" => {}
            other => panic!("{place}: what is a block '{other}'?"),
        }
        read += 1;
    }
    assert!(read > 4, "{read} blocks were read");
}

/// The command of a line: without its remark, with the program for cargo, with few trials.
fn command(line: &str) -> String {
    let line = line.split(" #").next().unwrap_or(line).trim();
    let line = line.replace("cargo run --release -- ", "oreflow ");
    for takes_trials in ["oreflow run ", "oreflow compare ", "oreflow backtest "] {
        if let Some(rest) = line.strip_prefix(takes_trials).filter(|rest| !rest.contains("--trials")) {
            return format!("{takes_trials}{TRIALS} {rest}");
        }
    }
    line
}

/// Runs the commands of a page in a folder of its own: how many, and those that are not to be run.
fn run_page(page: &Path, path: &OsStr) -> (usize, Vec<String>) {
    let (mut ran, mut left) = (0, Vec::new());
    let folder = copy();
    let run = |place: &str, command: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(folder.path()).env("PATH", path);
        let output = shell.output().expect("a shell");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{place}: {command}: {}\n{told}", output.status);
    };
    for block in blocks(page) {
        let place = block.place();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        if let Some(name) = block.option("file") {
            write(name, &block.text);
            if block.kind() == "toml" {
                run(&place, &format!("oreflow check {name}"));
            }
        }
        if let Some(network) = block.option("network") {
            let network = format!("network = \"scenarios/networks/{network}\"");
            write("fragment.toml", &spliced(&block.text, &BASE.replace("network = \"n\"", &network)));
            run(&place, "oreflow check fragment.toml");
        }
        let lines = block.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        match block.info.as_str() {
            "sh" => {}
            "sh no-run" => {
                left.extend(lines.map(|line| format!("{place}: {line}")));
                continue;
            }
            other if block.language() == "sh" => panic!("{place}: what is a block '{other}'?"),
            _ => continue,
        }
        for line in lines {
            let command = command(line);
            assert!(command.starts_with("oreflow "), "{place}: mark the block `sh no-run`: {line}");
            run(&place, &command);
            ran += 1;
        }
    }
    (ran, left)
}

#[test]
fn every_command_runs() {
    let program = Path::new(env!("CARGO_BIN_EXE_oreflow"));
    let own = program.parent().expect("a folder").to_path_buf();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&others))).expect("a path");
    let of_pages: Vec<_> = pages().par_iter().map(|page| run_page(page, &path)).collect();
    let ran: usize = of_pages.iter().map(|(ran, _)| ran).sum();
    let left: Vec<String> = of_pages.into_iter().flat_map(|(_, left)| left).collect();
    println!("{ran} commands ran; {} did not:\n{}", left.len(), left.join("\n"));
    assert!(ran > 10, "{ran} commands ran");
}
