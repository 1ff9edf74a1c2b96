//! Actions, measures and hazards of the engine from those of a file.

use jiff::civil::Date;
use oreflow_engine::hazard::{Arrival, Hazard as EngineHazard};
use oreflow_engine::measure as engine;

use super::distribution::check;
use crate::diagnostic::Problems;
use crate::expected::{AMOUNT, DURATION, DUTY, Expected, FACTOR, PROBABILITY, RATE, SHARE, VOLUME};
use crate::source::Spanned;
use crate::types::{Action, Frequency, Hazard, Measure, SiteScope, Timing, TradeScope};
use crate::unit::Quantity;

/// The measure, or nothing where a number was changed into one that does not fit.
pub(super) fn measure(measure: &Measure, problems: &mut Problems) -> Option<engine::Measure> {
    let timing = timing(&measure.timing, problems);
    let action = action(&measure.action, problems)?;
    Some(engine::Measure::new(&measure.id, action, timing?))
}

/// The hazard, or nothing where a number was changed into one that does not fit.
pub(super) fn hazard(hazard: &Hazard, problems: &mut Problems) -> Option<EngineHazard> {
    let arrival = match &hazard.frequency {
        Frequency::Rate(rate) => value("rate", rate, &RATE, problems).map(Arrival::Rate),
        Frequency::Probability(p) => {
            value("probability", p, &PROBABILITY, problems).map(Arrival::Probability)
        }
    };
    let mut drawn = |key, written, expected| match check(key, written, expected) {
        Ok(distribution) => Some(distribution),
        Err((span, complaint)) => {
            problems.error(span, complaint);
            None
        }
    };
    let duration = hazard.duration.as_ref().map(|duration| drawn("duration", duration, &DURATION));
    let severity = drawn("severity", &hazard.severity, &SHARE);
    let action = action(&hazard.action, problems)?;
    let mut built = EngineHazard::new(&hazard.id, action, arrival?).severity(severity?);
    if let Some(duration) = duration {
        built = built.lasting(duration?);
    }
    if let Some(during) = &hazard.during {
        built = built.during(during);
    }
    Some(built)
}

fn timing(timing: &Timing, problems: &mut Problems) -> Option<engine::Timing> {
    let severity = value("severity", &timing.severity, &SHARE, problems);
    let mut phases = Vec::new();
    for phase in &timing.phases {
        let severity = value("severity", &phase.severity, &SHARE, problems);
        phases.push(severity.map(|severity| engine::Phase { from: *phase.from, severity }));
    }
    let day = |day: Option<Spanned<Date>>| day.map(|day| day.value);
    Some(engine::Timing {
        announced: day(timing.announced),
        from: *timing.from,
        until: day(timing.until),
        severity: severity?,
        phases: phases.into_iter().collect::<Option<_>>()?,
        ..engine::Timing::from(*timing.from)
    })
}

fn action(action: &Action, problems: &mut Problems) -> Option<engine::Action> {
    Some(match action {
        Action::ExportBan { scope, leakage } => {
            let leakage = value("leakage", leakage, &SHARE, problems)?;
            engine::ExportBan { scope: trade(scope), leakage }.into()
        }
        Action::ExportQuota { scope, volume, leakage } => {
            let volume = value("volume", volume, &VOLUME, problems);
            let leakage = value("leakage", leakage, &SHARE, problems);
            engine::ExportQuota { scope: trade(scope), volume: volume?, leakage: leakage? }.into()
        }
        Action::ExportDuty { scope, duty, amount } => {
            let rate = value("duty", duty, &DUTY, problems);
            let amount = value("amount", amount, &AMOUNT, problems);
            engine::ExportDuty { scope: trade(scope), rate: rate?, amount: amount? }.into()
        }
        Action::Outage { scope } => engine::Outage { scope: sites(scope) }.into(),
        Action::DemandShift { scope, factor } => {
            let factor = value("factor", factor, &FACTOR, problems)?;
            engine::DemandShift { scope: sites(scope), factor }.into()
        }
    })
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

fn trade(scope: &TradeScope) -> engine::TradeScope {
    engine::TradeScope {
        by: scope.by.value.clone(),
        products: names(&scope.products),
        destinations: names(&scope.destinations),
        exempt: names(&scope.exempt),
        intra: scope.intra,
    }
}

fn sites(scope: &SiteScope) -> engine::SiteScope {
    engine::SiteScope { places: names(&scope.at), products: names(&scope.products) }
}

fn names(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
