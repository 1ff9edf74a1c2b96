//! Did you mean: the nearest known name.

use crate::{Problem, ProblemKind};

/// The known name most like a wrong one, if any is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (likeness(name, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .filter(|&(score, _)| score > 0.75)
        .map(|(_, candidate)| candidate)
}

/// Likeness from 0 to 1; short words with one slip of the pen count as like.
fn likeness(one: &str, other: &str) -> f64 {
    let start = strsim::jaro_winkler(one, other);
    let is_slip = one.len() > 2 && strsim::osa_distance(one, other) == 1;
    if is_slip && start < 0.8 { 0.8 } else { start }
}

/// The problem that there is no such thing, with the nearest that there is.
pub(crate) fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Problem {
    let problem = Problem::new(format!("there is no {what} '{name}'")).kind(ProblemKind::Unknown);
    match nearest(name, known) {
        Some(candidate) => problem.help(format!("did you mean '{candidate}'?")),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_nonsense_finds_none() {
        let known = ["nickel-ore", "nickel-matte", "cobalt"];
        assert_eq!(nearest("nikel-ore", known.into_iter()), Some("nickel-ore"));
        assert_eq!(nearest("coblat", known.into_iter()), Some("cobalt"));
        assert_eq!(nearest("oer", ["ore", "metal"].into_iter()), Some("ore"));
        assert_eq!(nearest("zzz", known.into_iter()), None);
    }
}
