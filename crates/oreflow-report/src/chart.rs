//! Charts of one line.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const RANGE: char = '─';
const MIDDLE: char = '●';
const ZERO: char = '│';

/// Whether a sign belongs to a chart.
pub(crate) fn is_chart(c: char) -> bool {
    BLOCKS.contains(&c) || [RANGE, MIDDLE, ZERO].contains(&c)
}

/// Values over time as blocks between the lowest and the highest; each block is the mean of its part of the time.
pub(crate) fn spark(values: &[f64], width: usize) -> String {
    let blocks = values.len().min(width);
    let means: Vec<f64> = (0..blocks)
        .map(|block| {
            let part = &values[block * values.len() / blocks..(block + 1) * values.len() / blocks];
            part.iter().sum::<f64>() / part.len() as f64
        })
        .collect();
    let (low, high) = range(&means);
    // What differs by rounding alone is level.
    let flat = high - low <= 1e-9 * high.abs().max(low.abs());
    let block = |mean: f64| match mean.is_finite() {
        false => ' ',
        true if flat => BLOCKS[0],
        true => BLOCKS[((mean - low) / (high - low) * 7.0).round() as usize],
    };
    means.into_iter().map(block).collect()
}

fn range(values: &[f64]) -> (f64, f64) {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// Intervals with a middle each, `(low, middle, high)`, below each other on one scale that has zero in it.
pub(crate) fn whiskers(rows: &[(f64, f64, f64)], width: usize) -> Vec<String> {
    let all: Vec<f64> = rows.iter().flat_map(|&(low, middle, high)| [low, middle, high, 0.0]).collect();
    let (from, to) = range(&all);
    if width == 0 || from >= to {
        return vec![String::new(); rows.len()];
    }
    let at = |value: f64| ((value - from) / (to - from) * (width - 1) as f64).round() as usize;
    let draw = |&(low, middle, high): &(f64, f64, f64)| {
        if ![low, middle, high].into_iter().all(f64::is_finite) {
            return String::new();
        }
        let mut signs = vec![' '; width];
        signs[at(low)..=at(high)].fill(RANGE);
        signs[at(0.0)] = ZERO;
        signs[at(middle)] = MIDDLE;
        signs.into_iter().collect()
    };
    rows.iter().map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparks_show_the_course() {
        assert_eq!(spark(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 20), "▁▂▃▄▅▆▇█");
        assert_eq!(spark(&[1.0, 1.0, 2.0, 4.0, 1.0, 1.0], 3), "▁█▁");
        assert_eq!(spark(&[5.0, 5.0 + 1e-12], 8), "▁▁");
        assert_eq!(spark(&[1.0, f64::NAN, 2.0], 8), "▁ █");
        assert_eq!((spark(&[], 8), spark(&[1.0], 0)), (String::new(), String::new()));
    }

    #[test]
    fn whiskers_share_a_scale_with_zero() {
        let drawn = whiskers(&[(-2.0, -1.0, 0.0), (2.0, 4.0, 8.0), (f64::NAN, 1.0, 2.0)], 11);
        assert_eq!(drawn, ["─●│        ", "  │ ──●────", ""]);
    }
}
