//! How wide text is, and how labels are kept from lying on each other.

use unicode_width::UnicodeWidthChar;

/// Size of the text of axes, keys and marks.
pub(crate) const SMALL: f64 = 11.0;

/// How much wider bold text is.
pub(crate) const BOLD: f64 = 1.1;

/// Where a label stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Widths of the signs from blank to tilde in thousandths of the size: those of Helvetica, which Arial and Liberation Sans share.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// How wide a text of a size is, in pixels. What is not in the table counts as wide as a broad letter.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let thousandths: f64 = text
        .chars()
        .map(|c| match c {
            ' '..='~' => f64::from(WIDTHS[c as usize - 32]),
            '\u{2009}' => 200.0,
            '…' => 1000.0,
            c => 700.0 * c.width().unwrap_or(0) as f64,
        })
        .sum();
    thousandths * size / 1000.0
}

/// The text, or as much of its beginning as fits, with a mark that something is missing.
pub(crate) fn elide(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut left = room - width("…", size);
    for c in text.chars() {
        left -= width(c.encode_utf8(&mut [0; 4]), size);
        if left < 0.0 {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The text in lines of a width, broken at blanks and behind hyphens; what does not fit the last is left out with a mark.
pub(crate) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let words = text.split_inclusive([' ', '-', '/']).filter(|word| !word.trim().is_empty());
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(last) if full || width(&format!("{last}{}", word.trim_end()), size) <= room => {
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| elide(line.trim_end(), size, room)).collect()
}

/// Places of labels near the places wanted, in the same order, at least `gap` apart and between the ends.
///
/// Where there is no room for all, they are as far apart as can be.
pub(crate) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let gap = gap.min((high - low) / (wanted.len().max(2) - 1) as f64);
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    let mut places = vec![0.0; wanted.len()];
    let mut least = low;
    for &label in &order {
        places[label] = wanted[label].max(least);
        least = places[label] + gap;
    }
    let mut most = high;
    for &label in order.iter().rev() {
        places[label] = f64::min(places[label], most);
        most = places[label] - gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        assert!((width("Nickel", 10.0) - 27.24).abs() < 0.3, "{}", width("Nickel", 10.0));
        assert_eq!(width("", 10.0), 0.0);
        assert!(width("镍", 10.0) > width("n", 10.0));
        assert_eq!(width("\u{7}", 10.0), 0.0);
    }

    #[test]
    fn long_text_is_cut_to_its_room() {
        let long = "nickel-ore-saprolite of the whole wide world";
        assert_eq!(elide("ore", 12.0, 100.0), "ore");
        let cut = elide(long, 12.0, 100.0);
        assert!(cut.ends_with('…') && cut.starts_with("nickel-ore") && width(&cut, 12.0) <= 100.0, "{cut}");
        assert_eq!(elide(long, 12.0, 0.0), "…");
        let lines = wrap(long, 12.0, 80.0, 3);
        assert_eq!(lines[..2], ["nickel-ore-", "saprolite of the"]);
        assert!(lines.len() == 3 && lines.iter().all(|line| width(line, 12.0) <= 80.0), "{lines:?}");
        assert_eq!(wrap("  ", 12.0, 80.0, 2), Vec::<String>::new());
    }

    #[test]
    fn labels_are_apart_and_within() {
        let places = spread(&[50.0, 10.0, 51.0, 99.0, 98.0], 12.0, 0.0, 100.0);
        assert_eq!(places, [50.0, 10.0, 62.0, 100.0, 88.0]);
        assert_eq!(spread(&[5.0, 5.0, 5.0], 10.0, 0.0, 10.0), [0.0, 5.0, 10.0]);
        assert_eq!(spread(&[], 10.0, 0.0, 10.0), Vec::<f64>::new());
    }
}
