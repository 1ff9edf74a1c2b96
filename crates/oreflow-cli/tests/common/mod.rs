//! Running the program.

use std::process::{Command, Output};

pub(crate) fn oreflow(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oreflow")).args(arguments).output().expect("it starts")
}

/// What a command that succeeds says.
pub(crate) fn said(arguments: &[&str]) -> String {
    let output = oreflow(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What a command that fails with a code says of it.
pub(crate) fn refused(arguments: &[&str], code: i32) -> String {
    let output = oreflow(arguments);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).expect("text")
}
