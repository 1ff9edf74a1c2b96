//! Actions, measures and hazards of the engine from those of a file.

use jiff::civil::Date;
use oreflow_engine::hazard::{self as engine_hazard, Arrival, Hazard as EngineHazard};
use oreflow_engine::measure::{self as engine, Absent, Key, Value, Values};
use oreflow_random::Distribution as Drawn;

use super::distribution::check;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::expected::{BASE_RATE, DURATION, Expected, NUMBER, PROBABILITY, RATE, SHARE};
use crate::source::{Span, Spanned};
use crate::types::{Action, Distribution, Frequency, Hazard, Measure, Setting, Timing};
use crate::unit::Quantity;

/// The measure, or nothing where a number was changed into one that does not fit.
pub(super) fn measure(measure: &Measure, problems: &mut Problems) -> Option<engine::Measure> {
    let timing = timing(&measure.timing, problems);
    let action = action(&measure.action, measure.id.span, problems)?;
    Some(engine::Measure::new(&measure.id, action, timing?))
}

/// The hazard, or nothing where a number was changed into one that does not fit.
pub(super) fn hazard(hazard: &Hazard, problems: &mut Problems) -> Option<EngineHazard> {
    let base_rate = if hazard.contagion.is_empty() { &RATE } else { &BASE_RATE };
    let arrival = arrival(&hazard.frequency, base_rate, problems);
    let duration = hazard.duration.as_ref().map(|duration| drawn("duration", duration, &DURATION, problems));
    let severity = drawn("severity", &hazard.severity, &SHARE, problems);
    let ramp = value("ramp", &hazard.ramp, &DURATION, problems);
    let recovery = value("recovery", &hazard.recovery, &DURATION, problems);
    let contagion: Vec<Option<engine_hazard::Contagion>> = hazard
        .contagion
        .iter()
        .map(|one| {
            let rate = value("rate", &one.rate, &RATE, problems);
            let half_life = value("half-life", &one.half_life, &DURATION, problems);
            let from = one.from.iter().map(|id| id.value.clone()).collect();
            Some(engine_hazard::Contagion { from, rate: rate?, half_life: half_life? })
        })
        .collect();
    let action = action(&hazard.action, hazard.id.span, problems)?;
    let mut built = EngineHazard::new(&hazard.id, action, arrival?).severity(severity?).ramp(ramp?);
    built.recovery = recovery?;
    built.contagion = contagion.into_iter().collect::<Option<_>>()?;
    built.during = hazard.during.as_ref().map(|id| id.value.clone());
    built.after = hazard.after.as_ref().map(|id| id.value.clone());
    if let Some(duration) = duration {
        built = built.lasting(duration?);
    }
    Some(built)
}

fn arrival(frequency: &Frequency, base_rate: &Expected, problems: &mut Problems) -> Option<Arrival> {
    let late = |key, late: &Option<Spanned<Distribution>>, problems: &mut Problems| match late {
        Some(late) => drawn(key, late, &DURATION, problems).map(Some),
        None => Some(None),
    };
    Some(match frequency {
        Frequency::Rate(rate) => Arrival::Rate(value("rate", rate, base_rate, problems)?),
        Frequency::Interval(interval) => Arrival::Interval(drawn("interval", interval, &DURATION, problems)?),
        Frequency::Probability(p) => Arrival::Probability(value("probability", p, &PROBABILITY, problems)?),
        Frequency::Date { day, slippage, probability } => {
            let slippage = late("slippage", slippage, problems);
            let probability = value("probability", probability, &PROBABILITY, problems)?;
            Arrival::Date { day: day.value, slippage: slippage?, probability }
        }
        Frequency::With { id, lag, probability } => {
            let delay = late("lag", lag, problems);
            let probability = value("probability", probability, &PROBABILITY, problems)?;
            Arrival::With { id: id.value.clone(), probability, delay: delay? }
        }
    })
}

