//! Any bytes are refused with places in the text, or read as a scenario that reads back equal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oreflow_scenario::{parse, parse_bytes, parse_targets_bytes};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    match parse_bytes(bytes, "x.toml") {
        Ok(scenario) => {
            let again = parse(&scenario.to_toml(), "x.toml").expect("what is written can be read");
            assert_eq!(again, scenario);
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(problems.all().iter().all(|one| text.get(one.span.start..one.span.end).is_some()));
        }
    }
    if let Err(problems) = parse_targets_bytes(bytes, "x.toml") {
        assert!(problems.all().iter().all(|one| text.get(one.span.start..one.span.end).is_some()));
    }
});
