//! The chain before and in its worst month, and who goes short.

use std::collections::{BTreeMap, BTreeSet};

use oreflow_engine::calendar::Step;

use super::Section;
use super::money::{suffix, under};
use super::run::{Entry, Run};
use super::words::sentence;
use crate::figures::{
    CountryValue, Figure, Flow, HeatMap, IntervalRow, Intervals, Sankey, SankeyLink, WorldMap,
};
use crate::number::number;

/// Rows and columns of the heat map.
const COUNTRIES: usize = 24;
const PRODUCTS: usize = 14;
/// Demand missed by less than this share in percent is no shortage.
const NOTHING_MISSED: f64 = 0.05;
/// Losers and winners that are shown.
const ENDS: usize = 8;
/// Flows of the map.
const FLOWS: usize = 60;

/// The flows of the chain in the base and in the worst step at prices of the base, USD million a step.
fn flows(run: &Run, policy: &str) -> Vec<SankeyLink> {
    let flow = |entry: &Entry<'_>| {
        let price = entry.number("price").value / 1e6;
        let [product, from, into, to] =
            ["product", "from", "into", "to"].map(|name| entry.text(name).to_owned());
        let (base, value) = (entry.number("base").value * price, entry.number("mean").value * price);
        SankeyLink { product, from, into, to, base, value }
    };
    run.rows("flows", &[("policy", policy)]).iter().map(flow).collect()
}

