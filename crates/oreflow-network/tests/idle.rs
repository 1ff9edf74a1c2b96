//! Figures that change nothing are told, with their line and what would change something.

mod common;

use common::{Tables, add, tin};
use oreflow_network::{Network, Problem};

/// What is idle in the tin network with one row more.
fn idle_with(row: &str) -> Vec<Problem> {
    let mut tables: Tables = tin();
    add(&mut tables, "figures.csv", row);
    Network::read_from(&tables).unwrap_or_else(|error| panic!("{error}")).idle_figures()
}

#[test]
fn a_parameter_of_sites_that_do_not_use_it_is_told() {
    for (row, why) in [
        ("cover-input,tin-ore,world,,3,mo,2024,survey,assumed,", "have no inputs"),
        ("elasticity-long,tin-metal,world,,-0.2,1,2024,survey,assumed,", "are not final demand"),
        ("recovery-elasticity,tin-ore,PER,,0.3,1,2024,survey,assumed,", "follow no host"),
        ("lead-time,solder,world,,24,mo,2024,survey,assumed,", "build nothing"),
        ("utilisation,solder,JPN,,0.9,1,2024,survey,assumed,", "are final demand"),
    ] {
        let idle = idle_with(row);
        let [problem] = idle.as_slice() else { panic!("{row}: {idle:?}") };
        assert!(problem.message.contains(why), "{problem}");
        assert_eq!(problem.location.as_ref().and_then(|place| place.line), Some(12), "{problem}");
    }
    let stock = &idle_with("cover-input,tin-ore,world,,3,mo,2024,survey,assumed,")[0];
    assert!(
        stock.help.as_deref().is_some_and(|help| help.contains("goes by what they make of it")),
        "{stock}"
    );
}

#[test]
fn what_some_site_uses_is_not() {
    for row in [
        "cover-input,tin-metal,world,,3,mo,2024,survey,assumed,",
        "cover-input,solder,JPN,,3,mo,2024,survey,assumed,",
        "cover-input,*,world,,3,mo,2024,survey,assumed,",
        "elasticity-long,solder,world,,-0.2,1,2024,survey,assumed,",
        "lead-time,tin-ore,world,,24,mo,2024,survey,assumed,",
        "horizon,*,world,,9,mo,2024,survey,assumed,",
    ] {
        assert!(idle_with(row).is_empty(), "{row}");
    }
}
