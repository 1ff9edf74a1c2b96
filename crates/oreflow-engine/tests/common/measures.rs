//! Random measures, hazards and uncertain parameters.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use oreflow_engine::calendar::{Calendar, Step};
use oreflow_engine::hazard::{Arrival, Hazard};
use oreflow_engine::measure::{
    Action, DemandShift, ExportBan, ExportDuty, ExportQuota, Measure, Outage, SiteScope, Timing, TradeScope,
};
use oreflow_engine::uncertain::Uncertain;
use oreflow_network::Parameter;
use oreflow_random::{Exponential, Uniform};

use super::draft::{BLOC, Draft, Genes};

/// A few years in months or quarters, or a good part of a year in weeks or days from any day.
pub(crate) fn calendar(genes: &mut Genes) -> Calendar {
    let (step, low, high) = *genes.pick(&[
        (Step::Month, 60, 130),
        (Step::Quarter, 30, 60),
        (Step::Week, 100, 200),
        (Step::Day, 150, 250),
    ]);
    let day = if matches!(step, Step::Month | Step::Quarter) { 1 } else { genes.whole(1, 28) as i8 };
    let start = date(2025, genes.whole(1, 12) as i8, day);
    Calendar::new(start, step, genes.whole(low, high))
}

/// Between one and four measures that touch a network within a calendar.
pub(crate) fn random(genes: &mut Genes, draft: &Draft, calendar: &Calendar) -> Vec<Measure> {
    let count = genes.whole(1, 4);
    (0..count)
        .map(|number| {
            let action = action(genes, draft);
            let severity = if is_quota(&action) { none_or_all } else { some_share };
            Measure::new(&format!("measure-{number}"), action, timing(genes, calendar, severity))
        })
        .collect()
}

/// Anything that an action can be.
pub(crate) fn action(genes: &mut Genes, draft: &Draft) -> Action {
    match genes.whole(0, 4) {
        0 => ExportBan { scope: trade(genes, draft), leakage: some_share(genes) }.into(),
        1 => {
            let scope = trade(genes, draft);
            let flows: f64 = draft.links.iter().map(|link| link.flow.0).sum();
            let volume = flows * genes.between(0.01, 0.5);
            ExportQuota { leakage: some_share(genes), ..ExportQuota::new(scope, volume) }.into()
        }
        2 => {
            let (rate, amount) = (genes.between(0.0, 1.5), genes.between(0.0, 100.0));
            ExportDuty {
                scope: trade(genes, draft),
                rate,
                amount: if genes.chance(0.5) { amount } else { 0.0 },
            }
            .into()
        }
        3 => Outage { scope: sites(genes, draft) }.into(),
        _ => DemandShift { scope: sites(genes, draft), factor: genes.between(0.0, 2.0) }.into(),
    }
}

/// Whether it is in force or not, and never partly.
pub(crate) fn is_quota(action: &Action) -> bool {
    matches!(action, Action::ExportQuota(_))
}

pub(crate) fn none_or_all(genes: &mut Genes) -> f64 {
    f64::from(u8::from(genes.chance(0.8)))
}

/// Zero, one, or between.
pub(crate) fn some_share(genes: &mut Genes) -> f64 {
    match genes.whole(0, 3) {
        0 => 0.0,
        1 => 1.0,
        _ => genes.unit(),
    }
}

pub(crate) fn place(genes: &mut Genes, draft: &Draft) -> String {
    let site = genes.pick(&draft.sites);
    match genes.whole(0, 4) {
        0 => site.id.clone(),
        3 if draft.has_bloc() => BLOC.to_owned(),
        4 => "world".to_owned(),
        _ => site.country.clone(),
    }
}

pub(crate) fn products(genes: &mut Genes, draft: &Draft) -> Vec<String> {
    match genes.whole(0, 3) {
        0 => vec!["*".to_owned()],
        1 => vec!["raw".to_owned(), "metal".to_owned()],
        _ => vec![genes.pick(&draft.products).id.clone()],
    }
}

pub(crate) fn trade(genes: &mut Genes, draft: &Draft) -> TradeScope {
    let mut scope =
        TradeScope { by: place(genes, draft), products: products(genes, draft), ..TradeScope::default() };
    if genes.chance(0.2) {
        scope.destinations = vec![genes.pick(&draft.sites).country.clone(), BLOC.to_owned()];
    }
    if genes.chance(0.2) {
        scope.exempt = vec![genes.pick(&draft.sites).country.clone()];
    }
    scope.intra = genes.chance(0.3);
    scope
}

