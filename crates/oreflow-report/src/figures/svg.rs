//! Writing SVG: elements with attributes, whose text is always escaped.

use std::fmt::{Display, Write};

use crate::figures::text::Anchor;

/// An element with all that is in it, written as it is built.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    tag: &'static str,
    attributes: String,
    content: String,
}

impl Element {
    pub(crate) fn new(tag: &'static str) -> Self {
        Self { tag, attributes: String::new(), content: String::new() }
    }

    /// With an attribute.
    pub(crate) fn set(mut self, name: &str, value: impl Display) -> Self {
        let _ = write!(self.attributes, " {name}=\"{}\"", escape(&value.to_string()));
        self
    }

    /// With an attribute that is a length.
    pub(crate) fn length(self, name: &str, value: f64) -> Self {
        self.set(name, Length(value))
    }

    /// With classes of the style sheet.
    pub(crate) fn class(self, classes: &str) -> Self {
        self.set("class", classes)
    }

    /// With what is shown when one points at it: lines of text.
    pub(crate) fn tip(self, text: &str) -> Self {
        self.set("data-tip", text)
    }

    /// With another element in it.
    pub(crate) fn with(mut self, child: Self) -> Self {
        self.add(child);
        self
    }

    /// With all the elements in it.
    pub(crate) fn all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().for_each(|child| self.add(child));
        self
    }

    /// Puts another element into it.
    #[expect(clippy::needless_pass_by_value, reason = "an element stands in one place")]
    pub(crate) fn add(&mut self, child: Self) {
        let _ = write!(self.content, "{child}");
    }

    /// With text in it.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.content.push_str(&escape(text));
        self
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tag, attributes, content } = self;
        if content.is_empty() {
            write!(f, "<{tag}{attributes}/>")
        } else {
            write!(f, "<{tag}{attributes}>{content}</{tag}>")
        }
    }
}

/// A group of elements.
pub(crate) fn group(classes: &str) -> Element {
    Element::new("g").class(classes)
}

pub(crate) fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Element {
    Element::new("line").length("x1", x1).length("y1", y1).length("x2", x2).length("y2", y2)
}

/// A rectangle between two corners, whichever they are.
pub(crate) fn rect(x1: f64, y1: f64, x2: f64, y2: f64) -> Element {
    let corner = Element::new("rect").length("x", x1.min(x2)).length("y", y1.min(y2));
    corner.length("width", (x2 - x1).abs()).length("height", (y2 - y1).abs())
}

pub(crate) fn circle(x: f64, y: f64, radius: f64) -> Element {
    Element::new("circle").length("cx", x).length("cy", y).length("r", radius)
}

/// A label of one line at its base line.
pub(crate) fn label(x: f64, y: f64, anchor: Anchor, text: &str) -> Element {
    let element = Element::new("text").length("x", x).length("y", y);
    let element = match anchor {
        Anchor::Start => element,
        Anchor::Middle => element.set("text-anchor", "middle"),
        Anchor::End => element.set("text-anchor", "end"),
    };
    element.text(text)
}

/// The outline of a shape.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(String);

impl Path {
    pub(crate) fn move_to(&mut self, x: f64, y: f64) {
        let _ = write!(self.0, "M{} {}", Length(x), Length(y));
    }

    pub(crate) fn line_to(&mut self, x: f64, y: f64) {
        let _ = write!(self.0, "L{} {}", Length(x), Length(y));
    }

    /// A cubic curve with two points that pull at it.
    pub(crate) fn curve_to(&mut self, first: (f64, f64), second: (f64, f64), to: (f64, f64)) {
        self.0.push('C');
        for (place, (x, y)) in [first, second, to].into_iter().enumerate() {
            let blank = if place > 0 { " " } else { "" };
            let _ = write!(self.0, "{blank}{} {}", Length(x), Length(y));
        }
    }

    pub(crate) fn close(&mut self) {
        self.0.push('Z');
    }

    /// A line through points; where one is no number, the line is broken.
    pub(crate) fn through(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut path = Self::default();
        let mut begun = false;
        for (x, y) in points {
            let finite = x.is_finite() && y.is_finite();
            match (finite, begun) {
                (true, false) => path.move_to(x, y),
                (true, true) => path.line_to(x, y),
                (false, _) => {}
            }
            begun = finite;
        }
        path
    }

