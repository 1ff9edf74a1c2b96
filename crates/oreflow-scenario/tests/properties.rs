//! Whatever people write: sound scenarios read back equal, and no text makes the reader panic, point outside the file
//! or pass over a key.

mod common;

use common::{FULL, full, network, sound};
use oreflow_scenario::{Diagnostics, parse, parse_bytes};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// At least so many cases; the environment may ask for more.
fn cases(least: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.max(least), failure_persistence: None, ..usual }
}

/// Lines of which any may be left out.
fn optional(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
    subsequence(lines, 0..=lines.len()).prop_map(|lines| lines.join("\n"))
}

fn number() -> impl Strategy<Value = f64> {
    (0.0..1.0_f64, -3..9_i32).prop_map(|(digits, power)| digits * 10.0_f64.powi(power) + 1e-3)
}

fn share() -> impl Strategy<Value = String> {
    prop_oneof![
        (0.0..=1.0_f64).prop_map(|x| x.to_string()),
        (0.0..=100.0_f64).prop_map(|x| format!("\"{x} %\""))
    ]
}

fn duration() -> impl Strategy<Value = String> {
    (number(), select(vec!["day", "days", "weeks", "month", "mo", "quarters", "years", "yr"]))
        .prop_map(|(amount, unit)| format!("\"{amount} {unit}\""))
}

fn law() -> impl Strategy<Value = String> {
    let gsd = (1.0..9.0_f64).prop_map(|gsd| gsd.to_string());
    prop_oneof![
        duration(),
        duration().prop_map(|v| format!("{{ dist = \"constant\", value = {v}, source = \"a \\\\ 'b'\" }}")),
        duration().prop_map(|v| format!("{{ dist = \"uniform\", low = {v}, high = {v} }}")),
        duration().prop_map(|v| format!("{{ dist = \"triangular\", low = {v}, mode = {v}, high = {v} }}")),
        (duration(), gsd)
            .prop_map(|(v, gsd)| format!("{{ dist = \"lognormal\", median = {v}, gsd = {gsd} }}")),
    ]
}

fn kind() -> impl Strategy<Value = String> {
    let trade = || {
        let options: &'static [&'static str] =
            &["destinations = [\"CCC\", \"AAA\"]", "exempt = \"BBB\"", "intra = true"];
        optional(options).prop_map(|options| format!("by = \"AAA\"\nproducts = [\"ore\"]\n{options}"))
    };
    let mass = || select(vec!["t/yr", "kt / year", "Mt/yr", "kg/day", "t per month"]);
    prop_oneof![
        (trade(), share())
            .prop_map(|(scope, leakage)| format!("kind = \"export-ban\"\n{scope}\nleakage = {leakage}")),
        (trade(), number(), mass()).prop_map(|(scope, volume, unit)| format!(
            "kind = \"export-quota\"\n{scope}\nvolume = \"{volume} {unit}\""
        )),
        (trade(), number()).prop_map(|(scope, x)| format!("kind = \"export-duty\"\n{scope}\nduty = {x:?}")),
        Just("kind = \"outage\"\nat = \"world\"".to_owned()),
        number().prop_map(|x| format!(
            "kind = \"demand-shift\"\nat = [\"AAA\", \"bbb-use\"]\nfactor = \"{x} %\""
        )),
    ]
}

fn scenario() -> impl Strategy<Value = String> {
    let dates: &'static [&'static str] = &[
        "announced = \"2024-12-01\"",
        "until = \"2033-01\"",
        "phases = [{ from = 2031-05-05, severity = \"1 %\" }]",
        "credibility = 0.3",
        "withdrawn = \"2028-02\"",
        "ramp = \"3 weeks\"",
        "recovery = \"0.5 years\"",
        "chance = \"35 %\"",
        "slippage = { dist = \"uniform\", low = \"0 days\", high = \"60 days\" }",
        "pipeline = [{ chance = 0.5, duration = \"2 years\" }, { duration = \"1 week\" }]",
    ];
    let measures = proptest::collection::vec((kind(), optional(dates), share()), 0..4);
    let hazards = proptest::collection::vec((kind(), law(), share(), share()), 0..4);
    let steps = select(vec!["1 day", "1 week", "1 month", "1 quarter"]);
    let study = optional(&["seed = 7", "trials = 12", "watch = [\"unmet.use.CCC.share\"]"]);
    (steps, "\\PC{0,20}", measures, hazards, law(), study).prop_map(
        |(step, title, measures, hazards, lead, study)| {
            let title = format!("t{title}").replace('\'', "");
            let head = format!(
                "schema = 1\ntitle = '{title}'\nnetwork = \"n\"\n[time]\nstart = 2025-01-01\nstep = \"{step}\"\nhorizon = \"120 mo\"\n"
            );
            let measures = measures.iter().enumerate().map(|(n, (kind, dates, severity))| {
                format!("[[measure]]\nid = \"m{n}\"\nfrom = \"2027-02\"\n{kind}\n{dates}\nseverity = {severity}\n")
            });
            let hazards = hazards.iter().enumerate().map(|(n, (kind, duration, severity, chance))| {
                format!("[[hazard]]\nid = \"h{n}\"\nprobability = {chance}\n{kind}\nduration = {duration}\nseverity = {severity}\n")
            });
            let tail = format!("[uncertain]\n\"lead-time.*.*\" = {lead}\n[study]\n{study}\n");
            std::iter::once(head).chain(measures).chain(hazards).chain([tail]).collect()
        },
    )
}

