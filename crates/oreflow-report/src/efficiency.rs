//! What each design is worth, as a table.

use comfy_table::{CellAlignment, Table};
use oreflow_study::EfficiencyRow;

use crate::number::number;

/// A table of variance times time for each outcome and design.
pub fn efficiency(rows: &[EfficiencyRow]) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(["design", "outcome", "estimate", "s a run", "gain, equal trials", "gain, equal time"]);
    for column in 3..6 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for row in rows {
        table.add_row([
            row.design.to_owned(),
            row.path.clone(),
            row.statistic.to_owned(),
            number(row.seconds),
            gain(row, row.gain),
            gain(row, row.efficiency),
        ]);
    }
    table.to_string()
}

/// How many times better; of an estimate that all seeds agree on there is no more to say.
fn gain(row: &EfficiencyRow, gain: f64) -> String {
    if row.variance == 0.0 { "exact".to_owned() } else { number(gain) }
}
