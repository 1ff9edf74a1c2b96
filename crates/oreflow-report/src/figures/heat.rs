//! Tables of values as shades of one hue.

use crate::figures::scale::{Unit, range};
use crate::figures::svg::{Element, group, label, rect};
use crate::figures::table::{cell, table};
use crate::figures::text::{Anchor, SMALL, elide, width, wrap};
use crate::figures::{Figure, is_narrow, nothing, picture};

/// A table of values, such as shares of demand that go unmet by country and product, shaded by size.
#[derive(Clone, Debug)]
pub struct HeatMap {
    /// Stem of its files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// What the values are, such as `unmet demand over the run`.
    pub what: String,
    /// Unit of the values.
    pub unit: String,
    /// What the rows are, such as countries.
    pub rows: Vec<String>,
    /// What the columns are, such as products.
    pub columns: Vec<String>,
    /// Values by row and column; none where there is none.
    pub values: Vec<Vec<Option<f64>>>,
}

const CELL: f64 = 24.0;
/// Sine and cosine of slanted labels.
const SLANT: f64 = std::f64::consts::FRAC_1_SQRT_2;

impl HeatMap {
    fn value(&self, row: usize, column: usize) -> Option<f64> {
        let value = *self.values.get(row)?.get(column)?;
        value.filter(|value| value.is_finite())
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.rows.len()).flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)))
    }

    /// The range of shades: it has zero in it.
    fn span(&self) -> Option<(f64, f64)> {
        let (low, high) = range(self.cells().filter_map(|(row, column)| self.value(row, column)))?;
        Some((low.min(0.0), high.max(0.0)))
    }

    fn tip(&self, row: usize, column: usize, unit: &Unit) -> String {
        let value = self.value(row, column).map_or_else(|| "no value".to_owned(), |value| unit.write(value));
        format!("{}, {}\n{value}", self.rows[row], self.columns[column])
    }

    /// Labels of columns, level where all fit above their cells, slanted else; with the height they need.
    fn heads(&self, left: f64, step: f64, room: f64) -> (Vec<Element>, f64) {
        let lines: Vec<Vec<String>> =
            self.columns.iter().map(|column| wrap(column, SMALL, step - 4.0, 3)).collect();
        if lines.iter().flatten().all(|line| !line.ends_with('…')) {
            let height = 13.0 * lines.iter().map(Vec::len).max().unwrap_or(0) as f64 + 8.0;
            let head = |(column, lines): (usize, &Vec<String>)| {
                let middle = left + step * (column as f64 + 0.5);
                let base = |line: usize| height - 8.0 - 13.0 * (lines.len() - 1 - line) as f64;
                let texts = lines.iter().enumerate();
                group("head").all(
                    texts.map(|(line, text)| label(middle, base(line), Anchor::Middle, text).class("small")),
                )
            };
            return (lines.iter().enumerate().map(head).collect(), height);
        }
        let texts: Vec<String> = self.columns.iter().map(|column| elide(column, SMALL, room)).collect();
        let height = 12.0 + SLANT * texts.iter().map(|text| width(text, SMALL) + 8.0).fold(0.0, f64::max);
        // Slanted lines are closer than their cells.
        let every = (15.0 / step).ceil().max(1.0) as usize;
        let head = |(column, text): (usize, &String)| {
            let (x, y) = (left + step * (column as f64 + 0.5), height - 6.0);
            label(x, y, Anchor::Start, text)
                .class("small")
                .set("transform", format!("rotate(-45 {x:.1} {y:.1})"))
        };
        (texts.iter().enumerate().step_by(every).map(head).collect(), height)
    }

    /// Shades with what they stand for.
    fn legend(&self, left: f64, top: f64, room: f64, (low, high): (f64, f64), unit: &Unit) -> Element {
        const STEPS: usize = 5;
        let step = f64::min(28.0, (room - 120.0) / STEPS as f64);
        let from = unit.number(low);
        let start = left + width(&from, SMALL) + 6.0;
        let shade = |place: usize| {
            let x = start + step * place as f64;
            shaded(rect(x, top, x + step, top + 12.0), place as f64 / (STEPS - 1) as f64)
        };
        let end = start + step * STEPS as f64 + 6.0;
        let what = elide(&format!("{}, {}", self.what, unit.name), SMALL, room);
        group("key")
            .with(label(left, top - 8.0, Anchor::Start, &what).class("small title"))
            .with(label(left, top + 10.0, Anchor::Start, &from).class("small"))
            .all((0..STEPS).map(shade))
            .with(label(end, top + 10.0, Anchor::Start, &unit.number(high)).class("small"))
    }
}

