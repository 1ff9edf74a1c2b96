//! How fast trials run on this machine, and in how much memory.
//!
//! The unit of all cases is one link in one step of one trial, so that networks of any size can be held against each other.
//! A [`SpeedCase`] is measured on the threads of the pool that it is measured in.
//!
//! # Examples
//! ```
//! use oreflow_study::speed::SpeedCase;
//!
//! let row = SpeedCase::chain(100).measure();
//! assert_eq!((row.case.as_str(), row.links), ("chain-100", 105));
//! println!("{:.1} ns for a link in a step of a trial", row.ns_per_link_step_trial);
//! ```

mod machine;
mod memory;
mod row;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::date;
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::error::ExperimentError;
use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::lanes::F64x8;
use oreflow_engine::measure::{ExportBan, Measure, Timing, TradeScope};
use oreflow_engine::run::View;
use oreflow_network::{Network, drawn};
use oreflow_random::REPLICATES;

use crate::Study;

pub use machine::Machine;
pub use memory::peak_memory_of;
pub use row::SpeedRow;
use row::Work;

/// Links asked of the drawn chains that are measured where nothing else is said.
pub const CHAINS: [usize; 7] = [100, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000];

/// Months that a drawn chain runs.
const MONTHS: usize = 24;

/// Batches are run one after the other for about so long, that no clock is too coarse.
const REPETITION: Duration = Duration::from_millis(50);

/// Repetitions of a case.
const REPETITIONS: usize = 9;

/// Repetitions of a case that takes long.
const LEAST_REPETITIONS: usize = 3;

/// No repetition beyond the least begins after so long.
const LONG: Duration = Duration::from_secs(5);

/// A network of which a country bans the export of a product: some steps of a month, the ban in force from the third on.
///
/// # Errors
/// If the network does not know the country or the product, or cannot be run, or there are no months or more than 200 years.
pub fn banned(
    network: Arc<Network>,
    by: &str,
    product: &str,
    months: usize,
) -> Result<Prepared, ExperimentError> {
    let ban = ExportBan::new(TradeScope::new(by, &[product]));
    Experiment::new(network, Calendar::new(date(2025, 1, 1), Step::Month, months))
        .measure(Measure::new("ban", ban, Timing::from(date(2025, 3, 1))))
        .prepare()
}

/// Something whose speed is measured.
#[derive(Clone, Debug)]
pub struct SpeedCase {
    name: String,
    subject: Subject,
    /// Greatest memory while it was made.
    making: Option<u64>,
}

/// What runs.
#[derive(Clone, Debug)]
enum Subject {
    /// Batches of eight trials, of which nothing is kept.
    Batches(Box<Prepared>),
    /// All trials of a study with its outcomes.
    Study(Box<Study>),
}

impl SpeedCase {
    /// A [drawn chain](drawn::chain) of about so many links, under a ban on the ore of one of its three countries.
    ///
    /// # Panics
    /// If `links` is beyond 2³¹.
    pub fn chain(links: usize) -> Self {
        let (prepared, making) = peak_memory_of(|| {
            let network = Arc::new(drawn::chain(links));
            let prepared = banned(network, drawn::COUNTRIES[0], drawn::PRODUCTS[0], MONTHS);
            prepared.unwrap_or_else(|error| unreachable!("a drawn chain can be run: {error}"))
        });
        Self { name: format!("chain-{links}"), subject: Subject::Batches(Box::new(prepared)), making }
    }

    /// Whole runs of a study; `making` is the greatest memory in bytes while it was read and made, if known.
    pub fn study(name: &str, study: Study, making: Option<u64>) -> Self {
        Self { name: name.to_owned(), subject: Subject::Study(Box::new(study)), making }
    }

    /// Name of the case, such as `chain-1000`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Measures the case on all threads of the current pool.
    ///
    /// Of a drawn chain each thread runs batches of its own, after one that is not counted; of a study all threads share the
    /// trials. There are three to nine repetitions, the fewer the longer they take.
    pub fn measure(&self) -> SpeedRow {
        let threads = rayon::current_num_threads();
        let ((work, seconds), running) = peak_memory_of(|| match &self.subject {
            Subject::Batches(prepared) => measure_batches(prepared, threads),
            Subject::Study(study) => measure_study(study, threads),
        });
        let peak = self.making.zip(running).map(|(making, running)| making.max(running));
        SpeedRow::new(&self.name, &work, &seconds, peak)
    }
}

