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

/// The texts that a scenario is made of, one after another; a [`Span`] counts from the start of the first.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    files: Arc<[File]>,
}

/// One text with its name.
#[derive(Debug)]
pub(crate) struct File {
    text: String,
    /// Where it begins among all.
    start: usize,
    /// The text fit to be shown on a terminal, byte for byte as long.
    shown: Arc<NamedSource<String>>,
}

impl File {
    pub(crate) fn name(&self) -> &str {
        self.shown.name()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is an assignment beside the files.
    pub(crate) fn is_assignment(&self) -> bool {
        self.name() == Source::SET
    }

    pub(crate) fn start(&self) -> usize {
        self.start
    }

    pub(crate) fn code(&self) -> Arc<NamedSource<String>> {
        Arc::clone(&self.shown)
    }

    /// Line and column of a byte of this text, both from 1; columns count characters.
    pub(crate) fn position(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// A span of this text, cut to it and widened to whole characters.
    fn fit(&self, span: Span) -> Span {
        let text = &self.text;
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

impl Source {
    /// What an assignment beside the files is called.
    pub(crate) const SET: &str = "--set";

    /// One text.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Self::of([(name, text)])
    }

    /// Several texts; what is said of all together is said of the first.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut start = 0;
        let file = |(name, text): (&str, &str)| {
            let shown = Arc::new(NamedSource::new(name, presentable(text)));
            let file = File { text: text.to_owned(), start, shown };
            // One byte apart, so that a place behind the last character belongs to its file.
            start += text.len() + 1;
            file
        };
        Self { files: texts.into_iter().map(file).collect() }
    }

    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// The file of a place, and the place within it.
    pub(crate) fn locate(&self, span: Span) -> (&File, Span) {
        let after = self.files.partition_point(|file| file.start <= span.start);
        let file = &self.files[after.saturating_sub(1)];
        let within = Span { start: span.start - file.start, end: span.end.saturating_sub(file.start) };
        (file, file.fit(within))
    }

    /// What is written at a place.
    pub(crate) fn written(&self, span: Span) -> &str {
        let (file, within) = self.locate(span);
        &file.text[within.start..within.end]
    }

    /// Where something stands, in words: `line 3`, or with the file's name if it is not the first.
    pub(crate) fn line_of(&self, span: Span) -> String {
        let (file, within) = self.locate(span);
        let (line, _) = file.position(within.start);
        if file.start == 0 { format!("line {line}") } else { format!("line {line} of {}", file.name()) }
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
        let file = &source.files()[0];
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position(2), (1, 3));
        assert_eq!(file.position(5), (2, 2));
        assert_eq!(file.position(99), (3, 1));
    }

    #[test]
    fn spans_fit_the_text() {
        let source = Source::new("a.toml", "aüb");
        let fit = |start, end| source.locate(Span { start, end }).1;
        assert_eq!(fit(2, 2), Span { start: 1, end: 3 });
        assert_eq!(fit(3, 99), Span { start: 3, end: 4 });
        assert_eq!(fit(50, 20), Span { start: 4, end: 4 });
    }

    #[test]
    fn a_place_is_found_in_its_file() {
        let source = Source::of([("a.toml", "x = 1"), ("b.toml", ""), ("c.toml", "\ny = 2\n")]);
        let place = |start| {
            let (file, span) = source.locate(Span { start, end: start + 1 });
            (file.name().to_owned(), span.start)
        };
        assert_eq!(place(4), ("a.toml".to_owned(), 4));
        assert_eq!(place(5), ("a.toml".to_owned(), 5));
        assert_eq!(place(6), ("b.toml".to_owned(), 0));
        assert_eq!(place(8), ("c.toml".to_owned(), 1));
        assert_eq!(source.written(Span { start: 8, end: 9 }), "y");
        assert_eq!(source.line_of(Span { start: 8, end: 9 }), "line 2 of c.toml");
    }
}
