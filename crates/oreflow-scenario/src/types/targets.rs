//! What was observed of an event of the past.

use jiff::civil::Date;
use oreflow_engine::calendar::Calendar;
use oreflow_network::Network;
use oreflow_study::backtest::{Case, Target};

use crate::codes::Code;
use crate::diagnostic::{Diagnostics, Problems};
use crate::resolve::complaint;
use crate::source::{Source, Span, Spanned};

/// A file of targets, checked as far as it can be without its network.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Targets {
    /// Version of the format, 1.
    pub schema: u32,
    /// Day from which months are counted.
    pub event: Spanned<Date>,
    /// The targets; the span is that of the expression.
    pub targets: Vec<Spanned<Target>>,
    pub(crate) source: Source,
}

impl Targets {
    /// Finds all paths in a network, and all periods in the time of a run.
    ///
    /// # Errors
    /// All paths that the network does not know and all periods that go beyond the run, each in its place in the file.
    pub fn check(&self, network: &Network, calendar: &Calendar) -> Result<(), Diagnostics> {
        let mut problems = Problems::new(&self.source);
        for target in &self.targets {
            let paths = target.model.series(network).err().into_iter().flatten();
            let periods = target.model.check_periods(calendar).err().into_iter().flatten();
            let paths = paths.map(|found| (found, Code::UnfitOutcome));
            let periods = periods.map(|found| (found, Code::OutsideRun));
            for ((at, problem), code) in paths.chain(periods) {
                let mut complaint = complaint(&problem, code, network.id());
                complaint.message = format!("target '{}': {}", target.id, complaint.message);
                problems.error(within(&self.source, target.span, target.model.text(), &at), complaint);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.finish()) }
    }

    /// The case of these targets.
    pub fn case(&self, id: &str) -> Case {
        let targets = self.targets.iter().map(|target| target.value.clone()).collect();
        Case { id: id.to_owned(), event: self.event.value, targets }
    }
}

/// A place within a text of the file; the whole text where it is written with escapes.
pub(crate) fn within(source: &Source, span: Span, text: &str, at: &std::ops::Range<usize>) -> Span {
    let written = source.written(span);
    match written.find(text) {
        // A place behind the last character is shown there.
        Some(begin) => {
            let end = at.end.max(at.start + 1);
            Span { start: span.start + begin + at.start, end: span.start + begin + end }
        }
        None => span,
    }
}
