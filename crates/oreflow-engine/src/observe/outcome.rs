//! One number a trial: a statistic of a series over time.

use oreflow_network::{Network, Problem};

use super::{Kind, Quantity, Series};
use crate::calendar::Calendar;

/// How a series becomes one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Statistic {
    /// Sum over the run of a flow, mean of a level.
    Total,
    /// Sum (or mean) over the run less that of the base.
    Change,
    /// Of unmet demand: the total as a share of base demand, in percent.
    Share,
    /// Highest value, as a multiple of the base; of unmet demand, as a percentage of demand.
    Peak,
    /// Months from the start to the highest value; 0 where it never rises by a thousandth.
    PeakMonth,
    /// Months from the first departure by more than 5 % until the series is back within 5 % for six months;
    /// 0 if it never departs, infinite if it does not come back within the run.
    Recovery,
    /// Sum of a flow, mean of a level, over a year of the run, from 1.
    Year(u16),
    /// The same less that of the base.
    ChangeYear(u16),
    /// Of a flow: sum less that of the base from the start to the end of a year of the run, from 1.
    ChangeToYear(u16),
    /// Of a flow: months from the start until its sum is back at that of the base for good; 0 if it never falls below,
    /// infinite if it is below at the end of the run.
    BreakEven,
}

impl Statistic {
    /// Name in paths.
    pub fn name(self) -> String {
        match self {
            Self::Total => "total".to_owned(),
            Self::Change => "change".to_owned(),
            Self::Share => "share".to_owned(),
            Self::Peak => "peak".to_owned(),
            Self::PeakMonth => "peak-month".to_owned(),
            Self::Recovery => "recovery".to_owned(),
            Self::Year(year) => format!("year-{year}"),
            Self::ChangeYear(year) => format!("change-year-{year}"),
            Self::ChangeToYear(year) => format!("change-to-year-{year}"),
            Self::BreakEven => "break-even".to_owned(),
        }
    }

    /// Whether it is a time until something that may not happen within the run, and then is infinite.
    pub fn may_never_come(self) -> bool {
        matches!(self, Self::Recovery | Self::BreakEven)
    }

    /// The year of the run that it names.
    pub(crate) fn of_year(self) -> Option<u16> {
        match self {
            Self::Year(year) | Self::ChangeYear(year) | Self::ChangeToYear(year) => Some(year),
            _ => None,
        }
    }

    /// The statistic of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let year = |text: &str| text.parse::<u16>().ok().filter(|&year| year > 0);
        match name {
            "total" => Some(Self::Total),
            "change" => Some(Self::Change),
            "share" => Some(Self::Share),
            "peak" => Some(Self::Peak),
            "peak-month" => Some(Self::PeakMonth),
            "recovery" => Some(Self::Recovery),
            "break-even" => Some(Self::BreakEven),
            _ => {
                let of = |prefix: &str| name.strip_prefix(prefix).and_then(year);
                let change = || of("change-year-").map(Self::ChangeYear);
                let sum = || of("change-to-year-").map(Self::ChangeToYear);
                of("year-").map(Self::Year).or_else(change).or_else(sum)
            }
        }
    }
}

/// A statistic of a series, found in a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The series.
    pub series: Series,
    /// How it becomes one number.
    pub statistic: Statistic,
}

/// Share of the base within which a series counts as recovered, and for how long, in months.
const RECOVERED: f64 = 0.05;
const RECOVERED_MONTHS: f64 = 6.0;

