//! Axes with their units, grids and keys of a chart.

use jiff::civil::Date;

use crate::figures::scale::{Scale, dates, day, labels};
use crate::figures::svg::{Element, group, label, line, rect};
use crate::figures::text::{Anchor, SMALL, elide, width};

/// Where the values are drawn, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// A scale with its ticks, `(pixel, label)`, and what is measured, in what unit.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) scale: Scale,
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) title: String,
}

impl Axis {
    /// Of numbers, in a unit by which they are divided on the labels.
    pub(crate) fn numbers(scale: Scale, factor: f64, title: &str) -> Self {
        // Ticks are round in the unit shown.
        let ticks = scale.ticks();
        let shown: Vec<f64> = ticks.iter().map(|tick| tick / factor).collect();
        let labels = if scale.is_log() {
            shown.iter().flat_map(|tick| labels(&[*tick])).collect()
        } else {
            labels(&shown)
        };
        let ticks = ticks.into_iter().zip(labels).map(|(tick, label)| (scale.at(tick), label));
        Self { scale, ticks: ticks.collect(), title: title.to_owned() }
    }

    /// Of time: its scale takes days since 1970.
    pub(crate) fn dates(from: Date, to: Date, start: f64, end: f64) -> Self {
        let most = ((end - start).abs() / 52.0).max(2.0) as usize;
        let scale = Scale::exact((day(from), day(to)), start, end, most);
        let ticks = dates(from, to, most).into_iter().map(|(date, label)| (scale.at(day(date)), label));
        Self { scale, ticks: ticks.collect(), title: String::new() }
    }

    /// How wide its labels are.
    pub(crate) fn room(&self) -> f64 {
        self.ticks.iter().map(|(_, label)| width(label, SMALL)).fold(0.0, f64::max)
    }

    /// As the axis on the left, with lines of the grid; its title stands above, by so much higher as other things stand there.
    pub(crate) fn on_left(&self, frame: Frame, higher: f64) -> Element {
        let Frame { left, right, top, .. } = frame;
        let ticks = self.ticks.iter().map(|(y, text)| {
            let grid = line(left, *y, right, *y).class("grid");
            group("tick").with(grid).with(label(left - 6.0, y + 4.0, Anchor::End, text).class("small"))
        });
        let title = elide(&self.title, SMALL, right - 2.0);
        let title = label(2.0, top - 10.0 - higher, Anchor::Start, &title).class("small title");
        group("axis").all(ticks).with(title)
    }

    /// As an axis on the right, without lines; its title stands above.
    pub(crate) fn on_right(&self, frame: Frame) -> Element {
        let Frame { right, top, .. } = frame;
        let ticks = self.ticks.iter().map(|(y, text)| {
            let text = label(right + 8.0, y + 4.0, Anchor::Start, text).class("small");
            group("tick").with(line(right, *y, right + 4.0, *y).class("rule")).with(text)
        });
        let end = right + 8.0 + self.room();
        let title = label(end, top - 10.0, Anchor::End, &self.title).class("small title");
        group("axis").all(ticks).with(title)
    }

    /// As the axis below, with ticks; labels that would lie on each other are left out.
    pub(crate) fn below(&self, frame: Frame) -> Element {
        let y = frame.bottom;
        let mut axis = group("axis").with(line(frame.left, y, frame.right, y).class("rule"));
        let mut free = f64::NEG_INFINITY;
        for (x, text) in &self.ticks {
            axis.add(line(*x, y, *x, y + 4.0).class("rule"));
            let half = width(text, SMALL) / 2.0;
            let middle = x.clamp(half, f64::max(half, frame.right + 12.0 - half));
            if middle - half >= free {
                axis.add(label(middle, y + 15.0, Anchor::Middle, text).class("small"));
                free = middle + half + 6.0;
            }
        }
        if !self.title.is_empty() {
            let title = elide(&self.title, SMALL, frame.right);
            axis.add(label(frame.right, y + 31.0, Anchor::End, &title).class("small title"));
        }
        axis
    }

    /// Vertical lines of the grid at its ticks, for an axis below or above.
    pub(crate) fn grid(&self, frame: Frame) -> Element {
        let lines = self.ticks.iter().map(|(x, _)| line(*x, frame.top, *x, frame.bottom).class("grid"));
        group("axis").all(lines)
    }
}

/// A key: signs with what they mean, left to right in as many lines as needed. Returns it with its height.
///
/// A sign is drawn by the function in a box of 22 by 12 whose upper left corner it is given.
pub(crate) fn key(left: f64, top: f64, right: f64, entries: Vec<(Sign<'_>, String)>) -> (Element, f64) {
    const SIGN: f64 = 22.0;
    const LINE: f64 = 18.0;
    let mut key = group("key");
    let (mut x, mut y) = (left, top);
    for (sign, text) in entries {
        let text = elide(&text, SMALL, right - left - SIGN - 6.0);
        let room = SIGN + 6.0 + width(&text, SMALL);
        if x > left && x + room > right {
            (x, y) = (left, y + LINE);
        }
        key.add(sign(x, y));
        key.add(label(x + SIGN + 6.0, y + 10.0, Anchor::Start, &text).class("small"));
        x += room + 16.0;
    }
    (key, y + LINE - top)
}

/// Draws a sign of a key.
pub(crate) type Sign<'a> = Box<dyn Fn(f64, f64) -> Element + 'a>;

/// A sign of a key that is a piece of line with classes.
pub(crate) fn stroke(classes: String) -> Sign<'static> {
    Box::new(move |x, y| line(x, y + 6.0, x + 22.0, y + 6.0).class(&classes))
}

/// A sign of a key that is a filled box, of each of these classes upon the other.
pub(crate) fn patches(layers: Vec<String>) -> Sign<'static> {
    Box::new(move |x, y| {
        group("sign").all(layers.iter().map(|layer| rect(x, y + 1.0, x + 22.0, y + 11.0).class(layer)))
    })
}

/// The classes of a series by its place: a colour, and a dash for lines.
pub(crate) fn series(place: usize) -> String {
    format!("s{}", place % 7 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_an_axis_do_not_overlap() {
        let frame = Frame { left: 40.0, right: 100.0, top: 0.0, bottom: 50.0 };
        let ticks = (0..20).map(|tick| (40.0 + 3.0 * f64::from(tick), "2025".to_owned())).collect();
        let scale = Scale::exact((0.0, 1.0), 40.0, 100.0, 5);
        let text = Axis { scale, ticks, title: "years".to_owned() }.below(frame).to_string();
        let document = roxmltree::Document::parse(&text).unwrap();
        let labels: Vec<f64> = document
            .descendants()
            .filter(|node| node.text() == Some("2025") && node.is_element())
            .map(|node| node.attribute("x").unwrap().parse().unwrap())
            .collect();
        assert!(labels.len() >= 2, "{labels:?}");
        assert!(labels.windows(2).all(|two| two[1] - two[0] >= width("2025", SMALL)), "{labels:?}");
        assert_eq!(document.descendants().filter(|node| node.has_tag_name("line")).count(), 21);
    }

    #[test]
    fn a_key_breaks_lines() {
        let entries =
            || (0..4).map(|_| (stroke("line".to_owned()), "a policy of some name".to_owned())).collect();
        let (_, wide) = key(0.0, 0.0, 1000.0, entries());
        let (_, narrow) = key(0.0, 0.0, 200.0, entries());
        assert_eq!((wide, narrow), (18.0, 72.0));
    }
}
