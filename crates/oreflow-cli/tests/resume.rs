//! Runs that are interrupted, killed or disturbed go on with the same bits, or say clearly why not.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::{refused, said};

/// Files of an answer that must have the same bits.
const FILES: [&str; 3] = ["summary.csv", "series.csv", "convergence.csv"];

/// The rate of a ban and what `[study]` says, of runs that take some seconds each.
const LONG: (&str, &str) = ("0.5", "trials = 30000");
const PLAIN: (&str, &str) = ("0.5", "trials = 12000");
const STRATA: (&str, &str) = ("0.005", "trials = 16000");
const AUTO: (&str, &str) = ("0.5", "trials = \"auto\"\ntolerance = \"0.0001 %\"\nmost-trials = 16000");

/// A folder with a scenario in which a ban comes at a rate.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new((rate, study): (&str, &str)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let network = fs::canonicalize("tests/backtests/ore-ban/network").expect("the network");
        let text = format!(
            "schema = 1\ntitle = \"A ban may come\"\nnetwork = '{}'\n[time]\nstart = \"2020-01\"\nstep = \"1 month\"\n\
             horizon = \"2 years\"\n[[hazard]]\nid = \"ban\"\nkind = \"export-ban\"\nby = \"IDN\"\nproducts = [\"ore\"]\n\
             rate = \"{rate} / year\"\nduration = {{ dist = \"lognormal\", median = \"6 months\", gsd = 1.8 }}\n\
             [uncertain]\n\"cover-input.metal.CHN\" = {{ dist = \"uniform\", low = \"1 month\", high = \"3 months\" }}\n\
             [study]\nwatch = [\"unmet.goods.CHN.share\"]\n{study}\n",
            network.display()
        );
        fs::write(folder.path().join("ban.toml"), text).expect("a file");
        Self { folder }
    }

    /// A path in the folder.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command that runs the scenario in the folder.
    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oreflow"));
        command.args(["run", "ban.toml"]).args(more).current_dir(self.folder.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, more: &[&str]) -> Output {
        self.command(more).output().expect("it starts")
    }

    fn start(&self, more: &[&str]) -> Child {
        self.command(more).spawn().expect("it starts")
    }

    /// Starts a run and waits until it has kept a checkpoint in a folder.
    fn start_until_kept(&self, more: &[&str], folder: &str) -> Child {
        let child = self.start(more);
        wait_for("a checkpoint", || self.path(folder).join("checkpoint.bin").is_file());
        child
    }

    /// Whether the answers in two folders have the same bits.
    fn assert_same(&self, one: &str, other: &str) {
        for file in FILES {
            let [one, other] = [one, other].map(|run| fs::read(self.path(run).join(file)).expect(file));
            assert!(one == other, "{file}");
        }
    }
}

fn wait_for(what: &str, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} does not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Ends a process as kill -9 does.
fn kill(mut child: Child) {
    child.kill().expect("it can be killed");
    child.wait().expect("it ended");
}

fn manifest(run: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(run.join("manifest.json")).expect("a manifest")).expect("JSON")
}

/// Kills a run at random moments until it is done, and compares it with one that was left alone.
fn kill_and_go_on(case: (&str, &str), kills: u64, code: i32) {
    let case = Case::new(case);
    assert_eq!(case.run(&["-q", "--out", "whole"]).status.code(), Some(code));
    let lines = || fs::read_to_string(case.path("parts/status.jsonl")).map_or(0, |text| text.lines().count());
    let mut went_on = 0;
    for number in 0..kills {
        let draw = oreflow_random::Stream::new(20, "kill", "moment")
            .uniform(oreflow_random::Trial::from_number(number), 0);
        let before = lines();
        // With one thread, so that it is not done too soon.
        let mut child = case.start(&["--out", "parts", "--threads", "1"]);
        // Some while they start, most while trials run.
        if number % 4 != 3 {
            wait_for("the run", || lines() > before);
        }
        std::thread::sleep(Duration::from_millis((300.0 * draw) as u64));
        child.kill().expect("it can be killed");
        let output = child.wait_with_output().expect("it ended");
        went_on += u64::from(told(&output).contains("goes on from"));
        assert!(!case.path("parts/manifest.json").exists(), "it was done after {number} kills");
    }
    assert!(4 * went_on > kills, "{went_on}");
    let last = case.run(&["--out", "parts", "--resume"]);
    assert_eq!(last.status.code(), Some(code), "{}", told(&last));
    assert!(told(&last).contains("goes on from"), "{}", told(&last));
    case.assert_same("whole", "parts");
    let manifests = ["whole", "parts"].map(|run| manifest(&case.path(run)));
    assert_eq!(manifests[0]["fingerprint"], manifests[1]["fingerprint"]);
    assert_eq!(manifests[0]["trials_done"], manifests[1]["trials_done"]);
    assert!(manifests[1]["parts"].as_array().is_some_and(|parts| parts.len() as u64 > went_on));
    assert!(!case.path("parts/checkpoint.bin").exists());
}

#[test]
fn a_run_that_is_killed_twenty_times_has_the_same_bits() {
    kill_and_go_on(LONG, 20, 0);
}

