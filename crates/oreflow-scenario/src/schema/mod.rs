#![doc = include_str!("keys.md")]
//!
//! # In Rust
//!
//! [`json_schema`] and [`targets_json_schema`] describe both files to editors and validators; [`reference()`] is the page
//! above.

mod json;
mod key;
mod pattern;
mod reference;
mod tables;
#[cfg(test)]
mod tests;
mod words;

#[cfg(test)]
pub(crate) use tests::seen;

/// The JSON Schema (draft 7) of scenarios.
///
/// It refuses nothing that [`parse`](crate::parse) takes, but for units that cancel by detours, such as `months/day/yr`.
/// What depends on dates, on other tables or on the network, it cannot tell.
///
/// # Examples
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&oreflow_scenario::schema::json_schema()).expect("JSON");
/// assert_eq!(schema["properties"]["study"]["properties"]["seed"]["type"], "integer");
/// ```
pub fn json_schema() -> String {
    text(&json::document("oreflow scenario", tables::SCENARIO_TABLES))
}

/// The JSON Schema (draft 7) of the targets of a backtest.
pub fn targets_json_schema() -> String {
    text(&json::document("oreflow targets of a backtest", tables::TARGET_TABLES))
}

/// The reference of every key, in Markdown.
pub fn reference() -> String {
    reference::page()
}

fn text(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}
