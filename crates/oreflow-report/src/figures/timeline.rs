//! What was asked: measures and hazards along time.

use std::fmt::Write;

use jiff::civil::Date;

use crate::figures::axis::{Axis, Frame, Sign, key, patches};
use crate::figures::scale::{Scale, day};
use crate::figures::svg::{Element, Path, circle, group, label, line, rect};
use crate::figures::table::table;
use crate::figures::text::{Anchor, BOLD, SMALL, elide, width as text_width, wrap};
use crate::figures::{Figure, id, nothing, picture};

/// Measures and hazards along time, a row for each.
#[derive(Clone, Debug)]
pub struct TimeLine {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The rows, from above.
    pub rows: Vec<TimeRow>,
}

/// A measure, or a hazard that may strike.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeRow {
    /// Its id in the scenario.
    pub id: String,
    /// What it is, as a sentence.
    pub what: String,
    /// When it is announced.
    pub announced: Option<Date>,
    /// First day; none where that hangs on what happens.
    pub from: Option<Date>,
    /// First day after it; none where it does not end or that hangs on what happens.
    pub until: Option<Date>,
    /// Its severity from each date on, 0 to 1; empty where it is in full force throughout.
    pub phases: Vec<(Date, f64)>,
    /// How likely it is, such as `rate 0.15 / year`.
    pub chance: Option<String>,
    /// Whether it is a hazard.
    pub hazard: bool,
}

impl TimeRow {
    fn tip(&self) -> String {
        let mut text = format!("{}: {}", self.id, self.what);
        if let Some(date) = self.announced {
            let _ = write!(text, "\nannounced {date}");
        }
        let from = self.from.map_or_else(|| "no fixed begin".to_owned(), |date| format!("from {date}"));
        let until = self.until.map_or_else(String::new, |date| format!(" until {date}"));
        let _ = write!(text, "\n{from}{until}");
        for (date, severity) in &self.phases {
            let _ = write!(text, "\nfrom {date} {:.0} % of full force", 100.0 * severity);
        }
        if let Some(chance) = &self.chance {
            let _ = write!(text, "\n{}{chance}", if self.hazard { "may strike: " } else { "" });
        }
        text
    }

    /// Parts of the time it is in force, with the severity of each.
    fn parts(&self, from: Date, to: Date) -> Vec<(Date, Date, f64)> {
        let (start, end) = (self.from.unwrap_or(from).max(from), self.until.unwrap_or(to).min(to));
        let mut phases = self.phases.clone();
        phases.sort_by_key(|phase| phase.0);
        if phases.first().is_none_or(|first| first.0 > start) {
            // Before its first phase a measure has none of its force; without phases all of it.
            phases.insert(0, (start, if phases.is_empty() { 1.0 } else { 0.0 }));
        }
        let ends = phases.iter().skip(1).map(|phase| phase.0).chain([end]);
        let parts = phases.iter().zip(ends).map(|(phase, next)| (phase.0.max(start), next.min(end), phase.1));
        parts.filter(|(from, to, _)| from < to).collect()
    }
}

const BAR: f64 = 14.0;
const LINE: f64 = 14.0;

impl TimeLine {
    /// Bars of a row, with their upper edge at a height.
    fn bars(&self, row: &TimeRow, x: &Scale, y: f64, hatch: &str) -> Element {
        let mut bars = Element::new("g").tip(&row.tip());
        let at = |date: Date| x.at(day(date));
        let (left, right) = (x.at(x.ends().0), x.at(x.ends().1));
        bars.add(rect(left, y, right, y + BAR).class("hit"));
        for (from, to, severity) in row.parts(self.from, self.to) {
            let (start, end) = (at(from), at(to).max(at(from) + 2.0));
            let area = rect(start, y, end, y + BAR);
            if row.hazard || row.from.is_none() {
                bars.add(area.clone().set("fill", format!("url(#{hatch})")));
                bars.add(area.class("outline dashed"));
            } else {
                let severity = if severity.is_finite() { severity.clamp(0.0, 1.0) } else { 1.0 };
                bars.add(area.class("fill s1").set("fill-opacity", format!("{:.2}", 0.12 + 0.88 * severity)));
                let text = format!("{:.0} %", 100.0 * severity);
                if !row.phases.is_empty() && text_width(&text, SMALL) + 6.0 <= end - start {
                    let on = if severity > 0.6 { "on-deep" } else { "inside" };
                    bars.add(
                        label(start + 4.0, y + 11.0, Anchor::Start, &text).class(&format!("small {on}")),
                    );
                }
            }
            if row.until.is_none() && to == self.to {
                // It goes on.
                let middle = y + BAR / 2.0;
                let mut arrow = Path::through([(end, y + 2.0), (end + 6.0, middle), (end, y + BAR - 2.0)]);
                arrow.close();
                bars.add(arrow.draw().class("fill s1"));
            }
        }
        if let Some(date) = row.announced.filter(|date| (self.from..=self.to).contains(date)) {
            let (place, middle) = (at(date), y + BAR / 2.0);
            let start = at(row.from.unwrap_or(date).clamp(self.from, self.to));
            bars.add(line(place, middle, start, middle).class("rule"));
            bars.add(circle(place, middle, 4.0).class("hollow"));
        }
        bars
    }
}

