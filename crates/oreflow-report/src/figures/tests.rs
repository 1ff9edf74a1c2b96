//! What holds for all figures, on a sample of each and on extreme numbers and names.

use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::civil::{Date, date};
use oreflow_random::Estimate;
use roxmltree::{Document, Node};

use super::*;

const SCRIPT: &str = "<script>alert(1)</script> & \"so\"";
const LONG: &str = "a name of sixty signs that goes on and on and on for ever, ok";

fn months(count: usize) -> Vec<Date> {
    (0..count).map(|month| date(2025 + (month / 12) as i16, (month % 12 + 1) as i8, 1)).collect()
}

fn about(value: f64, half: f64) -> Estimate {
    Estimate { value, low: Some(value - half), high: Some(value + half) }
}

fn fan(label: &str, months: usize, size: f64, rise: f64) -> Fan {
    let course = |spread: f64| -> Vec<f64> {
        let at = |month: f64| {
            let risen = (1.0 - (-month / 14.0).exp()) * (1.0 + 0.2 * (month / 7.0).sin());
            size * (1.0 + risen * (rise + spread))
        };
        (0..months).map(|month| at(month as f64)).collect()
    };
    Fan {
        label: label.to_owned(),
        base: size,
        mean: course(0.03),
        low: Some(course(0.0)),
        high: Some(course(0.06)),
        q025: course(-0.35),
        q10: course(-0.22),
        q25: course(-0.1),
        median: course(0.0),
        q75: course(0.12),
        q90: course(0.3),
        q975: course(0.55),
    }
}

fn fan_chart(name: &str, fans: Vec<Fan>, events: Vec<Mark>, unit: &str) -> FanChart {
    let dates = months(fans.first().map_or(0, |fan| fan.median.len()));
    FanChart {
        name: name.to_owned(),
        title: format!("Fan {SCRIPT}"),
        unit: unit.to_owned(),
        dates,
        fans,
        events,
    }
}

fn mark(label: &str, year: i16, until: Option<Date>) -> Mark {
    Mark { date: date(year, 7, 1), label: label.to_owned(), until }
}

fn events() -> Vec<Mark> {
    vec![
        mark("Indonesia bans ore", 2025, Some(date(2028, 1, 1))),
        mark("the Philippines follow", 2026, None),
        mark("Malacca closed", 2026, Some(date(2026, 10, 1))),
        mark("New Caledonia's smelters stop for want of power", 2029, None),
    ]
}

fn curve(label: &str, size: f64, points: usize) -> Curve {
    let point = |place: usize| {
        let chance = 0.9 * 0.7f64.powi(place as i32);
        let value = size * (1.0 - chance.ln());
        CurvePoint { chance, value: about(value, size * 0.02 * (1.0 + place as f64)) }
    };
    Curve { label: label.to_owned(), points: (0..points).map(point).collect() }
}

fn heat(rows: usize, columns: usize, size: f64) -> HeatMap {
    let value = |row: usize, column: usize| match (row * 7 + column * 3) % 11 {
        10 => None,
        part => Some(size * part as f64),
    };
    let products = [
        "stainless-steel",
        "nickel-other-uses",
        "precursor-nmc",
        "cathode-nmc-high-nickel",
        "ev battery cells",
        LONG,
    ];
    HeatMap {
        name: format!("heat-{rows}-{columns}"),
        title: "Unmet demand".to_owned(),
        what: "unmet demand over the run".to_owned(),
        unit: "%".to_owned(),
        rows: (0..rows)
            .map(|row| ["CHN", "JPN", "USA", "DEU", "all other countries"][row % 5].to_owned())
            .collect(),
        columns: (0..columns).map(|column| products[column % 6].to_owned()).collect(),
        values: (0..rows).map(|row| (0..columns).map(|column| value(row, column)).collect()).collect(),
    }
}

