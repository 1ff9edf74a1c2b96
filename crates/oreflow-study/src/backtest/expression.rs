//! Expressions: how a figure is read from the series of a run.

use std::ops::Range;

use jiff::civil::Date;
use oreflow_engine::calendar::Calendar;
use oreflow_engine::observe::Series;
use oreflow_network::{Network, Problem};
use serde::{Serialize, Serializer};

use super::curve::Curve;
use super::parse;

/// Whole months, from a first day to before a last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// First day behind it.
    pub until: Date,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
}

/// A path of an expression, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathUse {
    /// The path `quantity.product.place`.
    pub path: String,
    /// Where it stands first in the text, in bytes.
    pub at: Range<usize>,
}

/// What makes a text no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Where, in bytes of the text.
    pub at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A function of a path and a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Mean,
    Total,
    Max,
    Min,
    MonthOfMax,
}

/// Paths are positions in the list of the expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Negative(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Over(Function, usize, Period),
    Base(usize),
    MonthsUntil { path: usize, above: bool, limit: Box<Node> },
}

/// An expression over the series of a run, such as `total(output.ore.PHL, 2014) / total(output.ore.PHL, 2013)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub(super) text: String,
    pub(super) event: Date,
    pub(super) root: Node,
    pub(super) paths: Vec<PathUse>,
    pub(super) periods: Vec<Period>,
}

impl Expression {
    /// Reads an expression; months are counted from the event.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place in the text.
    pub fn parse(text: &str, event: Date) -> Result<Self, ExpressionError> {
        parse::parse(text, event)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The paths, each once, in order of appearance.
    pub fn paths(&self) -> &[PathUse] {
        &self.paths
    }

    /// The series of the paths.
    ///
    /// # Errors
    /// All paths that the network does not know, each with its place in the text.
    pub fn series(&self, network: &Network) -> Result<Vec<Series>, Vec<(Range<usize>, Problem)>> {
        let mut problems = Vec::new();
        let mut series = Vec::new();
        for used in &self.paths {
            match Series::parse(&used.path, network) {
                Ok(one) => series.push(one),
                Err(problem) => problems.push((used.at.clone(), problem)),
            }
        }
        if problems.is_empty() { Ok(series) } else { Err(problems) }
    }

    /// Checks that the run is long enough for all periods.
    ///
    /// # Errors
    /// All periods that end after it, each with its place in the text.
    pub fn check_periods(&self, calendar: &Calendar) -> Result<(), Vec<(Range<usize>, Problem)>> {
        let end = calendar.end();
        let late = self.periods.iter().filter(|period| period.until > end).map(|period| {
            let message = format!("the period goes on until {}, the run ends before {end}", period.until);
            (period.at.clone(), Problem::new(message).help("write a longer horizon in [time] of case.toml"))
        });
        let late: Vec<_> = late.collect();
        if late.is_empty() { Ok(()) } else { Err(late) }
    }

    /// The value, from a curve for each of [`Expression::paths`].
    ///
    /// What divides by zero is not a number; what never comes is infinite.
    ///
    /// # Panics
    /// If there are fewer curves than paths.
    pub fn evaluate(&self, curves: &[&Curve], calendar: &Calendar) -> f64 {
        self.value(&self.root, curves, calendar)
    }

    fn value(&self, node: &Node, curves: &[&Curve], calendar: &Calendar) -> f64 {
        let value = |node: &Node| self.value(node, curves, calendar);
        match node {
            Node::Number(number) => *number,
            Node::Negative(inner) => -value(inner),
            Node::Binary(operator, left, right) => {
                let (left, right) = (value(left), value(right));
                match operator {
                    Operator::Add => left + right,
                    Operator::Subtract => left - right,
                    Operator::Multiply => left * right,
                    // An infinite quotient must not pass for a time that never comes.
                    Operator::Divide if right == 0.0 => f64::NAN,
                    Operator::Divide => left / right,
                }
            }
            Node::Base(path) => curves[*path].base(),
            Node::Over(function, path, period) => {
                let curve = curves[*path];
                match function {
                    Function::Mean => curve.mean(period, calendar),
                    Function::Total => curve.total(period, calendar),
                    Function::Max => curve.max(period, calendar),
                    Function::Min => curve.min(period, calendar),
                    Function::MonthOfMax => curve.month_of_max(period, self.event, calendar),
                }
            }
            Node::MonthsUntil { path, above, limit } => {
                curves[*path].months_until(*above, value(limit), self.event, calendar)
            }
        }
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
