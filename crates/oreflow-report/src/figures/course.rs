//! What charts of values along time, or along another number, have in common.

use jiff::civil::Date;

use crate::figures::axis::{Axis, Frame, Sign, key};
use crate::figures::marks::{Mark, Marks};
use crate::figures::scale::{Scale, Unit, day, near_zero, range};
use crate::figures::svg::{Element, Path, circle, group, label, rect};
use crate::figures::text::{self, Anchor, SMALL, elide, spread};
use crate::figures::{Figure, is_narrow, picture};

/// What values are drawn along.
#[derive(Clone, Debug, PartialEq)]
pub enum Along {
    /// First days of steps, ascending.
    Dates(Vec<Date>),
    /// Positive numbers, ascending, with even factors between them, such as numbers of trials.
    Factors {
        /// What they are, in the plural.
        title: String,
        /// The numbers.
        values: Vec<f64>,
    },
}

impl Along {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Dates(dates) => dates.len(),
            Self::Factors { values, .. } => values.len(),
        }
    }

    /// One of them in words.
    pub(crate) fn name(&self, place: usize) -> String {
        match self {
            Self::Dates(dates) => dates[place].to_string(),
            Self::Factors { title, values } => format!("{} {title}", values[place]),
        }
    }

    /// One of them in a table.
    pub(crate) fn cell(&self, place: usize) -> String {
        match self {
            Self::Dates(dates) => dates[place].to_string(),
            Self::Factors { values, .. } => values[place].to_string(),
        }
    }

    /// The column of a table.
    pub(crate) fn column(&self) -> &str {
        match self {
            Self::Dates(_) => "date",
            Self::Factors { title, .. } => title,
        }
    }

    fn values(&self) -> Vec<f64> {
        match self {
            Self::Dates(dates) => dates.iter().map(|date| day(*date)).collect(),
            Self::Factors { values, .. } => values.clone(),
        }
    }

    fn axis(&self, left: f64, right: f64) -> Axis {
        match self {
            Self::Dates(dates) => {
                let (first, last) = (dates.first().copied(), dates.last().copied());
                Axis::dates(first.unwrap_or_default(), last.unwrap_or_default(), left, right)
            }
            Self::Factors { title, values } => {
                let ends = range(values.iter().copied().filter(|value| *value > 0.0)).unwrap_or((1.0, 1.0));
                let scale = Scale::log(ends, left, right, ((right - left) / 60.0) as usize);
                Axis::numbers(scale, 1.0, title)
            }
        }
    }
}

/// A chart of values along something, before its lines are drawn.
pub(crate) struct Course<'a> {
    pub(crate) unit: Unit,
    width: f64,
    frame: Frame,
    x: Axis,
    y: Axis,
    along: Vec<f64>,
    marks: Marks<'a>,
}

/// A value that has its name at the right end of its line, and the classes of the line.
pub(crate) struct End {
    pub(crate) value: f64,
    pub(crate) label: String,
    pub(crate) classes: String,
}

impl<'a> Course<'a> {
    /// A chart for these values.
    pub(crate) fn new(
        width: f64,
        along: &Along,
        values: impl IntoIterator<Item = f64> + Clone,
        unit: &str,
        marks: &'a [Mark],
        ends: &[End],
    ) -> Self {
        let narrow = is_narrow(width);
        let span = near_zero(range(values.clone()).unwrap_or((0.0, 1.0)));
        let unit = Unit::fitting(values, unit);
        let plot = if narrow { 210.0 } else { 290.0 };
        // Its left end hangs on the labels of values, its upper one on the marks.
        let ticks = if narrow { 4 } else { 6 };
        let axis =
            |top: f64| Axis::numbers(Scale::linear(span, top + plot, top, ticks), unit.factor, &unit.name);
        let left = axis(0.0).room() + 14.0;
        let names = ends.iter().map(|end| text::width(&end.label, SMALL) + 16.0).fold(14.0, f64::max);
        let right = width - if narrow { 14.0 } else { names.min(width / 4.0) };
        let x = along.axis(left, right);
        let marks = Marks::place(marks, &x.scale, left, width);
        let top = 26.0 + marks.above();
        let frame = Frame { left, right, top, bottom: top + plot };
        Self { width, frame, x, y: axis(top), along: along.values(), unit, marks }
    }