/// Products that the run is about: touched by measures and hazards, or without any of the headline; and all that they are made of
/// or go into.
fn focus<'a>(run: &Run, flows: &'a [SankeyLink]) -> BTreeSet<&'a str> {
    let known: BTreeSet<&'a str> = flows.iter().map(|flow| flow.product.as_str()).collect();
    let headline = run.headline();
    let named = headline.iter().filter_map(|path| path.split('.').nth(1));
    let touched = run.facts.plan.iter().flat_map(|planned| planned.products.iter().map(String::as_str));
    let mut seeds: BTreeSet<&'a str> = touched.filter_map(|product| known.get(product).copied()).collect();
    if seeds.is_empty() {
        seeds = named.filter_map(|product| known.get(product).copied()).collect();
    }
    let reach = |forward: bool| {
        let mut reached = seeds.clone();
        loop {
            let before = reached.len();
            for flow in flows.iter().filter(|flow| !flow.into.is_empty()) {
                let (product, into) = (flow.product.as_str(), flow.into.as_str());
                let (near, far) = if forward { (product, into) } else { (into, product) };
                if reached.contains(near) {
                    reached.insert(far);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    };
    reach(true).union(&reach(false)).copied().collect()
}

/// Sankey diagram and map of the worst step.
pub(super) fn chain(run: &Run) -> Section {
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    let mut date = String::new();
    for policy in run.two_policies() {
        let all = flows(run, policy);
        let focus = focus(run, &all);
        let chosen = all.iter().filter(|flow| focus.contains(flow.product.as_str()));
        let chosen: Vec<SankeyLink> = chosen.cloned().collect();
        let Some(first) = run.rows("flows", &[("policy", policy)]).first().copied() else { continue };
        date = when(run, first.text("date"));
        let (under, suffix) = (under(policy), suffix(policy));
        figures.push(Box::new(Sankey {
            name: format!("chain{suffix}"),
            title: format!("The chain in the base and in {date}{under}"),
            unit: format!("USD million a {}", run.facts.step),
            panels: ["base".to_owned(), format!("{date}{under}")],
            links: chosen.clone(),
        }));
        figures.push(Box::new(map(run, &chosen, &date, &under, &suffix)));
    }
    Section::new("chain", "The chain at its worst")
        .lead(&format!(
            "{} is when users lose most, by what they miss and by what the rest costs more, in the mean over trials. Flows are means over \
             a part of the trials and are counted at the prices of the base, so that widths compare between products.{}",
            sentence(&date),
            if run.policies().len() > 2 { " Of the policies, the one is shown that changes the first outcome most; flows.csv has all." } else { "" }
        ))
        .figures(figures)
}

/// Flows between countries, and what share of its supply each country gets less.
fn map(run: &Run, flows: &[SankeyLink], date: &str, under: &str, suffix: &str) -> WorldMap {
    let mut supply: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let mut between: BTreeMap<(&str, &str, &str), (f64, f64)> = BTreeMap::new();
    for flow in flows {
        let of_country = supply.entry(&flow.to).or_default();
        *of_country = (of_country.0 + flow.base, of_country.1 + flow.value);
        if flow.from != flow.to {
            let arc = between.entry((&flow.from, &flow.to, &flow.product)).or_default();
            *arc = (arc.0 + flow.base, arc.1 + flow.value);
        }
    }
    let mut arcs: Vec<Flow> = between
        .into_iter()
        .map(|((from, to, product), (base, value))| Flow {
            from: from.to_owned(),
            to: to.to_owned(),
            label: product.to_owned(),
            base,
            value,
        })
        .collect();
    arcs.sort_by(|a, b| b.base.max(b.value).total_cmp(&a.base.max(a.value)));
    arcs.truncate(FLOWS);
    let countries = supply.into_iter().filter(|(_, (base, _))| *base > 0.0).map(|(code, (base, worst))| {
        let change = worst / base - 1.0;
        let label = format!(
            "{code}: supplies of {} USD million, {} % of the base",
            number(worst),
            number(100.0 * worst / base)
        );
        CountryValue { code: code.to_owned(), label, value: change }
    });
    WorldMap {
        name: format!("map{suffix}"),
        title: format!("Who is sent less, and what still flows, in {date}{under}"),
        when: date.to_owned(),
        shares_of: "supplies of the chain".to_owned(),
        unit: format!("USD million a {}", run.facts.step),
        flows: arcs,
        countries: countries.collect(),
    }
}

/// A step by its first day: `2028-03-01` as `March 2028` where steps are months, else as `the week from 2028-03-01`.
fn when(run: &Run, date: &str) -> String {
    let day = date.parse::<jiff::civil::Date>().ok().filter(|_| run.step == Step::Month);
    day.map_or_else(
        || format!("the {} from {date}", run.step.name()),
        |day| day.strftime("%B %Y").to_string(),
    )
}

/// Who misses what: heat maps of unmet demand.
pub(super) fn who_goes_short(run: &Run) -> Section {
    let figures = run.two_policies().into_iter().filter_map(|policy| heat(run, policy));
    Section::new("who-goes-short", "Who goes short")
        .lead("Final demand that is missed over the whole run, short and priced out together, as a share of demand: means over trials.")
        .figures(figures.collect())
}

fn heat(run: &Run, policy: &str) -> Option<Box<dyn Figure>> {
    let rows = run.rows("summary", &[("quantity", "unmet"), ("field", "share"), ("policy", policy)]);
    let mut shares: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut by_product: BTreeMap<&str, f64> = BTreeMap::new();
    let mut by_country: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &rows {
        let (product, place, share) = (row.text("product"), row.text("place"), row.number("mean").value);
        if place == "world" || share.is_nan() || share < NOTHING_MISSED {
            continue;
        }
        shares.insert((place, product), share);
        for (most, key) in [(&mut by_product, product), (&mut by_country, place)] {
            let most = most.entry(key).or_insert(0.0);
            *most = most.max(share);
        }
    }
    let largest = |of: BTreeMap<&str, f64>, most: usize| {
        let mut names: Vec<(&str, f64)> = of.into_iter().collect();
        names.sort_by(|a, b| b.1.total_cmp(&a.1));
        names.into_iter().take(most).map(|(name, _)| name.to_owned()).collect::<Vec<String>>()
    };
    let (places, products) = (largest(by_country, COUNTRIES), largest(by_product, PRODUCTS));
    if places.is_empty() {
        return None;
    }
    let value = |place: &String, product: &String| shares.get(&(place.as_str(), product.as_str())).copied();
    let values = places.iter().map(|place| products.iter().map(|product| value(place, product)).collect());
    let (under, suffix) = (under(policy), suffix(policy));
    Some(Box::new(HeatMap {
        name: format!("unmet{suffix}"),
        title: format!("Unmet demand by country and product{under}"),
        what: "unmet demand".to_owned(),
        unit: "% of demand".to_owned(),
        values: values.collect(),
        rows: places,
        columns: products,
    }))
}

/// Who gains and who loses value added over the run.
pub(super) fn who_gains(run: &Run) -> Section {
    let figures = run.policies().into_iter().filter_map(|policy| gains(run, policy));
    Section::new("who-gains", "Who loses and who gains")
        .lead("Change of value added over the run: sales less purchases of what the model traces, left for labour, energy, capital and the state.")
        .figures(figures.collect())
}

fn gains(run: &Run, policy: &str) -> Option<Box<dyn Figure>> {
    let keys = [("quantity", "value-added"), ("product", "*"), ("field", "change"), ("policy", policy)];
    let mut rows: Vec<Entry<'_>> = run.rows("summary", &keys);
    rows.retain(|row| row.number("mean").value.abs() > 0.0);
    rows.sort_by(|a, b| a.number("mean").value.total_cmp(&b.number("mean").value));
    ends(&mut rows);
    let unit = rows.first()?.unit().to_owned();
    let (under, suffix) = (under(policy), suffix(policy));
    Some(Box::new(Intervals {
        name: format!("value-added{suffix}"),
        title: format!("Change of value added over the run{under}"),
        what: "change of value added".to_owned(),
        unit,
        rows: rows.iter().map(|row| interval(row.text("place"), row)).collect(),
    }))
}

/// Leaves the first and the last of many.
pub(super) fn ends<T>(rows: &mut Vec<T>) {
    if rows.len() > 2 * ENDS {
        rows.drain(ENDS..rows.len() - ENDS);
    }
}

/// A row of estimates: mean with its interval, and what nine in ten trials lie between.
pub(super) fn interval(label: &str, row: &Entry<'_>) -> IntervalRow {
    let known = |statistic: &str| Some(row.number(statistic).value).filter(|value| value.is_finite());
    IntervalRow {
        label: label.to_owned(),
        mean: row.estimate("mean"),
        q05: known("q05"),
        q95: known("q95"),
        reference: None,
    }
}
