//! How often a value is exceeded.

use std::fmt::Write;

use oreflow_random::Estimate;

use crate::figures::axis::{Axis, Frame, Sign, key, patches, series, stroke};
use crate::figures::scale::{Scale, Unit, interval, near_zero, numbers, range};
use crate::figures::svg::{Element, Path, circle, group};
use crate::figures::table::{cell, table};
use crate::figures::{Figure, is_narrow, nothing, picture};

/// Exceedance curves: the probability that a run has more than a value, by policy.
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
    /// Probability that a run exceeds the value, 0 to 1.
    pub probability: f64,
    /// The value, with its 95 % interval.
    pub value: Estimate,
}

impl CurvePoint {
    fn drawn(&self) -> bool {
        self.value.value.is_finite() && self.probability > 0.0 && self.probability <= 1.0
    }
}

impl Curve {
    /// The points that can be drawn, from the most probable to the rarest.
    fn drawn(&self) -> Vec<CurvePoint> {
        let mut points: Vec<CurvePoint> = self.points.iter().copied().filter(CurvePoint::drawn).collect();
        points.sort_by(|a, b| {
            b.probability.total_cmp(&a.probability).then(a.value.value.total_cmp(&b.value.value))
        });
        points
    }
}

/// Once in so many runs.
fn once_in(probability: f64) -> String {
    let runs = 1.0 / probability;
    let number = if runs < 9.95 { format!("{runs:.1}") } else { Unit::of(1.0, "").number(runs.round()) };
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
        let share = Unit::of(1.0, "%").write(100.0 * point.probability);
        let _ = write!(text, "more than {}", unit.estimate(&point.value));
        let _ = write!(text, "\nin {share} of runs, once in {}", once_in(point.probability));
        text
    }

    /// The axes of probability: shares on the left, the same as once in so many runs on the right.
    fn axes(&self, top: f64, bottom: f64) -> (Axis, Axis) {
        let probabilities = self.curves.iter().flat_map(Curve::drawn).map(|point| point.probability);
        let (least, _) = range(probabilities).unwrap_or((1.0, 1.0));
        let log = least < 1.0 / 20.0;
        let scale = if log {
            Scale::log((least, 1.0), bottom, top, 8)
        } else {
            Scale::linear((0.0, 1.0), bottom, top, 5)
        };
        let shares = Axis::numbers(scale, 0.01, "% of runs above the value");
        let runs: Vec<f64> = if log { scale.ticks() } else { [1.0, 2.0, 4.0, 10.0].map(f64::recip).to_vec() };
        let ticks =
            runs.into_iter().map(|probability| (scale.at(probability), once_in(probability))).collect();
        (shares, Axis { scale, ticks, title: "once in … runs".to_owned() })
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
            let (value, runs) = (unit.write(point.value.value), once_in(point.probability));
            Some(format!(" {}: more than {value} once in {runs} runs.", curve.label))
        });
        format!("How often runs exceed a value.{}", rarest.collect::<String>())
    }

    fn svg(&self, width: f64) -> String {
        let values = self.values();
        let Some(span) = range(values.iter().copied()) else {
            return nothing(self, width);
        };
        let unit = Unit::fitting(values, &self.unit);
        let narrow = is_narrow(width);
        let (top, bottom) = (30.0, if narrow { 250.0 } else { 320.0 });
        let (shares, runs) = self.axes(top, bottom);
        let (left, right) = (shares.room() + 14.0, width - runs.room() - 14.0);
        let frame = Frame { left, right, top, bottom };
        let scale = Scale::linear(near_zero(span), left, right, if narrow { 4 } else { 7 });
        let x = Axis::numbers(scale, unit.factor, &unit.name);
        let y = shares.scale;
        let mut parts = vec![shares.on_left(frame), runs.on_right(frame), x.grid(frame), x.below(frame)];
        let mut signs: Vec<(Sign<'_>, String)> = Vec::new();
        let (mut bands, mut lines, mut hits) = (group("bands"), group("lines"), group("hits"));
        for (place, curve) in self.curves.iter().enumerate() {
            let points = curve.drawn();
            let pairs = points.iter().map(|point| {
                let (low, high) = interval(&point.value).unwrap_or((f64::NAN, f64::NAN));
                [low, high].map(|end| (scale.at(end), y.at(point.probability)))
            });
            let band = Path::between(pairs);
            if !band.is_empty() {
                bands.add(band.draw().class(&format!("band {}", series(place))));
            }
            let at = |point: &CurvePoint| (scale.at(point.value.value), y.at(point.probability));
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
                let numbers = [point.probability, value, low, high].map(cell);
                [&[curve.label.clone(), self.unit.clone()][..], &numbers].concat()
            })
        });
        table(&["label", "unit", "probability", "value", "low", "high"], rows)
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
