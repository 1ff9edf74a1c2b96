//! Gains and losses of somebody by year.

use oreflow_random::Estimate;

use crate::figures::axis::{Axis, Frame, Sign, key, patches, series};
use crate::figures::scale::{Scale, Unit, interval, numbers, range};
use crate::figures::svg::{Element, Path, circle, group, label, line, rect};
use crate::figures::table::{cell, table};
use crate::figures::text::{Anchor, BOLD, SMALL, elide};
use crate::figures::{Figure, is_narrow, nothing, picture};

/// What somebody gains and loses by year, in bars around zero, and below the sum of all until then.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// Whose it is, such as `IDN`.
    pub actor: String,
    /// Unit of all values, such as `USD`.
    pub unit: String,
    /// Names of the years.
    pub years: Vec<String>,
    /// What is gained and lost, side by side.
    pub bars: Vec<LedgerBar>,
    /// All together, from the first year to each; empty where it is not shown.
    pub cumulative: Vec<Estimate>,
    /// When it breaks even, in words.
    pub break_even: Option<String>,
}

/// Something gained or lost.
#[derive(Clone, Debug)]
pub struct LedgerBar {
    /// What it is, such as `export revenue`.
    pub label: String,
    /// By year, with 95 % intervals; missing where there are fewer.
    pub values: Vec<Estimate>,
}

const MISSING: Estimate = Estimate { value: f64::NAN, low: None, high: None };

fn of_year(values: &[Estimate], year: usize) -> Estimate {
    values.get(year).copied().unwrap_or(MISSING)
}

impl Ledger {
    /// A panel with years below, and zero in it.
    fn axes(&self, frame: Frame, span: (f64, f64), unit: &Unit, title: &str) -> (Axis, Axis) {
        let Frame { left, right, top, bottom } = frame;
        let scale = Scale::linear((span.0.min(0.0), span.1.max(0.0)), bottom, top, 5);
        let step = (right - left) / self.years.len() as f64;
        let ticks = self.years.iter().enumerate();
        let ticks = ticks.map(|(year, name)| (left + step * (year as f64 + 0.5), name.clone())).collect();
        let years = Axis {
            scale: Scale::exact((0.0, self.years.len() as f64), left, right, 1),
            ticks,
            title: String::new(),
        };
        (Axis::numbers(scale, unit.factor, &format!("{title}, {}", unit.name)), years)
    }

    fn bars(&self, y: &Scale, x: &Scale, unit: &Unit) -> Element {
        let mut bars = group("bars");
        let (step, zero) = (x.at(1.0) - x.at(0.0), y.at(0.0));
        let wide = (0.76 * step / self.bars.len() as f64).min(26.0);
        for (year, name) in self.years.iter().enumerate() {
            let middle = x.at(year as f64 + 0.5);
            for (place, bar) in self.bars.iter().enumerate() {
                let value = of_year(&bar.values, year);
                if !value.value.is_finite() {
                    continue;
                }
                let left = middle + wide * (place as f64 - self.bars.len() as f64 / 2.0);
                let gap = (wide / 8.0).min(1.0);
                let area = rect(left + gap, zero, left + wide - gap, y.at(value.value));
                let mut one =
                    Element::new("g").tip(&format!("{name}\n{}: {}", bar.label, unit.estimate(&value)));
                one.add(area.class(&format!("fill {}", series(place))));
                let centre = left + wide / 2.0;
                if let Some((low, high)) = interval(&value) {
                    one.add(line(centre, y.at(low), centre, y.at(high)).class("whisker"));
                }
                if wide >= 7.0 && place > 0 {
                    one.add(shape(place, centre, y.at(value.value)));
                }
                bars.add(one);
            }
        }
        bars
    }

    fn sum(&self, y: &Scale, x: &Scale, unit: &Unit) -> Element {
        let places: Vec<(f64, Estimate)> = self
            .cumulative
            .iter()
            .enumerate()
            .map(|(year, value)| (x.at(year as f64 + 0.5), *value))
            .collect();
        let pairs = places.iter().map(|(x, value)| {
            let (low, high) = interval(value).unwrap_or((f64::NAN, f64::NAN));
            [(*x, y.at(low)), (*x, y.at(high))]
        });
        let points: Vec<(f64, f64)> = places.iter().map(|(x, value)| (*x, y.at(value.value))).collect();
        let mut sum = group("sum").with(Path::between(pairs).draw().class("band s6"));
        sum.add(Path::through(points.iter().copied()).draw().class("line"));
        let dots = points
            .iter()
            .zip(&self.cumulative)
            .zip(&self.years)
            .filter(|((point, _), _)| point.1.is_finite());
        sum.all(dots.map(|((&(x, y), value), year)| {
            let tip = format!("up to {year}\nnet {}", unit.estimate(value));
            Element::new("g")
                .tip(&tip)
                .with(circle(x, y, 8.0).class("hit"))
                .with(circle(x, y, 3.0).class("fill s6"))
        }))
    }
}

