//! How wide an answer may be, and whether it may have colours.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::chart::is_chart;

const HEADING: Style = Style::new().bold();
const CHART: Style = AnsiColor::Cyan.on_default();
const INTERVAL: Style = Style::new().dimmed();
const ALARM: Style = AnsiColor::Yellow.on_default();
/// Words that are to be seen.
const ALARMS: [&str; 2] = ["warning:", "MISS"];

/// What the place that an answer is shown at can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns of a line. Below about 60 lines may be longer all the same.
    pub width: usize,
    /// Whether colours and bold print are shown.
    pub colour: bool,
}

impl Default for Layout {
    /// Eighty columns without colour, as for a file.
    fn default() -> Self {
        Self { width: 80, colour: false }
    }
}

impl Layout {
    /// A paragraph in lines of the width; all but the first are indented.
    pub(crate) fn wrap(self, text: &str, indent: &str) -> String {
        let options = textwrap::Options::new(self.width)
            .subsequent_indent(indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .word_separator(textwrap::WordSeparator::AsciiSpace);
        let mut filled = textwrap::fill(text, options);
        filled.push('\n');
        filled
    }

    /// Columns of a small chart in a table.
    pub(crate) fn chart(self) -> usize {
        (self.width / 6).clamp(8, 24)
    }

    /// The text with headings, which are the lines that begin a paragraph, charts, intervals and alarms in colours.
    pub(crate) fn paint(self, text: String) -> String {
        if !self.colour {
            return text;
        }
        let mut painted = String::with_capacity(2 * text.len());
        let mut heading = true;
        for line in text.lines() {
            if heading && !line.is_empty() {
                let _ = write!(painted, "{HEADING}{line}{HEADING:#}");
            } else {
                paint_line(&mut painted, line);
            }
            painted.push('\n');
            heading = line.is_empty();
        }
        painted
    }
}

fn paint_line(painted: &mut String, line: &str) {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let alarm = ALARMS.iter().find(|alarm| rest.starts_with(**alarm)).map(|alarm| alarm.len());
        let interval = if first == '[' { rest.find(']').map(|end| end + 1) } else { None };
        let chart = rest.find(|c| !is_chart(c)).unwrap_or(rest.len());
        let (style, length) = match (alarm, interval, chart) {
            (Some(length), _, _) => (ALARM, length),
            (_, Some(length), _) => (INTERVAL, length),
            (_, _, 0) => (Style::new(), first.len_utf8()),
            (_, _, length) => (CHART, length),
        };
        let (part, behind) = rest.split_at(length);
        let _ = write!(painted, "{style}{part}{style:#}");
        rest = behind;
    }
}

/// A name of at most so many columns, with `…` for what is left out in its middle.
pub(crate) fn shorten(name: &str, width: usize) -> String {
    if name.width() <= width {
        return name.to_owned();
    }
    let kept = width.saturating_sub(1);
    let (mut head, mut tail) = (String::new(), Vec::new());
    for c in name.chars() {
        head.push(c);
        if head.width() > kept - kept / 2 {
            head.pop();
            break;
        }
    }
    let mut taken = 0;
    for c in name.chars().rev() {
        taken += c.to_string().width();
        if taken > kept / 2 {
            break;
        }
        tail.push(c);
    }
    head.push('…');
    head.extend(tail.into_iter().rev());
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shorten("price.ore.CHN", 13), "price.ore.CHN");
        assert_eq!(shorten("output.stainless-steel.IDN.change", 17), "output.s…N.change");
        // Wide signs count twice.
        assert_eq!(shorten("鉄鉱石鉄鉱石", 7), "鉄…石");
        assert!((1..20).all(|width| shorten("output.stainless-steel.IDN", width).width() <= width));
    }

    #[test]
    fn paragraphs_keep_to_the_width() {
        let text = Layout::default().wrap(&"note: of 8.500 % of cases ".repeat(9), "      ");
        assert!(text.lines().all(|line| line.width() <= 80) && text.lines().count() > 2, "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("      ")));
    }

    #[test]
    fn colours_add_nothing_but_colour() {
        let text = "Title\nwarning: a\n\n Unmet  %\n ore  2 [1, 3]  ▁▂▇\n".to_owned();
        let painted = Layout { width: 80, colour: true }.paint(text.clone());
        for part in [
            "\u{1b}[1mTitle\u{1b}[0m",
            "\u{1b}[33mwarning:",
            "\u{1b}[1m Unmet",
            "\u{1b}[2m[1, 3]",
            "\u{1b}[36m▁▂▇",
        ] {
            assert!(painted.contains(part), "{painted:?}");
        }
        let mut bare = String::new();
        for (position, part) in painted.split('\u{1b}').enumerate() {
            bare.push_str(if position == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(bare, text);
        assert_eq!(Layout::default().paint(text.clone()), text);
    }
}
