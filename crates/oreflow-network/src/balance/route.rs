//! The way a link takes: distance, days, freight, duty, passages.

use std::collections::BTreeMap;

use super::candidate::Candidate;
use super::sea::SeaLanes;
use crate::tables::Way;
use crate::{
    CountryCode, LinkSpec, Months, NetworkTables, Problem, Quantity, SiteIndex, TonnesPerYear, UsdPerTonne,
};

/// Nautical miles.
const EARTH_RADIUS: f64 = 3_440.065;
/// How much longer ships go than the great circle.
const DETOUR: f64 = 1.3;
/// Knots.
pub(super) const SPEED: f64 = 12.5;
const DAYS_OF_MONTH: f64 = 30.4375;
/// Days in ports, where no figure says.
const PORT_DAYS: f64 = 7.0;
/// Days under way within a country, where no figure says.
const DOMESTIC_DAYS: f64 = 10.0;

/// Ways between all countries that trade.
pub(super) struct Routes {
    ways: BTreeMap<(CountryCode, CountryCode), Way>,
}

impl Routes {
    /// Finds the way of each candidate; a country whose position would be needed but is not known is a problem.
    pub(super) fn new(tables: &NetworkTables, links: &[Candidate], problems: &mut Vec<Problem>) -> Self {
        let mut listed: BTreeMap<(CountryCode, CountryCode), &Way> = BTreeMap::new();
        for way in &tables.ways {
            if listed.insert((way.from, way.to), way).is_some() {
                problems.push(
                    Problem::new(format!("the way from {} to {} is listed twice", way.from, way.to))
                        .help("remove one of the rows")
                        .at(way.location.clone()),
                );
            }
        }
        let country = |site: SiteIndex| tables.skeleton.site(site).country;
        let mut pairs: Vec<(CountryCode, CountryCode)> =
            links.iter().map(|link| (country(link.from), country(link.to))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let lanes = SeaLanes::new(&tables.sea);
        let countries = tables.skeleton.countries.iter();
        let positions: BTreeMap<CountryCode, (f64, f64)> =
            countries.filter_map(|country| Some((country.code, country.position?))).collect();
        let mut ways = BTreeMap::new();
        for (from, to) in pairs.into_iter().filter(|(from, to)| from != to) {
            let found = listed.get(&(from, to)).or_else(|| listed.get(&(to, from)));
            let way = found.map(|&way| way.clone()).or_else(|| lanes.way(from, to, &positions));
            match way.map_or_else(|| great_circle(&positions, from, to), Ok) {
                Ok(way) => drop(ways.insert((from, to), way)),
                Err(problem) if problems.contains(&problem) => {}
                Err(problem) => problems.push(problem),
            }
        }
        Self { ways }
    }

    /// Nautical miles between the sites of a link; none within a country.
    pub(super) fn distance(&self, tables: &NetworkTables, link: &Candidate) -> Option<f64> {
        Some(self.way(tables, link)?.distance)
    }

    fn way(&self, tables: &NetworkTables, link: &Candidate) -> Option<&Way> {
        let country = |site: SiteIndex| tables.skeleton.site(site).country;
        self.ways.get(&(country(link.from), country(link.to)))
    }

    /// The link with its flow and all that its way says.
    pub(super) fn describe(&self, tables: &NetworkTables, link: &Candidate, flow: TonnesPerYear) -> LinkSpec {
        let network = &tables.skeleton;
        let value = |quantity, default| {
            let target = tables.resolver.of_site(network, quantity, link.from);
            target.map_or(default, |target| tables.figures[target.figure].value)
        };
        let pair = |quantity, from, to| {
            let target = tables.resolver.of_pair(network, quantity, from, to)?;
            Some(tables.figures[target.figure].value)
        };
        let way = self.way(tables, link);
        let days = match way {
            None => value(Quantity::DomesticDays, DOMESTIC_DAYS),
            Some(way) => {
                let there = pair(Quantity::Transit, link.from, link.to);
                let back = || Self::reversed_transit(tables, link);
                there.or_else(back).unwrap_or(way.days) + value(Quantity::PortDays, PORT_DAYS)
            }
        };
        let distance = way.map_or(0.0, |way| way.distance);
        let gross_rate =
            value(Quantity::FreightFixed, 0.0) + value(Quantity::FreightRate, 0.0) * distance / 1_000.0;
        let product = network.product(link.product);
        let id = |site: SiteIndex| network.site(site).id.as_str();
        let mut spec = LinkSpec::new(id(link.from), id(link.to), flow)
            .transit(Months(days / DAYS_OF_MONTH))
            .freight(UsdPerTonne(product.gross * gross_rate))
            .duty(way.and_then(|_| pair(Quantity::Duty, link.from, link.to)).unwrap_or(0.0));
        spec.passages = way.map(|way| way.passages.clone()).unwrap_or_default();
        spec
    }

    /// Days at sea by a figure of the opposite direction, which holds both ways.
    fn reversed_transit(tables: &NetworkTables, link: &Candidate) -> Option<f64> {
        let mut best: Option<f64> = None;
        for target in tables.resolver.targets.iter().filter(|target| target.quantity == Quantity::Transit) {
            let meets = target.sites[link.to.position()]
                && target.partners[link.from.position()]
                && target.products[link.product.position()];
            if meets && best.is_none() {
                best = Some(tables.figures[target.figure].value);
            }
        }
        best
    }
}

fn great_circle(
    positions: &BTreeMap<CountryCode, (f64, f64)>,
    from: CountryCode,
    to: CountryCode,
) -> Result<Way, Problem> {
    let position = |code: CountryCode| {
        positions.get(&code).copied().ok_or_else(|| {
            Problem::new(format!("country {code} trades, but its position is not known"))
                .help("give its latitude and longitude, or list its ways in the table of transit")
        })
    };
    let distance = DETOUR * great_circle_distance(position(from)?, position(to)?);
    let days = distance / (SPEED * 24.0);
    Ok(Way { from, to, distance, days, passages: Vec::new(), location: None })
}

/// Nautical miles between two positions in degrees, by the haversine formula.
pub(super) fn great_circle_distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| libm::sin((a - b).to_radians() / 2.0);
    let (north, east) = (half(one.0, other.0), half(one.1, other.1));
    let cosines = libm::cos(one.0.to_radians()) * libm::cos(other.0.to_radians());
    let square = north * north + cosines * east * east;
    2.0 * EARTH_RADIUS * libm::asin(if square > 1.0 { 1.0 } else { square.sqrt() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_equator_is_a_quarter_of_its_length() {
        let quarter = great_circle_distance((0.0, 0.0), (0.0, 90.0));
        assert!((quarter / (EARTH_RADIUS * std::f64::consts::FRAC_PI_2) - 1.0).abs() < 1e-14);
        assert!(great_circle_distance((10.0, 20.0), (10.0, 20.0)) == 0.0);
    }
}
