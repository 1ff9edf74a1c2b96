//! What is watched where nobody says: who goes short, what prices do, what those who act lose and gain.

use std::collections::{BTreeMap, BTreeSet};

use oreflow_engine::experiment::Experiment;
use oreflow_engine::measure::Targets;
use oreflow_engine::observe::{Outcome, Quantity, Series, Statistic};
use oreflow_network::{CountryCode, LinkIndex, Network, ProductIndex, SiteKind};

/// Countries or groups that surely take measures on their exports, sorted.
///
/// A site or an owner acts for the country that it stands in.
pub fn actors(experiment: &Experiment) -> Vec<String> {
    let network = &experiment.network;
    let mut actors = BTreeSet::new();
    for by in experiment.measures.iter().flat_map(|measure| measure.action.actors()) {
        if network.select_countries(by).is_ok() {
            actors.insert(by.clone());
        } else if let Ok(sites) = network.select_sites(by) {
            actors.extend(sites.iter().map(|&site| network.site(site).country.to_string()));
        }
    }
    actors.into_iter().collect()
}

/// Outcomes that answer a question about a disruption on one screen.
///
/// Unmet demand and the peak of its price for each product by country and for the world; the peak of each world price; and the ledger
/// of each country that acts (see [`ledger_outcomes`]).
pub fn default_outcomes(experiment: &Experiment) -> Vec<Outcome> {
    let network = &experiment.network;
    let mut list = List { network, outcomes: Vec::new(), known: BTreeSet::new() };
    for (product, places) in demands(network) {
        for place in places {
            list.add(Quantity::Unmet, &product, &place, SHORTFALL);
            list.add(Quantity::Price, &product, &place, MOVES);
        }
    }
    for product in traded(network) {
        list.add(Quantity::Price, &product, "world", MOVES);
    }
    for country in makers(network) {
        list.add(Quantity::ValueAdded, "*", &country, &[Statistic::Change]);
    }
    for actor in actors(experiment) {
        list.add_ledger(experiment, &actor);
    }
    list.outcomes
}

/// What a country or group of countries loses and gains: its export revenue and the value added by year, the value added until each
/// year and when it breaks even, and the value added of each of its products.
pub fn ledger_outcomes(experiment: &Experiment, country: &str) -> Vec<Outcome> {
    let mut list = List { network: &experiment.network, outcomes: Vec::new(), known: BTreeSet::new() };
    list.add_ledger(experiment, country);
    list.outcomes
}

/// Its export revenue and value added over time.
pub fn ledger_series(experiment: &Experiment, country: &str) -> Vec<Series> {
    let money = [Quantity::ExportRevenue, Quantity::ValueAdded];
    money.into_iter().filter_map(|what| Series::new(what, "*", country, &experiment.network).ok()).collect()
}

/// Series that tell the story: world prices, unmet demand, and the money of those who act; of what they hold back the price at
/// home and that of the largest buyer, and stocks.
pub fn default_series(experiment: &Experiment) -> Vec<Series> {
    let network = &experiment.network;
    let mut series = Vec::new();
    let find = |quantity, product: &str, place: &str| Series::new(quantity, product, place, network).ok();
    for (product, _) in demands(network) {
        series.extend(find(Quantity::Unmet, &product, "world"));
    }
    for product in traded(network) {
        series.extend(find(Quantity::Price, &product, "world"));
        series.extend(find(Quantity::Output, &product, "world"));
    }
    for actor in actors(experiment) {
        series.extend(ledger_series(experiment, &actor));
    }
    for (product, from, buyer) in held_back(experiment) {
        series.extend(find(Quantity::Price, &product, &from));
        series.extend(find(Quantity::Price, &product, &buyer));
        series.extend(find(Quantity::Stock, &product, "world"));
        series.extend(find(Quantity::InputStock, &product, "world"));
    }
    series
}

/// What is asked of unmet demand.
const SHORTFALL: &[Statistic] = &[Statistic::Total, Statistic::Share, Statistic::Peak, Statistic::Recovery];

/// What is asked of a price.
const MOVES: &[Statistic] = &[Statistic::Peak, Statistic::PeakMonth, Statistic::Recovery];

/// Products held back whose prices and stocks are followed.
const HELD_BACK: usize = 8;

