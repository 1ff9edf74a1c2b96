//! One trial alone: what was drawn, what happened, and what came of it.

use std::ops::Range;

use oreflow_engine::observe::{Quantity, Series};
use oreflow_engine::run::{Event, Trace, guard};
use oreflow_random::Trial;

use crate::Study;

/// One trial in full, as rows with units.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Replay {
    /// Version of this layout.
    pub schema: u32,
    /// Title of the study.
    pub title: String,
    /// Id of the network.
    pub network: String,
    /// First day of the run.
    pub start: String,
    /// Length of a step.
    pub step: &'static str,
    /// Number of steps.
    pub steps: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// How the trials are spread.
    pub design: &'static str,
    /// The policy, where the run has several.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// The trial, as replicate:index.
    pub trial: String,
    /// Why the trial failed in its run, if it did.
    pub failed: Option<String>,
    /// Uncertain parameters.
    pub parameters: Vec<DrawnRow>,
    /// Measures and hazards, in order of their first day in force.
    pub events: Vec<EventRow>,
    /// The watched outcomes, or without any those of the world; and all that fail the trial.
    pub outcomes: Vec<ValueRow>,
    /// First day of each step of the series.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Series over time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<TraceRow>,
}

/// An uncertain parameter with its value in the trial.
#[derive(Clone, Debug, serde::Serialize)]
pub struct DrawnRow {
    /// `parameter.product.place`
    pub path: String,
    /// The value drawn.
    pub value: f64,
    /// Unit; `1` for a pure number.
    pub unit: &'static str,
}

/// A measure in force, or a hazard that struck.
#[derive(Clone, Debug, serde::Serialize)]
pub struct EventRow {
    /// Id of the measure or hazard.
    pub id: String,
    /// When the market learned of it.
    pub announced: String,
    /// First day in force.
    pub from: String,
    /// First day no longer in force, if within the run.
    pub until: Option<String>,
    /// Severity from the first day, a share.
    pub severity: f64,
    /// Later severities of a measure with phases.
    pub phases: Vec<PhaseRow>,
    /// Whether it was drawn; else it was planned.
    pub drawn: bool,
}

/// A severity from a day on.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PhaseRow {
    /// First day.
    pub from: String,
    /// Severity, a share.
    pub severity: f64,
}

/// An outcome with its value in the trial.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ValueRow {
    /// `quantity.product.place.field`
    pub path: String,
    /// The value; infinite for a recovery that does not come within the run.
    pub value: f64,
    /// Unit.
    pub unit: String,
}

/// A series over time.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TraceRow {
    /// `quantity.product.place`
    pub path: String,
    /// Unit.
    pub unit: String,
    /// Value in a step of the trial's base; nothing for a shortfall.
    pub base: f64,
    /// Value in each step.
    pub values: Vec<f64>,
}

impl Study {
    /// Runs one trial alone, with the bits that it has in the run, and follows some series in it; of several policies under the
    /// first: see [`Study::only`].
    ///
    /// # Errors
    /// If the trial panics: the message.
    pub fn replay(&self, trial: Trial, series: &[Series]) -> Result<Replay, String> {
        let watched = self.outcomes.iter().map(|outcome| &outcome.series);
        let all: Vec<Series> = series.iter().chain(watched).cloned().collect();
        let trace = guard(|| self.experiment().trace(trial, &all))?;
        let experiment = self.experiment().experiment();
        let calendar = &experiment.calendar;
        let followed = if series.is_empty() { 0 } else { calendar.steps() };
        Ok(Replay {
            schema: 1,
            title: self.title.clone(),
            network: experiment.network.id().to_owned(),
            start: calendar.start().to_string(),
            step: calendar.step().name(),
            steps: calendar.steps(),
            seed: experiment.draws.seed(),
            design: experiment.draws.design().name(),
            policy: self.policies()[0].name.clone(),
            trial: trial.to_string(),
            failed: None,
            parameters: parameters(&trace),
            events: trace.events.iter().map(event).collect(),
            outcomes: self.values(&trace, series.len()..all.len()),
            dates: (0..followed).map(|step| calendar.date(step).to_string()).collect(),
            series: rows(&trace, series.len()),
        })
    }

    /// Outcomes of a trace that has the series of all of them in a range.
    fn values(&self, trace: &Trace, range: Range<usize>) -> Vec<ValueRow> {
        let calendar = &self.experiment().experiment().calendar;
        let mut rows = Vec::new();
        for (outcome, (_, base, values)) in self.outcomes.iter().zip(&trace.series[range]) {
            let (path, value) = (outcome.path(), outcome.evaluate(values, *base, calendar));
            let asked = if self.watched.is_empty() {
                outcome.series.place() == "world"
            } else {
                self.watched.contains(&path)
            };
            let fails = value.is_nan() || (value.is_infinite() && !outcome.statistic.may_never_come());
            if asked || fails {
                rows.push(ValueRow { path, value, unit: outcome.unit() });
            }
        }
        rows
    }
}

