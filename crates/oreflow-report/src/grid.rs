//! Tables that fit a width: columns that may go do, then names become shorter.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use unicode_width::UnicodeWidthStr;

use crate::layout::{Layout, shorten};

/// Columns that names keep as long as other columns can be left out instead.
const NAME: usize = 20;
/// Columns that names keep in any case.
const LEAST: usize = 8;

struct Column {
    heading: String,
    right: bool,
    optional: bool,
}

/// A table whose first column has names.
pub(crate) struct Grid {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table with a heading above the names.
    pub(crate) fn new(heading: &str) -> Self {
        Self { columns: Vec::new(), rows: Vec::new() }.left(heading)
    }

    /// Adds a column of words.
    pub(crate) fn left(self, heading: &str) -> Self {
        self.column(heading, false)
    }

    /// Adds a column of numbers.
    pub(crate) fn right(self, heading: &str) -> Self {
        self.column(heading, true)
    }

    fn column(mut self, heading: &str, right: bool) -> Self {
        self.columns.push(Column { heading: heading.to_owned(), right, optional: false });
        self
    }

    /// The column added last may be left out where all do not fit; of several the last goes first.
    pub(crate) fn optional(mut self) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.optional = true;
        }
        self
    }

    /// Adds a row, a cell for each column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }

    /// The lines, without a blank at their ends.
    pub(crate) fn show(mut self, layout: Layout) -> String {
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| self.width(column)).collect();
        let mut shown: Vec<usize> = (0..self.columns.len()).collect();
        // A blank before each column and one behind it; the last one is cut off.
        let others = |shown: &[usize]| shown[1..].iter().map(|&column| widths[column] + 2).sum::<usize>() + 1;
        while others(&shown) + widths[0].min(NAME) > layout.width {
            let last = shown.iter().rposition(|&column| self.columns[column].optional);
            let Some(last) = last else { break };
            shown.remove(last);
        }
        let name = layout.width.saturating_sub(others(&shown)).max(LEAST);
        self.columns[0].heading = shorten(&self.columns[0].heading, name);
        for row in &mut self.rows {
            row[0] = shorten(&row[0], name);
        }
        let mut table = Table::new();
        table.load_style(NOTHING);
        table.set_header(shown.iter().map(|&column| &self.columns[column].heading));
        for row in &self.rows {
            table.add_row(shown.iter().map(|&column| &row[column]));
        }
        for (column, &from) in table.column_iter_mut().zip(&shown) {
            if self.columns[from].right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[column].width());
        cells.chain([self.columns[column].heading.width()]).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(width: usize) -> String {
        let mut grid = Grid::new("Watched").right("mean").left("unit").optional().left("chart").optional();
        let cells = ["output.stainless-steel.IDN.change-year-10", "2.06 [2.04, 2.08]", "Mt", "▁▂▃▄▅▆▇█"];
        grid.row(cells.map(str::to_owned));
        grid.show(Layout { width, colour: false })
    }

    #[test]
    fn a_long_heading_keeps_to_the_width() {
        let mut grid = Grid::new("price.nickel-pig-iron.CHN.peak").right("mean, x base");
        grid.row(["none", "1.08 [1.08, 1.09]"].map(str::to_owned));
        let text = grid.show(Layout { width: 36, colour: false });
        assert_eq!(text.lines().next(), Some(" price.ni…HN.peak       mean, x base"), "{text}");
    }

    #[test]
    fn a_table_is_as_wide_as_it_may_be() {
        let whole = " output.stainless-steel.IDN.change-year-10  2.06 [2.04, 2.08]  Mt    ▁▂▃▄▅▆▇█";
        assert_eq!(grid(120).lines().nth(1), Some(whole));
        assert_eq!(
            grid(60).lines().nth(1),
            Some(" output.stain…nge-year-10  2.06 [2.04, 2.08]  Mt    ▁▂▃▄▅▆▇█")
        );
        assert_eq!(grid(50).lines().nth(1), Some(" output.stain…nge-year-10  2.06 [2.04, 2.08]  Mt"));
        assert_eq!(grid(20).lines().nth(1), Some(" outp…-10  2.06 [2.04, 2.08]"));
        for width in 30..130 {
            let text = grid(width);
            assert!(text.lines().all(|line| line.width() <= width), "{width}\n{text}");
        }
    }
}