/// A sign for a series, so that colour is not the only one.
fn shape(place: usize, x: f64, y: f64) -> Element {
    let corners: &[(f64, f64)] = match place % 4 {
        0 => return circle(x, y, 3.0).class("hollow"),
        1 => &[(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)],
        2 => &[(0.0, -4.0), (4.0, 3.0), (-4.0, 3.0)],
        _ => &[(0.0, -4.0), (4.0, 0.0), (0.0, 4.0), (-4.0, 0.0)],
    };
    let mut path = Path::through(corners.iter().map(|(dx, dy)| (x + dx, y + dy)));
    path.close();
    path.draw().class("hollow")
}

impl Figure for Ledger {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let unit = Unit::fitting(self.cumulative.iter().map(|value| value.value), &self.unit);
        let sum = self.cumulative.last().zip(self.years.last());
        let sum = sum.map(|(value, year)| format!(", net up to {year}: {}", unit.estimate(value)));
        let even = self.break_even.as_ref().map(|even| format!("; {even}"));
        format!(
            "Gains and losses of {} by year{}{}.",
            self.actor,
            sum.unwrap_or_default(),
            even.unwrap_or_default()
        )
    }

    fn svg(&self, width: f64) -> String {
        let values: Vec<f64> = self.bars.iter().flat_map(|bar| bar.values.iter().flat_map(numbers)).collect();
        let Some(span) = range(values.iter().copied()).filter(|_| !self.years.is_empty()) else {
            return nothing(self, width);
        };
        let tall = if is_narrow(width) { 170.0 } else { 220.0 };
        let unit = Unit::fitting(values, &self.unit);
        let sums: Vec<f64> = self.cumulative.iter().flat_map(numbers).collect();
        let sum_span = range(sums.iter().copied());
        let sum_unit = Unit::fitting(sums, &self.unit);
        let frame =
            |left: f64, top: f64, height: f64| Frame { left, right: width - 8.0, top, bottom: top + height };
        // Both panels have the same left end.
        let room = |span, unit: &Unit| self.axes(frame(0.0, 0.0, 100.0), span, unit, "").0.room();
        let left = room(span, &unit).max(sum_span.map_or(0.0, |span| room(span, &sum_unit))) + 14.0;
        let upper = frame(left, 28.0, tall);
        let (y, x) = self.axes(upper, span, &unit, "in the year");
        let zero = |scale: &Scale| line(left, scale.at(0.0), width - 8.0, scale.at(0.0)).class("zero");
        let mut parts =
            vec![y.on_left(upper, 0.0), self.bars(&y.scale, &x.scale, &unit), zero(&y.scale), x.below(upper)];
        let signs: Vec<(Sign<'_>, String)> = (self.bars.iter().enumerate())
            .map(|(place, bar)| {
                let patch = patches(vec![format!("fill {}", series(place))]);
                let sign: Sign<'_> = Box::new(move |x, y| {
                    let marks = (place > 0).then(|| shape(place, x + 11.0, y + 6.0));
                    group("sign").with(patch(x, y)).all(marks)
                });
                (sign, bar.label.clone())
            })
            .collect();
        let (signs, height) = key(2.0, upper.bottom + 28.0, width, signs);
        parts.push(signs);
        let mut bottom = upper.bottom + 28.0 + height;
        if let Some(span) = sum_span {
            let lower = frame(left, bottom + 34.0, 0.6 * tall);
            let (y, x) = self.axes(lower, span, &sum_unit, "net since the first year");
            parts.extend([
                y.on_left(lower, 0.0),
                zero(&y.scale),
                self.sum(&y.scale, &x.scale, &sum_unit),
                x.below(lower),
            ]);
            bottom = lower.bottom + 26.0;
        }
        if let Some(even) = &self.break_even {
            parts.push(
                label(2.0, bottom + 12.0, Anchor::Start, &elide(even, SMALL * BOLD, width - 4.0))
                    .class("small strong"),
            );
            bottom += 16.0;
        }
        picture(self, width, bottom + 4.0, parts)
    }

    fn table(&self) -> Vec<u8> {
        let row = |year: usize, what: &str, value: &Estimate| {
            let head = [self.actor.clone(), self.years[year].clone(), what.to_owned(), self.unit.clone()];
            [&head[..], &numbers(value).map(cell)].concat()
        };
        let years = 0..self.years.len();
        let bars = self
            .bars
            .iter()
            .flat_map(|bar| years.clone().map(|year| row(year, &bar.label, &of_year(&bar.values, year))));
        let sums = self.cumulative.iter().take(self.years.len()).enumerate();
        let sums = sums.map(|(year, value)| row(year, "net since the first year", value));
        table(&["actor", "year", "label", "unit", "mean", "low", "high"], bars.chain(sums))
    }
}
