//! Ids of measures and hazards, and who waits for whom.

use oreflow_network::SiteId;

use super::cursor::Table;
use crate::codes::Code;
use crate::diagnostic::{Complaint, Problems};
use crate::source::Spanned;
use crate::suggest::nearest;
use crate::types::Hazard;

/// The ids of a file, which measures and hazards share.
#[derive(Debug, Default)]
pub(super) struct Ids {
    known: Vec<Spanned<String>>,
    /// Whether some could not be read, so that one that is not known may be among them.
    lost: bool,
}

impl Ids {
    /// Reads the id of a table and calls the table by it.
    pub(super) fn read(&mut self, table: &mut Table<'_>, problems: &mut Problems) -> Option<Spanned<String>> {
        let value = table.need("id", "\"idn-ore-ban\"");
        let Some(id) = value.and_then(|value| value.text("\"idn-ore-ban\"", problems)) else {
            self.lost = true;
            return None;
        };
        table.name = format!("{} '{}'", table.name, id.value);
        // Ids of measures follow the same rule as ids of sites.
        if id.parse::<SiteId>().is_err() {
            let complaint = Complaint::new(Code::UnfitId, format!("'{}' is not an id", id.value));
            let help =
                "write lower-case letters and digits in words joined by dashes, such as \"idn-ore-ban\"";
            problems.error(id.span, complaint.help(help));
            self.lost = true;
        }
        if let Some(first) = self.known.iter().find(|known| **known == id) {
            let line = problems.source().line_of(first.span);
            let complaint =
                Complaint::new(Code::TakenId, format!("the id '{}' is taken by {line}", id.value));
            problems.error(id.span, complaint.help("give each measure and hazard an id of its own"));
        } else {
            self.known.push(id.clone());
        }
        Some(id)
    }

    /// Notes that a list of measures or hazards could not be read.
    pub(super) fn lose(&mut self) {
        self.lost = true;
    }

    /// Refuses hazards that wait for what is not there.
    pub(super) fn conditions(&self, hazards: &[Hazard], problems: &mut Problems) {
        if self.lost {
            return;
        }
        for wanted in hazards.iter().flat_map(Hazard::others) {
            if !self.known.contains(wanted) {
                let complaint = Complaint::new(
                    Code::UnknownId,
                    format!("there is no measure or hazard '{}'", wanted.value),
                );
                let help = match nearest(wanted, self.known.iter().map(|id| id.as_str())) {
                    Some(id) => format!("did you mean '{id}'?"),
                    None => "write the id of a measure or hazard of this file".to_owned(),
                };
                problems.error(wanted.span, complaint.help(help));
            }
        }
    }
}
