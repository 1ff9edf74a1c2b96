//! How far a run is: a bar with time left on a terminal, a line a tenth elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};
use oreflow_engine::run::Progress;

use crate::out::tell;

/// Shows progress on stderr.
pub(crate) enum Meter {
    Silent,
    Bar(ProgressBar),
    Lines { asked: u64, tenths: u64 },
}

impl Meter {
    pub(crate) fn new(quiet: bool, trials: u64) -> Self {
        if quiet {
            Self::Silent
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(trials);
            let template = "{bar:30} {human_pos} of {human_len} trials, {eta} left";
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            Self::Bar(bar)
        } else {
            Self::Lines { asked: trials, tenths: 0 }
        }
    }

    pub(crate) fn show(&mut self, progress: Progress) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => {
                bar.set_length(progress.asked);
                bar.set_position(progress.done);
            }
            Self::Lines { asked, tenths } => {
                // Trials may double on the way.
                if *asked != progress.asked {
                    (*asked, *tenths) = (progress.asked, 10 * progress.done / progress.asked.max(1));
                }
                let now = 10 * progress.done / progress.asked.max(1);
                if now > *tenths {
                    *tenths = now;
                    tell(&format!("{} of {} trials", progress.done, progress.asked));
                }
            }
        }
    }

    pub(crate) fn finish(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