proptest! {
    #![proptest_config(cases(256))]
    #[test]
    fn any_scenario_reads_back_equal(text in scenario()) {
        let first = sound(&text);
        let again = sound(&first.to_toml());
        prop_assert_eq!(&first, &again);
    }
}

/// A change that a slip of the hand may make.
#[derive(Clone, Debug)]
enum Slip {
    Delete(Index, usize),
    Insert(Index, String),
    Flip(Index, u8),
    Repeat(Index, usize),
    SwapLines(Index, Index),
}

fn slip() -> impl Strategy<Value = Slip> {
    let pieces = vec![
        "\"",
        "'",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        ",",
        "-",
        "\n",
        "#",
        "0",
        "9e99",
        "inf",
        "nan",
        "-1",
        "%",
        "é",
        "\u{feff}",
        "true",
        "2025-02-30",
        "1999-01",
        "world",
        "*",
        "\"\"\"",
        "\\",
        "[x]\n",
        "[[measure]]\n",
        "severity = 3\n",
        " / year",
        "/",
        "per",
        "99999999999999999999",
        "\t",
        "\r",
        "\0",
    ];
    prop_oneof![
        (any::<Index>(), 1..30_usize).prop_map(|(at, length)| Slip::Delete(at, length)),
        (any::<Index>(), select(pieces)).prop_map(|(at, piece)| Slip::Insert(at, piece.to_owned())),
        (any::<Index>(), "\\PC{1,4}").prop_map(|(at, text)| Slip::Insert(at, text)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Slip::Flip(at, byte)),
        (any::<Index>(), 1..60_usize).prop_map(|(at, length)| Slip::Repeat(at, length)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Slip::SwapLines(a, b)),
    ]
}

fn apply(mut bytes: Vec<u8>, slip: &Slip) -> Vec<u8> {
    if bytes.is_empty() {
        return bytes;
    }
    let length = bytes.len();
    match slip {
        Slip::Delete(at, count) => {
            let at = at.index(length);
            bytes.drain(at..length.min(at + count));
        }
        Slip::Insert(at, piece) => {
            let at = at.index(length);
            bytes.splice(at..at, piece.bytes());
        }
        Slip::Flip(at, byte) => bytes[at.index(length)] ^= byte,
        Slip::Repeat(at, count) => {
            let at = at.index(length);
            let piece = bytes[at..length.min(at + count)].to_vec();
            bytes.splice(at..at, piece);
        }
        Slip::SwapLines(a, b) => {
            let mut lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
            bytes = lines.join(&b'\n');
        }
    }
    bytes
}

/// Every problem lies within the text, on whole characters, in order, and can be shown.
fn check(problems: &Diagnostics, text: &str) -> Result<(), TestCaseError> {
    let mut last = 0;
    for problem in problems.all() {
        prop_assert!(text.get(problem.span.start..problem.span.end).is_some(), "{problem:?}");
        prop_assert!(problem.span.start >= last);
        last = problem.span.start;
        prop_assert!(!problem.message.is_empty() && problem.plain().starts_with("full.toml:"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(2000))]
    #[test]
    fn no_slip_makes_the_reader_panic(slips in proptest::collection::vec(slip(), 1..4)) {
        let bytes = slips.iter().fold(FULL.as_bytes().to_vec(), apply);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match parse_bytes(&bytes, "full.toml") {
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                check(&problems, &text)?;
            }
            Ok(scenario) => {
                prop_assert_eq!(&sound(&scenario.to_toml()), &scenario);
                match scenario.resolve(network()) {
                    Ok(resolved) => check(&resolved.warnings, &text)?,
                    Err(problems) => {
                        prop_assert!(!problems.is_empty());
                        check(&problems, &text)?;
                    }
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let read = parse_bytes(&bytes, "full.toml");
        prop_assert!(read.is_err_and(|problems| !problems.is_empty()));
    }

    #[test]
    fn no_misspelt_key_is_passed_over(line in any::<Index>(), letter in any::<Index>()) {
        let mut lines: Vec<String> = FULL.lines().map(str::to_owned).collect();
        let keys: Vec<usize> = (0..lines.len())
            .filter(|&line| lines[line].split_once(" = ").is_some_and(|(key, _)| !key.contains(['#', ' '])))
            .collect();
        let line = keys[line.index(keys.len())];
        let key = lines[line].split_once(" = ").map_or(0, |(key, _)| key.trim_matches('"').len());
        let quoted = usize::from(lines[line].starts_with('"'));
        lines[line].insert(quoted + letter.index(key), 'q');
        let problems = parse(&lines.join("\n"), "full.toml").and_then(|scenario| scenario.resolve(network()).map(|_| ()));
        let problems = problems.expect_err("a key is misspelt");
        prop_assert!(problems.all().iter().any(|problem| problem.position().0 == line + 1), "{}", problems.plain());
    }
}

#[test]
fn the_full_scenario_is_sound() {
    full().resolve(network()).unwrap_or_else(|problems| panic!("{problems}"));
}
