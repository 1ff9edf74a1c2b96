//! A file of targets: what was observed of an event of the past.

use jiff::civil::Date;
use oreflow_study::backtest::{Expression, Target, TargetKind};
use toml::de::DeTable;

use super::cursor::{Table, Value};
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::source::{Span, Spanned};
use crate::suggest::remedy;
use crate::types::{Targets, within};

const SCHEMA: u64 = 1;

/// Reads the file; nothing if something without which there are no targets is missing.
pub(super) fn read(entries: &DeTable<'_>, problems: &mut Problems) -> Option<Targets> {
    let mut table = Table::new("the file of targets", Span::default(), entries);
    if let Some(value) = table.need("schema", "1") {
        let known = value.whole("1", problems).is_none_or(|schema| schema.value == SCHEMA);
        if !known {
            let help = format!("write schema = {SCHEMA}, or use a version of oreflow that knows it");
            return value.refuse(
                Complaint::new(Code::UnknownSchema, "this schema is not known").help(help),
                problems,
            );
        }
    }
    let event = table.need("event", "\"2014-01-12\"").and_then(|value| value.date(problems));
    // Without an event the expressions are read all the same, for what is wrong with them.
    let day = event.map_or(Date::constant(2000, 1, 1), |event| event.value);
    let write = "[[target]] above the lines of each target";
    let before = problems.len();
    let entries =
        table.get("target").map(|value| value.tables("target", write, problems)).unwrap_or_default();
    if entries.is_empty() && problems.len() == before {
        problems.error(
            table.span,
            Complaint::new(Code::MissingKey, "there are no targets").help(format!("write {write}")),
        );
    }
    let mut ids = Vec::new();
    let targets = entries.into_iter().filter_map(|entry| target(entry, day, &mut ids, problems)).collect();
    table.finish(problems);
    Some(Targets { schema: SCHEMA as u32, event: event?, targets, source: problems.source().clone() })
}

