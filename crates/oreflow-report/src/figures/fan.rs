//! Fan charts: what trials are spread over, along time.

use jiff::civil::Date;
use oreflow_random::Estimate;

use crate::figures::axis::{Sign, patches, series, stroke};
use crate::figures::course::{Along, Course, End, known, value};
use crate::figures::marks::Mark;
use crate::figures::scale::Unit;
use crate::figures::table::{cell, table};
use crate::figures::{Figure, nothing};

/// Quantiles of a value over trials along time: bands of 50, 80 and 95 % around the median. Several fans, such as policies, show their
/// medians with bands of 80 %.
#[derive(Clone, Debug)]
pub struct FanChart {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// First days of the steps, ascending.
    pub dates: Vec<Date>,
    /// The fans.
    pub fans: Vec<Fan>,
    /// Events to mark.
    pub events: Vec<Mark>,
}

/// Quantiles of a value over trials, a value for each date; missing where a list is shorter or a value is no number.
#[derive(Clone, Debug, Default)]
pub struct Fan {
    /// What it is of, such as a policy.
    pub label: String,
    /// Value of a step without any event.
    pub base: f64,
    /// Mean.
    pub mean: Vec<f64>,
    /// Lower end of the 95 % interval of the mean; none where it is not known.
    pub low: Option<Vec<f64>>,
    /// Upper end of the 95 % interval of the mean.
    pub high: Option<Vec<f64>>,
    /// 2.5 % of trials are below.
    pub q025: Vec<f64>,
    /// 10 % of trials are below.
    pub q10: Vec<f64>,
    /// 25 % of trials are below.
    pub q25: Vec<f64>,
    /// Half the trials are below.
    pub median: Vec<f64>,
    /// 25 % of trials are above.
    pub q75: Vec<f64>,
    /// 10 % of trials are above.
    pub q90: Vec<f64>,
    /// 2.5 % of trials are above.
    pub q975: Vec<f64>,
}

const COLUMNS: [&str; 10] =
    ["mean", "mean_low", "mean_high", "q025", "q10", "q25", "median", "q75", "q90", "q975"];

impl Fan {
    fn columns(&self) -> [&[f64]; 10] {
        let [low, high] = [&self.low, &self.high].map(|end| end.as_deref().unwrap_or_default());
        [
            &self.mean,
            low,
            high,
            &self.q025,
            &self.q10,
            &self.q25,
            &self.median,
            &self.q75,
            &self.q90,
            &self.q975,
        ]
    }

    /// The bands, the widest first, with the share of trials in each.
    fn bands(&self) -> [(&'static str, &[f64], &[f64]); 3] {
        [("95 %", &self.q025, &self.q975), ("80 %", &self.q10, &self.q90), ("50 %", &self.q25, &self.q75)]
    }
}

impl FanChart {
    /// The bands that are drawn of a fan: all of one alone, but one where there are several.
    fn bands<'a>(&self, fan: &'a Fan) -> impl Iterator<Item = (&'static str, &'a [f64], &'a [f64])> {
        let alone = self.fans.len() == 1;
        let drawn = move |band: &(&str, &[f64], &[f64])| {
            (alone || band.0 == "80 %") && known(band.1) && known(band.2)
        };
        fan.bands().into_iter().filter(drawn)
    }

    fn values(&self) -> Vec<f64> {
        let of = |fan: &Fan| {
            let mean: &[f64] = if self.fans.len() == 1 { &fan.mean } else { &[] };
            let bands: Vec<f64> = self.bands(fan).flat_map(|(_, low, high)| [low, high].concat()).collect();
            [&[fan.base], mean, &fan.median, &bands].concat()
        };
        self.fans.iter().flat_map(of).collect()
    }

    /// Base values that differ, each once.
    fn bases(&self) -> Vec<f64> {
        let mut bases: Vec<f64> =
            self.fans.iter().map(|fan| fan.base).filter(|base| base.is_finite()).collect();
        bases.sort_by(f64::total_cmp);
        bases.dedup();
        bases
    }

    fn tip(&self, course: &Course<'_>, place: usize) -> String {
        let unit = &course.unit;
        let mut lines = vec![self.dates[place].to_string()];
        for fan in &self.fans {
            let name = if self.fans.len() > 1 { format!("{}: ", fan.label) } else { String::new() };
            lines.push(format!("{name}median {}", unit.write(value(&fan.median, place))));
            for (share, low, high) in self.bands(fan).collect::<Vec<_>>().into_iter().rev() {
                lines.push(format!(
                    "{share} of trials: {}",
                    unit.interval(value(low, place), value(high, place))
                ));
            }
            if self.fans.len() == 1 && known(&fan.mean) {
                let [mean, low, high, ..] = fan.columns().map(|column| value(column, place));
                let mean = Estimate { value: mean, low: Some(low), high: Some(high) };
                lines.push(format!("mean {}", unit.estimate(&mean)));
            }
        }
        lines.extend(self.bases().iter().map(|base| format!("base {}", unit.write(*base))));
        lines.join("\n")
    }
}