fn ledger(years: usize, size: f64) -> Ledger {
    let net = |year: usize| size * (-2.0 + 0.7 * year as f64);
    let bar = |label: &str, share: f64| LedgerBar {
        label: label.to_owned(),
        values: (0..years).map(|year| about(share * net(year), 0.3 * size)).collect(),
    };
    let sum = |year: usize| (0..=year).map(net).sum();
    Ledger {
        name: format!("ledger-{years}"),
        title: "What it costs and brings Indonesia".to_owned(),
        actor: "IDN".to_owned(),
        unit: "USD".to_owned(),
        years: (0..years).map(|year| (2025 + year).to_string()).collect(),
        bars: vec![bar("export revenue", 0.8), bar("value added", 0.5), bar("taxes and duties", -0.3)],
        cumulative: (0..years).map(|year| about(sum(year), size * (1.0 + 0.3 * year as f64))).collect(),
        break_even: Some("breaks even in 2031 [2030 to 2032] in 93 % of trials".to_owned()),
    }
}

fn lines(name: &str, along: Along, count: usize, size: f64) -> Lines {
    let line = |place: usize| {
        let at = |x: f64| size * (1.0 + place as f64 * 0.4 + 0.3 * (x / 9.0 + place as f64).sin());
        let all =
            |shift: f64| (0..along.len()).map(|x| at(x as f64) + shift * size / (1.0 + x as f64)).collect();
        let label = ["inside the border", "outside the border", "stock", LONG][place % 4];
        Line { label: label.to_owned(), values: all(0.0), low: all(-0.2), high: all(0.2), base: Some(size) }
    };
    Lines {
        name: name.to_owned(),
        title: "Prices".to_owned(),
        unit: "USD/t".to_owned(),
        lines: (0..count).map(line).collect(),
        events: if matches!(along, Along::Dates(_)) { events()[..2].to_vec() } else { Vec::new() },
        along,
    }
}

fn time_line() -> TimeLine {
    let row = |id: &str, what: &str| TimeRow {
        id: id.to_owned(),
        what: what.to_owned(),
        announced: None,
        from: Some(date(2025, 7, 1)),
        until: None,
        phases: Vec::new(),
        chance: None,
        hazard: false,
    };
    let phases = vec![(date(2025, 7, 1), 0.3), (date(2027, 1, 1), 0.6), (date(2028, 1, 1), 1.0)];
    let chance = Some("rate 0.15 a year while idn-ore-ban is in force".to_owned());
    TimeLine {
        name: "timeline".to_owned(),
        title: "What was asked".to_owned(),
        from: date(2025, 1, 1),
        to: date(2034, 12, 1),
        rows: vec![
            TimeRow {
                announced: Some(date(2025, 2, 1)),
                phases,
                ..row(
                    "idn-ore-ban",
                    "Indonesia bans exports of nickel-ore-limonite and nickel-ore-saprolite, with 3 % leakage",
                )
            },
            TimeRow {
                until: Some(date(2027, 7, 1)),
                ..row("jpn-release", "Japan releases its stockpile of refined nickel")
            },
            TimeRow {
                from: None,
                chance,
                hazard: true,
                ..row("phl-follows", "the Philippines ban exports of nickel ore for 18 months")
            },
            TimeRow { from: None, chance: Some("in reply to idn-ore-ban".to_owned()), ..row(LONG, LONG) },
        ],
    }
}

fn intervals(rows: usize, size: f64) -> Intervals {
    let row = |place: usize| {
        let value = size * (3.0 - place as f64);
        IntervalRow {
            label: ["CHN", "IDN", "RUS", "NCL", "Rest of the world", LONG][place % 6].to_owned(),
            mean: about(value, 0.4 * size),
            q05: Some(value - 1.5 * size),
            q95: Some(value + 1.2 * size),
            reference: None,
        }
    };
    Intervals {
        name: format!("who-{rows}"),
        title: "Who gains and who loses".to_owned(),
        what: "change in value added over the run".to_owned(),
        unit: "USD".to_owned(),
        rows: (0..rows).map(row).collect(),
    }
}