#[test]
fn a_stratified_run_that_is_killed_has_the_same_bits() {
    kill_and_go_on(STRATA, 6, 0);
}

#[test]
fn an_automatic_run_that_is_killed_has_the_same_bits() {
    kill_and_go_on(AUTO, 6, 5);
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let done = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(done.expect("there is a kill").success());
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_done_and_the_same_command_goes_on() {
    let case = Case::new(PLAIN);
    let child = case.start_until_kept(&[], "runs/ban");
    interrupt(&child);
    let output = child.wait_with_output().expect("it ended");
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    assert!(told(&output).contains("they are kept, and the same command goes on from there"));
    // The answer so far.
    assert!(String::from_utf8_lossy(&output.stdout).contains("unmet.goods.CHN.share"));
    let run = case.path("runs/ban");
    let record = manifest(&run);
    assert_eq!(record["stop"], "cancelled");
    let done = record["trials_done"].as_u64().expect("a number");
    assert!(done > 0 && done < 12_000);
    let text = run.display().to_string();
    assert!(said(&["replay", &text, "--trial", "0:0", "-q"]).contains("unmet.goods.CHN.share"));
    refused(&["replay", &text, "--trial", "7:1499", "-q"], 3);
    // It goes on in the same folder, and when it is done the next run takes another.
    let output = case.run(&[]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(
        told(&output).contains(&format!("goes on from {done} of 12000 trials in runs")),
        "{}",
        told(&output)
    );
    let output = case.run(&["-q"]);
    assert!(output.status.success() && case.path("runs/ban-2/manifest.json").is_file());
    case.assert_same("runs/ban", "runs/ban-2");
}

/// The trials of the whole network take long enough for the second interrupt to come before the first is heard.
#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_it_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run");
    let scenario = fs::canonicalize("../../scenarios/indonesia-nickel-ban.toml").expect("the scenario");
    let mut child = Command::new(env!("CARGO_BIN_EXE_oreflow"))
        .args(["run", &scenario.display().to_string(), "-q", "--threads", "1", "--out"])
        .arg(&out)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    wait_for("the inputs", || out.join("inputs/network/network.toml").is_file());
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(20));
    interrupt(&child);
    assert_eq!(child.wait().expect("it ended").code(), Some(130));
    assert!(!out.join("manifest.json").exists() && out.join("status.jsonl").is_file());
}

