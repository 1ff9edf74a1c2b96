//! How far a run is: a bar on a terminal, a line a tenth elsewhere, both with the first watched estimate and the time left.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use oreflow_engine::run::Progress;
use oreflow_report::number;
use oreflow_study::Study;

use crate::out::tell;

/// Estimates are computed no more often than this.
const PAUSE: Duration = Duration::from_millis(200);

/// Shows progress on stderr.
pub(crate) struct Meter {
    shown: Shown,
    /// Path and unit of the first outcome, if it is watched.
    watched: Option<(String, String)>,
    begun: Instant,
    /// Trials at the last look, and those done since the first.
    last: u64,
    worked: u64,
}

enum Shown {
    Nothing,
    Bar { bar: ProgressBar, told: Option<Instant> },
    Lines { asked: u64, tenths: u64 },
}

impl Meter {
    /// A meter of a study that goes on after so many trials.
    pub(crate) fn new(quiet: bool, study: &Study, done: u64) -> Self {
        let shown = if quiet {
            Shown::Nothing
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(study.trials);
            // What does not fit the width is cut off.
            let template = "{bar:20} {human_pos} of {human_len} trials{wide_msg}";
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            Shown::Bar { bar, told: None }
        } else {
            Shown::Lines { asked: study.trials, tenths: 10 * done / study.trials.max(1) }
        };
        let first = study.outcomes.first().map(|outcome| (outcome.path(), outcome.unit()));
        let watched = first.filter(|(path, _)| study.watched.contains(path));
        Self { shown, watched, begun: Instant::now(), last: done, worked: 0 }
    }

    pub(crate) fn show(&mut self, progress: Progress<'_>) {
        // A pilot that was not worth its strata is done again.
        self.worked += progress.done.saturating_sub(self.last);
        self.last = progress.done;
        let more = || more(progress, self.watched.as_ref(), self.worked, self.begun.elapsed());
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar { bar, told } => {
                bar.set_length(progress.asked);
                bar.set_position(progress.done);
                if told.is_none_or(|told| told.elapsed() >= PAUSE) {
                    bar.set_message(more());
                    *told = Some(Instant::now());
                }
            }
            Shown::Lines { asked, tenths } => {
                let now = 10 * progress.done / progress.asked.max(1);
                // Trials may double on the way, or begin again.
                if *asked != progress.asked || now < *tenths {
                    (*asked, *tenths) = (progress.asked, now);
                }
                if now > *tenths {
                    *tenths = now;
                    tell(&format!("{} of {} trials{}", progress.done, progress.asked, more()));
                }
            }
        }
    }

    pub(crate) fn finish(self) {
        if let Shown::Bar { bar, .. } = self.shown {
            bar.finish_and_clear();
        }
    }
}

/// What is known besides: speed, time left, the watched estimate with half its interval.
fn more(progress: Progress<'_>, watched: Option<&(String, String)>, worked: u64, time: Duration) -> String {
    let rate = worked as f64 / time.as_secs_f64().max(1e-9);
    let mut parts = vec![String::new(), format!("{}/s", number(rate))];
    let left = progress.asked.saturating_sub(progress.done);
    if left > 0 && worked > 0 {
        let seconds = Duration::try_from_secs_f64(left as f64 / rate).unwrap_or(Duration::MAX);
        parts.push(format!("{:#} left", HumanDuration(seconds)));
    }
    let mean = progress.checkpoint.mean(0, 0).filter(|mean| mean.value.is_finite());
    if let (Some((path, unit)), Some(mean)) = (watched, mean) {
        let width = mean.half_width().map_or_else(|| "?".to_owned(), number);
        parts.push(format!("{} \u{b1} {width} {unit} {path}", number(mean.value)));
    }
    parts.join(", ")
}
