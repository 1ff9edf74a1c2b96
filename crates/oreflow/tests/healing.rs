//! What passes leaves the chains of critical minerals as they were: a shock of some months may swing for years, in stages that
//! keep and order stocks, but it must not swing for ever, nor light up metals that it does not touch.

use std::path::PathBuf;
use std::sync::Arc;

use oreflow::engine::measure::{Licence, Outage, SiteScope};
use oreflow::engine::run::View;
use oreflow::network::{SiteIndex, SiteKind};
use oreflow::prelude::*;

const YEARS: usize = 20;
/// The year by which most of a shock must be over.
const OVER: usize = 6;

fn network() -> Arc<Network> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/critical-minerals-2024");
    let network = Network::read(&folder).unwrap_or_else(|error| panic!("{error}"));
    // As scenarios/shared/critical-minerals.toml has it: eight months instead of four.
    Arc::new(network.scaled(&[(Parameter::StockAdjustment, 2.0)]))
}

/// What passes within a year, with its name.
fn shocks() -> Vec<(&'static str, Measure)> {
    let for_months = |months| {
        let from = date(2025, 4, 1);
        let until = from.checked_add(jiff::Span::new().months(months)).expect("a day");
        Timing::from(from).until(until)
    };
    let nickel = TradeScope::new("IDN", &["nickel-pig-iron", "nickel-matte", "nickel-mhp"]);
    let scope = TradeScope::new("CHN", &["magnets", "heavy-rare-earths"]);
    let licence = Licence { scope, covered: 1.0, approval: 0.6, delay: 2.2 };
    let stop = Outage { scope: SiteScope::at("MMR").of(&["rare-earth-concentrate-heavy"]) };
    vec![
        ("two months of licences for magnets", Measure::new("shock", licence, for_months(2))),
        (
            "half a year without nickel from Indonesia",
            Measure::new("shock", ExportBan::new(nickel), for_months(6)),
        ),
        (
            "four months without cobalt from Congo",
            Measure::new("shock", ExportBan::new(TradeScope::new("COD", &["cobalt"])), for_months(4)),
        ),
        ("half a year without heavy rare earths from Myanmar", Measure::new("shock", stop, for_months(6))),
    ]
}

#[test]
fn what_passes_is_over_after_some_years() {
    let network = network();
    // By-products follow their hosts whatever they fetch, so that nothing pulls their price back.
    let followed = |site: SiteIndex| !network.site(site).hosts.is_empty();
    let makers: Vec<SiteIndex> = (0..network.sites().len() as u32)
        .map(SiteIndex)
        .filter(|&site| network.site(site).kind != SiteKind::Consumer && !followed(site))
        .collect();
    for (name, measure) in shocks() {
        let calendar = Calendar::new(date(2025, 1, 1), Step::Month, 12 * YEARS);
        let experiment = Experiment::new(Arc::clone(&network), calendar).measure(measure);
        let prepared = experiment.prepare().unwrap_or_else(|error| panic!("{error}"));
        // The greatest departure of a product's mean price from the base, by year.
        let mut worst = vec![(0.0_f64, String::new()); YEARS];
        prepared.run_trial(Trial::from_number(0), &mut |view: &View<'_, f64>| {
            let mut sums = vec![(0.0, 0.0); network.products().len()];
            for &site in &makers {
                let data = network.site(site);
                let (weight, base) = (data.output.0, network.site_parameter(Parameter::Price, site));
                let sum = &mut sums[data.product.position()];
                sum.0 += weight * view.price(site) / base;
                sum.1 += weight;
            }
            for (product, (price, weight)) in network.products().iter().zip(sums) {
                let off = if weight > 0.0 { (price / weight - 1.0).abs() } else { 0.0 };
                let year = &mut worst[view.step() / 12];
                if off > year.0 {
                    *year = (off, product.id.to_string());
                }
            }
        });
        assert!(worst[0].0 > 0.1, "{name}: nothing happens");
        for (year, (off, product)) in worst.iter().enumerate().skip(OVER) {
            assert!(
                *off < 0.5,
                "{name}: in year {year} the price of {product} is off by {:.0} %",
                100.0 * off
            );
        }
    }
}