impl Outcome {
    /// Reads a path `quantity.product.place[.field]`; without a field, `total`.
    ///
    /// # Errors
    /// If the path is malformed, names what the network does not know, or asks for what the quantity does not have.
    pub fn parse(path: &str, network: &Network) -> Result<Self, Problem> {
        let parts: Vec<&str> = path.split('.').collect();
        let (series, field) = match parts.as_slice() {
            [_, _, _, field] => (&path[..path.len() - field.len() - 1], *field),
            _ => (path, "total"),
        };
        let Some(statistic) = Statistic::from_name(field) else {
            return Err(Problem::new(format!("there is no field '{field}'")).help(
                "write total, change, share, peak, peak-month, recovery, break-even, year-1, year-2 ..., change-year-1 ... or change-to-year-1 ...",
            ));
        };
        let series = Series::parse(series, network)?;
        if statistic == Statistic::Share && !is_shortfall(series.quantity()) {
            return Err(Problem::new(format!("{} has no share", series.quantity()))
                .help("shares are of unmet, short and priced-out demand"));
        }
        let summed = matches!(statistic, Statistic::ChangeToYear(_) | Statistic::BreakEven);
        if summed && series.kind() != Kind::Flow {
            return Err(Problem::new(format!("{} does not add up over time", series.quantity()))
                .help("break-even and change-to-year are of flows, such as value-added and exports"));
        }
        Ok(Self { series, statistic })
    }

    /// Whether the highest values are the worst: of what is missed, paid or waited for; of all else the lowest are.
    pub fn worse_if_higher(&self) -> bool {
        let waited = self.statistic.may_never_come() || self.statistic == Statistic::PeakMonth;
        waited || self.series.quantity().worse_if_higher()
    }

    /// The path with its field.
    pub fn path(&self) -> String {
        format!("{}.{}", self.series.path(), self.statistic.name())
    }

    /// Unit.
    pub fn unit(&self) -> String {
        let shortfall = is_shortfall(self.series.quantity());
        let unit = match self.statistic {
            Statistic::Share => "%",
            Statistic::Peak if shortfall => "%",
            Statistic::Peak => "x base",
            Statistic::PeakMonth | Statistic::Recovery | Statistic::BreakEven => "mo",
            _ => return self.series.unit(),
        };
        unit.to_owned()
    }

    /// The number of a trial, from the values of its steps and the value of a step of the base.
    ///
    /// For shortfalls `base` is the demand of a step of the base.
    pub fn evaluate(&self, values: &[f64], base: f64, calendar: &Calendar) -> f64 {
        let shortfall = is_shortfall(self.series.quantity());
        let nothing = if shortfall { 0.0 } else { base };
        let dt = calendar.step().months();
        let kind = self.series.kind();
        match self.statistic {
            Statistic::Total => gather(kind, values.iter().copied()),
            Statistic::Change => gather(kind, values.iter().map(|value| value - nothing)),
            Statistic::Share => 100.0 * values.iter().sum::<f64>() / (base * values.len() as f64),
            Statistic::Peak => {
                let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max) / base;
                if shortfall { 100.0 * highest } else { highest }
            }
            Statistic::PeakMonth => {
                let mut best = (nothing + 1e-3 * base.abs(), 0.0);
                for (step, &value) in values.iter().enumerate() {
                    if value > best.0 {
                        best = (value, (step + 1) as f64 * dt);
                    }
                }
                best.1
            }
            Statistic::Recovery => recovery(values.iter().map(|value| (value - nothing) / base), dt),
            Statistic::Year(year) => gather(kind, in_year(values, year, calendar)),
            Statistic::ChangeYear(year) => {
                gather(kind, in_year(values, year, calendar).map(|value| value - nothing))
            }
            Statistic::ChangeToYear(year) => {
                let until = |&(step, _): &(usize, &f64)| calendar.year(step) <= usize::from(year);
                values.iter().enumerate().take_while(until).map(|(_, value)| value - nothing).sum()
            }
            Statistic::BreakEven => break_even(values.iter().map(|value| value - nothing), base.abs(), dt),
        }
    }

    /// Years of the run that hold at least a step.
    pub fn last_year(calendar: &Calendar) -> usize {
        calendar.steps().checked_sub(1).map_or(0, |last| calendar.year(last))
    }
}