/// A sample of each figure.
fn samples() -> Vec<Box<dyn Figure>> {
    let policies = vec![
        fan("none", 120, 2.4e6, 0.9),
        fan("stockpile", 120, 2.4e6, 0.6),
        fan("recycling and a stockpile", 120, 2.4e6, 0.3),
    ];
    let factors =
        Along::Factors { title: "trials".to_owned(), values: vec![128.0, 256.0, 512.0, 1024.0, 4096.0] };
    vec![
        Box::new(fan_chart("fan", vec![fan("none", 120, 1.0, 0.9)], events(), "x base")),
        Box::new(fan_chart("fans", policies, events()[..2].to_vec(), "t")),
        Box::new(Exceedance {
            name: "exceedance".to_owned(),
            title: "How often more is missing".to_owned(),
            unit: "t".to_owned(),
            curves: vec![curve("none", 2e5, 16), curve("stockpile", 1.2e5, 16)],
        }),
        Box::new(heat(6, 5, 1.7)),
        Box::new(heat(12, 14, 9.3)),
        Box::new(ledger(10, 1.3e9)),
        Box::new(lines("prices", Along::Dates(months(120)), 3, 17_000.0)),
        Box::new(lines("convergence", factors, 1, 2e5)),
        Box::new(time_line()),
        Box::new(intervals(6, 1.2e10)),
        Box::new(sankey::tests::sample(12.0)),
        Box::new(world::tests::map(1.0)),
    ]
}

/// Figures of few, missing, huge, tiny, negative and equal numbers, and of long names.
fn extremes() -> Vec<Box<dyn Figure>> {
    let mut figures: Vec<Box<dyn Figure>> = vec![
        Box::new(fan_chart("fan-none", Vec::new(), Vec::new(), "t")),
        Box::new(fan_chart("fan-one-step", vec![fan(LONG, 1, 1.0, 0.5)], events(), "t")),
        Box::new(fan_chart("fan-level", vec![fan("none", 24, 5.0, 0.0)], Vec::new(), "")),
        Box::new(HeatMap { rows: Vec::new(), ..heat(1, 1, 1.0) }),
        Box::new(HeatMap { values: vec![vec![Some(f64::NAN)], Vec::new()], ..heat(3, 2, 1.0) }),
        Box::new(heat(40, 60, 1.0)),
        Box::new(Ledger { years: Vec::new(), ..ledger(2, 1.0) }),
        Box::new(Ledger { cumulative: Vec::new(), break_even: None, ..ledger(30, 1.0) }),
        Box::new(TimeLine { to: date(2025, 1, 1), ..time_line() }),
        Box::new(TimeLine { from: date(2026, 1, 1), to: date(2026, 3, 1), ..time_line() }),
        Box::new(lines("lines-none", Along::Dates(Vec::new()), 2, 1.0)),
        Box::new(lines(
            "lines-same",
            Along::Factors { title: LONG.to_owned(), values: vec![0.0, -1.0] },
            9,
            1.0,
        )),
        Box::new(Exceedance {
            name: "curve-one".to_owned(),
            title: String::new(),
            unit: String::new(),
            curves: vec![curve(LONG, 1.0, 1)],
        }),
        Box::new(Exceedance {
            name: "curve-none".to_owned(),
            title: String::new(),
            unit: String::new(),
            curves: Vec::new(),
        }),
    ];
    for size in [0.0, -3.0, 1e-14, 1e-300, 1e30, 1e300, f64::NAN, f64::INFINITY] {
        let (mut missing, count) = (fan("missing", 36, size, 0.4), 36);
        missing.q025 = Vec::new();
        missing.median = (0..count).map(|month| if month % 3 == 0 { f64::NAN } else { size }).collect();
        figures.push(Box::new(fan_chart("fan-size", vec![missing.clone()], events(), "t")));
        figures.push(Box::new(fan_chart(
            "fans-size",
            vec![missing, fan(LONG, 36, 2.0 * size, 0.1)],
            Vec::new(),
            LONG,
        )));
        let curves = vec![curve("none", size, 9), curve(LONG, 1.0, 3)];
        figures.push(Box::new(Exceedance {
            name: "curve-size".to_owned(),
            title: LONG.to_owned(),
            unit: "USD".to_owned(),
            curves,
        }));
        figures.push(Box::new(heat(3, 4, size)));
        figures.push(Box::new(ledger(5, size)));
        figures.push(Box::new(lines("lines-size", Along::Dates(months(30)), 4, size)));
        figures.push(Box::new(intervals(9, size)));
        figures.push(Box::new(sankey::tests::sample(size)));
        figures.push(Box::new(world::tests::map(size)));
    }
    figures
}