fn measure_batches(prepared: &Prepared, threads: usize) -> (Work<'_>, Vec<f64>) {
    let run = |batches: usize| {
        let begun = Instant::now();
        rayon::broadcast(|thread| {
            for batch in 0..batches {
                let index = (thread.index() * batches + batch) as u64;
                prepared.run_batch(index, &mut |_: &View<'_, F64x8>| {});
            }
        });
        begun.elapsed()
    };
    // The first batch warms up; only of one that is short is it asked how many make a repetition.
    let batches = if run(1) < REPETITION {
        (REPETITION.as_secs_f64() / run(1).as_secs_f64()).ceil().clamp(1.0, 1e6) as usize
    } else {
        1
    };
    let seconds = repeat(|| run(batches));
    let work = Work {
        network: &prepared.experiment().network,
        steps: prepared.experiment().calendar.steps(),
        trials: (threads * batches) as u64 * u64::from(REPLICATES),
        threads,
    };
    (work, seconds)
}

fn measure_study(study: &Study, threads: usize) -> (Work<'_>, Vec<f64>) {
    let mut trials = 0;
    let seconds = repeat(|| {
        let begun = Instant::now();
        trials = study.run(|_| ControlFlow::Continue(())).trials_done;
        begun.elapsed()
    });
    let experiment = study.experiment().experiment();
    (Work { network: &experiment.network, steps: experiment.calendar.steps(), trials, threads }, seconds)
}

/// Seconds of each repetition.
fn repeat(mut run: impl FnMut() -> Duration) -> Vec<f64> {
    let begun = Instant::now();
    let mut seconds = Vec::with_capacity(REPETITIONS);
    while seconds.len() < LEAST_REPETITIONS || (seconds.len() < REPETITIONS && begun.elapsed() < LONG) {
        seconds.push(run().as_secs_f64());
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_measured_on_all_threads_of_the_pool() {
        let case = SpeedCase::chain(100);
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let row = pool.install(|| case.measure());
            assert_eq!((row.case.as_str(), row.links, row.sites), ("chain-100", 105, 28));
            assert_eq!((row.threads, row.steps), (threads, MONTHS));
            assert_eq!(row.trials % (8 * threads as u64), 0);
            assert!(0.0 < row.ns_low && row.ns_low <= row.ns_per_link_step_trial, "{row:?}");
            assert!(row.ns_per_link_step_trial <= row.ns_high && row.ns_high < f64::INFINITY, "{row:?}");
            assert!((LEAST_REPETITIONS..=REPETITIONS).contains(&row.repetitions), "{row:?}");
        }
    }

    #[test]
    fn the_peak_of_a_case_counts_from_where_it_is_made() {
        let mut case = SpeedCase::chain(3);
        case.making = case.making.map(|_| u64::MAX);
        assert_eq!(case.measure().peak_bytes, case.making);
        case.making = None;
        assert_eq!(case.measure().peak_bytes, None);
    }

    #[test]
    fn a_ban_is_in_force_from_the_third_month_on() {
        let network = Arc::new(drawn::chain(300));
        let prepared = banned(Arc::clone(&network), "AAA", "ore", MONTHS).expect("a ban");
        let mut exports = Vec::new();
        prepared.run_batch(0, &mut |view: &View<'_, F64x8>| {
            let abroad = (0_u32..).zip(network.links()).filter(|(_, link)| {
                network.site(link.from).country.as_str() == "AAA"
                    && network.product(link.product).id.as_str() == "ore"
                    && network.crosses_border(link)
            });
            let sent = abroad.map(|(at, _)| view.shipment(oreflow_network::LinkIndex(at)).0[7]);
            exports.push(sent.sum::<f64>());
        });
        assert_eq!(exports.len(), MONTHS);
        assert!(exports[..2].iter().all(|&sent| sent > 0.0), "{exports:?}");
        assert!(exports[2..].iter().all(|&sent| sent == 0.0), "{exports:?}");
    }
}
