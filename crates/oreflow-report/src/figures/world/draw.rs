//! The map, its flows and its key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::coast::{COUNTRIES, Country, place};
use super::labels::Labels;
use super::projection::Sheet;
use super::route::bow;
use super::{CountryValue, Flow, WorldMap, amount, size};
use crate::figures::axis::{Sign, key};
use crate::figures::svg::{Element, Length, Path, circle, group, label, line, rect};
use crate::figures::text::{Anchor, SMALL, wrap};
use crate::figures::{id, picture};
use crate::number::{change, number};

/// Changes from which a country is shaded, and how strongly; less is no change.
const SHADES: [(f64, f64); 4] = [(0.01, 0.25), (0.05, 0.45), (0.2, 0.7), (0.5, 1.0)];
/// Outlines are drawn to this part of a pixel.
const GRID: f64 = 0.4;
/// Countries smaller than this, in square pixels, have a sign of their own.
const SMALL_AREA: f64 = 30.0;

/// From this width on there is room for details.
const WIDE: f64 = 600.0;

pub(super) fn draw(map: &WorldMap, width: f64) -> String {
    let (most, broadest) = if width >= WIDE { (24, 13.0) } else { (10, 7.0) };
    let sheet = Sheet::new(width, 0.0);
    let flows: Vec<&Flow> = map
        .largest()
        .into_iter()
        .filter(|flow| place(&flow.from).is_some() && place(&flow.to).is_some())
        .take(most)
        .collect();
    let scale = flows.first().map_or(0.0, |largest| broadest / size(largest));
    let changed = map.changed();
    let hatch = id(&map.name, width, "hatch");
    let parts = [
        hatches(&hatch),
        land(&sheet, &changed, &hatch),
        signs(&sheet, &changed),
        arcs(map, &sheet, &flows, scale),
        labels(&sheet, &flows, &changed, width),
    ];
    let (foot, bottom) = foot(map, &changed, &flows, scale, &hatch, width, sheet.bottom() + 14.0);
    picture(map, width, bottom, parts.into_iter().chain(foot))
}

/// How strongly a change is shown, from 1; none where it is too small.
fn shade(value: f64) -> Option<usize> {
    SHADES.iter().rposition(|(from, _)| value.abs() >= *from)
}

/// Losses are hatched, too, for those who do not tell the colours apart.
fn hatches(id: &str) -> Element {
    let patterns = SHADES.iter().enumerate().map(|(shade, (_, strength))| {
        let ground = rect(0.0, 0.0, 4.0, 4.0).class("fill loss").set("fill-opacity", strength);
        Element::new("pattern")
            .set("id", format!("{id}-{shade}"))
            .set("patternUnits", "userSpaceOnUse")
            .set("patternTransform", "rotate(45)")
            .set("width", 4)
            .set("height", 4)
            .with(ground)
            .with(line(0.0, 0.0, 0.0, 4.0).class("hatching"))
    });
    Element::new("defs").all(patterns)
}

fn land(sheet: &Sheet, changed: &[&CountryValue], hatch: &str) -> Element {
    let values: BTreeMap<&str, &CountryValue> =
        changed.iter().map(|country| (country.code.as_str(), *country)).collect();
    let (mut land, mut rest) = (group("countries"), String::new());
    for country in COUNTRIES.iter().filter(|country| !country.rings.is_empty()) {
        let outline = outline(sheet, country);
        let Some(value) = values.get(country.code) else {
            rest += &outline;
            continue;
        };
        let path = Element::new("path").set("d", outline).tip(&value.label);
        land.add(match shade(value.value) {
            None => path.class("land"),
            Some(shade) if value.value < 0.0 => {
                path.class("border").set("fill", format!("url(#{hatch}-{shade})"))
            }
            Some(shade) => path.class("border fill gain").set("fill-opacity", SHADES[shade].1),
        });
    }
    let rest = Element::new("path").set("d", rest).class("land");
    group("map").with(rest).with(land)
}

/// The outline of a country as a path, in steps on a grid that neighbours share, so that there are no gaps between them.
fn outline(sheet: &Sheet, country: &Country) -> String {
    let mut path = String::new();
    for ring in &country.rings {
        let on_grid = |pixels: f64| (pixels / GRID).round();
        let points = ring.iter().map(|&degrees| sheet.at(degrees)).map(|(x, y)| (on_grid(x), on_grid(y)));
        let mut points: Vec<(f64, f64)> = points.collect();
        points.dedup();
        if points.len() < 3 {
            continue;
        }
        let _ = write!(path, "M{} {}l", Length(GRID * points[0].0), Length(GRID * points[0].1));
        let steps =
            points.windows(2).map(|pair| (GRID * (pair[1].0 - pair[0].0), GRID * (pair[1].1 - pair[0].1)));
        for (x, y) in steps {
            let _ = write!(path, "{} {} ", Length(x), Length(y));
        }
        path.truncate(path.trim_end().len());
        path.push('z');
    }
    path
}