fn elements<'a>(document: &'a Document<'_>, tag: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", tag))).collect()
}

/// The box of a text that is not turned, `(left, top, right, bottom)`.
fn area(node: Node<'_, '_>) -> Option<(f64, f64, f64, f64)> {
    let number = |name| node.attribute(name).and_then(|text| text.parse::<f64>().ok());
    let bold = if node.attribute("class")?.contains("strong") { text::BOLD } else { 1.0 };
    let (x, y, wide) = (number("x")?, number("y")?, bold * text::width(node.text()?, text::SMALL));
    let left = match node.attribute("text-anchor") {
        Some("middle") => x - wide / 2.0,
        Some("end") => x - wide,
        _ => x,
    };
    node.attribute("transform").is_none().then_some((left, y - 8.0, left + wide, y + 1.0))
}

#[test]
fn figures_are_sound_at_any_numbers() {
    for figure in samples().into_iter().chain(extremes()) {
        for width in [860.0, 360.0] {
            let drawing = figure.svg(width);
            let name = figure.name();
            let document =
                Document::parse(&drawing).unwrap_or_else(|error| panic!("{name}: {error}\n{drawing}"));
            let root = document.root_element();
            assert_eq!(
                (root.attribute("role"), root.attribute("width")),
                (Some("img"), Some(&*width.to_string()))
            );
            let title = root
                .children()
                .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "title")))
                .unwrap();
            assert_eq!(title.text().unwrap_or_default(), figure.title());
            assert!(!figure.description().is_empty());
            let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
            let labelled = root.attribute("aria-labelledby").unwrap();
            assert!(labelled.split(' ').all(|id| ids.contains(&id)));
            assert!(elements(&document, "script").is_empty());
            for node in document.descendants() {
                let lengths = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "d", "width", "height"];
                for value in lengths.iter().filter_map(|name| node.attribute(*name)) {
                    assert!(!value.contains("NaN") && !value.contains("inf"), "{name}: {value}");
                }
                assert!(
                    node.attribute("style").is_none()
                        && node.attribute("fill").is_none_or(|fill| fill.starts_with("url"))
                );
            }
        }
    }
}

#[test]
fn text_stays_within_and_lies_on_no_other() {
    for figure in samples().into_iter().chain(extremes()) {
        for width in [860.0, 360.0] {
            let drawing = figure.svg(width);
            let document = Document::parse(&drawing).unwrap();
            let height: f64 = document.root_element().attribute("height").unwrap().parse().unwrap();
            let texts: Vec<_> = elements(&document, "text")
                .into_iter()
                .filter_map(|node| Some((node.text()?, area(node)?)))
                .collect();
            for (place, (text, a)) in texts.iter().enumerate() {
                let name = figure.name();
                assert!(
                    a.0 >= -1.0 && a.2 <= width + 1.0 && a.1 >= -1.0 && a.3 <= height,
                    "{name} {width}: {text} {a:?}"
                );
                for (other, b) in &texts[..place] {
                    let apart = a.2 <= b.0 + 1.0 || b.2 <= a.0 + 1.0 || a.3 <= b.1 || b.3 <= a.1;
                    assert!(apart, "{name} {width}: {text:?} {a:?} on {other:?} {b:?}");
                }
            }
        }
    }
}

#[test]
fn tables_have_a_unit_and_rows_of_one_length() {
    for figure in samples().into_iter().chain(extremes()) {
        let table = figure.table();
        let mut reader = csv::Reader::from_reader(&table[..]);
        assert!(reader.headers().unwrap().iter().any(|name| name == "unit"), "{}", figure.name());
        reader.records().for_each(|record| assert!(record.is_ok(), "{}: {record:?}", figure.name()));
    }
}

