//! The text of a file, and places in it.

use std::fmt;
use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

/// A stretch of a file, in bytes: from the first to before the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<Span> for SourceSpan {
    fn from(span: Span) -> Self {
        (span.start..span.end).into()
    }
}

/// A value and where it stands in its file.
///
/// Two are equal if their values are: where something stands changes nothing of what it says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Spanned<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// A file's name and text, shared by all that points into it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    text: Arc<str>,
    /// The text fit to be shown on a terminal, byte for byte as long.
    shown: Arc<NamedSource<String>>,
}

impl Source {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Self { text: text.into(), shown: Arc::new(NamedSource::new(name, presentable(text))) }
    }

    pub(crate) fn name(&self) -> &str {
        self.shown.name()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn code(&self) -> &NamedSource<String> {
        &self.shown
    }

    /// Line and column of a byte, both from 1; columns count characters.
    pub(crate) fn position(&self, byte: usize) -> (usize, usize) {
        let before = self.text().get(..byte).unwrap_or(self.text());
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The span, cut to the text and widened to whole characters.
    pub(crate) fn fit(&self, span: Span) -> Span {
        let text = self.text();
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = span.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span { start, end }
    }
}

/// The text with a placeholder of the same length for each character that would act on a terminal.
fn presentable(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => c,
        c if c.is_control() && c.len_utf8() == 1 => '?',
        c if c.is_control() => '\u{bf}',
        c => c,
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_shown_cannot_act_on_a_terminal() {
        let text = "a\u{1b}[2J\u{0}\u{9b}\tb\n";
        let shown = presentable(text);
        assert_eq!(shown, "a?[2J?\u{bf}\tb\n");
        assert_eq!(shown.len(), text.len());
    }

    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let source = Source::new("a.toml", "ab\nüx = 1\r\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(2), (1, 3));
        assert_eq!(source.position(5), (2, 2));
        assert_eq!(source.position(99), (3, 1));
    }

    #[test]
    fn spans_fit_the_text() {
        let source = Source::new("a.toml", "aüb");
        assert_eq!(source.fit(Span { start: 2, end: 2 }), Span { start: 1, end: 3 });
        assert_eq!(source.fit(Span { start: 3, end: 99 }), Span { start: 3, end: 4 });
        assert_eq!(source.fit(Span { start: 50, end: 20 }), Span { start: 4, end: 4 });
    }
}
