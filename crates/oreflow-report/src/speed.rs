//! How fast trials run, as a table.

use comfy_table::{CellAlignment, Table};
use oreflow_study::speed::{Machine, SpeedRow};

use crate::number::number;

/// A table of the cases that were measured, and below it the machine.
pub fn speed(rows: &[SpeedRow], machine: &Machine) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header([
        "case",
        "links",
        "sites",
        "threads",
        "million a second",
        "ns on a core",
        "lowest to highest",
        "peak, MB",
    ]);
    for column in 1..8 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for row in rows {
        table.add_row([
            row.case.clone(),
            row.links.to_string(),
            row.sites.to_string(),
            row.threads.to_string(),
            number(row.link_steps_trials_per_second / 1e6),
            number(row.ns_per_link_step_trial),
            format!("{} to {}", number(row.ns_low), number(row.ns_high)),
            row.peak_bytes.map_or_else(|| "-".to_owned(), |bytes| number(bytes as f64 / 1e6)),
        ]);
    }
    let processor = machine.processor.as_deref().unwrap_or("unknown processor");
    let cores = if machine.cores == 1 { "1 core".to_owned() } else { format!("{} cores", machine.cores) };
    format!(
        "{table}\n\nmillion a second: links x steps x trials, on all threads; ns: what a core takes for one link in one step of one \
         trial, median of repetitions\n{processor}, {cores}, {} instructions, oreflow {}",
        machine.instruction_set,
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_case_and_the_machine_below() {
        let row = SpeedRow {
            case: "chain-1000".to_owned(),
            links: 990,
            sites: 132,
            threads: 2,
            steps: 24,
            trials: 160,
            repetitions: 9,
            seconds: 0.05,
            ns_per_link_step_trial: 26.3,
            ns_low: 26.0,
            ns_high: 31.26,
            link_steps_trials_per_second: 7.603e7,
            peak_bytes: None,
        };
        let measured = SpeedRow { threads: 1, peak_bytes: Some(5_021_696), ..row.clone() };
        let machine = Machine { processor: None, cores: 2, instruction_set: "avx2" };
        let text = speed(&[row, measured], &machine);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(
            lines[..3],
            [
                "case        links  sites  threads  million a second  ns on a core  lowest to highest  peak, MB",
                "chain-1000    990    132        2              76.0          26.3       26.0 to 31.3         -",
                "chain-1000    990    132        1              76.0          26.3       26.0 to 31.3      5.02",
            ],
            "{text}"
        );
        let machine =
            format!("unknown processor, 2 cores, avx2 instructions, oreflow {}", env!("CARGO_PKG_VERSION"));
        assert_eq!(lines[lines.len() - 1], machine);
    }
}
