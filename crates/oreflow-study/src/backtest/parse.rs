//! From text to an expression, by recursive descent.

use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;
use oreflow_engine::observe::{Kind, Quantity};

use super::expression::{Expression, ExpressionError, Function, Node, Operator, PathUse, Period};

/// Brackets within brackets, so that no text can exhaust the stack.
const DEPTH: usize = 64;

const FUNCTIONS: &str = "mean, total, max, min, base, month_of_max, months_until";
const PERIODS: &str =
    "write a year (2014), a month (2014-03), months from the event (+6), or two of them (+1..+12)";

pub(super) fn parse(text: &str, event: Date) -> Result<Expression, ExpressionError> {
    let mut parser = Parser { text, at: 0, depth: 0, event, paths: Vec::new(), periods: Vec::new() };
    let root = parser.sum()?;
    parser.blanks();
    if parser.at < text.len() {
        return Err(parser.unexpected("an operator or the end"));
    }
    let Parser { paths, periods, .. } = parser;
    Ok(Expression { text: text.to_owned(), event, root, paths, periods })
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    event: Date,
    paths: Vec<PathUse>,
    periods: Vec<Period>,
}

fn error(at: Range<usize>, message: impl Into<String>, help: &str) -> ExpressionError {
    let help = (!help.is_empty()).then(|| help.to_owned());
    ExpressionError { message: message.into(), help, at }
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes one of some characters behind blanks.
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        self.blanks();
        let found = self.peek().filter(|found| wanted.contains(found))?;
        self.at += found.len_utf8();
        Some(found)
    }

    /// Takes all characters up to the first that does not belong.
    fn word(&mut self, belongs: impl Fn(char) -> bool) -> (&'t str, Range<usize>) {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let at = self.at..self.at + length;
        self.at = at.end;
        (&rest[..length], at)
    }

    fn unexpected(&self, wanted: &str) -> ExpressionError {
        match self.peek() {
            Some(found) => {
                let at = self.at..self.at + found.len_utf8();
                error(at, format!("there is '{found}' where {wanted} should be"), "")
            }
            None => error(self.at..self.at, format!("the expression ends where {wanted} should be"), ""),
        }
    }

    fn need(&mut self, wanted: char) -> Result<(), ExpressionError> {
        self.take(&[wanted]).map(|_| ()).ok_or_else(|| self.unexpected(&format!("'{wanted}'")))
    }

    fn sum(&mut self) -> Result<Node, ExpressionError> {
        let mut node = self.product()?;
        while let Some(operator) = self.take(&['+', '-']) {
            let operator = if operator == '+' { Operator::Add } else { Operator::Subtract };
            node = Node::Binary(operator, Box::new(node), Box::new(self.product()?));
        }
        Ok(node)
    }

    fn product(&mut self) -> Result<Node, ExpressionError> {
        let mut node = self.factor()?;
        while let Some(operator) = self.take(&['*', '/']) {
            let operator = if operator == '*' { Operator::Multiply } else { Operator::Divide };
            node = Node::Binary(operator, Box::new(node), Box::new(self.factor()?));
        }
        Ok(node)
    }

    fn factor(&mut self) -> Result<Node, ExpressionError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(error(self.at..self.at, "the brackets go too deep", "write it in fewer"));
        }
        self.blanks();
        let node = match self.peek() {
            Some('-') => {
                self.at += 1;
                Node::Negative(Box::new(self.factor()?))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.need(')')?;
                inner
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number()?,
            Some(c) if c.is_alphabetic() => self.call()?,
            _ => return Err(self.unexpected("a number, a function or '('")),
        };
        self.depth -= 1;
        Ok(node)
    }

    fn number(&mut self) -> Result<Node, ExpressionError> {
        let (_, mut at) = self.word(|c| c.is_ascii_digit() || c == '.');
        let rest = self.rest();
        if rest.starts_with(['e', 'E']) {
            let sign = usize::from(rest[1..].starts_with(['+', '-']));
            self.at += 1 + sign;
            at.end = self.word(|c| c.is_ascii_digit()).1.end;
        }
        let text = &self.text[at.clone()];
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Node::Number).ok_or_else(|| error(at, format!("'{text}' is not a number"), ""))
    }

    fn call(&mut self) -> Result<Node, ExpressionError> {
        let (name, at) = self.word(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == '.');
        let function = match name {
            "mean" => Some(Function::Mean),
            "total" => Some(Function::Total),
            "max" => Some(Function::Max),
            "min" => Some(Function::Min),
            "month_of_max" => Some(Function::MonthOfMax),
            "base" | "months_until" => None,
            _ if name.contains('.') => {
                let help = "put it into a function, such as mean(path, 2014)";
                return Err(error(at, format!("'{name}' is a path without a function"), help));
            }
            _ => {
                let message = format!("there is no function '{name}'");
                return Err(error(at, message, &format!("write one of {FUNCTIONS}")));
            }
        };
        self.need('(')?;
        let (path, used) = self.path(function == Some(Function::Total))?;
        let node = match function {
            Some(function) => {
                self.need(',')?;
                Node::Over(function, path, self.period()?)
            }
            None if name == "base" => Node::Base(path),
            None => {
                let help = "write months_until(path < 0.5 * base(path)), with blanks about < or >";
                let Some(sign) = self.take(&['<', '>']) else {
                    let ExpressionError { message, at, .. } = self.unexpected("'<' or '>'");
                    // A sign without blanks belongs to the path.
                    let at = if self.text[used.clone()].contains('>') { used } else { at };
                    return Err(error(at, message, help));
                };
                Node::MonthsUntil { path, above: sign == '>', limit: Box::new(self.sum()?) }
            }
        };
        self.need(')')?;
        Ok(node)
    }

    /// A path; `>` belongs to it where no blanks are about it.
    fn path(&mut self, of_total: bool) -> Result<(usize, Range<usize>), ExpressionError> {
        self.blanks();
        let (path, at) = self.word(|c| !c.is_whitespace() && !",()<".contains(c));
        let parts: Vec<&str> = path.split('.').collect();
        if parts.len() != 3 || parts.iter().any(|part| part.is_empty()) {
            let help = "write quantity.product.place, such as exports.nickel-ore.PHL";
            return Err(error(at, format!("'{path}' is not a path"), help));
        }
        let Some(quantity) = Quantity::from_name(parts[0]) else {
            let known: Vec<&str> = Quantity::ALL.iter().map(|quantity| quantity.name()).collect();
            let help = format!("write one of {}", known.join(", "));
            return Err(error(at, format!("there is no quantity '{}'", parts[0]), &help));
        };
        if of_total && quantity.kind() == Kind::Level {
            return Err(error(at, format!("'{quantity}' is a level and has no total"), "write mean(...)"));
        }
        let known = self.paths.iter().position(|known| known.path == path);
        let position = known.unwrap_or_else(|| {
            self.paths.push(PathUse { path: path.to_owned(), at: at.clone() });
            self.paths.len() - 1
        });
        Ok((position, at))
    }

    fn period(&mut self) -> Result<Period, ExpressionError> {
        self.blanks();
        let (text, mut at) = self.word(|c| c.is_alphanumeric() || c.is_whitespace() || ".+-".contains(c));
        let text = text.trim_end();
        at.end = at.start + text.len();
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let months = self.months(first).zip(self.months(last));
        let Some(((from, _), (_, until))) = months else {
            return Err(error(at, format!("'{text}' is not a period"), PERIODS));
        };
        if until <= from {
            return Err(error(at, format!("the period '{text}' ends before it begins"), ""));
        }
        let period = Period { from, until, at };
        self.periods.push(period.clone());
        Ok(period)
    }

    /// First day of a year or month, and the first day behind it.
    fn months(&self, text: &str) -> Option<(Date, Date)> {
        let text = text.trim();
        let digits = |text: &str, most: usize| {
            let sound = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i16>().ok().filter(|_| sound)
        };
        let after = |day: Date, months: i64| day.checked_add(Span::new().months(months)).ok();
        if let Some(sign) = text.chars().next().filter(|&c| c == '+' || c == '-') {
            let months = i64::from(digits(&text[1..], 4)?);
            let from = after(self.event.first_of_month(), if sign == '-' { -months } else { months })?;
            return Some((from, after(from, 1)?));
        }
        let (year, month) = match text.split_once('-') {
            Some((year, month)) if month.len() == 2 => (year, Some(i8::try_from(digits(month, 2)?).ok()?)),
            Some(_) => return None,
            None => (text, None),
        };
        let year = digits(year, 4).filter(|_| year.len() == 4)?;
        let from = Date::new(year, month.unwrap_or(1), 1).ok()?;
        Some((from, after(from, if month.is_some() { 1 } else { 12 })?))
    }
}
