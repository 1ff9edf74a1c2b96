//! What those who act lose and gain, what prices do inside and outside their borders, and what is in stock.

use std::collections::BTreeSet;

use oreflow_random::Estimate;

use super::Section;
use super::chain::{ends, interval};
use super::course::{file_name, marks};
use super::run::{Entry, Run, Steps};
use super::words::{estimate, of_path, of_policy, sentence, share};
use crate::figures::{Along, Figure, Intervals, Ledger, LedgerBar, Line, Lines};

/// Actors with a ledger; products with prices and stocks, of a run and of policies, which have a chart for each place.
const ACTORS: usize = 4;
const PRODUCTS: [usize; 2] = [6, 3];

/// The ledger of each actor, by year and by product.
pub(super) fn ledgers(run: &Run) -> Section {
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    for actor in run.facts.actors.iter().take(ACTORS) {
        for policy in run.policies() {
            figures.extend(ledger(run, actor, policy));
            figures.extend(by_product(run, actor, policy));
        }
    }
    Section::new("ledger", "The ledger of those who act")
        .lead(
            "Changes against the base. Value added is what is left of sales after modelled inputs: what the country loses on what it holds \
             back, and gains on what it makes of it at home. The line adds it up from the start; where it comes back above zero for good, \
             the measures have broken even.",
        )
        .figures(figures)
}

