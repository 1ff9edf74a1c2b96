//! Outlines of countries, and a point in each at which flows begin and end.

use std::sync::LazyLock;

/// Degrees east and north.
pub(super) type Degrees = (f64, f64);

/// A country on the map.
#[derive(Clone, Debug)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-3; empty where there is none.
    pub(super) code: &'static str,
    /// The point in it that is farthest from its border; none without a code.
    pub(super) at: Option<Degrees>,
    /// Its coasts and borders; none where it is too small for the scale.
    pub(super) rings: Vec<Vec<Degrees>>,
}

/// The countries of `coast.csv`, by code.
pub(super) static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| include_str!("coast.csv").lines().skip(1).map(country).collect());

/// Where flows of a country begin and end.
pub(super) fn place(code: &str) -> Option<Degrees> {
    let found = COUNTRIES.binary_search_by(|country| country.code.cmp(code)).ok()?;
    COUNTRIES[found].at
}

fn country(row: &'static str) -> Country {
    let mut cells = row.split(',');
    let mut cell = || cells.next().unwrap_or_default();
    let (code, longitude, latitude, outline) = (cell(), cell(), cell(), cell());
    let at = longitude.parse().ok().zip(latitude.parse().ok());
    Country { code, at, rings: outline.split(';').map(ring).filter(|ring| !ring.is_empty()).collect() }
}

/// Steps in tenths of degrees, east and north, each from the point before and the first from the origin.
fn ring(steps: &str) -> Vec<Degrees> {
    let steps: Vec<i32> = steps.split(' ').filter_map(|step| step.parse().ok()).collect();
    let points = steps.chunks_exact(2).scan((0, 0), |(east, north), step| {
        *east += step[0];
        *north += step[1];
        Some((f64::from(*east) / 10.0, f64::from(*north) / 10.0))
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use super::super::projection::{MIDDLE, equal_earth};
    use super::*;

    /// Square kilometres within the outline.
    fn area(country: &Country) -> f64 {
        let twice = |ring: &Vec<Degrees>| {
            let points: Vec<_> = ring.iter().map(|&point| equal_earth(point)).collect();
            let next = points.iter().cycle().skip(1);
            points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>()
        };
        country.rings.iter().map(twice).sum::<f64>().abs() / 2.0 * 6371.0_f64.powi(2)
    }

    #[test]
    fn the_table_is_read_whole() {
        let cells = include_str!("coast.csv").lines().skip(1).flat_map(|row| row.split(',').skip(1));
        let numbers = cells.flat_map(|cell| cell.split([' ', ';'])).filter(|number| !number.is_empty());
        assert!(numbers.clone().all(|number| number.parse::<f64>().is_ok()));
        let points: usize = COUNTRIES.iter().flat_map(|country| &country.rings).map(Vec::len).sum();
        let places = COUNTRIES.iter().filter(|country| country.at.is_some()).count();
        assert_eq!(numbers.count(), 2 * (points + places));
        assert!(COUNTRIES.is_sorted_by_key(|country| country.code));
    }

    #[test]
    fn outlines_are_as_large_as_the_countries() {
        // Land and inland water, in thousands of square kilometres (United Nations, Demographic Yearbook 2021, table 3).
        for (code, thousands) in [
            ("BRA", 8516.0),
            ("CHN", 9600.0),
            ("RUS", 17098.0),
            ("COD", 2345.0),
            ("FIN", 337.0),
            ("ZAF", 1221.0),
        ] {
            let country = COUNTRIES.iter().find(|country| country.code == code).unwrap();
            let ratio = area(country) / 1e3 / thousands;
            assert!((0.94..1.06).contains(&ratio), "{code}: {ratio}");
        }
    }

    #[test]
    fn no_country_is_cut_by_the_edge() {
        let edges = MIDDLE - 180.0..=MIDDLE + 180.0;
        for country in COUNTRIES.iter() {
            let points = country.rings.iter().flatten().chain(&country.at);
            assert!(points.clone().all(|point| edges.contains(&point.0)), "{}", country.code);
            let leap = |ring: &Vec<Degrees>| ring.windows(2).any(|pair| (pair[1].0 - pair[0].0).abs() > 60.0);
            assert!(!country.rings.iter().any(leap), "{}", country.code);
        }
    }

    #[test]
    fn the_small_have_a_place_too() {
        for (code, east, north) in [
            ("SGP", 103.8, 1.4),
            ("HKG", 114.2, 22.3),
            ("MLT", 14.4, 35.9),
            ("BHR", 50.5, 26.0),
            ("USA", -103.0, 39.0),
        ] {
            let (x, y) = place(code).unwrap();
            assert!((x - east).abs() < 0.4 && (y - north).abs() < 0.4, "{code}: {x} {y}");
        }
        assert_eq!((place("XYZ"), place("")), (None, None));
    }
}
