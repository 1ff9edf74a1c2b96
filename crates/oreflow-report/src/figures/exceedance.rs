//! How often a value is exceeded.

use std::fmt::Write;

use oreflow_random::Estimate;

use crate::figures::axis::{Axis, Frame, Sign, key, patches, series, stroke};
use crate::figures::scale::{Scale, Unit, interval, near_zero, numbers, range};
use crate::figures::svg::{Element, Path, circle, group};
use crate::figures::table::{cell, table};
use crate::figures::{Figure, is_narrow, nothing, picture};

/// Exceedance curves: the chance that a trial has more than a value, by policy.
#[derive(Clone, Debug)]
pub struct Exceedance {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// A curve of exceedance.
#[derive(Clone, Debug, Default)]
pub struct Curve {
    /// What it is of, such as a policy.
    pub label: String,
    /// Its points, in any order.
    pub points: Vec<CurvePoint>,
}

/// A value and how often it is exceeded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Share of trials that exceed the value, 0 to 1.
    pub chance: f64,
    /// The value, with its 95 % interval.
    pub value: Estimate,
}

impl CurvePoint {
    fn drawn(&self) -> bool {
        self.value.value.is_finite() && self.chance > 0.0 && self.chance <= 1.0
    }
}

impl Curve {
    /// The points that can be drawn, from the most probable to the rarest.
    fn drawn(&self) -> Vec<CurvePoint> {
        let mut points: Vec<CurvePoint> = self.points.iter().copied().filter(CurvePoint::drawn).collect();
        points.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.value.value.total_cmp(&b.value.value)));
        points
    }
}

/// Once in so many trials.
fn once_in(chance: f64) -> String {
    let trials = 1.0 / chance;
    let number =
        if trials < 9.95 { format!("{trials:.1}") } else { Unit::of(1.0, "").number(trials.round()) };
    number.trim_end_matches(".0").to_owned()
}

impl Exceedance {
    fn values(&self) -> Vec<f64> {
        let points = self.curves.iter().flat_map(Curve::drawn);
        points.flat_map(|point| numbers(&point.value)).collect()
    }

    fn tip(&self, curve: &Curve, point: &CurvePoint, unit: &Unit) -> String {
        let mut text = String::new();
        if self.curves.len() > 1 {
            let _ = writeln!(text, "{}", curve.label);
        }
        let share = Unit::of(1.0, "%").write(100.0 * point.chance);
        let _ = write!(text, "more than {}", unit.estimate(&point.value));
        let _ = write!(text, "\nin {share} of trials, once in {}", once_in(point.chance));
        text
    }

    /// The axes of chances: shares on the left, the same as once in so many trials on the right.
    fn axes(&self, top: f64, bottom: f64) -> (Axis, Axis) {
        let chances = self.curves.iter().flat_map(Curve::drawn).map(|point| point.chance);
        let (least, _) = range(chances).unwrap_or((1.0, 1.0));
        let log = least < 1.0 / 20.0;
        let scale = if log {
            Scale::log((least, 1.0), bottom, top, 8)
        } else {
            Scale::linear((0.0, 1.0), bottom, top, 5)
        };
        let shares = Axis::numbers(scale, 0.01, "% of trials above the value");
        let trials: Vec<f64> =
            if log { scale.ticks() } else { [1.0, 2.0, 4.0, 10.0].map(f64::recip).to_vec() };
        let ticks = trials.into_iter().map(|chance| (scale.at(chance), once_in(chance))).collect();
        (shares, Axis { scale, ticks, title: "once in … trials".to_owned() })
    }
}

impl Figure for Exceedance {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let unit = Unit::fitting(self.values(), &self.unit);
        let rarest = self.curves.iter().filter_map(|curve| {
            let point = *curve.drawn().last()?;
            let (value, trials) = (unit.write(point.value.value), once_in(point.chance));
            Some(format!("{} {value} once in {trials} trials", curve.label))
        });
        match rarest.collect::<Vec<_>>().join("; ") {
            rarest if rarest.is_empty() => "No values.".to_owned(),
            rarest => format!("What few trials exceed: {rarest}."),
        }
    }

    fn svg(&self, width: f64) -> String {
        let values = self.values();
        let Some(span) = range(values.iter().copied()) else {
            return nothing(self, width);
        };
        let unit = Unit::fitting(values, &self.unit);
        let narrow = is_narrow(width);
        let (top, bottom) = (30.0, if narrow { 250.0 } else { 320.0 });
        let (shares, trials) = self.axes(top, bottom);
        let (left, right) = (shares.room() + 14.0, width - trials.room() - 14.0);
        let frame = Frame { left, right, top, bottom };
        let scale = Scale::linear(near_zero(span), left, right, if narrow { 4 } else { 7 });
        let x = Axis::numbers(scale, unit.factor, &unit.name);
        let y = shares.scale;
        let mut parts =
            vec![shares.on_left(frame, 0.0), trials.on_right(frame), x.grid(frame), x.below(frame)];
        let mut signs: Vec<(Sign<'_>, String)> = Vec::new();
        let (mut bands, mut lines, mut hits) = (group("bands"), group("lines"), group("hits"));
        for (place, curve) in self.curves.iter().enumerate() {
            let points = curve.drawn();
            let pairs = points.iter().map(|point| {
                let (low, high) = interval(&point.value).unwrap_or((f64::NAN, f64::NAN));
                [low, high].map(|end| (scale.at(end), y.at(point.chance)))
            });
            let band = Path::between(pairs);
            if !band.is_empty() {
                bands.add(band.draw().class(&format!("band {}", series(place))));
            }
            let at = |point: &CurvePoint| (scale.at(point.value.value), y.at(point.chance));
            lines.add(Path::through(points.iter().map(at)).draw().class(&format!("line {}", series(place))));
            let mut last: Option<(f64, f64)> = None;
            for point in &points {
                let (x, y) = at(point);
                // Points that lie on each other are pointed at once.
                if last.is_none_or(|last| (last.0 - x).hypot(last.1 - y) > 5.0) {
                    hits.add(dot(x, y, place, points.len() == 1).tip(&self.tip(curve, point, &unit)));
                    last = Some((x, y));
                }
            }
            signs.push((stroke(format!("line {}", series(place))), curve.label.clone()));
        }
        if self.curves.iter().any(|curve| curve.points.iter().any(|point| interval(&point.value).is_some())) {
            signs.push((patches(vec!["band s1".to_owned()]), "95 % interval of the value".to_owned()));
        }
        let (key, height) = key(left.min(16.0), bottom + 46.0, width, signs);
        parts.extend([bands, lines, hits, key]);
        picture(self, width, bottom + 50.0 + height, parts)
    }

    fn table(&self) -> Vec<u8> {
        let rows = self.curves.iter().flat_map(|curve| {
            curve.points.iter().map(|point| {
                let [value, low, high] = numbers(&point.value);
                let numbers = [point.chance, value, low, high].map(cell);
                [&[curve.label.clone(), self.unit.clone()][..], &numbers].concat()
            })
        });
        table(&["label", "unit", "chance", "value", "low", "high"], rows)
    }
}

/// A place to point at; seen where it is all there is of a curve.
fn dot(x: f64, y: f64, place: usize, alone: bool) -> Element {
    if alone {
        circle(x, y, 3.5).class(&format!("fill {}", series(place)))
    } else {
        circle(x, y, 7.0).class("hit")
    }
}