    fn x(&self, place: usize) -> f64 {
        self.x.scale.at(self.along[place])
    }

    /// A line through the values; missing ones break it.
    pub(crate) fn line(&self, values: &[f64], classes: &str) -> Element {
        let points =
            (0..self.along.len()).map(|place| (self.x(place), self.y.scale.at(value(values, place))));
        Path::through(points).draw().class(classes)
    }

    /// The area between two lines.
    pub(crate) fn band(&self, low: &[f64], high: &[f64], classes: &str) -> Element {
        let at = |values, place| (self.x(place), self.y.scale.at(value(values, place)));
        let pairs = (0..self.along.len()).map(|place| [at(low, place), at(high, place)]);
        Path::between(pairs).draw().class(classes)
    }

    /// Dots at values, where lines have but one.
    pub(crate) fn dots(&self, values: &[f64], classes: &str) -> Vec<Element> {
        let alone = |place: usize| {
            let near = |other: Option<usize>| other.is_some_and(|other| value(values, other).is_finite());
            value(values, place).is_finite() && !near(place.checked_sub(1)) && !near(Some(place + 1))
        };
        let dot = |place| circle(self.x(place), self.y.scale.at(value(values, place)), 3.0).class(classes);
        (0..self.along.len()).filter(|&place| alone(place)).map(dot).collect()
    }

    /// Names at the right ends of lines, apart from each other.
    pub(crate) fn ends(&self, ends: &[End]) -> Element {
        if is_narrow(self.width) {
            return group("ends");
        }
        let shown: Vec<&End> = ends.iter().filter(|end| end.value.is_finite()).collect();
        let wanted: Vec<f64> = shown.iter().map(|end| self.y.scale.at(end.value)).collect();
        let places = spread(&wanted, 14.0, self.frame.top, self.frame.bottom);
        let right = self.frame.right;
        let names = shown.iter().zip(&wanted).zip(places).map(|((end, wanted), place)| {
            let lead = Path::through([(right + 2.0, *wanted), (right + 8.0, place)]).draw();
            let name = elide(&end.label, SMALL, self.width - right - 12.0);
            let name = label(right + 11.0, place + 4.0, Anchor::Start, &name).class("small name");
            group("end").with(lead.class(&format!("{} thin", end.classes))).with(name)
        });
        group("ends").all(names)
    }

    /// Places to point at, one for each step, or for some together where steps are closer than one can point; with what they tell.
    fn hits(&self, tip: impl Fn(usize) -> String) -> Element {
        let Frame { left, right, top, bottom } = self.frame;
        let steps = self.along.len();
        let every = (3.0 * steps as f64 / (right - left)).ceil().max(1.0) as usize;
        let edge = |place: usize| match place {
            0 => left,
            place if place >= steps => right,
            place => f64::midpoint(self.x(place - 1), self.x(place)),
        };
        let hit = |first: usize| {
            let middle = (first + every / 2).min(steps - 1);
            rect(edge(first), top, edge(first + every), bottom).class("hit").tip(&tip(middle))
        };
        group("hits").all((0..steps).step_by(every).map(hit))
    }

    /// The chart with its axes below what is drawn, and the key of signs.
    pub(crate) fn finish(
        self,
        figure: &dyn Figure,
        drawn: Vec<Element>,
        signs: Vec<(Sign<'_>, String)>,
        tip: impl Fn(usize) -> String,
    ) -> String {
        let Frame { bottom, left, .. } = self.frame;
        let mut below = bottom + if self.x.title.is_empty() { 28.0 } else { 44.0 };
        let (spans, labels) = self.marks.draw(self.frame, &self.x.scale);
        let mut parts = vec![spans, self.y.on_left(self.frame, self.marks.above())];
        parts.extend(drawn);
        parts.extend([self.x.below(self.frame), self.hits(tip), labels]);
        let left = left.min(16.0);
        let (signs, height) = key(left, below, self.width, signs);
        below += height;
        let (list, height) = self.marks.list(left, below + 2.0, self.width);
        parts.extend([signs, list]);
        below += height;
        picture(figure, self.width, below + 4.0, parts)
    }
}

/// The value of a step; missing where a list is shorter.
pub(crate) fn value(values: &[f64], place: usize) -> f64 {
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// Whether any value is a number.
pub(crate) fn known(values: &[f64]) -> bool {
    values.iter().any(|value| value.is_finite())
}
