//! A hundred thousand slips of the hand in all scenarios that are shipped and in one with every key: the reader never panics, every
//! problem lies in the text, and no key and no value is passed over in silence.
//!
//! Cases are numbered, and a failure tells its number and its text. `MUTATIONS=1000000` runs more of them.

mod common;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use common::FULL;
use oreflow_engine::measure::Action;
use oreflow_scenario::{Diagnostics, parse, parse_bytes};
use toml::{Table, Value};

const CASES: u64 = 100_000;

/// The generator of `SplitMix64`: the same cases everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// A measure of each kind, with all its keys.
fn all_kinds() -> String {
    let mut text = FULL[..FULL.find("[[measure]]").expect("a measure")].to_owned();
    for kind in Action::KINDS {
        writeln!(text, "[[measure]]\nid = \"of-{0}\"\nkind = \"{0}\"\nfrom = \"2027-01\"", kind.name)
            .expect("memory");
        for key in kind.keys() {
            writeln!(text, "{} = {}", key.name, key.example).expect("memory");
        }
    }
    parse(&text, "x.toml").unwrap_or_else(|problems| panic!("{}", problems.plain()));
    text
}

/// All shipped scenarios, the full one, and one of all kinds, each cut at its headings.
fn bases() -> Vec<Vec<String>> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let auto = FULL.replace("trials = 200", "trials = \"auto\"\nmost-trials = 40000\ntolerance = \"2 %\"");
    let single = FULL.replace("trials = 200", "trials = \"auto\"\ntolerance = { \"unmet.use.CCC\" = 0.05 }");
    assert!(auto != FULL && single != FULL);
    let mut texts = vec![FULL.to_owned(), auto, single, all_kinds()];
    for folder in [top.clone(), top.join("efficiency"), top.join("backtests")] {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let file = if path.is_dir() { path.join("case.toml") } else { path };
            if file.extension().is_some_and(|end| end == "toml") {
                texts.extend(std::fs::read_to_string(file));
            }
        }
    }
    texts.sort();
    texts.iter().map(|text| sections(text)).collect()
}

/// The head and each table with its lines.
fn sections(text: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for line in text.lines() {
        if line.starts_with('[') {
            sections.push(String::new());
        }
        let last = sections.last_mut().expect("the head");
        last.push_str(line);
        last.push('\n');
    }
    sections
}

/// The head, the time and some of the other tables, so that a case is small and many of them are run.
fn excerpt(base: &[String], dice: &mut Dice) -> Vec<String> {
    let kept = 1 + dice.below(3);
    let others: Vec<&String> = base[1..].iter().filter(|table| !table.starts_with("[time]")).collect();
    let mut tables: Vec<String> = base.iter().filter(|table| !others.contains(table)).cloned().collect();
    if !others.is_empty() {
        let first = dice.below(others.len());
        tables.extend(
            others.iter().cycle().skip(first).take(kept.min(others.len())).map(|&table| table.clone()),
        );
    }
    tables
}

const UNITS: &[&str] = &["months", "%", "/ year", "t", "kt/yr", "USD/t", "days", "per month", "", "yr", "1"];
const VALUES: &[&str] = &[
    "3",
    "-1",
    "0.5",
    "true",
    "\"\"",
    "\"world\"",
    "\"3 %\"",
    "\"18 months\"",
    "[]",
    "[1, 2]",
    "{}",
    "inf",
    "nan",
    "2025-07-01",
    "\"2025-07\"",
    "{ dist = \"constant\", value = 1 }",
    "\"auto\"",
    "[[1]]",
    "9223372036854775807",
    "\"0.1 / year\"",
];

/// One slip in the tables of a file.
fn slip(tables: &mut Vec<String>, dice: &mut Dice) {
    let number = dice.below(tables.len());
    let mut lines: Vec<String> = tables[number].lines().map(str::to_owned).collect();
    let line = dice.below(lines.len());
    match dice.below(11) {
        // A key that is misspelt.
        0 => {
            if let Some(at) = lines.get(line).and_then(|line| line.find(" =")) {
                lines[line].insert(at, 'q');
            }
        }
        // A value of another type.
        1 | 2 => {
            if let Some((key, _)) = lines.get(line).and_then(|line| line.split_once(" = ")) {
                lines[line] = format!("{key} = {}", dice.one(VALUES));
            }
        }
        // Another unit.
        3 | 4 => {
            if let Some(text) = lines.get_mut(line) {
                let old = UNITS.iter().find(|unit| unit.len() > 2 && text.contains(*unit));
                *text = text.replacen(old.copied().unwrap_or("%"), dice.one(UNITS), 1);
            }
        }
        // Lines out of order, gone or twice.
        5 if !lines.is_empty() => {
            let other = dice.below(lines.len());
            lines.swap(line, other);
        }
        6 if !lines.is_empty() => {
            let moved = lines.remove(line);
            let to = dice.below(tables.len());
            if to != number {
                tables[to] += &(moved + "\n");
            }
        }
        7 if !lines.is_empty() => lines.insert(line, lines[line].clone()),
        // Tables out of order or twice.
        8 => {
            let other = dice.below(tables.len());
            tables.swap(number, other);
            return;
        }
        9 => {
            tables.push(tables[number].clone());
            return;
        }
        // A byte.
        _ => {
            let mut bytes = tables[number].clone().into_bytes();
            let at = dice.below(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
            tables[number] = String::from_utf8_lossy(&bytes).into_owned();
            return;
        }
    }
    tables[number] = lines.into_iter().map(|line| line + "\n").collect();
}

/// Where a value stands in a document: keys and positions.
type Place = Vec<Step>;

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    At(usize),
}

