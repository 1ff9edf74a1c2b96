//! Lines along time or another number, with intervals.

use std::fmt::Write;

use oreflow_random::Estimate;

use crate::figures::axis::{Sign, patches, series, stroke};
use crate::figures::course::{Along, Course, End, known, value};
use crate::figures::marks::Mark;
use crate::figures::scale::Unit;
use crate::figures::table::{cell, table};
use crate::figures::{Figure, nothing};

/// Lines with 95 % intervals along time, such as prices on both sides of a border or stocks, or along a number of trials.
#[derive(Clone, Debug)]
pub struct Lines {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// What the lines are drawn along.
    pub along: Along,
    /// The lines.
    pub lines: Vec<Line>,
    /// Events to mark, along time.
    pub events: Vec<Mark>,
}

/// A line: a value for each place along; missing where a list is shorter or a value is no number.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// Values.
    pub values: Vec<f64>,
    /// Lower ends of 95 % intervals; empty where there are none.
    pub low: Vec<f64>,
    /// Upper ends of 95 % intervals.
    pub high: Vec<f64>,
    /// Value without any event, drawn as a thin line.
    pub base: Option<f64>,
}

impl Line {
    fn has_interval(&self) -> bool {
        known(&self.low) && known(&self.high)
    }
}

impl Lines {
    fn values(&self) -> Vec<f64> {
        let of = |line: &Line| [&line.values[..], &line.low, &line.high, line.base.as_slice()].concat();
        self.lines.iter().flat_map(of).collect()
    }

    /// Whether all lines have the same base.
    fn common_base(&self) -> bool {
        self.lines.windows(2).all(|two| two[0].base == two[1].base)
    }

    /// The bases that are drawn, with their names.
    fn bases(&self) -> Vec<(f64, String)> {
        let common = self.common_base();
        let lines = self.lines.iter().take(if common { 1 } else { usize::MAX });
        let name = |line: &Line| if common { "base".to_owned() } else { format!("{}, base", line.label) };
        lines.filter_map(|line| Some((line.base?, name(line)))).collect()
    }

    fn tip(&self, unit: &Unit, place: usize) -> String {
        let mut text = self.along.name(place);
        for line in &self.lines {
            let [value, low, high] = [&line.values, &line.low, &line.high].map(|list| value(list, place));
            let estimate = unit.estimate(&Estimate { value, low: Some(low), high: Some(high) });
            let _ = write!(text, "\n{}: {estimate}", line.label);
        }
        for (base, name) in self.bases() {
            let _ = write!(text, "\n{name}: {}", unit.write(base));
        }
        text
    }
}

impl Figure for Lines {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let unit = Unit::fitting(self.values(), &self.unit);
        let Some(last) = self.along.len().checked_sub(1) else {
            return "No values.".to_owned();
        };
        let ends = self.lines.iter().map(|line| {
            format!(
                "{}: {} to {}",
                line.label,
                unit.write(value(&line.values, 0)),
                unit.write(value(&line.values, last))
            )
        });
        let (first, last) = (self.along.name(0), self.along.name(last));
        format!("First and last values, {first} and {last}. {}.", ends.collect::<Vec<_>>().join("; "))
    }

    fn svg(&self, width: f64) -> String {
        let Some(last) = self.along.len().checked_sub(1) else {
            return nothing(self, width);
        };
        let classes = |place: usize| format!("line {}", series(place));
        let name = |(place, line): (usize, &Line)| End {
            value: value(&line.values, last),
            label: line.label.clone(),
            classes: classes(place),
        };
        let mut ends: Vec<End> = self.lines.iter().enumerate().map(name).collect();
        if self.common_base() {
            let base = |(value, label)| End { value, label, classes: "base".to_owned() };
            ends.extend(self.bases().into_iter().map(base));
        }
        let course = Course::new(width, &self.along, self.values(), &self.unit, &self.events, &ends);
        let mut signs: Vec<(Sign<'_>, String)> = Vec::new();
        let mut drawn = Vec::new();
        for (place, line) in self.lines.iter().enumerate().filter(|(_, line)| line.has_interval()) {
            drawn.push(course.band(&line.low, &line.high, &format!("band {}", series(place))));
        }
        for (place, line) in self.lines.iter().enumerate() {
            // Where bases differ, each has the dashes of its line.
            if let Some(base) = line.base {
                let classes =
                    if self.common_base() { "base".to_owned() } else { format!("{} thin", classes(place)) };
                drawn.push(course.line(&vec![base; last + 1], &classes));
            }
            drawn.push(course.line(&line.values, &classes(place)));
            drawn.extend(course.dots(&line.values, &format!("fill {}", series(place))));
            signs.push((stroke(classes(place)), line.label.clone()));
        }
        if self.lines.iter().any(Line::has_interval) {
            signs.push((patches(vec!["band s1".to_owned()]), "95 % interval".to_owned()));
        }
        if !self.bases().is_empty() {
            signs.push((stroke("base".to_owned()), "base".to_owned()));
        }
        drawn.push(course.ends(&ends));
        let unit = course.unit.clone();
        course.finish(self, drawn, signs, |place| self.tip(&unit, place))
    }

    fn table(&self) -> Vec<u8> {
        let header = [self.along.column(), "label", "unit", "base", "value", "low", "high"];
        let rows = self.lines.iter().flat_map(|line| {
            (0..self.along.len()).map(move |place| {
                let numbers = [&line.values, &line.low, &line.high].map(|list| cell(value(list, place)));
                let base = cell(line.base.unwrap_or(f64::NAN));
                [&[self.along.cell(place), line.label.clone(), self.unit.clone(), base][..], &numbers]
                    .concat()
            })
        });
        table(&header, rows)
    }
}