fn ledger(run: &Run, actor: &str, policy: &str) -> Option<Box<dyn Figure>> {
    let years = |quantity: &str, field: &str| -> Vec<Entry<'_>> {
        (1..).map_while(|year| run.outcome(policy, &format!("{quantity}.*.{actor}.{field}-{year}"))).collect()
    };
    let (revenue, value) = (years("export-revenue", "change-year"), years("value-added", "change-year"));
    let cumulative = years("value-added", "change-to-year");
    let unit = value.first()?.unit().to_owned();
    let first_year = run.facts.start.year();
    // A run that begins in the midst of a year counts its own years.
    let name = |year: usize| match (run.facts.start.month(), i16::try_from(year)) {
        (1, Ok(year)) => (first_year + year).to_string(),
        _ => format!("year {}", year + 1),
    };
    let means = |rows: &[Entry<'_>]| rows.iter().map(|row| row.estimate("mean")).collect::<Vec<Estimate>>();
    let bar = |label: &str, rows: &[Entry<'_>]| LedgerBar { label: label.to_owned(), values: means(rows) };
    Some(Box::new(Ledger {
        name: format!("ledger-{}{}", file_name(actor), suffix(policy)),
        title: format!("What {actor} loses and gains, by year{}", under(policy)),
        actor: actor.to_owned(),
        unit,
        years: (0..value.len()).map(name).collect(),
        bars: vec![bar("export revenue", &revenue), bar("value added", &value)],
        cumulative: means(&cumulative),
        break_even: break_even(run, actor, policy),
    }))
}

/// When the value added of an actor is back, in words.
fn break_even(run: &Run, actor: &str, policy: &str) -> Option<String> {
    let row = run.outcome(policy, &format!("value-added.*.{actor}.break-even"))?;
    let (never, median) = (row.number("never"), row.number("median"));
    let after = if median.value == 0.0 {
        "is never at a loss in the median".to_owned()
    } else {
        format!("breaks even after {} in the median", estimate(median, "mo"))
    };
    let not = format!("in {} of trials not within the run", share(never));
    Some(match never.value {
        1.0 => "does not break even within the run in any trial".to_owned(),
        0.0 => after,
        // The median of all is never.
        _ if median.value.is_infinite() => not,
        _ => format!("{after}; {not}"),
    })
}

/// Which of its makers lose and which gain.
fn by_product(run: &Run, actor: &str, policy: &str) -> Option<Box<dyn Figure>> {
    let keys = [("quantity", "value-added"), ("place", actor), ("field", "change"), ("policy", policy)];
    let mut rows = run.rows("summary", &keys);
    rows.retain(|row| row.text("product") != "*" && row.number("mean").value != 0.0);
    rows.sort_by(|a, b| a.number("mean").value.total_cmp(&b.number("mean").value));
    ends(&mut rows);
    let unit = rows.first()?.unit().to_owned();
    Some(Box::new(Intervals {
        name: format!("makers-{}{}", file_name(actor), suffix(policy)),
        title: format!("Which makers in {actor} lose and which gain over the run{}", under(policy)),
        what: "change of value added".to_owned(),
        unit,
        rows: rows.iter().map(|row| interval(row.text("product"), row)).collect(),
    }))
}

/// Products of which some price other than the world's is followed, those held back.
fn held_back(run: &Run) -> Vec<&str> {
    let prices = run.rows("series", &[("quantity", "price")]);
    let mut products = BTreeSet::new();
    prices.iter().filter(|row| row.text("place") != "world").for_each(|row| {
        products.insert(row.text("product"));
    });
    products.into_iter().take(PRODUCTS[usize::from(run.policies().len() > 1)]).collect()
}

/// Prices inside and outside the border of those who act: of a run in one chart, of policies a chart for each place.
pub(super) fn prices(run: &Run) -> Section {
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    let first = run.policies()[0];
    for product in held_back(run) {
        let mut places: Vec<&str> = Vec::new();
        for row in run.rows("series", &[("quantity", "price"), ("product", product), ("policy", first)]) {
            if !places.contains(&row.text("place")) {
                places.push(row.text("place"));
            }
        }
        let path = |place: &str| format!("price.{product}.{place}");
        if run.policies().len() == 1 {
            let lines = places.iter().map(|place| ((*place).to_owned(), first, path(place)));
            let title = format!("Price of {product}");
            figures.extend(lines_of(run, &format!("price-{product}"), &title, lines.collect(), None));
        } else {
            for place in places {
                let lines = run.policies().into_iter().map(|policy| (of_policy(policy), policy, path(place)));
                let name = format!("price-{product}-{place}");
                figures.extend(lines_of(run, &name, &of_path(&path(place)), lines.collect(), None));
            }
        }
    }
    Section::new("prices", "Prices inside and outside the border")
        .lead("Means over trials with their 95 % intervals: delivered in a country, and worldwide ex works.")
        .figures(figures)
}

/// What is in stock of what is held back, and how long it would last.
pub(super) fn stocks(run: &Run) -> Section {
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    let first = run.policies()[0];
    let places = [("stock", "with its makers"), ("input-stock", "with its users")];
    for product in held_back(run) {
        // Flows of a step of the base are what is used in it.
        let flows = run.rows("flows", &[("product", product), ("policy", first)]);
        let used: f64 = flows.iter().map(|flow| flow.number("base").value).sum();
        if used <= 0.0 {
            continue;
        }
        let cover = Some((run.step.months() / used, "months of use"));
        let path = |stock: &str| format!("{stock}.{product}.world");
        let title = format!("Stocks of {product} worldwide");
        if run.policies().len() == 1 {
            let lines = places.map(|(stock, label)| (label.to_owned(), first, path(stock)));
            figures.extend(lines_of(run, &format!("stock-{product}"), &title, lines.into(), cover));
        } else {
            for (stock, label) in places {
                let lines = run.policies().into_iter().map(|policy| (of_policy(policy), policy, path(stock)));
                let (name, title) = (format!("{stock}-{product}"), format!("{title}, {label}"));
                figures.extend(lines_of(run, &name, &title, lines.collect(), cover));
            }
        }
    }
    Section::new("stocks", "Stocks and cover")
        .lead(
            "Stocks in months that they would last at the use of the base. Means over trials with their 95 % intervals.",
        )
        .figures(figures)
}

/// A chart of means of series, each with a label, its policy and its path; `scaled` gives a factor and the unit that it leads to.
fn lines_of(
    run: &Run,
    name: &str,
    title: &str,
    series: Vec<(String, &str, String)>,
    scaled: Option<(f64, &str)>,
) -> Option<Box<dyn Figure>> {
    let found =
        series.into_iter().filter_map(|(label, policy, path)| Some((label, run.series(policy, &path)?)));
    let found: Vec<(String, Steps<'_>)> = found.collect();
    let (_, first) = found.first()?;
    let (factor, unit) = scaled.unwrap_or((1.0, first.unit()));
    let scale = |values: Vec<f64>| values.into_iter().map(|value| value * factor).collect::<Vec<f64>>();
    let line = |(label, steps): &(String, Steps<'_>)| {
        let [low, high] = steps.ends("mean").map(scale);
        Line {
            label: label.clone(),
            values: scale(steps.values("mean")),
            low,
            high,
            base: Some(steps.base() * factor),
        }
    };
    Some(Box::new(Lines {
        name: file_name(name),
        title: sentence(title),
        unit: unit.to_owned(),
        along: Along::Dates(first.dates()),
        lines: found.iter().map(line).collect(),
        events: marks(run),
    }))
}

/// What is added to a title under a policy.
pub(super) fn under(policy: &str) -> String {
    if policy.is_empty() { String::new() } else { format!(", {}", of_policy(policy)) }
}

/// What is added to the name of a figure under a policy.
pub(super) fn suffix(policy: &str) -> String {
    if policy.is_empty() { String::new() } else { format!("-{}", file_name(policy)) }
}
