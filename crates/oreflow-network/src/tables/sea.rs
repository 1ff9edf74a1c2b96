//! Seas, the lanes between them, and the ports of countries on them.

use std::collections::BTreeMap;

use super::sheet::{Row, Sheets};
use crate::suggest::unknown;
use crate::{CountryCode, Problem};

/// A point at sea.
#[derive(Clone, Debug)]
pub(crate) struct Sea {
    name: String,
    /// Latitude and longitude in degrees.
    pub(crate) position: (f64, f64),
}

/// A lane between two seas.
#[derive(Clone, Debug)]
pub(crate) struct SeaLane {
    /// Positions of the seas.
    pub(crate) ends: [usize; 2],
    /// Nautical miles, where it is not the great circle.
    pub(crate) distance: Option<f64>,
    /// Straits and canals.
    pub(crate) passages: Vec<String>,
}

/// How a country trades.
#[derive(Clone, Debug, Default)]
pub(crate) struct Port {
    /// Positions of the seas that its main port opens on.
    pub(crate) seas: Vec<usize>,
    /// Regions within which it trades by land.
    pub(crate) land: Vec<String>,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct SeaTables {
    pub(crate) seas: Vec<Sea>,
    pub(crate) lanes: Vec<SeaLane>,
    pub(crate) ports: BTreeMap<CountryCode, Port>,
}

impl SeaTables {
    /// Reads the tables; seas are sorted by name, so that the order of rows does not matter.
    pub(super) fn read(
        seas: &Sheets,
        lanes: &Sheets,
        countries: &Sheets,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut read = Self::default();
        for row in seas.rows() {
            let name = row.required("sea", problems).to_owned();
            let (latitude, longitude) = (row.number("latitude", problems), row.number("longitude", problems));
            let (Some(latitude), Some(longitude)) = (latitude, longitude) else { continue };
            if read.seas.iter().any(|sea| sea.name == name) {
                let problem =
                    Problem::new(format!("sea {name} is listed twice")).help("remove one of the rows");
                problems.push(problem.at(Some(row.cell("sea"))));
                continue;
            }
            read.seas.push(Sea { name, position: (latitude, longitude) });
        }
        read.seas.sort_by(|a, b| a.name.cmp(&b.name));
        for row in lanes.rows() {
            let ends = ["from", "to"].map(|column| read.sea(row.text(column), row, column, problems));
            let distance = row.optional_number("distance", problems);
            if let [Some(from), Some(to)] = ends {
                read.lanes.push(SeaLane { ends: [from, to], distance, passages: row.words("passages") });
            }
        }
        read.lanes.sort_by(|a, b| a.ends.cmp(&b.ends).then_with(|| a.passages.cmp(&b.passages)));
        read.check_joined(problems);
        for row in countries.rows() {
            // What is no country is reported with the table of countries.
            let Ok(code) = row.text("country").parse::<CountryCode>() else { continue };
            let names = row.words("seas");
            let seas = names.iter().filter_map(|name| read.sea(name, row, "seas", problems)).collect();
            read.ports.insert(code, Port { seas, land: row.words("land") });
        }
        read
    }

    /// From every sea a ship must come to every other.
    fn check_joined(&self, problems: &mut Vec<Problem>) {
        let mut reached = vec![false; self.seas.len()];
        let mut open: Vec<usize> = (0..self.seas.len().min(1)).collect();
        while let Some(sea) = open.pop() {
            if !std::mem::replace(&mut reached[sea], true) {
                let joins = self.lanes.iter().filter(|lane| lane.ends.contains(&sea));
                open.extend(joins.flat_map(|lane| lane.ends));
            }
        }
        if let Some(lost) = reached.iter().position(|reached| !reached) {
            let (lost, first) = (&self.seas[lost].name, &self.seas[0].name);
            problems.push(
                Problem::new(format!("no lanes lead from sea {first} to sea {lost}"))
                    .help("add a lane that joins them, or remove the sea"),
            );
        }
    }

    fn sea(&self, name: &str, row: Row<'_>, column: &str, problems: &mut Vec<Problem>) -> Option<usize> {
        let found = self.seas.iter().position(|sea| sea.name == name);
        if found.is_none() {
            let problem = unknown("sea", name, self.seas.iter().map(|sea| sea.name.as_str()));
            let problem = if problem.help.is_none() { problem.help("add it to the seas") } else { problem };
            problems.push(problem.at(Some(row.cell(column))));
        }
        found
    }
}