#[test]
fn same_numbers_same_drawing() {
    for (one, other) in samples().iter().zip(samples()) {
        assert_eq!(one.svg(860.0), other.svg(860.0));
    }
}

#[test]
fn there_is_a_place_to_point_at_for_each_number() {
    let count = |figure: &dyn Figure| figure.svg(860.0).matches("data-tip=").count();
    assert_eq!(count(&fan_chart("fan", vec![fan("none", 120, 1.0, 0.9)], events(), "t")), 120 + 4);
    assert_eq!(count(&heat(6, 5, 1.0)), 30);
    assert_eq!(count(&ledger(10, 1e9)), 3 * 10 + 10);
    assert_eq!(count(&time_line()), 4);
    assert_eq!(count(&intervals(6, 1.0)), 6);
    assert_eq!(count(&lines("lines", Along::Dates(months(24)), 2, 1.0)), 24 + 2);
}

fn count(figure: &dyn Figure, tag: &str, class: &str) -> usize {
    let drawing = figure.svg(860.0);
    let document = Document::parse(&drawing).unwrap();
    let has = |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    };
    elements(&document, tag).iter().filter(|node| has(node)).count()
}

#[test]
fn one_fan_has_all_bands_and_several_one_each() {
    let alone = fan_chart("fan", vec![fan("none", 24, 1.0, 0.9)], Vec::new(), "t");
    // Bands, the median, the mean and the base, which also have a lead to their names but the mean.
    let counts =
        |figure: &FanChart| ["band", "line", "dotted", "base"].map(|class| count(figure, "path", class));
    assert_eq!(counts(&alone), [3, 3, 1, 2]);
    let two = fan_chart("fans", vec![fan("none", 24, 1.0, 0.9), fan("other", 24, 1.0, 0.5)], Vec::new(), "t");
    assert_eq!(counts(&two), [2, 4, 0, 2]);
    let mut old = alone.clone();
    (old.fans[0].q10, old.fans[0].q90, old.fans[0].mean) = (Vec::new(), Vec::new(), Vec::new());
    assert_eq!(counts(&old), [2, 2, 0, 2]);
    assert!(!old.svg(860.0).contains("80 % of trials"));
}

#[test]
fn fans_tell_each_step() {
    let drawing = fan_chart("fan", vec![fan("none", 24, 2e3, 0.5)], Vec::new(), "t").svg(360.0);
    let document = Document::parse(&drawing).unwrap();
    let first = document.descendants().find_map(|node| node.attribute("data-tip")).unwrap();
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(lines[..2], ["2025-01-01", "median 2.00 kt"]);
    assert!(lines.contains(&"base 2.00 kt") && lines.contains(&"95 % of trials: 2.00 to 2.00"), "{first}");
}

#[test]
fn rare_values_have_an_axis_of_factors() {
    let figure = |points| Exceedance {
        name: "curve".to_owned(),
        title: "How often".to_owned(),
        unit: "t".to_owned(),
        curves: vec![curve("none", 1.0, points)],
    };
    assert!(figure(16).svg(860.0).contains(">200</text>"));
    assert!(!figure(3).svg(860.0).contains(">200</text>"));
    assert_eq!(count(&figure(16), "path", "band"), 1);
    assert!(figure(3).description().contains("once in 2.3 trials"), "{}", figure(3).description());
}

#[test]
fn shades_grow_with_values_and_missing_ones_have_none() {
    let map = HeatMap { values: vec![vec![Some(0.0), Some(5.0), Some(20.0), None]], ..heat(1, 4, 1.0) };
    let drawing = map.svg(860.0);
    let document = Document::parse(&drawing).unwrap();
    let cells: Vec<Option<&str>> = elements(&document, "rect")
        .iter()
        .filter(|node| node.attribute("data-tip").is_some())
        .map(|node| node.attribute("fill-opacity"))
        .collect();
    assert!(
        drawing.contains(">0</text>") && drawing.contains(">5.0</text>") && drawing.contains(">20</text>")
    );
    assert_eq!(cells, [Some("0.040"), Some("0.280"), Some("1.000"), None]);
    assert!(map.description().contains("20.0 %"));
}

