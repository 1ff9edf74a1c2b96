//! From values to pixels: scales with round ticks, units that keep numbers short, dates.

use jiff::civil::{Date, date};
use oreflow_random::Estimate;

use crate::number;

/// A scale from values to pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
    /// Between ticks; none where even steps are even factors.
    step: Option<f64>,
    /// At most about so many ticks.
    most: usize,
}

impl Scale {
    /// A scale with even steps, whose ends are round numbers for about so many ticks.
    pub(crate) fn linear(range: (f64, f64), start: f64, end: f64, most: usize) -> Self {
        let (low, high) = widened(range);
        let step = step(low, high, most);
        let (from, to) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Self { from, to, start, end, step: Some(step), most }
    }

    /// A scale with even steps from just this value to just that one.
    pub(crate) fn exact(range: (f64, f64), start: f64, end: f64, most: usize) -> Self {
        let (from, to) = widened(range);
        Self { from, to, start, end, step: Some(step(from, to, most)), most }
    }

    /// A scale with even factors, for positive values.
    pub(crate) fn log(range: (f64, f64), start: f64, end: f64, most: usize) -> Self {
        let (low, high) = (range.0.max(f64::MIN_POSITIVE), range.1.max(f64::MIN_POSITIVE));
        let (low, high) = if high / low < 1.001 { (low / 2.0, high * 2.0) } else { (low, high) };
        Self { from: low.ln(), to: high.ln(), start, end, step: None, most }
    }

    /// Where a value is; what is beyond the ends stands at the end, what is no number nowhere.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let value = if self.is_log() && !value.is_nan() { value.max(0.0).ln() } else { value };
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }

    /// Whether even steps are even factors.
    pub(crate) fn is_log(&self) -> bool {
        self.step.is_none()
    }

    /// The lowest and the highest value of the scale.
    pub(crate) fn ends(&self) -> (f64, f64) {
        if self.is_log() { (self.from.exp(), self.to.exp()) } else { (self.from, self.to) }
    }

    /// About so many round values; on a scale of factors powers of ten, with their halves and fifths where there is room.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let Some(step) = self.step else {
            return self.powers();
        };
        let (first, last) = ((self.from / step - 1e-6).ceil() as i64, (self.to / step + 1e-6).floor() as i64);
        (first..=last).map(|tick| tick as f64 * step).collect()
    }

    fn powers(&self) -> Vec<f64> {
        let (low, high) = self.ends();
        let exponents = low.log10().floor() as i32..=high.log10().ceil() as i32;
        let ticks = |digits: &[f64], every: usize| -> Vec<f64> {
            let all = exponents
                .clone()
                .step_by(every)
                .flat_map(|power| digits.iter().map(move |digit| digit * 10f64.powi(power)));
            all.filter(|tick| *tick >= low * (1.0 - 1e-9) && *tick <= high * (1.0 + 1e-9)).collect()
        };
        let finest: [&[f64]; 3] = [&[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
        let fitting = finest.iter().map(|digits| ticks(digits, 1)).find(|ticks| ticks.len() <= self.most);
        fitting.unwrap_or_else(|| ticks(&[1.0], exponents.clone().count().div_ceil(self.most.max(1))))
    }
}

/// The lowest and the highest of the finite values.
pub(crate) fn range(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite.fold(None, |range, value| {
        let (low, high) = range.unwrap_or((value, value));
        Some((value.min(low), value.max(high)))
    })
}

/// The range with zero in it, if at most half of what is shown is then empty.
pub(crate) fn near_zero((low, high): (f64, f64)) -> (f64, f64) {
    let span = high - low;
    match (low, high) {
        (low, high) if low > 0.0 && low <= span => (0.0, high),
        (low, high) if high < 0.0 && -high <= span => (low, 0.0),
        range => range,
    }
}

/// A range of some width: what differs by rounding alone is level.
fn widened((low, high): (f64, f64)) -> (f64, f64) {
    let size = high.abs().max(low.abs());
    if high - low > 1e-9 * size {
        return (low, high);
    }
    let half = if size > 0.0 { size / 10.0 } else { 1.0 };
    (low - half, high + half)
}

/// The round step, 1, 2 or 5 times a power of ten, that gives at most about so many ticks.
fn step(low: f64, high: f64, ticks: usize) -> f64 {
    let rough = (high - low) / ticks.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * power >= rough * (1.0 - 1e-9));
    digit.unwrap_or(10.0) * power
}

/// Numbers on an axis, all with the decimals that tell them apart.
pub(crate) fn labels(ticks: &[f64]) -> Vec<String> {
    let needed = |value: f64| {
        (0..9).find(|&decimals| {
            let scaled = value * 10f64.powi(decimals);
            (scaled - scaled.round()).abs() <= 1e-6 * scaled.abs().max(1e-3)
        })
    };
    let decimals = ticks.iter().map(|&tick| needed(tick).unwrap_or(9)).max().unwrap_or(0) as usize;
    ticks.iter().map(|&tick| grouped(&format!("{tick:.decimals$}"))).collect()
}