fn timing(timing: &Timing, problems: &mut Problems) -> Option<engine::Timing> {
    let severity = value("severity", &timing.severity, &SHARE, problems);
    let mut phases = Vec::new();
    for phase in &timing.phases {
        let severity = value("severity", &phase.severity, &SHARE, problems);
        phases.push(severity.map(|severity| engine::Phase { from: *phase.from, severity }));
    }
    let credibility = value("credibility", &timing.credibility, &SHARE, problems);
    let ramp = value("ramp", &timing.ramp, &DURATION, problems);
    let recovery = value("recovery", &timing.recovery, &DURATION, problems);
    let chance = value("chance", &timing.chance, &PROBABILITY, problems);
    let slippage = timing.slippage.as_ref().map(|slippage| drawn("slippage", slippage, &DURATION, problems));
    let mut stages = Vec::new();
    for stage in &timing.pipeline {
        let chance = value("chance", &stage.chance, &PROBABILITY, problems);
        let duration = drawn("duration", &stage.duration, &DURATION, problems);
        stages.push(chance.zip(duration).map(|(chance, duration)| engine::Stage { chance, duration }));
    }
    let day = |day: Option<Spanned<Date>>| day.map(|day| day.value);
    Some(engine::Timing {
        announced: day(timing.announced),
        from: *timing.from,
        until: day(timing.until),
        severity: severity?,
        phases: phases.into_iter().collect::<Option<_>>()?,
        ramp: ramp?,
        recovery: recovery?,
        credibility: credibility?,
        withdrawn: day(timing.withdrawn),
        chance: chance?,
        slippage: match slippage {
            Some(slippage) => Some(slippage?),
            None => None,
        },
        pipeline: stages.into_iter().collect::<Option<_>>()?,
    })
}

/// The distribution, or nothing where it does not fit.
fn drawn(
    key: &str,
    written: &Spanned<Distribution>,
    expected: &Expected,
    problems: &mut Problems,
) -> Option<Drawn> {
    match check(key, written, expected) {
        Ok(distribution) => Some(distribution),
        Err((span, complaint)) => {
            problems.error(span, complaint);
            None
        }
    }
}

fn action(action: &Action, id: Span, problems: &mut Problems) -> Option<engine::Action> {
    let mut values = Values::default();
    let mut sound = true;
    for key in action.kind.keys() {
        match action.settings.get(key.name) {
            Some(setting) => match setting_value(key, setting, problems) {
                Some(value) => values.set(key, value),
                None => sound = false,
            },
            None if matches!(key.absent, Absent::Empty(_)) => values.set(key, Value::Texts(Vec::new())),
            // Taken out after reading; the kind tells of it below.
            None => {}
        }
    }
    if !sound {
        return None;
    }
    match action.kind.read(&values) {
        Ok(action) => Some(action),
        Err(found) => {
            for problem in found {
                problems.error(
                    id,
                    Complaint { code: Code::UnfitAction, message: problem.message, help: problem.help },
                );
            }
            None
        }
    }
}

fn setting_value(key: &Key, setting: &Setting, problems: &mut Problems) -> Option<Value> {
    let names = |names: &[Spanned<String>]| names.iter().map(|name| name.value.clone()).collect();
    match setting {
        Setting::Quantity(quantity) => {
            let expected = Expected::key(key).unwrap_or(NUMBER);
            value(key.name, quantity, &expected, problems).map(Value::Number)
        }
        Setting::Text(text) => Some(Value::Text(text.value.clone())),
        Setting::Texts(texts) => Some(Value::Texts(names(texts))),
        Setting::Flag(flag) => Some(Value::Flag(*flag)),
        Setting::Distribution(written) => {
            drawn(key.name, written, &DURATION, problems).map(Value::Distribution)
        }
        Setting::Path(points) => {
            let mut path = Vec::new();
            for point in points {
                let factor = value("factor", &point.factor, &Expected::POINT, problems);
                path.push((*point.from, factor?));
            }
            Some(Value::Path(path))
        }
    }
}

fn value(
    key: &str,
    quantity: &Spanned<Quantity>,
    expected: &Expected,
    problems: &mut Problems,
) -> Option<f64> {
    match expected.value(key, quantity) {
        Ok(value) => Some(value),
        Err(complaint) => {
            problems.error(quantity.span, complaint);
            None
        }
    }
}