/// A cell of a shade between nothing and one.
fn shaded(cell: Element, share: f64) -> Element {
    cell.class("cell").set("fill-opacity", format!("{:.3}", opacity(share)))
}

fn opacity(share: f64) -> f64 {
    0.04 + 0.96 * share
}

/// A number for a cell: two digits are enough beside a shade.
fn short(value: f64) -> String {
    let decimals = match value.abs() {
        size if size < 5e-3 => return "0".to_owned(),
        size if size < 0.995 => 2,
        size if size < 9.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}").replace('-', "−")
}

impl Figure for HeatMap {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let values = self.cells().filter_map(|(row, column)| Some((row, column, self.value(row, column)?)));
        let highest = values.max_by(|a, b| a.2.total_cmp(&b.2).then((b.0, b.1).cmp(&(a.0, a.1))));
        let Some((row, column, value)) = highest else {
            return "No values.".to_owned();
        };
        let value = Unit::of(value, &self.unit).write(value);
        format!("Highest {}: {value}, {}, {}.", self.what, self.rows[row], self.columns[column])
    }

    fn svg(&self, width: f64) -> String {
        let Some(span) = self.span() else {
            return nothing(self, width);
        };
        let unit = Unit::fitting([span.0, span.1], &self.unit);
        let narrow = is_narrow(width);
        let room = if narrow { 70.0 } else { 160.0 };
        let names: Vec<String> = self.rows.iter().map(|row| elide(row, SMALL, room)).collect();
        let left = names.iter().map(|name| text_width(name)).fold(0.0, f64::max) + 10.0;
        let slanted = if narrow { 84.0 } else { 130.0 };
        // Room for the last slanted label beyond the last column.
        let step = ((width - left - SLANT * slanted) / self.columns.len() as f64).min(76.0);
        let (heads, top) = self.heads(left, step, slanted);
        let mut parts = vec![group("heads").all(heads)];
        let texts = self.cells().filter_map(|(row, column)| self.value(row, column));
        let widest = texts.map(|value| text_width(&short(value / unit.factor))).fold(0.0, f64::max);
        let numbered = widest <= step - 4.0;
        let mut cells = group("cells");
        for (row, column) in self.cells() {
            let (x, y) = (left + step * column as f64, top + CELL * row as f64);
            let area = rect(x, y, x + step, y + CELL).tip(&self.tip(row, column, &unit));
            let Some(value) = self.value(row, column) else {
                cells.add(area.class("empty hit"));
                continue;
            };
            let share = if span.1 > span.0 { (value - span.0) / (span.1 - span.0) } else { 0.0 };
            cells.add(shaded(area, share));
            let text = short(value / unit.factor);
            if numbered {
                let on = match opacity(share) {
                    light if light < 0.5 => "on-light",
                    middle if middle < 0.75 => "on-middle",
                    _ => "on-deep",
                };
                let text = label(x + step / 2.0, y + CELL / 2.0 + 4.0, Anchor::Middle, &text);
                cells.add(text.class(&format!("small inside {on}")));
            }
        }
        let rows = names.iter().enumerate().map(|(row, name)| {
            label(left - 6.0, top + CELL * (row as f64 + 0.5) + 4.0, Anchor::End, name).class("small")
        });
        let bottom = top + CELL * self.rows.len() as f64;
        parts.extend([cells, group("rows").all(rows)]);
        parts.push(self.legend(2.0, bottom + 28.0, width - 4.0, span, &unit));
        picture(self, width, bottom + 48.0, parts)
    }

    fn table(&self) -> Vec<u8> {
        let rows = self.cells().map(|(row, column)| {
            let value = self.value(row, column).map_or_else(String::new, cell);
            vec![self.rows[row].clone(), self.columns[column].clone(), self.unit.clone(), value]
        });
        table(&["row", "column", "unit", "value"], rows)
    }
}

fn text_width(text: &str) -> f64 {
    width(text, SMALL)
}
