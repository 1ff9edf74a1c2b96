//! Policies side by side.

use oreflow_study::Findings;

/// What policies of a scenario find and differ in.
pub fn comparison(findings: &Findings) -> String {
    findings.title.clone()
}