pub(crate) fn sites(genes: &mut Genes, draft: &Draft) -> SiteScope {
    let mut scope = SiteScope::at(&place(genes, draft));
    if genes.chance(0.3) {
        scope.products = products(genes, draft);
    }
    scope
}

/// A day of the run.
pub(crate) fn day(genes: &mut Genes, calendar: &Calendar, from: f64, to: f64) -> Date {
    let days = calendar.months() * 30.4375 * genes.between(from, to);
    calendar.start() + (days as i64).days()
}

pub(crate) fn timing(genes: &mut Genes, calendar: &Calendar, severity: fn(&mut Genes) -> f64) -> Timing {
    let from = day(genes, calendar, 0.0, 0.7);
    let mut timing = Timing::from(from).severity(severity(genes));
    if genes.chance(0.5) {
        timing = timing.announced(from - (genes.whole(0, 300) as i64).days());
    }
    let mut last = from;
    for _ in 0..genes.whole(0, 2) {
        last += (genes.whole(1, 200) as i64).days();
        timing = timing.phase(last, severity(genes));
    }
    if genes.chance(0.6) {
        timing = timing.until(last + (genes.whole(1, 600) as i64).days());
    }
    timing
}

/// The same measures where masses and money are counted in other units.
pub(crate) fn scaled(measures: &[Measure], tonnes: f64, money: f64) -> Vec<Measure> {
    let mut scaled = measures.to_vec();
    for measure in &mut scaled {
        match &mut measure.action {
            Action::ExportQuota(quota) => quota.volume *= tonnes,
            Action::Project(project) => project.capacity *= tonnes,
            Action::ExportDuty(duty) => duty.amount *= money,
            Action::ImportTariff(tariff) => tariff.amount *= money,
            Action::PriceFloor(floor) => floor.price *= money,
            _ => {}
        }
    }
    scaled
}

/// Up to three hazards, each with a duration and a severity of its own.
pub(crate) fn hazards(genes: &mut Genes, draft: &Draft) -> Vec<Hazard> {
    let count = genes.whole(0, 3);
    (0..count)
        .map(|number| {
            let arrival = if genes.chance(0.5) {
                Arrival::Rate(genes.between(0.1, 4.0))
            } else {
                Arrival::Probability(genes.unit())
            };
            let mut hazard = Hazard::new(&format!("hazard-{number}"), action(genes, draft), arrival);
            if genes.chance(0.8) {
                let mean = genes.between(0.1, 20.0);
                hazard = hazard.lasting(Exponential::new(mean).expect("a positive mean"));
            }
            if genes.chance(0.7) && !is_quota(&hazard.action) {
                hazard =
                    hazard.severity(Uniform::new(0.0, genes.between(0.01, 1.0)).expect("a range of shares"));
            }
            if number > 0 && genes.chance(0.3) {
                hazard = hazard.during(&format!("hazard-{}", number - 1));
            }
            hazard
        })
        .collect()
}

/// Ranges of what may be uncertain, within which every network of these tests is an equilibrium.
const UNCERTAIN: &[(Parameter, f64, f64)] = &[
    (Parameter::Utilisation, 0.5, 0.98),
    (Parameter::CoverInput, 0.0, 4.0),
    (Parameter::CoverOutput, 0.0, 3.0),
    (Parameter::ElasticityShort, -0.6, 0.0),
    (Parameter::LeadTime, 1.0, 36.0),
    (Parameter::ShortageResponse, 0.0, 8.0),
    (Parameter::BidStickiness, 1.0, 20.0),
    (Parameter::PriceIntegration, 0.0, 1.0),
    (Parameter::Horizon, 2.0, 24.0),
    (Parameter::OrderCeiling, 1.0, 2.5),
    (Parameter::RunOut, 0.1, 2.0),
];

/// Up to four parameters that we do not know.
pub(crate) fn uncertain(genes: &mut Genes) -> Vec<Uncertain> {
    let first = genes.whole(0, UNCERTAIN.len() - 1);
    let count = genes.whole(0, 4);
    (0..count)
        .map(|number| {
            let (parameter, low, high) = UNCERTAIN[(first + 3 * number) % UNCERTAIN.len()];
            let distribution = Uniform::new(low, high).expect("a range").into();
            Uncertain { parameter, product: "*".to_owned(), place: "world".to_owned(), distribution }
        })
        .collect()
}