/// Whether the quantity is a shortfall, measured against demand.
pub(crate) fn is_shortfall(quantity: Quantity) -> bool {
    matches!(quantity, Quantity::Unmet | Quantity::Short | Quantity::PricedOut)
}

fn gather(kind: Kind, values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for value in values {
        sum += value;
        count += 1;
    }
    match kind {
        Kind::Flow => sum,
        Kind::Level => sum / f64::from(count.max(1)),
    }
}

fn in_year<'a>(values: &'a [f64], year: u16, calendar: &'a Calendar) -> impl Iterator<Item = f64> + 'a {
    let wanted = usize::from(year);
    values.iter().enumerate().filter(move |(step, _)| calendar.year(*step) == wanted).map(|(_, &value)| value)
}

fn recovery(departures: impl Iterator<Item = f64>, dt: f64) -> f64 {
    let needed = (RECOVERED_MONTHS / dt).ceil() as usize;
    let (mut first, mut calm) = (None, 0);
    for (step, departure) in departures.enumerate() {
        if departure.abs() > RECOVERED {
            first.get_or_insert(step);
            calm = 0;
        } else if let Some(first) = first {
            calm += 1;
            if calm == needed {
                return (step + 1 - needed - first) as f64 * dt;
            }
        }
    }
    if first.is_some() { f64::INFINITY } else { 0.0 }
}

/// Sums that fall short by less than this share of a step of the base have not fallen.
const NOTHING_LOST: f64 = 1e-6;

fn break_even(changes: impl Iterator<Item = f64>, base: f64, dt: f64) -> f64 {
    let (mut sum, mut lost, mut steps) = (0.0, 0, 0);
    for change in changes {
        sum += change;
        steps += 1;
        if sum < -NOTHING_LOST * base {
            lost = steps;
        }
    }
    match lost {
        0 => 0.0,
        last if last == steps => f64::INFINITY,
        last => f64::from(last + 1) * dt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn break_even_is_when_the_sum_is_back_for_good() {
        let months = |changes: &[f64]| break_even(changes.iter().copied(), 10.0, 1.0);
        assert_eq!(months(&[0.0, 1.0, -1.0]), 0.0);
        assert_eq!(months(&[-2.0, 1.0, 1.0, 0.0]), 3.0);
        // Back after two months, lost again, and back in the fifth.
        assert_eq!(months(&[-1.0, 1.0, -3.0, 1.0, 2.0]), 5.0);
        assert_eq!(months(&[-2.0, 1.0]), f64::INFINITY);
    }

    #[test]
    fn recovery_counts_from_the_first_departure_to_six_calm_months() {
        let quiet = std::iter::repeat_n(0.0, 12);
        let shock = [0.2, 0.1, 0.06];
        let series = || std::iter::repeat_n(0.0, 5).chain(shock).chain(quiet.clone());
        assert_eq!(recovery(series(), 1.0), 3.0);
        assert_eq!(recovery(quiet.clone(), 1.0), 0.0);
        assert_eq!(recovery(series().take(12), 1.0), f64::INFINITY);
        // A relapse within six months starts the count anew.
        assert_eq!(recovery(series().take(10).chain([0.3]).chain(quiet.clone()), 1.0), 6.0);
    }

    #[test]
    fn statistics_are_named_and_read_back() {
        for statistic in [
            Statistic::Total,
            Statistic::Change,
            Statistic::Share,
            Statistic::Peak,
            Statistic::PeakMonth,
            Statistic::Recovery,
            Statistic::Year(3),
            Statistic::ChangeYear(10),
            Statistic::ChangeToYear(2),
            Statistic::BreakEven,
        ] {
            assert_eq!(Statistic::from_name(&statistic.name()), Some(statistic));
        }
        for bad in ["", "year-0", "year-x", "change-to-year-", "totals"] {
            assert_eq!(Statistic::from_name(bad), None);
        }
    }
}
