//! From text to a table of values: what is wrong with the TOML itself, and what to write instead.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::source::{File, Span};

/// The least that a scenario says, as a remedy for files that say nothing.
const SMALLEST: &str =
    "begin with schema = 1, title = \"...\", network = \"networks/...\" and a table [time]";

/// Refuses bytes that are not text.
///
/// # Errors
/// The text as far as it can be shown, and the place of the first byte that is none.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, (String, Span, Complaint)> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let complaint =
            Complaint::new(Code::NotText, format!("this is not a text file: byte {byte:#04x} is not UTF-8"))
                .help("give a scenario in TOML, saved as UTF-8");
        (String::from_utf8_lossy(bytes).into_owned(), Span { start: at, end: at + 1 }, complaint)
    })
}

/// Parses a text; with syntax errors there is no table. Spans count from the start of the first text.
pub(crate) fn parse<'s>(file: &'s File, problems: &mut Problems) -> Option<DeTable<'s>> {
    let text = file.text();
    let place = |span: Span| Span { start: file.start() + span.start, end: file.start() + span.end };
    if let Some((at, strange)) =
        text.char_indices().find(|&(_, c)| c.is_control() && !"\t\n\r\u{1b}\u{7f}".contains(c))
    {
        let complaint = Complaint::new(
            Code::NotText,
            format!("this is not a text file: it has the character {strange:?}"),
        )
        .help("give a scenario in TOML, saved as UTF-8");
        problems.error(place(Span { start: at, end: at + strange.len_utf8() }), complaint);
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut errors: Vec<(Span, String)> = errors
        .iter()
        .map(|error| (error.span().unwrap_or_default().into(), error.message().to_owned()))
        .collect();
    errors.sort();
    let mut lines = Vec::new();
    for (span, message) in &errors {
        // What follows on the same line, or follows a bracket left open, is mostly a consequence.
        let (line, _) = file.position(span.start);
        if !lines.contains(&line) {
            lines.push(line);
            problems.error(place(*span), explain(text, *span, message));
        }
        if ["unclosed", "missing comma"].iter().any(|open| message.starts_with(open)) {
            break;
        }
    }
    if !errors.is_empty() {
        return None;
    }
    let table = table.into_inner();
    if table.is_empty() {
        problems.error(
            place(Span::default()),
            Complaint::new(Code::Nothing, "the scenario is empty").help(SMALLEST),
        );
        return None;
    }
    Some(moved_table(table, file.start()))
}

/// A value with all its spans moved.
pub(crate) fn moved(value: Spanned<DeValue<'_>>, by: usize) -> Spanned<DeValue<'_>> {
    let span = value.span();
    let inner = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(moved_table(table, by)),
        DeValue::Array(list) => {
            let mut all = DeArray::new();
            list.into_iter().for_each(|entry| all.push(moved(entry, by)));
            DeValue::Array(all)
        }
        plain => plain,
    };
    Spanned::new(span.start + by..span.end + by, inner)
}

