//! One page that answers the question of a run: self-contained, offline, made from the run folder alone.

mod chain;
mod course;
mod html;
mod money;
mod question;
mod run;
mod table;
mod trust;
mod words;

use std::path::Path;

use crate::figures::Figure;
use crate::tables::TablesError;
use run::Run;
use table::Table;

/// A part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    lead: String,
    figures: Vec<Box<dyn Figure>>,
    tables: Vec<Table>,
    /// Tables that open when asked.
    folded: Vec<Table>,
    /// A text that opens when asked, with its heading.
    text: Option<(String, String)>,
}

impl Section {
    fn new(id: &'static str, title: &'static str) -> Self {
        let (figures, tables, folded) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, title, lead: String::new(), figures, tables, folded, text: None }
    }

    fn lead(mut self, text: &str) -> Self {
        text.clone_into(&mut self.lead);
        self
    }

    fn figures(mut self, figures: Vec<Box<dyn Figure>>) -> Self {
        self.figures = figures;
        self
    }

    fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    fn folded(mut self, table: Table) -> Self {
        self.folded.push(table);
        self
    }

    fn text(mut self, heading: &str, text: &str) -> Self {
        self.text = (!text.is_empty()).then(|| (heading.to_owned(), text.to_owned()));
        self
    }

    /// Whether there is nothing to see in it.
    fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.tables.is_empty() && self.folded.is_empty() && self.text.is_none()
    }
}

/// The report on a run: a page, and the figures on it.
pub struct Report {
    run: Run,
    sections: Vec<Section>,
}

impl Report {
    /// Reads a run folder; `place` is what the page calls it in commands.
    ///
    /// # Errors
    /// If the folder is not a finished run, or a file in it cannot be read, is damaged or of another version.
    pub fn read(folder: &Path, place: &str) -> Result<Self, TablesError> {
        let run = Run::read(folder)?;
        let sections = vec![
            question::answer(&run),
            question::asked(&run),
            course::over_time(&run),
            course::how_bad(&run),
            trust::differences(&run),
            chain::chain(&run),
            chain::who_goes_short(&run),
            chain::who_gains(&run),
            money::ledgers(&run),
            money::prices(&run),
            money::stocks(&run),
            trust::precision(&run),
            trust::worst(&run, place),
            trust::provenance(&run, place),
        ];
        let sections = sections.into_iter().filter(|section| !section.is_empty()).collect();
        Ok(Self { run, sections })
    }

    /// The page: one HTML file that asks for nothing else.
    ///
    /// # Errors
    /// If it cannot be put together.
    pub fn html(&self) -> Result<String, TablesError> {
        html::page(&self.run, &self.sections)
    }

    /// All figures, in the order of the page.
    pub fn figures(&self) -> impl Iterator<Item = &dyn Figure> {
        self.sections.iter().flat_map(|section| section.figures.iter().map(AsRef::as_ref))
    }
}