/// Thousands apart by thin blanks, and the sign a true minus.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut result = sign.to_owned();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            result.push('\u{2009}');
        }
        result.push(digit);
    }
    result + rest
}

/// The unit that numbers are drawn in, chosen by their size.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// What values are divided by.
    pub(crate) factor: f64,
    /// Name of the unit then.
    pub(crate) name: String,
}

impl Unit {
    /// The unit for numbers of about this size.
    pub(crate) fn of(size: f64, unit: &str) -> Self {
        let (factor, name) = number::scale(size, unit);
        let scaled = (size / factor).abs();
        if !scaled.is_finite() || scaled == 0.0 || (1e-2..1e6).contains(&scaled) {
            return Self { factor, name };
        }
        // Beyond the prefixes: by powers of a thousand.
        let power = 3 * (size.abs().log10() / 3.0).floor() as i32;
        let raised = |digit| match digit {
            '-' => '⁻',
            digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize - '0' as usize],
        };
        let name = format!("10{} {unit}", power.to_string().chars().map(raised).collect::<String>());
        Self { factor: 10f64.powi(power), name: name.trim_end().to_owned() }
    }

    /// The unit for the largest of the finite values.
    pub(crate) fn fitting(values: impl IntoIterator<Item = f64>, unit: &str) -> Self {
        Self::of(range(values).map_or(0.0, |(low, high)| low.abs().max(high.abs())), unit)
    }

    /// A value in the unit, without its name.
    pub(crate) fn number(&self, value: f64) -> String {
        number::number(value / self.factor).replace(' ', "\u{2009}").replace('-', "−")
    }

    /// A value with its unit.
    pub(crate) fn write(&self, value: f64) -> String {
        let number = self.number(value);
        if self.name.is_empty() || !value.is_finite() { number } else { format!("{number} {}", self.name) }
    }

    /// An estimate with its unit, and its interval unless it has none.
    pub(crate) fn estimate(&self, estimate: &Estimate) -> String {
        let value = self.write(estimate.value);
        let [low, high] = [estimate.low, estimate.high].map(|end| end.filter(|end| !end.is_nan()));
        if (low, high) == (None, None) || (low, high) == (Some(estimate.value), Some(estimate.value)) {
            return value;
        }
        let end = |end: Option<f64>| end.map_or_else(|| "beyond sample".to_owned(), |end| self.number(end));
        format!("{value} [{}, {}]", end(low), end(high))
    }

    /// Where a share of trials lies, without the name of the unit.
    pub(crate) fn interval(&self, low: f64, high: f64) -> String {
        format!("{} to {}", self.number(low), self.number(high))
    }
}

/// The ends of an estimate's interval, where it has both.
pub(crate) fn interval(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.low.zip(estimate.high).filter(|(low, high)| low.is_finite() && high.is_finite())
}

/// All numbers of an estimate.
pub(crate) fn numbers(estimate: &Estimate) -> [f64; 3] {
    [estimate.value, estimate.low.unwrap_or(f64::NAN), estimate.high.unwrap_or(f64::NAN)]
}

/// A date as a number: days since 1970.
pub(crate) fn day(of: Date) -> f64 {
    let since = of.duration_since(date(1970, 1, 1));
    since.as_hours() as f64 / 24.0
}