/// Square pixels within an outline.
fn area(sheet: &Sheet, country: &Country) -> f64 {
    let twice = |ring: &Vec<(f64, f64)>| {
        let points = ring.iter().map(|&degrees| sheet.at(degrees));
        let next = points.clone().cycle().skip(1);
        points.zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>()
    };
    country.rings.iter().map(twice).sum::<f64>().abs() / 2.0
}

/// Signs of what is too small to be seen shaded: a triangle that points down for a loss, a circle for a gain.
fn signs(sheet: &Sheet, changed: &[&CountryValue]) -> Element {
    let small = |code: &str| {
        let country = COUNTRIES.iter().find(|country| country.code == code && !code.is_empty())?;
        country.at.filter(|_| area(sheet, country) < SMALL_AREA)
    };
    let signs = changed.iter().filter_map(|country| {
        let (x, y) = sheet.at(small(&country.code)?);
        Some(sign(x, y, shade(country.value), country.value).tip(&country.label))
    });
    group("signs").all(signs)
}

fn sign(x: f64, y: f64, shade: Option<usize>, value: f64) -> Element {
    let strength = shade.map_or(1.0, |shade| SHADES[shade].1);
    match shade {
        None => circle(x, y, 3.5).class("border land"),
        Some(_) if value < 0.0 => {
            let mut path = Path::through([(x - 4.5, y - 4.0), (x + 4.5, y - 4.0), (x, y + 4.5)]);
            path.close();
            path.draw().class("border fill loss").set("fill-opacity", strength)
        }
        Some(_) => circle(x, y, 4.0).class("border fill gain").set("fill-opacity", strength),
    }
}

/// The flows: as broad as in the base and hatched where something is lost, or in the colour of a gain where there is more, and upon
/// it as much as is both before and after.
fn arcs(map: &WorldMap, sheet: &Sheet, flows: &[&Flow], scale: f64) -> Element {
    let mut arcs = group("arcs");
    let mut between: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for flow in flows {
        let Some((from, to)) = place(&flow.from).zip(place(&flow.to)) else { continue };
        let nth = between.entry((&flow.from, &flow.to)).or_default();
        let mut pieces = bow(sheet, from, to, *nth);
        *nth += 1;
        let (base, value) = (amount(flow.base), amount(flow.value));
        let tip = format!(
            "{}, {} to {}\nbase: {} {unit}\n{}: {} {unit} ({})",
            flow.label,
            flow.from,
            flow.to,
            number(base),
            map.when,
            number(value),
            change(base, value),
            unit = map.unit
        );
        let mut arc = group("route").tip(&tip);
        let head = arrow(&mut pieces, 2.5 + 0.55 * scale * base.max(value));
        for piece in &pieces {
            arc.add(thread(piece, scale * base, scale * value));
        }
        arcs.add(arc.with(head.class(if value > 0.0 { "arrow" } else { "arrow loss" })));
    }
    arcs
}

/// A piece of a flow that is so many pixels broad before and after. What cannot be seen is not drawn as a change.
fn thread(points: &[(f64, f64)], base: f64, value: f64) -> Element {
    const LEAST: f64 = 0.5;
    let line = |classes: &str| Path::through(points.iter().copied()).draw().class(classes);
    let broad = |classes: &str, pixels: f64| line(classes).length("stroke-width", pixels.max(LEAST));
    let (kept, whole) = (base.min(value), base.max(value));
    let mut thread = Element::new("g").with(line("reach"));
    if whole - kept >= LEAST || kept == 0.0 {
        thread.add(broad(if value < base { "arc lost" } else { "arc gained" }, whole));
    }
    if kept > 0.0 {
        thread.add(broad("arc", kept));
    }
    thread
}

/// The point of an arrow at the end of a line, which is cut back to where the point begins.
fn arrow(pieces: &mut [Vec<(f64, f64)>], half: f64) -> Element {
    let length = 1.6 * half;
    let Some((line, end)) = pieces.last_mut().and_then(|line| line.last().copied().map(|end| (line, end)))
    else {
        return Element::new("g");
    };
    let away = |point: &(f64, f64)| (end.0 - point.0).hypot(end.1 - point.1);
    while line.len() > 1 && line.last().is_some_and(|point| away(point) < length) {
        line.pop();
    }
    let from = line[line.len() - 1];
    let distance = away(&from).max(1e-9);
    let (dx, dy) = ((end.0 - from.0) / distance, (end.1 - from.1) / distance);
    let foot = (end.0 - length * dx, end.1 - length * dy);
    line.push(foot);
    let side = |sign: f64| (foot.0 - sign * half * dy, foot.1 + sign * half * dx);
    let mut path = Path::through([end, side(1.0), side(-1.0)]);
    path.close();
    path.draw()
}

