//! What was measured of a case.

use oreflow_network::Network;
use serde::Serialize;

/// What one repetition of a case does.
pub(super) struct Work<'a> {
    pub(super) network: &'a Network,
    pub(super) steps: usize,
    pub(super) trials: u64,
    pub(super) threads: usize,
}

/// The speed of one case on some threads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeedRow {
    /// Name of the case.
    pub case: String,
    /// Links of the network.
    pub links: usize,
    /// Sites of the network.
    pub sites: usize,
    /// Threads it ran on.
    pub threads: usize,
    /// Steps of a trial.
    pub steps: usize,
    /// Trials of a repetition.
    pub trials: u64,
    /// How often it was measured.
    pub repetitions: usize,
    /// Seconds of a repetition: the median.
    pub seconds: f64,
    /// Nanoseconds that a core takes for one link in one step of one trial: the median of the repetitions.
    pub ns_per_link_step_trial: f64,
    /// The same of the fastest repetition.
    pub ns_low: f64,
    /// The same of the slowest repetition.
    pub ns_high: f64,
    /// Links times steps times trials in a second, on all threads together, by the median.
    pub link_steps_trials_per_second: f64,
    /// Greatest memory of the process in bytes, from the making of the network to the end of the case; none where the system
    /// does not tell.
    pub peak_bytes: Option<u64>,
}

impl SpeedRow {
    /// The row of a case by the seconds of its repetitions.
    pub(super) fn new(case: &str, work: &Work<'_>, seconds: &[f64], peak_bytes: Option<u64>) -> Self {
        let links = work.network.links().len();
        let units = links as f64 * work.steps as f64 * work.trials as f64;
        let on_a_core = |seconds: f64| 1e9 * seconds * work.threads as f64 / units;
        let (low, median, high) = spread(seconds);
        Self {
            case: case.to_owned(),
            links,
            sites: work.network.sites().len(),
            threads: work.threads,
            steps: work.steps,
            trials: work.trials,
            repetitions: seconds.len(),
            seconds: median,
            ns_per_link_step_trial: on_a_core(median),
            ns_low: on_a_core(low),
            ns_high: on_a_core(high),
            link_steps_trials_per_second: units / median,
            peak_bytes,
        }
    }
}

/// The least, the median and the greatest of some values; of two in the middle the lower.
fn spread(values: &[f64]) -> (f64, f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    (sorted[0], sorted[last / 2], sorted[last])
}

#[cfg(test)]
mod tests {
    use oreflow_network::drawn;

    use super::*;

    #[test]
    fn a_row_by_hand() {
        let network = drawn::chain(300);
        let work = Work { network: &network, steps: 10, trials: 8, threads: 2 };
        let row = SpeedRow::new("case", &work, &[5e-3, 1.2e-3, 2.4e-3], Some(7));
        // 24 000 link-steps of trials in 2.4 ms: 100 ns each, on two cores 200.
        assert!((row.ns_per_link_step_trial - 200.0).abs() < 1e-9, "{row:?}");
        assert!((row.ns_low - 100.0).abs() < 1e-9 && (row.ns_high - 1250.0 / 3.0).abs() < 1e-9, "{row:?}");
        assert!((row.link_steps_trials_per_second - 1e7).abs() < 1e-3, "{row:?}");
        assert_eq!((row.links, row.sites, row.repetitions), (300, 40, 3));
        assert_eq!((row.seconds, row.peak_bytes), (2.4e-3, Some(7)));
    }

    #[test]
    fn the_median_of_an_even_number_was_measured() {
        assert_eq!(spread(&[4.0, 1.0, 3.0, 2.0]), (1.0, 2.0, 4.0));
        assert_eq!(spread(&[4.0]), (4.0, 4.0, 4.0));
    }
}