/// What actors hold back: product, country, and the largest buyer abroad in the base; the largest by value.
fn held_back(experiment: &Experiment) -> Vec<(String, String, String)> {
    let network = &experiment.network;
    let actors: BTreeSet<String> = actors(experiment).into_iter().collect();
    // Of each product and country what each buyer takes.
    let mut flows: BTreeMap<(ProductIndex, CountryCode), BTreeMap<CountryCode, f64>> = BTreeMap::new();
    let effects = experiment.measures.iter().flat_map(|measure| measure.action.effects(network));
    let mut links: Vec<LinkIndex> = Vec::new();
    for effect in effects.flatten() {
        if let Targets::Links(of_effect) = effect.targets {
            links.extend(of_effect);
        }
    }
    links.sort_unstable();
    links.dedup();
    for link in links.into_iter().map(|link| network.link(link)).filter(|link| network.crosses_border(link)) {
        let (from, to) = (network.site(link.from).country, network.site(link.to).country);
        let acts =
            |place: &String| network.select_countries(place).is_ok_and(|members| members.contains(&from));
        if actors.iter().any(acts) {
            *flows.entry((link.product, from)).or_default().entry(to).or_default() += link.flow.0;
        }
    }
    let mut found: Vec<(f64, (String, String, String))> = flows
        .into_iter()
        .filter_map(|((product, from), buyers)| {
            let value = buyers.values().sum::<f64>() * network.product_price(product)?;
            let (buyer, _) = buyers.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
            let id = network.product(product).id.to_string();
            Some((value, (id, from.to_string(), buyer.to_string())))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(HELD_BACK);
    found.into_iter().map(|(_, names)| names).collect()
}

/// Products that a place makes.
fn made_in(network: &Network, place: &str) -> Vec<String> {
    let sites = network.select_sites(place).unwrap_or_default();
    let makers = sites.iter().map(|&site| network.site(site)).filter(|site| site.kind != SiteKind::Consumer);
    let products: BTreeSet<usize> = makers.map(|site| site.product.position()).collect();
    products.into_iter().map(|position| network.products()[position].id.to_string()).collect()
}

struct List<'a> {
    network: &'a Network,
    outcomes: Vec<Outcome>,
    /// Paths of the outcomes.
    known: BTreeSet<String>,
}

impl List<'_> {
    /// Adds what a country loses and gains.
    fn add_ledger(&mut self, experiment: &Experiment, country: &str) {
        let last_year = Outcome::last_year(&experiment.calendar) as u16;
        let years = (1..=last_year).map(Statistic::ChangeYear);
        let ledger: Vec<Statistic> = std::iter::once(Statistic::Change).chain(years).collect();
        for quantity in [Quantity::ExportRevenue, Quantity::ValueAdded] {
            self.add(quantity, "*", country, &ledger);
        }
        let until = (1..=last_year).map(Statistic::ChangeToYear);
        let sums: Vec<Statistic> = until.chain([Statistic::BreakEven]).collect();
        self.add(Quantity::ValueAdded, "*", country, &sums);
        for product in made_in(self.network, country) {
            self.add(Quantity::ValueAdded, &product, country, &[Statistic::Change]);
        }
    }

    /// Adds outcomes of a series, each once, if the network has it.
    fn add(&mut self, quantity: Quantity, product: &str, place: &str, statistics: &[Statistic]) {
        let Ok(series) = Series::new(quantity, product, place, self.network) else { return };
        for &statistic in statistics {
            let outcome = Outcome { series: series.clone(), statistic };
            if self.known.insert(outcome.path()) {
                self.outcomes.push(outcome);
            }
        }
    }
}

/// Demands with the world and the countries that have them.
fn demands(network: &Network) -> Vec<(String, Vec<String>)> {
    let mut demands = Vec::new();
    for (position, product) in network.products().iter().enumerate() {
        let countries: BTreeSet<String> = network
            .sites()
            .iter()
            .filter(|site| site.kind == SiteKind::Consumer && site.product.position() == position)
            .map(|site| site.country.to_string())
            .collect();
        if !countries.is_empty() {
            let places = std::iter::once("world".to_owned()).chain(countries).collect();
            demands.push((product.id.to_string(), places));
        }
    }
    demands
}

/// Products that are shipped.
fn traded(network: &Network) -> Vec<String> {
    let shipped: BTreeSet<usize> = network.links().iter().map(|link| link.product.position()).collect();
    shipped.into_iter().map(|position| network.products()[position].id.to_string()).collect()
}

/// Countries that make something.
fn makers(network: &Network) -> Vec<String> {
    let makers = network.sites().iter().filter(|site| site.kind != SiteKind::Consumer);
    let countries: BTreeSet<String> = makers.map(|site| site.country.to_string()).collect();
    countries.into_iter().collect()
}
