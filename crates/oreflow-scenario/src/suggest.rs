//! Did you mean: the nearest known name.

/// The known name most like a wrong one, if any is like it at all; upper and lower case count as alike.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .filter(|&(score, _)| score > 0.75)
        .map(|(_, candidate)| candidate)
}

/// A remedy: the nearest known name, or all of them.
pub(crate) fn remedy(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(candidate) => format!("did you mean '{candidate}'?"),
        None => format!("write one of {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_word_and_nonsense_the_list() {
        let known = ["export-ban", "outage"];
        assert_eq!(remedy("Export_ban", &known), "did you mean 'export-ban'?");
        assert_eq!(remedy("zzz", &known), "write one of export-ban, outage");
    }
}
