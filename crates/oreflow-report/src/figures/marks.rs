//! Events on a chart over time: lines with labels where there is room for them, with numbers and a list where not.

use jiff::civil::Date;

use crate::figures::axis::Frame;
use crate::figures::scale::{Scale, day};
use crate::figures::svg::{Element, circle, group, label, line, rect};
use crate::figures::text::{Anchor, SMALL, width, wrap};

/// An event: when a measure or hazard begins, and ends if it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// First day.
    pub date: Date,
    /// What happens, in a few words.
    pub label: String,
    /// First day after it; none where it does not end.
    pub until: Option<Date>,
}

impl Mark {
    /// The event in words, with its dates.
    fn sentence(&self) -> String {
        let until = self.until.map_or_else(String::new, |until| format!(" to {until}"));
        format!("{}, {}{until}", self.label, self.date)
    }
}

const ROW: f64 = 15.0;

/// Marks with a place for each label.
pub(crate) struct Marks<'a> {
    all: Vec<&'a Mark>,
    /// Row and left end of each label.
    places: Vec<(usize, f64)>,
    numbered: bool,
}

impl<'a> Marks<'a> {
    /// Places labels of the marks that are on the scale, between two pixels.
    pub(crate) fn place(marks: &'a [Mark], scale: &Scale, left: f64, right: f64) -> Self {
        let (from, to) = scale.ends();
        let mut marks: Vec<&Mark> = marks
            .iter()
            .filter(|mark| day(mark.date) <= to && mark.until.map_or(day(mark.date), day) >= from)
            .collect();
        marks.sort_by(|a, b| (a.date, &a.label).cmp(&(b.date, &b.label)));
        // A label stands above all marks that come within it, so that no line crosses it.
        let rows = |texts: &[String]| -> Vec<(usize, f64)> {
            let mut places: Vec<(usize, f64)> = Vec::new();
            for (mark, text) in marks.iter().zip(texts).rev() {
                let room = width(text, SMALL) + 8.0;
                let start = scale.at(day(mark.date)).min(right - room).max(left);
                let within = places.iter().filter(|(_, other)| *other < start + room);
                places.push((within.map(|(row, _)| row + 1).max().unwrap_or(0), start));
            }
            places.reverse();
            places
        };
        let texts: Vec<String> = marks.iter().map(|mark| mark.label.clone()).collect();
        let places = rows(&texts);
        let widest = texts.iter().map(|text| width(text, SMALL) + 8.0).fold(0.0, f64::max);
        let numbered = widest > right - left || places.iter().any(|(row, _)| *row > 1);
        let numbers: Vec<String> = (1..=marks.len()).map(|number| number.to_string()).collect();
        let places = if numbered { rows(&numbers) } else { places };
        Self { all: marks, places, numbered }
    }

    /// Room that the labels need above the values.
    pub(crate) fn above(&self) -> f64 {
        self.places.iter().map(|(row, _)| (row + 1) as f64 * ROW).fold(0.0, f64::max)
    }

    /// The marks, which stand behind the values, and their labels above.
    pub(crate) fn draw(&self, frame: Frame, scale: &Scale) -> (Element, Element) {
        let (mut marks, mut labels) = (group("marks"), group("marks"));
        for (number, (mark, &(row, start))) in self.all.iter().zip(&self.places).enumerate() {
            let (x, base) = (scale.at(day(mark.date)), frame.top - 6.0 - ROW * row as f64);
            if let Some(until) = mark.until {
                marks.add(rect(x, frame.top, scale.at(day(until)), frame.bottom).class("span"));
            }
            marks.add(line(x, base - 8.0, x, frame.bottom).class("mark"));
            let one = Element::new("g").tip(&mark.sentence());
            labels.add(if self.numbered {
                let (middle, number) = (start + 7.0, (number + 1).to_string());
                one.with(circle(middle, base - 4.0, 7.0).class("hollow"))
                    .with(label(middle, base, Anchor::Middle, &number).class("small"))
            } else {
                one.with(label(start + 4.0, base, Anchor::Start, &mark.label).class("small halo"))
            });
        }
        (marks, labels)
    }

    /// The list of what numbers mean, with its height.
    pub(crate) fn list(&self, left: f64, top: f64, right: f64) -> (Element, f64) {
        let mut list = group("key");
        let mut y = top;
        for (number, mark) in self.all.iter().enumerate().filter(|_| self.numbered) {
            list.add(
                label(left + 14.0, y + 10.0, Anchor::End, &(number + 1).to_string()).class("small strong"),
            );
            for text in wrap(&mark.sentence(), SMALL, right - left - 20.0, 3) {
                list.add(label(left + 20.0, y + 10.0, Anchor::Start, &text).class("small"));
                y += ROW;
            }
        }
        (list, y - top)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn mark(year: i16, label: &str) -> Mark {
        Mark { date: date(year, 1, 1), label: label.to_owned(), until: None }
    }

    fn placed(marks: &[Mark]) -> (bool, f64, f64) {
        let scale = Scale::exact((day(date(2025, 1, 1)), day(date(2035, 1, 1))), 40.0, 340.0, 5);
        let placed = Marks::place(marks, &scale, 40.0, 340.0);
        (placed.numbered, placed.above(), placed.list(0.0, 0.0, 360.0).1)
    }

    #[test]
    fn labels_stand_beside_their_marks_while_there_is_room() {
        assert_eq!(placed(&[mark(2026, "ban"), mark(2031, "lifted")]), (false, 15.0, 0.0));
        assert_eq!(placed(&[mark(2026, "ban of ore"), mark(2026, "reply")]), (false, 30.0, 0.0));
        assert_eq!(placed(&[]), (false, 0.0, 0.0));
    }

    #[test]
    fn many_marks_are_numbered_and_listed() {
        let many: Vec<Mark> =
            (2026..2032).map(|year| mark(year, "a ban of nickel ore by a country")).collect();
        assert_eq!(placed(&many), (true, 15.0, 90.0));
        let same: Vec<Mark> = (0..5).map(|_| mark(2028, "at the same time as others")).collect();
        assert_eq!(placed(&same), (true, 75.0, 75.0));
    }

    #[test]
    fn what_is_beyond_the_chart_is_not_drawn() {
        assert_eq!(placed(&[mark(2045, "later"), mark(2001, "before")]), (false, 0.0, 0.0));
    }
}