impl Figure for TimeLine {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let hazards = self.rows.iter().filter(|row| row.hazard).count();
        let rows = self.rows.iter().map(|row| row.tip().replace('\n', ", "));
        let count =
            |number: usize, name: &str| format!("{number} {name}{}", if number == 1 { "" } else { "s" });
        format!(
            "{} and {} from {} to {}. {}.",
            count(self.rows.len() - hazards, "measure"),
            count(hazards, "hazard"),
            self.from,
            self.to,
            rows.collect::<Vec<_>>().join("; ")
        )
    }

    fn svg(&self, width: f64) -> String {
        if self.rows.is_empty() || self.to <= self.from {
            return nothing(self, width);
        }
        let (left, right) = (8.0, width - 14.0);
        let axis = Axis::dates(self.from, self.to, left, right);
        let hatch = id(&self.name, width, "hatch");
        let pattern = Element::new("pattern")
            .set("id", &hatch)
            .set("patternUnits", "userSpaceOnUse")
            .length("width", 6.0)
            .length("height", 6.0)
            .with(Element::new("path").set("d", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5").class("hatch"));
        let mut rows = group("rows");
        let mut y = 4.0;
        for row in &self.rows {
            let name = elide(&row.id, SMALL * BOLD, width / 2.0);
            rows.add(label(left, y + 10.0, Anchor::Start, &name).class("small strong"));
            let chance = row.chance.as_ref().map_or_else(String::new, |chance| format!(" ({chance})"));
            let indent = text_width(&name, SMALL * BOLD) + 8.0;
            // The sentence begins beside the name where all of it fits there.
            let sentence = format!("{}{chance}", row.what);
            if text_width(&sentence, SMALL) <= width - left - indent {
                rows.add(label(left + indent, y + 10.0, Anchor::Start, &sentence).class("small"));
                y += LINE;
            } else {
                y += LINE;
                for text in wrap(&sentence, SMALL, width - left, 3) {
                    rows.add(label(left, y + 10.0, Anchor::Start, &text).class("small"));
                    y += LINE;
                }
            }
            rows.add(self.bars(row, &axis.scale, y + 3.0, &hatch));
            y += BAR + 14.0;
        }
        let frame = Frame { left, right, top: 0.0, bottom: y };
        let mut signs: Vec<(Sign<'_>, String)> = Vec::new();
        if self.rows.iter().any(|row| !row.hazard && row.from.is_some()) {
            signs.push((patches(vec!["fill s1".to_owned()]), "in force".to_owned()));
        }
        if self.rows.iter().any(|row| row.hazard || row.from.is_none()) {
            let fill = format!("url(#{hatch})");
            let sign = move |x, y| {
                let area = rect(x, y + 1.0, x + 22.0, y + 11.0);
                group("sign").with(area.clone().set("fill", &fill)).with(area.class("outline dashed"))
            };
            signs.push((Box::new(sign), "may strike or apply".to_owned()));
        }
        if self.rows.iter().any(|row| row.announced.is_some()) {
            signs.push((
                Box::new(|x, y| circle(x + 11.0, y + 6.0, 4.0).class("hollow")),
                "announced".to_owned(),
            ));
        }
        let (key, height) = key(left, y + 28.0, width, signs);
        let defs = Element::new("defs").with(pattern);
        picture(self, width, y + 30.0 + height, [defs, axis.grid(frame), rows, axis.below(frame), key])
    }

    fn table(&self) -> Vec<u8> {
        let rows = self.rows.iter().flat_map(|row| {
            let kind = if row.hazard { "hazard" } else { "measure" };
            let date = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
            let head =
                [row.id.clone(), kind.to_owned(), row.what.clone(), date(row.announced), date(row.until)];
            let chance = row.chance.clone().unwrap_or_default();
            let phases = if row.phases.is_empty() {
                vec![(row.from, 1.0)]
            } else {
                row.phases.iter().map(|(date, severity)| (Some(*date), *severity)).collect()
            };
            phases.into_iter().map(move |(from, severity)| {
                let share = crate::figures::table::cell(100.0 * severity);
                [&head[..], &[date(from), share, "%".to_owned(), chance.clone()]].concat()
            })
        });
        table(&["id", "kind", "what", "announced", "until", "from", "severity", "unit", "chance"], rows)
    }
}