#[test]
fn two_processes_do_not_run_in_one_folder() {
    let case = Case::new(PLAIN);
    let child = case.start_until_kept(&[], "runs/ban");
    let output = case.run(&["--out", "runs/ban"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("another process is at work in runs"), "{}", told(&output));
    let output = case.run(&["--out", "runs/ban", "--force"]);
    assert!(told(&output).contains("another process is at work"), "{}", told(&output));
    // Where nobody names the folder, the next one is taken.
    let second = case.start_until_kept(&[], "runs/ban-2");
    kill(second);
    kill(child);
    // Now both are free, and the first goes on.
    let output = case.run(&[]);
    assert!(output.status.success());
    assert!(case.path("runs/ban/manifest.json").is_file() && !case.path("runs/ban-2/manifest.json").exists());
}

#[test]
fn another_run_does_not_go_on_in_the_folder() {
    let case = Case::new(PLAIN);
    kill(case.start_until_kept(&["--out", "run"], "run"));
    for other in [["--seed", "7"], ["--trials", "11999"]] {
        let output = case.run(&[&other[..], &["--out", "run"]].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(told(&output).contains("run holds an unfinished run of something else"), "{}", told(&output));
        assert!(told(&output).contains("pass --force to replace it"));
    }
    let text = fs::read_to_string(case.path("ban.toml")).expect("text");
    fs::write(case.path("ban.toml"), text.replace("0.5 / year", "0.6 / year")).expect("a file");
    assert!(told(&case.run(&["--out", "run"])).contains("unfinished run of something else"));
    // Threads and places change no bit.
    fs::write(case.path("ban.toml"), text).expect("a file");
    let output = case.run(&["--out", "run", "--threads", "1"]);
    assert!(output.status.success() && told(&output).contains("goes on from"), "{}", told(&output));
    let output = case.run(&["--out", "run"]);
    assert!(told(&output).contains("run exists already"), "{}", told(&output));
    let output = case.run(&["--out", "run", "--force", "--trials", "8", "-q"]);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(manifest(&case.path("run"))["trials_done"], 8);
}

#[test]
fn resuming_what_is_not_there_is_refused() {
    let case = Case::new(PLAIN);
    for place in [&["--resume"][..], &["--resume", "--out", "run"]] {
        let output = case.run(place);
        assert_eq!(output.status.code(), Some(1));
        assert!(told(&output).contains("there is no unfinished run of this in run"), "{}", told(&output));
    }
    assert!(!case.path("runs").exists() && !case.path("run").exists());
    assert!(case.run(&["--trials", "8", "-q", "--out", "run"]).status.success());
    let output = case.run(&["--trials", "8", "--resume", "--out", "run"]);
    assert!(told(&output).contains("the run in run is finished"), "{}", told(&output));
}

#[test]
fn a_spoilt_checkpoint_is_told_and_the_run_begins_anew() {
    let case = Case::new(PLAIN);
    assert!(case.run(&["-q", "--out", "whole"]).status.success());
    kill(case.start_until_kept(&["--out", "other", "--seed", "7"], "other"));
    let foreign = fs::read(case.path("other/checkpoint.bin")).expect("a checkpoint");
    kill(case.start_until_kept(&["--out", "run"], "run"));
    let kept = fs::read(case.path("run/checkpoint.bin")).expect("a checkpoint");
    let mut damaged = kept.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let spoilt = [
        (&damaged[..], "it is damaged: its checksum does not fit"),
        (&kept[..60], "it is cut short"),
        (&foreign, "it is of another run"),
        (b"", "it is no checkpoint of this version"),
    ];
    for (bytes, reason) in spoilt {
        fs::write(case.path("run/checkpoint.bin"), bytes).expect("a file");
        let mut child = case.start(&["--out", "run"]);
        wait_for("a new checkpoint", || {
            fs::read(case.path("run/checkpoint.bin")).is_ok_and(|now| now != bytes)
        });
        child.kill().expect("it can be killed");
        let output = child.wait_with_output().expect("it ended");
        let expected =
            format!("warning: the checkpoint in run is of no use: {reason}; the run there begins anew");
        assert!(told(&output).contains(&expected), "{}", told(&output));
    }
    assert!(case.run(&["-q", "--out", "run"]).status.success());
    case.assert_same("whole", "run");
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_work() {
    let case = Case::new(PLAIN);
    let begun = Instant::now();
    let mut places = vec!["ban.toml/run"];
    if cfg!(target_os = "linux") {
        // Nobody may make a folder there, not even root.
        places.push("/proc/run");
    }
    for place in places {
        let output = case.run(&["--out", place]);
        assert_eq!(output.status.code(), Some(1));
        let text = told(&output);
        assert!(text.contains(&format!("could not write {place}: ")) && output.stdout.is_empty(), "{text}");
    }
    let output = case.run(&["--out", "ban.toml"]);
    assert!(told(&output).contains("ban.toml is not a run folder"), "{}", told(&output));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_folder_that_vanishes_takes_the_files_but_not_the_answer() {
    let case = Case::new(PLAIN);
    let child = case.start_until_kept(&["--out", "run"], "run");
    fs::rename(case.path("run"), case.path("elsewhere")).expect("it moves");
    let output = child.wait_with_output().expect("it ended");
    assert_eq!(output.status.code(), Some(1));
    let text = told(&output);
    assert_eq!(text.matches("warning: could not write run").count(), 1, "{text}");
    assert!(
        text.contains("checkpoint.bin: ") && text.contains("the run goes on, but an interrupt"),
        "{text}"
    );
    assert!(text.contains("error: could not write run"), "{text}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("unmet.goods.CHN.share"));
    // What was kept is kept, and can go on where it is now.
    let output = case.run(&["--out", "elsewhere"]);
    assert!(output.status.success() && told(&output).contains("goes on from"), "{}", told(&output));
}

#[test]
fn a_checkpoint_that_cannot_be_written_does_not_stop_the_run() {
    let case = Case::new(PLAIN);
    fs::create_dir_all(case.path("run")).expect("a folder");
    let child = case.start(&["--out", "run"]);
    // A folder is where the file must go.
    wait_for("the folder", || case.path("run/status.jsonl").is_file());
    fs::create_dir_all(case.path("run/.checkpoint.bin.part")).expect("a folder");
    let output = child.wait_with_output().expect("it ended");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(told(&output).matches("warning: could not write run").count(), 1, "{}", told(&output));
    assert!(case.path("run/manifest.json").is_file());
}

#[test]
fn the_resolved_scenario_of_a_run_is_the_run() {
    let case = Case::new(STRATA);
    assert!(case.run(&["-q", "--trials", "2000", "--out", "one"]).status.success());
    let mut again = Command::new(env!("CARGO_BIN_EXE_oreflow"));
    again.args(["run", "one/scenario.resolved.toml", "-q", "--out", "two"]).current_dir(case.folder.path());
    assert!(again.output().expect("it starts").status.success());
    case.assert_same("one", "two");
}

#[test]
fn a_killed_run_can_be_replayed() {
    let case = Case::new(STRATA);
    kill(case.start_until_kept(&["--out", "run"], "run"));
    let run = case.path("run").display().to_string();
    let trial = oreflow_random::Trial::in_stratum(1, 0, 3).to_string();
    assert!(said(&["replay", &run, "--trial", &trial, "-q"]).contains("unmet.goods.CHN.share"));
    assert!(refused(&["replay", &run, "--trial", "0:0", "-q"], 3).contains("its strata have"));
    let policies = refused(&["replay", &run, "--trial", &trial, "--policy", "none", "-q"], 3);
    assert!(policies.contains("the run has no policies"), "{policies}");
    fs::remove_file(case.path("run/checkpoint.bin")).expect("a file");
    assert!(refused(&["replay", &run, "--trial", &trial], 3).contains("has no trials yet"));
}
