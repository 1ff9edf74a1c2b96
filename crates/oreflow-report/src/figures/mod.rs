//! Figures for pages and papers, drawn as SVG from plain numbers.
//!
//! A [`Figure`] draws itself at the width asked for, about 860 or 360 pixels on a page, with text of 11 to 13 pixels at any.
//! Elements have classes and no colours: [`page_css`] gives a page the colours of light and dark, [`standalone`] a file of
//! its own. What one may point at has its numbers in `data-tip`, lines of plain text, in reading order.

mod axis;
mod course;
mod exceedance;
mod fan;
mod heat;
mod intervals;
mod ledger;
mod lines;
mod marks;
mod png;
mod sankey;
mod scale;
mod style;
mod svg;
mod table;
mod text;
mod timeline;
mod world;

#[cfg(test)]
mod tests;

pub use course::Along;
pub use exceedance::{Curve, CurvePoint, Exceedance};
pub use fan::{Fan, FanChart};
pub use heat::HeatMap;
pub use intervals::{IntervalRow, Intervals};
pub use ledger::{Ledger, LedgerBar};
pub use lines::{Line, Lines};
pub use marks::Mark;
pub use png::{FigureError, png};
pub use sankey::{Sankey, SankeyLink};
pub use style::page_css;
pub(crate) use svg::without_tips;
pub use timeline::{TimeLine, TimeRow};
pub use world::{CountryValue, Flow, WorldMap};

use svg::{Element, label, rect};
use text::{Anchor, BOLD, wrap};

/// A drawing of numbers.
pub trait Figure {
    /// Stem of its files, such as `fan-price-nickel-ore-world`.
    fn name(&self) -> &str;

    /// What it shows, as a heading.
    fn title(&self) -> String;

    /// What it shows, with its main numbers, for those who do not see it: one or two sentences.
    fn description(&self) -> String;

    /// The drawing at a width in CSS pixels: an element `svg` that needs a style sheet. Its title is not drawn: it is for a heading or a caption.
    fn svg(&self, width: f64) -> String;

    /// The numbers drawn, as a CSV table with their unit in a column.
    fn table(&self) -> Vec<u8>;
}

/// The figure as a file of its own, on white, with its title above.
pub fn standalone(figure: &dyn Figure, width: f64) -> String {
    const LINE: f64 = 19.0;
    let drawing = figure.svg(width);
    let heading = wrap(&figure.title(), 15.0 * BOLD, width - 4.0, 3);
    let top = LINE * heading.len() as f64 + 8.0;
    let height = top + height(&drawing);
    let lines = heading
        .iter()
        .enumerate()
        .map(|(line, text)| label(2.0, 15.0 + LINE * line as f64, Anchor::Start, text).class("heading"));
    let head = svg::group("figure").with(rect(0.0, 0.0, width, height).class("paper")).all(lines);
    // The drawing is an element of its own, moved below the title; on paper nobody points at it.
    let (bare, _) = without_tips(&drawing);
    let drawing = bare.replace(" data-tip=\"\"", "").replacen("<svg ", &format!("<svg y=\"{top}\" "), 1);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <style>{}</style>{head}{drawing}</svg>\n",
        style::literal_css()
    )
}

fn height(drawing: &str) -> f64 {
    let height = drawing.split_once(" height=\"").and_then(|(_, rest)| rest.split_once('"'));
    height.and_then(|(height, _)| height.parse().ok()).unwrap_or(0.0)
}

/// The element `svg` of a figure, with its title and description for those who do not see it.
pub(crate) fn picture(
    figure: &dyn Figure,
    width: f64,
    height: f64,
    parts: impl IntoIterator<Item = Element>,
) -> String {
    let [title, description] = ["title", "description"].map(|part| id(figure.name(), width, part));
    let (width, height) = (width.ceil(), height.ceil());
    let svg = Element::new("svg")
        .set("xmlns", "http://www.w3.org/2000/svg")
        .class("figure")
        .set("role", "img")
        .set("aria-labelledby", format!("{title} {description}"))
        .set("viewBox", format!("0 0 {width} {height}"))
        .length("width", width)
        .length("height", height)
        .with(Element::new("title").set("id", title).text(&figure.title()))
        .with(Element::new("desc").set("id", description).text(&figure.description()));
    svg.all(parts).to_string()
}

/// A name for a part of a figure at a width that no other figure of a page has.
pub(crate) fn id(name: &str, width: f64, part: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("{}-{width:.0}-{part}", name.chars().map(plain).collect::<String>())
}

/// What is drawn where there is nothing to draw.
pub(crate) fn nothing(figure: &dyn Figure, width: f64) -> String {
    let text = label(width / 2.0, 24.0, Anchor::Middle, "nothing to show").class("small");
    picture(figure, width, 40.0, [text])
}

/// Whether a figure is as narrow as a telephone: fewer ticks, and names in a key rather than beside lines.
pub(crate) fn is_narrow(width: f64) -> bool {
    width < 600.0
}
