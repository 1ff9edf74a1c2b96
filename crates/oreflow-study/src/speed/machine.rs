//! The machine that something was measured on.

use std::fs;
use std::thread;

use oreflow_engine::run::instruction_set;

/// What speed depends on, besides what else the machine does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Name of the processor; none where the system does not tell (it does on Linux).
    pub processor: Option<String>,
    /// Cores, or threads of cores, that the process may use.
    pub cores: usize,
    /// The widest instructions of which the kernel has a body here: `avx512`, `avx2` or `portable`.
    pub instruction_set: &'static str,
}

impl Machine {
    /// The machine that the program runs on.
    pub fn this() -> Self {
        Self {
            processor: fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| processor(&text)),
            cores: thread::available_parallelism().map_or(1, usize::from),
            instruction_set: instruction_set(),
        }
    }
}

/// The line `model name : Some Processor`.
fn processor(cpuinfo: &str) -> Option<String> {
    let line = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_the_first_that_is_named() {
        let text = "processor\t: 0\nmodel name\t: Some: Processor\nprocessor\t: 1\nmodel name\t: Other\n";
        assert_eq!(processor(text).as_deref(), Some("Some: Processor"));
        assert_eq!(processor("processor\t: 0\n"), None);
        assert!(Machine::this().cores >= 1);
    }
}
