//! `[groups]`.

use super::cursor::Table;
use crate::diagnostic::Problems;
use crate::source::Spanned;
use crate::types::Group;

const MEMBERS: &str = "[\"JPN\", \"KOR\"]";

/// Reads all groups, in order of position.
pub(super) fn read(table: &mut Table<'_>, problems: &mut Problems) -> Vec<Group> {
    let lines =
        table.get("groups").and_then(|value| value.table("[groups]", "[groups] above its lines", problems));
    let mut groups = Vec::new();
    for line in lines.map(|lines| lines.all()).unwrap_or_default() {
        let members = line.texts(MEMBERS, problems);
        groups.push(Group { name: Spanned::new(line.key.to_owned(), line.key_span), members });
    }
    groups
}