/// Codes of the countries between which the flows run, and of those that lose or gain most, with their change.
fn labels(sheet: &Sheet, flows: &[&Flow], changed: &[&CountryValue], width: f64) -> Element {
    let mut labels = Labels::new([0.0, 0.0, width, sheet.bottom()]);
    let mut most: Vec<&&CountryValue> =
        changed.iter().filter(|country| shade(country.value).is_some()).collect();
    most.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    let ends = flows.iter().flat_map(|flow| [flow.from.as_str(), flow.to.as_str()]);
    let mut named = BTreeSet::new();
    let codes =
        ends.chain(most.into_iter().map(|country| country.code.as_str())).filter(|code| named.insert(*code));
    let drawn = codes.take(if width >= WIDE { 20 } else { 8 }).filter_map(|code| {
        let change = changed.iter().find(|country| country.code == code && shade(country.value).is_some());
        let text = match change.filter(|_| width >= WIDE) {
            Some(country) => format!("{code} {}", crate::number::change(1.0, 1.0 + country.value)),
            None => code.to_owned(),
        };
        labels.beside(sheet.at(place(code)?), &text)
    });
    group("labels").all(drawn)
}

/// The key and what else is to be known, with the lower edge.
fn foot(
    map: &WorldMap,
    changed: &[&CountryValue],
    flows: &[&Flow],
    scale: f64,
    hatch: &str,
    width: f64,
    top: f64,
) -> (Vec<Element>, f64) {
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    let shades = |sign: f64| -> Vec<(Sign<'static>, String)> {
        let drawn = (0..SHADES.len())
            .filter(|&at| changed.iter().any(|c| shade(c.value) == Some(at) && c.value * sign > 0.0));
        let entry = |at: usize| {
            let box_of: Sign<'static> = if sign < 0.0 {
                let fill = format!("url(#{hatch}-{at})");
                Box::new(move |x, y| rect(x, y + 1.0, x + 22.0, y + 11.0).class("border").set("fill", &fill))
            } else {
                Box::new(move |x, y| {
                    rect(x, y + 1.0, x + 22.0, y + 11.0).class("fill gain").set("fill-opacity", SHADES[at].1)
                })
            };
            let sign = if sign < 0.0 { "-" } else { "+" };
            let text = match SHADES.get(at + 1) {
                Some((to, _)) => format!("{sign}{} to {sign}{} %", percent(SHADES[at].0), percent(*to)),
                None => format!("{sign}{} % and beyond", percent(SHADES[at].0)),
            };
            (box_of, text)
        };
        drawn.map(entry).collect()
    };
    let mut entries = shades(-1.0);
    entries.extend(shades(1.0));
    let mut arcs = Vec::new();
    if let Some(largest) = flows.first() {
        let round = round(size(largest));
        arcs.push((stroke("arc", scale * round), format!("{} {}", number(round), map.unit)));
        arcs.push((stroke("arc lost", 6.0), "lost against the base".to_owned()));
        arcs.push((stroke("arc gained", 6.0), "more than in the base".to_owned()));
    }
    let (shades, first) = key(0.0, top, width, entries);
    let (arcs, second) = key(0.0, top + first, width, arcs);
    let mut y = top + first + second + 10.0;
    let mut notes = group("notes");
    for text in wrap(&note(map), SMALL, width, 4) {
        notes.add(label(0.0, y, Anchor::Start, &text).class("small"));
        y += 15.0;
    }
    (vec![shades, arcs, notes], y)
}

/// A sign of the key: a piece of a flow so many pixels broad.
fn stroke(classes: &'static str, broad: f64) -> Sign<'static> {
    Box::new(move |x, y| line(x, y + 6.0, x + 22.0, y + 6.0).class(classes).length("stroke-width", broad))
}

/// The largest of 1, 2, 5 and their powers of ten that is not more than a positive value.
fn round(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [5.0, 2.0].into_iter().find(|digit| digit * power <= value).unwrap_or(1.0) * power
}

fn note(map: &WorldMap) -> String {
    let codes = map.flows.iter().flat_map(|flow| [&flow.from, &flow.to]);
    let codes = codes.chain(map.countries.iter().map(|country| &country.code));
    let unknown: BTreeSet<&str> = codes.map(String::as_str).filter(|code| place(code).is_none()).collect();
    let mut note = format!("Countries: change of {} in {}.", map.shares_of, map.when);
    if !unknown.is_empty() {
        let unknown: Vec<&str> = unknown.into_iter().collect();
        let _ = write!(note, " Not on the map: {}.", unknown.join(", "));
    }
    note
}