fn parameters(trace: &Trace) -> Vec<DrawnRow> {
    let row = |(path, value, parameter): &(String, f64, oreflow_network::Parameter)| DrawnRow {
        path: path.clone(),
        value: *value,
        unit: parameter.unit(),
    };
    trace.parameters.iter().map(row).collect()
}

fn event(event: &Event) -> EventRow {
    EventRow {
        id: event.id.clone(),
        announced: event.announced.to_string(),
        from: event.from.to_string(),
        until: event.until.map(|day| day.to_string()),
        severity: event.severity,
        phases: event
            .phases
            .iter()
            .map(|&(from, severity)| PhaseRow { from: from.to_string(), severity })
            .collect(),
        drawn: event.drawn,
    }
}

fn rows(trace: &Trace, count: usize) -> Vec<TraceRow> {
    let row = |(series, base, values): &(Series, f64, Vec<f64>)| TraceRow {
        path: series.path(),
        unit: series.unit(),
        base: if is_shortfall(series.quantity()) { 0.0 } else { *base },
        values: values.clone(),
    };
    trace.series.iter().take(count).map(row).collect()
}

/// Whether the base of a quantity is the demand that it is measured against.
fn is_shortfall(quantity: Quantity) -> bool {
    matches!(quantity, Quantity::Unmet | Quantity::Short | Quantity::PricedOut)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use jiff::civil::date;
    use oreflow_engine::calendar::{Calendar, Step};
    use oreflow_engine::experiment::Experiment;
    use oreflow_engine::hazard::{Arrival, Hazard};
    use oreflow_engine::measure::{ExportBan, TradeScope};
    use oreflow_engine::observe::Outcome;
    use oreflow_network::{
        LinkSpec, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
    };

    use super::*;

    fn study(trials: u64) -> Study {
        let mut builder = NetworkBuilder::new("ore");
        builder.country("IDN").country("CHN").product(ProductSpec::new("ore"));
        builder.site(SiteSpec::new("mine", SiteKind::Mine, "IDN", "ore"));
        builder.site(SiteSpec::new("use", SiteKind::Consumer, "CHN", "ore").slot(SlotSpec::of("ore", 1.0)));
        builder.link(LinkSpec::new("mine", "use", TonnesPerYear(1200.0)));
        let network = Arc::new(builder.build().unwrap());
        let watch = Outcome::parse("unmet.ore.CHN.share", &network).unwrap();
        let ban = ExportBan::new(TradeScope::new("IDN", &["ore"]));
        let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 36);
        let hazard = Hazard::new("ban", ban, Arrival::Probability(0.7));
        let prepared = Experiment::new(network, calendar).hazard(hazard).prepare().unwrap();
        Study::new("A ban may come", prepared, trials).watch(vec![watch])
    }

    #[test]
    fn a_replay_has_the_bits_of_the_run() {
        let path = "unmet.ore.CHN.share";
        let value = |number: u64| {
            let replay = study(8).replay(Trial::from_number(number), &[]).unwrap();
            assert_eq!((replay.outcomes.len(), replay.outcomes[0].path.as_str()), (1, path));
            replay.outcomes[0].value
        };
        let mean = |trials: u64| {
            let findings = study(trials).run(|_| ControlFlow::Continue(()));
            findings.outcome(path).unwrap().mean.value
        };
        assert_eq!(value(0), mean(1));
        // The first trials of the run are those of a shorter one, so that each mean adds one trial.
        for trials in 2..=8 {
            let added = mean(trials) * trials as f64 - mean(trials - 1) * (trials - 1) as f64;
            assert!((value(trials - 1) - added).abs() < 1e-9, "trial {}", trials - 1);
        }
        assert!((0..8).any(|number| value(number) > 0.0));
    }

    #[test]
    fn events_lie_within_the_run_and_series_have_all_steps() {
        let study = study(8);
        let mut struck = 0;
        for number in 0..64 {
            let replay = study.replay(Trial::from_number(number), &study.series).unwrap();
            assert!(replay.series.iter().all(|row| row.values.len() == 36));
            for event in replay.events {
                struck += 1;
                assert!(event.drawn && event.until.is_none());
                assert!(("2025-01-01".."2028-01-01").contains(&event.from.as_str()), "{}", event.from);
            }
        }
        assert!((30..60).contains(&struck), "{struck}");
    }
}