/// Round dates between two, at most about so many, with their labels: years, quarters, months or days.
pub(crate) fn dates(from: Date, to: Date, most: usize) -> Vec<(Date, String)> {
    let most = most.max(1);
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let span = months(to) - months(from);
    if (day(to) - day(from)) / 7.0 <= most as f64 && span <= 2 {
        let days = ((day(to) - day(from)) / most as f64).ceil().max(1.0) as i64;
        let all = (0..).map_while(|tick| from.checked_add(jiff::Span::new().days(tick * days)).ok());
        return all.take_while(|date| *date <= to).map(|date| (date, date.to_string())).collect();
    }
    let every = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000];
    let every = every
        .into_iter()
        .find(|every| span / every < most as i32)
        .unwrap_or_else(|| (span / most as i32 / 1200 + 1) * 1200);
    let first = months(from).div_euclid(every) * every;
    let ticks = (0..=span / every + 1).map(|tick| first + tick * every);
    let dates = ticks.filter_map(|month| {
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        Some((Date::new(year, (month.rem_euclid(12) + 1) as i8, 1).ok()?, every))
    });
    let label = |(date, every): (Date, i32)| match (every, date.month()) {
        (12.., _) | (3.., 1) => (date, date.year().to_string()),
        (3.., month) => (date, format!("Q{}", (month + 2) / 3)),
        _ => (date, format!("{}-{:02}", date.year(), date.month())),
    };
    dates.filter(|(date, _)| (from..=to).contains(date)).map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        for (range, ticks) in [
            ((0.3, 9.7), vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
            ((-1.0, 1.0), vec![-1.0, -0.5, 0.0, 0.5, 1.0]),
            ((0.0, 0.0), vec![-1.0, -0.5, 0.0, 0.5, 1.0]),
        ] {
            let scale = Scale::linear(range, 0.0, 100.0, 5);
            assert_eq!(scale.ticks(), ticks, "{range:?}");
            assert!(scale.ends().0 <= range.0 && scale.ends().1 >= range.1);
        }
        for range in [(1e-12, 3e-12), (-1e300, 1e300), (5.0, 5.0), (1e15, 1e15 + 1.0), (-3.0, -1.0)] {
            let ticks = Scale::linear(range, 0.0, 100.0, 5).ticks();
            assert!((2..=8).contains(&ticks.len()), "{range:?}: {ticks:?}");
        }
    }

    #[test]
    fn logarithms_have_round_ticks() {
        let scale = Scale::log((1.0, 1000.0), 0.0, 90.0, 4);
        assert_eq!(scale.ticks(), [1.0, 10.0, 100.0, 1000.0]);
        let fine = Scale::log((1.0, 1000.0), 0.0, 90.0, 10);
        assert_eq!(fine.ticks(), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0]);
        assert!((scale.at(10.0) - 30.0).abs() < 1e-9);
        assert_eq!((scale.at(0.0), scale.at(-5.0), scale.at(1e9)), (0.0, 0.0, 90.0));
        assert!(Scale::log((1e-12, 1e12), 0.0, 1.0, 6).ticks().len() <= 7);
        assert!(scale.at(f64::NAN).is_nan());
    }

    #[test]
    fn labels_have_equal_decimals() {
        assert_eq!(labels(&[0.0, 0.5, 1.0]), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(&[-2000.0, 0.0, 2000.0]), ["−2\u{2009}000", "0", "2\u{2009}000"]);
        assert_eq!(labels(&[0.0, 0.1 + 0.2]), ["0.0", "0.3"]);
    }

    #[test]
    fn units_keep_numbers_short() {
        for (size, unit, name, text) in [
            (2.5e6, "t", "Mt", "2.50 Mt"),
            (2.5e-7, "t", "10⁻⁹ t", "250 10⁻⁹ t"),
            (3e20, "USD", "10¹⁸ USD", "300 10¹⁸ USD"),
            (1.5, "x base", "x base", "1.50 x base"),
            (1.5, "", "", "1.50"),
        ] {
            let chosen = Unit::of(size, unit);
            assert_eq!((chosen.name.as_str(), chosen.write(size).as_str()), (name, text));
        }
        assert_eq!(Unit::fitting([f64::NAN, 2000.0, -3e6], "t").name, "Mt");
    }

    #[test]
    fn estimates_have_intervals_unless_certain() {
        let unit = Unit::of(2e3, "t");
        for (low, high, text) in [
            (Some(1e3), Some(3e3), "2.00 kt [1.00, 3.00]"),
            (Some(1e3), None, "2.00 kt [1.00, beyond sample]"),
            (None, None, "2.00 kt"),
            (Some(f64::NAN), Some(f64::NAN), "2.00 kt"),
            (Some(2e3), Some(2e3), "2.00 kt"),
        ] {
            assert_eq!(unit.estimate(&Estimate { value: 2e3, low, high }), text);
        }
    }

    #[test]
    fn dates_have_round_ticks() {
        let read = |from: &str, to: &str, most| -> Vec<String> {
            let ticks = dates(from.parse().unwrap(), to.parse().unwrap(), most);
            ticks.into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(read("2025-01-01", "2034-12-01", 6), ["2026", "2028", "2030", "2032", "2034"]);
        assert_eq!(read("2025-01-01", "2026-06-01", 8), ["2025", "Q2", "Q3", "Q4", "2026", "Q2"]);
        assert_eq!(read("2025-01-01", "2025-04-01", 4), ["2025-01", "2025-02", "2025-03", "2025-04"]);
        assert_eq!(read("2025-01-06", "2025-01-20", 3), ["2025-01-06", "2025-01-11", "2025-01-16"]);
        assert_eq!(read("2025-01-01", "2025-01-01", 3), ["2025-01-01"]);
        assert!(read("0001-01-01", "9999-12-31", 5).len() <= 6);
    }

    #[test]
    fn zero_is_shown_where_it_is_near() {
        assert_eq!(near_zero((1.0, 3.0)), (0.0, 3.0));
        assert_eq!(near_zero((2.0, 3.0)), (2.0, 3.0));
        assert_eq!(near_zero((-3.0, -1.0)), (-3.0, 0.0));
    }
}