fn moved_table(table: DeTable<'_>, by: usize) -> DeTable<'_> {
    let entry = |(key, value): (Spanned<_>, _)| {
        let span = key.span();
        (Spanned::new(span.start + by..span.end + by, key.into_inner()), moved(value, by))
    };
    table.into_iter().map(entry).collect()
}

/// The parser's message with a remedy from what stands there.
fn explain(text: &str, span: Span, message: &str) -> Complaint {
    let (what, wanted) = match message.split_once(", expected ") {
        Some((what, wanted)) => (what, Some(wanted)),
        None => (message, None),
    };
    let found = text.get(span.start..span.end).unwrap_or_default();
    let curly = |c: char| "“”„‘’".contains(c);
    let (code, help) = if what == "duplicate key" {
        (Code::DuplicateKey, format!("'{found}' stands here and above; leave one of the two out"))
    } else if found.contains(curly) {
        (Code::Unquoted, format!("write straight quotes: \"{}\"", found.trim_matches(curly)))
    } else if is_month(found) {
        (Code::Unquoted, format!("write a month in quotes: \"{found}\""))
    } else if what.starts_with("string values must be quoted") || is_word(found, what) {
        if found.is_empty() {
            (Code::NotToml, "write a value behind '='".to_owned())
        } else {
            (Code::Unquoted, format!("write \"{found}\" in quotes"))
        }
    } else if found.is_empty() && text.get(..span.start).is_some_and(|before| before.ends_with(':'))
        || found.starts_with(':')
    {
        (Code::NotToml, "write key = value, with '=' and not ':'".to_owned())
    } else if what.starts_with("key with no value") {
        (Code::NotToml, "write key = value; text goes in quotes".to_owned())
    } else if what.starts_with("invalid date") {
        (Code::NoDate, "write a day of the calendar, such as 2025-01-31".to_owned())
    } else if what.starts_with("invalid basic string") {
        (Code::Unclosed, "close the quotes on the same line".to_owned())
    } else if what.starts_with("unclosed") || what.starts_with("missing comma") {
        (Code::Unclosed, "close the bracket, and write commas between the entries of a list".to_owned())
    } else if what.starts_with("unexpected key or value") {
        let help = "write one key = value on a line, and nothing behind the value but a # comment";
        (Code::NotToml, help.to_owned())
    } else {
        let help = match wanted {
            Some(wanted) if wanted != "nothing" => {
                format!("expected {wanted}; see https://toml.io for the rules of TOML")
            }
            _ => "see https://toml.io for the rules of TOML".to_owned(),
        };
        (Code::NotToml, help)
    };
    let what = if code == Code::Unquoted { "text stands without straight quotes" } else { what };
    Complaint::new(code, what).help(help)
}

/// Whether a bare word was taken for the beginning of a number or a truth.
fn is_word(found: &str, what: &str) -> bool {
    let misread =
        ["invalid float", "invalid boolean", "invalid integer"].iter().any(|start| what.starts_with(start));
    misread && found.starts_with(|c: char| c.is_alphabetic())
}

fn is_month(found: &str) -> bool {
    let bytes = found.as_bytes();
    bytes.len() == 7
        && bytes[4] == b'-'
        && bytes.iter().enumerate().all(|(at, b)| at == 4 || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn problems(text: &str) -> String {
        let source = Source::new("x", text);
        let mut problems = Problems::new(&source);
        let table = parse(&source.files()[0], &mut problems);
        assert_eq!(table.is_none(), !problems.is_empty());
        problems.finish().plain()
    }

    #[test]
    fn common_slips_have_their_remedy() {
        for (text, expected) in [
            (
                "a = 2025-01",
                "x:1:5: error[E0103]: text stands without straight quotes\n  help: write a month in quotes: \"2025-01\"",
            ),
            (
                "by = IDN",
                "x:1:6: error[E0103]: text stands without straight quotes\n  help: write \"IDN\" in quotes",
            ),
            (
                "a = 18 months",
                "x:1:5: error[E0103]: text stands without straight quotes\n  help: write \"18 months\" in quotes",
            ),
            (
                "a = “x”",
                "x:1:5: error[E0103]: text stands without straight quotes\n  help: write straight quotes: \"x\"",
            ),
            (
                "a = 1\na = 2",
                "x:2:1: error[E0105]: duplicate key\n  help: 'a' stands here and above; leave one of the two out",
            ),
            ("a 1", "x:1:3: error[E0102]: key with no value\n  help: write key = value; text goes in quotes"),
            (
                "a = \"x",
                "x:1:7: error[E0104]: invalid basic string\n  help: close the quotes on the same line",
            ),
            ("a =", "x:1:4: error[E0102]: string values must be quoted\n  help: write a value behind '='"),
        ] {
            assert_eq!(problems(text), expected, "{text}");
        }
    }

    #[test]
    fn one_open_bracket_is_one_problem() {
        let text = "a = [1, 2\nb = 3\n[x]\nc = 1\n";
        assert_eq!(problems(text).matches("help").count(), 1, "{}", problems(text));
    }

    #[test]
    fn two_slips_are_two_problems() {
        assert_eq!(problems("a = IDN\nb = 2025-01\n").matches("help").count(), 2);
    }

    #[test]
    fn nothing_and_no_text_are_refused() {
        for text in ["", "\n# only a comment\n", "\u{feff}"] {
            assert!(problems(text).contains("the scenario is empty"), "{text:?}");
        }
        assert!(problems("a = 1\n\0").starts_with("x:2:1: error[E0101]: this is not a text file"));
        assert!(decode(b"a = \xff").is_err_and(|(_, span, _)| span.start == 4));
    }
}
