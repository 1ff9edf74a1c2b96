//! How outcomes go over time, and how bad they get.

use super::Section;
use super::run::{Entry, Run, Steps};
use super::words::{of_path, of_policy, sentence};
use crate::figures::{Along, Curve, CurvePoint, Exceedance, Fan, FanChart, Figure, Line, Lines, Mark};

/// Outcomes of the headline that have figures of their own.
const SHOWN: usize = 6;

/// Fan charts of what the headline is about.
pub(super) fn over_time(run: &Run) -> Section {
    let mut figures: Vec<Box<dyn Figure>> = Vec::new();
    for path in run.headline() {
        let series = series_of(&path);
        let name = format!("fan-{}", file_name(series));
        if figures.len() < SHOWN && !figures.iter().any(|figure| figure.name() == name) {
            figures.extend(fan_chart(run, series, name));
        }
    }
    Section::new("over-time", "Over time")
        .lead(
            "Each trial has its own course. Half of them run within the darkest band, four in five within the next, nineteen in \
             twenty within the palest; the line is the median.",
        )
        .figures(figures)
}

fn fan_chart(run: &Run, path: &str, name: String) -> Option<Box<dyn Figure>> {
    let policies = run.policies();
    let fans: Vec<(&str, Steps<'_>)> =
        policies.iter().filter_map(|&policy| Some((policy, run.series(policy, path)?))).collect();
    let (_, first) = fans.first()?;
    Some(Box::new(FanChart {
        name,
        title: sentence(&of_path(path)),
        unit: first.unit().to_owned(),
        dates: first.dates(),
        events: marks(run),
        fans: fans.iter().map(|(policy, steps)| fan(policy, steps)).collect(),
    }))
}

fn fan(policy: &str, steps: &Steps<'_>) -> Fan {
    let [low, high] = steps.ends("mean");
    let [q025, q10, q25, median, q75, q90, q975] =
        ["q025", "q10", "q25", "median", "q75", "q90", "q975"].map(|statistic| steps.values(statistic));
    Fan {
        label: of_policy(policy),
        base: steps.base(),
        mean: steps.values("mean"),
        low: Some(low),
        high: Some(high),
        q025,
        q10,
        q25,
        median,
        q75,
        q90,
        q975,
    }
}

/// Measures of the first policy with their dates; what is planned by others is in the time line.
pub(super) fn marks(run: &Run) -> Vec<Mark> {
    let first = run.policies()[0];
    let planned = run.facts.plan.iter().filter(|planned| planned.policy == first && !planned.hazard);
    let marks = planned.filter_map(|planned| {
        let begin = run.facts.start;
        let from = planned.from.filter(|&from| from >= begin)?;
        Some(Mark { date: from, label: planned.id.clone(), until: planned.until })
    });
    marks.collect()
}

/// Curves of exceedance of the headline.
pub(super) fn how_bad(run: &Run) -> Section {
    let figures = run.headline().into_iter().take(SHOWN).filter_map(|path| {
        let curves: Vec<Curve> = run
            .policies()
            .into_iter()
            .map(|policy| {
                let points = run.rows("exceedance", &[("path", &path), ("policy", policy)]);
                Curve { label: of_policy(policy), points: points.iter().filter_map(point).collect() }
            })
            .filter(|curve| !curve.points.is_empty())
            .collect();
        let unit = run.outcome(run.policies()[0], &path)?.unit().to_owned();
        (!curves.is_empty()).then(|| -> Box<dyn Figure> {
            Box::new(Exceedance {
                name: format!("exceedance-{}", file_name(&path)),
                title: sentence(&of_path(&path)),
                unit,
                curves,
            })
        })
    });
    Section::new("how-bad", "How bad it can get")
        .lead("The chance that a trial comes out above a value. A chance of 5 % is once in 20 trials.")
        .figures(figures.collect())
}

fn point(entry: &Entry<'_>) -> Option<CurvePoint> {
    let chance = entry.text("chance").parse().ok()?;
    Some(CurvePoint { chance, value: entry.estimate("value") })
}

/// How estimates settle as trials are added.
pub(super) fn convergence(run: &Run) -> Vec<Box<dyn Figure>> {
    let first = run.policies()[0];
    let figure = |path: &String| {
        let lines = run.policies().into_iter().map(|policy| {
            let rows = run.rows("convergence", &[("path", path), ("policy", policy)]);
            let mean = |end: fn(&Entry<'_>) -> f64| rows.iter().map(end).collect::<Vec<f64>>();
            Line {
                label: of_policy(policy),
                values: mean(|row| row.number("mean").value),
                low: mean(|row| row.number("mean").low.unwrap_or(f64::NAN)),
                high: mean(|row| row.number("mean").high.unwrap_or(f64::NAN)),
                base: None,
            }
        });
        let rows = run.rows("convergence", &[("path", path), ("policy", first)]);
        let values: Vec<f64> = rows.iter().filter_map(|row| row.text("trials").parse().ok()).collect();
        let unit = rows.first()?.unit().to_owned();
        let chart = Lines {
            name: format!("convergence-{}", file_name(path)),
            title: format!("Mean after so many trials: {}", of_path(path)),
            unit,
            along: Along::Factors { title: "trials".to_owned(), values },
            lines: lines.collect(),
            events: Vec::new(),
        };
        (rows.len() > 1).then(|| -> Box<dyn Figure> { Box::new(chart) })
    };
    run.headline().iter().take(SHOWN).filter_map(figure).collect()
}

/// The series that an outcome is of.
pub(super) fn series_of(path: &str) -> &str {
    match path.match_indices('.').nth(2) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}

/// A path as a part of a file's name.
pub(super) fn file_name(path: &str) -> String {
    path.replace('*', "all").replace('>', "-to-").replace(['.', '@', ':'], "-")
}
