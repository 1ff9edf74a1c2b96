//! Rows of estimates around zero: who gains and who loses.

use oreflow_random::Estimate;

use crate::figures::axis::{Axis, Frame, Sign, key, patches, stroke};
use crate::figures::scale::{Scale, Unit, interval, numbers, range};
use crate::figures::svg::{Element, Path, circle, group, label, line, rect};
use crate::figures::table::{cell, table};
use crate::figures::text::{Anchor, SMALL, elide, width};
use crate::figures::{Figure, is_narrow, nothing, picture};

/// Estimates in rows around zero, such as gains and losses by country, or differences between policies.
#[derive(Clone, Debug)]
pub struct Intervals {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// What the values are, such as `change in value added over the run`.
    pub what: String,
    /// Unit of the values.
    pub unit: String,
    /// The rows, from above.
    pub rows: Vec<IntervalRow>,
}

/// A row of an [`Intervals`].
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalRow {
    /// What it is of, such as a country.
    pub label: String,
    /// Mean over trials, with its 95 % interval.
    pub mean: Estimate,
    /// 5 % of trials are below; none where it is not known.
    pub q05: Option<f64>,
    /// 5 % of trials are above.
    pub q95: Option<f64>,
    /// What the mean is to be compared with; none where that is zero.
    pub reference: Option<f64>,
}

/// On which side of zero, or of what it is compared with, an estimate is. Whether more is a gain hangs on what it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Less,
    More,
    /// The interval has zero in it.
    Either,
}

impl IntervalRow {
    fn side(&self) -> Side {
        let (low, high) = interval(&self.mean).unwrap_or((self.mean.value, self.mean.value));
        match self.reference.unwrap_or(0.0) {
            than if high < than => Side::Less,
            than if low > than => Side::More,
            _ => Side::Either,
        }
    }

    fn spread(&self) -> Option<(f64, f64)> {
        self.q05.zip(self.q95).filter(|(low, high)| low.is_finite() && high.is_finite())
    }

    fn numbers(&self) -> impl Iterator<Item = f64> {
        numbers(&self.mean).into_iter().chain(self.q05).chain(self.q95).chain(self.reference)
    }

    fn tip(&self, unit: &Unit) -> String {
        let mut lines = vec![self.label.clone(), format!("mean {}", unit.estimate(&self.mean))];
        lines
            .extend(self.spread().map(|(low, high)| format!("90 % of trials: {}", unit.interval(low, high))));
        lines.extend(self.reference.map(|value| format!("compared with {}", unit.write(value))));
        lines.join("\n")
    }
}

/// The mean: round for more, a diamond for less, hollow where it may be either.
fn sign(side: Side, x: f64, y: f64) -> Element {
    match side {
        Side::More => circle(x, y, 4.0).class("fill gain"),
        Side::Either => circle(x, y, 3.5).class("hollow"),
        Side::Less => {
            let mut path = Path::through([(x, y - 5.0), (x + 5.0, y), (x, y + 5.0), (x - 5.0, y)]);
            path.close();
            path.draw().class("fill loss")
        }
    }
}

fn colour(side: Side) -> &'static str {
    match side {
        Side::Less => "loss",
        Side::More => "gain",
        Side::Either => "either",
    }
}

impl IntervalRow {
    fn draw(&self, x: &Scale, y: f64, unit: &Unit, ends: (f64, f64)) -> Element {
        let side = self.side();
        let mut drawn = Element::new("g").tip(&self.tip(unit));
        drawn.add(rect(ends.0, y - 11.0, ends.1, y + 11.0).class("hit"));
        if let Some((low, high)) = self.spread() {
            drawn.add(rect(x.at(low), y - 4.0, x.at(high), y + 4.0).class(&format!("band {}", colour(side))));
        }
        if let Some(reference) = self.reference.filter(|value| value.is_finite()) {
            drawn.add(line(x.at(reference), y - 7.0, x.at(reference), y + 7.0).class("base"));
        }
        if let Some((low, high)) = interval(&self.mean) {
            drawn.add(line(x.at(low), y, x.at(high), y).class(&format!("line {}", colour(side))));
        }
        if self.mean.value.is_finite() {
            drawn.add(sign(side, x.at(self.mean.value), y));
        }
        drawn
    }
}

