//! An observer of one's own: how many months do Chinese mills run on less than half of their usual stock of nickel?
//!
//! Outcomes and series by path are all a usual study needs. An observer sees each step of a trial and counts whatever it likes.
//!
//! `cargo run --release --example own_observer`

use std::path::Path;

use oreflow::engine::run::{Observer, View};
use oreflow::prelude::*;
use oreflow::random::Summary;

/// Counts the months in which the first input of a site is low.
struct LowStock {
    site: oreflow::network::SiteIndex,
    usual: f64,
    months: u32,
}

impl Observer<f64> for LowStock {
    fn wants_base(&self) -> bool {
        true
    }

    fn observe_base(&mut self, view: &View<'_, f64>) {
        self.usual = view.input_stock(self.site, 0);
    }

    fn observe(&mut self, view: &View<'_, f64>) {
        self.months += u32::from(view.input_stock(self.site, 0) < 0.5 * self.usual);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/networks/nickel-2024");
    let network = Network::read(&folder)?;
    let site = network.site_index("chn-stainless").ok_or("no such site")?;

    let ban = ExportBan::new(TradeScope::new("IDN", &["nickel-pig-iron"]));
    let ban = Hazard::new("idn-ban", ban, Arrival::Rate(0.2))
        .lasting(LogNormal::new(6.0, 1.8)?)
        .severity(Uniform::new(0.3, 1.0)?);
    let calendar = Calendar::covering(date(2025, 1, 1), Step::Month, 60.0);
    let prepared = Experiment::new(network.into(), calendar).hazard(ban).seed(42).prepare()?;

    let mut low = Summary::default();
    for number in 0..256 {
        let trial = Trial::from_number(number);
        let mut counted = LowStock { site, usual: 0.0, months: 0 };
        prepared.run_trial(trial, &mut counted);
        low.push(trial, f64::from(counted.months));
    }
    println!("low stock in {:.1} months of 60", low.mean());
    println!("at all in {:.0} % of trials", 100.0 * low.exceedance(0.5).value);
    println!("in one trial of ten more than {:.0} months", low.quantile(0.9));
    Ok(())
}
