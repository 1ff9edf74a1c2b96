//! Days as people write them.

use jiff::civil::Date;

use crate::codes::Code;
use crate::diagnostic::Complaint;

/// Years in which runs may take place; far enough from the ends of the calendar that no sum leaves it.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;

const EXAMPLE: &str =
    "write a month such as \"2025-01\", which is its first day, or a day such as \"2025-01-12\"";

/// Reads `2025-01` (the first day of the month) or `2025-01-12`.
pub(crate) fn parse_date(text: &str) -> Result<Date, Complaint> {
    let parts: Option<Vec<i16>> = text.trim().split('-').map(whole_number).collect();
    match parts.as_deref() {
        Some(&[year, month]) => date(year, month, 1),
        Some(&[year, month, day]) => date(year, month, day),
        _ => Err(Complaint::new(Code::NoDate, format!("'{text}' is not a date")).help(EXAMPLE)),
    }
}

/// A day of the calendar.
pub(crate) fn date(year: i16, month: i16, day: i16) -> Result<Date, Complaint> {
    if !YEARS.contains(&year) {
        let help = format!("write a year from {} to {}", YEARS.start(), YEARS.end());
        return Err(Complaint::new(Code::NoDate, format!("the year {year} is out of reach")).help(help));
    }
    let first = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok());
    let Some(first) = first else {
        return Err(Complaint::new(Code::NoDate, format!("there is no month {month}"))
            .help("write a month from 01 to 12"));
    };
    i8::try_from(day).ok().and_then(|day| Date::new(year, first.month(), day).ok()).ok_or_else(|| {
        let last = first.days_in_month();
        Complaint::new(Code::NoDate, format!("{year}-{month:02} has no day {day}"))
            .help(format!("write a day from 01 to {last}"))
    })
}

fn whole_number(text: &str) -> Option<i16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_its_first_day() {
        assert_eq!(parse_date("2025-07"), Ok(jiff::civil::date(2025, 7, 1)));
        assert_eq!(parse_date(" 2024-02-29 "), Ok(jiff::civil::date(2024, 2, 29)));
    }

    #[test]
    fn impossible_days_are_refused_with_what_is_possible() {
        for (text, message, help) in [
            ("2025-02-30", "2025-02 has no day 30", "write a day from 01 to 28"),
            ("2025-13", "there is no month 13", "write a month from 01 to 12"),
            ("2025-00-01", "there is no month 0", "write a month from 01 to 12"),
            ("2025-200-01", "there is no month 200", "write a month from 01 to 12"),
            ("0025-01", "the year 25 is out of reach", "write a year from 1900 to 2999"),
            ("July 2025", "'July 2025' is not a date", EXAMPLE),
            ("2025", "'2025' is not a date", EXAMPLE),
            ("2025-+1-1", "'2025-+1-1' is not a date", EXAMPLE),
            ("99999-01", "'99999-01' is not a date", EXAMPLE),
            ("", "'' is not a date", EXAMPLE),
        ] {
            assert_eq!(parse_date(text), Err(Complaint::new(Code::NoDate, message).help(help)), "{text}");
        }
    }
}