impl Figure for FanChart {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let unit = Unit::fitting(self.values(), &self.unit);
        let (Some(first), Some(last)) = (self.dates.first(), self.dates.last()) else {
            return "No values.".to_owned();
        };
        let farthest = self.fans.iter().filter_map(|fan| {
            let far = |place: &usize| (value(&fan.median, *place) - fan.base).abs();
            let places = (0..self.dates.len()).filter(|place| far(place).is_finite());
            let place = places.max_by(|a, b| far(a).total_cmp(&far(b)).then(b.cmp(a)))?;
            let (median, date) = (unit.write(value(&fan.median, place)), self.dates[place]);
            let band = self.bands(fan).next().map(|(share, low, high)| {
                format!(" ({share} of trials: {})", unit.interval(value(low, place), value(high, place)))
            });
            let name = if self.fans.len() > 1 { format!("{} ", fan.label) } else { String::new() };
            Some(format!("{name}{median} in {date}{}", band.unwrap_or_default()))
        });
        let farthest = farthest.collect::<Vec<_>>().join("; ");
        let bases: Vec<String> = self.bases().iter().map(|base| unit.write(*base)).collect();
        if farthest.is_empty() {
            return format!("Values from {first} to {last}.");
        }
        format!(
            "From {first} to {last}, the median is farthest from the base of {} at: {farthest}.",
            bases.join(" or ")
        )
    }

    fn svg(&self, width: f64) -> String {
        if self.dates.is_empty() || self.fans.is_empty() {
            return nothing(self, width);
        }
        let alone = self.fans.len() == 1;
        let last = self.dates.len() - 1;
        let mut ends: Vec<End> = self
            .fans
            .iter()
            .enumerate()
            .map(|(place, fan)| End {
                value: value(&fan.median, last),
                label: if alone { "median".to_owned() } else { fan.label.clone() },
                classes: format!("line {}", series(place)),
            })
            .collect();
        ends.extend(self.bases().into_iter().map(|base| End {
            value: base,
            label: "base".to_owned(),
            classes: "base".to_owned(),
        }));
        let along = Along::Dates(self.dates.clone());
        let course = Course::new(width, &along, self.values(), &self.unit, &self.events, &ends);
        let mut drawn = Vec::new();
        let mut signs: Vec<(Sign<'_>, String)> = Vec::new();
        for (place, fan) in self.fans.iter().enumerate() {
            let band = format!("band {}", series(place));
            drawn.extend(self.bands(fan).map(|(_, low, high)| course.band(low, high, &band)));
        }
        drawn.extend(self.bases().into_iter().map(|base| course.line(&vec![base; self.dates.len()], "base")));
        for (place, fan) in self.fans.iter().enumerate() {
            let colour = series(place);
            let line = format!("line {colour}");
            if alone && known(&fan.mean) {
                drawn.push(course.line(&fan.mean, "line thin dotted"));
            }
            drawn.push(course.line(&fan.median, &line));
            drawn.extend(course.dots(&fan.median, &format!("fill {colour}")));
            signs.push((
                stroke(line),
                if alone { "median".to_owned() } else { format!("{}: median", fan.label) },
            ));
        }
        for (depth, (share, ..)) in self.bands(&self.fans[0]).enumerate() {
            let classes = vec![format!("band {}", series(0)); depth + 1];
            signs.push((patches(classes), format!("{share} of trials")));
        }
        if alone && known(&self.fans[0].mean) {
            signs.push((stroke("line thin dotted".to_owned()), "mean".to_owned()));
        }
        signs.push((stroke("base".to_owned()), "base".to_owned()));
        drawn.push(course.ends(&ends));
        let tips: Vec<String> = (0..self.dates.len()).map(|place| self.tip(&course, place)).collect();
        course.finish(self, drawn, signs, |place| tips[place].clone())
    }

    fn table(&self) -> Vec<u8> {
        let header = [&["date", "label", "unit", "base"][..], &COLUMNS].concat();
        let rows = self.fans.iter().flat_map(|fan| {
            self.dates.iter().enumerate().map(move |(place, date)| {
                let numbers = fan.columns().map(|column| cell(value(column, place)));
                let head = [date.to_string(), fan.label.clone(), self.unit.clone(), cell(fan.base)];
                [&head[..], &numbers].concat()
            })
        });
        table(&header, rows)
    }
}