#[test]
fn bars_of_a_ledger_begin_at_zero() {
    let drawing = ledger(3, 1e9).svg(860.0);
    let document = Document::parse(&drawing).unwrap();
    let number = |node: &Node<'_, '_>, name| node.attribute(name).unwrap().parse::<f64>().unwrap();
    let class =
        |node: &Node<'_, '_>, class| node.attribute("class").is_some_and(|text| text.starts_with(class));
    let zero = elements(&document, "line").into_iter().find(|node| class(node, "zero")).unwrap();
    let zero = number(&zero, "y1");
    let bars = elements(&document, "rect").into_iter().filter(|node| {
        class(node, "fill") && node.parent().is_some_and(|parent| parent.attribute("data-tip").is_some())
    });
    let ends: Vec<(f64, f64)> =
        bars.map(|bar| (number(&bar, "y"), number(&bar, "y") + number(&bar, "height"))).collect();
    assert_eq!(ends.len(), 9);
    assert!(
        ends.iter().all(|(top, bottom)| (top - zero).abs() < 0.11 || (bottom - zero).abs() < 0.11),
        "{ends:?} {zero}"
    );
}

#[test]
fn gains_and_losses_differ_in_shape() {
    let figure = intervals(6, 1.0);
    // Two or three rows of each, and one in the key.
    assert_eq!(count(&figure, "circle", "gain"), 3 + 1);
    assert_eq!(count(&figure, "circle", "hollow"), 1 + 1);
    assert_eq!(count(&figure, "path", "loss"), 2 + 1);
}

#[test]
fn phases_are_steps_and_hazards_are_hatched() {
    let drawing = time_line().svg(860.0);
    let document = Document::parse(&drawing).unwrap();
    let steps: Vec<&str> =
        elements(&document, "rect").iter().filter_map(|node| node.attribute("fill-opacity")).collect();
    assert_eq!(steps, ["0.38", "0.65", "1.00", "1.00"]);
    assert_eq!(count(&time_line(), "rect", "outline"), 2 + 1);
    assert!(drawing.contains("url(#timeline-860-hatch)") && drawing.contains("id=\"timeline-860-hatch\""));
}

#[test]
fn a_file_of_its_own_has_its_colours_and_title() {
    for figure in samples() {
        let file = standalone(&*figure, 860.0);
        let document = Document::parse(&file).unwrap();
        assert!(!file.contains("prefers-color-scheme") && file.contains("#0072b2"));
        let heading =
            elements(&document, "text").into_iter().find(|node| node.attribute("class") == Some("heading"));
        assert!(figure.title().starts_with(heading.unwrap().text().unwrap()));
    }
    match png(&standalone(&time_line(), 860.0), 0.5) {
        Ok(bytes) => assert!(bytes.len() > 1000),
        Err(FigureError::NoFont) => eprintln!("no font on this machine: pictures are not tested"),
        Err(error) => panic!("{error}"),
    }
}

/// Writes all samples as a page and as pictures, to be looked at: `cargo test -p oreflow-report gallery -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    let folder = std::env::temp_dir().join("oreflow-gallery");
    std::fs::create_dir_all(&folder).unwrap();
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><style>{}\nbody{{background:var(--paper);color:var(--ink)}}</style>",
        page_css()
    );
    for figure in samples().into_iter().chain(extremes()) {
        let text = svg::escape(&figure.description());
        let (name, wide, narrow) = (figure.name(), figure.svg(860.0), figure.svg(360.0));
        let _ = write!(page, "<h2>{name}</h2><p>{text}</p>{wide}<br>{narrow}");
    }
    std::fs::write(folder.join("page.html"), page).unwrap();
    for figure in samples() {
        let file = standalone(&*figure, 860.0);
        std::fs::write(folder.join(format!("{}.png", figure.name())), png(&file, 1.5).unwrap()).unwrap();
        std::fs::write(folder.join(format!("{}.svg", figure.name())), file).unwrap();
    }
    println!("{}", folder.display());
}
