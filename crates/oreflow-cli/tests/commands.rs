//! The help of every command, as the guide shows it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const HEAD: &str = "# Every command

What `oreflow COMMAND --help` prints. It is written here by a test, so that it is what the program says.
";

/// What `--help` prints for a command.
fn help(command: &[String]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_oreflow"));
    let output = program.args(command).arg("--help").output().expect("the program");
    assert!(output.status.success(), "{command:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = list.take_while(|line| !line.is_empty()).filter_map(|line| {
        let indented = line.starts_with("  ") && !line.starts_with("   ");
        line.split_whitespace().next().filter(|name| indented && *name != "help")
    });
    names.map(str::to_owned).collect()
}

/// A command, and all below it.
fn write(page: &mut String, command: &[String]) {
    let help = help(command);
    let name = [&["oreflow".to_owned()], command].concat().join(" ");
    let level = "#".repeat(command.len() + 2);
    write!(page, "\n{level} `{name}`\n\n```text\n{help}\n```\n").expect("memory");
    for below in commands(&help) {
        write(page, &[command, &[below]].concat());
    }
}

#[test]
fn the_guide_shows_the_help_of_every_command() {
    let mut page = HEAD.to_owned();
    write(&mut page, &[]);
    for name in ["run", "compare", "network export", "init scenario", "example copy"] {
        assert!(page.contains(&format!("# `oreflow {name}`\n")), "{name} is not there");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/commands.md");
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let there = std::fs::read_to_string(&path).expect("the page");
    assert!(there == page, "{}: write it with UPDATE_TRANSCRIPTS=1", path.display());
}