impl Intervals {
    fn signs(&self) -> Vec<(Sign<'static>, String)> {
        let mut signs: Vec<(Sign<'static>, String)> = Vec::new();
        let has = |side| self.rows.iter().any(|row| row.mean.value.is_finite() && row.side() == side);
        for (side, name) in [(Side::More, "more"), (Side::Less, "less"), (Side::Either, "may be either")] {
            if has(side) {
                signs.push((Box::new(move |x, y| sign(side, x + 11.0, y + 6.0)), name.to_owned()));
            }
        }
        signs.push((stroke("line".to_owned()), "95 % interval of the mean".to_owned()));
        if self.rows.iter().any(|row| row.spread().is_some()) {
            signs.push((patches(vec!["band either".to_owned()]), "90 % of trials".to_owned()));
        }
        if self.rows.iter().any(|row| row.reference.is_some()) {
            signs.push((
                Box::new(|x, y| line(x + 11.0, y, x + 11.0, y + 12.0).class("base")),
                "compared with".to_owned(),
            ));
        }
        signs
    }
}

impl Figure for Intervals {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let rows = || self.rows.iter().filter(|row| row.mean.value.is_finite());
        let order = |a: &&IntervalRow, b: &&IntervalRow| a.mean.value.total_cmp(&b.mean.value);
        let (Some(most), Some(least)) = (rows().max_by(order), rows().min_by(order)) else {
            return "No values.".to_owned();
        };
        let unit = Unit::fitting([most.mean.value, least.mean.value], &self.unit);
        let say = |row: &IntervalRow| format!("{} {}", row.label, unit.estimate(&row.mean));
        format!("Highest and lowest {}: {}; {}.", self.what, say(most), say(least))
    }

    fn svg(&self, wide: f64) -> String {
        const ROW: f64 = 24.0;
        let values: Vec<f64> = self.rows.iter().flat_map(IntervalRow::numbers).collect();
        let Some((low, high)) = range(values.iter().copied()) else {
            return nothing(self, wide);
        };
        let narrow = is_narrow(wide);
        let unit = Unit::fitting(values, &self.unit);
        let room = wide * 0.32;
        let names: Vec<String> = self.rows.iter().map(|row| elide(&row.label, SMALL, room)).collect();
        let left = names.iter().map(|name| width(name, SMALL)).fold(0.0, f64::max) + 14.0;
        // Beside a wide chart the numbers stand in words.
        let numbers: Vec<String> = self.rows.iter().map(|row| unit.estimate(&row.mean)).collect();
        let beside =
            if narrow { 4.0 } else { numbers.iter().map(|text| width(text, SMALL)).fold(0.0, f64::max) };
        let frame = Frame {
            left,
            right: wide - beside - 14.0,
            top: 8.0,
            bottom: 16.0 + ROW * self.rows.len() as f64,
        };
        let (low, high) = (low.min(0.0), high.max(0.0));
        let margin = 0.04 * (high - low);
        let scale =
            Scale::exact((low - margin, high + margin), left, frame.right, if narrow { 4 } else { 7 });
        let x = Axis::numbers(scale, unit.factor, &format!("{}, {}", self.what, unit.name));
        let zero = line(scale.at(0.0), frame.top, scale.at(0.0), frame.bottom).class("zero");
        let mut rows = group("rows");
        for (place, (row, name)) in self.rows.iter().zip(&names).enumerate() {
            let y = frame.top + 4.0 + ROW * (place as f64 + 0.5);
            rows.add(label(left - 10.0, y + 4.0, Anchor::End, name).class("small"));
            if !narrow {
                rows.add(label(wide - 2.0, y + 4.0, Anchor::End, &numbers[place]).class("small"));
            }
            rows.add(row.draw(&scale, y, &unit, (2.0, wide)));
        }
        let (key, height) = key(2.0, frame.bottom + 44.0, wide, self.signs());
        let parts = [x.grid(frame), zero, x.below(frame), rows, key];
        picture(self, wide, frame.bottom + 48.0 + height, parts)
    }

    fn table(&self) -> Vec<u8> {
        let rows = self.rows.iter().map(|row| {
            let others = [row.q05, row.q95, row.reference].map(|value| value.map_or_else(String::new, cell));
            [&[row.label.clone(), self.unit.clone()][..], &numbers(&row.mean).map(cell), &others].concat()
        });
        table(&["label", "unit", "mean", "low", "high", "q05", "q95", "reference"], rows)
    }
}
