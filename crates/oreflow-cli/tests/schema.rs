//! `oreflow schema` prints the schemas that are committed beside the scenarios.

use std::path::Path;
use std::process::Command;

#[test]
fn the_schemas_are_those_beside_the_scenarios() {
    for (arguments, file) in
        [(&["schema"][..], "scenario.schema.json"), (&["schema", "--targets"], "targets.schema.json")]
    {
        let output =
            Command::new(env!("CARGO_BIN_EXE_oreflow")).args(arguments).output().expect("the program runs");
        assert!(output.status.success() && output.stderr.is_empty());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(file);
        let written = std::fs::read_to_string(path).expect("a schema");
        let printed = String::from_utf8(output.stdout).expect("text");
        assert!(printed == written.replace("\r\n", "\n"), "{file}");
    }
}