fn target(
    mut table: Table<'_>,
    event: Date,
    ids: &mut Vec<Spanned<String>>,
    problems: &mut Problems,
) -> Option<Spanned<Target>> {
    let id = id(&mut table, ids, problems);
    let mut text = |key, example, problems: &mut Problems| {
        let text = table.need(key, example).and_then(|value: Value<'_>| value.text(example, problems));
        text.map(|text| text.value)
    };
    let what = text("what", "\"nickel ore imports of China, 2014 over 2013\"", problems);
    let unit = text("unit", "\"months\"", problems);
    let source = text("source", "\"UN Comtrade HS 260400; +-10 points\"", problems);
    let kind = table.need("kind", "\"flow\"").and_then(|value| kind(&value, problems));
    let observed = table.need("observed", "1.23").and_then(|value| value.figure("1.23", problems));
    let band = table.need("band", "[1.1, 1.35]").and_then(|value| band(&value, observed, problems));
    let naive = table.get("naive").map(|value| value.figure("1.0", problems));
    let scored = table.get("scored").map_or(Some(true), |value| value.truth(problems));
    let why = table.get("why").and_then(|value| value.text("\"an input, not a test\"", problems));
    if scored == Some(false) && why.is_none() {
        let complaint =
            Complaint::new(Code::MissingKey, format!("{} is not scored and does not say why", table.name));
        problems.error(table.span, complaint.help("add why = \"an input, not a test\""));
    }
    let model = table.need("model", "\"mean(price.nickel.world, +1..+12)\"");
    let model = model.and_then(|value| model_of(&value, event, problems));
    table.finish(problems);
    let Spanned { value: model, span } = model?;
    let target = Target {
        id: id?.value,
        what: what?,
        kind: kind?,
        observed: observed?.value,
        band: band?,
        naive: match naive {
            Some(naive) => Some(naive?.value),
            None => None,
        },
        unit: unit?,
        source: source?,
        scored: scored?,
        why: why.map(|why| why.value),
        model,
    };
    Some(Spanned::new(target, span))
}

fn id(
    table: &mut Table<'_>,
    ids: &mut Vec<Spanned<String>>,
    problems: &mut Problems,
) -> Option<Spanned<String>> {
    let example = "\"phl-ore-year-1\"";
    let id = table.need("id", example)?.text(example, problems)?;
    table.name = format!("target '{}'", id.value);
    if id.parse::<oreflow_network::SiteId>().is_err() {
        let complaint = Complaint::new(Code::UnfitId, format!("'{}' is not an id", id.value));
        let help =
            "write lower-case letters and digits in words joined by dashes, such as \"phl-ore-year-1\"";
        problems.error(id.span, complaint.help(help));
    }
    if let Some(first) = ids.iter().find(|known| **known == id) {
        let line = problems.source().line_of(first.span);
        let complaint = Complaint::new(Code::TakenId, format!("the id '{}' is taken by {line}", id.value));
        problems.error(id.span, complaint.help("give each target an id of its own"));
    }
    ids.push(id.clone());
    Some(id)
}

fn kind(value: &Value<'_>, problems: &mut Problems) -> Option<TargetKind> {
    let text = value.text("\"flow\"", problems)?;
    let kind = TargetKind::from_name(&text);
    if kind.is_none() {
        let complaint =
            Complaint::new(Code::UnknownWord, format!("there is no kind of target '{}'", text.value));
        let known = TargetKind::ALL.map(TargetKind::name);
        problems.error(text.span, complaint.help(remedy(&text, &known)));
    }
    kind
}

/// Lowest and highest value that is a hit, with what was observed between them.
fn band(value: &Value<'_>, observed: Option<Spanned<f64>>, problems: &mut Problems) -> Option<(f64, f64)> {
    let ends = value.figures("[1.1, 1.35]", problems)?;
    let &[low, high] = ends.as_slice() else {
        let complaint = Complaint::new(Code::UnfitBand, format!("'band' has {} values", ends.len()));
        return value
            .refuse(complaint.help("write the lowest and the highest: band = [1.1, 1.35]"), problems);
    };
    if low > high {
        let complaint = Complaint::new(Code::UnfitBand, format!("'band' goes from {low} down to {high}"));
        return value.refuse(complaint.help("write the lower value first"), problems);
    }
    if let Some(observed) = observed.filter(|observed| !(low..=high).contains(&observed.value)) {
        let complaint = Complaint::new(
            Code::UnfitBand,
            format!("what was observed, {}, lies outside its band from {low} to {high}", observed.value),
        );
        return value.refuse(complaint.help("write a band about the observed value"), problems);
    }
    Some((low, high))
}

fn model_of(value: &Value<'_>, event: Date, problems: &mut Problems) -> Option<Spanned<Expression>> {
    let text = value.text("\"mean(price.nickel.world, +1..+12)\"", problems)?;
    match Expression::parse(&text, event) {
        Ok(expression) => Some(Spanned::new(expression, text.span)),
        Err(error) => {
            let span = within(problems.source(), text.span, &text, &error.at);
            problems.error(
                span,
                Complaint { code: Code::NoExpression, message: error.message, help: error.help },
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse_targets;

    const SOUND: &str = r#"
schema = 1
event = "2014-01-12"
[[target]]
id = "price-later"
what = "Price of ore a year on"
kind = "price"
observed = 1.5
band = [1.2, 1.8]
naive = 1
unit = "1"
source = "a bulletin"
model = "mean(price.ore.world, +12) / base(price.ore.world)"
"#;

    fn problems(text: &str) -> String {
        parse_targets(text, "t.toml").expect_err(text).plain()
    }

    #[test]
    fn a_sound_file_is_read() {
        let targets = parse_targets(SOUND, "t.toml").expect("sound");
        let target = &targets.targets[0];
        assert_eq!((target.observed, target.band, target.naive), (1.5, (1.2, 1.8), Some(1.0)));
        assert!(target.scored && target.is_hit(1.8) && !target.is_hit(f64::NAN));
    }

    #[test]
    fn what_never_came_is_infinite() {
        let never = SOUND.replace("observed = 1.5", "observed = inf").replace("1.8]", "inf]");
        let targets = parse_targets(&never, "t.toml").expect("sound");
        assert!(targets.targets[0].is_hit(f64::INFINITY));
        let in_words = parse_targets(&never.replace("inf", "\"never\""), "t.toml").expect("sound");
        assert_eq!(in_words.targets[0].observed, f64::INFINITY);
        assert_eq!(in_words.targets[0].band, (1.2, f64::INFINITY));
    }

    #[test]
    fn each_slip_is_told_in_its_place() {
        for (right, wrong, message) in [
            ("event = ", "evnt = ", "t.toml:3:1: error[E0201]: unknown key 'evnt' in the file of targets"),
            (
                "naive = 1",
                "naiv = 1",
                "t.toml:10:1: error[E0201]: unknown key 'naiv' in target 'price-later'",
            ),
            ("\"price\"", "\"prices\"", "t.toml:7:8: error[E0207]: there is no kind of target 'prices'"),
            ("[1.2, 1.8]", "[1.8, 1.2]", "t.toml:9:8: error[E0801]: 'band' goes from 1.8 down to 1.2"),
            ("[1.2, 1.8]", "[1.2]", "t.toml:9:8: error[E0801]: 'band' has 1 values"),
            (
                "[1.2, 1.8]",
                "[1.6, 1.8]",
                "t.toml:9:8: error[E0801]: what was observed, 1.5, lies outside its band",
            ),
            ("[1.2, 1.8]", "[1.2, \"x\"]", "t.toml:9:14: error[E0203]: 'band' must be a number, not text"),
            ("1.5", "nan", "t.toml:8:12: error[E0305]: 'observed' is NaN"),
            ("unit = \"1\"\n", "", "t.toml:4:1: error[E0202]: target 'price-later' has no 'unit'"),
            ("+12)", "+12", "t.toml:13:36: error[E0802]: there is '/' where ')' should be"),
            (
                "price.ore.world, ",
                "prices.ore.world, ",
                "t.toml:13:15: error[E0802]: there is no quantity 'prices'",
            ),
            (
                "unit =",
                "scored = false\nunit =",
                "t.toml:4:1: error[E0202]: target 'price-later' is not scored and does not say why",
            ),
        ] {
            let text = SOUND.replacen(right, wrong, 1);
            let problems = problems(&text);
            assert!(problems.starts_with(message), "{problems}");
            assert_eq!(problems.matches("t.toml:").count(), 1, "{problems}");
        }
    }

    #[test]
    fn all_slips_are_told_at_once() {
        let second = SOUND.split_once("[[target]]").expect("a target").1;
        let text = format!("{SOUND}[[target]]{}", second.replace("\"price\"", "5").replace("/ base", "base"));
        let problems = problems(&text);
        assert_eq!(problems.matches("t.toml:").count(), 3, "{problems}");
        assert!(problems.contains("the id 'price-later' is taken by line 5"), "{problems}");
    }
}