/// Places of all values below one, itself included.
fn places(value: &Value, place: &Place, found: &mut Vec<Place>) {
    let below = |step| place.iter().cloned().chain([step]).collect::<Place>();
    match value {
        Value::Table(table) => {
            table.iter().for_each(|(key, value)| places(value, &below(Step::Key(key.clone())), found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| places(value, &below(Step::At(at)), found));
        }
        _ => {}
    }
    if !place.is_empty() {
        found.push(place.clone());
    }
}

fn at<'v>(value: &'v mut Value, place: &[Step]) -> &'v mut Value {
    place.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::At(at) => &mut value[*at],
    })
}

/// The digit that follows.
fn next(digit: &str) -> String {
    digit.parse::<u8>().map_or_else(|_| "1".to_owned(), |digit| (digit + 1).to_string())
}

/// Another value of the same type.
fn other(value: &Value) -> Option<Value> {
    Some(match value {
        // The last digit of a number or date; a letter more of other text.
        Value::String(text) => Value::String(match text.rfind(|c: char| c.is_ascii_digit()) {
            Some(digit) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                let other =
                    if text[digit..].starts_with('9') { "8".to_owned() } else { next(&text[digit..=digit]) };
                format!("{}{other}{}", &text[..digit], &text[digit + 1..])
            }
            _ => format!("{text}q"),
        }),
        Value::Integer(number) => Value::Integer(number.checked_add(1)?),
        // Large enough to show in any number.
        Value::Float(number) if number.is_finite() => Value::Float(number * 1.5 + 0.125),
        Value::Boolean(truth) => Value::Boolean(!truth),
        Value::Array(list) if !list.is_empty() => Value::Array(list[1..].to_vec()),
        _ => return None,
    })
}

/// What a document says, as it is written out with all defaults; nothing if it is refused.
fn said(document: &Value) -> Option<String> {
    let text = toml::to_string(document).expect("a document can be written");
    parse(&text, "x.toml").ok().map(|scenario| scenario.to_toml())
}

/// Each key renamed is refused, or renames what the scenario is about; each value changed is refused or changes what is said.
fn accounted(text: &str, dice: &mut Dice) -> Result<(), String> {
    let document: Table = text.parse().map_err(|error| format!("it was read and is no TOML: {error}"))?;
    let document = Value::Table(document);
    let before = said(&document).ok_or("it was read, and not when written by a machine")?;
    let mut all = Vec::new();
    places(&document, &Vec::new(), &mut all);
    let place = &all[dice.below(all.len())];
    let mut changed = document.clone();
    if let Some(other) = other(at(&mut changed, place)) {
        *at(&mut changed, place) = other;
        if said(&changed).is_some_and(|after| after == before) {
            return Err(format!("the value of {place:?} is ignored"));
        }
    }
    let Some((Step::Key(key), above)) = place.split_last() else { return Ok(()) };
    let mut renamed = document.clone();
    let table = at(&mut renamed, above).as_table_mut().expect("a key stands in a table");
    let value = table.remove(key).expect("it is there");
    table.insert(format!("{key}q"), value);
    let named = ["uncertain", "policy", "groups"];
    let free = matches!(above, [Step::Key(table)] if named.contains(&table.as_str()))
        || matches!(above, [Step::Key(study), Step::Key(table)] if study == "study" && table == "tolerance");
    match said(&renamed) {
        Some(after) if !free || after == before => Err(format!("the key of {place:?} is ignored")),
        _ => Ok(()),
    }
}

/// Every problem has a place in the text.
fn placed(problems: &Diagnostics, text: &str) -> Result<(), String> {
    for problem in problems.all() {
        if text.get(problem.span.start..problem.span.end).is_none() || problem.message.is_empty() {
            return Err(format!("a problem lies outside the text: {problem:?}"));
        }
    }
    if problems.is_empty() { Err("it is refused without a reason".to_owned()) } else { Ok(()) }
}

/// Whether the case was read as a scenario.
fn case(number: u64, bases: &[Vec<String>]) -> Result<bool, String> {
    let mut dice = Dice(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut tables = excerpt(&bases[dice.below(bases.len())], &mut dice);
    for _ in 0..dice.below(3) {
        slip(&mut tables, &mut dice);
    }
    let text = tables.concat();
    let tried = catch_unwind(AssertUnwindSafe(|| match parse_bytes(text.as_bytes(), "x.toml") {
        Err(problems) => placed(&problems, &text).map(|()| false),
        Ok(_) => accounted(&text, &mut dice).map(|()| true),
    }));
    tried
        .unwrap_or_else(|_| Err("it panics".to_owned()))
        .map_err(|why| format!("case {number}: {why}\n{text}"))
}

#[test]
fn nothing_is_passed_over_in_a_hundred_thousand_slips() {
    let cases = std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let bases = bases();
    let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let (mut read, mut wrong) = (0, Vec::new());
    std::thread::scope(|scope| {
        let bases = &bases;
        let run = |worker| {
            move || {
                (0..cases)
                    .skip(worker)
                    .step_by(workers as usize)
                    .map(|number| case(number, bases))
                    .collect::<Vec<_>>()
            }
        };
        let all: Vec<_> = (0..workers as usize).map(|worker| scope.spawn(run(worker))).collect();
        for found in all.into_iter().flat_map(|worker| worker.join().expect("cases catch their panics")) {
            match found {
                Ok(sound) => read += u64::from(sound),
                Err(why) => wrong.push(why),
            }
        }
    });
    assert!(
        wrong.is_empty(),
        "{} of {cases} cases:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
    // Both ways out are taken often enough to show something.
    assert!(read > cases / 10 && read < cases * 9 / 10, "{read} of {cases} cases are scenarios");
}
