//! What is wrong with a file: where, what, and what to write instead.

use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, NamedSource, Severity, SourceCode};

use crate::codes::Code;
use crate::source::{Source, Span};

/// One thing that is wrong, or surely not meant, in its place.
///
/// Implements [`miette::Diagnostic`] with the text of the file attached, so that a caller with the `fancy` feature of
/// miette prints the line with a caret. [`Diagnostic::plain`] needs nothing.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// What is wrong, in lower case.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Where; always within its file and on whole characters.
    pub span: Span,
    /// Error or warning.
    pub severity: Severity,
    /// Where among all texts of the scenario.
    place: Span,
    position: (usize, usize),
    shown: Arc<NamedSource<String>>,
}

impl Diagnostic {
    pub(crate) fn new(source: &Source, span: Span, severity: Severity, complaint: Complaint) -> Self {
        let Complaint { code, message, help } = complaint;
        let (file, within) = source.locate(span);
        let (position, shown) = (file.position(within.start), file.code());
        Self { code, message, help, span: within, severity, place: span, position, shown }
    }

    /// Name of the file.
    pub fn file(&self) -> &str {
        self.shown.name()
    }

    /// Line and column of its first character, both from 1; columns count characters.
    pub fn position(&self) -> (usize, usize) {
        self.position
    }

    /// Whether it is an error, and no warning.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// `file:line:column: error[E0302]: message`, and the remedy on a second line.
    pub fn plain(&self) -> String {
        let (line, column) = self.position();
        let severity = if self.severity == Severity::Warning { "warning" } else { "error" };
        let mut text =
            format!("{}:{line}:{column}: {severity}[{}]: {}", self.file(), self.code, self.message);
        if let Some(help) = &self.help {
            text.push_str("\n  help: ");
            text.push_str(help);
        }
        text
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.shown)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.span))))
    }
}

/// All that is wrong with a scenario, in order of position.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    source: Source,
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// The problems, in order of position.
    pub fn all(&self) -> &[Diagnostic] {
        &self.all
    }

    /// Number of problems.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Only those of some codes.
    pub(crate) fn of(mut self, codes: &[Code]) -> Self {
        self.all.retain(|one| codes.contains(&one.code));
        self
    }

    /// What several readings of one scenario found, each problem once.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Problems { source: self.source, found: [self.all, other.all].concat() }.finish()
    }

    /// The problems one after another, as [`Diagnostic::plain`] writes them.
    pub fn plain(&self) -> String {
        self.all.iter().map(Diagnostic::plain).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, name) = (self.len(), self.source.files()[0].name());
        write!(f, "{count} {} in {name}", if count == 1 { "problem" } else { "problems" })
    }
}

impl std::error::Error for Diagnostics {}

impl miette::Diagnostic for Diagnostics {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.all.iter().map(|one| one as &dyn miette::Diagnostic)))
    }
}

/// A problem without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Complaint {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Problems of one scenario while they are gathered.
#[derive(Debug)]
pub(crate) struct Problems {
    source: Source,
    found: Vec<Diagnostic>,
}

impl Problems {
    pub(crate) fn new(source: &Source) -> Self {
        Self { source: source.clone(), found: Vec::new() }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// Adds an error.
    pub(crate) fn error(&mut self, span: Span, complaint: Complaint) {
        self.add(span, Severity::Error, complaint);
    }

    /// Adds a warning.
    pub(crate) fn warning(&mut self, span: Span, complaint: Complaint) {
        self.add(span, Severity::Warning, complaint);
    }

    fn add(&mut self, span: Span, severity: Severity, complaint: Complaint) {
        self.found.push(Diagnostic::new(&self.source, span, severity, complaint));
    }

    /// All of them, each once, in order of position: first those of the first text.
    pub(crate) fn finish(mut self) -> Diagnostics {
        self.found.sort_by_key(|one| one.place);
        // What policies share is read once for each.
        let mut told = Vec::new();
        self.found.retain(|one| {
            let new = !told.contains(&(one.place, one.message.clone()));
            told.push((one.place, one.message.clone()));
            new
        });
        Diagnostics { source: self.source, all: self.found }
    }
}

#[cfg(test)]
mod tests {
    use miette::Diagnostic as _;

    use super::*;

    fn two() -> Diagnostics {
        let source = Source::new("x.toml", "a = 1\nb = 2\n");
        let mut problems = Problems::new(&source);
        problems.warning(Span { start: 10, end: 11 }, Complaint::new(Code::NeverComes, "b is odd"));
        problems
            .error(Span { start: 4, end: 5 }, Complaint::new(Code::WrongType, "a is wrong").help("write 3"));
        problems.finish()
    }

    #[test]
    fn problems_come_in_order_of_position() {
        let text =
            "x.toml:1:5: error[E0203]: a is wrong\n  help: write 3\nx.toml:2:5: warning[W0401]: b is odd";
        assert_eq!(two().plain(), text);
        assert_eq!(two().to_string(), "2 problems in x.toml");
    }

    #[test]
    fn miette_finds_the_line_of_each() {
        let all = two();
        let related: Vec<_> = all.related().into_iter().flatten().collect();
        assert_eq!(related.len(), 2);
        let label = related[1].labels().into_iter().flatten().next().expect("a label");
        let code = related[1].source_code().expect("a source");
        let read = code.read_span(label.inner(), 0, 0).expect("within the file");
        assert_eq!((read.line(), read.name()), (1, Some("x.toml")));
        assert_eq!(related[0].help().map(|help| help.to_string()), Some("write 3".to_owned()));
    }
}
