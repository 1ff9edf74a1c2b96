//! When a measure is announced and in force, and how hard it is.

use jiff::civil::Date;
use oreflow_random::{Distribution, Draws, Quantile, Trial};

use super::{Passage, Window};
use crate::calendar::Calendar;

/// A change of severity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// First day.
    pub from: Date,
    /// Severity from then on, from 0 to 1.
    pub severity: f64,
}

/// A stage that must succeed before a measure comes into force: exploration, a study, a permit, construction.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Probability that it succeeds, drawn for each trial.
    pub chance: f64,
    /// Months that it takes, whether it succeeds or not, drawn for each trial.
    pub duration: Distribution,
}

/// Dates and severities.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// First day on which the market knows; without it, the first day in force.
    pub announced: Option<Date>,
    /// First day in force; with stages, the day on which the first of them begins.
    pub from: Date,
    /// First day no longer in force; without it, for good.
    pub until: Option<Date>,
    /// Severity from the first day, from 0 to 1.
    pub severity: f64,
    /// Later changes of severity, known from the announcement on.
    pub phases: Vec<Phase>,
    /// Months over which each change of severity comes into force, linearly.
    pub ramp: f64,
    /// Months over which the measure fades after its end.
    pub recovery: f64,
    /// How far the market believes it before it is in force, from 0 to 1.
    pub credibility: f64,
    /// Day on which it is called off; before the first day, it never comes into force.
    pub withdrawn: Option<Date>,
    /// Probability that it comes into force at all, drawn for each trial.
    pub chance: f64,
    /// Months by which it is late, drawn for each trial.
    pub slippage: Option<Distribution>,
    /// Stages on the way to it, one after the other; all its days are later by what they take.
    pub pipeline: Vec<Stage>,
}

impl Timing {
    /// In force from a day, at full severity, for good, without warning.
    pub fn from(from: Date) -> Self {
        Self {
            announced: None,
            from,
            until: None,
            severity: 1.0,
            phases: Vec::new(),
            ramp: 0.0,
            recovery: 0.0,
            credibility: 1.0,
            withdrawn: None,
            chance: 1.0,
            slippage: None,
            pipeline: Vec::new(),
        }
    }

    /// Sets the day of the announcement.
    #[must_use]
    pub fn announced(mut self, day: Date) -> Self {
        self.announced = Some(day);
        self
    }

    /// Sets the first day no longer in force.
    #[must_use]
    pub fn until(mut self, day: Date) -> Self {
        self.until = Some(day);
        self
    }

    /// Sets the severity.
    #[must_use]
    pub fn severity(mut self, severity: f64) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a later change of severity.
    #[must_use]
    pub fn phase(mut self, from: Date, severity: f64) -> Self {
        self.phases.push(Phase { from, severity });
        self
    }

    /// Sets the months over which each change of severity comes into force.
    #[must_use]
    pub fn ramp(mut self, months: f64) -> Self {
        self.ramp = months;
        self
    }

    /// Sets the months over which the measure fades after its end.
    #[must_use]
    pub fn recovery(mut self, months: f64) -> Self {
        self.recovery = months;
        self
    }

    /// Sets how far the market believes it before it is in force.
    #[must_use]
    pub fn credibility(mut self, share: f64) -> Self {
        self.credibility = share;
        self
    }

    /// Calls it off on a day.
    #[must_use]
    pub fn withdrawn(mut self, day: Date) -> Self {
        self.withdrawn = Some(day);
        self
    }

    /// Sets the probability that it comes into force at all.
    #[must_use]
    pub fn chance(mut self, probability: f64) -> Self {
        self.chance = probability;
        self
    }

    /// Sets the distribution of the months by which it is late.
    #[must_use]
    pub fn slippage(mut self, months: impl Into<Distribution>) -> Self {
        self.slippage = Some(months.into());
        self
    }

    /// Adds a stage that must succeed before it comes into force.
    #[must_use]
    pub fn stage(mut self, chance: f64, months: impl Into<Distribution>) -> Self {
        self.pipeline.push(Stage { chance, duration: months.into() });
        self
    }

    /// Whether its days, or whether it comes at all, are drawn for each trial.
    pub fn is_drawn(&self) -> bool {
        self.chance < 1.0 || self.slippage.is_some() || !self.pipeline.is_empty()
    }

    /// All severities, of the first day and of the phases.
    pub fn severities(&self) -> impl Iterator<Item = f64> + '_ {
        std::iter::once(self.severity).chain(self.phases.iter().map(|phase| phase.severity))
    }

    /// When it is in force in a trial; draws are keyed by the id of the measure.
    pub(crate) fn window(&self, calendar: &Calendar, id: &str, draws: &Draws, trial: Trial) -> Window {
        let late = self
            .slippage
            .as_ref()
            .map_or(0.0, |slippage| draws.stream(id, "slippage").draw(trial, 0, slippage).max(0.0));
        let (stages, failed) = self.passages(calendar, id, draws, trial);
        let shift = stages.last().map_or(0.0, |last| last.ends - stages[0].begins) + late;
        let month = |day: Date| calendar.months_at(day) + shift;
        let mut levels = vec![(month(self.from), self.severity)];
        levels.extend(self.phases.iter().map(|phase| (month(phase.from), phase.severity)));
        levels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let announced = calendar.months_at(self.announced.unwrap_or(self.from));
        let until = self.until.map_or(f64::INFINITY, month);
        let mut window = Window::new(announced, &levels, until, self.ramp, self.recovery);
        (window.late, window.shift) = (late, shift);
        window.stages = stages;
        window.credibility = self.credibility;
        window.withdrawn = self.withdrawn.map_or(f64::INFINITY, |day| calendar.months_at(day)).min(failed);
        if self.chance < 1.0 && draws.stream(id, "chance").uniform(trial, 0) >= self.chance {
            window.withdrawn = window.withdrawn.min(window.start());
        }
        window
    }

    /// How its stages go in a trial, and when one of them fails.
    fn passages(&self, calendar: &Calendar, id: &str, draws: &Draws, trial: Trial) -> (Vec<Passage>, f64) {
        let (durations, chances) = (draws.stream(id, "stage-duration"), draws.stream(id, "stage-chance"));
        let (mut begins, mut failed) = (calendar.months_at(self.from), f64::INFINITY);
        let mut passages: Vec<Passage> = Vec::with_capacity(self.pipeline.len());
        for (n, stage) in (0..).zip(&self.pipeline) {
            let ends = begins + durations.draw(trial, n, &stage.duration).max(0.0);
            if stage.chance < 1.0 && chances.uniform(trial, n) >= stage.chance {
                failed = failed.min(ends);
            }
            let (usual, chance) = (stage.duration.quantile(0.5).max(0.0), stage.chance);
            for earlier in &mut passages {
                (earlier.after, earlier.chance) = (earlier.after + usual, earlier.chance * chance);
            }
            passages.push(Passage { begins, ends, usual, after: 0.0, chance });
            begins = ends;
        }
        (passages, failed)
    }

    /// First days and severities of the phases that come within a window and a run.
    pub(crate) fn phases_in(&self, window: &Window, calendar: &Calendar) -> Vec<(Date, f64)> {
        let end = window.end().min(calendar.months());
        let mut phases: Vec<(Date, f64)> = Vec::new();
        for phase in &self.phases {
            let month = calendar.months_at(phase.from) + window.shift;
            if month < end {
                let day = if window.shift > 0.0 { calendar.day(month) } else { phase.from };
                phases.push((day, phase.severity));
            }
        }
        phases.sort_by_key(|&(day, _)| day);
        phases
    }
}
