//! The look of figures: one list of colours, one style sheet.

use std::fmt::Write;

/// Style sheet of figures, with colours by name.
const SHEET: &str = include_str!("style.css");

/// Colours: name, on white, on dark. Series are those of Okabe & Ito, lighter on dark, in an order whose neighbours differ in
/// lightness, too.
///
/// # References
/// Okabe & Ito (2008), *Color Universal Design*, <https://jfly.uni-koeln.de/color/>.
pub(crate) const COLOURS: [(&str, &str, &str); 18] = [
    ("paper", "#ffffff", "#15181c"),
    ("ink", "#1b1f24", "#e8eaed"),
    ("muted", "#57606a", "#a2abb5"),
    ("grid", "#e6e9ed", "#2a3037"),
    ("rule", "#8b949e", "#6a737d"),
    ("mark", "#57606a", "#a2abb5"),
    ("land", "#dde1e6", "#343b43"),
    ("heat", "#00527f", "#8fd0f7"),
    // On shades of middle depth.
    ("on-heat", "#1b1f24", "#15181c"),
    ("loss", "#d55e00", "#ff8a3d"),
    ("gain", "#0072b2", "#56b4e9"),
    ("series-1", "#0072b2", "#56b4e9"),
    ("series-2", "#d55e00", "#ff8a3d"),
    ("series-3", "#009e73", "#2ec99b"),
    ("series-4", "#aa4499", "#e39cc4"),
    ("series-5", "#c98500", "#f0c04a"),
    ("series-6", "#1b1f24", "#e8eaed"),
    ("series-7", "#5a6fc0", "#a5b4f5"),
];

/// Style sheet for a page that figures stand in: colours as custom properties, of the reader's light or dark mode; on paper the light ones.
pub fn page_css() -> String {
    let properties = |colour: fn(&(&str, &'static str, &'static str)) -> &'static str| {
        COLOURS.iter().fold(String::new(), |mut list, entry| {
            let _ = write!(list, " --{}: {};", entry.0, colour(entry));
            list
        })
    };
    let (light, dark) = (properties(|entry| entry.1), properties(|entry| entry.2));
    format!(
        ":root {{{light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{{dark} }} }}\n{SHEET}"
    )
}

/// Style sheet for a figure alone, with the light colours written out.
pub(crate) fn literal_css() -> String {
    COLOURS
        .iter()
        .fold(SHEET.to_owned(), |sheet, (name, light, _)| sheet.replace(&format!("var(--{name})"), light))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_sheet_is_in_the_list() {
        assert!(!literal_css().replace("var(--name)", "").contains("var("));
        for (name, ..) in COLOURS {
            assert!(SHEET.contains(&format!("var(--{name})")), "{name}");
        }
        assert!(page_css().contains("--series-7: #a5b4f5;"));
    }
}
