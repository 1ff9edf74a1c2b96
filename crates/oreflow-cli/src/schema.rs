//! `oreflow schema`: the JSON Schema of files, for editors.

use oreflow_scenario::schema::{json_schema, targets_json_schema};

use crate::args::Schema;
use crate::failure::Failure;
use crate::out::say;

pub(crate) fn schema(args: &Schema) -> Result<(), Failure> {
    say(&if args.targets { targets_json_schema() } else { json_schema() })
}
