//! Quantiles of distributions whose function has no inverse in closed form.

/// The `y` at which an increasing function of it vanishes, by Newton's method inside of a shrinking interval.
///
/// `value_and_slope` gives the function and its derivative. Where a step leaves the interval, or does not
/// shrink it fast, the interval is halved instead, so that the search ends for any function.
pub(super) fn increasing(
    (mut low, mut high): (f64, f64),
    guess: f64,
    value_and_slope: impl Fn(f64) -> (f64, f64),
) -> f64 {
    /// Enough halvings to find the last bit of any number, and never reached by Newton's method.
    const MOST: u32 = 200;
    let mut y = guess.clamp(low, high);
    let mut last_step = high - low;
    for _ in 0..MOST {
        let (value, slope) = value_and_slope(y);
        if value == 0.0 {
            return y;
        }
        if value < 0.0 {
            low = y;
        } else {
            high = y;
        }
        let newton = y - value / slope;
        let shrinks = newton > low && newton < high && 2.0 * (newton - y).abs() < last_step;
        let next = if shrinks { newton } else { low + 0.5 * (high - low) };
        last_step = (next - y).abs();
        if last_step <= f64::EPSILON * y.abs().max(f64::MIN_POSITIVE) {
            return next;
        }
        y = next;
    }
    y
}
