//! Random measures of the kinds that the plain reference does not know, with timings of all sorts.

use oreflow_engine::calendar::Calendar;
use oreflow_engine::measure::{
    Action, CapacityProgramme, Cartel, CostShock, Curtailment, DemandPath, Embargo, EndOfLife, ExportQuota,
    ImportTariff, Intensity, Licence, Measure, Period, Preference, PriceFloor, Priority, Project,
    RecyclingMandate, RouteClosure, Stockpile, Strike, Subsidy,
};
use oreflow_network::Parameter;
use oreflow_random::Uniform;

use super::draft::{Draft, Genes};
use super::measures::{day, is_quota, none_or_all, place, products, sites, some_share, timing, trade};

/// The passage that some links of an enriched draft pass.
const STRAIT: &str = "strait";

/// Adds what the plain reference does not know: passages, classes, and sites that spoil, favour and recover.
pub(crate) fn enrich(genes: &mut Genes, draft: &mut Draft) {
    for (number, link) in draft.links.iter_mut().enumerate() {
        if number == 0 || genes.chance(0.3) {
            link.passages.push(STRAIT.to_owned());
        }
        link.class = genes.whole(1, 3) as u8;
    }
    for site in &mut draft.sites {
        let given = [
            (Parameter::ShelfLife, genes.between(0.1, 1200.0)),
            (Parameter::DomesticFirst, some_share(genes)),
            (Parameter::FairFill, some_share(genes)),
            (Parameter::RecoveryElasticity, genes.between(0.0, 3.0)),
        ];
        site.parameters.extend(given);
    }
}

/// Up to three measures of these kinds.
pub(crate) fn random(genes: &mut Genes, draft: &Draft, calendar: &Calendar) -> Vec<Measure> {
    let count = genes.whole(0, 3);
    let mut measures: Vec<Measure> = (0..count)
        .map(|number| {
            let action = action(genes, draft, calendar);
            let quota = is_quota(&action);
            let severity = if quota { none_or_all } else { some_share };
            let mut timing = timing(genes, calendar, severity);
            if !quota {
                timing.ramp = if genes.chance(0.4) { genes.between(0.0, 30.0) } else { 0.0 };
                timing.recovery = if genes.chance(0.4) { genes.between(0.0, 30.0) } else { 0.0 };
            }
            timing.credibility = some_share(genes);
            timing.chance = some_share(genes);
            if genes.chance(0.3) {
                timing.slippage = Some(Uniform::new(0.0, 24.0).expect("a range").into());
            }
            if genes.chance(0.3) {
                timing.withdrawn = Some(day(genes, calendar, 0.7, 1.0));
            }
            Measure::new(&format!("kind-{number}"), action, timing)
        })
        .collect();
    // A site follows the sales of one measure only.
    let mut past = false;
    measures.retain(|measure| {
        !matches!(measure.action, Action::EndOfLife(_)) || !std::mem::replace(&mut past, true)
    });
    measures
}

#[expect(clippy::too_many_lines, reason = "an arm for each kind of measure")]
fn action(genes: &mut Genes, draft: &Draft, calendar: &Calendar) -> Action {
    let flows: f64 = draft.links.iter().map(|link| link.flow.0).sum();
    match genes.whole(0, 18) {
        0 => Embargo {
            by: genes.pick(&draft.sites).country.clone(),
            against: vec![genes.pick(&draft.sites).country.clone()],
            products: products(genes, draft),
            leakage: some_share(genes),
        }
        .into(),
        1 => {
            let periods = [Period::Year, Period::HalfYear, Period::Quarter, Period::Month, Period::Whole];
            ExportQuota {
                period: *genes.pick(&periods),
                utilisation: some_share(genes),
                leakage: some_share(genes),
                ..ExportQuota::new(trade(genes, draft), flows * genes.between(0.0, 0.5))
            }
            .into()
        }
        2 => Licence {
            scope: trade(genes, draft),
            covered: some_share(genes),
            approval: some_share(genes),
            delay: genes.between(0.0, 12.0),
        }
        .into(),
        3 => ImportTariff {
            by: genes.pick(&draft.sites).country.clone(),
            products: products(genes, draft),
            rate: genes.between(0.0, 5.0),
            amount: genes.between(0.0, 1000.0),
            ..ImportTariff::default()
        }
        .into(),
        4 => PriceFloor { scope: sites(genes, draft), price: genes.between(0.0, 2000.0) }.into(),
        5 => Cartel {
            members: vec![place(genes, draft)],
            products: products(genes, draft),
            withheld: some_share(genes),
            defection: genes.between(0.0, 2.0),
        }
        .into(),
        6 => RouteClosure {
            passages: vec![STRAIT.to_owned()],
            delay: genes.between(0.0, 6.0),
            freight: genes.between(0.0, 10.0),
            capacity: some_share(genes),
            ..RouteClosure::default()
        }
        .into(),
        7 => Strike { scope: sites(genes, draft) }.into(),
        8 => Curtailment { scope: sites(genes, draft), cut: some_share(genes) }.into(),
        9 => CostShock { scope: sites(genes, draft), factor: genes.between(0.0, 10.0) }.into(),
        10 => {
            let (first, last) = (day(genes, calendar, 0.0, 0.4), day(genes, calendar, 0.5, 1.0));
            let path = vec![(first, genes.between(0.0, 2.0)), (last, genes.between(0.0, 3.0))];
            DemandPath { scope: sites(genes, draft), path }.into()
        }
        11 => Stockpile {
            places: vec![place(genes, draft)],
            products: products(genes, draft),
            target: genes.between(0.1, 12.0),
            fill: genes.between(0.1, 24.0),
            release_below: some_share(genes),
            release: genes.between(0.1, 24.0),
        }
        .into(),
        12 => CapacityProgramme { scope: sites(genes, draft), added: genes.between(0.0, 3.0) }.into(),
        13 => Priority {
            by: place(genes, draft),
            products: products(genes, draft),
            partners: vec![place(genes, draft), place(genes, draft)],
        }
        .into(),
        14 => Preference {
            by: place(genes, draft),
            products: products(genes, draft),
            partners: vec![place(genes, draft)],
            factor: genes.between(0.0, 5.0),
        }
        .into(),
        15 => Intensity {
            scope: sites(genes, draft),
            inputs: products(genes, draft),
            factor: genes.between(1.0, 2.0),
        }
        .into(),
        16 => EndOfLife {
            scope: sites(genes, draft),
            lifetime: Uniform::new(0.0, genes.between(1.0, 200.0)).expect("a range").into(),
            growth: genes.between(0.0, 0.5),
        }
        .into(),
        17 => {
            let subsidy =
                Subsidy { scope: sites(genes, draft), capex: some_share(genes), cost: some_share(genes) };
            subsidy.into()
        }
        _ => {
            let maker = draft.sites.iter().find(|site| site.kind != oreflow_network::SiteKind::Consumer);
            let site = maker.expect("somebody makes something").id.clone();
            if genes.chance(0.5) {
                Project::at(&site, genes.between(0.1, 1000.0)).into()
            } else {
                RecyclingMandate { scope: sites(genes, draft), factor: genes.between(0.0, 4.0) }.into()
            }
        }
    }
}