    /// The area between two lines, whose points are given in pairs; broken where one is no number.
    pub(crate) fn between(pairs: impl IntoIterator<Item = [(f64, f64); 2]>) -> Self {
        let pairs: Vec<_> = pairs.into_iter().collect();
        let mut path = Self::default();
        let finite = |pair: &[(f64, f64); 2]| pair.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        for part in pairs.chunk_by(|a, b| finite(a) && finite(b)).filter(|part| finite(&part[0])) {
            path.move_to(part[0][0].0, part[0][0].1);
            part[1..].iter().for_each(|pair| path.line_to(pair[0].0, pair[0].1));
            part.iter().rev().for_each(|pair| path.line_to(pair[1].0, pair[1].1));
            path.close();
        }
        path
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The path as an element.
    pub(crate) fn draw(self) -> Element {
        Element::new("path").set("d", self.0)
    }
}

/// A length in pixels to a tenth.
pub(crate) struct Length(pub(crate) f64);

impl Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round();
        // Browsers drop the whole element when a length is no number.
        if !tenths.is_finite() {
            return f.write_str("0");
        }
        // Adding zero takes the sign from a zero.
        write!(f, "{}", tenths / 10.0 + 0.0)
    }
}

/// Text as XML has it. What XML cannot hold becomes the sign for what cannot be shown.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The text that was escaped.
fn unescape(text: &str) -> String {
    const SIGNS: [(&str, &str); 6] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#10;", "\n"), ("&amp;", "&")];
    // The sign of all others last, so that none is made anew.
    SIGNS.iter().fold(text.to_owned(), |text, (escaped, sign)| text.replace(escaped, sign))
}

/// A drawing whose marks say only that they have something to tell, and what each has, in their order.
pub(crate) fn without_tips(drawing: &str) -> (String, Vec<String>) {
    const TIP: &str = " data-tip=\"";
    let mut parts = drawing.split(TIP);
    let mut bare = parts.next().unwrap_or_default().to_owned();
    let mut tips = Vec::new();
    for part in parts {
        let (tip, rest) = part.split_once('"').unwrap_or((part, ""));
        tips.push(unescape(tip));
        bare.push_str(TIP);
        bare.push('"');
        bare.push_str(rest);
    }
    (bare, tips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lose_what_they_tell_and_nothing_else() {
        let drawing =
            "<g><path d=\"M0 0\" data-tip=\"a &lt; b&#10;c\" class=\"x\"/><rect data-tip=\"d\"/></g>";
        let (bare, tips) = without_tips(drawing);
        assert_eq!(bare, "<g><path d=\"M0 0\" data-tip=\"\" class=\"x\"/><rect data-tip=\"\"/></g>");
        assert_eq!(tips, ["a < b\nc", "d"]);
    }

    #[test]
    fn what_is_escaped_is_read_again() {
        let text = "a < b & \"c\" > 'd'\n&lt;";
        assert_eq!(unescape(&escape(text)), text);
    }

    #[test]
    fn text_stays_text() {
        let element = label(1.0, 2.0, Anchor::End, "<script>alert('1')</script>\u{1}&").tip("a \"b\"\nc");
        let text = element.to_string();
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.text(), Some("<script>alert('1')</script>\u{fffd}&"));
        assert_eq!(root.attribute("data-tip"), Some("a \"b\"\nc"));
        assert_eq!(document.descendants().filter(roxmltree::Node::is_element).count(), 1);
    }

    #[test]
    fn lines_break_where_numbers_are_missing() {
        let line = Path::through([(0.0, 1.04), (1.0, f64::NAN), (2.0, -0.01), (3.0, 4.0)]);
        assert_eq!(line.0, "M0 1M2 0L3 4");
        let band = Path::between(
            [(0.0, 1.0, 2.0), (1.0, 1.0, f64::INFINITY), (2.0, 3.0, 4.0), (3.0, 5.0, 6.0)]
                .map(|(x, one, other)| [(x, one), (x, other)]),
        );
        assert_eq!(band.0, "M0 1L0 2ZM2 3L3 5L3 6L2 4Z");
        assert!(Path::through([]).is_empty());
    }

    #[test]
    fn lengths_are_short_and_finite() {
        for (length, text) in [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (f64::NAN, "0"), (1e300, "1")] {
            let drawn = Length(length).to_string();
            assert!(drawn.starts_with(text), "{length}: {drawn}");
        }
    }
}
