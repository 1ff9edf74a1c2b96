//! How a run came about: enough to repeat and to cite it.

use std::collections::BTreeMap;

use oreflow_engine::run::{Stop, StrataReport};

use crate::{FailedTrial, Findings};

/// The manifest of a run folder.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Manifest {
    /// Version of the folder's layout.
    pub schema: u32,
    /// Title of the study.
    pub title: String,
    /// The command as given.
    pub command: Vec<String>,
    /// Version of the program.
    pub version: &'static str,
    /// Seed of all draws.
    pub seed: u64,
    /// How trials are drawn.
    pub design: &'static str,
    /// How trials were shared out among strata of rare hazards, where there are any.
    pub strata: Option<StrataReport>,
    /// Trials asked for.
    pub trials_asked: u64,
    /// Trials done.
    pub trials_done: u64,
    /// Trials that failed and are left out of all numbers.
    pub trials_failed: Vec<FailedTrial>,
    /// Why the run ended; one that was cancelled can go on.
    pub stop: Stop,
    /// Names of the policies, where there are several.
    pub policies: Vec<String>,
    /// Hash over all that decides the bits: two runs with the same have the same findings.
    pub fingerprint: String,
    /// BLAKE3 hash of each input, by name.
    pub inputs: BTreeMap<String, String>,
    /// Kind of machine: architecture and operating system.
    pub machine: String,
    /// Threads at work.
    pub threads: usize,
    /// Wall-clock time of the trials in seconds, in all parts.
    pub seconds: f64,
    /// The parts that it ran in: more than one, if it was interrupted and went on.
    pub parts: Vec<Part>,
    /// Greatest memory in use in bytes, where the system tells.
    pub peak_bytes: Option<u64>,
}

/// A part of a run without interruption.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Part {
    /// When it began, in UTC.
    pub begun: String,
    /// When it ended, or when the last is known of it.
    pub ended: String,
    /// Trials done when it began.
    pub trials_from: u64,
    /// Trials done when it ended; what was not kept then was done again.
    pub trials_to: u64,
}

impl Manifest {
    pub(crate) fn new(
        findings: &Findings,
        command: Vec<String>,
        threads: usize,
        (fingerprint, inputs): (String, BTreeMap<String, String>),
        parts: Vec<Part>,
    ) -> Self {
        Self {
            schema: crate::folder::SCHEMA,
            title: findings.title.clone(),
            command,
            version: env!("CARGO_PKG_VERSION"),
            seed: findings.seed,
            design: findings.design,
            strata: findings.strata.clone(),
            trials_asked: findings.trials_asked,
            trials_done: findings.trials_done,
            trials_failed: findings.trials_failed.clone(),
            stop: findings.stop,
            policies: findings.policies.clone(),
            fingerprint,
            inputs,
            machine: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
            threads,
            seconds: findings.seconds,
            parts,
            peak_bytes: peak_bytes(),
        }
    }
}

/// High-water mark of resident memory, as Linux tells it.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
